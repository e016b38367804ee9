package evidence

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"chalkline"
)

// referenceLimit is how much of a reference string is kept, in runes.
const referenceLimit = 500

// citationLimit keeps a page of thousands of links from becoming thousands of
// look-ups.
const citationLimit = 60

// citableLimit is how much of a text is searched for citations, in bytes: half
// from its start and half from its end, where references stand.
const citableLimit = 256 << 10

func citable(text string) string {
	if len(text) > citableLimit {
		from := len(text) - citableLimit/2
		for from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
		text = clip(text, citableLimit/2) + "\n" + text[from:]
	}
	return strings.ToValidUTF8(text, "")
}

var (
	doiPattern   = regexp.MustCompile(`\b10\.\d{4,9}/[^\s"<>{}|\\^\x60“”‘，。；）】」、]+`)
	ericPattern  = regexp.MustCompile(`\b(?:EJ|ED)\d{6,7}\b`)
	arxivPattern = regexp.MustCompile(`(?i)(?:\barxiv:\s?|arxiv\.org/(?:abs|pdf|html)/)(\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[a-z]{2})?/\d{7})(?:v\d+)?\b`)
	linkPattern  = regexp.MustCompile(`https?://[^\s"<>\[\]]+`)
)

// Citations are the works an item points to: by DOI, ERIC or arXiv number, by a
// link to a place that publishes studies, or by a reference in the text. The
// item's own numbers and address are left out, and each work is listed once.
func (m *Model) Citations(item chalkline.Item) []chalkline.Citation {
	c := citer{item: item, seen: map[string]bool{}}
	c.own()
	for _, link := range item.Links {
		c.link(link)
	}
	text := citable(item.Text)
	if strings.Contains(text, "://") {
		for _, link := range linkPattern.FindAllString(text, -1) {
			c.link(trimLink(link))
		}
	}
	if strings.Contains(text, "10.") {
		for _, doi := range doiPattern.FindAllString(text, -1) {
			for _, one := range apart(doi) {
				c.doi(one, "", chalkline.CitationID)
			}
		}
	}
	if strings.Contains(text, "EJ") || strings.Contains(text, "ED") {
		for _, id := range ericPattern.FindAllString(text, -1) {
			c.eric(id, "", chalkline.CitationID)
		}
	}
	if strings.Contains(strings.ToLower(text), "arxiv") {
		for _, found := range arxivPattern.FindAllStringSubmatch(text, -1) {
			c.doi(arxivPrefix+found[1], "", chalkline.CitationID)
		}
	}
	c.references(text)
	c.mentions(text)
	return c.list
}

// citer collects citations without repeats.
type citer struct {
	item chalkline.Item
	list []chalkline.Citation
	seen map[string]bool
}

// own marks what stands for the item itself as seen.
func (c *citer) own() {
	c.seen["doi:"+cleanDOI(c.item.DOI)] = true
	c.seen["eric:"+c.item.ERIC] = true
	c.seen["url:"+c.item.URL] = true
	doi, eric := workOfLink(c.item.URL)
	c.seen["doi:"+doi] = true
	c.seen["eric:"+eric] = true
}

func (c *citer) add(key string, citation chalkline.Citation) {
	if c.seen[key] || len(c.list) >= citationLimit {
		return
	}
	c.seen[key] = true
	citation.ItemID = c.item.ID
	c.list = append(c.list, citation)
}

func (c *citer) doi(raw, link string, kind chalkline.CitationKind) {
	if doi := cleanDOI(raw); doi != "" {
		c.add("doi:"+doi, chalkline.Citation{Kind: kind, DOI: doi, URL: link})
	}
}

func (c *citer) eric(id, link string, kind chalkline.CitationKind) {
	c.add("eric:"+id, chalkline.Citation{Kind: kind, ERIC: id, URL: link})
}

// link reads one hyperlink.
func (c *citer) link(raw string) {
	doi, eric := workOfLink(raw)
	switch {
	case doi != "":
		c.add("doi:"+doi, chalkline.Citation{Kind: chalkline.CitationLink, DOI: doi, URL: raw})
	case eric != "":
		c.eric(eric, raw, chalkline.CitationLink)
	case leadsToStudy(raw) && !sameHost(raw, c.item.URL):
		c.add("url:"+raw, chalkline.Citation{Kind: chalkline.CitationLink, URL: raw})
	}
}

func sameHost(a, b string) bool {
	return b != "" && chalkline.HostOf(a) == chalkline.HostOf(b)
}

// trimLink cuts from an address in a text what belongs to the sentence: from
// the first closing bracket that it did not open, and marks at its end.
func trimLink(link string) string {
	open := 0
	for i, c := range link {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open < 0 {
			link = link[:i]
			break
		}
	}
	return strings.TrimRight(link, ".,;:!?'(")
}
