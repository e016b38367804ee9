package storetest

import (
	"strings"
	"time"

	"chalkline"
)

var itemTests = []test{
	{"an item is kept whole", func(e *env) {
		s := e.source()
		item := chalkline.Item{
			Key: "k", GUID: "tag:x,2026:1", URL: "https://x.example/1", Title: "Größe & naïveté", Text: "One.\n\nTwo.",
			Links: []string{"https://a.example", "https://b.example"}, Authors: []string{"Ada L.", "B. 'Bo'"},
			Categories: []string{"maths"}, Venue: "Journal", DOI: "10.1234/abc", ERIC: "EJ123456", Language: "en",
			Published: start.Add(-48 * time.Hour),
		}
		e.same(e.store(s.ID, item), chalkline.Stored{New: 1})
		item.ID, item.SourceID, item.FirstSeen, item.Changed = e.due()[0], s.ID, start, start
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), item)
	}},
	{"the poll is stored with its items", func(e *env) {
		s := e.source()
		poll := chalkline.Poll{
			State: chalkline.PollOK, ETag: `"abc"`, LastModified: "yesterday, about nine", NextAt: start.Add(time.Hour), LastAt: start,
			OKAt: start, Interval: 90 * time.Minute, HTTPStatus: 200,
		}
		must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Poll: poll, Items: []chalkline.Item{e.newItem()}}))
		poll.ItemAt, poll.Arrivals = start, []time.Time{start}
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll, poll)
		e.pass(time.Hour)
		must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Poll: poll}))
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll, poll) // nothing new: ItemAt stays
	}},
	{"a batch that cannot be stored leaves neither items nor validators", func(e *env) {
		s := e.source()
		bad := e.newItem()
		bad.Key = ""
		_, err := e.StoreBatch(e.ctx, chalkline.Batch{
			Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK, ETag: `"new"`}, Items: []chalkline.Item{e.newItem(), bad},
		})
		if err == nil {
			e.Fatal("an item without a key was stored")
		}
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll, chalkline.Poll{State: chalkline.PollNew})
		e.same(len(must[map[chalkline.SourceID]int](e)(e.ItemCounts(e.ctx))), 0)
	}},
	{"the same batch twice stores its items once", func(e *env) {
		s := e.source()
		items := []chalkline.Item{e.newItem(), e.newItem()}
		e.same(e.store(s.ID, items...), chalkline.Stored{New: 2})
		e.same(e.store(s.ID, items...), chalkline.Stored{Same: 2})
		e.same(e.store(s.ID, items[0], items[0], e.newItem()), chalkline.Stored{Same: 1, New: 1})
	}},
	{"one key of two sources is two items", func(e *env) {
		a, b, item := e.source(), e.source(), e.newItem()
		e.same(e.store(a.ID, item), chalkline.Stored{New: 1})
		e.same(e.store(b.ID, item), chalkline.Stored{New: 1})
	}},
	{"an item keeps its identity when its title, text and link change", func(e *env) {
		s := e.source()
		was := e.appraised(s.ID)
		later := e.pass(time.Hour)
		now := was
		now.Title, now.URL, now.Text, now.DOI = "New title", "https://s.example/new", "New text.", "10.1/x"
		now.Published = later.Add(-time.Minute)
		e.same(e.store(s.ID, now), chalkline.Stored{Edited: 1})

		got := must[chalkline.Item](e)(e.Item(e.ctx, was.ID))
		now.Published, now.Changed = was.Published, later
		e.same(got, now)
		e.same(e.due(), []chalkline.ItemID{was.ID})
		e.same(must[[]chalkline.Edit](e)(e.Edits(e.ctx, was.ID)), []chalkline.Edit{
			{ItemID: was.ID, At: later, Field: "title", Before: was.Title, After: "New title"},
			{ItemID: was.ID, At: later, Field: "url", Before: was.URL, After: "https://s.example/new"},
			{ItemID: was.ID, At: later, Field: "text", Before: was.Text, After: "New text."},
			{ItemID: was.ID, At: later, Field: "doi", Before: "", After: "10.1/x"},
		})
	}},
	{"an edit keeps the start of long texts", func(e *env) {
		s := e.source()
		was := e.stored(s.ID, func(i *chalkline.Item) { i.Text = strings.Repeat("ä", 3000) })
		was.Text = strings.Repeat("b", 3000)
		e.store(s.ID, was)
		edits := must[[]chalkline.Edit](e)(e.Edits(e.ctx, was.ID))
		e.same([]string{edits[0].Before, edits[0].After}, []string{strings.Repeat("ä", 2000), strings.Repeat("b", 2000)})
	}},
	{"details change without a record", func(e *env) {
		s := e.source()
		item := e.appraised(s.ID)
		e.pass(time.Hour)
		item.Authors, item.Categories, item.Venue, item.Links = []string{"B"}, []string{"c"}, "V", []string{"https://l.example"}
		e.same(e.store(s.ID, item), chalkline.Stored{Same: 1})
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), item)
		e.same(e.due(), nil)
		e.same(must[[]chalkline.Edit](e)(e.Edits(e.ctx, item.ID)), nil)
	}},
	{"what a source no longer says is kept", func(e *env) {
		s := e.source()
		item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/kept" })
		e.same(e.store(s.ID, chalkline.Item{Key: item.Key, Title: item.Title, Authors: item.Authors}), chalkline.Stored{Same: 1})
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), item)
	}},
	{"a date in the future is not known", func(e *env) {
		item := e.stored(e.source().ID, func(i *chalkline.Item) { i.Published = start.Add(time.Minute) })
		e.same(item.Published, time.Time{})
	}},
	{"hostile text is stored", func(e *env) {
		item := e.stored(e.source().ID, func(i *chalkline.Item) {
			i.Title, i.Text, i.Authors = "a\x00b", "bad \xff byte; DROP TABLE items; --", []string{"\x00", "'\""}
			i.Key, i.DOI = strings.Repeat("k", 9000), strings.Repeat("1", 9000)
		})
		e.same([]any{item.Title, item.Text, item.Authors, item.DOI},
			[]any{"ab", "bad \uFFFD byte; DROP TABLE items; --", []string{"", "'\""}, ""})
		again := e.newItem()
		again.Key = strings.Repeat("k", 9000)
		e.same(e.store(item.SourceID, again), chalkline.Stored{Edited: 1})
		again.Key += "!"
		e.same(e.store(item.SourceID, again), chalkline.Stored{New: 1})
	}},
	{"a deleted item never comes back", func(e *env) {
		s := e.source()
		item := e.stored(s.ID, nil)
		e.ok(e.DeleteItem(e.ctx, item.ID))
		_, err := e.Item(e.ctx, item.ID)
		e.code(chalkline.CodeNotFound, err)
		e.code(chalkline.CodeNotFound, e.DeleteItem(e.ctx, item.ID))
		item.Title = "Changed since"
		e.same(e.store(s.ID, item, e.newItem()), chalkline.Stored{Buried: 1, New: 1})
	}},
	{"items are read in the order asked and unknown ones left out", func(e *env) {
		s := e.source()
		a, b := e.stored(s.ID, nil), e.stored(s.ID, nil)
		e.same(must[[]chalkline.Item](e)(e.Items(e.ctx, []chalkline.ItemID{b.ID, 999, a.ID})), []chalkline.Item{b, a})
	}},
	{"a large batch is stored", func(e *env) {
		s := e.source()
		items := make([]chalkline.Item, 1500)
		for n := range items {
			items[n] = e.newItem()
		}
		e.same(e.store(s.ID, items...), chalkline.Stored{New: 1500})
		e.same(e.store(s.ID, items...), chalkline.Stored{Same: 1500})
		all := must[[]chalkline.ItemID](e)(e.ItemsToAppraise(e.ctx, 5000))
		e.same(len(must[[]chalkline.Item](e)(e.Items(e.ctx, all))), 1500)
	}},
	{"the item that is due longest is appraised first", func(e *env) {
		s := e.source()
		a, b := e.stored(s.ID, nil), e.stored(s.ID, nil)
		e.pass(time.Hour)
		a.Title = "Edited"
		e.store(s.ID, a)
		e.same(e.due(), []chalkline.ItemID{b.ID, a.ID})
		e.same(must[[]chalkline.ItemID](e)(e.ItemsToAppraise(e.ctx, 1)), []chalkline.ItemID{b.ID})
	}},
	{"a new model makes every item due", func(e *env) {
		s := e.source()
		e.appraised(s.ID)
		e.appraised(s.ID)
		e.same(e.due(), nil)
		e.same(must[int](e)(e.ReappraiseAll(e.ctx)), 2)
		e.same(len(e.due()), 2)
	}},
	{"other rules make the items due that were judged by them", func(e *env) {
		s := e.source()
		old := e.appraised(s.ID)
		e.appraised(s.ID)
		a := graded(old, chalkline.GradeC, 50)
		a.Appraisal.Model = 7
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		e.same(must[int](e)(e.ReappraiseOthers(e.ctx, 7)), 1)
		e.same(len(e.due()), 1)
		e.same(must[int](e)(e.ReappraiseOthers(e.ctx, 0)), 1)
		e.same(len(e.due()), 2)
	}},
}

// settle appraises all that is due; it cites what it did before.
func (e *env) settle() {
	e.Helper()
	var list []chalkline.Appraised
	for _, item := range must[[]chalkline.Item](e)(e.Items(e.ctx, e.due())) {
		cites, _, err := e.Citations(e.ctx, item.ID)
		e.ok(err)
		a := graded(item, chalkline.GradeC, 50)
		a.Citations = cites
		list = append(list, a)
	}
	e.stand(list...)
}
