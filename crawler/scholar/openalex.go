package scholar

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"sort"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// OpenAlexURL is where OpenAlex answers.
const OpenAlexURL = "https://api.openalex.org"

// openAlexRate is well below what OpenAlex allows a key.
var openAlexRate = rate{gap: time.Second / 10, atOnce: 2}

// OpenAlex asks OpenAlex for works.
type OpenAlex struct {
	service
	key string
}

// NewOpenAlex makes an OpenAlex, or nil when there is no key, without which
// OpenAlex answers next to nothing: a Resolver takes that as nobody to ask. An
// empty baseURL stands for OpenAlexURL.
func NewOpenAlex(client *fetch.Client, baseURL, key string) *OpenAlex {
	if key == "" {
		return nil
	}
	o := &OpenAlex{service: newService("OpenAlex", client, baseURL, OpenAlexURL, openAlexRate), key: key}
	o.secret = url.QueryEscape(key)
	return o
}

// Work asks for the record of a DOI. One that OpenAlex does not hold is a
// chalkline.CodeNotFound.
func (o *OpenAlex) Work(ctx context.Context, doi string) (chalkline.Work, error) {
	known := ids.DOI(doi)
	if known == "" {
		return chalkline.Work{}, chalkline.Errorf(chalkline.CodeInvalid, "%q is not a DOI", chalkline.Cut(doi, 100))
	}
	body, err := o.get(ctx, "/works/doi:"+strings.ReplaceAll(url.PathEscape(known), "%2F", "/"), url.Values{"api_key": {o.key}})
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("the DOI %s: %w", known, err)
	}
	r, err := parseOpenAlex(body)
	if err != nil {
		return chalkline.Work{}, fmt.Errorf("reading what OpenAlex says of %s: %w", known, err)
	}
	r.DOI = known
	r.ResolvedAt = chalkline.Time(time.Now())
	return r, nil
}

// openAlexWork is a work as OpenAlex writes it.
type openAlexWork struct {
	ID           words                   `json:"id"`
	DOI          words                   `json:"doi"`
	Title        words                   `json:"title"`
	DisplayName  words                   `json:"display_name"`
	Year         words                   `json:"publication_year"`
	Date         words                   `json:"publication_date"`
	Type         words                   `json:"type"`
	CrossrefType words                   `json:"type_crossref"`
	Retracted    words                   `json:"is_retracted"`
	Designs      words                   `json:"study_designs"`
	Abstract     maybe[map[string]words] `json:"abstract_inverted_index"`
	Primary      maybe[location]         `json:"primary_location"`
	BestOpen     maybe[location]         `json:"best_oa_location"`
	OpenAccess   maybe[openAccess]       `json:"open_access"`
	Authorships  list[authorship]        `json:"authorships"`
}

// location is a place where a copy of a work is.
type location struct {
	Open    words `json:"is_oa"`
	Landing words `json:"landing_page_url"`
	PDF     words `json:"pdf_url"`
	Source  words `json:"source"`
	RawType words `json:"raw_type"`
}

func (l location) address() string {
	return first(htmltext.Resolve(nil, l.PDF.first()), htmltext.Resolve(nil, l.Landing.first()))
}

type openAccess struct {
	URL words `json:"oa_url"`
}

type authorship struct {
	Author words `json:"author"`
	Raw    words `json:"raw_author_name"`
}

// parseOpenAlex reads the answer to a request for one work.
func parseOpenAlex(body []byte) (chalkline.Work, error) {
	var w openAlexWork
	if err := json.Unmarshal(body, &w); err != nil {
		return chalkline.Work{}, fmt.Errorf("%w: %w", errShape, err)
	}
	if w.ID.first() == "" {
		return chalkline.Work{}, fmt.Errorf("%w: no id in it", errShape)
	}
	return w.work(), nil
}

func (w openAlexWork) work() chalkline.Work {
	r := chalkline.Work{
		DOI:      ids.DOI(w.DOI.first()),
		Title:    htmltext.Line(first(w.Title.first(), w.DisplayName.first())),
		Type:     w.crossrefType(),
		Venue:    htmltext.Line(w.Primary.value.Source.first()),
		Year:     w.year(),
		Open:     w.open(),
		Origin:   "openalex",
		Abstract: htmltext.Plain(uninvert(w.Abstract.value)),
	}
	for _, name := range w.Designs {
		r.Designs = append(r.Designs, htmltext.Line(name))
	}
	if kind := w.Type.first(); tellsMore[kind] {
		r.Types = []string{kind}
	}
	for _, a := range w.Authorships {
		if name := htmltext.Line(first(a.Author.first(), a.Raw.first())); name != "" {
			r.Authors = append(r.Authors, name)
		}
	}
	switch {
	case w.Retracted.stated() == chalkline.StatedYes, titleSaysRetracted(r.DOI, r.Title):
		r.Standing = chalkline.StandingRetracted
	case w.Retracted.stated() == chalkline.StatedNo:
		r.Standing = chalkline.StandingGood
	}
	return limited(r)
}

func (w openAlexWork) year() int {
	if year := w.Year.number(); year != 0 {
		return year
	}
	year, _, _ := strings.Cut(w.Date.first(), "-")
	return words{year}.number()
}

// open is the address of the best copy that is free to read.
func (w openAlexWork) open() string {
	if address := w.BestOpen.value.address(); address != "" {
		return address
	}
	if address := htmltext.Resolve(nil, w.OpenAccess.value.URL.first()); address != "" {
		return address
	}
	if w.Primary.value.Open.stated() == chalkline.StatedYes {
		return w.Primary.value.address()
	}
	return ""
}

// crossrefTypes are Crossref's names for OpenAlex's types.
var crossrefTypes = map[string]string{
	"article":                 "journal-article",
	"review":                  "journal-article",
	"letter":                  "journal-article",
	"editorial":               "journal-article",
	"erratum":                 "journal-article",
	"retraction":              "journal-article",
	"preprint":                "posted-content",
	"book-review":             "journal-article",
	"reference-entry":         "reference-entry",
	"supplementary-materials": "component",
}

// tellsMore are OpenAlex's types that say more than Crossref's.
var tellsMore = map[string]bool{"review": true, "letter": true, "editorial": true, "erratum": true, "retraction": true, "book-review": true}

// crossrefType is the type as Crossref names it.
func (w openAlexWork) crossrefType() string {
	if said := w.CrossrefType.first(); said != "" {
		return said
	}
	if said := w.Primary.value.RawType.first(); said == "posted-content" || said == "journal-article" {
		return said
	}
	kind := w.Type.first()
	return first(crossrefTypes[kind], kind)
}

// maxWords is how many words of an abstract are put in order; no honest
// abstract is longer.
const maxWords = 20_000

// uninvert puts the words of an inverted abstract back in order.
func uninvert(index map[string]words) string {
	type placed struct {
		at   int
		word string
	}
	var all []placed
	for word, places := range index {
		for _, place := range places {
			if len(all) < maxWords {
				all = append(all, placed{words{place}.number(), word})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].at < all[j].at || all[i].at == all[j].at && all[i].word < all[j].word
	})
	text := make([]string, len(all))
	for i, p := range all {
		text[i] = p.word
	}
	return strings.Join(text, " ")
}
