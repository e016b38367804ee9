package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// searched is a store of 100,000 appraised items, 300 words long each. All of them
// have the word pupils, 11,000 have word1, 4,600 word3000 and 250 word4900; a tenth
// is free to read.
func searched(b *testing.B, db *store.DB) {
	b.Helper()
	rng, ctx, now := rand.New(rand.NewPCG(1, 2)), b.Context(), time.Now()
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	for n := range 500 {
		s := chalkline.Source{Name: "Source", URL: fmt.Sprintf("https://s%d.example/feed", n)}
		check(db.AddSource(ctx, &s))
		batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
		for m := range 200 {
			batch.Items = append(batch.Items, chalkline.Item{
				Key: fmt.Sprint(m), URL: fmt.Sprintf("https://s%d.example/%d", n, m), Title: prose(rng, 8), Text: prose(rng, 150) + "pupils " + prose(rng, 150), DOI: fmt.Sprintf("10.1/%d.%d", n, m),
				Published: now.Add(-time.Duration(rng.IntN(10*365*24)) * time.Hour),
			})
		}
		_, err := db.StoreBatch(ctx, batch)
		check(err)
	}
	for {
		due, err := db.ItemsToAppraise(ctx, 500)
		check(err)
		if len(due) == 0 {
			break
		}
		items, err := db.Items(ctx, due)
		check(err)
		var list []chalkline.Appraised
		for _, i := range items {
			score := 1 + min(rng.IntN(90), rng.IntN(90))
			a := chalkline.Appraised{
				Appraisal: chalkline.Appraisal{
					ItemID: i.ID, Kind: chalkline.KindResearch, Design: chalkline.Designs[rng.IntN(20)], Grade: chalkline.GradeFor(score), Score: score, Reason: chalkline.Textf("A trial."),
					Signals: []chalkline.Signal{{Name: "design", Value: "RCT", Quote: i.Title}, {Name: "finding", Quote: prose(rng, 60)}, {Name: "outcome", Quote: prose(rng, 60)}},
				},
				For:     chalkline.Class{Phases: chalkline.Phases[rng.IntN(4):][:1]},
				Topics:  []chalkline.TopicMatch{{Topic: chalkline.TopicID(fmt.Sprintf("topic-%d", rng.IntN(60))), Weight: 0.9, Quote: i.Title}, {Topic: "often", Weight: 0.5, Quote: i.Title}},
				Changed: i.Changed,
			}
			list = append(list, a)
		}
		check(db.SaveAppraised(ctx, list))
	}
	works, err := db.WorksToResolve(ctx, now.Add(time.Hour), 10_000)
	check(err)
	for _, id := range works {
		w, err := db.Work(ctx, id)
		check(err)
		w.Open = "https://open.example/"
		check(db.SaveWork(ctx, w, now.Add(1000*time.Hour)))
	}
}

// BenchmarkSearch looks for rare and common words among 100,000 items, narrowed
// and not.
func BenchmarkSearch(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		searched(b, db)
		for _, s := range []struct {
			name   string
			search chalkline.Search
		}{
			{"rare", chalkline.Search{Words: "word4990 word4980"}},
			{"some", chalkline.Search{Words: "word4900"}},
			{"usual", chalkline.Search{Words: "word3000"}},
			{"common", chalkline.Search{Words: "word1"}},
			{"two common", chalkline.Search{Words: "word1 word2"}},
			{"common, newest", chalkline.Search{Words: "word1", Newest: true}},
			{"all", chalkline.Search{Words: "pupils"}},
			{"all and usual", chalkline.Search{Words: "pupils word3000"}},
			{"all, newest", chalkline.Search{Words: "pupils", Newest: true}},
			{"all, grade", chalkline.Search{Words: "pupils", Least: chalkline.GradeA}},
			{"all, design and phase", chalkline.Search{Words: "pupils", Design: chalkline.DesignRCT, Phase: chalkline.PhasePrimary, Least: chalkline.GradeB}},
			{"all, source", chalkline.Search{Words: "pupils", Source: 77}},
			{"all, year", chalkline.Search{Words: "pupils", From: 2019, Until: 2019}},
			{"all, free", chalkline.Search{Words: "pupils", Open: true}},
			{"usual, grade", chalkline.Search{Words: "word3000", Least: chalkline.GradeB}},
			{"common, grade", chalkline.Search{Words: "word1", Least: chalkline.GradeA}},
			{"common, topic", chalkline.Search{Words: "word1", Topic: "topic-7"}},
			{"common, source", chalkline.Search{Words: "word1", Source: 77}},
			{"common, year", chalkline.Search{Words: "word1", From: 2019, Until: 2019}},
			{"common, free", chalkline.Search{Words: "word1", Open: true}},
			{"common, much", chalkline.Search{Words: "word1", Least: chalkline.GradeB, Design: chalkline.DesignRCT, Phase: chalkline.PhasePrimary, From: 2020, Topic: "often"}},
			{"grade alone", chalkline.Search{Least: chalkline.GradeA}},
			{"free alone", chalkline.Search{Open: true}},
			{"topic and grade", chalkline.Search{Topic: "often", Least: chalkline.GradeA}},
		} {
			s.search.Limit = 20
			b.Run(s.name, func(b *testing.B) {
				var took []time.Duration
				total := 0
				for b.Loop() {
					began := time.Now()
					found, err := db.Search(b.Context(), s.search)
					if err != nil {
						b.Fatal(err)
					}
					took, total = append(took, time.Since(began)), found.Total
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
				b.ReportMetric(float64(total), "found")
			})
		}
	})
}
