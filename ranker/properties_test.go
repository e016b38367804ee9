package ranker_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawRequest draws a day's candidates with clashing stories and sources, and a
// reader who wants this and that.
func drawRequest(t *rapid.T) ranker.Request {
	topicIDs := []chalkline.TopicID{"a", "b", "c", "d"}
	topic := rapid.SampledFrom(topicIDs)
	r := ranker.Request{
		Reader: chalkline.Reader{ID: 3, Wants: drawWants(t)}, Now: now,
		Picked: map[chalkline.StoryID]bool{}, Today: map[chalkline.SourceID]int{}, Against: map[chalkline.TopicID][]chalkline.Candidate{},
	}
	r.Reader.Class.Phases = rapid.SliceOfN(rapid.SampledFrom(chalkline.Phases), 0, 2).Draw(t, "phases")
	for range rapid.IntRange(0, 4).Draw(t, "follows") {
		r.Follows = append(r.Follows, chalkline.Follow{
			Kind: chalkline.FollowTopic, Value: string(topic.Draw(t, "follow")),
			Weight: rapid.Float64Range(0.1, 1).Draw(t, "weight"), Mute: rapid.IntRange(0, 9).Draw(t, "mute") == 0,
		})
	}
	if rapid.Bool().Draw(t, "a muted source") {
		r.Follows = append(r.Follows, chalkline.Follow{Kind: chalkline.FollowSource, Value: "2", Mute: true})
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "candidates") {
		age := time.Duration(rapid.IntRange(0, 60*24).Draw(t, "hours")) * time.Hour
		c := candidate(int64(i+1), aged(age), about(rapid.SliceOfNDistinct(topic, 0, 3, rapid.ID[chalkline.TopicID]).Draw(t, "topics")...))
		c.Item.StoryID = chalkline.StoryID(rapid.IntRange(0, 12).Draw(t, "story"))
		c.Item.SourceID = chalkline.SourceID(rapid.IntRange(1, 6).Draw(t, "source"))
		c.Item.Language = rapid.SampledFrom([]string{"", "en", "es"}).Draw(t, "language")
		c.Appraisal.Score = rapid.IntRange(0, 100).Draw(t, "score")
		c.Appraisal.Grade = rapid.SampledFrom(chalkline.Grades).Draw(t, "grade")
		c.Appraisal.Kind = rapid.SampledFrom([]chalkline.Kind{chalkline.KindResearch, chalkline.KindOpinion, chalkline.KindAdvert}).Draw(t, "kind")
		c.Minutes = rapid.IntRange(0, 12).Draw(t, "minutes")
		c.Monthly = rapid.IntRange(0, 2000).Draw(t, "monthly")
		c.For.Phases = rapid.SliceOfN(rapid.SampledFrom(chalkline.Phases), 0, 2).Draw(t, "for")
		c.Direction = rapid.SampledFrom([]chalkline.Direction{"", chalkline.DirectionPositive, chalkline.DirectionNull}).Draw(t, "direction")
		r.Candidates = append(r.Candidates, c)
		for _, m := range c.Topics {
			r.Against[m.Topic] = append(r.Against[m.Topic], c)
		}
	}
	if rapid.Bool().Draw(t, "taste") {
		scores := rapid.SliceOfN(rapid.Float64Range(-1.5, 1.5), 26, 26).Draw(t, "scores")
		r.Taste = func(c *chalkline.Candidate) float64 { return scores[int(c.Item.ID)%len(scores)] }
	}
	for range rapid.IntRange(0, 3).Draw(t, "picked") {
		r.Picked[chalkline.StoryID(rapid.IntRange(1, 12).Draw(t, "picked story"))] = true
	}
	for range rapid.IntRange(0, 6).Draw(t, "today") {
		r.Today[chalkline.SourceID(rapid.IntRange(1, 6).Draw(t, "today source"))]++
		r.Spent += rapid.IntRange(1, 4).Draw(t, "spent")
	}
	return r
}

