package storetest

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/store"
)

// put stores a share of a new item as a member puts it forward.
func (e *env) put(m chalkline.Member) chalkline.Share {
	e.Helper()
	s := chalkline.Share{GroupID: m.GroupID, ItemID: e.appraised(e.source().ID).ID, By: m.ReaderID, Note: "Worth a look."}
	e.ok(e.PutForward(e.ctx, &s))
	return s
}

// approved stores a share and approves it.
func (e *env) approved(m chalkline.Member) chalkline.Share {
	e.Helper()
	s := e.put(m)
	e.ok(e.Decide(e.ctx, s, store.Approve, ""))
	return e.share(s)
}

func (e *env) share(s chalkline.Share) chalkline.Share {
	e.Helper()
	return must[chalkline.Share](e)(e.Share(e.ctx, s.GroupID, s.ID))
}

// sharedIDs are the approved shares of a group in its order.
func (e *env) sharedIDs(group chalkline.GroupID) (out []chalkline.ShareID) {
	e.Helper()
	for _, s := range must[[]chalkline.SharedCard](e)(e.Shared(e.ctx, group, 0, 100)) {
		out = append(out, s.Share.ID)
	}
	return out
}

var shareTests = []test{
	{"what is put forward waits, is approved, and stands in the group's order", func(e *env) {
		g, members := e.group(1)
		s := e.put(members[1])
		e.same(s.ByName, "Member 1")
		e.same(e.share(s), s)
		e.same(e.sharedIDs(g.ID), nil)
		e.same(must[[]store.Belonging](e)(e.GroupsOf(e.ctx, members[0].ReaderID))[0].Waiting, 1)
		at := e.pass(time.Minute)
		e.ok(e.Decide(e.ctx, s, store.Approve, ""))
		want := s
		want.State, want.DecidedAt, want.Changed = chalkline.ShareApproved, at, at
		e.same(e.share(s), want)
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)).FeedAt, at)
		got := must[[]chalkline.SharedCard](e)(e.Shared(e.ctx, g.ID, 0, 10))
		e.same(got, []chalkline.SharedCard{{Share: want, Card: must[chalkline.Card](e)(e.Card(e.ctx, 0, s.ItemID))}})
	}},
	{"a group has an item once", func(e *env) {
		_, members := e.group(1)
		s := e.put(members[1])
		again := chalkline.Share{GroupID: s.GroupID, ItemID: s.ItemID, By: members[0].ReaderID, State: chalkline.ShareApproved}
		e.code(chalkline.CodeConflict, e.PutForward(e.ctx, &again))
		e.ok(e.Decide(e.ctx, s, store.Decline, "Too old."))
		e.code(chalkline.CodeConflict, e.PutForward(e.ctx, &again))
		e.ok(e.WithdrawShare(e.ctx, members[1], s.ID))
		e.ok(e.PutForward(e.ctx, &again))
		e.same(e.sharedIDs(s.GroupID), []chalkline.ShareID{again.ID})
	}},
	{"who decides on an older state is told and changes nothing", func(e *env) {
		_, members := e.group(1)
		s := e.put(members[1])
		e.ok(e.Decide(e.ctx, s, store.Approve, ""))
		e.code(chalkline.CodeConflict, e.Decide(e.ctx, s, store.Decline, "late"))
		now := e.share(s)
		e.same(now.State, chalkline.ShareApproved)
		e.code(chalkline.CodeConflict, e.Decide(e.ctx, now, store.Approve, ""))
		e.code(chalkline.CodeConflict, e.Decide(e.ctx, now, "adore", ""))
		e.same(e.share(s), now)
	}},
	{"curators order and pin", func(e *env) {
		g, members := e.group(0)
		var s []chalkline.Share
		for range 4 {
			s = append(s, e.approved(members[0]))
			e.pass(time.Minute)
		}
		a, b, c, d := s[0].ID, s[1].ID, s[2].ID, s[3].ID
		for _, step := range []struct {
			share int
			do    store.Decision
			want  []chalkline.ShareID
		}{
			{0, store.Up, []chalkline.ShareID{d, c, a, b}},
			{0, store.Up, []chalkline.ShareID{d, a, c, b}},
			{3, store.Up, []chalkline.ShareID{d, a, c, b}},
			{3, store.Down, []chalkline.ShareID{a, d, c, b}},
			{1, store.Pin, []chalkline.ShareID{b, a, d, c}},
			{2, store.Pin, []chalkline.ShareID{c, b, a, d}},
			{2, store.Down, []chalkline.ShareID{b, c, a, d}},
			{1, store.Unpin, []chalkline.ShareID{c, b, a, d}},
			{3, store.Decline, []chalkline.ShareID{c, b, a}},
		} {
			e.ok(e.Decide(e.ctx, e.share(s[step.share]), step.do, ""))
			e.same(e.sharedIDs(g.ID), step.want)
		}
		e.pass(time.Minute)
		late := e.approved(members[0])
		e.same(e.sharedIDs(g.ID), []chalkline.ShareID{c, late.ID, b, a})
		var feed []chalkline.ShareID
		for _, f := range must[[]chalkline.SharedCard](e)(e.SharedByApproval(e.ctx, g.ID, 2)) {
			feed = append(feed, f.Share.ID)
		}
		e.same(feed, []chalkline.ShareID{late.ID, c})
	}},
	{"members see what waits of their own, curators all, and a reason goes to who put it forward", func(e *env) {
		_, members := e.group(2)
		one, two := e.put(members[1]), e.put(members[2])
		declined := e.put(members[1])
		e.ok(e.Decide(e.ctx, declined, store.Decline, "We had it."))
		seen := func(m chalkline.Member) (out []string) {
			for _, s := range must[[]chalkline.SharedCard](e)(e.Undecided(e.ctx, m)) {
				out = append(out, fmt.Sprint(s.Share.ID, s.Share.State, s.Share.Reason))
			}
			return out
		}
		first := fmt.Sprint(one.ID, chalkline.ShareWaiting, "")
		second := fmt.Sprint(two.ID, chalkline.ShareWaiting, "")
		e.same(seen(members[0]), []string{first, second})
		e.same(seen(members[1]), []string{first, fmt.Sprint(declined.ID, chalkline.ShareDeclined, "We had it.")})
		e.same(seen(members[2]), []string{second})
	}},
	{"members take back their own, curators any", func(e *env) {
		g, members := e.group(2)
		mine, other := e.approved(members[1]), e.approved(members[1])
		e.code(chalkline.CodeDenied, e.WithdrawShare(e.ctx, members[2], mine.ID))
		at := e.pass(time.Minute)
		e.ok(e.WithdrawShare(e.ctx, members[1], mine.ID))
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)).FeedAt, at)
		e.ok(e.WithdrawShare(e.ctx, members[0], other.ID))
		e.same(e.sharedIDs(g.ID), nil)
	}},
	{"no more may wait than curators can look at", func(e *env) {
		_, members := e.group(0)
		source := e.source()
		items := make([]chalkline.Item, chalkline.MostWaiting+1)
		for n := range items {
			items[n] = e.newItem()
		}
		e.store(source.ID, items...)
		for n, id := range e.due() {
			s := chalkline.Share{GroupID: members[0].GroupID, ItemID: id, By: members[0].ReaderID}
			if err := e.PutForward(e.ctx, &s); n < chalkline.MostWaiting {
				e.ok(err)
			} else {
				e.code(chalkline.CodeInvalid, err)
			}
		}
	}},
	{"an item that falls gives the feeds it is in a new version", func(e *env) {
		g, members := e.group(0)
		s := e.approved(members[0])
		at := e.pass(time.Minute)
		item := must[chalkline.Item](e)(e.Item(e.ctx, s.ItemID))
		a := graded(item, chalkline.GradeR, 0)
		a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalStanding, Value: string(chalkline.StandingRetracted)}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)).FeedAt, at)
	}},
}
