package say

import "chalkline"

// PartWords name a part of a pick's score, and say what it counts.
type PartWords struct{ Label, About chalkline.Text }

var partWords = map[chalkline.PartName]PartWords{
	chalkline.PartEvidence:  {chalkline.Textf("Evidence"), chalkline.Textf("how strong it is")},
	chalkline.PartTopic:     {chalkline.Textf("What you follow"), chalkline.Textf("topics, sources, authors and searches")},
	chalkline.PartSource:    {chalkline.Textf("A source you follow"), chalkline.Textf("where it appeared")},
	chalkline.PartAuthor:    {chalkline.Textf("An author you follow"), chalkline.Textf("who wrote it")},
	chalkline.PartQuery:     {chalkline.Textf("A search you saved"), chalkline.Textf("words it has")},
	chalkline.PartTaste:     {chalkline.Textf("Your marks"), chalkline.Textf("how like it is to what you found useful")},
	chalkline.PartClass:     {chalkline.Textf("Your class"), chalkline.Textf("whether it fits the phase, subjects and country you teach")},
	chalkline.PartFreshness: {chalkline.Textf("Newness"), chalkline.Textf("how lately it appeared")},
	chalkline.PartRarity:    {chalkline.Textf("Rare sources"), chalkline.Textf("whether its source seldom writes")},
	chalkline.PartLength:    {chalkline.Textf("Short pieces"), chalkline.Textf("how little of your minutes it takes")},
}

// Part names a part of a score.
func Part(name chalkline.PartName) PartWords {
	if words, ok := partWords[name]; ok {
		return words
	}
	return PartWords{Label: chalkline.Verbatim(Line(string(name)))}
}

// Account is a pick's score in words, part by part: what an item's page and the
// command line show of it, so that both say the same.
type Account struct {
	Rows []AccountRow
	Sum  chalkline.Text // of the points
}

// AccountRow is one part of a score.
type AccountRow struct{ Label, Why, Points chalkline.Text }

// AccountOf puts the score of a pick into words.
func AccountOf(p chalkline.Pick) Account {
	a := Account{Sum: Decimal(p.Score)}
	for _, part := range p.Parts {
		label := Part(part.Name).Label
		if part.Name == chalkline.PartTopic {
			label = chalkline.Textf("Topics you follow") // the weight is that of sources, authors and searches too, the points are not
		}
		a.Rows = append(a.Rows, AccountRow{Label: label, Why: Clean(part.Why).Upper(), Points: Points(part.Value)})
	}
	return a
}

// OutsideMark marks an item that stands in the place for what its reader does
// not follow.
var OutsideMark = chalkline.Textf("outside your usual")

// Outside is OutsideMark for an item that was picked for that place, else zero.
func Outside(c chalkline.Card) chalkline.Text {
	if c.Pick.Outside {
		return OutsideMark
	}
	return chalkline.Text{}
}

// Headings of an account.
var (
	WhyPicked    = chalkline.Textf("Why you got it")
	WhyNotPicked = chalkline.Textf("Why you did not get it")
)

// PickedOn says when an item was picked, and what its points are.
func PickedOn(p chalkline.Pick) chalkline.Text {
	return chalkline.Textf("Picked on %s for these points, which stay as they were that day.", Date(p.At))
}
