// Package storetest is the contract of package store: what holds of a store,
// whichever database it stands on. Run is called once for each database, with a
// function that opens a new, empty store; every subtest has one of its own and
// states one behaviour.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
	"chalkline/search/searchtest"
	"chalkline/store"
)

// Run checks a kind of store. Open makes an empty one that lasts for a test.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	t.Helper()
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"sources", sourceTests},
		{"moves", moveTests},
		{"items", itemTests},
		{"reading", readTests},
		{"works", workTests},
		{"records", recordTests},
		{"lists", listTests},
		{"appraisals", appraisalTests},
		{"stories", storyTests},
		{"references", referenceTests},
		{"readers", readerTests},
		{"calendars", calendarTests},
		{"secrets", secretTests},
		{"picks", pickTests},
		{"tastes", tasteTests},
		{"cards", cardTests},
		{"feeds", feedTests},
		{"front", frontTests},
		{"topics", topicTests},
		{"editions", editionTests},
		{"deliveries", deliveryTests},
		{"deliveries in turn", turnTests},
		{"bounces", bounceTests},
		{"groups", groupTests},
		{"group shares", shareTests},
		{"group themes", themeTests},
		{"notes", noteTests},
		{"API and record", apiTests},
		{"accounts", accountTests},
		{"invitations", inviteTests},
		{"operating", operateTests},
		{"examining", examineTests},
		{"kept searches", keptTests},
		{"index", indexTests},
		{"hub", hubTests},
		{"retention", retentionTests},
		{"whole", wholeTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(strings.ReplaceAll(test.states, " ", "_"), func(t *testing.T) {
					t.Parallel()
					e := &env{T: t, DB: open(t), ctx: t.Context(), now: start}
					e.Now = e.clock
					test.check(e)
				})
			}
		})
	}
	t.Run("search", func(t *testing.T) {
		searchtest.Run(t, func(t *testing.T) searchtest.Index { return Searchable(t, open(t)) })
	})
}

// test is one statement about stores.
type test struct {
	states string
	check  func(e *env)
}

// start is when every test begins.
var start = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)

// env is what a test works with: an empty store with a clock that stands still
// until it is moved.
type env struct {
	*testing.T
	*store.DB

	ctx context.Context
	mu  sync.Mutex
	now time.Time
	n   int // numbers what is made
}

func (e *env) clock() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

// pass lets time pass and returns the new time.
func (e *env) pass(d time.Duration) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = e.now.Add(d)
	return e.now
}

// ok ends the test unless err is nil.
func (e *env) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatalf("unexpected error: %v", err)
	}
}

// code ends the test unless err has that code.
func (e *env) code(want chalkline.Code, err error) {
	e.Helper()
	if got := chalkline.ErrorCode(err); got != want {
		e.Fatalf("error code %q (%v), want %q", got, err, want)
	}
}

// same reports a difference between what was got and what was wanted. Nil stands
// for the zero value; nil and empty lists are the same.
func (e *env) same(got, want any) {
	e.Helper()
	if want == nil {
		want = reflect.Zero(reflect.TypeOf(got)).Interface()
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		e.Errorf("not as wanted (-want +got):\n%s", diff)
	}
}

// must is v, and ends the test unless err is nil.
func must[T any](e *env) func(v T, err error) T {
	return func(v T, err error) T {
		e.Helper()
		e.ok(err)
		return v
	}
}

func (e *env) next() int {
	e.n++
	return e.n
}

// source stores a source.
func (e *env) source() chalkline.Source {
	e.Helper()
	n := e.next()
	s := chalkline.Source{
		Kind: chalkline.SourceFeed, Name: fmt.Sprintf("Source %d", n), URL: fmt.Sprintf("https://s%d.example/feed", n),
		Genre: chalkline.GenreBlog, Language: "en",
	}
	e.ok(e.AddSource(e.ctx, &s))
	return s
}

