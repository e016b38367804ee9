package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

// opinion stores an item that is graded as an opinion. Change may be nil.
func (e *env) opinion(source chalkline.SourceID, grade chalkline.Grade, change func(*chalkline.Appraised)) chalkline.Item {
	e.Helper()
	item := e.stored(source, nil)
	a := graded(item, grade, 10)
	if change != nil {
		change(&a)
	}
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
}

// cutAll removes all texts that are older than a year, in parts of two items.
func (e *env) cutAll() (all int) {
	e.Helper()
	var after chalkline.ItemID
	for {
		last, cut, err := e.CutItems(e.ctx, e.clock().AddDate(-1, 0, 0), after, 2)
		e.ok(err)
		all += cut
		if last == 0 {
			return all
		}
		after = last
	}
}

var retentionTests = []test{
	{"texts of old opinions go, and all that somebody needs stays", func(e *env) {
		s, r := e.source(), e.reader()
		_, members := e.group(2)
		go1, go2 := e.opinion(s.ID, chalkline.GradeE, nil), e.opinion(s.ID, chalkline.GradeNone, nil)
		keep := map[string]chalkline.Item{
			"a study":        e.opinion(s.ID, chalkline.GradeC, nil),
			"not judged yet": e.stored(s.ID, nil),
			"cites a work": e.opinion(s.ID, chalkline.GradeE, func(a *chalkline.Appraised) {
				a.Citations = []chalkline.Citation{{Kind: "doi", DOI: "10.1/cited"}}
			}),
			"picked":         e.opinion(s.ID, chalkline.GradeE, func(a *chalkline.Appraised) { a.StoryKeys = []string{"one"} }),
			"the same story": e.opinion(s.ID, chalkline.GradeE, func(a *chalkline.Appraised) { a.StoryKeys = []string{"one"} }),
			"the other side": e.opinion(s.ID, chalkline.GradeE, nil),
			"beside it":      e.opinion(s.ID, chalkline.GradeE, nil),
			"saved":          e.opinion(s.ID, chalkline.GradeE, nil),
			"noted":          e.opinion(s.ID, chalkline.GradeE, nil),
			"put forward":    e.opinion(s.ID, chalkline.GradeE, nil),
		}
		e.pick(r.ID, keep["picked"], 1)
		beside := chalkline.Pick{ItemID: keep["beside it"].ID, StoryID: keep["beside it"].StoryID, At: e.clock(), Other: keep["the other side"].ID}
		must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{beside}, e.clock(), e.clock().Add(day)))
		e.ok(e.AddFeedback(e.ctx, r.ID, keep["saved"].ID, chalkline.FeedbackSaved))
		e.note(r.ID, keep["noted"].ID, "Mine.")
		e.ok(e.PutForward(e.ctx, &chalkline.Share{GroupID: members[0].GroupID, ItemID: keep["put forward"].ID, By: members[0].ReaderID}))
		e.pass(400 * day)
		young := e.opinion(s.ID, chalkline.GradeE, nil)

		e.same(e.cutAll(), 2)
		for _, i := range []chalkline.Item{go1, go2} {
			i.Text, i.Links = "", nil
			e.same(must[chalkline.Item](e)(e.Item(e.ctx, i.ID)), i)
		}
		keep["young"] = young
		for what, i := range keep {
			if got := must[chalkline.Item](e)(e.Item(e.ctx, i.ID)); got.Text == "" {
				e.Errorf("the text of an item that is %s was removed", what)
			}
		}
		e.same(e.cutAll(), 0)
		e.ok(e.IntegrityCheck(e.ctx))
	}},
	{"an item without its text stays as it was judged", func(e *env) {
		s := e.source()
		item := e.opinion(s.ID, chalkline.GradeE, nil)
		was := must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID))
		e.pass(400 * day)
		e.same(e.cutAll(), 1)
		e.same(len(e.due()), 0)

		// Its source says it again, and changes it; everything is to be judged again.
		again := item
		e.same(e.store(s.ID, again), chalkline.Stored{Same: 1})
		again.Title, again.Text = "Another title", "Another text altogether, with a trial of forty schools."
		e.same(e.store(s.ID, again), chalkline.Stored{Same: 1})
		must[int](e)(e.ReappraiseAll(e.ctx))
		must[int](e)(e.ReappraiseOthers(e.ctx, 99))
		must[int](e)(e.RenewFeatures(e.ctx, 99, 10))
		e.same(len(e.due()), 0)
		e.same(len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock(), 10))), 0)
		e.same(must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID)), was)
		item.Text, item.Links = "", nil
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), item)

		// Another article under its identity is an item of its own.
		other := chalkline.Item{Key: item.Key, URL: "https://s.example/other", Title: "Quite different matters", Text: "Nothing alike.", Published: e.clock()}
		e.same(e.store(s.ID, other), chalkline.Stored{New: 1, Reused: 1})
	}},
	{"a feed of picks and its archives stay as they are when texts go", func(e *env) {
		s, r := e.source(), e.reader()
		for range 2*store.ArchivePicks + 1 {
			e.pick(r.ID, e.appraised(s.ID), 1)
			e.opinion(s.ID, chalkline.GradeE, nil)
			e.pass(time.Minute)
		}
		feed := func() (parts []store.FeedPart) {
			for archive := range 2 {
				parts = append(parts, must[store.FeedPart](e)(e.FeedPart(e.ctx, r.ID, store.FeedQuery{Archive: archive})))
			}
			return parts
		}
		e.pass(400 * day)
		before := feed()
		e.same(e.cutAll(), 2*store.ArchivePicks+1)
		e.same(feed(), before)
	}},
	{"an item that was deleted does not come back when texts go", func(e *env) {
		s := e.source()
		item := e.opinion(s.ID, chalkline.GradeE, nil)
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.pass(4000 * day)
		e.cutAll()
		e.ok(e.Sweep(e.ctx))
		e.same(e.store(s.ID, item), chalkline.Stored{Buried: 1})
	}},
	{"only the newest edits of an item are kept", func(e *env) {
		s := e.source()
		item := e.newItem()
		for n := range 60 {
			item.Title = "Version " + string(rune('A'+n))
			e.store(s.ID, item)
			e.pass(time.Minute)
		}
		edits := must[[]chalkline.Edit](e)(e.Edits(e.ctx, e.due()[0]))
		if len(edits) != 50 || edits[49].After != item.Title {
			e.Errorf("%d edits are kept, the last one %+v", len(edits), edits[len(edits)-1])
		}
	}},
	{"a feed address that ended over a year ago is forgotten", func(e *env) {
		r := e.reader()
		for _, name := range []string{"old", "kept"} {
			token := chalkline.Token{ReaderID: r.ID, Name: name, Seed: name, Hash: name}
			e.ok(e.CreateToken(e.ctx, &token))
			if name == "old" {
				e.ok(e.RevokeToken(e.ctx, r.ID, token.ID))
			}
		}
		e.pass(366 * day)
		e.ok(e.Sweep(e.ctx))
		kept := 0
		e.ok(e.Export(e.ctx, r.ID, func(p store.ExportPart) error {
			if p.Name == "feed_addresses" {
				kept = len(p.Rows)
			}
			return nil
		}))
		e.same(kept, 1)
	}},
}
