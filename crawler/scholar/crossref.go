package scholar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/ids"
)

// CrossrefURL is where Crossref answers.
const CrossrefURL = "https://api.crossref.org"

// The pools of Crossref: whoever leaves an address is polite.
var (
	politePool = rate{gap: time.Second / 10, atOnce: 3}
	publicPool = rate{gap: time.Second / 5, atOnce: 1}
)

// Crossref asks Crossref for works. It keeps to the pool that it is in, and to
// what the answers say of their limits when that is less. The pause and the
// connections that the client allows a host come on top.
type Crossref struct {
	service
	mailto string
}

// NewCrossref makes a Crossref. An empty baseURL stands for CrossrefURL; mailto is the
// operator's address, or "". It stands in the requests unless the client's
// User-Agent says mailto: already.
func NewCrossref(client *fetch.Client, baseURL, mailto string) *Crossref {
	pool := publicPool
	named := strings.Contains(client.UserAgent(), "mailto:")
	if mailto != "" || named {
		pool = politePool
	}
	if named {
		mailto = ""
	}
	return &Crossref{service: newService("Crossref", client, baseURL, CrossrefURL, pool), mailto: mailto}
}

// Work asks for the record of a DOI. A DOI that Crossref does not hold is a
// chalkline.CodeNotFound: other agencies give out DOIs too.
func (c *Crossref) Work(ctx context.Context, doi string) (chalkline.Work, error) {
	known := ids.DOI(doi)
	if known == "" {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeInvalid, "%q is not a DOI", chalkline.Cut(doi, 100))
	}
	body, err := c.get(ctx, "/works/"+url.PathEscape(known), c.query())
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("the DOI %s: %w", known, err)
	}
	r, err := parseWork(body)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("reading what Crossref says of %s: %w", known, err)
	}
	r.DOI = known // a record may be found by an older name of the work
	r.ResolvedAt = chalkline.Time(time.Now())
	return r, nil
}

// candidates is how many works are looked at for one reference.
const candidates = "5"

// Find asks for the work that a reference string means, such as "Doe, J., &
// Roe, A. (2016). Title. Journal, 4(2), 1-9." It is a chalkline.CodeNotFound
// when the reference names no title, or when no work answers to its title,
// authors and year: better none than a wrong one.
func (c *Crossref) Find(ctx context.Context, text string) (chalkline.Work, error) {
	wanted := parseReference(text)
	if !wanted.findable() {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeNotFound, "the reference %q names no title", chalkline.Cut(text, 100))
	}
	query := c.query()
	query.Set("query.bibliographic", chalkline.Cut(text, 400))
	query.Set("rows", candidates)
	body, err := c.get(ctx, "/works", query)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("finding %q: %w", chalkline.Cut(text, 100), err)
	}
	found, err := parseWorks(body)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("reading what Crossref finds for %q: %w", chalkline.Cut(text, 100), err)
	}
	best, ok := wanted.best(found)
	if !ok {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeNotFound, "Crossref knows no work like %q", chalkline.Cut(text, 100))
	}
	r := best.work()
	r.ResolvedAt = chalkline.Time(time.Now())
	return r, nil
}

func (c *Crossref) query() url.Values {
	query := url.Values{}
	setDefault(query, "mailto", c.mailto)
	return query
}

// errShape is what an answer of another kind is met with.
var errShape = errors.New("not the JSON that was expected")

// parseWork reads the answer to a request for one work.
func parseWork(body []byte) (chalkline.Work, error) {
	var answer struct {
		Message crossrefWork `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return chalkline.Work{}, fmt.Errorf("%w: %w", errShape, err)
	}
	r := answer.Message.work()
	if r.DOI == "" {
		return chalkline.Work{}, fmt.Errorf("%w: no DOI in it", errShape)
	}
	return r, nil
}

// parseWorks reads the answer to a request for many works.
func parseWorks(body []byte) ([]crossrefWork, error) {
	var answer struct {
		Message *struct {
			Items list[crossrefWork] `json:"items"`
		} `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	if answer.Message == nil {
		return nil, fmt.Errorf("%w: no message in it", errShape)
	}
	return answer.Message.Items, nil
}
