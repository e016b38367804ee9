package feed

import (
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// The caps of what is kept of an item.
const (
	maxAuthors    = 100
	maxCategories = 30
	maxName       = 200 // bytes of an author or a category
	maxGUID       = 2000
)

// item turns an entry into an item. Base is what its link is resolved against,
// its own page what the links in its text are.
func (e entry) item(base *url.URL, language string, now time.Time) chalkline.Item {
	item := chalkline.Item{
		GUID:       cutBytes(strings.TrimSpace(e.guid), maxGUID),
		URL:        htmltext.Resolve(base, e.link),
		Title:      lineOf(e.title),
		Authors:    authorsOf(e.authors),
		Categories: categoriesOf(e.categories),
		Venue:      lineOf(e.venue),
		Language:   languageOf(e.language),
		Published:  published(e.dates, now),
	}
	if item.Language == "" {
		item.Language = language
	}
	if page, err := url.Parse(item.URL); err == nil && item.URL != "" {
		base = page
	}
	item.Text, item.Links = fullest(e.bodies, base)
	item.DOI, item.ERIC = idsOf(append(e.ids, item.GUID, item.URL))
	return item
}

// fullest is the longest text among the bodies, the first of equals, and the
// links of all of them.
func fullest(bodies []body, base *url.URL) (text string, links []string) {
	for _, b := range bodies {
		if b.text == "" {
			continue
		}
		if b.plain {
			if t := htmltext.Plain(b.text); len(t) > len(text) {
				text = t
			}
			continue
		}
		if len(b.text) <= len(text) && !strings.Contains(b.text, "<a") {
			continue // text is never longer than its markup
		}
		t, found := htmltext.Read(b.text, base)
		if len(t) > len(text) {
			text = t
		}
		links = merge(links, found)
	}
	return text, links
}

func merge(links, more []string) []string {
	if len(links) == 0 {
		return more
	}
	known := make(map[string]bool, len(links))
	for _, link := range links {
		known[link] = true
	}
	for _, link := range more {
		if !known[link] && len(links) < htmltext.MaxLinks {
			links = append(links, link)
		}
	}
	return links
}

// idsOf is the first DOI and the first ERIC number among the candidates.
func idsOf(candidates []string) (doi, eric string) {
	for _, c := range candidates {
		if c == "" {
			continue
		}
		if doi == "" {
			doi = ids.DOIOfPage(c)
		}
		if eric == "" {
			eric = ids.ERIC(c)
		}
	}
	return doi, eric
}

// earliest is the year before which no date of an item is believed: there were
// no web pages.
const earliest = 1990

// published is the first date that can be believed, in the form of the store.
func published(dates []time.Time, now time.Time) time.Time {
	for _, at := range dates {
		if at.Year() >= earliest && (now.IsZero() || !at.After(now)) {
			return chalkline.Time(at)
		}
	}
	return time.Time{}
}

// lineOf is a title or name as plain text on one line.
func lineOf(markup string) string { return htmltext.Line(markup) }

func categoriesOf(names []string) []string {
	var out []string
	known := make(map[string]bool, len(names))
	for _, name := range names {
		name = cutBytes(lineOf(name), maxName)
		if name == "" || known[strings.ToLower(name)] || len(out) == maxCategories {
			continue
		}
		known[strings.ToLower(name)] = true
		out = append(out, name)
	}
	return out
}

// languageOf is the ISO 639-1 code at the start of a language tag such as
// en-GB, or "".
func languageOf(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if end := strings.IndexAny(tag, "-_,; "); end >= 0 {
		tag = tag[:end]
	}
	if len(tag) != 2 || tag[0] < 'a' || tag[0] > 'z' || tag[1] < 'a' || tag[1] > 'z' {
		return ""
	}
	return tag
}

// siteURL is the page that a feed belongs to.
func siteURL(base *url.URL, link string) string { return htmltext.Resolve(base, link) }

func cutBytes(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
