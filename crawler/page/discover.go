package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"chalkline/crawler/htmltext"
)

// feedTypes are the media types by which pages announce feeds.
var feedTypes = []string{
	"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/rss", "application/atom", "text/rss+xml",
	"application/feed+json", "application/json", "text/xml", "application/xml",
}

// feedShape is how the paths of feeds end.
var feedShape = regexp.MustCompile(`(?i)(/(feed|rss|atom)/?|/(feed|rss|atom|index)\.(xml|rss|atom|rdf)|\.(rss|atom)|/feed\.json|/feeds/posts/default|/feeds/videos\.xml)$`)

// maxFeeds is how many feeds of one page are listed.
const maxFeeds = 30

// Discover lists the feeds that a page announces by <link rel="alternate">, in
// the order of the page, then those that it links to where readers see it, each
// once. Comment feeds come last.
func Discover(body []byte, base string) []string {
	doc, at, err := parse(body, base)
	if err != nil {
		return nil
	}
	var feeds, comments []string
	keep := func(address, title string) {
		// WordPress announces its own interface with the same words.
		if address == "" || slices.Contains(feeds, address) || slices.Contains(comments, address) ||
			strings.Contains(address, "/wp-json/") || len(feeds)+len(comments) == maxFeeds {
			return
		}
		if strings.Contains(strings.ToLower(title+address), "comments") {
			comments = append(comments, address)
			return
		}
		feeds = append(feeds, address)
	}
	for _, link := range doc.Find("link[rel][href][type]").EachIter() {
		rel := strings.Fields(strings.ToLower(link.AttrOr("rel", "")))
		if (slices.Contains(rel, "alternate") || slices.Contains(rel, "feed")) && isFeedType(link) {
			keep(htmltext.Resolve(at, link.AttrOr("href", "")), link.AttrOr("title", ""))
		}
	}
	for _, link := range doc.Find("a[href]").EachIter() {
		address := htmltext.Resolve(at, link.AttrOr("href", ""))
		if u, err := url.Parse(address); err == nil && (feedShape.MatchString(u.Path) || isFeedType(link)) {
			keep(address, "")
		}
	}
	return append(feeds, comments...)
}

func isFeedType(link *goquery.Selection) bool {
	media, _, _ := strings.Cut(strings.ToLower(link.AttrOr("type", "")), ";")
	return slices.Contains(feedTypes, strings.TrimSpace(media))
}
