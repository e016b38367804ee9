package scholar

import (
	"encoding/json"
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
	var answer struct {
		Message struct {
			Items []record `json:"items"`
		} `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("Crossref's answer is not the JSON that was expected: %w", err) //nolint:staticcheck // a name
	}
	items := make([]chalkline.Item, 0, len(answer.Message.Items))
	known := make(map[string]bool)
	for _, r := range answer.Message.Items {
		item := r.item(now)
		if item.DOI == "" || item.Title == "" || known[item.Key] {
			continue
		}
		known[item.Key] = true
		items = append(items, item)
	}
	return items, nil
}

func (r record) item(now time.Time) chalkline.Item {
	doi := ids.DOI(r.DOI)
	item := chalkline.Item{
		Key:       "doi " + doi,
		GUID:      "doi:" + doi,
		URL:       "https://doi.org/" + doi,
		Title:     r.title(),
		Venue:     r.venue(),
		DOI:       doi,
		Published: r.publishedOn(now),
	}
	if len(r.Subtitle) > 0 && item.Title != "" {
		if subtitle := htmltext.Line(r.Subtitle[0]); subtitle != "" && !strings.Contains(item.Title, subtitle) {
			item.Title += ": " + subtitle
		}
	}
	if len(r.Language) == 2 {
		item.Language = strings.ToLower(r.Language)
	}
	for _, subject := range r.Subject {
		item.Categories = append(item.Categories, htmltext.Line(subject))
	}
	for _, p := range r.Author {
		if name := p.name(); name != "" {
			item.Authors = append(item.Authors, name)
		}
	}
	item.Text, item.Links = abstract(r.Abstract)
	return item
}

func (p person) name() string {
	if p.Name != "" {
		return htmltext.Line(p.Name)
	}
	return htmltext.Line(p.Given + " " + p.Family)
}

// publishedOn is the day of publication, or when only its month or year is
// known, or it lies ahead, the day on which the DOI was made.
func (r record) publishedOn(now time.Time) time.Time {
	for _, d := range []dateParts{r.Published, r.Issued, r.Created} {
		if at := d.day(); at.Year() >= 1990 && !at.After(now) {
			return at
		}
	}
	return time.Time{}
}

// jats turns the elements of JATS that shape a text into those of HTML.
var jats = strings.NewReplacer(
	"<jats:title", "<h4", "</jats:title", "</h4",
	"<jats:sec", "<section", "</jats:sec", "</section",
	"<jats:list-item", "<li", "</jats:list-item", "</li",
	"<jats:tex-math", "<template", "</jats:tex-math", "</template",
	"<jats:ext-link xlink:href", "<a href", "</jats:ext-link", "</a",
	"<jats:", "<", "</jats:", "</",
)

var abstractHeading = regexp.MustCompile(`(?i)^(abstract|summary)[:.]?\s*\n\n`)

// abstract is the text of an abstract in JATS XML without the heading that only
// says what it is.
func abstract(markup string) (text string, links []string) {
	text, links = htmltext.Read(jats.Replace(markup), nil)
	return abstractHeading.ReplaceAllString(text, ""), links
}
