// Package ranker goes from Items to Picks.
//
// Its parts judge items: evidence says how strong the evidence is, topics what
// an item is about, stories which items are the same piece, taste how like it is
// to what a reader found useful. This package itself chooses: Pick takes what is
// known of the items at hand and what a reader asked for, and gives the few that
// are worth their minutes, each with a score that is the sum of its parts and the
// reason in words. docs/ranking.md tells it to readers, number by number.
//
// Nothing here opens or remembers anything. The same input and the same time
// give the same picks, in whatever order the candidates come.
package ranker

import (
	"time"

	"chalkline"
)

// The most picks of a day, whatever the minutes.
const (
	PerDay    = 5 // picks a reader gets in a day at most
	PerSource = 2 // of them from one source at most
)

// Request is all that a choice depends on.
type Request struct {
	Reader     chalkline.Reader
	Follows    []chalkline.Follow
	Candidates []chalkline.Candidate
	Pool       *Pool                      // the candidates prepared, for many readers; Candidates do not count then
	Picked     map[chalkline.StoryID]bool // stories the reader was ever given
	Today      map[chalkline.SourceID]int // picks the reader was given today, by source
	Spent      int                        // minutes of the picks the reader was given today

	// Matches are the items that a saved search finds, by its text. Where there
	// is none for a search, an item matches when its title has all the words.
	Matches map[string]map[chalkline.ItemID]bool
	// Breadth is how many of the 100 newest items a saved search finds, by its text,
	// for Explain; what is not there is not known.
	Breadth map[string]int
	// Taste says how like an item is to what the reader found useful, from -1 to
	// 1; nil when nothing was learned. TasteWords are the words of the item that
	// speak most for it by that, for what is picked; nil leaves them out.
	Taste      func(*chalkline.Candidate) float64
	TasteWords func(*chalkline.Candidate) []string
	// Against are strong results that found no effect, harm or a mixed picture,
	// by topic: where the other side of a pick comes from. See OtherSideSince.
	Against map[chalkline.TopicID][]chalkline.Candidate
	Topics  func(chalkline.TopicID) string // the label of a topic; nil or "" leaves the id
	Now     time.Time
}

// Pick chooses from the candidates, best first, what is outside the reader's
// usual last.
//
// An item is picked when it matches something the reader follows and nothing
// the reader muted, has a grade, kind and language that the reader wants, and is
// of a story the reader was not given yet. Of items of one story the best is
// taken. What is picked takes no longer to read than Wants.Budget, but that the
// first of a day may; an item that is too long for the minutes left makes way for
// shorter ones. A day has at most PerDay picks and PerSource of one source, those
// of Request.Today among them, and at most one outside what the reader follows.
//
// A reader who follows nothing gets a general choice, strongest evidence first.
func Pick(r Request) []chalkline.Pick {
	x := newChoice(r)
	x.choose()
	return x.picks()
}

// Preview is the choice as it would be if the reader had been given nothing yet:
// what becomes of the candidates when weights are moved.
func Preview(r Request) []chalkline.Pick {
	r.Picked, r.Today, r.Spent = nil, nil, 0
	return Pick(r)
}
