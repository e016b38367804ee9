package storetest

import (
	"fmt"

	"chalkline"
)

var moveTests = []test{
	{"a source that moved has a new address, no validators, and its history", func(e *env) {
		s := e.polled()
		e.store(s.ID, e.newItem())
		to := "https://new.example/feed"
		e.same(must[chalkline.SourceID](e)(e.MoveSource(e.ctx, s.ID, to)), s.ID)
		got := must[chalkline.Source](e)(e.Source(e.ctx, s.ID))
		e.same([]any{got.URL, got.Host(), got.MovedFrom, got.MovedAt, got.Poll.ETag, got.Poll.LastModified},
			[]any{to, "new.example", s.URL, e.clock(), "", ""})
		e.same(must[[]chalkline.Moved](e)(e.Moves(e.ctx)), []chalkline.Moved{{Source: s.ID, From: s.URL, To: to, At: e.clock()}})
		e.same(must[[]string](e)(e.Hosts(e.ctx)), []string{"new.example"})
	}},
	{"a source that moved to the address of another becomes part of it", func(e *env) {
		r, from, to := e.reader(), e.source(), e.source()
		both := e.newItem()
		e.store(from.ID, both, e.newItem())
		e.store(to.ID, both)
		buried := e.stored(from.ID, nil)
		e.ok(e.DeleteItem(e.ctx, buried.ID))
		e.ok(e.SetFollows(e.ctx, r.ID, []chalkline.Follow{{Kind: chalkline.FollowSource, Value: fmt.Sprint(from.ID), Weight: 1}}))
		e.same(must[chalkline.SourceID](e)(e.MoveSource(e.ctx, from.ID, to.URL)), to.ID)

		_, err := e.Source(e.ctx, from.ID)
		e.code(chalkline.CodeNotFound, err)
		e.same(must[map[chalkline.SourceID]int](e)(e.ItemCounts(e.ctx)), map[chalkline.SourceID]int{to.ID: 3})
		e.same(e.store(to.ID, both, buried), chalkline.Stored{Same: 1, Buried: 1})
		got := must[chalkline.Source](e)(e.Source(e.ctx, to.ID))
		e.same([]any{got.Name, got.MovedFrom}, []any{to.Name, from.URL})
		follows := must[[]chalkline.Follow](e)(e.Follows(e.ctx, r.ID))
		e.same([]any{len(follows), follows[0].Value}, []any{1, fmt.Sprint(to.ID)})
		e.ok(e.IntegrityCheck(e.ctx))
	}},
	{"what was deleted from a source that becomes part of another is kept where the other has it", func(e *env) {
		from, to := e.source(), e.source()
		item := e.stored(from.ID, nil)
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.store(to.ID, item)
		must[chalkline.SourceID](e)(e.MoveSource(e.ctx, from.ID, to.URL))
		e.same(e.store(to.ID, item), chalkline.Stored{Same: 1})
		item.Title = "Corrected"
		e.same(e.store(to.ID, item), chalkline.Stored{Edited: 1})
	}},
	{"a source does not become part of one that is paused", func(e *env) {
		r, from, to := e.reader(), e.source(), e.source()
		e.store(from.ID, e.newItem())
		follow := []chalkline.Follow{{Kind: chalkline.FollowSource, Value: fmt.Sprint(from.ID), Weight: 1}}
		e.ok(e.SetFollows(e.ctx, r.ID, follow))
		must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: from.ID, Poll: chalkline.Poll{
			State: chalkline.PollOK, Move: chalkline.Move{URL: to.URL, Times: 3, Since: e.clock()},
		}}))
		to.Paused = true
		e.ok(e.UpdateSource(e.ctx, to))
		e.same(must[chalkline.SourceID](e)(e.MoveSource(e.ctx, from.ID, to.URL)), from.ID)
		got := must[chalkline.Source](e)(e.Source(e.ctx, from.ID))
		e.same([]any{got.URL, got.Paused, got.Poll.Move}, []any{from.URL, false, chalkline.Move{}})
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, to.ID)).Paused, true)
		e.same(must[map[chalkline.SourceID]int](e)(e.ItemCounts(e.ctx)), map[chalkline.SourceID]int{from.ID: 1})
		e.same(must[[]chalkline.Follow](e)(e.Follows(e.ctx, r.ID))[0].Value, fmt.Sprint(from.ID))
		e.same(len(must[[]chalkline.Moved](e)(e.Moves(e.ctx))), 0)
	}},
}
