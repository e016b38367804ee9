package web

import (
	"context"
	"fmt"
	"hash/crc32"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/feed"
	"chalkline/digest/say"
)

// format is a published form of a feed.
type format struct {
	name  string // as readers call it
	kind  string // Content-Type
	write func(feed.Feed) ([]byte, error)
}

// formats are the published forms of a feed, by the extension of the address.
var formats = map[string]format{
	".rss":  {"RSS", "application/rss+xml; charset=utf-8", feed.Feed.RSS},
	".atom": {"Atom", "application/atom+xml; charset=utf-8", feed.Feed.Atom},
	".json": {"JSON", "application/feed+json; charset=utf-8", feed.Feed.JSON},
}

// extensions are the extensions of the formats, in the order in which they are
// offered.
var extensions = []string{".rss", ".atom", ".json"}

// cutFormat takes the extension of a format from the last part of an address. It
// is "" when there is none, and then the name is whole.
func cutFormat(file string) (name, extension string) {
	extension = path.Ext(file)
	if _, ok := formats[extension]; !ok {
		return file, ""
	}
	return strings.TrimSuffix(file, extension), extension
}

// hubPath is where the hub that tells of new picks is asked.
const hubPath = "/hub"

// feedPolicy lets a browser that shows a feed as it is load its style sheet, which
// is a script for Chromium, and which has the styles of the page that it makes.
const feedPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

// published is a feed that can be published. What differs between the feeds of
// readers, topics and others is all in here.
type published struct {
	ID          string // names it for good, whatever its address
	Title       chalkline.Text
	Description chalkline.Text
	Language    *say.Locale // that it is written in
	Path        string      // of its address, without the extension
	Page        string      // path of the page that shows the same
	Version     feedVersion // changes whenever the feed does
	Secret      bool        // the address is somebody's own
	Group       bool        // it is a group's
	Hub         bool        // the hub tells of what is new in it
	Read        func(ctx context.Context) (feedPart, error)
}

// feedVersion tells one state of a feed from the next.
type feedVersion struct {
	At  time.Time // of the last change
	Tag string    // when At is not enough to tell
}

// feedPart is the part of a feed that was asked for.
type feedPart struct {
	Cards      []chalkline.Card
	Shared     []chalkline.SharedCard
	Digests    []feed.Digest
	Prev, Next int // the archives before and after it; 0 for none
}

// feedAge is for how long a feed that was fetched is fresh.
const feedAge = "max-age=900"

