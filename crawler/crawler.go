// Package crawler turns a source into stored items.
//
// CrawlHost polls the due sources of one host, one after another. For each, the
// time of the next check is stored before the request is made; the answer is
// read by the reader for the source's kind (package feed, page or scholar); and
// what came of it is stored in one batch, the validators together with the
// items that they stand for. So a process that is killed at any point asks
// nobody twice within the floor, and loses and repeats no item.
//
// The parts hold one job each: fetch makes requests, schedule says when, feed,
// page and scholar read answers, robots says what may be asked, and websub lets
// hubs bring what is new. Package scenario plays what publishers do to crawlers.
package crawler

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/schedule"
)

// Store is what the crawler needs of a store.
type Store interface {
	// DueSources are the sources of a host that are due, not paused, not gone.
	DueSources(ctx context.Context, host string, now time.Time) ([]chalkline.Source, error)
	// BeginPoll moves the time of the next check from one that has come to
	// next. False means that somebody else polls the source.
	BeginPoll(ctx context.Context, id chalkline.SourceID, now, next time.Time) (bool, error)
	// StoreBatch stores a poll and its items, whole or not at all.
	StoreBatch(ctx context.Context, b chalkline.Batch) (chalkline.Stored, error)
	// Source is the source with that id.
	Source(ctx context.Context, id chalkline.SourceID) (chalkline.Source, error)
	// ForcePoll makes sources due that were not asked after the given time and
	// need not be left alone.
	ForcePoll(ctx context.Context, now, after time.Time, only ...chalkline.SourceID) (int, error)
	// Hosts are the hosts of all sources.
	Hosts(ctx context.Context) ([]string, error)
	// HoldHosts leaves hosts alone until a time.
	HoldHosts(ctx context.Context, hosts []string, until time.Time, busy int) error
	// MoveSource changes the address of a source, or makes it part of the one
	// that has the address.
	MoveSource(ctx context.Context, id chalkline.SourceID, url string) (chalkline.SourceID, error)
	// SpreadOverdue sets the next check of sources that are overdue.
	SpreadOverdue(ctx context.Context, before time.Time, at func(id chalkline.SourceID, of int) time.Time) (int, error)
	// BeginRead claims an item whose page is due to be read.
	BeginRead(ctx context.Context, id chalkline.ItemID, now, next time.Time) (bool, error)
	// SaveRead stores what the page of an item says.
	SaveRead(ctx context.Context, id chalkline.ItemID, page chalkline.Item) error
}

// Crawler polls sources. Store, Client, Now and Log must be set; it is safe for
// concurrent use.
type Crawler struct {
	Store   Store
	Client  *fetch.Client
	Now     func() time.Time
	Log     *slog.Logger
	Seed    uint64 // of the jitter, so that instances do not ask at the same times
	Contact string // mail address that Crossref is told, or ""
	// HoldDomains leaves all hosts of a registrable domain alone when one of
	// them asks for fewer requests, and not just that one.
	HoldDomains bool
	// Denied, when set, is told of each page that a robots.txt keeps us from.
	Denied func(ctx context.Context, host string)
	// Hubs, when set, is told of the WebSub hubs that sources announce.
	Hubs Hubs

	robots robotsCache
	pages  pageHolds
	large  sync.Mutex // held while a large answer is read
}

// Report counts what one visit to a host brought.
type Report struct {
	Host        string
	Asked       int // sources
	NotModified int // of them, those that had nothing new
	Failed      int // of them, those that gave no good answer
	Stored      chalkline.Stored
	Bytes       int64 // of decoded answers
}

// CrawlHost polls the due sources of a host. That a source fails is stored with
// the source and is no error; an error means that the store failed or ctx ended,
// and the sources not reached stay due. A host that asks for fewer requests
// (429) is left alone with all its sources.
func (c *Crawler) CrawlHost(ctx context.Context, host string) (Report, error) {
	report := Report{Host: host}
	due, err := c.Store.DueSources(ctx, host, c.Now())
	if err != nil {
		return report, fmt.Errorf("finding the due sources of %s: %w", host, err)
	}
	for _, source := range due {
		p, err := c.poll(ctx, source, false)
		if err != nil {
			return report, fmt.Errorf("polling %s: %w", source.URL, err)
		}
		report.add(p)
		if p.outcome == schedule.Busy && p.host == host {
			return report, nil // it is held with all its sources
		}
	}
	return report, nil
}

