package page

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"chalkline/crawler/htmltext"
)

// The caps of what is read of a page's own account of itself.
const (
	maxMeta    = 1000
	maxAuthors = 100
	maxLD      = 512 << 10 // bytes of one JSON-LD script
)

// facts are what a page says of itself, in all its ways of saying so.
type facts struct {
	doc  *goquery.Document
	meta map[string][]string // by name, property or itemprop in lower case
	ld   ld
}

func factsOf(doc *goquery.Document) facts {
	f := facts{doc: doc, meta: make(map[string][]string), ld: linkedData(doc)}
	for i, node := range doc.Find("meta[content]").EachIter() {
		if i == maxMeta {
			break
		}
		content := strings.TrimSpace(node.AttrOr("content", ""))
		if content == "" {
			continue
		}
		for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
			for name := range strings.FieldsSeq(strings.ToLower(node.AttrOr(key, ""))) {
				name = strings.Replace(name, "dcterms.", "dc.", 1)
				f.meta[name] = append(f.meta[name], content)
			}
		}
	}
	return f
}

// all are the contents under the first name that has any.
func (f facts) all(names ...string) []string {
	for _, name := range names {
		if found := f.meta[name]; len(found) > 0 {
			return found
		}
	}
	return nil
}

// first is the first content under the first name that has one, on one line.
func (f facts) first(names ...string) string {
	for _, name := range names {
		for _, content := range f.meta[name] {
			if line := htmltext.Line(content); line != "" {
				return line
			}
		}
	}
	return ""
}

// siteName is what the site calls itself.
func (f facts) siteName() string {
	return f.first("og:site_name", "application-name", "al:iphone:app_name")
}

// title is the title of the article, without the name of the site that pages
// add to it.
func (f facts) title() string {
	if stated := f.first("citation_title", "bepress_citation_title"); stated != "" {
		return stated
	}
	page := htmltext.Line(escaped(f.doc.Find("head title, title").First().Text()))
	claims := []string{f.ld.headline, f.first("og:title"), f.first("twitter:title", "parsely-title", "sailthru.title", "dc.title"), page}
	if heading := f.heading(claims); heading != "" {
		return heading
	}
	for _, claim := range claims {
		if claim = f.withoutSite(claim); claim != "" && !strings.EqualFold(claim, f.siteName()) {
			return claim
		}
	}
	if only := f.doc.Find("h1"); only.Length() > 0 {
		return htmltext.Line(escaped(only.First().Text()))
	}
	return page
}

var headings = cascadia.MustCompile("h1, h2, h3.post-title, h3.entry-title, [itemprop=headline]")

// heading is the heading of the page that one of its claimed titles starts with
// or ends in.
func (f facts) heading(claims []string) string {
	best, size := "", 0
	for i, node := range f.doc.FindMatcher(headings).EachIter() {
		if i == 60 {
			break
		}
		text := htmltext.Line(escaped(node.Text()))
		if strings.EqualFold(text, f.siteName()) {
			continue
		}
		short := letters(text)
		for _, claim := range claims {
			claim = letters(claim)
			if len(short) > max(size, 3) && (strings.HasPrefix(claim, short) || strings.HasSuffix(claim, short) ||
				len(claim) > 12 && strings.HasPrefix(short, claim) && len(short) < 3*len(claim)) {
				best, size = text, len(short)
			}
		}
	}
	return best
}

// withoutSite cuts the name of the site from the end or the front of a title.
func (f facts) withoutSite(title string) string {
	site := letters(f.siteName())
	for _, by := range []string{" | ", " – ", " — ", " - ", " :: ", " » ", " « ", " · "} {
		i, j := strings.LastIndex(title, by), strings.Index(title, by)
		if i < 0 {
			continue
		}
		switch head, tail := title[:i], title[i+len(by):]; {
		case site != "" && letters(tail) == site:
			return f.withoutSite(head)
		case site != "" && letters(title[:j]) == site:
			return title[j+len(by):]
		case site == "" && len(strings.Fields(tail)) <= 4 && len(strings.Fields(head)) > len(strings.Fields(tail)):
			return head
		}
	}
	return title
}

// description is what the page says it is about; of a scholarly page, the
// abstract.
func (f facts) description() string {
	for _, name := range []string{"citation_abstract", "dc.abstract", "dc.description", "og:description", "description", "twitter:description"} {
		for _, content := range f.meta[name] {
			if text, _ := htmltext.Read(content, nil); text != "" {
				return text
			}
		}
	}
	text, _ := htmltext.Read(f.ld.description, nil)
	return text
}

// venue is the journal or site in which the article appeared.
func (f facts) venue() string {
	if journal := f.first("citation_journal_title", "citation_conference_title", "citation_inbook_title", "prism.publicationname",
		"bepress_citation_journal_title", "citation_technical_report_institution", "citation_dissertation_institution"); journal != "" {
		return journal
	}
	if f.ld.periodical != "" {
		return f.ld.periodical
	}
	if site := f.siteName(); site != "" {
		return site
	}
	return f.ld.publisher
}

// language is the ISO 639-1 code of the page's language.
func (f facts) language() string {
	stated := f.first("citation_language", "dc.language")
	if stated == "" {
		stated = f.doc.Find("html").AttrOr("lang", "")
	}
	if stated == "" {
		stated = f.first("content-language", "og:locale", "inlanguage")
	}
	if stated == "" {
		stated = f.ld.language
	}
	code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(stated), "_", "-")), "-")
	if len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}

// nearby is how many pieces of text after the title are searched for a byline
// that nothing marks.
const nearby = 40

// nearTitle are the short lines that follow the first heading of the page.
func (f facts) nearTitle() []string {
	var lines []string
	started := false
	var walk func(*html.Node) bool
	walk = func(n *html.Node) bool {
		switch {
		case n.Type == html.ElementNode && flow[n.DataAtom] != flowText:
			return true
		case n.DataAtom == atom.H1:
			started = true
		case started && n.Type == html.TextNode && len(n.Data) < 500:
			if line := htmltext.Line(escaped(n.Data)); line != "" && len(line) <= 100 {
				lines = append(lines, line)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if len(lines) >= nearby || !walk(c) {
				return false
			}
		}
		return true
	}
	walk(f.doc.Nodes[0])
	return lines
}
