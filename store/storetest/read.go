package storetest

import (
	"strings"
	"time"

	"chalkline"
)

var readTests = []test{
	{"the page of an item is due to be read when its source gave too little text", func(e *env) {
		s := e.source()
		long := strings.Repeat("text ", 200)
		short := e.newItem()
		whole, old, nowhere := e.newItem(), e.newItem(), e.newItem()
		whole.Text, old.Published, nowhere.URL = long, start.AddDate(-1, 0, 0), ""
		second := e.newItem()
		e.store(s.ID, short, whole, old, nowhere, second)
		due := must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock(), 10))
		e.same(len(due), 1)
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, due[0])).Key, short.Key)
		e.same(len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock().Add(time.Minute), 10))), 2) // one after the other
		e.ok(e.HoldHosts(e.ctx, []string{s.Host()}, e.clock().Add(time.Hour), 1))
		e.same(len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock().Add(time.Minute), 10))), 0)
	}},
	{"a page is read once at a time, and tried a few times", func(e *env) {
		item := e.stored(e.source().ID, nil)
		now := e.clock()
		e.same(race(e, 10, func() (bool, error) { return e.BeginRead(e.ctx, item.ID, now, now.Add(time.Hour)) }), 1)
		tries := 1
		for range 10 {
			now = now.Add(time.Hour)
			if must[bool](e)(e.BeginRead(e.ctx, item.ID, now, now.Add(time.Hour))) {
				tries++
			}
		}
		e.same(tries, 4)
	}},
	{"what a page says fills an item and is no edit", func(e *env) {
		s := e.source()
		item := e.appraised(s.ID)
		was := item
		e.pass(time.Hour)
		page := chalkline.Item{
			Title: "Another", Text: strings.Repeat("The whole text. ", 60), Authors: []string{"Somebody"}, DOI: "10.1/page", Venue: "Journal",
			Links: []string{"https://study.example/1"},
		}
		e.ok(e.SaveRead(e.ctx, item.ID, page))
		was.Text, was.DOI, was.Venue, was.Links = page.Text, page.DOI, page.Venue, page.Links
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), was)
		e.same(len(must[[]chalkline.Edit](e)(e.Edits(e.ctx, item.ID))), 0)
		e.same(e.due(), []chalkline.ItemID{item.ID})
		e.same(len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock(), 10))), 0)
		e.settle()

		e.same(e.store(s.ID, item), chalkline.Stored{Same: 1}) // the source still says what it said
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), was)
		item.Title = "New title"
		e.same(e.store(s.ID, item), chalkline.Stored{Edited: 1})
		e.same(e.store(s.ID, item), chalkline.Stored{Same: 1})
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).Text, page.Text)

		before := item.Text
		item.Text = strings.Repeat("Something else. ", 80)
		e.same(e.store(s.ID, item), chalkline.Stored{Edited: 1})
		edits := must[[]chalkline.Edit](e)(e.Edits(e.ctx, item.ID))
		last := edits[len(edits)-1]
		e.same([]string{last.Field, last.Before, last.After}, []string{"text", before, item.Text})
		e.same(e.due(), []chalkline.ItemID{item.ID})
	}},
	{"the text of a page stays while its source gives too little, whatever that is", func(e *env) {
		s := e.source()
		item := e.appraised(s.ID)
		page := chalkline.Item{Text: strings.Repeat("The whole text. ", 60), Links: []string{"https://study.example/1"}}
		e.ok(e.SaveRead(e.ctx, item.ID, page))
		e.settle()
		kept := must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		for _, text := range []string{"3 comments.", "4 comments.", ""} {
			item.Text = text
			e.same(e.store(s.ID, item), chalkline.Stored{Same: 1})
		}
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), kept)
		e.same(len(must[[]chalkline.Edit](e)(e.Edits(e.ctx, item.ID))), 0)
		e.same([]int{len(e.due()), len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock().Add(day), 10)))}, []int{0, 0})

		item.Text = strings.Repeat("The source has it all now. ", 60)
		e.same(e.store(s.ID, item), chalkline.Stored{Edited: 1})
		edit := must[[]chalkline.Edit](e)(e.Edits(e.ctx, item.ID))[0]
		e.same([]string{edit.Before, edit.After}, []string{"4 comments.", item.Text}) // what the source said last
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).Text, item.Text)
	}},
	{"a source that gives more than the page did is read again", func(e *env) {
		s := e.source()
		item := e.stored(s.ID, nil)
		e.ok(e.SaveRead(e.ctx, item.ID, chalkline.Item{Text: "The page says only a little more."}))
		item.Text = "The source says a good deal more than the page did."
		e.same(e.store(s.ID, item), chalkline.Stored{Edited: 1})
		e.same(len(must[[]chalkline.ItemID](e)(e.ItemsToRead(e.ctx, e.clock(), 10))), 1)
	}},
	{"a page that says less than the source changes nothing but what was missing", func(e *env) {
		item := e.stored(e.source().ID, func(i *chalkline.Item) { i.Authors = nil })
		e.ok(e.SaveRead(e.ctx, item.ID, chalkline.Item{Text: "Less.", Authors: []string{"Ada"}}))
		item.Authors = []string{"Ada"}
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), item)
		e.code(chalkline.CodeNotFound, e.SaveRead(e.ctx, 99, chalkline.Item{}))
	}},
	{"another article under a known identity is an item of its own", func(e *env) {
		s := e.source()
		first := chalkline.Item{
			Key: "post", URL: "https://s.example/spelling", Title: "Spelling tests on Fridays", Text: "Why weekly spelling lists help little.",
			Published: start.AddDate(0, 0, -9),
		}
		second := chalkline.Item{
			Key: "post", URL: "https://s.example/fractions", Title: "Teaching fractions", Text: "Number lines before pizza slices.",
			Published: start.AddDate(0, 0, -2),
		}
		e.same(e.store(s.ID, first), chalkline.Stored{New: 1})
		e.same(e.store(s.ID, second), chalkline.Stored{New: 1, Reused: 1})
		e.same(e.store(s.ID, second), chalkline.Stored{Same: 1})
		e.same(e.store(s.ID, first), chalkline.Stored{Same: 1})
		corrected := first
		corrected.Title, corrected.URL = "Spelling lists on Mondays", "https://s.example/spelling-2"
		e.same(e.store(s.ID, corrected), chalkline.Stored{Edited: 1})
	}},
}