func drawWants(t *rapid.T) chalkline.Wants {
	w := chalkline.Wants{
		Minutes:   rapid.IntRange(0, 30).Draw(t, "minutes"),
		Least:     rapid.SampledFrom([]chalkline.Grade{"", chalkline.GradeB, chalkline.GradeD}).Draw(t, "least"),
		NoOpinion: rapid.Bool().Draw(t, "no opinion"),
		Languages: rapid.SliceOfN(rapid.SampledFrom([]string{"en", "es"}), 0, 1).Draw(t, "languages"),
		Weights:   map[chalkline.PartName]float64{},
	}
	for _, part := range chalkline.WeighedParts {
		if rapid.Bool().Draw(t, "weighed") {
			w.Weights[part] = rapid.Float64Range(0, 2).Draw(t, string(part))
		}
	}
	return w
}

func byItem(candidates []chalkline.Candidate) map[chalkline.ItemID]chalkline.Candidate {
	found := map[chalkline.ItemID]chalkline.Candidate{}
	for _, c := range candidates {
		found[c.Item.ID] = c
	}
	return found
}

// TestPicksKeepTheRules holds that picks are what the reader wants and never what
// they do not want, that no story comes twice, and that parts add up.
func TestPicksKeepTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		picks := ranker.Pick(r)
		known, wants := byItem(r.Candidates), r.Reader.Wants
		total, sources := 0, maps.Clone(r.Today)
		for _, n := range r.Today {
			total += n
		}
		before := total
		stories, items := map[chalkline.StoryID]bool{}, map[chalkline.ItemID]bool{}
		for n, p := range picks {
			c := known[p.ItemID]
			if p.StoryID != c.Item.StoryID || p.ReaderID != r.Reader.ID || !p.At.Equal(now) {
				t.Fatalf("pick %+v is not of its item", p)
			}
			if items[p.ItemID] || p.StoryID != 0 && (stories[p.StoryID] || r.Picked[p.StoryID]) {
				t.Fatalf("story %d twice", p.StoryID)
			}
			items[p.ItemID], stories[p.StoryID] = true, true
			checkWanted(t, r, c)
			total++
			if sources[c.Item.SourceID]++; sources[c.Item.SourceID] > ranker.PerSource {
				t.Fatalf("source %d has %d picks", c.Item.SourceID, sources[c.Item.SourceID])
			}
			sum := 0.0
			for _, part := range p.Parts {
				sum += part.Value
				if part.Why.English() == "" || wants.Weight(part.Name) == 0 && slices.Contains(chalkline.WeighedParts, part.Name) && part.Name != chalkline.PartEvidence {
					t.Fatalf("part %+v is without words or weight", part)
				}
			}
			if sum != p.Score { // exactly: that is what is promised
				t.Fatalf("parts add up to %v, the score is %v", sum, p.Score)
			}
			if p.Reason.English() == "" {
				t.Fatalf("item %d has no reason", p.ItemID)
			}
			if n > 0 && picks[n-1].Score < p.Score && !p.Outside {
				t.Fatalf("a better pick comes after a worse one")
			}
			if p.Outside && (n != len(picks)-1 || n < 3 || c.Appraisal.Grade > chalkline.GradeB) {
				t.Fatalf("pick %d of %d with grade %s is outside the usual", n+1, len(picks), c.Appraisal.Grade)
			}
		}
		if total > max(ranker.PerDay, before) {
			t.Fatalf("%d picks in a day", total)
		}
	})
}

func checkWanted(t *rapid.T, r ranker.Request, c chalkline.Candidate) {
	wants, grade := r.Reader.Wants, c.Appraisal.Grade
	if grade == chalkline.GradeR || grade == chalkline.GradeNone || wants.Least != "" && grade > wants.Least {
		t.Fatalf("picked an item with grade %q, least is %q", grade, wants.Least)
	}
	if !c.Appraisal.Kind.Graded() || wants.NoOpinion && c.Appraisal.Kind == chalkline.KindOpinion {
		t.Fatalf("picked an item of kind %s", c.Appraisal.Kind)
	}
	if len(wants.Languages) > 0 && c.Item.Language != "" && !slices.Contains(wants.Languages, c.Item.Language) {
		t.Fatalf("picked an item in %s", c.Item.Language)
	}
	for _, f := range r.Follows {
		if f.Mute && (f.Value == fmt.Sprint(c.Item.SourceID) || slices.ContainsFunc(c.Topics, func(m chalkline.TopicMatch) bool { return string(m.Topic) == f.Value })) {
			t.Fatalf("picked item %d, of which %s %s is muted", c.Item.ID, f.Kind, f.Value)
		}
	}
}

func TestPicksKeepToTheMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		picks, known := ranker.Pick(r), byItem(r.Candidates)
		sum := r.Spent
		for _, p := range picks {
			sum += max(1, known[p.ItemID].Minutes)
		}
		first := r.Spent == 0 && len(r.Today) == 0 && len(picks) == 1
		if len(picks) > 0 && sum > r.Reader.Wants.Budget() && !first {
			t.Fatalf("a day of %d minutes, %d are wanted", sum, r.Reader.Wants.Budget())
		}
	})
}

func TestPicksDoNotDependOnTheOrderOfCandidates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		want := ranker.Pick(r)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		mixed := func(list []chalkline.Candidate) []chalkline.Candidate {
			list = slices.Clone(list)
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			return list
		}
		shuffled := r
		shuffled.Candidates = mixed(r.Candidates)
		shuffled.Against = map[chalkline.TopicID][]chalkline.Candidate{}
		for topic, list := range r.Against {
			shuffled.Against[topic] = mixed(list)
		}
		if diff := cmp.Diff(want, ranker.Pick(shuffled)); diff != "" {
			t.Fatalf("picks of shuffled candidates (-want +got):\n%s", diff)
		}
		shuffled.Pool = ranker.Prepare(shuffled.Candidates, now)
		if diff := cmp.Diff(want, ranker.Pick(shuffled)); diff != "" {
			t.Fatalf("picks of prepared candidates (-want +got):\n%s", diff)
		}
	})
}

// TestTheBestIsChosenFirst compares the first pick with the best score of all
// candidates: what is passed over unseen could not have been better.
func TestTheBestIsChosenFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		r.Picked, r.Today, r.Spent = nil, nil, 0
		picks := ranker.Pick(r)
		if len(picks) == 0 || picks[0].Score < 0 {
			return
		}
		for _, c := range r.Candidates {
			alone := r
			alone.Candidates = []chalkline.Candidate{c}
			if one := ranker.Pick(alone); len(one) == 1 && one[0].Score > picks[0].Score {
				t.Fatalf("item %d with %v is passed over for item %d with %v", c.Item.ID, one[0].Score, picks[0].ItemID, picks[0].Score)
			}
		}
	})
}

func TestAnIrrelevantCandidateChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		r.Follows = append(r.Follows, follow("e"))
		want := ranker.Pick(r)
		more := r
		more.Candidates = append(slices.Clone(r.Candidates), candidate(999, about("elsewhere"), graded(chalkline.KindResearch, chalkline.GradeC, 55)))
		if diff := cmp.Diff(want, ranker.Pick(more)); diff != "" {
			t.Fatalf("picks with one more candidate (-want +got):\n%s", diff)
		}
	})
}

// TestMoreCandidatesNeverMakeTheListShorter holds where items are stories of
// their own and take a minute each. A longer item that counts more may take the
// place of several short ones: that is what a budget is.
func TestMoreCandidatesNeverMakeTheListShorter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		for n := range r.Candidates {
			r.Candidates[n].Item.StoryID, r.Candidates[n].Minutes = chalkline.StoryID(n+1), 1
		}
		fewer := r
		fewer.Candidates = r.Candidates[:rapid.IntRange(0, len(r.Candidates)).Draw(t, "fewer")]
		if less, more := ranker.Pick(fewer), ranker.Pick(r); len(more) < len(less) {
			t.Fatalf("%d picks of %d candidates, %d of %d", len(more), len(r.Candidates), len(less), len(fewer.Candidates))
		}
	})
}

