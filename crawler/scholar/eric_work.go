package scholar

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// ERICURL is where ERIC answers.
const ERICURL = "https://api.ies.ed.gov/eric/"

// ericRate is a guess at what is welcome: ERIC states no limit.
var ericRate = rate{gap: time.Second, atOnce: 1}

// ERIC asks ERIC for works.
type ERIC struct{ service }

// NewERIC makes an ERIC. An empty baseURL stands for ERICURL.
func NewERIC(client *fetch.Client, baseURL string) *ERIC {
	return &ERIC{newService("ERIC", client, baseURL, ERICURL, ericRate)}
}

// Work asks for the record of an ERIC number. One that ERIC does not hold is
// a chalkline.CodeNotFound.
func (e *ERIC) Work(ctx context.Context, id string) (chalkline.Work, error) {
	known := ids.ERIC(id)
	if known == "" {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeInvalid, "%q is not an ERIC number", chalkline.Cut(id, 100))
	}
	query := url.Values{"search": {"id:" + known}, "format": {"json"}, "rows": {"1"}, "fields": {ericFields}}
	body, err := e.get(ctx, "/", query)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("the ERIC number %s: %w", known, err)
	}
	documents, err := parseERIC(body)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("reading what ERIC says of %s: %w", known, err)
	}
	for _, d := range documents {
		if ids.ERIC(d.ID.first()) == known {
			r := d.work()
			r.ResolvedAt = chalkline.Time(time.Now())
			return r, nil
		}
	}
	return chalkline.Work{}, chalkline.Errorf(chalkline.CodeNotFound, "ERIC does not know %s", known)
}

// work is what the document says. ERIC does not say how a work stands, but
// for titles that do.
func (d document) work() chalkline.Work {
	r := chalkline.Work{
		DOI:         ids.DOIOfPage(d.URL.first()),
		ERIC:        ids.ERIC(d.ID.first()),
		Title:       strings.TrimSuffix(htmltext.Line(d.Title.first()), "."),
		Type:        d.crossrefType(),
		Venue:       htmltext.Line(d.Source.first()),
		Year:        d.Year.number(),
		Origin:      "eric",
		Types:       lines(d.Type),
		Descriptors: lines(d.Subject),
		Reviewed:    d.Reviewed.stated(),
	}
	r.Abstract, _ = htmltext.Read(d.Description.first(), nil)
	for _, name := range lines(d.Author) {
		if name != "And Others" {
			r.Authors = append(r.Authors, givenFirst(name))
		}
	}
	if d.Fulltext.stated() == chalkline.StatedYes {
		r.Open = "https://files.eric.ed.gov/fulltext/" + r.ERIC + ".pdf"
	}
	if titleSaysRetracted(r.DOI, r.Title) {
		r.Standing = chalkline.StandingRetracted
	}
	return limited(r)
}

// crossrefType is what Crossref would call it, as far as ERIC says.
func (d document) crossrefType() string {
	kind := ""
	for _, name := range d.Type {
		switch {
		case name == "Journal Articles":
			return "journal-article"
		case strings.HasPrefix(name, "Dissertations"):
			kind = "dissertation"
		case name == "Books" && kind == "":
			kind = "book"
		case strings.HasPrefix(name, "Reports") && kind == "":
			kind = "report"
		}
	}
	return kind
}

func lines(from words) []string {
	var to []string
	for _, each := range from {
		if line := htmltext.Line(each); line != "" {
			to = append(to, line)
		}
	}
	return to
}
