package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// databases runs a benchmark on each database there is.
func databases(b *testing.B, bench func(b *testing.B, db *store.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, openSQLite(b)) })
	b.Run("postgres", func(b *testing.B) { bench(b, openPostgres(b)) })
}

// prose is text of n words from a vocabulary of 5,000.
func prose(rng *rand.Rand, n int) string {
	var text strings.Builder
	for range n {
		fmt.Fprintf(&text, "word%d ", min(rng.IntN(5000), rng.IntN(5000)))
	}
	return text.String()
}

// batches are polls of that many sources that bring 20 items each.
func batches(b *testing.B, db *store.DB, sources, words int) []chalkline.Batch {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]chalkline.Batch, 0, sources)
	for n := range sources {
		s := chalkline.Source{Name: "Source", URL: fmt.Sprintf("https://s%d.example/feed", n)}
		if err := db.AddSource(b.Context(), &s); err != nil {
			b.Fatal(err)
		}
		batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK, ETag: `"x"`}}
		for m := range 20 {
			batch.Items = append(batch.Items, chalkline.Item{
				Key: fmt.Sprintf("https://s%d.example/%d", n, m), URL: fmt.Sprintf("https://s%d.example/%d", n, m),
				Title: prose(rng, 8), Text: prose(rng, words), Authors: []string{"A. Teacher"}, Links: []string{"https://l.example/1"},
			})
		}
		out = append(out, batch)
	}
	return out
}

// BenchmarkStoreBatches stores 500 polls of 20 new items each, then the same
// again.
func BenchmarkStoreBatches(b *testing.B) {
	for _, words := range []int{60, 600} {
		b.Run(fmt.Sprintf("%dwords", words), func(b *testing.B) {
			databases(b, func(b *testing.B, db *store.DB) {
				all := batches(b, db, 500, words)
				var fresh, again time.Duration
				for b.Loop() {
					fresh += storeAll(b, db, all)
					again += storeAll(b, db, all)
					for _, batch := range all { // new ones for the next round
						for n := range batch.Items {
							batch.Items[n].Key += "'"
						}
					}
				}
				b.ReportMetric(fresh.Seconds()/float64(b.N), "s-new/op")
				b.ReportMetric(again.Seconds()/float64(b.N), "s-again/op")
			})
		})
	}
}

// storeAll stores batches and says how long that took.
func storeAll(b *testing.B, db *store.DB, all []chalkline.Batch) time.Duration {
	b.Helper()
	began := time.Now()
	for _, batch := range all {
		if _, err := db.StoreBatch(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// filled is a store with 10,000 appraised items and a reader who has 50 picks.
func filled(b *testing.B, db *store.DB) chalkline.ReaderID {
	b.Helper()
	for _, batch := range batches(b, db, 500, 200) {
		if _, err := db.StoreBatch(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	reader := chalkline.Reader{Email: "a@b.example"}
	if err := db.CreateReader(b.Context(), &reader); err != nil {
		b.Fatal(err)
	}
	appraiseAll(b, db)
	candidates, err := db.Candidates(b.Context(), time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	var picks []chalkline.Pick
	for _, c := range candidates[:50] {
		picks = append(picks, chalkline.Pick{ItemID: c.Item.ID, StoryID: c.Item.StoryID, At: c.Item.FirstSeen})
	}
	if _, err := db.SavePicks(b.Context(), reader.ID, picks, time.Now(), time.Now()); err != nil {
		b.Fatal(err)
	}
	return reader.ID
}

// appraiseAll appraises what is due, in calls of 100.
func appraiseAll(b *testing.B, db *store.DB) {
	b.Helper()
	for {
		due, err := db.ItemsToAppraise(b.Context(), 100)
		if err != nil {
			b.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		items, err := db.Items(b.Context(), due)
		if err != nil {
			b.Fatal(err)
		}
		list := make([]chalkline.Appraised, 0, len(items))
		for _, i := range items {
			list = append(list, chalkline.Appraised{
				Appraisal: chalkline.Appraisal{
					ItemID: i.ID, Kind: chalkline.KindResearch, Grade: chalkline.GradeB, Score: 65, Reason: chalkline.Textf("A trial."),
					Signals: []chalkline.Signal{{Name: "design", Value: "RCT", Quote: i.Title}, {Name: "participants", Value: "120"}},
				},
				Topics:    []chalkline.TopicMatch{{Topic: "a", Weight: 1}, {Topic: "b", Weight: 0.5}},
				Citations: []chalkline.Citation{{Kind: chalkline.CitationLink, DOI: fmt.Sprintf("10.1/%d", i.ID%3000)}},
				StoryKeys: []string{"url:" + i.URL, "title:" + i.Title}, Changed: i.Changed,
			})
		}
		if err := db.SaveAppraised(b.Context(), list); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSaveAppraised reads and saves 10,000 appraisals.
func BenchmarkSaveAppraised(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		for _, batch := range batches(b, db, 500, 200) {
			if _, err := db.StoreBatch(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		b.ResetTimer()
		for b.Loop() {
			appraiseAll(b, db)
			b.StopTimer()
			if _, err := db.ReappraiseAll(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
}

// BenchmarkRead measures what pages and feeds ask on a store of 10,000 items.
func BenchmarkRead(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		reader := filled(b, db)
		ctx := b.Context()
		for _, read := range []struct {
			name string
			do   func() error
		}{
			{"FeedVersion", func() error { _, err := db.FeedVersion(ctx, reader); return err }},
			{"Cards50", func() error { _, err := db.Cards(ctx, reader, store.CardQuery{}); return err }},
			{"Candidates", func() error { _, err := db.Candidates(ctx, time.Time{}); return err }},
			{"Search", func() error { _, err := db.Search(ctx, chalkline.Search{Words: "word7 word12", Limit: 20}); return err }},
			{"LastPicks", func() error { _, _, err := db.LastPicks(ctx, reader); return err }},
		} {
			b.Run(read.name, func(b *testing.B) {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := read.do(); err != nil {
							b.Error(err)
							return
						}
					}
				})
			})
		}
	})
}
