// Package scholar asks the services that know scholarly works.
//
// Crossref answers what a DOI stands for and whether it still stands (Work),
// and lists what a journal published (JournalURL and Journal, which package
// crawler puts around a request of its own). ERIC lists what matches a saved
// query. Where a service does not know, the fields stay empty: "not stated" is
// an answer.
package scholar

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// CrossrefURL is where Crossref answers.
const CrossrefURL = "https://api.crossref.org"

// Crossref asks Crossref for works. Its client's pause between requests to one
// host and its few connections keep within the limits of the polite pool (10
// requests a second, 3 at once), which a contact address opens.
type Crossref struct {
	client *fetch.Client
	base   string
	mailto string
}

// NewCrossref makes a Crossref. An empty baseURL stands for CrossrefURL; mailto is the
// operator's address, or "".
func NewCrossref(client *fetch.Client, baseURL, mailto string) *Crossref {
	if baseURL == "" {
		baseURL = CrossrefURL
	}
	return &Crossref{client: client, base: strings.TrimRight(baseURL, "/"), mailto: mailto}
}

// Work asks for the record of a DOI. A DOI that Crossref does not hold is a
// chalkline.CodeNotFound: other agencies give out DOIs too.
func (c *Crossref) Work(ctx context.Context, doi string) (chalkline.Work, error) {
	known := ids.DOI(doi)
	if known == "" {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeInvalid, "%q is not a DOI", chalkline.Cut(doi, 100))
	}
	address := c.base + "/works/" + url.PathEscape(known)
	if c.mailto != "" {
		address += "?mailto=" + url.QueryEscape(c.mailto)
	}
	response, err := c.client.Get(ctx, fetch.Request{URL: address, Accept: "application/json"})
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("asking Crossref for %s: %w", known, err)
	}
	switch response.Status {
	case http.StatusOK:
	case http.StatusNotFound:
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeNotFound, "Crossref does not know the DOI %s", known)
	default:
		return chalkline.Work{}, fmt.Errorf("asking Crossref for %s: status %d", known, response.Status)
	}
	w, err := parseWork(response.Body)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("reading what Crossref says of %s: %w", known, err)
	}
	w.DOI = known // a record may be found by an older name of the work
	w.ResolvedAt = chalkline.Time(time.Now())
	return w, nil
}

// parseWork reads the answer to a request for one work.
func parseWork(body []byte) (chalkline.Work, error) {
	var answer struct {
		Message record `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return chalkline.Work{}, fmt.Errorf("not the JSON that was expected: %w", err)
	}
	if answer.Message.DOI == "" {
		return chalkline.Work{}, fmt.Errorf("not the JSON that was expected: no DOI in it")
	}
	return answer.Message.work(), nil
}

// record is a work as Crossref writes it.
type record struct {
	DOI            string    `json:"DOI"`
	URL            string    `json:"URL"`
	Type           string    `json:"type"`
	Title          []string  `json:"title"`
	Subtitle       []string  `json:"subtitle"`
	ContainerTitle []string  `json:"container-title"`
	GroupTitle     string    `json:"group-title"`
	Publisher      string    `json:"publisher"`
	Abstract       string    `json:"abstract"`
	Language       string    `json:"language"`
	Subject        []string  `json:"subject"`
	Author         []person  `json:"author"`
	Published      dateParts `json:"published"`
	Issued         dateParts `json:"issued"`
	Created        dateParts `json:"created"`
	UpdateTo       []update  `json:"update-to"`
	UpdatedBy      []update  `json:"updated-by"`
}

// person is an author, or an organisation that is one.
type person struct {
	Given  string `json:"given"`
	Family string `json:"family"`
	Name   string `json:"name"`
}

// dateParts is a date of which the day, or day and month, may be missing.
type dateParts struct {
	Parts [][]*int `json:"date-parts"`
}

func (d dateParts) part(i int) int {
	if len(d.Parts) == 0 || len(d.Parts[0]) <= i || d.Parts[0][i] == nil {
		return 0
	}
	return *d.Parts[0][i]
}

// year is the year, 0 when there is none.
func (d dateParts) year() int { return d.part(0) }

// day is the date when it is whole, the zero time otherwise.
func (d dateParts) day() time.Time {
	year, month, day := d.part(0), d.part(1), d.part(2)
	if year < 1 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func (r record) work() chalkline.Work {
	w := chalkline.Work{
		DOI:    ids.DOI(r.DOI),
		Title:  r.title(),
		Type:   r.Type,
		Venue:  r.venue(),
		Year:   firstYear(r.Published, r.Issued, r.Created),
		Origin: "crossref",
	}
	w.Standing, w.NoticeDOI, w.NoticeAt = standing(r)
	return w
}

func (r record) title() string {
	if len(r.Title) == 0 {
		return ""
	}
	return htmltext.Line(r.Title[0])
}

// venue is the journal, book or series; for a preprint the server's name.
func (r record) venue() string {
	switch {
	case len(r.ContainerTitle) > 0:
		return htmltext.Line(r.ContainerTitle[0])
	case r.GroupTitle != "":
		return htmltext.Line(r.GroupTitle)
	}
	return htmltext.Line(r.Publisher)
}

func firstYear(dates ...dateParts) int {
	for _, d := range dates {
		if d.year() != 0 {
			return d.year()
		}
	}
	return 0
}
