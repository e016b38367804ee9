// Package feed publishes what Chalkline picked as feeds: RSS 2.0, Atom 1.0 and
// JSON Feed 1.1 with the same entries. The output is a function of the Feed
// alone, so the same picks give the same bytes.
//
// Every entry says its evidence twice: as text that any feed reader shows, and as
// fields for programs, under a namespace of their own. docs/feeds.md documents
// both.
//
// The structs are those of gorilla/feeds, with fields shadowed where it falls
// short: several authors and categories, links of a feed to itself, its hub and
// its archives, the source of an RSS item, and ids that never change.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// Feed is a feed of picks, of what a group passes on, or of a topic, ready to be
// written. Cards, Shared and Digests are kinds of entries; each kind of feed has
// one of them, but they can stand together.
type Feed struct {
	ID          string // names the feed within the instance for good, as "reader/7"; the same for every filter, page and format
	Title       string
	Description string
	Home        string      // base URL of the instance, no slash at the end
	Page        string      // URL of the page that shows the same; Home when ""
	Language    *say.Locale // of everything that is not quoted from an item; nil for English
	Private     bool        // who has the address has the feed: it is not to be passed on

	Self       Address // of this document
	Current    Address // of the newest document of the same feed; zero when it has one document only
	Prev       Address // of the archive with the entries before these; zero for none
	Next       Address // of the archive with the entries after these; zero for none
	Archive    bool    // this document no longer gets new entries (RFC 5005, section 4)
	Hub        string  // URL of the WebSub hub that tells of changes; "" for none
	Stylesheet string  // URL of the style sheet for browsers, of RSS and Atom; "" for none

	Updated time.Time                      // newest change of anything; when zero, it is found among the entries
	Label   func(chalkline.TopicID) string // the name of a topic, "" when not known; nil makes one of its id
	Cards   []chalkline.Card
	Shared  []chalkline.SharedCard
	Digests []Digest
}

// Address is where a document is found: in every format under the same base.
type Address struct {
	Base  string // URL without extension and query, as https://chalk.example/feeds/secret
	Query string // encoded, without "?", as "grade=B&topic=phonics"; "" for none
}

// In is the URL of the document in the format with that extension: ".rss",
// ".atom" or ".json". It is "" when there is no such document.
func (a Address) In(extension string) string {
	switch {
	case a.Base == "":
		return ""
	case a.Query == "":
		return a.Base + extension
	}
	return a.Base + extension + "?" + a.Query
}

// Digest is an edition as one entry.
type Digest struct {
	Edition chalkline.Edition
	URL     string           // of its page
	Cards   []chalkline.Card // of its alerts and picks, in the order of printing
}

const maker = "Chalkline"

// The namespaces of the XML formats.
const (
	atomNamespace    = "http://www.w3.org/2005/Atom"
	contentNamespace = "http://purl.org/rss/1.0/modules/content/"
	dcNamespace      = "http://purl.org/dc/elements/1.1/"
	historyNamespace = "http://purl.org/syndication/history/1.0" // RFC 5005
)

// updated is the newest change of anything in the feed; never the time of the
// call, or a reader's program would fetch an unchanged feed again and again.
func (f Feed) updated(entries []entry) time.Time {
	if !f.Updated.IsZero() {
		return f.Updated.UTC()
	}
	newest := time.Unix(0, 0)
	for _, e := range entries {
		newest = latest(newest, e.Updated)
	}
	return newest.UTC()
}

// locale is the language of the feed.
func (f Feed) locale() *say.Locale {
	if f.Language == nil {
		return say.English
	}
	return f.Language
}

// title is the feed's title; all three formats require one.
func (f Feed) title() string {
	if title := plain(f.Title, titleRunes); title != "" {
		return title
	}
	return maker
}

// description says what the feed is; RSS requires it.
func (f Feed) description() string {
	if text := plain(f.Description, summaryRunes); text != "" {
		return text
	}
	return f.title()
}

// page is where a person reads the same.
func (f Feed) page() string {
	if f.Page != "" {
		return f.Page
	}
	return f.Home
}

// history says whether the document belongs to a chain of archives.
func (f Feed) history() string {
	if f.Archive {
		return historyNamespace
	}
	return ""
}

// tag is the id of a thing of this instance as a tag URI (RFC 4151). It rests on
// the host and a name that is kept for good. The year is part of the id and must
// never change.
func (f Feed) tag(name string) string {
	host := "localhost"
	if u, err := url.Parse(f.Home); err == nil && u.Hostname() != "" {
		host = strings.Map(func(r rune) rune {
			if isNameRune(r) || r == '.' || r == '-' {
				return r
			}
			return '-'
		}, strings.ToLower(u.Hostname()))
	}
	return "tag:" + host + ",2026:" + name
}

// feedID is the id of the feed.
func (f Feed) feedID() string {
	if f.ID == "" {
		return f.tag("feed")
	}
	return f.tag(f.ID)
}

// likelyBytes is about how long the document will be.
func (f Feed) likelyBytes() int {
	const head, entry = 2048, 2560
	return head + entry*(len(f.Cards)+len(f.Shared)+len(f.Digests))
}

// writeXML is the document with its XML declaration and its style sheet, which
// the encoder leaves out.
func (f Feed) writeXML(document any) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(f.likelyBytes())
	b.WriteString(xml.Header)
	if f.Stylesheet != "" {
		b.WriteString(`<?xml-stylesheet type="text/xsl" href="`)
		if err := xml.EscapeText(&b, []byte(f.Stylesheet)); err != nil {
			return nil, fmt.Errorf("write the style sheet of a feed: %w", err)
		}
		b.WriteString("\"?>\n")
	}
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write feed as XML: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
