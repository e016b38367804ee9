package stories

import (
	"cmp"
	"strings"

	"chalkline"
)

// Piece is what of an item is compared with other items. It is read once,
// however many these are.
type Piece struct {
	identity
	record

	item   chalkline.ItemID
	recurs bool // the title comes again and again with something else under it
	text   wording
}

// Read is what of an item is compared.
func Read(item chalkline.Item) *Piece {
	r := recordOf(item)
	return &Piece{item: item.ID, identity: identify(item), record: r, recurs: recurs(r.title), text: wordingOf(item.Text)}
}

// identity is what names an item for certain.
type identity struct {
	doi, eric, page, site string
}

func identify(item chalkline.Item) identity {
	p := parsePage(item.URL)
	return identity{
		doi:  cmp.Or(doi(item.DOI), p.doi),
		eric: cmp.Or(strings.ToUpper(strings.TrimSpace(item.ERIC)), p.eric),
		page: p.url, site: site(item.URL),
	}
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
