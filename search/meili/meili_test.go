package meili_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chalkline"
	"chalkline/search"
	"chalkline/search/meili"
	"chalkline/search/meili/meilitest"
	"chalkline/search/searchtest"
)

// server is where tests find Meilisearch: a real one if there is one, else the
// stand-in.
func server(t testing.TB) (url, key string) {
	t.Helper()
	if url := os.Getenv("CHALKLINE_TEST_MEILI_URL"); url != "" {
		return url, os.Getenv("CHALKLINE_TEST_MEILI_KEY")
	}
	s := meilitest.New(t, "a key")
	return s.URL, s.Key
}

var names atomic.Int64

// name is that of an index that no other test has.
func name() string {
	return "test-" + strconv.FormatInt(time.Now().UnixNano(), 36) + "-" + strconv.FormatInt(names.Add(1), 10)
}

func TestMeilisearchSearchesAsTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	searchtest.Run(t, func(t *testing.T) searchtest.Index {
		url, key := server(t)
		x := meili.New(meili.Config{URL: url, Key: key, Name: name(), Mark: "mine"})
		t.Cleanup(x.Close)
		build(t, x, "first")
		turn, last := int64(0), chalkline.ItemID(0)
		change := func(put []chalkline.Document, remove ...chalkline.ItemID) {
			turn++
			if err := x.Change(t.Context(), put, remove, meili.State{Build: "first", Turn: turn}); err != nil {
				t.Fatal(err)
			}
		}
		return searchtest.Index{
			Searcher: x, Traits: searchtest.Traits{Typos: true, Prefix: true, Folds: true},
			Put: func(docs ...chalkline.Document) []chalkline.Document {
				for n := range docs {
					last++
					docs[n].Item = cmp.Or(docs[n].Item, last)
				}
				change(docs)
				return docs
			},
			Delete: func(id chalkline.ItemID) { change(nil, id) },
		}
	})
}

