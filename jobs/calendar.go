package jobs

import (
	"context"
	"time"

	"chalkline"
	"chalkline/crawler/calendar"
	"chalkline/digest"
)

// When to ask for a calendar again. Holidays are settled long before.
const (
	calendarLife  = 24 * time.Hour
	calendarRetry = 6 * time.Hour // after a look that failed
)

// askCalendar asks for a calendar once for all readers who name it, and moves
// their digests where its days off have changed. A look that fails is noted with
// its reason, and the days off that were read before hold.
func (u *Units) askCalendar(ctx context.Context, key string) error {
	calendarID, err := id[chalkline.CalendarID](key)
	if err != nil {
		return err
	}
	was, err := u.DB.Calendar(ctx, calendarID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil // nobody names it any more
	}
	if err != nil {
		return err
	}
	now := u.Now()
	is, err := calendar.Ask(ctx, u.Crawler.Client, was, now)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	is.NextAt, is.Error = now.Add(calendarLife), chalkline.Text{}
	if err != nil {
		// The address may be a secret of a reader's, so it is not logged.
		u.Log.Warn("calendar not read, what was read before holds", "calendar", is.ID, "error", err)
		is.NextAt, is.Error = now.Add(calendarRetry), chalkline.ErrorText(err)
	}
	if err := u.DB.SaveCalendar(ctx, is); err != nil {
		return err
	}
	return u.moveDigests(ctx, is, now)
}

// moveDigests plans the next digests of a calendar's readers anew. One that is due
// by now is left to be composed, or put off, in its turn.
func (u *Units) moveDigests(ctx context.Context, c chalkline.Calendar, now time.Time) error {
	readers, err := u.DB.CalendarReaders(ctx, c)
	if err != nil {
		return err
	}
	for _, r := range readers {
		breaks, err := u.DB.Breaks(ctx, r)
		if err != nil {
			return err
		}
		next := digest.Next(r.Schedule, breaks, now)
		if !r.DigestAt.After(now) || next.Equal(r.DigestAt) {
			continue
		}
		if err := u.skip(ctx, r, next); err != nil {
			return err
		}
	}
	return nil
}