// publish answers with a feed in a format, or with nothing when the asker has it;
// to a browser's tab it answers with a page that says what a feed is.
func (s *server) publish(w http.ResponseWriter, r *http.Request, extension string, ask feedAsk, p published) error {
	h := w.Header()
	h.Set("Vary", "Accept, Accept-Encoding, Sec-Fetch-Mode, Sec-Fetch-Dest")
	if p.Secret {
		secretHeaders(h)
	} else {
		// Any site may show what is new on a topic: nothing in it depends on who asks.
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if inTab(r) {
		return s.feedPage(w, r, ask, p)
	}
	document, err := s.document(ask, p)
	if err != nil {
		return err
	}
	etag := p.Version.etag(extension, document.Self.Query, s.Version, p.Language)
	if unchanged(r, etag, p.Version.At) {
		feedHeaders(h, etag, extension, p, document)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}

	part, err := p.Read(r.Context())
	if err != nil {
		return err
	}
	s.fill(&document, ask, part)
	body, err := formats[extension].write(document)
	if err != nil {
		return fmt.Errorf("write %s as %s: %w", p.ID, formats[extension].name, err)
	}
	feedHeaders(h, etag, extension, p, document)
	h.Set("Content-Type", kindFor(r, extension))
	h.Set("Content-Security-Policy", feedPolicy)
	if err := writeCoded(w, r, body); err != nil {
		s.Log.DebugContext(r.Context(), "feed not taken", "error", err)
	}
	return nil
}

// feedHeaders say of a feed what it is and for how long. They stand on a feed and
// on the news that it has not changed, never on a fault, which nobody is to keep.
func feedHeaders(h http.Header, etag, extension string, p published, document feed.Feed) {
	h.Set("ETag", etag)
	h.Set("Last-Modified", p.Version.At.UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "private, "+feedAge)
	if !p.Secret {
		h.Set("Cache-Control", "public, "+feedAge)
	}
	h.Add("Link", "<"+document.Self.In(extension)+`>; rel="self"`)
	if document.Hub != "" {
		h.Add("Link", "<"+document.Hub+`>; rel="hub"`)
	}
}

// document is the feed without its entries.
func (s *server) document(ask feedAsk, p published) (feed.Feed, error) {
	style, err := s.static.url(feedStyle(p.Language))
	if err != nil {
		return feed.Feed{}, err
	}
	f := feed.Feed{
		ID: p.ID, Title: p.Title.In(p.Language), Description: p.Description.In(p.Language), Language: p.Language, Home: s.Base, Page: s.Base + p.Page, Private: p.Secret,
		Self: s.feedAddress(ask, p, ask.Archive), Current: s.feedAddress(ask, p, 0), Archive: ask.Archive > 0,
		Stylesheet: style, Updated: p.Version.At, Label: func(id chalkline.TopicID) string { return p.Language.T(s.topicLabel(id)) },
	}
	if p.Hub && f.Self.Query == "" {
		f.Hub = s.Base + hubPath
	}
	return f, nil
}

// fill puts entries into a document, and the way to the archives around them.
func (s *server) fill(f *feed.Feed, ask feedAsk, part feedPart) {
	f.Cards, f.Shared, f.Digests = part.Cards, part.Shared, part.Digests
	around := func(archive int) feed.Address {
		if archive == 0 {
			return feed.Address{}
		}
		return feed.Address{Base: f.Self.Base, Query: ask.query(archive)}
	}
	f.Prev, f.Next = around(part.Prev), around(part.Next)
}

// feedAddress is the address of an archive of a feed; 0 is what is new.
func (s *server) feedAddress(ask feedAsk, p published, archive int) feed.Address {
	return feed.Address{Base: s.Base + p.Path, Query: ask.query(archive)}
}

// topicLabel is the name of a topic; "" when it is not known.
func (s *server) topicLabel(id chalkline.TopicID) string {
	topic, _ := s.Topics.Topic(id)
	return topic.Label
}

// secretHeaders keep a secret address to its owner: search engines are not to
// list it, and no link on it tells other sites of it.
func secretHeaders(h http.Header) {
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
}

// inTab says whether a browser asks in order to show the answer to a person.
// Feed programs do not send these headers, nor does a script's fetch send these
// values.
func inTab(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" || r.Header.Get("Sec-Fetch-Dest") == "document"
}

// kindFor is the Content-Type of a feed in a format. Browsers that do not say what
// for they ask show the feed's style sheet for plain XML only; they are known by
// their asking for web pages.
func kindFor(r *http.Request, extension string) string {
	if extension != ".json" && strings.Contains(r.Header.Get("Accept"), "text/html") {
		return "text/xml; charset=utf-8"
	}
	return formats[extension].kind
}

// etag is the tag of a feed in a format. It is weak, because a feed is the same in
// every coding, and so a program that changes its mind about gzip has it still.
func (v feedVersion) etag(extension, query, program string, in *say.Locale) string {
	tag := `W/"` + strconv.FormatInt(v.At.UnixMicro(), 36) + v.Tag + "-" + extension[1:] + "-" + headerSafe(program)
	if in != say.English {
		tag += "-" + in.Tag
	}
	if query != "" {
		tag += "-" + strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(query))), 36)
	}
	return tag + `"`
}

// unchanged says whether the asker has this version (RFC 9110, section 13.2.2:
// a tag decides alone when there is one).
func unchanged(r *http.Request, etag string, version time.Time) bool {
	if tags := r.Header.Values("If-None-Match"); len(tags) > 0 {
		return matches(strings.Join(tags, ","), etag)
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !version.Truncate(time.Second).After(since)
}

// headerSafe keeps the letters, digits, dots and dashes of a version.
func headerSafe(version string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return -1
	}, version)
}
