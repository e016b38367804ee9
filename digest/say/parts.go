package say

import "chalkline"

// PartWords name a part of a pick's score, and say what it counts.
type PartWords struct{ Label, About string }

var partWords = map[chalkline.PartName]PartWords{
	chalkline.PartEvidence:  {"Evidence", "how strong it is"},
	chalkline.PartTopic:     {"What you follow", "topics, sources, authors and searches"},
	chalkline.PartSource:    {"A source you follow", "where it appeared"},
	chalkline.PartAuthor:    {"An author you follow", "who wrote it"},
	chalkline.PartQuery:     {"A search you saved", "words it has"},
	chalkline.PartTaste:     {"Your marks", "how like it is to what you found useful"},
	chalkline.PartClass:     {"Your class", "whether it fits the phase, subjects and country you teach"},
	chalkline.PartFreshness: {"Newness", "how lately it appeared"},
	chalkline.PartRarity:    {"Rare sources", "whether its source seldom writes"},
	chalkline.PartLength:    {"Short pieces", "how little of your minutes it takes"},
}

// Part names a part of a score.
func Part(name chalkline.PartName) PartWords {
	if words, ok := partWords[name]; ok {
		return words
	}
	return PartWords{Label: Line(string(name))}
}

// Account is a pick's score in words, part by part: what an item's page and the
// command line show of it, so that both say the same.
type Account struct {
	Rows []AccountRow
	Sum  string // of the points
}

// AccountRow is one part of a score.
type AccountRow struct{ Label, Why, Points string }

// AccountOf puts the score of a pick into words.
func AccountOf(p chalkline.Pick) Account {
	a := Account{Sum: Decimal(p.Score)}
	for _, part := range p.Parts {
		label := Part(part.Name).Label
		if part.Name == chalkline.PartTopic {
			label = "Topics you follow" // the weight is that of sources, authors and searches too, the points are not
		}
		a.Rows = append(a.Rows, AccountRow{Label: label, Why: Upper(Line(part.Why)), Points: Points(part.Value)})
	}
	return a
}

// OutsideMark marks an item that stands in the place for what its reader does
// not follow.
const OutsideMark = "outside your usual"

// Outside is OutsideMark for an item that was picked for that place, else "".
func Outside(c chalkline.Card) string {
	if c.Pick.Outside {
		return OutsideMark
	}
	return ""
}

// Headings of an account.
const (
	WhyPicked    = "Why you got it"
	WhyNotPicked = "Why you did not get it"
)

// PickedOn says when an item was picked, and what its points are.
func PickedOn(p chalkline.Pick) string {
	return "Picked on " + Date(p.At) + " for these points, which stay as they were that day."
}
