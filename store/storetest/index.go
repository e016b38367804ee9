package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

var indexTests = []test{
	{"a document has what is known of an item", func(e *env) {
		s := Searchable(e.T, e.DB)
		put := s.Put(
			chalkline.Document{
				Source: 1, Title: "Fractions", Authors: []string{"Ada Teacher"}, Venue: "Journal", Text: "Text.", Date: e.clock().Add(-time.Hour),
				Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeA, Score: 80,
				Topics: []chalkline.TopicID{"maths", "spacing"}, Phases: []chalkline.Phase{chalkline.PhasePrimary}, Open: true,
			},
			chalkline.Document{Source: 2, Title: "Bare", Date: e.clock().Add(-time.Hour)},
			chalkline.Document{Source: 2, Title: "Third", Date: e.clock().Add(-time.Hour)},
		)
		e.same(must[[]chalkline.Document](e)(e.DocumentsAfter(e.ctx, 0, 10)), put)
		e.same(must[[]chalkline.Document](e)(e.DocumentsAfter(e.ctx, put[0].Item, 1)), put[1:2])
		e.same(must[[]chalkline.Document](e)(e.Documents(e.ctx, []chalkline.ItemID{put[1].Item, 999})), put[1:2])
	}},
	{"nothing is noted for an index as long as there is none", func(e *env) {
		e.appraised(e.source().ID)
		e.same(e.changed(), nil)
		e.ok(e.UnfollowIndex(e.ctx))
		e.same(must[store.Indexing](e)(e.Indexing(e.ctx)), store.Indexing{})
	}},
	{"whatever changes of a document is noted for the index", func(e *env) {
		s := e.source()
		old := e.stored(s.ID, nil)
		must[store.Indexing](e)(e.FollowIndex(e.ctx))
		e.same(e.changed(), nil)

		item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/a" })
		e.same(e.changed(), []chalkline.ItemID{item.ID})
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeB, 65)}))
		e.same(e.changed(), []chalkline.ItemID{item.ID})

		edited := item
		edited.Title = "Another"
		e.pass(time.Minute)
		e.store(s.ID, edited)
		e.same(e.changed(), []chalkline.ItemID{item.ID})
		edited.Venue = "A journal" // which changes without a record of it
		e.store(s.ID, edited)
		e.same(e.changed(), []chalkline.ItemID{item.ID})
		e.store(s.ID, edited)
		e.same(e.changed(), nil)

		for _, id := range must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock().Add(time.Hour), 10)) {
			w := must[chalkline.Work](e)(e.Work(e.ctx, id))
			e.ok(e.SaveWork(e.ctx, w, e.clock().Add(time.Hour)))
			e.same(e.changed(), nil)
			w.Open = "https://open.example/a"
			e.ok(e.SaveWork(e.ctx, w, e.clock().Add(time.Hour)))
		}
		e.same(e.changed(), []chalkline.ItemID{item.ID})
		e.ok(e.DeleteItem(e.ctx, old.ID))
		e.same(e.changed(), []chalkline.ItemID{old.ID})

		e.ok(e.UnfollowIndex(e.ctx))
		e.appraised(s.ID)
		e.same(e.changed(), nil)
	}},
	{"a note is kept until just it was told", func(e *env) {
		must[store.Indexing](e)(e.FollowIndex(e.ctx))
		item := e.stored(e.source().ID, nil)
		told := must[[]store.IndexChange](e)(e.IndexChanges(e.ctx, 10))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeB, 65)}))
		e.same(must[int64](e)(e.IndexBehind(e.ctx)), int64(2))
		e.ok(e.ForgetIndexChanges(e.ctx, told))
		e.same(must[int64](e)(e.IndexBehind(e.ctx)), int64(1))
		e.same(e.changed(), []chalkline.ItemID{item.ID})
		e.same(must[int64](e)(e.IndexBehind(e.ctx)), int64(0))
	}},
	{"how far an index is survives, and whose it is stays", func(e *env) {
		first := must[store.Indexing](e)(e.FollowIndex(e.ctx))
		if first.Mark == "" || first.Build == "" || first.Built {
			e.Fatalf("a new index is %+v", first)
		}
		e.same(must[store.Indexing](e)(e.FollowIndex(e.ctx)), first)
		e.ok(e.IndexFilled(e.ctx, first.Build, 7))
		e.ok(e.IndexFilled(e.ctx, "another build", 9))
		e.ok(e.IndexBuilt(e.ctx, "another build"))
		filled := first
		filled.Position = 7
		e.same(must[store.Indexing](e)(e.Indexing(e.ctx)), filled)
		e.ok(e.IndexBuilt(e.ctx, first.Build))
		e.same(must[int64](e)(e.NextIndexTurn(e.ctx)), int64(1))
		filled.Built, filled.Turn = true, 1
		e.same(must[store.Indexing](e)(e.Indexing(e.ctx)), filled)

		e.stored(e.source().ID, nil)
		e.ok(e.BuildIndex(e.ctx))
		e.same(e.changed(), nil)
		again := must[store.Indexing](e)(e.Indexing(e.ctx))
		e.same([]bool{again.Mark == first.Mark, again.Build == first.Build, again.Built, again.Position == 0, again.Turn == 0}, []bool{true, false, false, true, true})

		e.stored(must[chalkline.Source](e)(e.Source(e.ctx, 1)).ID, nil)
		e.ok(e.IndexBegun(e.ctx, first.Build))
		e.same(must[int64](e)(e.IndexBehind(e.ctx)), int64(1))
		e.ok(e.IndexBegun(e.ctx, again.Build))
		e.same(must[int64](e)(e.IndexBehind(e.ctx)), int64(0))
		e.ok(e.IndexBuilt(e.ctx, again.Build))
		e.ok(e.UnfollowIndex(e.ctx))
		later := must[store.Indexing](e)(e.FollowIndex(e.ctx))
		if later.Mark != first.Mark || later.Build == again.Build || later.Built {
			e.Errorf("an index that was not followed for a while is %+v, was %+v", later, again)
		}
	}},
	{"one process has the index at a time", func(e *env) {
		must[store.Indexing](e)(e.FollowIndex(e.ctx))
		hold := func(holder string) bool {
			return must[bool](e)(e.HoldIndex(e.ctx, holder, e.clock().Add(time.Minute)))
		}
		e.same([]bool{hold("a"), hold("b"), hold("a")}, []bool{true, false, true})
		e.pass(time.Minute)
		e.same([]bool{hold("b"), hold("a")}, []bool{true, false})
		e.same([]bool{must[bool](e)(e.HoldIndex(e.ctx, "b", time.Time{})), hold("a")}, []bool{true, true})
	}},
}

// changed are the items of which something changed, each once, and forgets them.
func (e *env) changed() []chalkline.ItemID {
	e.Helper()
	changes := must[[]store.IndexChange](e)(e.IndexChanges(e.ctx, 1000))
	e.ok(e.ForgetIndexChanges(e.ctx, changes))
	var items []chalkline.ItemID
	seen := map[chalkline.ItemID]bool{}
	for _, c := range changes {
		if !seen[c.Item] {
			items = append(items, c.Item)
		}
		seen[c.Item] = true
	}
	return items
}
