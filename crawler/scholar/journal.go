package scholar

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

var issnShape = regexp.MustCompile(`\b\d{4}-\d{3}[\dXx]\b`)

// rows is how many works one request asks for.
const rows = "50"

// JournalURL is what to ask for a source of kind crossref. The source's address
// holds the ISSN of the journal, as https://api.crossref.org/journals/1234-5678
// does; parameters in it are kept.
func JournalURL(source, mailto string) (string, error) {
	issn := issnShape.FindString(source)
	u, err := url.Parse(source)
	if err != nil || u.Host == "" || issn == "" {
		return "", chalkline.Errorf(chalkline.CodeInvalid,
			"%q does not name a journal at Crossref; it should look like %s/journals/1234-5678/works", source, CrossrefURL)
	}
	u.Path = "/journals/" + strings.ToUpper(issn) + "/works"
	query := u.Query()
	setDefault(query, "sort", "published")
	setDefault(query, "order", "desc")
	setDefault(query, "rows", rows)
	setDefault(query, "select", "DOI,URL,abstract,author,container-title,created,issued,published,subject,title,type,update-to")
	setDefault(query, "mailto", mailto)
	u.RawQuery = query.Encode()
	return u.String(), nil
}

func setDefault(query url.Values, name, value string) {
	if value != "" && !query.Has(name) {
		query.Set(name, value)
	}
}

// Journal reads a list of works as items.
func Journal(body []byte, now time.Time) ([]chalkline.Item, error) {
	works, err := parseWorks(body)
	if err != nil {
		return nil, fmt.Errorf("reading a journal at Crossref: %w", err)
	}
	items := make([]chalkline.Item, 0, len(works))
	known := make(map[string]bool)
	for _, w := range works {
		item := w.item(now)
		if item.DOI == "" || item.Title == "" || known[item.Key] {
			continue
		}
		known[item.Key] = true
		items = append(items, item)
	}
	return items, nil
}

func (w crossrefWork) item(now time.Time) chalkline.Item {
	doi := ids.DOI(w.DOI.first())
	item := chalkline.Item{
		Key:       "doi " + doi,
		GUID:      "doi:" + doi,
		URL:       "https://doi.org/" + doi,
		Title:     w.fullTitle(),
		Authors:   w.authors(),
		Venue:     w.venue(),
		DOI:       doi,
		Published: w.publishedOn(now),
	}
	if language := w.Language.first(); len(language) == 2 {
		item.Language = strings.ToLower(language)
	}
	for _, subject := range w.Subject {
		item.Categories = append(item.Categories, htmltext.Line(subject))
	}
	item.Text, item.Links = abstract(w.Abstract.first())
	return item
}

// publishedOn is the day of publication, or when only its month or year is
// known, or it lies ahead, the day on which the DOI was made.
func (w crossrefWork) publishedOn(now time.Time) time.Time {
	for _, d := range []dateParts{w.Published, w.Issued, w.Created} {
		if at := d.day(); at.Year() >= 1990 && !at.After(now) {
			return at
		}
	}
	return time.Time{}
}
