package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// topical is a store with 100,000 judged items of ten years: 10,000 of them on the
// topic "wide", 300 on "narrow", a third of them studies of which a fifth state an
// effect, and one study that 1,000 items cite, which it returns.
func topical(b *testing.B, db *store.DB) chalkline.ItemID {
	b.Helper()
	const items, sources = 100_000, 500
	ctx, rng, now := b.Context(), rand.New(rand.NewPCG(1, 2)), time.Now()
	for n := range sources {
		s := chalkline.Source{Name: "Source", URL: fmt.Sprintf("https://s%d.example/feed", n)}
		if err := db.AddSource(ctx, &s); err != nil {
			b.Fatal(err)
		}
		batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
		for m := range items / sources {
			batch.Items = append(batch.Items, chalkline.Item{
				Key: fmt.Sprint(m), URL: fmt.Sprintf("https://s%d.example/%d", n, m), Title: prose(rng, 8), Text: prose(rng, 30),
				Published: now.Add(-time.Duration(rng.IntN(10*365*24)) * time.Hour),
			})
			if n+m == 0 {
				batch.Items[0].DOI = "10.1/known"
			}
		}
		if _, err := db.StoreBatch(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	designs := chalkline.Designs
	for {
		due, err := db.ItemsToAppraise(ctx, 1000)
		if err != nil {
			b.Fatal(err)
		}
		if len(due) == 0 {
			return 1
		}
		list := make([]chalkline.Appraised, 0, len(due))
		for _, id := range due {
			a := chalkline.Appraisal{ItemID: id, Kind: chalkline.KindPractice, Grade: chalkline.GradeE, Score: rng.IntN(19)}
			if rng.IntN(3) == 0 {
				score := 1 + min(rng.IntN(95), rng.IntN(95))
				a.Kind, a.Design, a.Score, a.Grade = chalkline.KindResearch, designs[rng.IntN(len(designs))], score, chalkline.GradeFor(score)
				if rng.IntN(5) == 0 {
					a.Effects = []chalkline.Effect{{Metric: chalkline.MetricD, Value: rng.Float64(), Quote: prose(rng, 20)}}
				}
			}
			for range 8 {
				a.Signals = append(a.Signals, chalkline.Signal{Name: "fact", Value: "yes", Quote: prose(rng, 20), Origin: "text"})
			}
			way := []chalkline.Direction{chalkline.DirectionPositive, chalkline.DirectionNull, chalkline.DirectionUnknown}[rng.IntN(3)]
			a.Signals = append(a.Signals, chalkline.Signal{Name: chalkline.SignalDirection, Value: string(way)})
			one := chalkline.Appraised{Appraisal: a, StoryKeys: []string{fmt.Sprint(id)}, Changed: now.Add(time.Hour)}
			switch {
			case id%10 == 0:
				one.Topics = []chalkline.TopicMatch{{Topic: "wide", Weight: 1}}
			case id%333 == 0:
				one.Topics = []chalkline.TopicMatch{{Topic: "narrow", Weight: 1}}
			default:
				one.Topics = []chalkline.TopicMatch{{Topic: chalkline.TopicID(fmt.Sprint("t", id%60)), Weight: 1}}
			}
			if id%100 == 7 {
				one.Citations = []chalkline.Citation{{Kind: chalkline.CitationLink, DOI: "10.1/known"}}
			}
			list = append(list, one)
		}
		items, err := db.Items(ctx, due)
		if err != nil {
			b.Fatal(err)
		}
		for n, item := range items {
			list[n].Changed = item.Changed
		}
		if err := db.SaveAppraised(ctx, list); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTopics measures what the page of a topic and an evidence card ask on a
// store of 100,000 items.
func BenchmarkTopics(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		known := topical(b, db)
		ctx := b.Context()
		item, err := db.Item(ctx, known)
		if err != nil {
			b.Fatal(err)
		}
		own, _, err := db.WorksBehind(ctx, item, nil)
		if err != nil || own.ID == 0 {
			b.Fatalf("the study is no work: %v", err)
		}
		measure := func(name string, do func() error) {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if err := do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		for _, topic := range []chalkline.TopicID{"wide", "narrow"} {
			measure("Stories/"+string(topic), func() error { _, err := db.TopicStories(ctx, topic); return err })
			measure("Effects/"+string(topic), func() error { _, err := db.StatingEffects(ctx, topic); return err })
			measure("Opposed/"+string(topic), func() error {
				_, _, err := db.Opposed(ctx, known, []chalkline.TopicID{topic}, time.Now().AddDate(-5, 0, 0))
				return err
			})
		}
		measure("SameStudy", func() error {
			_, total, err := db.SameStudy(ctx, item, []chalkline.WorkID{own.ID}, 50)
			if total < 900 {
				b.Fatalf("%d stories cite it", total)
			}
			return err
		})
	})
}
