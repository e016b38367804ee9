package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
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
	found, err := c.askPage(ctx, item.URL)
	if err := ctx.Err(); err != nil {
		return err
	}
	if busy, ok := errors.AsType[statusError](err); ok && busy.response.Status == http.StatusTooManyRequests {
		return c.holdPages(ctx, busy.response)
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

func (c *Crawler) askPage(ctx context.Context, address string) (chalkline.Item, error) {
	if err := c.allowed(ctx, address); err != nil {
		return chalkline.Item{}, err
	}
	response, err := c.Client.Get(ctx, fetch.Request{URL: address, Accept: readers[chalkline.SourcePage].accept})
	if err != nil {
		return chalkline.Item{}, err
	}
	if response.Status != http.StatusOK {
		return chalkline.Item{}, statusError{response}
	}
	if chalkline.HostOf(response.URL) != chalkline.HostOf(address) {
		if err := c.allowed(ctx, response.URL); err != nil {
			return chalkline.Item{}, err
		}
	}
	if kind := http.DetectContentType(response.Body); !strings.HasPrefix(kind, "text/") {
		return chalkline.Item{}, fmt.Errorf("it is no web page but %s", kind)
	}
	if len(response.Body) >= largeAnswer {
		c.large.Lock()
		defer c.large.Unlock()
	}
	return article(response)
}

// article is what a page says, as far as it can fill an item.
func article(r *fetch.Response) (chalkline.Item, error) {
	a, err := page.ReadArticle(r.Body, r.URL)
	if err != nil {
		return chalkline.Item{}, err
	}
	text := a.Text
	if len(text) < len(a.Description) { // of a journal behind a wall, there is the abstract
		text = a.Description
	}
	return chalkline.Item{
		Title: a.Title, Text: text, Links: a.Links, Authors: a.Authors, Venue: a.Venue, Language: a.Language, DOI: a.DOI, ERIC: a.ERIC,
	}, nil
}

// holdPages holds the host of a page that was answered with 429.
func (c *Crawler) holdPages(ctx context.Context, r *fetch.Response) error {
	next, _ := schedule.Next(schedule.Input{Outcome: schedule.Busy, Busy: 1, RetryAfter: r.RetryAfter(c.Now())}, c.Now())
	return c.hold(ctx, chalkline.HostOf(r.URL), chalkline.Poll{HeldUntil: chalkline.Time(next), Busy: 1})
}
