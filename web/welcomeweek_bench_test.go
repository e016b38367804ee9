package web

import (
	"fmt"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"
)

// BenchmarkWeek makes the week of a welcome from 15,000 candidates of a fortnight,
// when they were just read and when they were looked at before.
func BenchmarkWeek(b *testing.B) {
	now := time.Now()
	s := &server{Config: Config{Now: time.Now}}
	r := ranker.Request{Now: now, Reader: chalkline.Reader{Schedule: chalkline.DefaultSchedule("UTC")}}
	for n := range 15_000 {
		score := 1 + n*7919%90
		r.Candidates = append(r.Candidates, chalkline.Candidate{
			Item: chalkline.Item{
				ID: chalkline.ItemID(n + 1), SourceID: chalkline.SourceID(n % 500), StoryID: chalkline.StoryID(n + 1), Title: fmt.Sprint("Piece ", n),
				FirstSeen: now.Add(-time.Duration(n) * 14 * 24 * time.Hour / 15_000),
			},
			Minutes: 3, Appraisal: chalkline.Appraisal{Kind: chalkline.KindResearch, Score: score, Grade: chalkline.GradeFor(score)},
			Topics: []chalkline.TopicMatch{{Topic: chalkline.TopicID(fmt.Sprint("topic-", n%60)), Weight: 0.9}},
		})
	}
	follows := []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "topic-1", Weight: 1}, {Kind: chalkline.FollowTopic, Value: "topic-7", Weight: 1}}
	for name, forget := range map[string]bool{"anew": true, "again": false} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v := s.newWeek(r, weekChoices{follows: &follows}); len(v.Rows) != mostWeekRows {
					b.Fatalf("%d rows", len(v.Rows))
				}
				if forget {
					s.weeks.forget(s.weeks.pools)
				}
			}
		})
	}
}
