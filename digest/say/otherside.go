package say

import "chalkline"

// OtherWords are a result that does not agree with an item, as "The other side:
// Homework in 30 primary schools (B Good) found no difference".
type OtherWords struct {
	ItemID chalkline.ItemID
	Title  string
	Grade  string // "B Good"
	Found  string // "found no difference"
}

// OtherSide is what speaks against a card's item, and whether there is anything.
func OtherSide(c chalkline.Card) (OtherWords, bool) {
	o := c.Other
	if o == nil {
		return OtherWords{}, false
	}
	title := Line(o.Title)
	if title == "" {
		title = "An untitled piece"
		if source := Line(o.Source); source != "" {
			title = "An untitled piece from " + source
		}
	}
	return OtherWords{ItemID: o.ItemID, Title: title, Grade: Letter(o.Grade) + " " + o.Grade.Word(), Found: foundWords(o.Direction)}, true
}

// foundWords say which way a finding goes, to follow the title of the study.
func foundWords(d chalkline.Direction) string {
	switch d {
	case chalkline.DirectionNull:
		return "found no difference"
	case chalkline.DirectionNegative:
		return "found a result in the other direction"
	case chalkline.DirectionMixed:
		return "found a mixed picture"
	}
	return "found something else"
}
