// Package searchtest is the contract of searches: what holds whichever index
// answers. Run is called once for each kind of index, with a function that opens a
// new, empty one; every subtest has one of its own and states one behaviour.
package searchtest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
	"chalkline/search"
)

// Traits are what one kind of index does and another does not.
type Traits struct {
	Stems  bool // another form of a word is found too: practise where it says practised
	Typos  bool // a typing mistake is forgiven
	Prefix bool // the last word may be unfinished
	Folds  bool // letters without their accents are enough
}

// Index is an index with what it is made from.
type Index struct {
	search.Searcher

	Traits Traits

	// Put stores documents, in place of those with the same item; one without gets
	// the next. A source is made where there is none of that number. It returns them
	// with the numbers that they have.
	Put func(docs ...chalkline.Document) []chalkline.Document
	// Delete deletes an item.
	Delete func(chalkline.ItemID)
}

// Run checks a kind of index. Open makes an empty one that lasts for a test.
func Run(t *testing.T, open func(t *testing.T) Index) {
	t.Helper()
	for _, test := range slices.Concat(wordTests, narrowTests, formTests) {
		t.Run(strings.ReplaceAll(test.states, " ", "_"), func(t *testing.T) {
			t.Parallel()
			if test.long && testing.Short() {
				t.Skip("skipped: it stores thousands of items")
			}
			test.check(&env{T: t, Index: open(t)})
		})
	}
}

// test is one statement about searches.
type test struct {
	states string
	check  func(e *env)
	long   bool
}

// env is what a test works with.
type env struct {
	*testing.T
	Index
}

// day is when documents appear that do not say when.
var day = time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)

// titled stores a document with a title and a text, and returns its item.
func (e *env) titled(title, text string) chalkline.ItemID {
	e.Helper()
	return e.Put(chalkline.Document{Source: 1, Title: title, Text: text, Date: day})[0].Item
}

// search is what a search finds.
func (e *env) search(s chalkline.Search) chalkline.Found {
	e.Helper()
	found, err := e.Search(e.Context(), s)
	if errors.Is(err, search.ErrUnfit) {
		return chalkline.Found{}
	}
	if err != nil {
		e.Fatalf("%+v: unexpected error: %v", s, err)
	}
	return found
}

// found are the items that a search finds, at most ten unless it says otherwise.
func (e *env) found(s chalkline.Search) []chalkline.ItemID {
	e.Helper()
	if s.Limit == 0 {
		s.Limit = 10
	}
	var ids []chalkline.ItemID
	for _, hit := range e.search(s).Hits {
		ids = append(ids, hit.Item)
	}
	return ids
}

// words says that the words find those items, in this order.
func (e *env) words(words string, want ...chalkline.ItemID) {
	e.Helper()
	e.same(words, e.found(chalkline.Search{Words: words}), want)
}

// same reports a difference; nil and empty lists are the same.
func (e *env) same(what string, got, want any) {
	e.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		e.Errorf("%s: not as wanted (-want +got):\n%s", what, diff)
	}
}
