package digest

import (
	"time"

	"chalkline"
)

// MaxAge is how old a pick may be that was never printed: a reader who comes
// back after a month wants the news, not the backlog. After a break that the
// reader asked for it is longer, see Missed.
const MaxAge = 14 * 24 * time.Hour

// Missed is the break that a digest made now ends, for a reader whose last edition
// was made at last and whose next one is due at due: a break that is over, that
// held up one digest at least, and after which no edition was made and none was
// due before. Several breaks with no digest between them are one. Since is when
// the last digest before it was due: what was picked after that was never in one.
// Both are zero when no break was missed.
func Missed(s chalkline.Schedule, breaks []chalkline.Break, last, due, now time.Time) (away chalkline.Break, since time.Time) {
	loc := location(s)
	for _, b := range breaks {
		if b.Validate() != nil {
			continue
		}
		start, end := midnight(b.From, 0, loc), midnight(b.Until, 1, loc)
		held := next(s, loc, start.Add(-time.Microsecond))
		if held.IsZero() || !b.Holds(chalkline.DayOf(held.In(loc))) || end.After(now) || !last.Before(end) {
			continue // no digest fell into it, it is not over, or an edition was made since
		}
		if first := Next(s, breaks, end.Add(-time.Microsecond)); first.Before(due) {
			continue // that was the first digest after it
		}
		if away.From == "" {
			away.Name = b.Name
		} else if away.Name != b.Name {
			away.Name = ""
		}
		if away.From == "" || b.From < away.From {
			away.From, since = b.From, before(s, loc, start)
		}
		away.Until = max(away.Until, b.Until)
	}
	return away, since
}

// before is the last instant before the given one at which a digest was due.
func before(s chalkline.Schedule, loc *time.Location, at time.Time) time.Time {
	last := at.AddDate(0, 0, -9) // every weekday has come since
	for due := next(s, loc, last); due.Before(at); due = next(s, loc, due) {
		last = due
	}
	return last
}

// Oldest is since when picks may go into a digest that is made now, and groups'
// news count as such: MaxAge ago, or since the last digest before a break that it
// ends.
func Oldest(since, now time.Time) time.Time {
	oldest := now.Add(-MaxAge)
	if !since.IsZero() && since.Before(oldest) {
		return since
	}
	return oldest
}

// Paused is the break that holds the day it is now for a reader with that
// schedule, the one that ends last of several; false when there is none.
func Paused(s chalkline.Schedule, breaks []chalkline.Break, now time.Time) (chalkline.Break, bool) {
	today := chalkline.DayOf(now.In(location(s)))
	until := over(breaks, today)
	for _, b := range breaks {
		if b.Holds(today) && b.Until == until {
			return b, true
		}
	}
	return chalkline.Break{}, false
}
