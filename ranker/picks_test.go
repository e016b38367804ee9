package ranker_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var now = time.Date(2026, time.March, 4, 6, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// follow is a follow of a topic with the full weight.
func follow(topic string) chalkline.Follow {
	return chalkline.Follow{Kind: chalkline.FollowTopic, Value: topic, Weight: 1}
}

// candidate is a fresh, well-evidenced item about spacing, changed by edits.
func candidate(id int64, edits ...func(*chalkline.Candidate)) chalkline.Candidate {
	c := chalkline.Candidate{
		Item: chalkline.Item{
			ID: chalkline.ItemID(id), SourceID: chalkline.SourceID(id), StoryID: chalkline.StoryID(id),
			Title: "Spaced quizzes in 42 schools", Published: now.Add(-2 * day), FirstSeen: now.Add(-2 * day),
		},
		Source:    chalkline.Source{ID: chalkline.SourceID(id), Name: fmt.Sprintf("Source %d", id)},
		Appraisal: chalkline.Appraisal{Kind: chalkline.KindResearch, Score: 70, Grade: chalkline.GradeB},
		Topics:    []chalkline.TopicMatch{{Topic: "spacing", Weight: 0.8}},
	}
	for _, edit := range edits {
		edit(&c)
	}
	return c
}

func about(topics ...chalkline.TopicID) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) {
		c.Topics = nil
		for _, id := range topics {
			c.Topics = append(c.Topics, chalkline.TopicMatch{Topic: id, Weight: 0.8})
		}
	}
}

func graded(kind chalkline.Kind, grade chalkline.Grade, score int) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) {
		c.Appraisal.Kind, c.Appraisal.Grade, c.Appraisal.Score = kind, grade, score
	}
}

func aged(age time.Duration) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Item.Published, c.Item.FirstSeen = now.Add(-age), now.Add(-age) }
}

func picked(picks []chalkline.Pick) []chalkline.ItemID {
	ids := []chalkline.ItemID{}
	for _, p := range picks {
		ids = append(ids, p.ItemID)
	}
	return ids
}

