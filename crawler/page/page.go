// Package page reads web pages. List finds the items of a source that has no
// feed, by the selectors of the source; Propose finds such selectors; Discover
// lists the feeds that a page announces and Guess those it may have; ReadArticle
// reads the article on a page. All of them take pages as strangers wrote them:
// what is parsed is capped beforehand.
package page

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

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
