package say

import "chalkline"

// Copy is a place to read an item.
type Copy struct {
	Label chalkline.Text // "Open copy" or "Where it was published"
	URL   string
	Note  chalkline.Text // the host, and what is known of its price
}

// Copies are where to read an item: a copy that is free first, then where it was
// published.
func Copies(c chalkline.Card) []Copy {
	var list []Copy
	free := FreeToRead(c)
	if free.URL != "" {
		list = append(list, Copy{Label: chalkline.Textf("Open copy"), URL: free.URL, Note: chalkline.Textf("%s, %s", chalkline.HostOf(free.URL), free.Words)})
	}
	own := Link(c.Item.URL)
	if own == "" {
		return list
	}
	published := Copy{Label: chalkline.Textf("Where it was published"), URL: own, Note: chalkline.Verbatim(chalkline.HostOf(own))}
	scholarly := c.Item.DOI != "" || c.Source.Genre == chalkline.GenreJournal
	switch {
	case !free.Words.IsZero() && free.URL == "":
		published.Note = chalkline.Textf("%s, %s", published.Note, free.Words)
	case free.Words.IsZero() && scholarly && c.Appraisal.Grade != chalkline.GradeR:
		published.Note = chalkline.Textf("%s, no free copy is known", published.Note)
	}
	return append(list, published)
}
