package say

import "chalkline"

// Copy is a place to read an item.
type Copy struct {
	Label string // "Open copy", "Where it was published" or "The piece itself"
	URL   string
	Note  string // the host, and what is known of its price
}

// Copies are where to read an item: a copy that is free first, then where it was
// published.
func Copies(c chalkline.Card) []Copy {
	var list []Copy
	free := FreeToRead(c)
	if free.URL != "" {
		list = append(list, Copy{Label: "Open copy", URL: free.URL, Note: chalkline.HostOf(free.URL) + ", " + free.Words})
	}
	own := Link(c.Item.URL)
	if own == "" {
		return list
	}
	published := Copy{Label: "Where it was published", URL: own, Note: chalkline.HostOf(own)}
	scholarly := c.Item.DOI != "" || c.Source.Genre == chalkline.GenreJournal
	switch {
	case free.Words != "" && free.URL == "":
		published.Note += ", " + free.Words
	case free.Words == "" && scholarly && c.Appraisal.Grade != chalkline.GradeR:
		published.Note += ", no free copy is known"
	}
	return append(list, published)
}
