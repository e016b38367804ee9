package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"chalkline"
	"chalkline/search/searchtest"
	"chalkline/store"
)

// Searchable is a new store as searches of it are tested.
func Searchable(t *testing.T, db *store.DB) searchtest.Index {
	t.Helper()
	e := &env{T: t, DB: db, ctx: t.Context(), now: start}
	e.Now = e.clock
	s := searchable{env: e, sources: map[chalkline.SourceID]chalkline.SourceID{}, items: map[chalkline.ItemID]chalkline.Item{}}
	return searchtest.Index{
		Searcher: db,
		Traits:   searchtest.Traits{Stems: true, Folds: db.Kind() == "sqlite"},
		Put:      s.put,
		Delete:   func(id chalkline.ItemID) { e.ok(e.DeleteItem(e.ctx, id)) },
	}
}

// searchable makes items of documents.
type searchable struct {
	*env

	sources map[chalkline.SourceID]chalkline.SourceID // that were made, by what documents call them
	items   map[chalkline.ItemID]chalkline.Item       // as they came
}

func (s searchable) put(docs ...chalkline.Document) []chalkline.Document {
	s.Helper()
	docs = slices.Clone(docs)
	for n := range docs {
		d := &docs[n]
		if s.sources[d.Source] == 0 {
			id := s.source().ID
			s.sources[d.Source], s.sources[id] = id, id
		}
		d.Source = s.sources[d.Source]
	}
	for from := 0; from < len(docs); { // items of one source come together
		to := from + 1
		for to < len(docs) && docs[to].Source == docs[from].Source {
			to++
		}
		s.come(docs[from:to])
		from = to
	}
	s.appraise(docs)
	return docs
}

// come stores what a source brings.
func (s searchable) come(docs []chalkline.Document) {
	s.Helper()
	known := s.known()
	items := make([]chalkline.Item, len(docs))
	for n, d := range docs {
		item, ok := s.items[d.Item]
		if !ok {
			item = s.newItem()
			item.DOI = fmt.Sprintf("10.1/%d", s.next())
		}
		item.Title, item.Text, item.Authors, item.Venue, item.Published = d.Title, d.Text, d.Authors, d.Venue, d.Date
		items[n] = item
	}
	s.store(docs[0].Source, items...)
	var fresh []chalkline.ItemID
	for id := range s.known() {
		if !known[id] {
			fresh = append(fresh, id)
		}
	}
	slices.Sort(fresh)
	for n := range docs {
		if docs[n].Item == 0 {
			docs[n].Item, fresh = fresh[0], fresh[1:]
		}
		s.items[docs[n].Item] = items[n]
	}
}

// known are all items there are.
func (s searchable) known() map[chalkline.ItemID]bool {
	s.Helper()
	known := map[chalkline.ItemID]bool{}
	for _, d := range must[[]chalkline.Document](s.env)(s.DocumentsAfter(s.ctx, 0, 10_000)) {
		known[d.Item] = true
	}
	return known
}

// appraise judges items as their documents say, and has records told of those that
// are free.
func (s searchable) appraise(docs []chalkline.Document) {
	s.Helper()
	free := map[string]bool{}
	for _, d := range docs {
		if d.Kind == "" {
			continue
		}
		item := must[chalkline.Item](s.env)(s.Item(s.ctx, d.Item))
		a := chalkline.Appraised{
			Appraisal: chalkline.Appraisal{ItemID: d.Item, Kind: d.Kind, Design: d.Design, Grade: d.Grade, Score: d.Score},
			For:       chalkline.Class{Phases: d.Phases}, Changed: item.Changed,
		}
		for _, topic := range d.Topics {
			a.Topics = append(a.Topics, chalkline.TopicMatch{Topic: topic, Weight: 0.9})
		}
		s.ok(s.SaveAppraised(s.ctx, []chalkline.Appraised{a}))
		free[item.DOI] = d.Open
	}
	for _, id := range must[[]chalkline.WorkID](s.env)(s.WorksToResolve(s.ctx, s.clock().Add(time.Hour), 100)) {
		w := must[chalkline.Work](s.env)(s.Work(s.ctx, id))
		if free[w.DOI] {
			w.Open = "https://open.example/" + w.DOI
		}
		s.ok(s.SaveWork(s.ctx, w, s.clock().Add(time.Hour)))
	}
}
