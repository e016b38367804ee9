// Package page reads web pages: List finds the items of a source that has no
// feed, by the selectors of the source, and Discover the feeds that a page
// announces.
package page

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// maxItems is how many items of one page are read.
const maxItems = 500

// List reads the items of a page that lists them. Without a Link selector the
// first link of each element counts, without a Title selector that link's text.
// The key of an item is its address, so elements without a link are left out.
// A page on which the selectors find nothing is an error: it was rebuilt.
func List(body []byte, base string, sel chalkline.Selectors, now time.Time) ([]chalkline.Item, error) {
	doc, at, err := parse(body, base)
	if err != nil {
		return nil, err
	}
	found, err := find(doc.Selection, sel.List)
	if err != nil {
		return nil, err
	}
	var items []chalkline.Item
	known := make(map[string]bool)
	for _, node := range found.EachIter() {
		item, err := itemOf(node, at, sel, now)
		if err != nil {
			return nil, err
		}
		if item.URL == "" || known[item.URL] || len(items) == maxItems {
			continue
		}
		known[item.URL] = true
		item.Key = "page " + item.URL
		items = append(items, item)
	}
	if len(items) == 0 {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "the selector %q finds no links on the page", sel.List)
	}
	return items, nil
}

func itemOf(node *goquery.Selection, base *url.URL, sel chalkline.Selectors, now time.Time) (chalkline.Item, error) {
	var item chalkline.Item
	link, err := firstOf(node, cmp.Or(sel.Link, "a[href]"))
	if err != nil {
		return item, err
	}
	if href, ok := link.Attr("href"); ok {
		item.URL = htmltext.Resolve(base, href)
	}
	title := link
	if sel.Title != "" {
		if title, err = firstOf(node, sel.Title); err != nil {
			return item, err
		}
	}
	item.Title = htmltext.Line(escaped(title.Text()))
	if sel.Author != "" {
		author, err := find(node, sel.Author)
		if err != nil {
			return item, err
		}
		if name := htmltext.Line(escaped(author.First().Text())); name != "" {
			item.Authors = []string{name}
		}
	}
	if sel.Date != "" {
		date, err := find(node, sel.Date)
		if err != nil {
			return item, err
		}
		item.Published = dateOf(date.First(), now)
	}
	markup, err := node.Html()
	if err != nil {
		return item, fmt.Errorf("reading an element of the page: %w", err)
	}
	item.Text, item.Links = htmltext.Read(markup, base)
	item.DOI, item.ERIC = ids.DOIOfPage(item.URL), ids.ERIC(item.URL)
	return item, nil
}

// escaped protects text that is no markup from being read as such.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
}

// find selects inside s.
func find(s *goquery.Selection, selector string) (*goquery.Selection, error) {
	matcher, err := compile(selector)
	if err != nil {
		return nil, err
	}
	return s.FindMatcher(matcher), nil
}

// firstOf is the first match of selector in s, s itself among them.
func firstOf(s *goquery.Selection, selector string) (*goquery.Selection, error) {
	matcher, err := compile(selector)
	if err != nil {
		return nil, err
	}
	if s.IsMatcher(matcher) {
		return s, nil
	}
	return s.FindMatcher(matcher).First(), nil
}

// feedTypes are the media types by which pages announce feeds.
var feedTypes = []string{
	"application/rss+xml", "application/atom+xml", "application/rdf+xml",
	"application/feed+json", "application/json", "text/xml", "application/xml",
}

// Discover lists the feeds that a page announces by <link rel="alternate">, in
// the order of the page and each once. Comment feeds come last.
func Discover(body []byte, base string) []string {
	doc, at, err := parse(body, base)
	if err != nil {
		return nil
	}
	var feeds, comments []string
	for _, link := range doc.Find("link[rel][href][type]").EachIter() {
		rel := strings.Fields(strings.ToLower(link.AttrOr("rel", "")))
		media, _, _ := strings.Cut(strings.ToLower(link.AttrOr("type", "")), ";")
		if !slices.Contains(rel, "alternate") || !slices.Contains(feedTypes, strings.TrimSpace(media)) {
			continue
		}
		address := htmltext.Resolve(at, link.AttrOr("href", ""))
		// WordPress announces its own interface with the same words.
		if address == "" || slices.Contains(feeds, address) || slices.Contains(comments, address) ||
			strings.Contains(address, "/wp-json/") {
			continue
		}
		if strings.Contains(strings.ToLower(link.AttrOr("title", "")+address), "comments") {
			comments = append(comments, address)
			continue
		}
		feeds = append(feeds, address)
	}
	return append(feeds, comments...)
}

// parse reads a page and finds the address that its links are relative to.
func parse(body []byte, base string) (*goquery.Document, *url.URL, error) {
	at, err := url.Parse(base)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the page's address: %w", err)
	}
	decoded, err := charset.NewReader(bytes.NewReader(body), "")
	if err != nil {
		return nil, nil, fmt.Errorf("decoding the page: %w", err)
	}
	doc, err := goquery.NewDocumentFromReader(decoded)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the page: %w", err)
	}
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if stated, err := at.Parse(strings.TrimSpace(href)); err == nil {
			at = stated
		}
	}
	return doc, at, nil
}
