package ranker_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker"
)

func TestOutsideTheUsual(t *testing.T) {
	t.Parallel()
	usual := func(n int64, edits ...func(*chalkline.Candidate)) []chalkline.Candidate {
		var list []chalkline.Candidate
		for id := range n {
			list = append(list, candidate(id+1, edits...))
		}
		return list
	}
	strong := func(id int64, edits ...func(*chalkline.Candidate)) chalkline.Candidate {
		return candidate(id, append([]func(*chalkline.Candidate){about("ai"), graded(chalkline.KindSynthesis, chalkline.GradeA, 85)}, edits...)...)
	}
	tests := []struct {
		name       string
		r          ranker.Request
		candidates []chalkline.Candidate
		want       chalkline.ItemID // the last pick's item when it is outside the usual, 0 for none
		picks      int
	}{
		{"beside three picks there is one, the strongest", ranker.Request{}, append(usual(3), candidate(8, about("ai")), strong(9)), 9, 4},
		{"not beside two", ranker.Request{}, append(usual(2), strong(9)), 0, 2},
		{"in a full day it takes the last place", ranker.Request{}, append(usual(7), strong(9)), 9, 5},
		{"it has grade B or better", ranker.Request{}, append(usual(3), strong(9, graded(chalkline.KindResearch, chalkline.GradeC, 59))), 0, 3},
		{"it is of no muted topic", ranker.Request{Follows: []chalkline.Follow{mute("ai")}}, append(usual(3), strong(9)), 0, 3},
		{"it is of some topic", ranker.Request{}, append(usual(3), strong(9, about())), 0, 3},
		{"it was not given before", ranker.Request{Picked: map[chalkline.StoryID]bool{9: true}}, append(usual(3), strong(9)), 0, 3},
		{"only the first picks of a day have it", ranker.Request{Today: map[chalkline.SourceID]int{50: 1}}, append(usual(3), strong(9)), 0, 3},
		{"it fits into the minutes", ranker.Request{}, append(usual(3), strong(8, takes(6)), strong(9, takes(5), graded(chalkline.KindResearch, chalkline.GradeB, 60))), 9, 4},
		{"where the minutes are taken, the fourth pick makes way", ranker.Request{}, append(usual(4, takes(2)), strong(9, takes(2))), 9, 4},
		{"but not the third", ranker.Request{Reader: wanting(chalkline.Wants{Minutes: 6})}, append(usual(3, takes(2)), strong(9, takes(2))), 0, 3},
		{"it is in a language the reader reads", ranker.Request{Reader: wanting(chalkline.Wants{Languages: []string{"en"}})}, append(usual(3), strong(9, func(c *chalkline.Candidate) { c.Item.Language = "fi" })), 0, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := tt.r
			r.Now, r.Candidates, r.Follows = now, tt.candidates, append(r.Follows, follow("spacing"))
			r.Topics = func(chalkline.TopicID) string { return "AI in education" }
			picks := ranker.Pick(r)
			if len(picks) != tt.picks {
				t.Fatalf("picks %v, want %d", picked(picks), tt.picks)
			}
			for n, p := range picks {
				last := n == len(picks)-1
				if p.Outside != (last && tt.want != 0) {
					t.Errorf("pick %d: outside %v", p.ItemID, p.Outside)
				}
				if p.Outside && (p.ItemID != tt.want || !strings.HasPrefix(p.Reason.English(), "Outside your usual: AI in education · ")) {
					t.Errorf("item %d with the reason %q, want item %d", p.ItemID, p.Reason.English(), tt.want)
				}
			}
		})
	}
}

func TestWhoFollowsNothingHasNoUsual(t *testing.T) {
	t.Parallel()
	r := ranker.Request{Now: now, Candidates: []chalkline.Candidate{
		candidate(1), candidate(2, about("ai")), candidate(3, about("maths")), candidate(4, about("phonics")),
	}}
	for _, p := range ranker.Pick(r) {
		if p.Outside {
			t.Errorf("item %d is outside the usual of somebody who follows nothing", p.ItemID)
		}
	}
}
