package feed

import (
	"fmt"
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

// feed turns a document into what Parse returns.
func (d *Document) feed(meta Meta) Feed {
	at, err := url.Parse(meta.URL)
	if err != nil {
		at = nil
	}
	f := Feed{
		Title:     lineOf(d.Title.Value),
		SiteURL:   htmltext.Resolve(at, d.site),
		Language:  languageOf(d.Language),
		TTL:       max(d.ttl, updatePeriod(d.period, d.frequency)),
		SkipHours: d.skipHours,
		SkipDays:  d.skipDays,
		Comments:  d.ofComments(meta),
		Warnings:  d.Warnings,
	}
	base := at
	if site, err := url.Parse(f.SiteURL); err == nil && f.SiteURL != "" {
		base = site
	}
	if d.more > 0 {
		f.Warnings = append(f.Warnings, fmt.Sprintf("%d items, only the first %d were read", len(d.Entries)+d.more, len(d.Entries)))
	}
	f.Items = make([]chalkline.Item, 0, len(d.Entries))
	for i := range d.Entries {
		f.Items = append(f.Items, d.Entries[i].item(d, base, f.Language, meta.Now))
	}
	var warnings []string
	f.Items, warnings = identify(f.Items)
	f.Warnings = append(f.Warnings, warnings...)
	if d.ofMessages() {
		nameMessages(f.Items)
	}
	return f
}

// item turns an entry into an item. Base is what its link is resolved against,
// its own page what the links in its text are.
func (e *Entry) item(d *Document, base *url.URL, language string, now time.Time) chalkline.Item {
	item := chalkline.Item{
		GUID:       cutBytes(strings.TrimSpace(e.guid), maxGUID),
		URL:        htmltext.Resolve(base, firstOf(e.original, e.link)),
		Title:      lineOf(e.Title.Value),
		Authors:    authorsOf(e.names(d)),
		Categories: categoriesOf(e.Tags),
		Venue:      lineOf(e.venue),
		Language:   firstOf(languageOf(e.language), language),
		Published:  published([]time.Time{e.Published, e.Updated, e.Created, e.printed}, now),
	}
	if page, err := url.Parse(item.URL); err == nil && item.URL != "" {
		base = page
	}
	item.Text, item.Links = fullest(e.bodies(), base)
	item.DOI, item.ERIC = idsOf(append(e.dois, item.GUID, item.URL))
	return item
}

// names are the authors of an entry, else those of its source, else, in Atom
// and JSON, those of its feed.
func (e *Entry) names(d *Document) []string {
	names := best(e.Authors)
	if len(names) == 0 {
		names = best(e.borrowed)
	}
	if len(names) == 0 && !d.rss {
		names = best(d.Authors)
	}
	return names
}

// bodies are the texts of an entry, the fullest of which is kept.
func (e *Entry) bodies() []body {
	bodies := make([]body, 0, len(e.Contents)+1+len(e.captions))
	for _, t := range e.Contents {
		bodies = append(bodies, bodyOf(t))
	}
	bodies = append(bodies, bodyOf(e.Summary))
	for _, t := range e.captions {
		bodies = append(bodies, bodyOf(t))
	}
	return bodies
}

func bodyOf(t Text) body {
	return body{text: t.Value, plain: !t.HTML && !looksLikeHTML(t.Value), base: t.stated}
}

// body is one text of an entry.
type body struct {
	text  string
	plain bool     // not HTML
	base  *url.URL // of its addresses, nil where the item's own page is
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
		against := base
		if b.base != nil {
			against = b.base
		}
		t, found := htmltext.Read(b.text, against)
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

func categoriesOf(tags []Tag) []string {
	var out []string
	known := make(map[string]bool, len(tags))
	for _, tag := range tags {
		name := cutBytes(lineOf(firstOf(tag.Label, tag.Term)), maxName)
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

func cutBytes(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
