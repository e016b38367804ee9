// Package digest turns picks into what is published. This package says when a
// reader's digest is due and what goes into it; package say puts a card into
// words, package feed makes the personal feed and package mail the mail.
//
// Nothing here opens anything: all functions are pure, and the same input gives
// the same output. Only the senders of package mail touch the world.
package digest

import (
	"cmp"
	"slices"

	"chalkline"
)

// MaxPicks is how many picks a digest holds at most: about as much as fits in
// the minutes between two lessons.
const MaxPicks = 7

// Draft is what a digest will say, before it has a number and an address.
type Draft struct {
	Subject string
	Alerts  []chalkline.PickID // printed first
	Picks   []chalkline.PickID // in the order in which they are printed
}

// Compose chooses what goes into a digest: every alert, then the best picks up
// to MaxPicks. A pick that is retracted by now comes before the others, because
// it may have been read in the feed. It reports false when there is nothing to
// say; such a digest is not sent.
func Compose(alerts, picks []chalkline.Card) (Draft, bool) {
	alerts, picks = slices.Clone(alerts), slices.Clone(picks)
	alerted := make(map[chalkline.PickID]bool, len(alerts))
	for _, c := range alerts {
		alerted[c.Pick.ID] = true
	}
	picks = slices.DeleteFunc(picks, func(c chalkline.Card) bool { return alerted[c.Pick.ID] })
	slices.SortStableFunc(picks, func(a, b chalkline.Card) int {
		return cmp.Or(
			cmp.Compare(retracted(b), retracted(a)),
			cmp.Compare(b.Pick.Score, a.Pick.Score),
			cmp.Compare(a.Pick.ID, b.Pick.ID),
		)
	})
	picks = picks[:min(len(picks), MaxPicks)]
	if len(alerts)+len(picks) == 0 {
		return Draft{}, false
	}
	return Draft{Subject: subject(alerts, picks), Alerts: pickIDs(alerts), Picks: pickIDs(picks)}, true
}

func retracted(c chalkline.Card) int {
	if c.Appraisal.Grade == chalkline.GradeR {
		return 1
	}
	return 0
}

func pickIDs(cards []chalkline.Card) []chalkline.PickID {
	ids := make([]chalkline.PickID, 0, len(cards))
	for _, c := range cards {
		ids = append(ids, c.Pick.ID)
	}
	return ids
}
