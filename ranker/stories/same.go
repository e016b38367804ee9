package stories

import (
	"slices"
	"time"
)

// What texts and addresses add to what the records of two items say.
const (
	weighsText       = 3.0
	weighsOtherText  = -3.0
	weighsSameSite   = -1.0 // with another address: a site gives a piece one page
	weighsRecurs     = -2.0 // titles that come again and again
	hopeless         = -4.0 // odds that nothing more makes good
	textAgrees       = 0.5  // share of the shorter text in the longer one
	textIsOther      = 0.05 // the same, of long texts
	textIsSame       = 0.8  // share of all that is in both
	siteRepeatsAfter = 10 * 24 * time.Hour
)

// Same says whether two items are one piece or one study. It is symmetric.
//
// The same DOI, ERIC number or page decides, and so do two different DOIs or ERIC
// numbers. Else titles must agree, and what is known beside them must not speak
// against it: authors, year, venue and text. A text of some length may also agree
// under another title. Titles with different numbers, months or days are of two
// pieces, and so are two pages of one site, unless they have one title within
// days or one text, and a title that is no recurring one.
func (p *Piece) Same(q *Piece) bool {
	if p.item != 0 && p.item == q.item {
		return true
	}
	if same, known := p.decide(q.identity); known {
		return same
	}
	if p.numbers.clash(q.numbers) {
		return false
	}
	sum := odds(&p.record, &q.record)
	text := texts{}
	if sum > hopeless || p.text.bytes > longText*4 && q.text.bytes > longText*4 {
		text = compareTexts(p.text, q.text)
	}
	twoPages := p.page != "" && q.page != ""
	oneSite := twoPages && p.site == q.site
	oneTitle := slices.Equal(p.grams, q.grams)
	sameText := text.long && text.alike >= textIsSame
	copied := oneTitle && text.copied
	switch {
	case sameText && !oneSite:
		return true
	case sum <= hopeless && !copied:
		return false
	}
	again := p.recurs || q.recurs
	switch {
	case copied && !again:
		return true
	case oneSite && (again || !sameText && (!oneTitle || !withinDays(p.date, q.date))):
		return false
	}
	switch {
	case text.known && text.contained >= textAgrees:
		sum += weighsText
	case text.long && text.contained < textIsOther:
		sum += weighsOtherText
	}
	if oneSite {
		sum += weighsSameSite
	}
	switch {
	case !again:
		return sum > 0
	case twoPages:
		return sum > 0 && text.known && text.alike >= textIsSame
	}
	return sum+weighsRecurs > 0
}

// withinDays says whether two dates are known and about the same.
func withinDays(a, b time.Time) bool {
	return !a.IsZero() && !b.IsZero() && apart(a, b) <= siteRepeatsAfter
}