// polled is what one poll of one source came to.
type polled struct {
	asked       bool
	outcome     schedule.Outcome
	notModified bool
	bytes       int64
	host        string // that answered
	batch       chalkline.Batch
	stored      chalkline.Stored
}

func (r *Report) add(p polled) {
	if !p.asked {
		return
	}
	r.Asked++
	r.Bytes += p.bytes
	if p.notModified {
		r.NotModified++
	}
	if p.outcome != schedule.OK {
		r.Failed++
	}
	r.Stored.New += p.stored.New
	r.Stored.Edited += p.stored.Edited
	r.Stored.Same += p.stored.Same
	r.Stored.Buried += p.stored.Buried
	r.Stored.Reused += p.stored.Reused
}

// poll asks one source and stores what came of it.
func (c *Crawler) poll(ctx context.Context, source chalkline.Source, whole bool) (polled, error) {
	start := c.Now()
	mine, err := c.Store.BeginPoll(ctx, source.ID, start, start.Add(schedule.Floor))
	if err != nil {
		return polled{}, fmt.Errorf("storing its next check: %w", err)
	}
	if !mine {
		return polled{}, nil
	}
	a := c.ask(ctx, source, whole)
	if err := ctx.Err(); err != nil {
		return polled{}, err // it is our end, not the source's fault: nothing is written
	}
	p := polled{asked: true, outcome: a.outcome, notModified: a.notModified(), bytes: a.bytes}
	p.batch = chalkline.Batch{Source: source.ID, Poll: c.settle(source, &a, start, whole), Items: a.items}
	stamp(p.batch, c.Now())
	if p.stored, err = c.Store.StoreBatch(ctx, p.batch); err != nil {
		return polled{}, fmt.Errorf("storing its items: %w", err)
	}
	if n := p.stored.Reused; n > 0 {
		a.warnings = append(a.warnings, fmt.Sprintf("%d identities that were used for other articles before", n))
	}
	c.log(ctx, source, a, p)
	if a.response != nil {
		p.host = chalkline.HostOf(a.response.URL)
	}
	err = c.follow(ctx, source, a, p)
	return p, err
}

// stamp sets what the items of a batch get from being found.
func stamp(b chalkline.Batch, now time.Time) {
	for i := range b.Items {
		b.Items[i].SourceID = b.Source
		b.Items[i].FirstSeen, b.Items[i].Changed = chalkline.Time(now), chalkline.Time(now)
	}
}

// follow does what an answer asks for beyond its own source.
func (c *Crawler) follow(ctx context.Context, source chalkline.Source, a answer, p polled) error {
	switch {
	case a.outcome == schedule.Busy:
		return c.hold(ctx, p.host, p.batch.Poll)
	case a.outcome != schedule.OK:
		return nil
	case believed(p.batch.Poll.Move, p.batch.Poll.LastAt):
		return c.move(ctx, source, p.batch.Poll.Move)
	}
	return c.offer(ctx, source, a.response)
}

func (c *Crawler) log(ctx context.Context, source chalkline.Source, a answer, p polled) {
	attributes := []slog.Attr{
		slog.Int64("source", int64(source.ID)),
		slog.String("url", source.URL),
		slog.Int("status", p.batch.Poll.HTTPStatus),
		slog.Int("new", p.stored.New),
		slog.Int("edited", p.stored.Edited),
		slog.Time("next", p.batch.Poll.NextAt),
	}
	for _, warning := range a.warnings {
		c.Log.LogAttrs(ctx, slog.LevelInfo, "source is odd", slog.String("url", source.URL), slog.String("warning", warning))
	}
	if a.err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "source failed", append(attributes, slog.Any("error", a.err))...)
		return
	}
	c.Log.LogAttrs(ctx, slog.LevelDebug, "source polled", attributes...)
}
