package scholar

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// ericFields is what ERIC is asked to tell of each document.
const ericFields = "id,title,author,source,publicationdateyear,description,subject,publicationtype,peerreviewed,language,url,e_fulltextauth"

// QueryURL is what to ask for a source of kind eric. The source's address holds
// the query, as https://api.ies.ed.gov/eric/?search=retrieval+practice does;
// its other parameters are kept.
func QueryURL(source string) (string, error) {
	u, err := url.Parse(source)
	if err != nil || u.Host == "" || u.Query().Get("search") == "" {
		return "", chalkline.Errorf(chalkline.CodeInvalid,
			"%q does not hold a query for ERIC; it should look like https://api.ies.ed.gov/eric/?search=retrieval+practice", source)
	}
	query := u.Query()
	query.Set("format", "json")
	setDefault(query, "rows", rows)
	setDefault(query, "fields", ericFields)
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// document is a work as ERIC writes it.
type document struct {
	ID          words `json:"id"`
	Title       words `json:"title"`
	Author      words `json:"author"`
	Source      words `json:"source"`
	Description words `json:"description"`
	Subject     words `json:"subject"`
	Type        words `json:"publicationtype"`
	Year        words `json:"publicationdateyear"`
	Language    words `json:"language"`
	Reviewed    words `json:"peerreviewed"`
	Fulltext    words `json:"e_fulltextauth"`
	URL         words `json:"url"`
}

// parseERIC reads the answer to a query.
func parseERIC(body []byte) ([]document, error) {
	var answer struct {
		Response *struct {
			Docs list[document] `json:"docs"`
		} `json:"response"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	if answer.Response == nil {
		return nil, fmt.Errorf("%w: no response in it", errShape)
	}
	return answer.Response.Docs, nil
}

// Query reads the answer to a query as items. The publication types follow the
// subjects among the categories: they say what sort of study it is.
func Query(body []byte, now time.Time) ([]chalkline.Item, error) {
	documents, err := parseERIC(body)
	if err != nil {
		return nil, fmt.Errorf("reading a query to ERIC: %w", err)
	}
	items := make([]chalkline.Item, 0, len(documents))
	known := make(map[string]bool)
	for _, d := range documents {
		item := d.item(now)
		if item.ERIC == "" || known[item.Key] {
			continue
		}
		known[item.Key] = true
		items = append(items, item)
	}
	return items, nil
}

func (d document) item(now time.Time) chalkline.Item {
	id := ids.ERIC(d.ID.first())
	item := chalkline.Item{
		Key:   "eric " + id,
		GUID:  "eric:" + id,
		URL:   "https://eric.ed.gov/?id=" + id,
		Title: htmltext.Line(d.Title.first()),
		Venue: htmltext.Line(d.Source.first()),
		DOI:   ids.DOIOfPage(d.URL.first()),
		ERIC:  id,
	}
	item.Text, item.Links = htmltext.Read(d.Description.first(), nil)
	for _, name := range lines(d.Author) {
		item.Authors = append(item.Authors, givenFirst(name))
	}
	item.Categories = append(lines(d.Subject), lines(d.Type)...)
	if strings.EqualFold(d.Language.first(), "English") {
		item.Language = "en"
	}
	// Only the year is known. One that is over says enough; of this year an
	// item counts as new when it is first seen.
	if year := d.Year.number(); year >= 1990 && year < now.Year() {
		item.Published = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	return item
}

// givenFirst turns "Family, Given" around.
func givenFirst(name string) string {
	family, given, found := strings.Cut(name, ", ")
	if !found {
		return name
	}
	return given + " " + family
}