// build builds an index of documents.
func build(t *testing.T, x *meili.Index, name string, docs ...chalkline.Document) {
	t.Helper()
	ctx := t.Context()
	for _, err := range []error{x.Begin(ctx, name), x.Fill(ctx, docs), x.Finish(ctx, name)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// newIndex is an index in a stand-in that is not built.
func newIndex(t *testing.T) (*meilitest.Server, *meili.Index, meili.Config) {
	t.Helper()
	s := meilitest.New(t, "a key")
	c := meili.Config{URL: s.URL, Key: s.Key, Name: "chalkline", Mark: "mine"}
	return s, open(t, c), c
}

func open(t *testing.T, c meili.Config) *meili.Index {
	t.Helper()
	x := meili.New(c)
	t.Cleanup(x.Close)
	return x
}

func TestWhatIsWrongIsSaidInASentenceWithWhatToDo(t *testing.T) {
	t.Parallel()
	s, x, c := newIndex(t)
	build(t, x, "first", chalkline.Document{Item: 1, Title: "Fractions"})
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	for name, row := range map[string]struct {
		change func(*meili.Config)
		says   string
	}{
		"all is well":       {func(*meili.Config) {}, ""},
		"nothing there yet": {func(c *meili.Config) { c.Name = "another" }, ""},
		"the wrong key":     {func(c *meili.Config) { c.Key = "wrong" }, "does not accept the key; set meili-key"},
		"no key":            {func(c *meili.Config) { c.Key = "" }, "does not accept the key; set meili-key"},
		"nobody there":      {func(c *meili.Config) { c.URL = "http://127.0.0.1:1" }, "cannot be reached at http://127.0.0.1:1; see that it runs"},
		"something else":    {func(c *meili.Config) { c.URL = other.URL }, "is not Meilisearch; correct the setting meili"},
		"another instance":  {func(c *meili.Config) { c.Mark = "theirs" }, "the index chalkline at " + s.URL + " is not of this instance; name another one with meili-index"},
	} {
		config := c
		row.change(&config)
		err := open(t, config).Check(t.Context())
		if row.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(chalkline.ErrorMessage(err), row.says) || strings.Contains(err.Error(), "a key") {
			t.Errorf("%s: %q, want a sentence with %q", name, err, row.says)
		}
	}
	s.Slow(time.Hour)
	hurried, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := x.Check(hurried); err == nil || !strings.Contains(err.Error(), "does not answer in time") {
		t.Errorf("a slow server: %v", err)
	}
}

func TestAnIndexOfSomethingElseIsNeverTouched(t *testing.T) {
	t.Parallel()
	s, x, c := newIndex(t)
	build(t, x, "first", chalkline.Document{Item: 1, Title: "Fractions"})
	c.Mark = "another"
	theirs := open(t, c)
	ctx := t.Context()
	_, searched := theirs.Search(ctx, chalkline.Search{Words: "fractions"})
	_, state := theirs.State(ctx)
	for what, err := range map[string]error{"search": searched, "state": state, "finish": theirs.Finish(ctx, "second")} {
		if chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := s.Documents("chalkline"); n != 2 { // the item and the mark
		t.Errorf("%d documents are left, want 2", n)
	}
}

func TestABuildIsNotSearchedBeforeItIsFinished(t *testing.T) {
	t.Parallel()
	s, x, _ := newIndex(t)
	ctx := t.Context()
	finds := func(words string) int {
		t.Helper()
		found, err := x.Search(ctx, chalkline.Search{Words: words})
		if err != nil {
			t.Fatal(err)
		}
		return found.Total
	}
	if _, err := x.Search(ctx, chalkline.Search{Words: "old"}); err == nil {
		t.Error("an index that is not there finds something")
	}
	build(t, x, "first", chalkline.Document{Item: 1, Title: "Old"})
	for _, err := range []error{x.Begin(ctx, "second"), x.Fill(ctx, []chalkline.Document{{Item: 2, Title: "New"}})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if finds("old") != 1 || finds("new") != 0 {
		t.Error("a build is searched before it is finished")
	}
	for range 2 { // finishing again does no harm
		if err := x.Finish(ctx, "second"); err != nil {
			t.Fatal(err)
		}
		if finds("old") != 0 || finds("new") != 1 || s.Documents("chalkline-next") != -1 {
			t.Error("a finished build is not what is searched")
		}
	}
}

func TestStrongerEvidenceComesFirstAmongEqualMatches(t *testing.T) {
	t.Parallel()
	_, x, _ := newIndex(t)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	build(
		t, x, "first",
		chalkline.Document{Item: 1, Title: "Fractions", Score: 80, Date: at},
		chalkline.Document{Item: 2, Title: "Fractions", Score: 9, Date: at.Add(time.Hour)},
		chalkline.Document{Item: 3, Title: "Fractions", Score: 9, Date: at.Add(2 * time.Hour)},
		chalkline.Document{Item: 4, Title: "Numbers", Text: "Fractions", Score: 99, Date: at},
	)
	for newest, want := range map[bool][]chalkline.ItemID{false: {1, 3, 2, 4}, true: {3, 2, 4, 1}} {
		found, err := x.Search(t.Context(), chalkline.Search{Words: "fractions", Limit: 10, Newest: newest})
		if err != nil {
			t.Fatal(err)
		}
		var got []chalkline.ItemID
		for _, hit := range found.Hits {
			got = append(got, hit.Item)
		}
		if !slices.Equal(got, want) {
			t.Errorf("newest %v: found %v, want %v", newest, got, want)
		}
	}
}

func TestASearchOfManyWordsIsForAnotherIndex(t *testing.T) {
	t.Parallel()
	_, x, _ := newIndex(t)
	if _, err := x.Search(t.Context(), chalkline.Search{Words: "a b c d e f g h i j k"}); !errors.Is(err, search.ErrUnfit) {
		t.Errorf("a search of eleven words: %v", err)
	}
}

func TestASwapThatTakesLongIsNotDoneTwice(t *testing.T) {
	t.Parallel()
	s, x, _ := newIndex(t)
	ctx := t.Context()
	build(t, x, "first", chalkline.Document{Item: 1, Title: "Old"})
	for _, err := range []error{x.Begin(ctx, "second"), x.Fill(ctx, []chalkline.Document{{Item: 2, Title: "New"}})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s.Hold(true)
	hurried, stop := context.WithTimeout(ctx, 100*time.Millisecond)
	defer stop()
	if err := x.Finish(hurried, "second"); err == nil {
		t.Error("a swap that waits was taken for done")
	}
	s.Hold(false)
	for state, err := x.State(ctx); state.Build != "second"; state, err = x.State(ctx) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Finish(ctx, "second"); err != nil {
		t.Fatal(err)
	}
	if state, err := x.State(ctx); err != nil || state.Build != "second" {
		t.Errorf("what is searched is the build %q: %v", state.Build, err)
	}
}

func TestAnIndexThatIsSwappedMeanwhileIsNotTakenForAnothers(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method == http.MethodPost: // documents are there by now
			io.WriteString(w, `{"results": [{"id": 1}], "total": 3}`)
		case asked.Add(1) == 1:
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"message": "not found", "code": "document_not_found", "type": "invalid_request"}`)
		default:
			io.WriteString(w, `{"id": 0, "mark": "mine", "build": "second", "turn": 4, "shape": 1}`)
		}
	}))
	t.Cleanup(server.Close)
	x := open(t, meili.Config{URL: server.URL, Name: "chalkline", Mark: "mine"})
	state, err := x.State(t.Context())
	if err != nil || state != (meili.State{Build: "second", Turn: 4}) {
		t.Errorf("the index is %+v: %v", state, err)
	}
}
