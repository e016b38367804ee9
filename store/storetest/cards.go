package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

// cards are all cards of a reader.
func (e *env) cards(reader chalkline.ReaderID) []chalkline.Card {
	e.Helper()
	return must[[]chalkline.Card](e)(e.Cards(e.ctx, reader, store.CardQuery{Limit: 100}))
}

// named is what a card has of a source.
func named(s chalkline.Source) chalkline.Source {
	return chalkline.Source{
		ID: s.ID, Kind: s.Kind, Name: s.Name, URL: s.URL, SiteURL: s.SiteURL, Genre: s.Genre, Country: s.Country, Language: s.Language,
	}
}

var cardTests = []test{
	{"a card has all that is shown", func(e *env) {
		blog, journal := e.source(), e.source()
		first := e.appraised(journal.ID, "k")
		e.pass(time.Hour)
		item := e.stored(blog.ID, nil)
		e.pass(time.Hour)
		last := e.appraised(journal.ID, "k")
		a := graded(item, chalkline.GradeA, 80)
		a.StoryKeys = []string{"k"}
		a.Topics = []chalkline.TopicMatch{{Topic: "t", Weight: 0.5, Quote: "q"}}
		a.Appraisal.Signals = []chalkline.Signal{{Name: "design", Value: "RCT"}}
		a.Appraisal.Cautions = []chalkline.Caution{{Name: "c", Text: chalkline.Textf("t")}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		item = must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		r := e.reader()
		pick := chalkline.Pick{
			ItemID: item.ID, StoryID: item.StoryID, Score: 4.25, Reason: chalkline.Textf("Because of %d.", 7), At: e.clock(),
			Parts: []chalkline.Part{{Name: "evidence", Value: 4, Why: chalkline.Textf("strong")}, {Name: "topic", Value: 0.25, Why: chalkline.Textf("t %s", "x").Upper()}},
		}
		must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{pick}, e.clock(), e.clock()))
		e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackUseful))

		got := e.cards(r.ID)[0]
		pick.ID, pick.ReaderID = got.Pick.ID, r.ID
		item.Links = nil
		e.same(got, chalkline.Card{
			Pick: pick, Item: item, Source: named(must[chalkline.Source](e)(e.Source(e.ctx, blog.ID))),
			Appraisal: must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID)), Topics: a.Topics, Minutes: item.Minutes(),
			AlsoAt: []chalkline.Appearance{
				{ItemID: last.ID, Source: journal.Name, URL: last.URL, At: last.Published},
				{ItemID: first.ID, Source: journal.Name, URL: first.URL, At: first.Published},
			},
			Feedback: []chalkline.FeedbackKind{chalkline.FeedbackUseful},
		})
		e.same(must[chalkline.Card](e)(e.Card(e.ctx, r.ID, item.ID)), got)
		e.same(must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, r.ID, []chalkline.PickID{pick.ID})), []chalkline.Card{got})
	}},
	{"a pick outside the usual has the other side until that is gone or judged otherwise", func(e *env) {
		s, r := e.source(), e.reader()
		null := func() chalkline.Appraised {
			a := graded(e.stored(s.ID, nil), chalkline.GradeB, 70)
			a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: "null"}}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return a
		}
		gone, retracted := null(), null()
		first, second, third := e.appraised(s.ID), e.appraised(s.ID), e.appraised(s.ID)
		must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{
			{ItemID: first.ID, Outside: true, Other: gone.Appraisal.ItemID}, {ItemID: second.ID, Other: retracted.Appraisal.ItemID}, {ItemID: third.ID, Other: 99},
		}, e.clock(), e.clock()))
		sides := func() (out []chalkline.Card) {
			for _, c := range e.cards(r.ID) {
				out = append(out, chalkline.Card{Pick: chalkline.Pick{ItemID: c.Pick.ItemID, Outside: c.Pick.Outside, Other: c.Pick.Other}, Other: c.Other})
			}
			return out
		}
		side := func(a chalkline.Appraised) *chalkline.OtherSide {
			item := must[chalkline.Item](e)(e.Item(e.ctx, a.Appraisal.ItemID))
			return &chalkline.OtherSide{ItemID: item.ID, Title: item.Title, URL: item.URL, Source: s.Name, Grade: chalkline.GradeB, Score: 70, Direction: chalkline.DirectionNull}
		}
		e.same(sides(), []chalkline.Card{
			{Pick: chalkline.Pick{ItemID: third.ID}},
			{Pick: chalkline.Pick{ItemID: second.ID, Other: retracted.Appraisal.ItemID}, Other: side(retracted)},
			{Pick: chalkline.Pick{ItemID: first.ID, Outside: true, Other: gone.Appraisal.ItemID}, Other: side(gone)},
		})
		e.ok(e.DeleteItem(e.ctx, gone.Appraisal.ItemID))
		retracted.Appraisal.Grade, retracted.Appraisal.Score = chalkline.GradeR, 0
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{retracted}))
		e.same(sides(), []chalkline.Card{
			{Pick: chalkline.Pick{ItemID: third.ID}},
			{Pick: chalkline.Pick{ItemID: second.ID, Other: retracted.Appraisal.ItemID}},
			{Pick: chalkline.Pick{ItemID: first.ID, Outside: true}},
		})
	}},
	{"cards come newest first and in pages", func(e *env) {
		s, r := e.source(), e.reader()
		var want []chalkline.ItemID
		for n := range 5 {
			item := e.appraised(s.ID)
			e.pick(r.ID, item, float64(n))
			want = append([]chalkline.ItemID{item.ID}, want...)
			if n%2 == 0 { // some picks are of one moment
				e.pass(time.Minute)
			}
		}
		var got []chalkline.ItemID
		q := store.CardQuery{Limit: 2}
		for {
			page := must[[]chalkline.Card](e)(e.Cards(e.ctx, r.ID, q))
			if len(page) == 0 {
				break
			}
			got = append(got, ids(page)...)
			q.Before = page[len(page)-1].Pick.ID
		}
		e.same(got, want)
	}},
	{"hidden cards are left out unless feedback is asked for", func(e *env) {
		s, r := e.source(), e.reader()
		var items []chalkline.ItemID
		for _, kinds := range [][]chalkline.FeedbackKind{{}, {"hidden"}, {"saved"}, {"saved", "hidden"}} {
			item := e.appraised(s.ID)
			e.pick(r.ID, item, 1)
			for _, k := range kinds {
				e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, k))
			}
			items = append(items, item.ID)
		}
		e.same(ids(e.cards(r.ID)), []chalkline.ItemID{items[2], items[0]})
		with := func(k chalkline.FeedbackKind) []chalkline.ItemID {
			return ids(must[[]chalkline.Card](e)(e.Cards(e.ctx, r.ID, store.CardQuery{Feedback: k})))
		}
		e.same(with("hidden"), []chalkline.ItemID{items[3], items[1]})
		e.same(with("saved"), []chalkline.ItemID{items[3], items[2]})
		e.same(with("useful"), nil)
	}},
	{"a card has the beginning of a long text and the reading time of all of it", func(e *env) {
		s, r := e.source(), e.reader()
		long := ""
		for range 2000 {
			long += "ä "
		}
		item := e.stored(s.ID, func(i *chalkline.Item) { i.Text = long })
		e.settle()
		e.pick(r.ID, must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), 1)
		short := e.cards(r.ID)[0].Item.Text
		e.same(short, long[:len(short)])
		e.same(len([]rune(short)), 1000)
		e.same(e.cards(r.ID)[0].Minutes, chalkline.Item{Text: long}.Minutes())
	}},
	{"cards are read in the order asked and others' picks left out", func(e *env) {
		s, r, other := e.source(), e.reader(), e.reader()
		a, b := e.pick(r.ID, e.appraised(s.ID), 1), e.pick(r.ID, e.appraised(s.ID), 1)
		theirs := e.pick(other.ID, e.appraised(s.ID), 1)
		got := must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, r.ID, []chalkline.PickID{b.ID, theirs.ID, a.ID, 999}))
		e.same(ids(got), []chalkline.ItemID{b.ItemID, a.ItemID})
	}},
	{"an item that nobody judged or picked has a card", func(e *env) {
		item := e.stored(e.source().ID, nil)
		got := must[chalkline.Card](e)(e.Card(e.ctx, 0, item.ID))
		e.same([]any{got.Pick, got.Item, got.Appraisal}, []any{chalkline.Pick{}, item, chalkline.Appraisal{}})
		_, err := e.Card(e.ctx, 0, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a card has the open copy of the work that the item is, not of those it cites", func(e *env) {
		s := e.source()
		named := func(doi, eric string) chalkline.ItemID {
			item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI, i.ERIC = doi, eric })
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 80)}))
			return item.ID
		}
		byDOI, byERIC, odd := named("10.1/x", ""), named("", "EJ1"), named("10.1/odd", "")
		both := named("10.1/x", "EJ1")
		post := e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(post, "10.1/x")}))
		for _, id := range must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock(), 10)) {
			w := must[chalkline.Work](e)(e.Work(e.ctx, id))
			switch {
			case w.DOI == "10.1/x":
				w.Open = "https://repository.example/doi"
			case w.ERIC == "EJ1":
				w.Open = "http://repository.example/eric"
			default:
				w.Open = "javascript:alert(1)"
			}
			e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		}
		for _, has := range []struct {
			item chalkline.ItemID
			open string
		}{
			{byDOI, "https://repository.example/doi"},
			{byERIC, "http://repository.example/eric"},
			{both, "https://repository.example/doi"},
			{odd, ""},
			{post.ID, ""},
		} {
			e.same(must[chalkline.Card](e)(e.Card(e.ctx, 0, has.item)).Open, has.open)
		}
	}},
	{"a reader without picks has no cards", func(e *env) {
		e.same(len(e.cards(e.reader().ID)), 0)
		e.same(len(must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, 1, nil))), 0)
	}},
}
