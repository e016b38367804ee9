package evidence

import (
	"net/url"
	"regexp"
	"strings"
)

// studyHosts publish studies: a link to one of them is a citation even without
// a DOI in it. Their own front pages are not.
var studyHosts = []string{
	"educationendowmentfoundation.org.uk", "ies.ed.gov", "campbellcollaboration.org", "eric.ed.gov", "journals.sagepub.com", "tandfonline.com",
	"onlinelibrary.wiley.com", "link.springer.com", "sciencedirect.com", "nature.com", "jstor.org", "nber.org", "edworkingpapers.com", "frontiersin.org",
	"journals.plos.org", "psycnet.apa.org", "arxiv.org", "osf.io", "academic.oup.com", "cambridge.org", "bestevidence.org", "evidenceforessa.org", "ncbi.nlm.nih.gov",
	"pubmed.ncbi.nlm.nih.gov", "mdpi.com", "doi.org", "ssrn.com", "psyarxiv.com", "edarxiv.org", "emerald.com", "springeropen.com", "biomedcentral.com",
}

// doiLimit is the length in bytes above which nothing is taken for a DOI.
const doiLimit = 300

const arxivPrefix = "10.48550/arxiv."

// numbered are the places whose addresses carry a number of their own from
// which the DOI follows, for ever: so they define it.
var numbered = []struct {
	host    string
	address *regexp.Regexp // the number is its last group
	doi     string         // what stands before the number
}{
	{"nature.com", regexp.MustCompile(`/articles/(s\d{5}-\d{3}-\d{4,6}-[\da-z]{1,2})\b`), "10.1038/"},
	{"nber.org", regexp.MustCompile(`/papers/(w\d{3,6})\b`), "10.3386/"},
	{"ssrn.com", regexp.MustCompile(`(?:abstract_id=|/abstract=)(\d{4,9})\b`), "10.2139/ssrn."},
	{"osf.io", regexp.MustCompile(`/preprints/psyarxiv/([a-z\d]{5}(?:_v\d+)?)(?:$|[/?#])`), "10.31234/osf.io/"},
	{"osf.io", regexp.MustCompile(`/preprints/socarxiv/([a-z\d]{5}(?:_v\d+)?)(?:$|[/?#])`), "10.31235/osf.io/"},
	{"osf.io", regexp.MustCompile(`/preprints/edarxiv/([a-z\d]{5}(?:_v\d+)?)(?:$|[/?#])`), "10.35542/osf.io/"},
	{"osf.io", regexp.MustCompile(`/preprints/osf/([a-z\d]{5}(?:_v\d+)?)(?:$|[/?#])`), "10.31219/osf.io/"},
	{"psyarxiv.com", regexp.MustCompile(`\.com/([a-z\d]{5})(?:$|[/?#])`), "10.31234/osf.io/"},
	{"edarxiv.org", regexp.MustCompile(`\.org/([a-z\d]{5})(?:$|[/?#])`), "10.35542/osf.io/"},
}

// workOfLink is the DOI or ERIC number of the work that an address leads to, as
// far as the address says: publishers put the DOI into the path or a parameter.
func workOfLink(raw string) (doi, eric string) {
	host, ok := hostOf(raw)
	if !ok {
		return "", ""
	}
	plain, err := url.PathUnescape(raw)
	if err != nil {
		plain = raw
	}
	if at := doiPattern.FindStringIndex(plain); at != nil {
		found := plain[at[0]:at[1]]
		if strings.Contains(plain[:at[0]], "?") { // the value of one parameter
			found, _, _ = strings.Cut(found, "&")
		}
		return trimView(cleanDOI(found)), ""
	}
	if strings.Contains(host, "eric") {
		if id := ericPattern.FindString(plain); id != "" {
			return "", id
		}
	}
	if found := arxivPattern.FindStringSubmatch(plain); found != nil {
		return cleanDOI(arxivPrefix + found[1]), ""
	}
	for _, n := range numbered {
		if at(host, n.host) {
			if found := n.address.FindStringSubmatch(plain); found != nil {
				return n.doi + found[1], ""
			}
		}
	}
	return "", ""
}

// hostOf is the host of an address without "www.".
func hostOf(raw string) (host string, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "", false
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), true
}

// at reports whether host is the place or below it.
func at(host, place string) bool {
	return host == place || strings.HasSuffix(host, "."+place)
}

// leadsToStudy reports whether an address is below a place that publishes studies.
func leadsToStudy(raw string) bool {
	host, ok := hostOf(raw)
	if !ok {
		return false
	}
	u, err := url.Parse(raw)
	if err != nil || len(strings.Trim(u.Path, "/")) <= 3 {
		return false
	}
	for _, place := range studyHosts {
		if at(host, place) {
			return true
		}
	}
	return false
}

var (
	// views are the ends of article addresses that say how an article is shown.
	views = regexp.MustCompile(`(?:\.(?:full|abstract|long|short|pdf|html|xml|epub|full-text)|/(?:html|meta|summary|epub|references|figures|citations?|suppl|fulltext))+$`)
	// preprint is the DOI of a preprint at bioRxiv or medRxiv in an address, which adds the version.
	preprint = regexp.MustCompile(`^(10\.1101/[\d.]+)v\d+$`)
	// another is where a DOI ends because the next one begins.
	another = regexp.MustCompile(`[;,](?:https?:|doi|10\.\d{4})`)
)

// apart parts DOIs that are listed without a space between them.
func apart(list string) []string {
	var dois []string
	for {
		at := another.FindStringIndex(list)
		if at == nil {
			return append(dois, list)
		}
		dois = append(dois, list[:at[0]])
		list = list[at[0]+1:]
	}
}

// trimView cuts from a DOI in an address what does not belong to it.
func trimView(doi string) string {
	doi = views.ReplaceAllString(doi, "")
	if found := preprint.FindStringSubmatch(doi); found != nil {
		return found[1]
	}
	return doi
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
	for _, end := range []string{"?", "#", "/abstract", "/full", "/pdf", "/epdf"} {
		if i := strings.Index(doi, end); i > 0 {
			doi = doi[:i]
		}
	}
	doi = apart(doi)[0]
	for {
		trimmed := strings.TrimRight(doi, ".,;:'\"*…’”")
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, "(") < strings.Count(trimmed, ")") {
			trimmed = strings.TrimSuffix(trimmed, ")")
		}
		if strings.HasSuffix(trimmed, "]") && strings.Count(trimmed, "[") < strings.Count(trimmed, "]") {
			trimmed = strings.TrimSuffix(trimmed, "]")
		}
		trimmed = strings.TrimSuffix(trimmed, "/")
		if trimmed == doi {
			break
		}
		doi = trimmed
	}
	if _, name, _ := strings.Cut(doi, "/"); name == "" || len(doi) > doiLimit {
		return ""
	}
	return doi
}