// newItem is an item that is not stored.
func (e *env) newItem() chalkline.Item {
	n := e.next()
	return chalkline.Item{
		Key: fmt.Sprintf("key-%d", n), GUID: fmt.Sprintf("guid-%d", n), URL: fmt.Sprintf("https://s.example/%d", n),
		Title: fmt.Sprintf("Title %d", n), Text: fmt.Sprintf("Text of item %d.", n), Authors: []string{"A. Teacher"},
		Published: e.clock().Add(-time.Hour),
	}
}

// store stores a good poll with items and returns what became of them.
func (e *env) store(source chalkline.SourceID, items ...chalkline.Item) chalkline.Stored {
	e.Helper()
	return must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{
		Source: source, Poll: chalkline.Poll{State: chalkline.PollOK, NextAt: e.clock().Add(time.Hour)}, Items: items,
	}))
}

// stored stores an item and returns it as it is kept. Change may be nil.
func (e *env) stored(source chalkline.SourceID, change func(*chalkline.Item)) chalkline.Item {
	e.Helper()
	item := e.newItem()
	if change != nil {
		change(&item)
	}
	due := map[chalkline.ItemID]bool{}
	for _, id := range e.due() {
		due[id] = true
	}
	e.store(source, item)
	for _, id := range e.due() {
		if !due[id] {
			return must[chalkline.Item](e)(e.Item(e.ctx, id))
		}
	}
	e.Fatal("the item was not stored")
	return item
}

// due are the items that are due for appraisal.
func (e *env) due() []chalkline.ItemID {
	e.Helper()
	return must[[]chalkline.ItemID](e)(e.ItemsToAppraise(e.ctx, 1000))
}

// graded is an appraisal of an item with a grade and score.
func graded(item chalkline.Item, grade chalkline.Grade, score int) chalkline.Appraised {
	return chalkline.Appraised{
		Appraisal: chalkline.Appraisal{
			ItemID: item.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Probability: 0.9, Score: score, Margin: 5,
			Grade: grade, Reason: chalkline.Textf("A randomised trial."), Model: 1,
		},
		Changed: item.Changed,
	}
}

// appraise stores an item with an appraisal and returns it. Keys name its story.
func (e *env) appraised(source chalkline.SourceID, keys ...string) chalkline.Item {
	e.Helper()
	item := e.stored(source, nil)
	a := graded(item, chalkline.GradeB, 65)
	a.StoryKeys = keys
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
}

// reader stores a reader.
func (e *env) reader() chalkline.Reader {
	e.Helper()
	r := chalkline.Reader{Email: fmt.Sprintf("reader%d@school.example", e.next()), Schedule: chalkline.DefaultSchedule("Europe/London")}
	r.DigestAt = e.clock().Add(time.Hour)
	e.ok(e.CreateReader(e.ctx, &r))
	return r
}

// pick stores a pick of an item and returns it.
func (e *env) pick(reader chalkline.ReaderID, item chalkline.Item, score float64) chalkline.Pick {
	e.Helper()
	p := chalkline.Pick{ItemID: item.ID, StoryID: item.StoryID, Score: score, Reason: chalkline.Textf("Because."), At: e.clock()}
	n := must[int](e)(e.SavePicks(e.ctx, reader, []chalkline.Pick{p}, e.clock(), e.clock().Add(24*time.Hour)))
	if n != 1 {
		e.Fatalf("%d picks were new, want 1", n)
	}
	card := must[chalkline.Card](e)(e.Card(e.ctx, reader, item.ID))
	return card.Pick
}

// race runs do in many goroutines at once and says how often it was true.
func race(e *env, goroutines int, do func() (bool, error)) int {
	e.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	won := 0
	for range goroutines {
		group.Go(func() {
			ok, err := do()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				e.Errorf("in a race: %v", err)
			}
			if ok {
				won++
			}
		})
	}
	group.Wait()
	return won
}

// ids are the items of cards.
func ids(cards []chalkline.Card) []chalkline.ItemID {
	out := make([]chalkline.ItemID, 0, len(cards))
	for _, c := range cards {
		out = append(out, c.Item.ID)
	}
	return out
}