// TestRareSourcesAreNotStarved lets a source bring one good item, while others
// bring as good ones by the hundred every day. The one is picked on the day on
// which it comes.
func TestRareSourcesAreNotStarved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		busy := rapid.IntRange(1, 12).Draw(t, "busy sources")
		each := rapid.IntRange(2, 100).Draw(t, "items of each")
		unweighed := busy == 1 && rapid.Bool().Draw(t, "rarity has no weight")
		r := ranker.Request{Follows: []chalkline.Follow{follow("spacing")}, Now: now}
		if unweighed { // variety alone does it against one source
			r.Reader.Wants.Weights = map[chalkline.PartName]float64{chalkline.PartRarity: 0}
		}
		for source := range busy {
			for range each {
				r.Candidates = append(r.Candidates, candidate(int64(len(r.Candidates)+1), monthly(30*each), func(c *chalkline.Candidate) {
					c.Item.SourceID = chalkline.SourceID(source + 1)
				}))
			}
		}
		r.Candidates = append(r.Candidates, candidate(99_999, monthly(1)))
		if !slices.Contains(picked(ranker.Pick(r)), 99_999) {
			t.Fatalf("the only item of a source is not among the picks from %d sources with %d items each", busy, each)
		}
	})
}

// TestMoreWeightNeverLowersWhatHasMoreOfThePart compares two items that differ in
// one part only, at two weights of it.
func TestMoreWeightNeverLowersWhatHasMoreOfThePart(t *testing.T) {
	t.Parallel()
	differ := map[chalkline.PartName]func(*chalkline.Candidate, int){
		chalkline.PartEvidence: func(c *chalkline.Candidate, n int) { c.Appraisal.Score = 60 + n },
		chalkline.PartTopic:    func(c *chalkline.Candidate, n int) { c.Topics[0].Weight = float64(n) / 10 },
		chalkline.PartTaste:    func(c *chalkline.Candidate, n int) { c.Features = []byte{byte(n)} },
		chalkline.PartClass: func(c *chalkline.Candidate, n int) {
			c.For.Phases = map[bool][]chalkline.Phase{true: chalkline.Phases}[n > 5]
		},
		chalkline.PartFreshness: func(c *chalkline.Candidate, n int) { aged(time.Duration(20-n) * day)(c) },
		chalkline.PartRarity:    func(c *chalkline.Candidate, n int) { c.Monthly = 1000 - 90*n },
		chalkline.PartLength:    func(c *chalkline.Candidate, n int) { c.Minutes = 15 - n },
	}
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom(chalkline.WeighedParts).Draw(t, "part")
		less := rapid.IntRange(0, 9).Draw(t, "less")
		more := rapid.IntRange(less+1, 10).Draw(t, "more")
		a, b := candidate(1), candidate(2)
		if rapid.Bool().Draw(t, "the other way round") {
			a, b = candidate(2), candidate(1)
		}
		differ[part](&a, more)
		differ[part](&b, less)
		r := ranker.Request{
			Reader:     chalkline.Reader{Wants: chalkline.Wants{Minutes: 120}, Class: chalkline.Class{Phases: chalkline.Phases[:1]}},
			Follows:    []chalkline.Follow{follow("spacing"), {Kind: chalkline.FollowSource, Value: "1", Weight: 1}, {Kind: chalkline.FollowSource, Value: "2", Weight: 1}},
			Candidates: []chalkline.Candidate{a, b},
			Now:        now,
			Taste: func(c *chalkline.Candidate) float64 {
				return float64(append(c.Features, 5)[0])/5 - 1
			},
		}
		place := func(weight float64) int {
			r.Reader.Wants.Weights = map[chalkline.PartName]float64{part: weight}
			picks := picked(ranker.Pick(r))
			if len(picks) != 2 {
				t.Fatalf("picks %v, want both", picks)
			}
			return slices.Index(picks, a.Item.ID)
		}
		low := rapid.Float64Range(0, 2).Draw(t, "low")
		high := rapid.Float64Range(low, 2).Draw(t, "high")
		if was, is := place(low), place(high); is > was {
			t.Fatalf("with the weight of %s from %v to %v the item with more of it falls from place %d to %d", part, low, high, was, is)
		}
	})
}
