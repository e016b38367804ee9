// Package sample is a small web of invented education sources, so that
// Chalkline can be tried and shown without asking anybody else's server.
//
// It serves eleven sites with eighty items, among them trials, reviews, blogs,
// news, a podcast and a retraction, and three sites whose feeds fail, as some
// always do. Journals, people, schools and findings are all made up; their DOIs
// begin with 10.5555, the prefix that is kept for examples. A stand-in for
// Crossref answers for them. The texts were written for this project and are
// free to copy.
//
// Each site has its own feed format and its own oddity, which sites/*.yaml
// names. Items are dated relative to a given now, so the web is always fresh.
package sample

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"chalkline"
	"chalkline/crawler/list"
)

// CrossrefPath is where the stand-in for Crossref answers, as in
// /crossref/works/10.5555/jct.2026.0411.
const CrossrefPath = "/crossref"

// Handler serves the whole web on any host: an index at /, each site under
// /sites, and Crossref's stand-in under CrossrefPath. base gives the root URL of
// site i without a slash at its end, as http://127.0.0.4:8080, for links from
// one page to another.
func Handler(now time.Time, base func(site int) string) http.Handler {
	w := &web{now: now.UTC().Truncate(time.Second), base: base, documents: map[string]document{}}
	w.render()
	return w
}

// Feeds is a list of the sites in the form of feeds.yaml. base is as for
// Handler. To have sites polled side by side, give them different hosts.
func Feeds(base func(site int) string) []byte {
	var sources []chalkline.Source
	for i, s := range sites() {
		sources = append(sources, chalkline.Source{
			Kind:     chalkline.SourceFeed,
			Name:     s.Name,
			URL:      base(i) + s.path() + s.feedFile(),
			SiteURL:  base(i) + s.path(),
			Genre:    s.Genre,
			Topics:   s.Topics,
			Country:  s.Country,
			Language: "en",
		})
	}
	var b bytes.Buffer
	if err := list.WriteYAML(&b, sources); err != nil {
		panic(fmt.Sprintf("sample: %v", err)) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}
