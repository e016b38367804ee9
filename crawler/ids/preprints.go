package ids

import (
	"regexp"
	"strings"
)

var (
	arXiv = regexp.MustCompile(`^(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:|oai:arxiv\.org:)` +
		`(\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:$|[?#])`)
	osf = regexp.MustCompile(`^https?://osf\.io/preprints/(psyarxiv|socarxiv|edarxiv|osf)/([a-z\d]{5}(?:_v\d+)?)(?:$|[/?#])`)
)

// registrants hand out the DOIs of the preprint servers at OSF.
var registrants = map[string]string{"psyarxiv": "10.31234", "socarxiv": "10.31235", "edarxiv": "10.35542", "osf": "10.31219"}

// preprint is the DOI that follows from the number of a preprint: at arXiv,
// without its version, and at OSF; "" for any other address.
func preprint(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	if found := arXiv.FindStringSubmatch(address); found != nil {
		return "10.48550/arxiv." + found[1]
	}
	if found := osf.FindStringSubmatch(address); found != nil {
		return registrants[found[1]] + "/osf.io/" + found[2]
	}
	return ""
}
