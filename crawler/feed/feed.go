// Package feed turns the bytes of a feed into items: RSS, RDF, Atom, CDF or
// JSON Feed, in any charset, as broken as feeds are.
//
// Read and Parse are functions of their arguments. On the way from bytes to
// items a document is decoded to UTF-8 (decode.go); its elements are found
// without asking that they be well formed (markup.go, scan.go, names.go), and
// read into one form, the Document (channel.go, entry.go, people.go, text.go,
// entities.go, dates.go; json.go). That holds all that a feed says. Parse turns
// it into what Chalkline keeps: items of plain text (item.go, kind.go) with an
// identity that outlives edits (identity.go).
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

// What Read and Parse may fail with; all are wrapped, ask with errors.Is.
var (
	ErrEmpty   = errors.New("answered with nothing at all")
	ErrWebPage = errors.New("answered with a web page, not a feed")
	ErrNoFeed  = errors.New("answered with something that is not a feed")
	ErrBroken  = errors.New("the feed is broken beyond repair")
	ErrHostile = errors.New("the feed is built in a way that no honest feed is")
	ErrFailed  = fmt.Errorf("%w: the parser failed", ErrBroken)
)

// Meta is what is known of a document beside its bytes.
type Meta struct {
	URL             string    // where it was found; relative links are resolved against it
	ContentType     string    // as the server gave it, or ""
	ContentLocation string    // as the server gave it, or ""
	ContentLanguage string    // as the server gave it, or ""
	Now             time.Time // items dated later than this count as undated
}

// Feed is what is kept of a document.
type Feed struct {
	Title     string
	SiteURL   string // absolute, or ""
	Language  string // ISO 639-1, or ""
	TTL       time.Duration
	SkipHours []int
	SkipDays  []time.Weekday
	Comments  bool             // its items are what readers wrote below something, and no pieces of their own
	Items     []chalkline.Item // in the document's order; Key is unique among them
	Warnings  []string         // what had to be mended, for the log
}

// maxItems is how many items of one document are read.
const maxItems = 2000

// Parse reads a feed into items. It never panics: what breaks the parser is
// ErrFailed.
func Parse(body []byte, meta Meta) (_ Feed, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", ErrFailed, fault)
		}
	}()
	d, err := Read(body, meta)
	if err != nil {
		return Feed{}, err
	}
	return d.feed(meta), nil
}

// Read reads a feed into the Document that it is. It never panics: what breaks
// the parser is ErrFailed.
func Read(body []byte, meta Meta) (_ Document, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", ErrFailed, fault)
		}
	}()
	if len(bytes.TrimSpace(body)) == 0 {
		return Document{}, ErrEmpty
	}
	doc, warnings := decode(body, meta.ContentType)
	d, err := readFormat(doc, meta)
	d.Warnings = append(warnings, d.Warnings...)
	return d, err
}

// readFormat reads a decoded document in the format that it is in.
func readFormat(doc []byte, meta Meta) (Document, error) {
	if len(doc) > 0 && doc[0] == '{' {
		return readJSON(doc, meta)
	}
	switch root := rootOf(doc); root {
	case "rss", "rdf", "feed", "channel":
		d, err := readXML(doc, root, meta)
		if err == nil && len(d.Entries) == 0 && len(d.Warnings) > 0 {
			return Document{}, fmt.Errorf("%w: %s", ErrBroken, d.Warnings[0])
		}
		return d, err
	case "html", "head", "body", "script", "meta", "div":
		return Document{}, ErrWebPage
	case "":
		return Document{}, ErrNoFeed
	default:
		return Document{}, fmt.Errorf("%w but a <%s>", ErrNoFeed, chalkline.Cut(root, 40))
	}
}
