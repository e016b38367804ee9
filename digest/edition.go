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
	"chalkline/digest/say"
)

// MaxPicks is how many picks a digest holds at most, whatever the minutes: about
// as much as a reader looks through at once.
const MaxPicks = 7

// UnknownMinutes is what a pick counts of whose length nothing is known: half of
// what a day has for who did not say, between a note and an article.
const UnknownMinutes = chalkline.DefaultMinutes / 2

// Material is what a digest may be made of.
type Material struct {
	Alerts   []chalkline.Card // picks that were retracted since the reader had them
	Picks    []chalkline.Card
	Groups   []chalkline.GroupNews
	Minutes  int             // for the picks together
	Away     chalkline.Break // the break that the digest ends; the zero Break for none
	Language *say.Locale     // of the subject; nil for English
}

func (m Material) locale() *say.Locale {
	if m.Language == nil {
		return say.English
	}
	return m.Language
}

// Draft is what a digest will say, before it has a number and an address.
type Draft struct {
	Subject chalkline.Text
	Alerts  []chalkline.PickID // printed first
	Picks   []chalkline.PickID // in the order in which they are printed
}

// Compose chooses what goes into a digest: every alert, the best picks that fit
// the minutes, at most MaxPicks, and the groups' news. The best pick goes in however
// long it is; one that is too long for what is left makes way for shorter ones, and
// waits for the next digest. A pick that is retracted by now comes before the others
// and takes no minutes, because it may have been read in the feed and is there to be
// told of, not to be read. A pick that speaks against another follows it.
//
// It reports false when there is nothing to say; such a digest is not sent.
func Compose(m Material) (Draft, bool) {
	alerted := make(map[chalkline.PickID]bool, len(m.Alerts))
	for _, c := range m.Alerts {
		alerted[c.Pick.ID] = true
	}
	picks := slices.DeleteFunc(slices.Clone(m.Picks), func(c chalkline.Card) bool { return alerted[c.Pick.ID] })
	slices.SortStableFunc(picks, func(a, b chalkline.Card) int {
		return cmp.Or(
			cmp.Compare(retracted(b), retracted(a)),
			cmp.Compare(b.Pick.Score, a.Pick.Score),
			cmp.Compare(a.Pick.ID, b.Pick.ID),
		)
	})
	picks = bothSides(within(picks, m.Minutes))
	if len(m.Alerts)+len(picks)+len(m.Groups) == 0 {
		return Draft{}, false
	}
	return Draft{Subject: subject(m, picks), Alerts: pickIDs(m.Alerts), Picks: pickIDs(picks)}, true
}

// within are the first of picks that fit the minutes.
func within(picks []chalkline.Card, minutes int) []chalkline.Card {
	var taken []chalkline.Card
	first := true // nothing that is to be read was taken
	for _, c := range picks {
		if len(taken) == MaxPicks {
			break
		}
		cost := 0
		if retracted(c) == 0 {
			if cost = c.Minutes; cost <= 0 {
				cost = UnknownMinutes
			}
			if cost > minutes && !first {
				continue
			}
			first = false
		}
		minutes -= cost
		taken = append(taken, c)
	}
	return taken
}

// bothSides puts what speaks against a pick behind it, where both are picks.
func bothSides(picks []chalkline.Card) []chalkline.Card {
	ordered := make([]chalkline.Card, 0, len(picks))
	rest := slices.Clone(picks)
	for len(rest) > 0 {
		c := rest[0]
		ordered, rest = append(ordered, c), rest[1:]
		other := slices.IndexFunc(rest, func(o chalkline.Card) bool {
			return retracted(o) == 0 && (c.Pick.Other != 0 && o.Item.ID == c.Pick.Other || o.Pick.Other != 0 && c.Item.ID == o.Pick.Other)
		})
		if other >= 0 {
			ordered = append(ordered, rest[other])
			rest = slices.Delete(rest, other, other+1)
		}
	}
	return ordered
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
