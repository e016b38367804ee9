package ranker_test

import (
	"fmt"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
)

func TestExplainSaysWhyAnItemIsPickedOrNot(t *testing.T) {
	t.Parallel()
	spacing := []chalkline.Follow{follow("spacing")}
	one := []chalkline.Candidate{candidate(1)}
	tests := []struct {
		name string
		r    ranker.Request
		want string
	}{
		{"picked", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1), candidate(2, aged(time.Hour))}}, "It is picked, as number 2 of 2."},
		{"not there", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(2)}}, "It is not among what picks are made from: what was found in the last days and has been judged."},
		{"retracted", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindResearch, chalkline.GradeR, 0))}}, "It is retracted: it is never picked."},
		{"an advert", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindAdvert, chalkline.GradeNone, 0))}}, "It has no grade from A to E: it is never picked."},
		{"a muted topic", ranker.Request{Follows: []chalkline.Follow{mute("spacing"), follow("ai")}, Candidates: one}, "You mute the topic Spacing."},
		{"a topic that is followed too", ranker.Request{Follows: []chalkline.Follow{mute("spacing"), follow("spacing"), follow("ai")}, Candidates: one}, "You mute the topic Spacing. You follow it too; where both are said, the mute counts."},
		{"a muted source", ranker.Request{Follows: append(spacing, chalkline.Follow{Kind: chalkline.FollowSource, Value: "1", Mute: true}), Candidates: one}, "You mute the source Source 1."},
		{"a muted author", ranker.Request{Follows: append(spacing, chalkline.Follow{Kind: chalkline.FollowAuthor, Value: "ann lee", Mute: true}), Candidates: []chalkline.Candidate{candidate(1, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} })}}, "You mute Ann Lee."},
		{"a muted search", ranker.Request{Follows: append(spacing, chalkline.Follow{Kind: chalkline.FollowQuery, Value: "quizzes", Mute: true}), Candidates: one}, "You mute the search “quizzes”."},
		{"everything muted", ranker.Request{Follows: []chalkline.Follow{mute("spacing")}, Candidates: one}, "You mute the topic Spacing. You follow nothing, so picks are chosen for their evidence: tell us what you teach."},
		{"given before", ranker.Request{Follows: spacing, Candidates: one, Picked: map[chalkline.StoryID]bool{1: true}}, "You were given this story before."},
		{"under the least grade", ranker.Request{Reader: wanting(chalkline.Wants{Least: chalkline.GradeA}), Follows: spacing, Candidates: one}, "You asked for grade A or better; its grade is B."},
		{"an opinion", ranker.Request{Reader: wanting(chalkline.Wants{NoOpinion: true}), Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindOpinion, chalkline.GradeE, 6))}}, "You asked for no opinion, discussion or recording."},
		{"another language", ranker.Request{Reader: wanting(chalkline.Wants{Languages: []string{"en", "es"}}), Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, func(c *chalkline.Candidate) { c.Item.Language = "fi" })}}, "Its language is fi; you asked for en, es."},
		{"nothing that is followed", ranker.Request{Follows: []chalkline.Follow{follow("ai")}, Candidates: one}, "It matches nothing you follow."},
		{"not worth it", ranker.Request{Follows: []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 0.3}}, Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindOpinion, chalkline.GradeE, 6), aged(60*day))}}, "Match, evidence and freshness come to less than the 30 points that are worth your minutes."},
		{"a better item of the story", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1), candidate(2, aged(time.Hour), func(c *chalkline.Candidate) { c.Item.StoryID = 1 })}}, "Another item of the same story is stronger for you."},
		{"the source had its share", ranker.Request{Follows: spacing, Candidates: one, Today: map[chalkline.SourceID]int{1: 2}}, "Its source has its two picks of the day."},
		{"too long for what is left", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, takes(6))}, Today: map[chalkline.SourceID]int{9: 1}, Spent: 3}, "It takes 6 minutes to read, more than is left of your minutes."},
		{"the day is full", ranker.Request{Follows: spacing, Candidates: one, Today: map[chalkline.SourceID]int{7: 2, 8: 2, 9: 1}}, "What else there is counts more for you, or the day's places and minutes are taken."},
		{"no weights", ranker.Request{Reader: wanting(chalkline.Wants{Weights: weightless()}), Follows: spacing, Candidates: one}, "It is picked, as number 1 of 1. All your weights are zero, so evidence alone counts."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.r.Now = now
			tt.r.Topics = func(chalkline.TopicID) string { return "Spacing" }
			if _, verdict := ranker.Explain(tt.r, 1); verdict.English() != tt.want {
				t.Errorf("verdict\n got %q\nwant %q", verdict.English(), tt.want)
			}
		})
	}
}

