package stories

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/purell"
)

// page is what the address of a page says about what is on it. At most one field
// is set: a DOI or ERIC number names the study better than one of its addresses.
type page struct {
	doi  string // lower case
	eric string
	url  string // in normal form
}

// normalForm folds what never changes the page that is meant. The scheme is
// folded by hand, since purell only knows http.
const normalForm = purell.FlagsUsuallySafeGreedy | purell.FlagRemoveDuplicateSlashes |
	purell.FlagRemoveWWW | purell.FlagSortQuery | purell.FlagRemoveDirectoryIndex

var (
	doiForm   = regexp.MustCompile(`^10\.\d{4,9}/[^\s?#]+$`)
	doiInPath = regexp.MustCompile(`^/doi/(?:abs/|full/|pdf/|pdfplus/|epdf/|epub/|figure/|ref/)?(10\.\d{4,9}/[^/?#]+)/?$`)
	ericForm  = regexp.MustCompile(`(?i)^E[JD]\d{5,8}$`)
	// listing is the path of a page that lists pieces. Some sources give it as the
	// address of each of them.
	listing = regexp.MustCompile(`(?i)(?:/(?:category|categories|tags?|authors?|labels?)/|^/(?:\w{2}/)?(?:topics?|archives?|search|page|feed|news|blog|posts|events|articles|press|publications|research|updates|latest|home|podcast|videos?|resources|newsroom|all|\d{4}(?:/\d{1,2}){0,2})$)`)
	// idleFragment is a place on the page or a tracker. Any other fragment may be
	// what tells the items of a page apart.
	idleFragment = regexp.MustCompile(`^(?i:utm_.*|comments|respond|more-?\d*|rss|ref.*|echobox=.*|:~:text=.*|content|main|top)$`)
	youtubeHost  = regexp.MustCompile(`^(?:www\.|m\.)?(?:youtube\.com|youtube-nocookie\.com)$`)
)

// parsePage reads an address. It is empty for what is no web page, and for a page
// that lists pieces, such as the front page of a site.
func parsePage(raw string) page {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(raw) > 2000 {
		return page{}
	}
	host := strings.ToLower(u.Hostname())
	switch host {
	case "doi.org", "dx.doi.org", "www.doi.org":
		return page{doi: doi(strings.TrimPrefix(u.Path, "/"))}
	case "eric.ed.gov":
		if id := u.Query().Get("id"); ericForm.MatchString(id) {
			return page{eric: strings.ToUpper(id)}
		}
	}
	if m := doiInPath.FindStringSubmatch(u.Path); m != nil {
		return page{doi: doi(m[1])}
	}
	return page{url: normal(video(u, host))}
}

// doi is the DOI in lower case without a resolver in front, "" when it is none.
func doi(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "doi:"), "https://doi.org/")
	if !doiForm.MatchString(s) {
		return ""
	}
	return s
}

// video makes the several addresses of a YouTube video one.
func video(u *url.URL, host string) *url.URL {
	id := ""
	switch {
	case host == "youtu.be":
		id = strings.Trim(u.Path, "/")
	case !youtubeHost.MatchString(host):
	case strings.TrimSuffix(u.Path, "/") == "/watch":
		id = u.Query().Get("v")
	default:
		for _, folder := range []string{"/embed/", "/shorts/", "/live/"} {
			if rest, ok := strings.CutPrefix(u.Path, folder); ok {
				id = strings.Trim(rest, "/")
			}
		}
	}
	if id == "" || strings.Contains(id, "/") {
		return u
	}
	return &url.URL{Scheme: "https", Host: "youtube.com", Path: "/watch", RawQuery: url.Values{"v": {id}}.Encode()}
}

// normal is the address in normal form, "" for a front page or a listing.
func normal(u *url.URL) string {
	clean := *u
	clean.Scheme, clean.User = "http", nil
	query := clean.Query()
	for name, values := range query {
		if tracks(name, values) {
			query.Del(name)
		}
	}
	clean.RawQuery = query.Encode()
	if idleFragment.MatchString(clean.Fragment) {
		clean.Fragment, clean.RawFragment = "", ""
	}
	clean.Host = strings.TrimSuffix(strings.TrimSuffix(clean.Host, ":443"), ":80")
	form, err := url.Parse(purell.NormalizeURL(&clean, normalForm))
	if err != nil || form.Host == "" || form.RawQuery == "" && form.Fragment == "" && (strings.Trim(form.Path, "/") == "" || listing.MatchString(form.Path)) {
		return ""
	}
	form.Scheme = "https"
	return form.String()
}

// tracking are the query parameters that only tell where a reader came from;
// those that end in _ or . are beginnings of names.
var (
	tracking = map[string]bool{
		"fbclid": true, "gclid": true, "gclsrc": true, "gbraid": true, "wbraid": true, "dclid": true, "msclkid": true,
		"yclid": true, "twclid": true, "ttclid": true, "igshid": true, "igsh": true, "mc_cid": true, "mc_eid": true,
		"mkt_tok": true, "li_fat_id": true, "_hsenc": true, "_hsmi": true, "_ga": true, "_gl": true, "vero_id": true, "wickedid": true,
		"oly_enc_id": true, "oly_anon_id": true, "ck_subscriber_id": true, "s_cid": true, "cmpid": true, "cmp": true, "icid": true,
		"ref": true, "ref_src": true, "ref_url": true, "referrer": true, "smid": true, "guccounter": true, "trk": true,
		"xtor": true, "feature": true, "spm": true, "af": true, "fromrss": true, "from_rss": true,
		"campaign_id": true, "sr_share": true, "emci": true, "emdi": true, "ceid": true,
	}
	trackingPrefixes = []string{"utm_", "mtm_", "pk_", "hsa_", "ga_", "at_", "wt.", "__hs"}
)

func tracks(name string, values []string) bool {
	name = strings.ToLower(name)
	if tracking[name] {
		return true
	}
	for _, prefix := range trackingPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == "source" && len(values) == 1 && strings.HasPrefix(values[0], "rss")
}
