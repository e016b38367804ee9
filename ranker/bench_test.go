package ranker_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"
)

// window makes as many candidates as a large instance has in two weeks, of 200
// sources and 70 topics.
func window(n int) []chalkline.Candidate {
	random := rand.New(rand.NewPCG(1, 2))
	topic := func() chalkline.TopicID { return chalkline.TopicID(fmt.Sprintf("topic-%d", random.IntN(70))) }
	list := make([]chalkline.Candidate, 0, n)
	for id := range n {
		c := candidate(int64(id+1), about(topic(), topic()), aged(time.Duration(random.IntN(14*24))*time.Hour))
		c.Item.SourceID = chalkline.SourceID(random.IntN(200))
		c.Item.Title = fmt.Sprintf("word%d word%d word%d", random.IntN(2000), random.IntN(2000), random.IntN(2000))
		c.Appraisal.Score = 1 + min(random.IntN(90), random.IntN(90))
		c.Appraisal.Grade = chalkline.GradeFor(c.Appraisal.Score)
		c.Minutes, c.Monthly = 1+random.IntN(9), 1+random.IntN(600)
		c.For.Phases = []chalkline.Phase{chalkline.Phases[random.IntN(4)]}
		c.Direction = chalkline.DirectionPositive
		list = append(list, c)
	}
	return list
}

// BenchmarkPick makes the picks of one reader among 20,000 candidates that were
// prepared for all.
func BenchmarkPick(b *testing.B) {
	candidates := window(20_000)
	r := ranker.Request{Now: now, Pool: ranker.Prepare(candidates, now), Topics: func(id chalkline.TopicID) string { return string(id) }}
	r.Reader.Class.Phases = []chalkline.Phase{chalkline.PhasePrimary}
	r.Picked = map[chalkline.StoryID]bool{}
	for n := range 300 {
		r.Picked[chalkline.StoryID(n*7)] = true
	}
	r.Against = map[chalkline.TopicID][]chalkline.Candidate{}
	for n := range 70 {
		topic := chalkline.TopicID(fmt.Sprintf("topic-%d", n))
		for id := range 20 {
			r.Against[topic] = append(r.Against[topic], candidate(int64(100_000+id), about(topic), func(c *chalkline.Candidate) { c.Direction = chalkline.DirectionNull }))
		}
	}
	for _, bench := range []struct {
		name   string
		change func(*ranker.Request)
	}{
		{"ten topics", func(*ranker.Request) {}},
		{"no follows", func(r *ranker.Request) { r.Follows = nil }},
		{"taste", func(r *ranker.Request) {
			r.Taste = func(c *chalkline.Candidate) float64 { return float64(c.Item.ID%7)/7 - 0.5 }
		}},
		{"searches", func(r *ranker.Request) {
			r.Matches = map[string]map[chalkline.ItemID]bool{}
			for n := range 3 {
				query := fmt.Sprintf("query %d", n)
				r.Follows = append(r.Follows, chalkline.Follow{Kind: chalkline.FollowQuery, Value: query, Weight: 1})
				r.Matches[query] = map[chalkline.ItemID]bool{}
				for id := range 500 {
					r.Matches[query][chalkline.ItemID(1+id*13+n)] = true
				}
			}
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := r
			for n := range 10 {
				r.Follows = append(r.Follows, follow(fmt.Sprintf("topic-%d", n)))
			}
			bench.change(&r)
			b.ReportAllocs()
			for b.Loop() {
				if len(ranker.Pick(r)) == 0 {
					b.Fatal("no picks")
				}
			}
		})
	}
	b.Run("prepare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ranker.Prepare(candidates, now)
		}
	})
}
