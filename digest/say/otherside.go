package say

import "chalkline"

// OtherWords are a result that does not agree with an item, as "The other side:
// Homework in 30 primary schools (B Good) found no difference".
type OtherWords struct {
	ItemID chalkline.ItemID
	Title  chalkline.Text
	Grade  chalkline.Text // "B Good"
	Found  chalkline.Text // "found no difference"
}

// OtherSide is what speaks against a card's item, and whether there is anything.
func OtherSide(c chalkline.Card) (OtherWords, bool) {
	o := c.Other
	if o == nil {
		return OtherWords{}, false
	}
	title := chalkline.Verbatim(Line(o.Title))
	if source := Line(o.Source); title.IsZero() && source != "" {
		title = chalkline.Textf("An untitled piece from %s", source)
	} else if title.IsZero() {
		title = chalkline.Textf("An untitled piece")
	}
	return OtherWords{ItemID: o.ItemID, Title: title, Grade: GradeOf(o.Grade), Found: foundWords(o.Direction)}, true
}

// foundWords say which way a finding goes, to follow the title of the study.
func foundWords(d chalkline.Direction) chalkline.Text {
	switch d {
	case chalkline.DirectionNull:
		return chalkline.Textf("found no difference")
	case chalkline.DirectionNegative:
		return chalkline.Textf("found a result in the other direction")
	case chalkline.DirectionMixed:
		return chalkline.Textf("found a mixed picture")
	}
	return chalkline.Textf("found something else")
}
