package say

import (
	"strings"

	"chalkline"
)

// Free says that something costs nothing to read.
type Free struct {
	Words chalkline.Text // "free to read"; zero when that is not known
	URL   string         // of the open copy, to be linked first; "" when it is at the address that is linked anyway
}

// FreeToRead says whether the item of a card is free to read, and where. Copies
// of what was retracted are not pointed at: they seldom say that it was.
func FreeToRead(c chalkline.Card) Free {
	own := Link(c.Item.URL)
	if c.Appraisal.Grade == chalkline.GradeR {
		return Free{}
	}
	if own != "" && c.Source.Genre == chalkline.GenreJournal && site(c.Open) == site(doiURL) {
		return free(own, own) // the DOI leads to where the journal links
	}
	return free(c.Open, own)
}

// FreeWork is FreeToRead for a work that is linked at own.
func FreeWork(w chalkline.Work, own string) Free {
	if w.Standing == chalkline.StandingRetracted {
		return Free{}
	}
	return free(w.Open, own)
}

// doiURL is where a DOI leads to its work's page.
const doiURL = "https://doi.org/"

func free(open, own string) Free {
	f := Free{URL: Link(open)}
	if f.URL == "" {
		return Free{}
	}
	f.Words = chalkline.Textf("free to read")
	if site(f.URL) == site(own) {
		f.URL = ""
	}
	return f
}

// site is the host of a URL without a prefix that tells no places apart.
func site(url string) string {
	host := chalkline.HostOf(url)
	for _, prefix := range [...]string{"www.", "dx."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return host
}
