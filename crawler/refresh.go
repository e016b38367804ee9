package crawler

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/crawler/schedule"
)

// forcedFloor is the time between two fetches of a source without validators.
const forcedFloor = 24 * time.Hour

// Wish is how a person wants a source to be asked now.
type Wish struct {
	Whole    bool // without validators: everything, also what has not changed
	Operator bool // the operator says so: whole as often as the floor lets
}

// Refreshed says what came of a wish.
type Refreshed struct {
	Report
	Source chalkline.Source // as it is now
	NextAt time.Time        // when it may be asked, or will be asked by itself, if it was not asked now
}

// Refresh asks a source now because a person wishes so. Within the floor of a
// URL, while it is to be left alone, or when it was fetched whole within a day,
// it is not asked: what is known of it has to do until NextAt.
func (c *Crawler) Refresh(ctx context.Context, id chalkline.SourceID, wish Wish) (Refreshed, error) {
	source, err := c.Store.Source(ctx, id)
	if err != nil {
		return Refreshed{}, fmt.Errorf("refreshing source %d: %w", id, err)
	}
	now := c.Now()
	r := Refreshed{Source: source, Report: Report{Host: source.Host()}, NextAt: source.Poll.NextAt}
	if wish.Whole && !wish.Operator && !source.Poll.ForcedAt.IsZero() && now.Before(source.Poll.ForcedAt.Add(forcedFloor)) {
		r.NextAt = source.Poll.ForcedAt.Add(forcedFloor)
		return r, nil
	}
	n, err := c.Store.ForcePoll(ctx, now, now.Add(-schedule.Floor), id)
	if err != nil {
		return r, fmt.Errorf("refreshing %s: %w", source.URL, err)
	}
	if n == 0 {
		return r, nil
	}
	p, err := c.poll(ctx, source, wish.Whole)
	if err != nil {
		return r, fmt.Errorf("refreshing %s: %w", source.URL, err)
	}
	r.add(p)
	if r.Source, err = c.Store.Source(ctx, id); chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		r.Source, err = source, nil // it has just become part of another
	}
	r.NextAt = r.Source.Poll.NextAt
	return r, err
}
