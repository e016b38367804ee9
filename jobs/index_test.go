package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/search/meili"
	"chalkline/search/meili/meilitest"
	"chalkline/search/searchtest"
	"chalkline/store"
	"chalkline/store/storetest"
)

// indexFixture is a store with an index in a stand-in for Meilisearch.
type indexFixture struct {
	*Units
	searchtest.Index

	server *meilitest.Server
	config meili.Config
}

func newIndexFixture(t *testing.T, url, key string) *indexFixture {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "jobs.db"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	f := &indexFixture{Index: storetest.Searchable(t, db)}
	if url == "" {
		f.server = meilitest.New(t, "a key")
		url, key = f.server.URL, f.server.Key
	}
	state, err := db.FollowIndex(t.Context())
	must(t, err)
	f.Units = &Units{DB: db, Now: db.Now, Log: discard}
	f.config = meili.Config{URL: url, Key: key, Name: "test-" + strconv.FormatInt(time.Now().UnixNano(), 36), Mark: state.Mark}
	f.point(t, f.config)
	return f
}

// point has the units use the index of that configuration.
func (f *indexFixture) point(t *testing.T, c meili.Config) {
	t.Helper()
	f.Units.Index = meili.New(c)
	t.Cleanup(f.Units.Index.Close)
}

// update brings the index up to date and says how many documents that took.
func (f *indexFixture) update(t *testing.T) int {
	t.Helper()
	sent := 0
	did, err := f.UpdateIndex(t.Context(), func(n int) { sent += n })
	must(t, err)
	if !did {
		t.Fatal("another process has the index")
	}
	return sent
}

// fractions stores so many items.
func (f *indexFixture) fractions(n int) []chalkline.Document {
	docs := make([]chalkline.Document, n)
	for i := range docs {
		docs[i] = chalkline.Document{Source: 1, Title: fmt.Sprintf("Fractions %d", i), Text: "Text.", Date: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	}
	return f.Put(docs...)
}

// count is how many items the index finds.
func (f *indexFixture) count(t *testing.T) int {
	t.Helper()
	found, err := f.Units.Index.Search(t.Context(), chalkline.Search{Words: "fractions"})
	must(t, err)
	return found.Total
}

func TestAnIndexMadeFromSQLSearchesAsTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	searchtest.Run(t, func(t *testing.T) searchtest.Index {
		f := newIndexFixture(t, os.Getenv("CHALKLINE_TEST_MEILI_URL"), os.Getenv("CHALKLINE_TEST_MEILI_KEY"))
		f.update(t)
		return searchtest.Index{
			Searcher: f.Units.Index,
			Traits:   searchtest.Traits{Typos: true, Prefix: true, Folds: true},
			Put: func(docs ...chalkline.Document) []chalkline.Document {
				docs = f.Put(docs...)
				f.update(t)
				return docs
			},
			Delete: func(id chalkline.ItemID) {
				f.Delete(id)
				f.update(t)
			},
		}
	})
}

func TestAnIndexIsBuiltOnceAndThenToldWhatChanged(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	docs := f.fractions(3)
	if n := f.update(t); n != 3 {
		t.Errorf("building took %d documents, want 3", n)
	}
	if n := f.update(t); n != 0 {
		t.Errorf("nothing changed, and %d documents were sent", n)
	}
	docs[0].Text = "Another text."
	f.Put(docs[0])
	f.Delete(docs[1].Item)
	if n := f.update(t); n != 1 {
		t.Errorf("one item changed and one went, and %d documents were sent", n)
	}
	if n := f.count(t); n != 2 {
		t.Errorf("%d items are found, want 2", n)
	}
}

func TestABuildThatIsCutOffGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	f.fractions(indexBatch + 10)
	ctx, stop := context.WithCancel(t.Context())
	_, err := f.UpdateIndex(ctx, func(int) { stop() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the build was not cut off: %v", err)
	}
	if n := f.update(t); n != 10 {
		t.Errorf("after %d documents another %d were sent, want 10", indexBatch, n)
	}
	if n := f.count(t); n != indexBatch+10 {
		t.Errorf("%d items are found, want %d", n, indexBatch+10)
	}
}

