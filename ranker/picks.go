// Package ranker goes from Items to Picks.
//
// Its parts judge items: evidence says how strong the evidence is, topics what
// an item is about, stories which items are the same piece. This package itself
// chooses: Pick takes what is known of the items at hand and what a reader asked
// for, and gives the few that are worth their minutes, each with a score that is
// the sum of its parts and the reason in words.
//
// Nothing here opens or remembers anything. The same input and the same time
// give the same picks, in whatever order the candidates come.
package ranker

import (
	"cmp"
	"slices"
	"time"

	"chalkline"
)

// A reader's minutes are the budget.
const (
	PerDay    = 5 // picks a reader gets in a day at most
	PerSource = 2 // of them from one source at most
)

const (
	perTopic = 3    // picks of one run that are about one topic, while there are others
	enough   = 30.0 // points under which an item is not worth a reader's minutes
)

// Request is all that a choice depends on.
type Request struct {
	Reader     chalkline.Reader
	Follows    []chalkline.Follow
	Candidates []chalkline.Candidate
	Picked     map[chalkline.StoryID]bool     // stories the reader was ever given
	Today      map[chalkline.SourceID]int     // picks the reader was given today, by source
	Topics     func(chalkline.TopicID) string // the label of a topic; nil or "" leaves the id
	Now        time.Time
}

// Pick chooses from the candidates, best first.
//
// An item is picked when it matches something the reader follows and nothing
// the reader muted, carries a grade from A to E, and is of a story the reader
// was not given yet. Of items of one story the best is taken. A day has at most
// PerDay picks and PerSource of one source, those of Request.Today among them.
func Pick(r Request) []chalkline.Pick {
	room := PerDay
	for _, n := range r.Today {
		room -= n
	}
	asked := newWishes(r.Follows)
	if room <= 0 || asked.empty() {
		return nil
	}
	ranked := rank(r, asked)
	chosen := choose(ranked, r.Today, room)

	picks := make([]chalkline.Pick, len(chosen))
	for n, s := range chosen {
		picks[n] = s.pick(r, asked)
	}
	return picks
}

// rank scores all candidates that may be picked, best first.
func rank(r Request, asked wishes) []scored {
	ranked := make([]scored, 0, 64)
	for i := range r.Candidates {
		c := &r.Candidates[i]
		if !pickable(c) || c.Item.StoryID != 0 && r.Picked[c.Item.StoryID] {
			continue
		}
		if s, ok := asked.score(c, r.Now); ok && points(s.total) >= enough {
			ranked = append(ranked, s)
		}
	}
	slices.SortFunc(ranked, func(a, b scored) int {
		return cmp.Or(
			cmp.Compare(b.total, a.total),
			b.candidate.Item.Date().Compare(a.candidate.Item.Date()),
			cmp.Compare(a.candidate.Item.ID, b.candidate.Item.ID),
		)
	})
	return ranked
}

// pickable says that the item is of a kind and a grade that may be picked.
func pickable(c *chalkline.Candidate) bool {
	if !c.Appraisal.Kind.Graded() {
		return false
	}
	switch c.Appraisal.Grade {
	case chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeD, chalkline.GradeE:
		return true
	}
	return false
}

// choose takes the best of the ranked within the day's limits. So that a day is
// not all about one topic, the rest of a topic's items wait until the others had
// their turn.
func choose(ranked []scored, today map[chalkline.SourceID]int, room int) []scored {
	var (
		sources = map[chalkline.SourceID]int{}
		stories = map[chalkline.StoryID]bool{}
		items   = map[chalkline.ItemID]bool{}
		topics  = map[chalkline.TopicID]int{}
		chosen  []scored
	)
	take := func(limit int) {
		for _, s := range ranked {
			item := &s.candidate.Item
			switch {
			case len(chosen) == room:
				return
			case items[item.ID], item.StoryID != 0 && stories[item.StoryID]:
				continue
			case today[item.SourceID]+sources[item.SourceID] >= PerSource:
				continue
			case s.mainTopic != "" && topics[s.mainTopic] >= limit:
				continue
			}
			chosen = append(chosen, s)
			items[item.ID], stories[item.StoryID] = true, true
			sources[item.SourceID]++
			topics[s.mainTopic]++
		}
	}
	take(perTopic)
	take(PerDay)
	slices.SortStableFunc(chosen, func(a, b scored) int { return cmp.Compare(b.total, a.total) })
	return chosen
}
