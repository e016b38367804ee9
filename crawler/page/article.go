package page

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// Article is the main text of a page, and what the page says of it. Whatever it
// does not say is empty.
type Article struct {
	Title       string
	Text        string   // paragraphs parted by an empty line
	Links       []string // in the text, absolute, each once
	Description string   // as stated; of a scholarly page, the abstract
	Authors     []string
	Categories  []string  // keywords, tags and sections
	Venue       string    // journal, else site
	Language    string    // ISO 639-1 or ""
	Published   time.Time // a day without a time is midnight UTC
	DOI, ERIC   string    // its own
	Canonical   string    // the address that the page prefers
	OpenCopy    string    // a PDF that it offers
}

// Item is the article as an item, as far as it can fill one. Where the page shows
// less than it states, as that of a journal behind a wall does, the abstract
// stands in for the text.
func (a Article) Item() chalkline.Item {
	text := a.Text
	if len(text) < len(a.Description) {
		text = a.Description
	}
	return chalkline.Item{
		URL: a.Canonical, Title: a.Title, Text: text, Links: a.Links, Authors: a.Authors, Venue: a.Venue, Language: a.Language,
		DOI: a.DOI, ERIC: a.ERIC, Published: a.Published,
	}
}

// ReadArticle reads the article on a page that was fetched from address. The
// text is at most htmltext.MaxText long. A page without an article gives what
// reads most like one, or no text; a page that cannot be read is an error.
func ReadArticle(body []byte, address string) (a Article, err error) {
	// Pages are written by strangers and read by libraries: none may end the program.
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading the page: %v", cause)
		}
	}()
	doc, base, err := parse(body, address)
	if err != nil {
		return a, err
	}
	f := factsOf(doc)
	a = Article{
		Title: f.title(), Description: f.description(), Authors: f.authors(), Categories: f.categories(),
		Venue: f.venue(), Language: f.language(), Canonical: f.canonical(base, address), OpenCopy: f.openCopy(base),
	}
	a.Published = f.published(address)
	a.DOI, a.ERIC = f.doi(address, a.Canonical), f.eric(address, a.Canonical)
	a.Text, a.Links = htmltext.Read(mainText(doc.Nodes[0], a.Title), base)
	if stated, links := htmltext.Read(f.ld.body, base); len(a.Text) < minText && len(stated) > 2*len(a.Text) {
		a.Text, a.Links = stated, links
	}
	return a, nil
}

// canonical is the address that the page prefers for itself. One that leads to
// the front page of the site is a mistake that many templates make.
func (f facts) canonical(base *url.URL, address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	stated := []string{f.doc.Find("link[rel~=canonical][href]").First().AttrOr("href", "")}
	for _, href := range append(stated, f.all("og:url")...) {
		u, err := url.Parse(htmltext.Resolve(base, href))
		if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" && strings.Trim(at.Path, "/") != "" && u.RawQuery == "" {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	return ""
}

// doi is the DOI of the article itself.
func (f facts) doi(addresses ...string) string {
	for _, name := range []string{
		"citation_doi", "bepress_citation_doi", "prism.doi", "dc.identifier.doi", "doi", "dc.identifier", "dc.relation", "article:doi",
	} {
		for _, stated := range f.meta[name] {
			if doi := ids.DOI(stated); doi != "" {
				return doi
			}
		}
	}
	for _, stated := range f.ld.ids {
		if doi := ids.DOIOfPage(stated); doi != "" {
			return doi
		}
	}
	for _, address := range addresses {
		if doi := ids.DOIOfPage(address); doi != "" {
			return doi
		}
	}
	return ""
}

// eric is the ERIC number of the article itself.
func (f facts) eric(addresses ...string) string {
	for _, stated := range append(f.all("eric_accno", "dc.identifier"), addresses...) {
		if number := ids.ERIC(stated); number != "" {
			return number
		}
	}
	return ""
}

// openCopy is the PDF of the article, when the page names one.
func (f facts) openCopy(base *url.URL) string {
	stated := append(f.all("citation_pdf_url", "bepress_citation_pdf_url", "eprints.document_url"), f.ld.copies...)
	if link, ok := f.doc.Find(`link[rel~=alternate][type="application/pdf"][href]`).First().Attr("href"); ok {
		stated = append(stated, link)
	}
	for _, href := range stated {
		if address := htmltext.Resolve(base, href); address != "" {
			return address
		}
	}
	return ""
}

// maxCategories is how many keywords of a page are kept.
const maxCategories = 30

// categories are what the page files the article under, each once.
func (f facts) categories() []string {
	var stated []string
	for _, name := range []string{"citation_keywords", "article:section", "article:tag", "keywords", "news_keywords", "dc.subject"} {
		for _, content := range f.meta[name] {
			stated = append(stated, strings.FieldsFunc(content, func(c rune) bool { return c == ',' || c == ';' })...)
		}
	}
	var kept []string
	known := make(map[string]bool)
	for _, category := range append(stated, f.ld.keywords...) {
		category = htmltext.Line(category)
		if key := strings.ToLower(category); category != "" && len(category) <= 80 && !known[key] && len(kept) < maxCategories {
			known[key] = true
			kept = append(kept, category)
		}
	}
	return kept
}