func TestWhatTheServerDidNotTakeIsToldLater(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	f.fractions(2)
	f.update(t)
	f.fractions(1)
	f.server.Break(503)
	if _, err := f.UpdateIndex(t.Context(), func(int) {}); err == nil {
		t.Fatal("a server that is down took a document")
	}
	f.server.Break(0)
	f.server.Hold(true)
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := f.UpdateIndex(ctx, func(int) {}); err == nil {
		t.Fatal("a task that waits was taken for done")
	}
	f.server.Hold(false)
	if n := f.update(t); n != 1 {
		t.Errorf("%d documents were sent, want 1", n)
	}
	if n := f.count(t); n != 3 {
		t.Errorf("%d items are found, want 3", n)
	}
}

func TestAnIndexThatIsNotThatOfTheDatabaseIsBuiltAnew(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, f *indexFixture){
		"the index knows more than a database from a backup": func(t *testing.T, f *indexFixture) {
			t.Helper()
			state, err := f.DB.Indexing(t.Context())
			must(t, err)
			must(t, f.Units.Index.Change(t.Context(), []chalkline.Document{{Item: 999, Title: "Fractions of later"}}, nil, meili.State{Build: state.Build, Turn: 99}))
		},
		"it is of another build": func(t *testing.T, f *indexFixture) {
			t.Helper()
			must(t, f.Units.Index.Begin(t.Context(), "other"))
			must(t, f.Units.Index.Finish(t.Context(), "other"))
		},
		"the operator asks for it": func(t *testing.T, f *indexFixture) {
			t.Helper()
			must(t, f.DB.BuildIndex(t.Context()))
		},
		"it was not followed for a while": func(t *testing.T, f *indexFixture) {
			t.Helper()
			must(t, f.DB.UnfollowIndex(t.Context()))
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			f := newIndexFixture(t, "", "")
			f.fractions(2)
			f.update(t)
			spoil(t, f)
			if n := f.update(t); n != 2 {
				t.Errorf("%d documents were sent, want 2", n)
			}
			if n := f.count(t); n != 2 {
				t.Errorf("%d items are found, want 2", n)
			}
		})
	}
}

func TestAnIndexOfAnotherInstanceIsLeftAlone(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	f.fractions(2)
	f.update(t)
	mine := newIndexFixture(t, f.server.URL, f.server.Key)
	mine.fractions(1)
	mine.config.Name = f.config.Name
	mine.point(t, mine.config)
	_, err := mine.UpdateIndex(t.Context(), func(int) {})
	if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), "not of this instance") {
		t.Errorf("the index of another instance: %v", err)
	}
	if n := f.count(t); n != 2 {
		t.Errorf("%d items are left, want 2", n)
	}
}

func TestOneProcessUpdatesTheIndexAtATime(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	held, err := f.DB.HoldIndex(t.Context(), "another process", f.Now().Add(time.Minute))
	must(t, err)
	did, err := f.UpdateIndex(t.Context(), func(int) {})
	must(t, err)
	if !held || did {
		t.Errorf("the index is held %v, and was updated %v", held, did)
	}
}

func TestTheIndexIsDueWhenSomethingChanged(t *testing.T) {
	t.Parallel()
	f := newIndexFixture(t, "", "")
	kind := f.index()
	due := func(now time.Time) bool {
		keys, err := kind.Due(t.Context(), now, 10)
		must(t, err)
		return len(keys) > 0
	}
	is := func(what string, got, want bool) {
		t.Helper()
		if got != want {
			t.Errorf("%s: due %v, want %v", what, got, want)
		}
	}
	is("before it is built", due(f.Now()), true)
	must(t, kind.Run(t.Context(), []string{"search"}))
	is("when it is built", due(f.Now()), false)
	f.fractions(1)
	is("when an item came", due(f.Now()), true)
	must(t, kind.Run(t.Context(), []string{"search"}))
	is("when it was told", due(f.Now()), false)
	is("after a while", due(f.Now().Add(indexLook)), true)
}
