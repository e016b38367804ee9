package crawler

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"chalkline"
)

// A source has moved when it has said so this often in a row, over this time.
const (
	moveTimes = 3
	moveAfter = 48 * time.Hour
)

// believed says whether a move has been said often enough.
func believed(m chalkline.Move, now time.Time) bool {
	return m.URL != "" && m.Times >= moveTimes && now.Sub(m.Since) >= moveAfter
}

// moving is what is known of a source's move after a good answer: one more time
// the same, or from the beginning, or nothing when it answered where it is.
func moving(before chalkline.Move, permanent string, now time.Time) chalkline.Move {
	switch {
	case permanent == "":
		return chalkline.Move{}
	case permanent != before.URL:
		return chalkline.Move{URL: permanent, Times: 1, Since: now}
	}
	before.Times++
	return before
}

// move gives a source the address that it moved to.
func (c *Crawler) move(ctx context.Context, source chalkline.Source, m chalkline.Move) error {
	kept, err := c.Store.MoveSource(ctx, source.ID, m.URL)
	if err != nil {
		return fmt.Errorf("moving it to %s: %w", m.URL, err)
	}
	if now, err := c.Store.Source(ctx, kept); err != nil || now.URL == source.URL {
		return err // it stayed: a source that the operator paused has that address
	}
	c.Log.LogAttrs(ctx, slog.LevelWarn, "source moved", slog.Int64("source", int64(source.ID)), slog.String("from", source.URL),
		slog.String("to", m.URL), slog.Int64("read_as", int64(kept)))
	return nil
}
