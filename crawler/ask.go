package crawler

import (
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
	gone  bool
	bytes int64
	err   error // why the outcome is not OK
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
	f, err := feed.Parse(r.Body, feed.Meta{URL: r.URL, ContentType: r.Header.Get("Content-Type"), Now: now})
	if errors.Is(err, feed.ErrWebPage) {
		if feeds := page.Discover(r.Body, r.URL); len(feeds) > 0 && feeds[0] != s.URL {
			return reading{}, fmt.Errorf("%w; it announces the feed %s", err, feeds[0])
		}
	}
	return reading{items: f.Items, ttl: f.TTL, skipHours: f.SkipHours, skipDays: f.SkipDays, warnings: f.Warnings}, err
}

func readPage(s chalkline.Source, r *fetch.Response, now time.Time) (reading, error) {
	items, err := page.List(r.Body, r.URL, s.Selectors, now)
	return reading{items: items}, err
}

// ask makes the request for a source and reads the answer.
func (c *Crawler) ask(ctx context.Context, source chalkline.Source) answer {
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
	response, err := c.Client.Get(ctx, fetch.Request{
		URL:          address,
		ETag:         source.Poll.ETag,
		LastModified: source.Poll.LastModified,
		Accept:       kind.accept,
	})
	if err != nil {
		return failed(err)
	}
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
	read, err := kind.read(source, response, c.Now())
	if err != nil {
		a.outcome, a.err = schedule.Failed, err
		return a
	}
	read.warnings = append(a.warnings, read.warnings...)
	a.reading = read
	if moved := response.Permanent; moved != "" {
		a.warnings = append(a.warnings, "it has moved for good to "+moved)
	}
	return a
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
