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
	setDefault(query, "fields",
		"id,title,author,source,publicationdateyear,description,subject,publicationtype,peerreviewed,language,url")
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// document is a record as ERIC writes it.
type document struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Author      []string `json:"author"`
	Source      string   `json:"source"`
	Description string   `json:"description"`
	Subject     []string `json:"subject"`
	Type        []string `json:"publicationtype"`
	Year        int      `json:"publicationdateyear"`
	Language    []string `json:"language"`
	URL         string   `json:"url"`
}

// Query reads the answer to a query as items. The publication types follow the
// subjects among the categories: they say what sort of study it is.
func Query(body []byte, now time.Time) ([]chalkline.Item, error) {
	var answer struct {
		Response *struct {
			Docs []document `json:"docs"`
		} `json:"response"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("ERIC's answer is not the JSON that was expected: %w", err)
	}
	if answer.Response == nil {
		return nil, fmt.Errorf("ERIC's answer is not the JSON that was expected: no response in it")
	}
	items := make([]chalkline.Item, 0, len(answer.Response.Docs))
	known := make(map[string]bool)
	for _, d := range answer.Response.Docs {
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
	id := ids.ERIC(d.ID)
	item := chalkline.Item{
		Key:   "eric " + id,
		GUID:  "eric:" + id,
		URL:   "https://eric.ed.gov/?id=" + id,
		Title: htmltext.Line(d.Title),
		Venue: htmltext.Line(d.Source),
		DOI:   ids.DOIOfPage(d.URL),
		ERIC:  id,
	}
	item.Text, item.Links = htmltext.Read(d.Description, nil)
	for _, name := range d.Author {
		item.Authors = append(item.Authors, givenFirst(htmltext.Line(name)))
	}
	for _, name := range append(d.Subject, d.Type...) {
		item.Categories = append(item.Categories, htmltext.Line(name))
	}
	if len(d.Language) > 0 && strings.EqualFold(d.Language[0], "English") {
		item.Language = "en"
	}
	// Only the year is known. One that is over says enough; of this year an
	// item counts as new when it is first seen.
	if d.Year >= 1990 && d.Year < now.Year() {
		item.Published = time.Date(d.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
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
