// Package feed turns the bytes of a feed into items: RSS, RDF, Atom or JSON
// Feed, in any charset, as broken as feeds are.
//
// Parse is a function of its arguments. On the way from bytes to items a
// document is decoded to UTF-8 (decode.go), checked for shapes that would cost
// too much (guard.go), parsed by gofeed, whole or else item by item
// (salvage.go), brought from its format into one form (rss.go, atom.go,
// json.go), and that into items (item.go) with an identity that outlives edits
// (identity.go).
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"time"

	"chalkline"
)

// What Parse may fail with; all are wrapped, ask with errors.Is.
var (
	ErrEmpty   = errors.New("answered with nothing at all")
	ErrWebPage = errors.New("answered with a web page, not a feed")
	ErrNoFeed  = errors.New("answered with something that is not a feed")
	ErrBroken  = errors.New("the feed is broken beyond repair")
	ErrHostile = errors.New("the feed is built in a way that no honest feed is")
)

// Meta is what is known of a document beside its bytes.
type Meta struct {
	URL         string    // where it was found; relative links are resolved against it
	ContentType string    // as the server gave it, or ""
	Now         time.Time // items dated later than this count as undated
}

// Feed is what a document says.
type Feed struct {
	Title     string
	SiteURL   string // absolute, or ""
	Language  string // ISO 639-1, or ""
	TTL       time.Duration
	SkipHours []int
	SkipDays  []time.Weekday
	Items     []chalkline.Item // in the document's order; Key is unique among them
	Warnings  []string         // what had to be mended, for the log
}

// maxItems is how many items of one document are read.
const maxItems = 2000

// Parse reads a feed. It never panics: what breaks the parser is ErrBroken.
func Parse(body []byte, meta Meta) (_ Feed, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: the parser failed: %v", ErrBroken, fault)
		}
	}()
	if len(bytes.TrimSpace(body)) == 0 {
		return Feed{}, ErrEmpty
	}
	doc, warnings := decode(body, meta.ContentType)
	channel, repaired, err := read(doc)
	if err != nil {
		return Feed{}, err
	}
	feed := channel.feed(meta)
	feed.Warnings = append(append(warnings, repaired...), feed.Warnings...)
	return feed, nil
}

// read parses a decoded document in the format that it is in.
func read(doc []byte) (channel, []string, error) {
	if len(doc) > 0 && doc[0] == '{' {
		c, err := readJSON(doc)
		return c, nil, err
	}
	root := rootOf(doc)
	var parse func([]byte) (channel, error)
	switch root {
	case "rss", "rdf":
		parse = readRSS
	case "feed":
		parse = readAtom
	case "html", "head", "body", "script", "meta", "div":
		return channel{}, nil, ErrWebPage
	case "":
		return channel{}, nil, ErrNoFeed
	default:
		return channel{}, nil, fmt.Errorf("%w but a <%s>", ErrNoFeed, chalkline.Cut(root, 40))
	}
	if err := guard(doc); err != nil {
		return channel{}, nil, err
	}
	c, err := parse(doc)
	if err == nil {
		return c, nil, nil
	}
	if saved, lost, ok := salvage(doc, parse); ok {
		return saved, []string{fmt.Sprintf("broken markup (%v): %d items saved, at least %d lost", err, len(saved.entries), lost)}, nil
	}
	return channel{}, nil, fmt.Errorf("%w: %w", ErrBroken, err)
}

// channel is a feed in the one form that all formats are brought into.
type channel struct {
	title, link, language string
	ttl                   time.Duration
	skipHours             []int
	skipDays              []time.Weekday
	entries               []entry
}

// entry is one item in that form.
type entry struct {
	guid       string
	link       string   // as written; may be relative
	title      string   // HTML
	bodies     []body   // in order of preference among equals
	authors    []string // each may name several
	categories []string
	venue      string
	ids        []string // where a DOI or ERIC number may stand, the surest first
	language   string
	dates      []time.Time // in order of preference
}

// body is one text of an entry.
type body struct {
	text  string
	plain bool // not HTML
}

// feed turns the channel into what Parse returns.
func (c channel) feed(meta Meta) Feed {
	at, err := url.Parse(meta.URL)
	if err != nil {
		at = nil
	}
	f := Feed{
		Title:     lineOf(c.title),
		SiteURL:   siteURL(at, c.link),
		Language:  languageOf(c.language),
		TTL:       c.ttl,
		SkipHours: c.skipHours,
		SkipDays:  c.skipDays,
	}
	base := at
	if site, err := url.Parse(f.SiteURL); err == nil && f.SiteURL != "" {
		base = site
	}
	if len(c.entries) > maxItems {
		f.Warnings = append(f.Warnings, fmt.Sprintf("%d items, only the first %d were read", len(c.entries), maxItems))
		c.entries = c.entries[:maxItems]
	}
	f.Items = make([]chalkline.Item, 0, len(c.entries))
	for _, e := range c.entries {
		f.Items = append(f.Items, e.item(base, f.Language, meta.Now))
	}
	var warnings []string
	f.Items, warnings = identify(f.Items)
	f.Warnings = append(f.Warnings, warnings...)
	return f
}