func TestPick(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		r    ranker.Request
		want []chalkline.ItemID
	}{
		{
			"nothing is picked for a reader who follows nothing",
			ranker.Request{Candidates: []chalkline.Candidate{candidate(1)}},
			nil,
		},
		{
			"an item that matches no follow is not picked, however good",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("phonics")},
				Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindSynthesis, chalkline.GradeA, 95)), candidate(2, about("phonics"))},
			},
			[]chalkline.ItemID{2},
		},
		{
			"stronger evidence comes first, new before old",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, aged(20*day)),
					candidate(2, graded(chalkline.KindOpinion, chalkline.GradeE, 6)),
					candidate(3),
					candidate(4, graded(chalkline.KindSynthesis, chalkline.GradeA, 85)),
				},
			},
			[]chalkline.ItemID{4, 3, 1, 2},
		},
		{
			"what is retracted, not graded, an event or an advert is never picked",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindResearch, chalkline.GradeR, 0)),
					candidate(2, graded(chalkline.KindResearch, chalkline.GradeNone, 0)),
					candidate(3, graded(chalkline.KindEvent, chalkline.GradeB, 70)),
					candidate(4, graded(chalkline.KindAdvert, chalkline.GradeB, 70)),
					candidate(5, graded(chalkline.KindOffTopic, chalkline.GradeB, 70)),
				},
			},
			nil,
		},
		{
			"a story that was given once is not given again",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2)},
				Picked:     map[chalkline.StoryID]bool{1: true},
			},
			[]chalkline.ItemID{2},
		},
		{
			"of two items of one story the better one is picked",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, func(c *chalkline.Candidate) { c.Item.StoryID = 9 }, graded(chalkline.KindSecondHand, chalkline.GradeC, 45)),
					candidate(2, func(c *chalkline.Candidate) { c.Item.StoryID = 9 }),
				},
			},
			[]chalkline.ItemID{2},
		},
		{
			"muted topics, sources, authors and words are left out",
			ranker.Request{
				Follows: []chalkline.Follow{
					follow("spacing"),
					{Kind: chalkline.FollowTopic, Value: "ai", Mute: true},
					{Kind: chalkline.FollowSource, Value: "2", Mute: true},
					{Kind: chalkline.FollowAuthor, Value: "Ann  LEE", Mute: true},
					{Kind: chalkline.FollowQuery, Value: "brain gym", Mute: true},
				},
				Candidates: []chalkline.Candidate{
					candidate(1, about("spacing", "ai")),
					candidate(2),
					candidate(3, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Bo Ek", "Ann Lee"} }),
					candidate(4, func(c *chalkline.Candidate) { c.Item.Title = "Gym for the brain: Brain Gym revisited" }),
					candidate(5),
				},
			},
			[]chalkline.ItemID{5},
		},
		{
			"a source has at most two picks a day, those of this morning among them",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, func(c *chalkline.Candidate) { c.Item.SourceID = 7 }),
					candidate(2, func(c *chalkline.Candidate) { c.Item.SourceID = 7 }),
					candidate(3),
				},
				Today: map[chalkline.SourceID]int{7: 1},
			},
			[]chalkline.ItemID{1, 3},
		},
		{
			"a day has five picks",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2), candidate(3), candidate(4)},
				Today:      map[chalkline.SourceID]int{50: 2, 60: 1},
			},
			[]chalkline.ItemID{1, 2},
		},
		{
			"a day is not all about one topic while there is something else",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing"), follow("phonics")},
				Candidates: []chalkline.Candidate{
					candidate(1), candidate(2), candidate(3), candidate(4), candidate(5), candidate(6),
					candidate(7, about("phonics"), graded(chalkline.KindNews, chalkline.GradeE, 15)),
				},
			},
			[]chalkline.ItemID{1, 2, 3, 4, 7},
		},
		{
			"a followed source, author and search are enough for a match",
			ranker.Request{
				Follows: []chalkline.Follow{
					{Kind: chalkline.FollowSource, Value: "1", Weight: 1},
					{Kind: chalkline.FollowAuthor, Value: "ann lee", Weight: 1},
					{Kind: chalkline.FollowQuery, Value: "worked examples", Weight: 1},
					{Kind: chalkline.FollowSource, Value: "no number", Weight: 1},
				},
				Candidates: []chalkline.Candidate{
					candidate(1),
					candidate(2, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} }),
					candidate(3, func(c *chalkline.Candidate) { c.Item.Title = "When do worked examples help?" }),
					candidate(4),
				},
			},
			[]chalkline.ItemID{3, 1, 2},
		},
		{
			"an old opinion that hardly matches is not worth the minutes",
			ranker.Request{
				Follows: []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 0.3}},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindOpinion, chalkline.GradeE, 6), aged(60*day)),
				},
			},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.r.Now = now
			got := picked(ranker.Pick(tt.r))
			if diff := cmp.Diff(append([]chalkline.ItemID{}, tt.want...), got); diff != "" {
				t.Errorf("picked items (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReasonIsInPlainWords(t *testing.T) {
	t.Parallel()
	label := func(id chalkline.TopicID) string {
		return map[chalkline.TopicID]string{"spacing": "Spacing & interleaving", "maths": "Mathematics"}[id]
	}
	spacing, maths := follow("spacing"), chalkline.Follow{Kind: chalkline.FollowTopic, Value: "maths", Weight: 0.5}
	tests := []struct {
		name    string
		follows []chalkline.Follow
		c       chalkline.Candidate
		want    string
	}{
		{
			"topics with the weightiest first",
			[]chalkline.Follow{maths, spacing},
			candidate(1, about("maths", "spacing")),
			"You follow Spacing & interleaving and Mathematics · good evidence · new this week",
		},
		{
			"two topics are named and the rest counted; a topic without a label shows its id",
			[]chalkline.Follow{spacing, follow("ai"), maths, follow("edtech")},
			candidate(1, about("spacing", "maths", "ai", "edtech"), aged(time.Hour)),
			"You follow ai, edtech and 2 more · good evidence · new today",
		},
		{
			"second-hand evidence is called that",
			[]chalkline.Follow{spacing},
			candidate(1, graded(chalkline.KindSecondHand, chalkline.GradeC, 48), aged(10*day), func(c *chalkline.Candidate) { c.Appraisal.SecondHand = true }),
			"You follow Spacing & interleaving · some evidence, second-hand · new this month",
		},
		{
			"a followed source and author",
			[]chalkline.Follow{
				{Kind: chalkline.FollowSource, Value: "1", Weight: 1},
				{Kind: chalkline.FollowAuthor, Value: "ann lee", Weight: 1},
			},
			candidate(1, aged(40*day), func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} }),
			"From Source 1, which you follow · by Ann Lee, whom you follow · good evidence",
		},
		{
			"an old study that was only found now",
			[]chalkline.Follow{spacing, {Kind: chalkline.FollowQuery, Value: "spaced quizzes", Weight: 1}},
			candidate(1, func(c *chalkline.Candidate) { c.Item.Published = now.AddDate(-7, 0, 0) }),
			"You follow Spacing & interleaving · matches your search “spaced quizzes” · good evidence · from 2019, newly found",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			picks := ranker.Pick(ranker.Request{Follows: tt.follows, Candidates: []chalkline.Candidate{tt.c}, Topics: label, Now: now})
			if len(picks) != 1 {
				t.Fatalf("%d picks, want 1", len(picks))
			}
			if picks[0].Reason != tt.want {
				t.Errorf("reason\n got %q\nwant %q", picks[0].Reason, tt.want)
			}
		})
	}
}

