package ranker_test

import (
	"testing"

	"chalkline"
	"chalkline/ranker"
)

func points(way chalkline.Direction) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Direction = way }
}

func titled(title string) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Item.Title = title }
}

func TestTheOtherSide(t *testing.T) {
	t.Parallel()
	claim := func(edits ...func(*chalkline.Candidate)) chalkline.Candidate {
		return candidate(1, append([]func(*chalkline.Candidate){titled("Spaced quizzes raise marks in chemistry"), points(chalkline.DirectionPositive)}, edits...)...)
	}
	contrary := func(id int64, edits ...func(*chalkline.Candidate)) chalkline.Candidate {
		return candidate(id, append([]func(*chalkline.Candidate){titled("No gain from spacing chemistry homework"), points(chalkline.DirectionNull), aged(300 * day)}, edits...)...)
	}
	maths := suits(chalkline.Class{Subjects: []chalkline.TopicID{"maths"}})
	elsewhere := titled("No gain from spacing in learning")
	tests := []struct {
		name    string
		claim   chalkline.Candidate
		against []chalkline.Candidate
		want    chalkline.ItemID
	}{
		{"a null result on the same question stands beside a positive one", claim(), []chalkline.Candidate{contrary(9)}, 9},
		{"harm and a mixed picture do too, the strongest first", claim(), []chalkline.Candidate{
			contrary(7, points(chalkline.DirectionMixed)),
			contrary(8, points(chalkline.DirectionNegative), graded(chalkline.KindResearch, chalkline.GradeA, 80)),
			contrary(9),
		}, 8},
		{"of equally strong ones the newer", claim(), []chalkline.Candidate{contrary(7, aged(200*day)), contrary(8, aged(100*day))}, 8},
		{"nothing stands beside what found nothing itself", claim(points(chalkline.DirectionNull)), []chalkline.Candidate{contrary(9)}, 0},
		{"nor beside what does not say which way it goes", claim(points(chalkline.DirectionUnknown)), []chalkline.Candidate{contrary(9)}, 0},
		{"nor beside weak evidence", claim(graded(chalkline.KindResearch, chalkline.GradeD, 39)), []chalkline.Candidate{contrary(9)}, 0},
		{"weak evidence is no other side", claim(), []chalkline.Candidate{contrary(9, graded(chalkline.KindResearch, chalkline.GradeD, 39))}, 0},
		{"what was written about studies is no result", claim(), []chalkline.Candidate{contrary(9, func(c *chalkline.Candidate) { c.Appraisal.SecondHand = true })}, 0},
		{"nor is what agrees", claim(), []chalkline.Candidate{contrary(9, points(chalkline.DirectionPositive))}, 0},
		{"nor is what was retracted", claim(), []chalkline.Candidate{contrary(9, graded(chalkline.KindResearch, chalkline.GradeR, 0))}, 0},
		{"nor is what is older than five years", claim(), []chalkline.Candidate{contrary(9, aged(1900*day))}, 0},
		{"nor is the same story", claim(), []chalkline.Candidate{contrary(9, func(c *chalkline.Candidate) { c.Item.StoryID = 1 })}, 0},
		{"nor is what is chiefly about something else", claim(), []chalkline.Candidate{contrary(9, func(c *chalkline.Candidate) {
			c.Topics = []chalkline.TopicMatch{{Topic: "homework", Weight: 0.9}, {Topic: "spacing", Weight: 0.7}}
		})}, 0},
		{"a broad topic alone is not the same question", claim(), []chalkline.Candidate{contrary(9, elsewhere)}, 0},
		{"a school subject in common is enough", claim(maths), []chalkline.Candidate{contrary(9, elsewhere, maths)}, 9},
		{"but not when the topic is that subject", claim(maths, about("maths")), []chalkline.Candidate{contrary(9, elsewhere, maths, about("maths"))}, 0},
		{"words that the topic is known by do not count", claim(func(c *chalkline.Candidate) {
			c.Topics = []chalkline.TopicMatch{{Topic: "spacing", Weight: 0.8, Quote: "chemistry"}}
		}), []chalkline.Candidate{contrary(9)}, 0},
		{"another phase is another question", claim(suits(chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}})), []chalkline.Candidate{
			contrary(9, suits(chalkline.Class{Phases: []chalkline.Phase{chalkline.PhaseHigher}})),
		}, 0},
		{"a muted source, topic, author or word is not shown here either", claim(), []chalkline.Candidate{
			contrary(5, func(c *chalkline.Candidate) { c.Item.SourceID = 44 }),
			contrary(6, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} }),
			contrary(7, func(c *chalkline.Candidate) {
				c.Topics = append(c.Topics, chalkline.TopicMatch{Topic: "ai", Weight: 0.5})
			}),
			contrary(8, titled("No gain from spacing chemistry homework, says gym teacher")),
		}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			topic := tt.claim.Topics[0].Topic
			picks := ranker.Pick(ranker.Request{
				Follows: []chalkline.Follow{
					follow(string(topic)), mute("ai"),
					{Kind: chalkline.FollowSource, Value: "44", Mute: true},
					{Kind: chalkline.FollowAuthor, Value: "ann lee", Mute: true},
					{Kind: chalkline.FollowQuery, Value: "Gym", Mute: true},
				},
				Candidates: []chalkline.Candidate{tt.claim},
				Against:    map[chalkline.TopicID][]chalkline.Candidate{topic: tt.against},
				Now:        now,
			})
			if len(picks) != 1 {
				t.Fatalf("%d picks, want 1", len(picks))
			}
			if picks[0].Other != tt.want {
				t.Errorf("the other side is item %d, want %d", picks[0].Other, tt.want)
			}
		})
	}
}
