package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// TestNewsOfManyDaysAreStoredOnce stores the listings of eight sources, day by
// day, as the crawler does. An address is one item, whatever its title becomes,
// and each change of a title is kept as an edit.
func TestNewsOfManyDaysAreStoredOnce(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = "../../../shared"
	}
	folder := filepath.Join(data, "corpus", "feeds-real", newsFolder)
	if _, err := os.Stat(folder); err != nil {
		t.Skip("skipped: no corpus")
	}
	listings, err := readNews(folder)
	if err != nil {
		t.Fatal(err)
	}
	r := newReplay(t, listings)
	for _, l := range listings {
		r.store(l)
	}
	r.check()
	t.Logf("%d listings, %d items, %d changes of titles of %d items", len(listings), len(r.titles), r.changes, len(r.changed))
	if len(r.titles) < 416 {
		t.Errorf("%d items, want at least 416", len(r.titles))
	}
	if len(r.changed) < 10 {
		t.Errorf("%d items changed their titles, want at least 10", len(r.changed))
	}
	before, err := r.db.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.store(listings[len(listings)-1]) // once more
	if after, err := r.db.Counts(t.Context()); err != nil || after.Items != before.Items {
		t.Errorf("the last listing again brings %d items to %d, %v", before.Items, after.Items, err)
	}
}

// replay stores listings and keeps count of what must come of them.
type replay struct {
	t       *testing.T
	db      *store.DB
	now     time.Time
	sources map[string]chalkline.SourceID

	titles  map[string]string    // the last title of each item
	first   map[string]time.Time // when it was listed first
	changes int
	changed map[string]bool
}

func newReplay(t *testing.T, listings []newsListing) *replay {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "replay.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r := &replay{
		t: t, db: db, sources: map[string]chalkline.SourceID{}, titles: map[string]string{},
		first: map[string]time.Time{}, changed: map[string]bool{},
	}
	db.Now = func() time.Time { return r.now }
	r.now = listings[0].day
	var list []chalkline.Source
	for _, l := range listings {
		if _, ok := r.sources[l.source]; !ok {
			r.sources[l.source] = 0
			list = append(list, chalkline.Source{
				Kind: chalkline.SourcePage, Name: l.source, URL: "https://" + l.source + ".example/news", Genre: chalkline.GenreNews,
				Selectors: chalkline.Selectors{List: "article"},
			})
		}
	}
	if _, err := db.SyncSources(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	stored, err := db.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stored {
		r.sources[s.Name] = s.ID
	}
	return r
}

// store stores one listing. Of entries with one address the first counts, as it
// does when a page is read.
func (r *replay) store(l newsListing) {
	r.t.Helper()
	r.now = l.day
	batch := chalkline.Batch{Source: r.sources[l.source], Poll: chalkline.Poll{State: chalkline.PollOK, LastAt: l.day, OKAt: l.day}}
	fresh, seen := 0, map[string]bool{}
	for _, item := range l.items {
		id := l.source + " " + item.Key
		if seen[id] {
			continue
		}
		seen[id] = true
		batch.Items = append(batch.Items, item)
		switch title, known := r.titles[id]; {
		case !known:
			fresh++
			r.first[id] = l.day
		case title != item.Title:
			r.changes++
			r.changed[id] = true
		}
		r.titles[id] = item.Title
	}
	stored, err := r.db.StoreBatch(r.t.Context(), batch)
	if err != nil {
		r.t.Fatal(err)
	}
	if stored.New != fresh {
		r.t.Errorf("%s of %s: %d new items, want %d", l.source, l.day.Format(time.DateOnly), stored.New, fresh)
	}
}

// check compares the store with what was listed.
func (r *replay) check() {
	r.t.Helper()
	names := map[chalkline.SourceID]string{}
	for name, id := range r.sources {
		names[id] = name
	}
	ids, err := r.db.ItemsToAppraise(r.t.Context(), 10*len(r.titles)) // all of them: none was appraised
	if err != nil {
		r.t.Fatal(err)
	}
	items, err := r.db.Items(r.t.Context(), ids)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(items) != len(r.titles) {
		r.t.Errorf("%d items are stored, want %d", len(items), len(r.titles))
	}
	edits := 0
	for _, item := range items {
		id := names[item.SourceID] + " " + item.Key
		if item.Title != r.titles[id] {
			r.t.Errorf("%s is called %q, want %q", id, item.Title, r.titles[id])
		}
		if !item.FirstSeen.Equal(r.first[id]) {
			r.t.Errorf("%s counts as seen first at %v, want %v", id, item.FirstSeen, r.first[id])
		}
		list, err := r.db.Edits(r.t.Context(), item.ID)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, e := range list {
			if e.Field == "title" {
				edits++
			}
		}
	}
	if edits != r.changes {
		r.t.Errorf("%d edits of titles are recorded, want %d", edits, r.changes)
	}
}
