package digest

import (
	"time"

	"chalkline"
)

// Next is the first instant strictly after the given one at which a digest is
// due, in UTC; zero for a reader who wants none. None is due on a day that one of
// the breaks holds, by the calendar in the reader's zone; what should have come
// then is not made up for, the next comes in its turn. An hour that the clocks
// skip counts as the first instant after the gap; an hour that comes twice counts
// once, the first time. A zone that this machine does not know is read as UTC, so
// that a reader still gets the digest.
func Next(s chalkline.Schedule, breaks []chalkline.Break, after time.Time) time.Time {
	loc := location(s)
	for {
		due := next(s, loc, after)
		if due.IsZero() {
			return due
		}
		until := over(breaks, chalkline.DayOf(due.In(loc)))
		if until == "" {
			return due
		}
		after = midnight(until, 1, loc).Add(-time.Microsecond)
	}
}

// midnight is when the day begins in loc that comes n days after d.
func midnight(d chalkline.Day, n int, loc *time.Location) time.Time {
	return instant(d.Midnight().AddDate(0, 0, n), loc)
}

// over is the last day of the breaks that hold d; "" when none does.
func over(breaks []chalkline.Break, d chalkline.Day) chalkline.Day {
	var until chalkline.Day
	for _, b := range breaks {
		if b.Holds(d) && b.Until > until && b.Validate() == nil {
			until = b.Until
		}
	}
	return until
}

func location(s chalkline.Schedule) *time.Location {
	loc, err := s.Location()
	if err != nil {
		return time.UTC
	}
	return loc
}

// next is Next without breaks.
func next(s chalkline.Schedule, loc *time.Location, after time.Time) time.Time {
	// The day before is looked at too: where the clocks skip a day, its hour
	// falls on the next. Nine days on, every weekday has come at least once.
	today := after.In(loc)
	for day := -1; day <= 9; day++ {
		// The wall clock that is asked for, as if it were UTC: it may not exist in loc.
		wall := time.Date(today.Year(), today.Month(), today.Day()+day, s.Hour, 0, 0, 0, time.UTC)
		if !on(s, wall.Weekday()) {
			continue
		}
		if due := instant(wall, loc); due.After(after) {
			return due
		}
	}
	return time.Time{} // no day is one: none is wanted
}

// on says whether a digest is due on such a day.
func on(s chalkline.Schedule, d time.Weekday) bool {
	switch s.Every {
	case chalkline.EveryDay:
		return true
	case chalkline.EveryDays:
		return s.Days.Has(d)
	case chalkline.EveryWeek:
		return s.Weekday == d
	}
	return false
}

// instant is when the clocks in loc first show wall or, if they never do, the
// instant at which they jump over it.
func instant(wall time.Time, loc *time.Location) time.Time {
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), 0, 0, 0, loc)
	start, end := guess.ZoneBounds()
	var first time.Time
	for _, near := range [...]time.Time{start.Add(-1), guess, end} {
		at := wall.Add(-offset(near)).In(loc)
		if at.Hour() == wall.Hour() && at.Day() == wall.Day() && at.Minute() == 0 && at.Second() == 0 &&
			(first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if !first.IsZero() {
		return first.UTC()
	}
	for _, jump := range [...]time.Time{start, end} {
		before, after := jump.Add(-1), jump
		if !wall.Before(jump.Add(offset(before))) && wall.Before(jump.Add(offset(after))) {
			return jump.UTC()
		}
	}
	return guess.UTC()
}

// offset is how far the clocks are ahead of UTC at t.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
