package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
	"chalkline/crawler/schedule"
)

type politenessCheckCmd struct {
	URL string `arg:"" name:"url" help:"Address of a feed."`
}

// Run is the command. It asks twice, as two visits would, and says what the
// feed's server offers to keep visits cheap and how often Chalkline would come.
func (c politenessCheckCmd) Run(ctx context.Context, std streams, s Settings) error {
	client := s.fetcher()
	first, err := client.Get(ctx, fetch.Request{URL: c.URL})
	if err != nil {
		return invalid("%s: %v", c.URL, err)
	}
	if first.Status != 200 {
		return invalid("%s answered with status %d", c.URL, first.Status)
	}
	now := time.Now()
	parsed, err := feed.Parse(first.Body, feed.Meta{URL: first.URL, ContentType: first.Header.Get("Content-Type"), Now: now})
	if err != nil {
		return invalid("%s: %v", c.URL, err)
	}
	etag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	say := reporter{std.out}
	say.line(true, "asks as %s", client.UserAgent())
	say.line(first.URL == c.URL, "answers at %s", first.URL)
	say.line(len(parsed.Items) > 0, "a feed of %d items", len(parsed.Items))
	say.line(etag != "" || modified != "", "validators: ETag %q, Last-Modified %q", etag, modified)
	say.line(first.Header.Get("Content-Encoding") != "" || len(first.Body) < 2048, "compressed: %q, %d bytes when unpacked", first.Header.Get("Content-Encoding"), len(first.Body))
	if etag != "" || modified != "" {
		second, err := client.Get(ctx, fetch.Request{URL: c.URL, ETag: etag, LastModified: modified})
		if err != nil {
			return invalid("asking again: %v", err)
		}
		say.line(second.NotModified, "asked again with its validators it answers %d", second.Status)
	}
	_, interval := schedule.Next(visitInput(first, parsed, now), now)
	say.line(true, "says: fresh for %s, ttl %s; Chalkline would come again in %s", first.FreshFor(now), parsed.TTL, interval.Round(time.Minute))
	return nil
}

// visitInput is what a first visit teaches about when to come again.
func visitInput(r *fetch.Response, f feed.Feed, now time.Time) schedule.Input {
	published := make([]time.Time, 0, len(f.Items))
	for _, item := range f.Items {
		published = append(published, item.Published)
	}
	rhythm, latest := schedule.Rhythm(published, nil, now)
	return schedule.Input{
		Outcome: schedule.OK, Rhythm: rhythm, Latest: chalkline.Time(latest), FreshFor: r.FreshFor(now),
		TTL: f.TTL, SkipHours: f.SkipHours, SkipDays: f.SkipDays,
	}
}

// reporter prints findings.
type reporter struct{ w io.Writer }

func (r reporter) line(good bool, format string, args ...any) {
	mark := "ok  "
	if !good {
		mark = "note"
	}
	fmt.Fprintf(r.w, "%s  %s\n", mark, fmt.Sprintf(format, args...))
}
