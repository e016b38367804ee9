package evidence

import (
	"net/url"
	"regexp"
	"strings"

	"chalkline"
)

// referenceLimit is how much of a reference string is kept, in runes.
const referenceLimit = 500

// citationLimit keeps a page of thousands of links from becoming thousands of
// look-ups.
const citationLimit = 60

var (
	doiPattern   = regexp.MustCompile(`\b10\.\d{4,9}/[^\s"<>{}|\\^\x60]+`)
	ericPattern  = regexp.MustCompile(`\b(?:EJ|ED)\d{6,7}\b`)
	arxivPattern = regexp.MustCompile(`(?i)(?:arxiv:\s?|arxiv\.org/(?:abs|pdf)/)(\d{4}\.\d{4,5})`)
	linkPattern  = regexp.MustCompile(`https?://[^\s"<>()\[\]]+`)
	yearPattern  = regexp.MustCompile(`\((?:19|20)\d\d[a-z]?(?:, [A-Z][a-z]+(?: \d{1,2})?)?\)[.,]`)
	inText       = regexp.MustCompile(`\((?:[a-z., ]{0,12})((?:\p{Lu}[\p{L}'’-]+)(?:(?:, \p{Lu}[\p{L}'’-]+)*,? (?:&|and) \p{Lu}[\p{L}'’-]+| et al\.?)?),? ((?:19|20)\d\d)[a-z]?[);,:]`)
	authors      = regexp.MustCompile(`(?:\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?,? (?:\p{Lu}\.[ -]?){1,4}(?:,? ?(?:&|and|et al\.) ?|, ?)?)+\s*$`)
)

// studyHosts publish studies: a link to one of them is a citation even without
// a DOI in it. Their own front pages are not.
var studyHosts = []string{
	"educationendowmentfoundation.org.uk", "ies.ed.gov", "campbellcollaboration.org", "eric.ed.gov", "journals.sagepub.com", "tandfonline.com",
	"onlinelibrary.wiley.com", "link.springer.com", "sciencedirect.com", "nature.com", "jstor.org", "nber.org", "edworkingpapers.com", "frontiersin.org",
	"journals.plos.org", "psycnet.apa.org", "arxiv.org", "osf.io", "academic.oup.com", "cambridge.org", "bestevidence.org", "evidenceforessa.org", "ncbi.nlm.nih.gov",
	"pubmed.ncbi.nlm.nih.gov", "mdpi.com", "doi.org", "ssrn.com",
}

