package feed

import "strings"

// spaces are the prefixes by which name spaces are known here, whatever a
// document calls them. Those of the feed formats themselves are "".
var spaces = map[string]string{
	"http://www.w3.org/2005/atom":                 "",
	"http://purl.org/atom/ns":                     "",
	"http://purl.org/rss/1.0":                     "",
	"http://purl.org/net/rss1.1":                  "",
	"http://my.netscape.com/rdf/simple/0.9":       "",
	"http://channel.netscape.com/rdf/simple/0.9":  "",
	"http://backend.userland.com/rss2":            "",
	"http://backend.userland.com/rss":             "",
	"http://blogs.law.harvard.edu/tech/rss":       "",
	"http://cyber.law.harvard.edu/rss/rss.html":   "",
	"http://purl.org/dc/elements/1.1":             "dc",
	"http://purl.org/dc/elements/1.0":             "dc",
	"http://purl.org/dc/terms":                    "dcterms",
	"http://purl.org/rss/1.0/modules/content":     "content",
	"http://purl.org/rss/1.0/modules/syndication": "sy",
	"http://search.yahoo.com/mrss":                "media",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":  "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":     "itunes",
	"http://rssnamespace.org/feedburner/ext/1.0":  "feedburner",
	"http://arxiv.org/schemas/atom":               "arxiv",
	"http://www.w3.org/1999/xhtml":                "xhtml",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns":  "rdf",
	"http://www.youtube.com/xml/schemas/2015":     "yt",
	"http://purl.org/rss/1.0/modules/prism":       "prism",
}

// spaceOf is what a declared name space is called here. One that is not known
// keeps its prefix, and the elements of a document are the format's own
// whatever name space it declares for them.
func spaceOf(prefix, address string) string {
	address = strings.TrimRight(strings.ToLower(strings.TrimSpace(address)), "/#")
	address = strings.Replace(address, "https://", "http://", 1)
	if known, ok := spaces[address]; ok {
		return known
	}
	if strings.Contains(address, "prismstandard.org/") {
		return "prism"
	}
	return prefix
}

// canonical is the name of an element as it is known here.
func (s *scope) canonical(tag []byte) string {
	name := strings.ToLower(string(tag[:min(len(tag), 100)]))
	prefix, local, prefixed := strings.Cut(name, ":")
	if !prefixed {
		prefix, local = "", name
	}
	space := prefix
	for i := len(s.spaces) - 1; i >= 0; i-- {
		if s.spaces[i].prefix == prefix {
			space = s.spaces[i].space
			break
		}
	}
	switch space {
	case "", "atom", "rss", "atom10", "atom03":
		return local
	case prefix:
		return name
	}
	return space + ":" + local
}
