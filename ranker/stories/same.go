package stories

import (
	"slices"
	"strings"
	"time"

	"chalkline"
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
func Same(a, b chalkline.Item) bool {
	if a.ID != 0 && a.ID == b.ID {
		return true
	}
	idA, idB := identify(a), identify(b)
	if same, known := idA.decide(idB); known {
		return same
	}
	recA, recB := recordOf(a), recordOf(b)
	if recA.numbers.clash(recB.numbers) {
		return false
	}
	sum := odds(&recA, &recB)
	text := texts{}
	if sum > hopeless || len(a.Text) > longText*4 && len(b.Text) > longText*4 {
		text = compareTexts(a.Text, b.Text)
	}
	twoPages := idA.page != "" && idB.page != ""
	oneSite := twoPages && idA.site == idB.site
	oneTitle := slices.Equal(recA.grams, recB.grams)
	sameText := text.long && text.alike >= textIsSame
	copied := oneTitle && text.copied
	switch {
	case sameText && !oneSite:
		return true
	case sum <= hopeless && !copied:
		return false
	}
	again := recurs(recA.title) || recurs(recB.title)
	switch {
	case copied && !again:
		return true
	case oneSite && (again || !sameText && (!oneTitle || !withinDays(a, b))):
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

// withinDays says whether two items are known to be published at about one time.
func withinDays(a, b chalkline.Item) bool {
	return !a.Published.IsZero() && !b.Published.IsZero() && apart(a.Published, b.Published) <= siteRepeatsAfter
}

// identity is what names an item for certain.
type identity struct {
	doi, eric, page, site string
}

func identify(item chalkline.Item) identity {
	p := parsePage(item.URL)
	id := identity{doi: doi(item.DOI), eric: strings.ToUpper(strings.TrimSpace(item.ERIC)), page: p.url, site: site(item.URL)}
	if id.doi == "" {
		id.doi = p.doi
	}
	if id.eric == "" {
		id.eric = p.eric
	}
	return id
}

// decide says whether two identities are one; known is false when they say
// nothing about each other.
func (a identity) decide(b identity) (same, known bool) {
	switch {
	case a.doi != "" && a.doi == b.doi, a.eric != "" && a.eric == b.eric, a.page != "" && a.page == b.page:
		return true, true
	case a.doi != "" && b.doi != "", a.eric != "" && b.eric != "":
		return false, true
	}
	return false, false
}