// Citations are the works an item points to: by DOI, ERIC or arXiv number, by a
// link to a place that publishes studies, or by a reference in the text. The
// item's own numbers are left out, and each work is listed once.
func (m *Model) Citations(item chalkline.Item) []chalkline.Citation {
	c := citer{item: item, seen: map[string]bool{}}
	c.seen["doi:"+cleanDOI(item.DOI)] = true
	c.seen["eric:"+item.ERIC] = true
	c.seen["url:"+item.URL] = true
	for _, link := range item.Links {
		c.link(link)
	}
	text := item.Text
	if strings.Contains(text, "://") {
		for _, link := range linkPattern.FindAllString(text, -1) {
			c.link(strings.TrimRight(link, ".,;:!?'"))
		}
	}
	if strings.Contains(text, "10.") {
		for _, doi := range doiPattern.FindAllString(text, -1) {
			c.doi(doi, "", chalkline.CitationID)
		}
	}
	if strings.Contains(text, "EJ") || strings.Contains(text, "ED") {
		for _, id := range ericPattern.FindAllString(text, -1) {
			c.eric(id, "", chalkline.CitationID)
		}
	}
	if strings.Contains(strings.ToLower(text), "arxiv") {
		for _, found := range arxivPattern.FindAllStringSubmatch(text, -1) {
			c.doi("10.48550/arxiv."+found[1], "", chalkline.CitationID)
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
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	plain, err := url.PathUnescape(raw)
	if err != nil {
		plain = raw
	}
	if doi := doiPattern.FindString(plain); doi != "" {
		c.doi(doi, raw, chalkline.CitationLink)
		return
	}
	if host == "eric.ed.gov" || strings.Contains(host, "eric") {
		if id := ericPattern.FindString(plain); id != "" {
			c.eric(id, raw, chalkline.CitationLink)
			return
		}
	}
	if found := arxivPattern.FindStringSubmatch(plain); found != nil {
		c.doi("10.48550/arxiv."+found[1], raw, chalkline.CitationLink)
		return
	}
	if publishesStudies(host) && len(strings.Trim(u.Path, "/")) > 3 && !sameHost(raw, c.item.URL) {
		c.add("url:"+raw, chalkline.Citation{Kind: chalkline.CitationLink, URL: raw})
	}
}

func publishesStudies(host string) bool {
	for _, known := range studyHosts {
		if host == known || strings.HasSuffix(host, "."+known) {
			return true
		}
	}
	return false
}

func sameHost(a, b string) bool {
	return b != "" && chalkline.HostOf(a) == chalkline.HostOf(b)
}

// references reads strings like "Author, A., & Other, B. (2016). Title. Journal."
func (c *citer) references(text string) {
	if !strings.Contains(text, "(19") && !strings.Contains(text, "(20") {
		return
	}
	for line := range strings.Lines(text) {
		for _, year := range yearPattern.FindAllStringIndex(line, citationLimit) {
			before := line[max(0, runeStart(line, year[0]-300)):year[0]]
			names := authors.FindString(before)
			if names == "" {
				continue
			}
			rest := line[year[1]:]
			if next := nextReference(rest); next > 0 {
				rest = rest[:next]
			}
			title := strings.TrimSpace(rest)
			if len(title) < 12 || strings.HasPrefix(strings.ToLower(title), "personal communication") {
				continue
			}
			reference := chalkline.Cut(strings.TrimSpace(names)+" "+line[year[0]:year[1]]+" "+title, referenceLimit)
			key := referenceKey(names, line[year[0]+1:])
			if doi := cleanDOI(doiPattern.FindString(rest)); doi != "" {
				c.seen[key] = true // it is listed by its DOI
				continue
			}
			c.add(key, chalkline.Citation{Kind: chalkline.CitationReference, Text: reference})
		}
	}
}

// mentions reads "(Author & Other, 2016)" where the text has no such reference.
func (c *citer) mentions(text string) {
	if !strings.Contains(text, "(") {
		return
	}
	for _, found := range inText.FindAllStringSubmatch(text, citationLimit) {
		c.add(referenceKey(found[1], found[2]), chalkline.Citation{Kind: chalkline.CitationReference, Text: found[1] + ", " + found[2]})
	}
}

// referenceKey tells references apart by first author and year.
func referenceKey(names, year string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(names), " ")
	return "ref:" + strings.ToLower(strings.Trim(first, ",.")) + year[:min(len(year), 4)]
}

// nextReference is where another reference begins in the same line, or 0.
func nextReference(rest string) int {
	at := yearPattern.FindStringIndex(rest)
	if at == nil {
		return 0
	}
	if names := authors.FindStringIndex(rest[:at[0]]); names != nil {
		return names[0]
	}
	return 0
}

func runeStart(text string, at int) int {
	for at > 0 && at < len(text) && text[at]&0xc0 == 0x80 {
		at--
	}
	return at
}

// cleanDOI is a DOI in lower case without a resolver in front and without the
// punctuation of the sentence it stood in; "" when it is none.
func cleanDOI(raw string) string {
	doi := strings.ToLower(strings.TrimSpace(raw))
	at := strings.Index(doi, "10.")
	if at < 0 || !strings.Contains(doi[at:], "/") {
		return ""
	}
	doi = doi[at:]
	for _, end := range []string{"?", "#", "&", "/abstract", "/full", "/pdf", "/epdf"} {
		if i := strings.Index(doi, end); i > 0 && (len(end) > 1 || strings.HasPrefix(strings.ToLower(raw), "http") || end != "&") {
			doi = doi[:i]
		}
	}
	for {
		trimmed := strings.TrimRight(doi, ".,;:'\"*…’”")
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, "(") < strings.Count(trimmed, ")") {
			trimmed = strings.TrimSuffix(trimmed, ")")
		}
		if strings.HasSuffix(trimmed, "]") && strings.Count(trimmed, "[") < strings.Count(trimmed, "]") {
			trimmed = strings.TrimSuffix(trimmed, "]")
		}
		if trimmed == doi {
			return doi
		}
		doi = trimmed
	}
}
