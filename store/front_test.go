package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// busy is a store with 50,000 items of this month out of 500 sources; a fifth
// of them has grade A to C.
func busy(b *testing.B, db *store.DB) {
	b.Helper()
	ctx, rng, now := b.Context(), rand.New(rand.NewPCG(1, 2)), time.Now()
	for n := range 500 {
		s := chalkline.Source{Name: "Source", URL: fmt.Sprintf("https://s%d.example/feed", n)}
		if err := db.AddSource(ctx, &s); err != nil {
			b.Fatal(err)
		}
		batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
		for m := range 100 {
			batch.Items = append(batch.Items, chalkline.Item{
				Key: fmt.Sprint(m), URL: fmt.Sprintf("https://s%d.example/%d", n, m), Title: prose(rng, 8), Text: prose(rng, 200),
				Published: now.Add(-time.Duration(rng.IntN(30*24)) * time.Hour),
			})
		}
		if _, err := db.StoreBatch(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	grades := []chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC}
	for {
		due, err := db.ItemsToAppraise(ctx, 500)
		if err != nil {
			b.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		items, err := db.Items(ctx, due)
		if err != nil {
			b.Fatal(err)
		}
		var list []chalkline.Appraised
		for _, i := range items {
			a := chalkline.Appraisal{ItemID: i.ID, Kind: chalkline.KindOpinion, Grade: chalkline.GradeE, Score: rng.IntN(30)}
			if rng.IntN(5) == 0 {
				a.Kind, a.Grade, a.Score = chalkline.KindResearch, grades[rng.IntN(3)], 45+rng.IntN(50)
			}
			a.Signals = []chalkline.Signal{{Name: "design", Value: "RCT", Quote: i.Title}, {Name: "finding", Quote: prose(rng, 60)}}
			list = append(list, chalkline.Appraised{Appraisal: a, StoryKeys: []string{"url:" + i.URL}, Changed: i.Changed})
		}
		if err := db.SaveAppraised(ctx, list); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFront chooses what a stranger sees out of 50,000 items.
func BenchmarkFront(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		busy(b, db)
		b.ReportAllocs()
		for b.Loop() {
			_, cards, err := db.Front(b.Context(), time.Now().Add(-30*24*time.Hour), 3)
			if err != nil || len(cards) != 3 {
				b.Fatalf("%d cards: %v", len(cards), err)
			}
		}
	})
}
