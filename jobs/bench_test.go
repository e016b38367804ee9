package jobs

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/taste"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// The size of BenchmarkPick. Items come evenly over 70 days, so that a fifth of
// them may still be picked.
const (
	benchItems   = 100_000
	benchSources = 500
	benchReaders = 1000
)

// benchUnits has benchItems items, and benchReaders readers with ten follows each,
// who had picks on each of the last 35 days; a third of them found some useful.
func benchUnits(b *testing.B) (*Units, []string) {
	b.Helper()
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	end := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	now := end.Add(-70 * 24 * time.Hour)
	u := &Units{DB: db, Topics: topics.Default(), Now: func() time.Time { return now }, Log: discard}
	db.Now = u.Now
	rng := rand.New(rand.NewPCG(1, 2))
	list := u.Topics.Topics()
	topic := func() chalkline.TopicID { return list[min(rng.IntN(len(list)), rng.IntN(len(list)))].ID }
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	var sources []chalkline.SourceID
	for n := range benchSources {
		s := chalkline.Source{Kind: chalkline.SourceFeed, Name: fmt.Sprint("Source ", n), URL: fmt.Sprintf("https://s%d.example/feed", n)}
		check(db.AddSource(b.Context(), &s))
		sources = append(sources, s.ID)
	}
	var readers []string
	var readerIDs []chalkline.ReaderID
	for n := range benchReaders {
		r := chalkline.Reader{Email: fmt.Sprintf("r%d@school.example", n), Schedule: chalkline.DefaultSchedule("UTC")}
		check(db.CreateReader(b.Context(), &r))
		var follows []chalkline.Follow
		for range 9 {
			follows = append(follows, chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(topic()), Weight: 1})
		}
		follows = append(follows, chalkline.Follow{Kind: chalkline.FollowQuery, Value: fmt.Sprintf("word%d word%d", rng.IntN(200), rng.IntN(200)), Weight: 1})
		check(db.SetFollows(b.Context(), r.ID, follows))
		readers, readerIDs = append(readers, strconv.FormatInt(int64(r.ID), 10)), append(readerIDs, r.ID)
	}
	for done := 0; done < benchItems; done += 20 {
		now = end.Add(-70 * 24 * time.Hour / benchItems * time.Duration(benchItems-done))
		batch := chalkline.Batch{Source: sources[rng.IntN(len(sources))], Poll: chalkline.Poll{State: chalkline.PollOK}}
		for m := range 20 {
			title := ""
			for range 8 {
				title += fmt.Sprintf("word%d ", min(rng.IntN(2000), rng.IntN(2000)))
			}
			batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(done + m), Title: title, URL: fmt.Sprintf("https://s.example/%d", done+m), Text: title, Published: now})
		}
		_, err := db.StoreBatch(b.Context(), batch)
		check(err)
		benchAppraise(b, u, rng, topic)
		if day := benchItems / 70 / 20 * 20; done%day == 0 && done > benchItems/2 {
			benchHistory(b, u, readerIDs, rng)
		}
	}
	now = end
	return u, readers
}

// benchAppraise judges what is due, at random.
func benchAppraise(b *testing.B, u *Units, rng *rand.Rand, topic func() chalkline.TopicID) {
	b.Helper()
	due, err := u.DB.ItemsToAppraise(b.Context(), 100)
	if err != nil {
		b.Fatal(err)
	}
	items, err := u.DB.Items(b.Context(), due)
	if err != nil {
		b.Fatal(err)
	}
	var results []chalkline.Appraised
	for _, item := range items {
		score := 1 + min(rng.IntN(90), rng.IntN(90))
		a := chalkline.Appraised{
			Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindResearch, Score: score, Grade: chalkline.GradeFor(score), Reason: chalkline.Textf("A trial.")},
			For:       chalkline.Class{Phases: []chalkline.Phase{chalkline.Phases[rng.IntN(4)]}},
			Topics:    []chalkline.TopicMatch{{Topic: topic(), Weight: 0.9, Quote: "word"}, {Topic: topic(), Weight: 0.5, Quote: "word"}},
			Changed:   item.Changed,
		}
		a.Features = taste.Read(item, a.Topics).Marshal()
		if rng.IntN(5) == 0 {
			a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: "null"}}
		}
		results = append(results, a)
	}
	if err := u.DB.SaveAppraised(b.Context(), results); err != nil {
		b.Fatal(err)
	}
}

// benchHistory gives every reader two picks among the last 2,000 items.
func benchHistory(b *testing.B, u *Units, readers []chalkline.ReaderID, rng *rand.Rand) {
	b.Helper()
	candidates, err := u.DB.Candidates(b.Context(), u.Now().Add(-24*time.Hour))
	if err != nil {
		b.Fatal(err)
	}
	var chosen []store.Chosen
	for n, id := range readers {
		c := store.Chosen{Reader: id, Next: u.Now()}
		for range 2 {
			c.Picks = append(c.Picks, chalkline.Pick{ItemID: candidates[rng.IntN(len(candidates))].Item.ID, At: u.Now()})
		}
		chosen = append(chosen, c)
		if n%3 == 0 {
			if err := u.DB.AddFeedback(b.Context(), id, c.Picks[0].ItemID, chalkline.FeedbackUseful); err != nil {
				b.Fatal(err)
			}
		}
	}
	if _, err := u.DB.SaveChosen(b.Context(), chosen, u.Now()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPick makes the picks of benchReaders readers, day after day.
func BenchmarkPick(b *testing.B) {
	u, readers := benchUnits(b)
	day := 0
	end := u.Now()
	u.Now = func() time.Time { return end.Add(time.Duration(day) * 24 * time.Hour) }
	u.DB.Now = u.Now
	began := time.Now()
	if _, err := u.learnSpace(b.Context()); err != nil {
		b.Fatal(err)
	}
	space := time.Since(began)
	began = time.Now()
	if err := u.pick(b.Context(), readers); err != nil { // learns all tastes
		b.Fatal(err)
	}
	learned := time.Since(began)
	b.ResetTimer()
	for b.Loop() {
		day++
		if err := u.pick(b.Context(), readers); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(space.Seconds(), "s-space")
	b.ReportMetric(float64(learned.Microseconds())/float64(len(readers)), "µs/reader-learning")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(readers)), "µs/reader")
}

// BenchmarkPreview reads what a preview of a week is made from, with the candidates of
// the last minute.
func BenchmarkPreview(b *testing.B) {
	u, readers := benchUnits(b)
	reader, err := id[chalkline.ReaderID](readers[0])
	if err != nil {
		b.Fatal(err)
	}
	if _, err := u.ToPreview(b.Context(), reader); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if r, err := u.ToPreview(b.Context(), reader); err != nil || len(r.Candidates) < 15_000 {
			b.Fatalf("%d candidates: %v", len(r.Candidates), err)
		}
	}
}
