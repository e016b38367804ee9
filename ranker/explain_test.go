package ranker_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestExplainSaysWhyAnItemIsNotPicked(t *testing.T) {
	t.Parallel()
	spacing := []chalkline.Follow{follow("spacing")}
	one := []chalkline.Candidate{candidate(1)}
	tests := []struct {
		name string
		r    ranker.Request
		want string
	}{
		{"not passed over", ranker.Request{Follows: spacing, Candidates: one}, "Not yet: it came, was judged or began to fit what you ask for after your last picks were made. It may be among the next."},
		{"outdone", ranker.Request{Reader: wanting(chalkline.Wants{Minutes: 1}), Follows: spacing, Candidates: []chalkline.Candidate{candidate(1), candidate(2, aged(time.Hour), takes(1))}}, "What else there is counts more for you, or the day's places and minutes are taken. Its points are those of 4 March 2026, when your last picks were made."},
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
		{"a better item of the story", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1), candidate(2, aged(time.Hour), func(c *chalkline.Candidate) { c.Item.StoryID = 1 })}}, "Another item of the same story is stronger for you. Its points are those of 4 March 2026, when your last picks were made."},
		{"the source had its share", ranker.Request{Follows: spacing, Candidates: one, Today: map[chalkline.SourceID]int{1: 2}}, "Its source has its two picks of the day."},
		{"too long for what is left", ranker.Request{Follows: spacing, Candidates: []chalkline.Candidate{candidate(1, takes(6))}, Today: map[chalkline.SourceID]int{9: 1}, Spent: 3}, "It takes 6 minutes to read, more than is left of your minutes."},
		{"the day is full", ranker.Request{Follows: spacing, Candidates: one, Today: map[chalkline.SourceID]int{7: 2, 8: 2, 9: 1}}, "What else there is counts more for you, or the day's places and minutes are taken."},
		{"a search that finds nearly everything", ranker.Request{Follows: []chalkline.Follow{{Kind: chalkline.FollowQuery, Value: "quizzes"}}, Candidates: []chalkline.Candidate{candidate(1, takes(30)), candidate(2, aged(time.Hour))}, Breadth: map[string]int{"quizzes": 51}}, "It takes 30 minutes to read, more than is left of your minutes. Its points are those of 4 March 2026, when your last picks were made. Your search “quizzes” finds 51 of the 100 newest items: it hardly chooses."},
		{"no weights", ranker.Request{Reader: wanting(chalkline.Wants{Weights: weightless()}), Follows: spacing, Candidates: one}, "Not yet: it came, was judged or began to fit what you ask for after your last picks were made. It may be among the next. All your weights are zero, so evidence alone counts."},
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

func TestExplainHasTheSamePartsAsThePick(t *testing.T) {
	t.Parallel()
	r := ranker.Request{Follows: []chalkline.Follow{follow("spacing"), follow("ai")}, Now: now, Taste: likes(map[chalkline.ItemID]float64{2: 0.4})}
	for id := range int64(6) {
		r.Candidates = append(r.Candidates, candidate(id+1, takes(int(id)), about([]chalkline.TopicID{"spacing", "ai"}[id%2])))
	}
	for _, pick := range ranker.Pick(r) {
		explained, _ := ranker.Explain(r, pick.ItemID)
		if diff := cmp.Diff(pick, explained); diff != "" {
			t.Errorf("item %d (-picked +explained):\n%s", pick.ItemID, diff)
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

// TestExplainAgreesWithThePick holds that the little that Explain is given says the
// same of an item that was passed over as all that the choice was made from, and what
// is so of the picks: an item is barred only by what was picked, and else there is no
// room for it.
func TestExplainAgreesWithThePick(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		picks := ranker.Pick(r)
		little := r
		little.Candidates = nil
		known := byItem(r.Candidates)
		outside := false
		for _, p := range picks {
			little.Candidates = append(little.Candidates, known[p.ItemID])
			outside = outside || p.Outside
		}
		for _, c := range r.Candidates {
			if slices.ContainsFunc(picks, func(p chalkline.Pick) bool { return p.ItemID == c.Item.ID }) {
				continue
			}
			of := little
			of.Candidates = append([]chalkline.Candidate{c}, little.Candidates...)
			pick, verdict := ranker.Explain(of, c.Item.ID)
			wantPick, want := ranker.Explain(r, c.Item.ID)
			if diff := cmp.Diff(wantPick, pick); diff != "" {
				t.Fatalf("item %d (-of all +of the picks):\n%s", c.Item.ID, diff)
			}
			is, wanted := first(verdict), first(want)
			if is != wanted && !(outside && is == outdone) { // what made way for a pick outside the usual is not known
				t.Fatalf("item %d: %q, of all it is %q", c.Item.ID, is, wanted)
			}
			checkVerdict(t, r, c, known, picks, is)
		}
	})
}

const outdone = "What else there is counts more for you, or the day's places and minutes are taken."

// first is a verdict without its notes.
func first(verdict chalkline.Text) string {
	text, _, _ := strings.Cut(verdict.English(), " Its points are")
	text, _, _ = strings.Cut(text, " All your weights")
	text, _, _ = strings.Cut(text, " You follow nothing")
	return text
}

// checkVerdict holds a verdict against the picks.
func checkVerdict(t *rapid.T, r ranker.Request, c chalkline.Candidate, known map[chalkline.ItemID]chalkline.Candidate, picks []chalkline.Pick, verdict string) {
	places, minutes, ofSource, ofStory := len(picks), r.Spent, r.Today[c.Item.SourceID], 0
	for _, n := range r.Today {
		places += n
	}
	outside := false
	for _, p := range picks {
		o := known[p.ItemID]
		minutes += max(1, o.Minutes)
		outside = outside || p.Outside
		if o.Item.SourceID == c.Item.SourceID {
			ofSource++
		}
		if o.Item.StoryID == c.Item.StoryID && o.Item.StoryID != 0 {
			ofStory++
		}
	}
	left := max(1, r.Reader.Wants.Budget()) - minutes
	so := true
	switch {
	case strings.HasPrefix(verdict, "Not yet"):
		so = false
	case outside: // the last pick may have made way, and barred it before
	case verdict == outdone:
		so = places >= ranker.PerDay || left <= 0
	case strings.HasPrefix(verdict, "It takes"):
		so = max(1, c.Minutes) > left
	case strings.HasPrefix(verdict, "Its source has"):
		so = ofSource >= ranker.PerSource
	case strings.HasPrefix(verdict, "Another item"):
		so = ofStory > 0
	case strings.HasPrefix(verdict, "You were given"):
		so = r.Picked[c.Item.StoryID]
	}
	if !so {
		t.Fatalf("item %d of %d picks: %q, with %d places taken and %d minutes left", c.Item.ID, len(picks), verdict, places, left)
	}
}
