package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/page"
	"chalkline/crawler/schedule"
)

// readAgain is when the page of an item is asked for again that could not be
// read.
const readAgain = 12 * time.Hour

// ReadItem fetches the page of an item whose source gave too little text to
// judge, if its robots.txt allows, and stores what it says. That the page cannot
// be read is no error: it is tried again later, a few times. A host that asks
// for fewer requests is held with all its sources.
func (c *Crawler) ReadItem(ctx context.Context, item chalkline.Item) error {
	now := c.Now()
	mine, err := c.Store.BeginRead(ctx, item.ID, now, now.Add(readAgain))
	if err != nil {
		return fmt.Errorf("reading the page of item %d: %w", item.ID, err)
	}
	if !mine {
		return nil
	}
	if c.pages.held(chalkline.HostOf(item.URL), now) {
		return nil // looked at again like a page that could not be read
	}
	found, err := c.readArticle(ctx, item.URL)
	if err := ctx.Err(); err != nil {
		return err
	}
	if busy, ok := errors.AsType[statusError](err); ok && asksForPause(busy.response) {
		return c.holdPages(ctx, item.URL, busy.response)
	}
	if err != nil {
		c.Log.LogAttrs(ctx, slog.LevelInfo, "page not read", slog.String("url", item.URL), slog.Any("error", err))
		return nil
	}
	if err := c.Store.SaveRead(ctx, item.ID, found); err != nil {
		return fmt.Errorf("storing the page of item %d: %w", item.ID, err)
	}
	return nil
}

// AskPage fetches the page at an address, when its robots.txt and that of where
// it redirects to allow; the error has chalkline.CodeDenied when one does not.
// Any status is a Response.
func (c *Crawler) AskPage(ctx context.Context, address string) (*fetch.Response, error) {
	if err := c.allowed(ctx, address); err != nil {
		return nil, err
	}
	response, err := c.Client.Get(ctx, fetch.Request{URL: address, Accept: readers[chalkline.SourcePage].accept})
	if err != nil {
		return nil, err
	}
	if response.Status == http.StatusOK && response.URL != address { // what it redirects to has rules of its own
		if err := c.allowed(ctx, response.URL); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// readArticle is what the page at an address says, as far as it can fill an item.
func (c *Crawler) readArticle(ctx context.Context, address string) (chalkline.Item, error) {
	response, err := c.AskPage(ctx, address)
	if err != nil {
		return chalkline.Item{}, err
	}
	if response.Status != http.StatusOK {
		return chalkline.Item{}, statusError{response}
	}
	if kind := http.DetectContentType(response.Body); !strings.HasPrefix(kind, "text/") {
		return chalkline.Item{}, fmt.Errorf("it is no web page but %s", kind)
	}
	if len(response.Body) >= largeAnswer {
		c.large.Lock()
		defer c.large.Unlock()
	}
	a, err := page.ReadArticle(response.Body, response.URL)
	return a.Item(), err
}

// asksForPause says whether an answer is a 429, or a 503 that names a time.
func asksForPause(r *fetch.Response) bool {
	return r.Status == http.StatusTooManyRequests ||
		r.Status == http.StatusServiceUnavailable && r.Header.Get("Retry-After") != ""
}

// holdPages leaves the host of a page alone: its pages, also where no source of
// ours is at that host, and after a 429 its sources.
func (c *Crawler) holdPages(ctx context.Context, address string, r *fetch.Response) error {
	now := c.Now()
	next, _ := schedule.Next(schedule.Input{Outcome: schedule.Busy, Busy: 1, RetryAfter: r.RetryAfter(now)}, now)
	c.pages.hold(next, now, chalkline.HostOf(address), chalkline.HostOf(r.URL))
	if r.Status != http.StatusTooManyRequests {
		return nil
	}
	return c.hold(ctx, chalkline.HostOf(r.URL), chalkline.Poll{HeldUntil: chalkline.Time(next), Busy: 1})
}

// pageHolds remembers the hosts whose pages are left alone for a while. Its zero
// value is ready. A restart forgets it, which costs such a host one request.
type pageHolds struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// pageHoldsKept is how many hosts are remembered at most.
const pageHoldsKept = 2000

func (h *pageHolds) held(host string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Before(h.until[host])
}

func (h *pageHolds) hold(until, now time.Time, hosts ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.until, func(_ string, t time.Time) bool { return !now.Before(t) })
	if h.until == nil || len(h.until) >= pageHoldsKept {
		h.until = make(map[string]time.Time)
	}
	for _, host := range hosts {
		h.until[host] = until
	}
}