// drawRequest draws a day's candidates with clashing stories and sources.
func drawRequest(t *rapid.T) ranker.Request {
	topicIDs := []chalkline.TopicID{"a", "b", "c", "d"}
	topic := rapid.SampledFrom(topicIDs)
	r := ranker.Request{
		Reader: chalkline.Reader{ID: 3}, Now: now,
		Picked: map[chalkline.StoryID]bool{}, Today: map[chalkline.SourceID]int{},
	}
	for range rapid.IntRange(1, 4).Draw(t, "follows") {
		r.Follows = append(r.Follows, chalkline.Follow{
			Kind: chalkline.FollowTopic, Value: string(topic.Draw(t, "follow")),
			Weight: rapid.Float64Range(0.1, 1).Draw(t, "weight"), Mute: rapid.IntRange(0, 9).Draw(t, "mute") == 0,
		})
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "candidates") {
		age := time.Duration(rapid.IntRange(0, 60*24).Draw(t, "hours")) * time.Hour
		c := candidate(int64(i+1), aged(age), about(rapid.SliceOfNDistinct(topic, 0, 3, rapid.ID[chalkline.TopicID]).Draw(t, "topics")...))
		c.Item.StoryID = chalkline.StoryID(rapid.IntRange(0, 12).Draw(t, "story"))
		c.Item.SourceID = chalkline.SourceID(rapid.IntRange(1, 6).Draw(t, "source"))
		c.Appraisal.Score = rapid.IntRange(0, 100).Draw(t, "score")
		c.Appraisal.Grade = rapid.SampledFrom(chalkline.Grades).Draw(t, "grade")
		r.Candidates = append(r.Candidates, c)
	}
	for range rapid.IntRange(0, 3).Draw(t, "picked") {
		r.Picked[chalkline.StoryID(rapid.IntRange(1, 12).Draw(t, "picked story"))] = true
	}
	for range rapid.IntRange(0, 6).Draw(t, "today") {
		r.Today[chalkline.SourceID(rapid.IntRange(1, 6).Draw(t, "today source"))]++
	}
	return r
}

func TestPicksKeepTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		picks := ranker.Pick(r)

		byItem := map[chalkline.ItemID]chalkline.Candidate{}
		for _, c := range r.Candidates {
			byItem[c.Item.ID] = c
		}
		total, sources := 0, map[chalkline.SourceID]int{}
		for id, n := range r.Today {
			total += n
			sources[id] = n
		}
		before := total
		stories, items := map[chalkline.StoryID]bool{}, map[chalkline.ItemID]bool{}
		for n, p := range picks {
			c := byItem[p.ItemID]
			if p.StoryID != c.Item.StoryID || p.ReaderID != r.Reader.ID || !p.At.Equal(now) {
				t.Fatalf("pick %+v is not of its item", p)
			}
			if items[p.ItemID] || p.StoryID != 0 && (stories[p.StoryID] || r.Picked[p.StoryID]) {
				t.Fatalf("story %d twice", p.StoryID)
			}
			items[p.ItemID], stories[p.StoryID] = true, true
			if c.Appraisal.Grade == chalkline.GradeR || c.Appraisal.Grade == chalkline.GradeNone {
				t.Fatalf("picked an item with grade %q", c.Appraisal.Grade)
			}
			total++
			if sources[c.Item.SourceID]++; sources[c.Item.SourceID] > ranker.PerSource {
				t.Fatalf("source %d has %d picks", c.Item.SourceID, sources[c.Item.SourceID])
			}
			sum := 0.0
			for _, part := range p.Parts {
				sum += part.Value
			}
			if sum != p.Score { // exactly: that is what is promised
				t.Fatalf("parts add up to %v, the score is %v", sum, p.Score)
			}
			if p.Reason == "" {
				t.Fatalf("item %d has no reason", p.ItemID)
			}
			if n > 0 && picks[n-1].Score < p.Score {
				t.Fatalf("a better pick comes after a worse one")
			}
		}
		if total > max(ranker.PerDay, before) {
			t.Fatalf("%d picks in a day", total)
		}
	})
}

func TestPicksDoNotDependOnTheOrderOfCandidates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		want := ranker.Pick(r)
		shuffled := r
		shuffled.Candidates = slices.Clone(r.Candidates)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(shuffled.Candidates), func(i, j int) {
			shuffled.Candidates[i], shuffled.Candidates[j] = shuffled.Candidates[j], shuffled.Candidates[i]
		})
		if diff := cmp.Diff(want, ranker.Pick(shuffled)); diff != "" {
			t.Fatalf("picks of shuffled candidates (-want +got):\n%s", diff)
		}
	})
}

func TestAnIrrelevantCandidateChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		want := ranker.Pick(r)
		more := r
		more.Candidates = append(slices.Clone(r.Candidates), candidate(999, about("elsewhere")))
		if diff := cmp.Diff(want, ranker.Pick(more)); diff != "" {
			t.Fatalf("picks with one more candidate (-want +got):\n%s", diff)
		}
	})
}

func BenchmarkPick(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	r := ranker.Request{Now: now, Topics: func(id chalkline.TopicID) string { return string(id) }}
	for n := range 10 {
		r.Follows = append(r.Follows, follow(fmt.Sprintf("topic-%d", n)))
	}
	for n := range 1000 {
		topic := func() chalkline.TopicID { return chalkline.TopicID(fmt.Sprintf("topic-%d", random.IntN(60))) }
		c := candidate(int64(n+1), about(topic(), topic()), aged(time.Duration(random.IntN(500))*time.Hour))
		c.Item.SourceID = chalkline.SourceID(random.IntN(150))
		c.Appraisal.Score = random.IntN(100)
		c.Appraisal.Grade = chalkline.GradeFor(c.Appraisal.Score)
		r.Candidates = append(r.Candidates, c)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(ranker.Pick(r)) == 0 {
			b.Fatal("no picks")
		}
	}
}
