package sample

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"chalkline"

	"golang.org/x/net/html/charset"
)

//go:embed templates
var templateFiles embed.FS

// feedTemplates are plain text templates: their values are escaped by the
// function x, since html/template knows HTML only.
var feedTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"x":       escape,
	"rfc822":  func(t time.Time) string { return t.Format(time.RFC1123Z) },
	"rfc3339": func(t time.Time) string { return t.Format(time.RFC3339) },
}).ParseFS(templateFiles, "templates/*.xml"))

func escape(text string) (string, error) {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return "", fmt.Errorf("escape text for a feed: %w", err)
	}
	return b.String(), nil
}

// feedPage is what a feed template shows.
type feedPage struct {
	Site     *site
	Encoding string
	Self     string // address of the feed
	Home     string // address of the site
	Updated  time.Time
	Entries  []entry
	XHTML    bool // content as elements
	NoGUID   bool
}

// entry is one item as a feed gives it.
type entry struct {
	Item      *item
	URL       string
	ID        string
	Permalink bool // the ID is the URL
	Published time.Time
	Summary   string // plain text
	HTML      string // "" when the summary is all there is
	Audio     string // address of the recording
	AudioSize int    // bytes
}

// feed is the site's feed and its media type.
func (w *web) feed(number int, s *site) (contentType string, body []byte) {
	page := w.feedPage(number, s)
	if s.Format == formatJSON {
		return "application/feed+json", jsonFeed(page)
	}
	var b bytes.Buffer
	if err := feedTemplates.ExecuteTemplate(&b, string(s.Format)+".xml", page); err != nil {
		panic(fmt.Sprintf("sample: feed of %s: %v", s.Slug, err)) // a test renders them all
	}
	body = b.Bytes()
	contentType = map[format]string{
		formatRSS: "application/rss+xml", formatAtom: "application/atom+xml", formatRDF: "application/rdf+xml",
	}[s.Format]
	switch s.Quirk {
	case quirkWindows1252:
		encoding, _ := charset.Lookup("windows-1252")
		encoded, err := encoding.NewEncoder().Bytes(body)
		if err != nil {
			panic(fmt.Sprintf("sample: feed of %s: %v", s.Slug, err))
		}
		return "text/xml", encoded
	case quirkTruncated:
		return contentType, body[:bytes.LastIndex(body, []byte("<content:encoded>"))+240]
	}
	return contentType + "; charset=utf-8", body
}

func (w *web) feedPage(number int, s *site) feedPage {
	page := feedPage{
		Site: s, Encoding: "UTF-8",
		Self: w.base(number) + s.path() + s.feedFile(), Home: w.base(number) + s.path(),
		Updated: newest(s).published(w.now), XHTML: s.Quirk == quirkXHTML, NoGUID: s.Quirk == quirkNoGUID,
	}
	if s.Quirk == quirkWindows1252 {
		page.Encoding = "windows-1252"
	}
	items := slices.Clone(s.Items)
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.Hours, b.Hours) })
	for _, i := range items {
		page.Entries = append(page.Entries, w.entry(number, s, i))
	}
	return page
}

func (w *web) entry(number int, s *site, i *item) entry {
	e := entry{Item: i, URL: w.itemURL(number, s, i), Published: i.published(w.now)}
	e.ID, e.Permalink = e.URL, true
	switch {
	case s.Preprints:
		e.ID, e.Permalink = "https://doi.org/"+i.DOI, false
	case i.DOI != "":
		e.ID, e.Permalink = "doi:"+i.DOI, false
	case s.Quirk == quirkRelative:
		e.URL, e.ID, e.Permalink = i.Slug, s.Slug+":"+i.Slug, false
	}
	if i.Audio {
		e.Audio, e.AudioSize = w.itemURL(number, s, i)+".mp3", len(silence())
	}
	if s.journal() {
		e.Summary = plain(i.Text)
		return e
	}
	e.Summary = chalkline.Cut(plain(i.Text), 220)
	e.HTML = markup(i.Text, func(target string) string {
		if s.Quirk != quirkRelative {
			return w.href(target)
		}
		return strings.TrimPrefix(w.href(target), w.base(number))
	})
	return e
}

// The shapes of JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
type (
	jsonPage struct {
		Version     string      `json:"version"`
		Title       string      `json:"title"`
		HomeURL     string      `json:"home_page_url"`
		FeedURL     string      `json:"feed_url"`
		Description string      `json:"description"`
		Language    string      `json:"language"`
		Items       []jsonEntry `json:"items"`
	}
	jsonEntry struct {
		ID        string       `json:"id"`
		URL       string       `json:"url"`
		Title     string       `json:"title"`
		Text      string       `json:"content_text"`
		Published time.Time    `json:"date_published"`
		Authors   []jsonAuthor `json:"authors"`
		Tags      []string     `json:"tags,omitempty"`
	}
	jsonAuthor struct {
		Name string `json:"name"`
	}
)

func jsonFeed(page feedPage) []byte {
	out := jsonPage{
		Version: "https://jsonfeed.org/version/1.1", Title: page.Site.Name, HomeURL: page.Home, FeedURL: page.Self,
		Description: page.Site.Tagline, Language: "en",
	}
	for _, e := range page.Entries {
		one := jsonEntry{
			ID: e.ID, URL: e.URL, Title: e.Item.Title, Text: e.Summary,
			Published: e.Published, Tags: e.Item.Categories,
		}
		for _, name := range e.Item.Authors {
			one.Authors = append(one.Authors, jsonAuthor{name})
		}
		out.Items = append(out.Items, one)
	}
	body, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("sample: feed of %s: %v", page.Site.Slug, err)) // strings and times always marshal
	}
	return body
}