func TestExplainSaysThatASearchHardlyChooses(t *testing.T) {
	t.Parallel()
	r := ranker.Request{
		Follows: []chalkline.Follow{{Kind: chalkline.FollowQuery, Value: "quizzes", Weight: 1}},
		Now:     now,
	}
	for id := range int64(30) {
		r.Candidates = append(r.Candidates, candidate(id+1))
	}
	_, verdict := ranker.Explain(r, 1)
	if want := "It is picked, as number 1 of 5. Your search “quizzes” finds 30 of 30 items: it hardly chooses."; verdict.English() != want {
		t.Errorf("verdict %q, want %q", verdict.English(), want)
	}
}

func TestExplainHasTheSamePartsAsThePick(t *testing.T) {
	t.Parallel()
	r := ranker.Request{Follows: []chalkline.Follow{follow("spacing"), follow("ai")}, Now: now, Taste: likes(map[chalkline.ItemID]float64{2: 0.4})}
	for id := range int64(6) {
		r.Candidates = append(r.Candidates, candidate(id+1, takes(int(id)), about([]chalkline.TopicID{"spacing", "ai"}[id%2])))
	}
	r.Candidates = append(r.Candidates, candidate(9, about("maths")))
	for n, pick := range ranker.Pick(r) {
		explained, verdict := ranker.Explain(r, pick.ItemID)
		if diff := cmp.Diff(pick, explained); diff != "" {
			t.Errorf("item %d (-picked +explained):\n%s", pick.ItemID, diff)
		}
		if want := fmt.Sprintf("It is picked, as number %d of 5.", n+1); verdict.English() != want {
			t.Errorf("item %d: %q, want %q", pick.ItemID, verdict.English(), want)
		}
	}
}

func TestPreviewIsTheChoiceWithoutWhatWasGiven(t *testing.T) {
	t.Parallel()
	r := ranker.Request{
		Follows:    []chalkline.Follow{follow("spacing")},
		Candidates: []chalkline.Candidate{candidate(1), candidate(2)},
		Picked:     map[chalkline.StoryID]bool{1: true},
		Today:      map[chalkline.SourceID]int{1: 2, 2: 2},
		Spent:      8,
		Now:        now,
	}
	if got := picked(ranker.Pick(r)); len(got) != 0 {
		t.Errorf("picked %v of a day that is over", got)
	}
	if diff := cmp.Diff([]chalkline.ItemID{1, 2}, picked(ranker.Preview(r))); diff != "" {
		t.Errorf("preview (-want +got):\n%s", diff)
	}
}

func TestWhatAGroupFollowsTogether(t *testing.T) {
	t.Parallel()
	members := [][]chalkline.Follow{
		{follow("spacing"), follow("spacing"), follow("ai"), {Kind: chalkline.FollowTopic, Value: "phonics", Weight: 0.5}},
		{follow("phonics"), follow("ai"), {Kind: chalkline.FollowAuthor, Value: "ann lee", Weight: 1}},
		{follow("phonics"), follow("ai"), mute("ai"), follow("maths"), {Kind: chalkline.FollowAuthor, Value: "ann lee", Weight: 1}},
		nil,
	}
	want := []chalkline.Follow{
		{Kind: chalkline.FollowTopic, Value: "phonics", Weight: 0.75},
		{Kind: chalkline.FollowTopic, Value: "ai", Weight: 0.5},
	}
	if diff := cmp.Diff(want, ranker.Together(members)); diff != "" {
		t.Errorf("together (-want +got):\n%s", diff)
	}
	if got := ranker.Together(members[:1]); got != nil {
		t.Errorf("the habits of a single member show: %v", got)
	}
}
