package ranker_test

import (
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
)

func TestReasonIsInPlainWords(t *testing.T) {
	t.Parallel()
	label := func(id chalkline.TopicID) string {
		return map[chalkline.TopicID]string{"spacing": "Spacing & interleaving", "maths": "Mathematics"}[id]
	}
	teacher := chalkline.Reader{Class: chalkline.Class{
		Phases: []chalkline.Phase{chalkline.PhasePrimary}, Subjects: []chalkline.TopicID{"maths"}, Country: "GB",
	}}
	liked := func(c *chalkline.Candidate) { c.Features = []byte("spacing quiz") }
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
			"what fits the class, which taste is like it, and nothing of rarity and length",
			[]chalkline.Follow{spacing},
			candidate(1, monthly(2), takes(3), suits(chalkline.Class{
				Phases: []chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseHigher}, Subjects: []chalkline.TopicID{"maths"}, Country: "GB",
			}), liked),
			"You follow Spacing & interleaving · fits your class: primary, Mathematics, your country · good evidence · like what you found useful: spacing, quiz · new this week",
		},
		{
			"what is longer than the minutes is called that",
			[]chalkline.Follow{spacing},
			candidate(1, takes(11)),
			"You follow Spacing & interleaving · good evidence · new this week · 11 minutes to read, more than your 8",
		},
		{
			"a general choice, with what would make it one's own",
			nil,
			candidate(1),
			"Chosen for its evidence; follow topics for picks of your own · good evidence · new this week",
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
			picks := ranker.Pick(ranker.Request{
				Reader: teacher, Follows: tt.follows, Candidates: []chalkline.Candidate{tt.c}, Topics: label, Now: now,
				Taste: func(c *chalkline.Candidate) float64 {
					return map[bool]float64{true: 0.5}[c.Features != nil]
				},
				TasteWords: func(c *chalkline.Candidate) []string { return strings.Fields(string(c.Features)) },
			})
			if len(picks) != 1 {
				t.Fatalf("%d picks, want 1", len(picks))
			}
			if picks[0].Reason.English() != tt.want {
				t.Errorf("reason\n got %q\nwant %q", picks[0].Reason.English(), tt.want)
			}
		})
	}
}

func TestWhoSaidNothingIsAskedWhatTheyTeach(t *testing.T) {
	t.Parallel()
	picks := ranker.Pick(ranker.Request{Candidates: []chalkline.Candidate{candidate(1)}, Now: now})
	const want = "Chosen for its evidence; tell us what you teach · good evidence · new this week"
	if len(picks) != 1 || picks[0].Reason.English() != want {
		t.Errorf("picks %+v, want one with the reason %q", picks, want)
	}
}

// TestParts has the addends of one item's score, each with its words.
func TestParts(t *testing.T) {
	t.Parallel()
	reader := chalkline.Reader{Class: chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}}}
	follows := []chalkline.Follow{
		follow("spacing"),
		{Kind: chalkline.FollowSource, Value: "1", Weight: 0.5},
		{Kind: chalkline.FollowAuthor, Value: "ANN lee", Weight: 1},
		{Kind: chalkline.FollowQuery, Value: "quizzes", Weight: 1},
	}
	c := candidate(1, aged(7*day), takes(2), monthly(2), suits(reader.Class), func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} })
	usual := []said{
		{Name: "topic", Value: 24, Why: "you follow spacing"},
		{Name: "source", Value: 6, Why: "from Source 1, which you follow"},
		{Name: "author", Value: 12, Why: "by Ann Lee, whom you follow"},
		{Name: "query", Value: 20, Why: "matches your search “quizzes”"},
		{Name: "class", Value: 4, Why: "fits your class: primary"},
		{Name: "evidence", Value: 28, Why: "good evidence"},
		{Name: "taste", Value: -6, Why: "unlike what you found useful"},
		{Name: "freshness", Value: 10, Why: "new this month"},
		{Name: "rarity", Value: 6, Why: "its source writes 2 times a month"},
		{Name: "length", Value: 4.5, Why: "2 minutes to read"},
	}
	tests := []struct {
		name    string
		weights map[chalkline.PartName]float64
		want    map[chalkline.PartName]float64 // parts that are not as usual; 0 for none
	}{
		{"at the usual weights", nil, nil},
		{
			"the weight of topic is that of source, author and search too",
			map[chalkline.PartName]float64{chalkline.PartTopic: 0.5},
			map[chalkline.PartName]float64{"topic": 12, "source": 3, "author": 6, "query": 10},
		},
		{
			"a part without weight is left out",
			map[chalkline.PartName]float64{chalkline.PartEvidence: 0, chalkline.PartLength: 0, chalkline.PartTaste: 0},
			map[chalkline.PartName]float64{"evidence": 0, "length": 0, "taste": 0},
		},
		{
			"parts can count double",
			map[chalkline.PartName]float64{chalkline.PartTaste: 2, chalkline.PartFreshness: 2, chalkline.PartRarity: 2, chalkline.PartClass: 2},
			map[chalkline.PartName]float64{"taste": -12, "freshness": 20, "rarity": 12, "class": 8},
		},
		{
			"without any weight evidence is left",
			weightless(),
			map[chalkline.PartName]float64{
				"topic": 0, "source": 0, "author": 0, "query": 0, "class": 0, "taste": 0, "freshness": 0, "rarity": 0, "length": 0,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			reader := reader
			reader.Wants.Weights = tt.weights
			picks := ranker.Pick(ranker.Request{
				Reader: reader, Follows: follows, Candidates: []chalkline.Candidate{c}, Taste: likes(map[chalkline.ItemID]float64{1: -0.5}), Now: now,
			})
			if len(picks) != 1 {
				t.Fatalf("%d picks, want 1", len(picks))
			}
			var want []said
			sum := 0.0
			for _, part := range usual {
				if value, changed := tt.want[part.Name]; changed {
					part.Value = value
				}
				if part.Value != 0 {
					want = append(want, part)
					sum += part.Value
				}
			}
			if diff := cmp.Diff(want, inEnglish(picks[0].Parts)); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if picks[0].Score != sum {
				t.Errorf("score %v, want %v", picks[0].Score, sum)
			}
		})
	}
}

// said is a part as an English reader sees it.
type said struct {
	Name  chalkline.PartName
	Value float64
	Why   string
}

func inEnglish(parts []chalkline.Part) (list []said) {
	for _, p := range parts {
		list = append(list, said{p.Name, p.Value, p.Why.English()})
	}
	return list
}
