package crawler

import (
	"context"

	"chalkline"
	"chalkline/crawler/schedule"
)

// Sample asks a source once, whole, and says what of it would be stored; nothing is.
// One that wants to be left alone, or was asked lately, is not asked. The error is a
// sentence for a person.
func (c *Crawler) Sample(ctx context.Context, source chalkline.Source) ([]chalkline.Item, error) {
	now := c.Now()
	if until := source.Poll.HeldUntil; until.After(now) {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "It asked to be left alone until %s.", until.Format("2 January 15:04 MST"))
	}
	if next := source.Poll.LastAt.Add(schedule.Floor); next.After(now) {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "It was asked just now; it can be tried from %s on.", next.Format("15:04 MST"))
	}
	a := c.ask(ctx, source, true)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if a.outcome != schedule.OK {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "%s", explain(source, a.err))
	}
	return a.items, nil
}
