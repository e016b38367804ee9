package storetest

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/store"
)

// apiToken stores a token of a reader.
func (e *env) apiToken(reader chalkline.ReaderID, writes bool) store.APIToken {
	e.Helper()
	n := e.next()
	t := store.APIToken{ReaderID: reader, Name: fmt.Sprintf("Program %d", n), Hash: fmt.Sprintf("hash-%d", n), Writes: writes}
	e.ok(e.CreateAPIToken(e.ctx, &t))
	return t
}

var apiTests = []test{
	{"a token is kept whole and found by its hash", func(e *env) {
		r := e.reader()
		reads, writes := e.apiToken(r.ID, false), e.apiToken(r.ID, true)
		e.same(must[store.APIToken](e)(e.APITokenByHash(e.ctx, reads.Hash)), reads)
		e.same(must[store.APIToken](e)(e.APITokenByHash(e.ctx, writes.Hash)), writes)
		e.same(must[[]store.APIToken](e)(e.APITokens(e.ctx, r.ID)), []store.APIToken{reads, writes})
		e.same(must[[]store.APIToken](e)(e.APITokens(e.ctx, e.reader().ID)), nil)
		_, err := e.APITokenByHash(e.ctx, "other")
		e.code(chalkline.CodeNotFound, err)
	}},
	{"the day of a token's use is kept, and no hour", func(e *env) {
		token := e.apiToken(e.reader().ID, false)
		for _, day := range []chalkline.Day{"2026-03-14", "2026-03-14", "2026-03-15"} {
			e.ok(e.UsedAPIToken(e.ctx, token, day))
			token = must[store.APIToken](e)(e.APITokenByHash(e.ctx, token.Hash))
			e.same(token.UsedOn, day)
		}
	}},
	{"a reader revokes their own tokens only", func(e *env) {
		r, other := e.reader(), e.reader()
		token := e.apiToken(r.ID, true)
		e.code(chalkline.CodeNotFound, e.RevokeAPIToken(e.ctx, other.ID, token.ID))
		e.ok(e.RevokeAPIToken(e.ctx, r.ID, token.ID))
		e.code(chalkline.CodeNotFound, e.RevokeAPIToken(e.ctx, r.ID, token.ID))
		_, err := e.APITokenByHash(e.ctx, token.Hash)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a reader has so many tokens and no more, and none when they leave", func(e *env) {
		r := e.reader()
		made := race(e, store.MostAPITokens+5, func() (bool, error) {
			e.mu.Lock()
			n := e.next()
			e.mu.Unlock()
			err := e.CreateAPIToken(e.ctx, &store.APIToken{ReaderID: r.ID, Name: "P", Hash: fmt.Sprintf("hash-%d", n)})
			if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
				return false, nil
			}
			return true, err
		})
		e.same(made, store.MostAPITokens)
		hash := must[[]store.APIToken](e)(e.APITokens(e.ctx, r.ID))[0].Hash
		e.ok(e.DeleteReader(e.ctx, r.ID))
		_, err := e.APITokenByHash(e.ctx, hash)
		e.code(chalkline.CodeNotFound, err)
		e.code(chalkline.CodeNotFound, e.CreateAPIToken(e.ctx, &store.APIToken{ReaderID: r.ID, Name: "P", Hash: "h"}))
	}},
	{"a piece is on record once, from what a reader first said of it", func(e *env) {
		g, members := e.group(1)
		me, other := members[1].ReaderID, members[0].ReaderID
		s := e.source()
		useful, hidden, noted, shared := e.appraised(s.ID), e.appraised(s.ID), e.appraised(s.ID), e.appraised(s.ID)
		first := e.pass(time.Hour)
		e.ok(e.AddFeedback(e.ctx, me, useful.ID, chalkline.FeedbackSaved))
		e.ok(e.AddFeedback(e.ctx, me, hidden.ID, chalkline.FeedbackHidden))
		e.ok(e.AddFeedback(e.ctx, me, hidden.ID, chalkline.FeedbackNotForMe))
		e.ok(e.AddFeedback(e.ctx, other, hidden.ID, chalkline.FeedbackUseful))
		second := e.pass(24 * time.Hour)
		e.ok(e.AddFeedback(e.ctx, me, useful.ID, chalkline.FeedbackUseful))
		e.ok(e.SaveNote(e.ctx, me, &store.Note{ItemID: noted.ID, Text: "Try it."}))
		third := e.pass(24 * time.Hour)
		e.ok(e.PutForward(e.ctx, &chalkline.Share{GroupID: g.ID, ItemID: shared.ID, By: me}))
		e.ok(e.SaveNote(e.ctx, me, &store.Note{ItemID: useful.ID, Text: "Late."}))

		got := must[[]store.Recorded](e)(e.Recorded(e.ctx, me, start, third.Add(time.Hour)))
		if len(got) != 3 {
			e.Fatalf("%d pieces are on record, want 3: %+v", len(got), got)
		}
		one := got[0]
		e.same(one.Item.Title, useful.Title)
		one.Item = chalkline.Item{}
		e.same(one, store.Recorded{Minutes: 1, Source: s.Name, Grade: chalkline.GradeB, At: first, Useful: true, Saved: true, Note: "Late."})
		e.same([]any{got[1].Item.ID, got[1].At, got[1].Note, got[1].Useful}, []any{noted.ID, second, "Try it.", false})
		e.same([]any{got[2].Item.ID, got[2].At, got[2].Forward}, []any{shared.ID, third, true})

		early := must[[]store.Recorded](e)(e.Recorded(e.ctx, me, start, second))
		late := must[[]store.Recorded](e)(e.Recorded(e.ctx, me, second, third.Add(time.Hour)))
		e.same([]int{len(early), len(late)}, []int{1, 2})
	}},
	{"what a reader led is on record while they are in the group", func(e *env) {
		g, members := e.group(1)
		me := members[1]
		item := e.appraised(e.source().ID)
		e.ok(e.SaveTheme(e.ctx, &chalkline.Theme{GroupID: g.ID, Month: "2026-03", Title: "Spacing", By: me.ReaderID}, nil))
		e.ok(e.SaveTheme(e.ctx, &chalkline.Theme{GroupID: g.ID, Month: "2026-05", Title: "Later", By: me.ReaderID}, nil))
		e.ok(e.SaveTheme(e.ctx, &chalkline.Theme{GroupID: g.ID, Month: "2026-02", Title: "Theirs", By: members[0].ReaderID}, nil))
		e.ok(e.PutForward(e.ctx, &chalkline.Share{GroupID: g.ID, ItemID: item.ID, By: me.ReaderID}))
		e.ok(e.AddMeeting(e.ctx, &chalkline.Meeting{GroupID: g.ID, Day: "2026-03-20", Host: me.ReaderID}))
		e.ok(e.AddMeeting(e.ctx, &chalkline.Meeting{GroupID: g.ID, Day: "2026-03-21", Host: members[0].ReaderID}))
		want := []store.Led{
			{Kind: store.LedTheme, Day: "2026-03-01", Group: g.Name, What: "Spacing"},
			{Kind: store.LedShare, Day: "2026-03-14", Group: g.Name, What: item.Title, Item: item.ID},
			{Kind: store.LedMeeting, Day: "2026-03-20", Group: g.Name},
		}
		e.same(must[[]store.Led](e)(e.Led(e.ctx, me.ReaderID, "2026-03-01", "2026-03-31", time.UTC)), want)
		e.same(must[[]store.Led](e)(e.Led(e.ctx, me.ReaderID, "2026-03-02", "2026-03-14", time.UTC)), want[1:2])
		e.ok(e.RemoveMember(e.ctx, g.ID, me.ReaderID, false))
		e.same(must[[]store.Led](e)(e.Led(e.ctx, me.ReaderID, "2026-01-01", "2026-12-31", time.UTC)), nil)
	}},
}
