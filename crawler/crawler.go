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
// page and scholar read answers, robots says what may be asked.
package crawler

import (
	"context"
	"fmt"
	"log/slog"
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

	robots robotsCache
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
	for i, source := range due {
		p, err := c.poll(ctx, source)
		if err != nil {
			return report, fmt.Errorf("polling %s: %w", source.URL, err)
		}
		report.add(p)
		if p.outcome == schedule.Busy {
			return report, c.hold(ctx, due[i+1:], p.batch.Poll)
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
}

// poll asks one source and stores what came of it.
func (c *Crawler) poll(ctx context.Context, source chalkline.Source) (polled, error) {
	now := c.Now()
	mine, err := c.Store.BeginPoll(ctx, source.ID, now, now.Add(schedule.Floor))
	if err != nil {
		return polled{}, fmt.Errorf("storing its next check: %w", err)
	}
	if !mine {
		return polled{}, nil
	}
	a := c.ask(ctx, source)
	if err := ctx.Err(); err != nil {
		return polled{}, err // it is our end, not the source's fault: nothing is written
	}
	now = c.Now()
	p := polled{asked: true, outcome: a.outcome, notModified: a.notModified(), bytes: a.bytes}
	p.batch = chalkline.Batch{Source: source.ID, Poll: c.settle(source, a, now), Items: a.items}
	for i := range p.batch.Items {
		p.batch.Items[i].SourceID = source.ID
		p.batch.Items[i].FirstSeen, p.batch.Items[i].Changed = chalkline.Time(now), chalkline.Time(now)
	}
	if p.stored, err = c.Store.StoreBatch(ctx, p.batch); err != nil {
		return polled{}, fmt.Errorf("storing its items: %w", err)
	}
	c.log(ctx, source, a, p)
	return p, nil
}

// hold moves the sources of a host that asked for fewer requests to the time at
// which the one that was answered so is asked again. That is not their fault,
// so nothing else about them changes.
func (c *Crawler) hold(ctx context.Context, sources []chalkline.Source, until chalkline.Poll) error {
	for _, source := range sources {
		held := source.Poll
		held.NextAt = until.NextAt
		if _, err := c.Store.StoreBatch(ctx, chalkline.Batch{Source: source.ID, Poll: held}); err != nil {
			return fmt.Errorf("holding %s: %w", source.URL, err)
		}
	}
	return nil
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
