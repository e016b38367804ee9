// Package ids reads the identifiers of scholarly works, DOI and ERIC number, in
// the many ways in which feeds and pages write them.
package ids

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	doiShape  = regexp.MustCompile(`^10\.\d{4,9}(\.\d+)*/\S+$`)
	doiInPath = regexp.MustCompile(`/(10\.\d{4,9}(?:\.\d+)*/[^?#&\s]+)`)
	ericShape = regexp.MustCompile(`^E[JD]\d{5,8}$`)
)

// maxDOI is the length in bytes above which nothing is taken for a DOI.
const maxDOI = 300

// DOI reads a DOI that stands alone, with or without "doi:" or a resolver in
// front, and returns it in lower case without them; "" when it is none.
func DOI(text string) string {
	doi := strings.ToLower(strings.TrimSpace(text))
	if len(doi) > maxDOI {
		return ""
	}
	for _, lead := range []string{"info:", "urn:"} {
		doi = strings.TrimPrefix(doi, lead)
	}
	if rest, found := cutResolver(doi); found {
		doi = rest
		if plain, err := url.PathUnescape(doi); err == nil {
			doi = plain
		}
	}
	for _, lead := range []string{"doi:", "doi/", "doi "} {
		doi = strings.TrimSpace(strings.TrimPrefix(doi, lead))
	}
	doi = trimEnd(doi)
	if !doiShape.MatchString(doi) {
		return ""
	}
	return doi
}

// cutResolver cuts the address of a DOI resolver from the front of s.
func cutResolver(s string) (rest string, found bool) {
	rest, found = strings.CutPrefix(s, "https://")
	if !found {
		rest, _ = strings.CutPrefix(s, "http://")
	}
	for _, host := range []string{"doi.org/", "dx.doi.org/", "www.doi.org/"} {
		if doi, ok := strings.CutPrefix(rest, host); ok {
			doi, _, _ = strings.Cut(doi, "?")
			doi, _, _ = strings.Cut(doi, "#")
			return doi, true
		}
	}
	return s, false
}

// trimEnd cuts the punctuation of a sentence from the end of a DOI. A closing
// bracket stays when the DOI opened it.
func trimEnd(doi string) string {
	for doi != "" {
		last := doi[len(doi)-1]
		switch last {
		case '.', ',', ';', ':', '"', '\'', '>', '/':
		case ')':
			if strings.Count(doi, "(") >= strings.Count(doi, ")") {
				return doi
			}
		case ']':
			if strings.Count(doi, "[") >= strings.Count(doi, "]") {
				return doi
			}
		default:
			return doi
		}
		doi = doi[:len(doi)-1]
	}
	return doi
}

// views are the last parts of article addresses that say how an article is
// shown and do not belong to its DOI.
var views = []string{"/full/html", "/full", "/abstract", "/abs", "/pdf", "/epdf", "/meta", "/fulltext", "/html"}

// DOIOfPage returns the DOI of the article that a publisher's address leads to
// when the address carries it, as https://journals.example/doi/abs/10.1000/182
// does; "" when it does not.
func DOIOfPage(address string) string {
	if doi := DOI(address); doi != "" {
		return doi
	}
	if doi := preprint(address); doi != "" {
		return doi
	}
	if !strings.Contains(address, "/10.") && !strings.Contains(address, "/10%2E") {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	found := doiInPath.FindStringSubmatch(u.Path)
	if found == nil {
		return ""
	}
	doi := strings.ToLower(found[1])
	for _, view := range views {
		doi = strings.TrimSuffix(doi, view)
	}
	return DOI(doi)
}

// ERIC reads an ERIC number, as EJ1234567 or ED123456, that stands alone or is
// the id in an address at ERIC; "" when it is none.
func ERIC(text string) string {
	text = strings.TrimSpace(text)
	if u, err := url.Parse(text); err == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), "eric.ed.gov") {
		text = u.Query().Get("id")
	}
	text = strings.ToUpper(strings.TrimPrefix(strings.ToLower(text), "eric:"))
	if !ericShape.MatchString(text) {
		return ""
	}
	return text
}
