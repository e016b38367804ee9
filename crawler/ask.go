package crawler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
	"chalkline/crawler/page"
	"chalkline/crawler/schedule"
	"chalkline/crawler/scholar"
)

// answer is what asking a source brought, before it is scheduled and stored.
type answer struct {
	outcome  schedule.Outcome
	response *fetch.Response // nil when there was none
	reading
	gone     bool
	bytes    int64
	proposal string // a feed that the web page announces that answered in place of one
	err      error  // why the outcome is not OK
}

func (a answer) notModified() bool { return a.response != nil && a.response.NotModified }

// reading is what a reader makes of a good answer.
type reading struct {
	items     []chalkline.Item
	ttl       time.Duration
	skipHours []int
	skipDays  []time.Weekday
	warnings  []string
}

// reader knows how the sources of one kind are asked and read.
type reader struct {
	accept  string
	address func(c *Crawler, s chalkline.Source) (string, error)
	read    func(s chalkline.Source, r *fetch.Response, now time.Time) (reading, error)
	robots  bool // robots.txt is asked first: no person gave this address to be polled as a feed
}

// readers holds the reader of each kind of source.
var readers = map[chalkline.SourceKind]reader{
	chalkline.SourceFeed: {
		accept: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, " +
			"text/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
		address: ownAddress,
		read:    readFeed,
	},
	chalkline.SourcePage: {
		accept:  "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
		address: ownAddress,
		read:    readPage,
		robots:  true,
	},
	chalkline.SourceCrossref: {
		accept:  "application/json",
		address: func(c *Crawler, s chalkline.Source) (string, error) { return scholar.JournalURL(s.URL, c.Contact) },
		read: func(_ chalkline.Source, r *fetch.Response, now time.Time) (reading, error) {
			items, err := scholar.Journal(r.Body, now)
			return reading{items: items}, err
		},
	},
	chalkline.SourceERIC: {
		accept:  "application/json",
		address: func(_ *Crawler, s chalkline.Source) (string, error) { return scholar.QueryURL(s.URL) },
		read: func(_ chalkline.Source, r *fetch.Response, now time.Time) (reading, error) {
			items, err := scholar.Query(r.Body, now)
			return reading{items: items}, err
		},
	},
}

func ownAddress(_ *Crawler, s chalkline.Source) (string, error) { return s.URL, nil }

func readFeed(s chalkline.Source, r *fetch.Response, now time.Time) (reading, error) {
	f, err := feed.Parse(r.Body, feedMeta(r, now))
	if errors.Is(err, feed.ErrWebPage) {
		return reading{}, webPageError{error: err, response: r, proposal: proposed(s, r)}
	}
	if err == nil && f.Comments {
		return reading{}, errComments
	}
	return reading{items: f.Items, ttl: f.TTL, skipHours: f.SkipHours, skipDays: f.SkipDays, warnings: f.Warnings}, err
}

// errComments refuses a feed of comments: they are no items of their own.
var errComments = chalkline.Errorf(chalkline.CodeInvalid, "this is a feed of comments, not of posts")

// feedMeta is what an answer says of the feed in it.
func feedMeta(r *fetch.Response, now time.Time) feed.Meta {
	return feed.Meta{
		URL: r.URL, ContentType: r.Header.Get("Content-Type"), ContentLocation: r.Header.Get("Content-Location"),
		ContentLanguage: r.Header.Get("Content-Language"), Now: now,
	}
}

// proposed is the first feed that a web page announces, or "". It is never
// taken in place of the source without the operator's word.
func proposed(s chalkline.Source, r *fetch.Response) string {
	if challenged(r) {
		return ""
	}
	for _, address := range page.Discover(r.Body, r.URL) {
		if address != s.URL {
			return address
		}
	}
	return ""
}

// webPageError is a web page in place of a feed.
type webPageError struct {
	error

	response *fetch.Response
	proposal string // the feed that it announces, or ""
}

// Unwrap is what the page failed as.
func (e webPageError) Unwrap() error { return e.error }

func readPage(s chalkline.Source, r *fetch.Response, now time.Time) (reading, error) {
	items, err := page.List(r.Body, r.URL, s.Selectors, now)
	return reading{items: items}, err
}

// ask makes the request for a source and reads the answer. Whole leaves out the
// validators.
func (c *Crawler) ask(ctx context.Context, source chalkline.Source, whole bool) answer {
	kind, known := readers[source.Kind]
	if !known {
		return failed(chalkline.Errorf(chalkline.CodeInvalid, "sources of kind %q cannot be read", source.Kind))
	}
	address, err := kind.address(c, source)
	if err != nil {
		return failed(err)
	}
	if kind.robots {
		if err := c.allowed(ctx, address); err != nil {
			return failed(err)
		}
	}
	request := fetch.Request{URL: address, Accept: kind.accept, Hold: true}
	if !whole {
		request.ETag, request.LastModified = source.Poll.ETag, source.Poll.LastModified
	}
	response, err := c.Client.Get(ctx, request)
	if err != nil {
		return failed(err)
	}
	defer release(response)
	return c.understand(source, kind, response)
}

// beginning is what is kept of a large answer once it is read, in bytes: where
// it announces a hub, or shows what it is in place of a feed.
const beginning = 64 << 10

// release gives back the room of an answer that was read.
func release(r *fetch.Response) {
	if len(r.Body) >= largeAnswer {
		r.Body = bytes.Clone(r.Body[:beginning])
	}
	r.Release()
}

// understand reads the answer to the request for a source.
func (c *Crawler) understand(source chalkline.Source, kind reader, response *fetch.Response) answer {
	a := answer{response: response, bytes: int64(len(response.Body))}
	if wait := response.RetryAfter(c.Now()); wait > schedule.Longest {
		a.warnings = append(a.warnings, fmt.Sprintf("it asks to be left alone for %v; it is asked again after %v", wait, schedule.Longest))
	}
	switch {
	case response.NotModified:
		return a
	case response.Status == http.StatusTooManyRequests:
		a.outcome, a.err = schedule.Busy, statusError{response}
		return a
	case response.Status/100 != 2:
		a.outcome, a.err = schedule.Failed, statusError{response}
		a.gone = response.Status == http.StatusGone
		return a
	}
	read, err := c.read(source, kind, response)
	if err != nil {
		a.outcome, a.err = schedule.Failed, err
		if page, ok := errors.AsType[webPageError](err); ok {
			a.proposal = page.proposal
		}
		return a
	}
	read.warnings = append(a.warnings, read.warnings...)
	a.reading = read
	return a
}

// largeAnswer is the size in bytes from which on answers are read one at a time,
// because a document takes many times its size while it is read.
const largeAnswer = 512 << 10

func (c *Crawler) read(source chalkline.Source, kind reader, response *fetch.Response) (reading, error) {
	if len(response.Body) >= largeAnswer {
		c.large.Lock()
		defer c.large.Unlock()
	}
	return kind.read(source, response, c.Now())
}

func failed(err error) answer { return answer{outcome: schedule.Failed, err: err} }

// statusError is an answer whose status says that it is none.
type statusError struct{ response *fetch.Response }

// Error names the status.
func (e statusError) Error() string { return fmt.Sprintf("status %d", e.response.Status) }

// hostOf is the host in an address, for messages.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "the server"
	}
	return u.Hostname()
}
