package jobs

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// alikeItems is how many items BenchmarkAppraiseAlike judges.
const alikeItems = 10_000

// alikeItem is an item that has most of its words in common with all others, as
// the posts of a service that fills in a form have.
func alikeItem(n int) chalkline.Item {
	subjects := []string{"phonics and early reading", "retrieval practice", "homework", "feedback and marking", "attendance", "vocabulary", "school leadership", "tutoring in small groups"}
	subject, school, report := subjects[n%len(subjects)], n%400, n/400
	text := fmt.Sprintf("We compared %d pupils with similar pupils in %d schools; nobody was assigned at random.", 200+13*(n%90), 12+n%40)
	for part := range 6 {
		text += fmt.Sprintf("\n\nPart %d of report %d of school %d is about %s: what was done in lessons of week %d, what pupils said of it, what an independent test showed after %d weeks, and what it took of a teacher's time.",
			part, report, school, subject, report%38, 6+part)
	}
	return chalkline.Item{
		Key: fmt.Sprint(n), URL: fmt.Sprintf("https://school%d.example/%d", school, n), Title: fmt.Sprintf("On %s in school %d, report %d", subject, school, report),
		Text: text, Authors: []string{fmt.Sprint("Author ", n%500)},
	}
}

func TestACopyIsFoundAmongManyItemsThatAreAlike(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "alike.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	u := &Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: time.Now, Log: discard}
	s := chalkline.Source{Name: "Source", URL: "https://s.example/feed"}
	if err := db.AddSource(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	var list []chalkline.Item
	for n := range 3 * store.CrowdedBlock {
		list = append(list, alikeItem(n))
	}
	copied := alikeItem(1)
	copied.Key, copied.URL = "copy", "https://elsewhere.example/1"
	for _, items := range [][]chalkline.Item{list, {copied}} {
		if _, err := db.StoreBatch(t.Context(), chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: items}); err != nil {
			t.Fatal(err)
		}
		k := Kind{Name: "appraise", Due: ids(u.toAppraise), Run: u.appraise, Batch: 100}
		if err := NewRunner([]Kind{k}, u.Now, discard).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := db.Items(t.Context(), []chalkline.ItemID{2, 3, chalkline.ItemID(len(list) + 1)})
	if err != nil {
		t.Fatal(err)
	}
	if of, other, copied := stored[0].StoryID, stored[1].StoryID, stored[2].StoryID; copied != of || copied == other {
		t.Errorf("the copy is in story %d, want %d, the other item in %d", copied, of, other)
	}
}

// BenchmarkAppraiseAlike judges items that are much alike but not the same, and
// says what the last fifth of them takes beside the first.
func BenchmarkAppraiseAlike(b *testing.B) {
	for b.Loop() {
		db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"))
		if err != nil {
			b.Fatal(err)
		}
		u := &Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: time.Now, Log: discard}
		s := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Source", URL: "https://s.example/feed"}
		if err := db.AddSource(b.Context(), &s); err != nil {
			b.Fatal(err)
		}
		for done := 0; done < alikeItems; done += 500 {
			batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
			for n := range 500 {
				batch.Items = append(batch.Items, alikeItem(done+n))
			}
			if _, err := db.StoreBatch(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		due, fifths := ids(u.toAppraise), make([]time.Duration, 5)
		for n := range alikeItems / 100 {
			began := time.Now()
			keys, err := due(b.Context(), time.Time{}, 100)
			if err == nil {
				err = u.appraise(b.Context(), keys)
			}
			if err != nil {
				b.Fatal(err)
			}
			fifths[n*5*100/alikeItems] += time.Since(began)
		}
		b.ReportMetric(float64(fifths[0].Microseconds())/(alikeItems/5), "µs/item-first")
		b.ReportMetric(float64(fifths[4].Microseconds())/(alikeItems/5), "µs/item-last")
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
