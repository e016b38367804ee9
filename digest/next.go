package digest

import (
	"time"

	"chalkline"
)

// Next is the first instant strictly after the given one at which a digest is
// due, in UTC; zero for a reader who wants none. An hour that the clocks skip
// counts as the first instant after the gap; an hour that comes twice counts
// once, the first time. A zone that this machine does not know is read as UTC,
// so that a reader still gets the digest.
func Next(s chalkline.Schedule, after time.Time) time.Time {
	if s.Every != chalkline.EveryDay && s.Every != chalkline.EveryWeek {
		return time.Time{}
	}
	loc, err := s.Location()
	if err != nil {
		loc = time.UTC
	}
	// The day before is looked at too: where the clocks skip a day, its hour
	// falls on the next. Nine days on, every weekday has come at least once.
	today := after.In(loc)
	for day := -1; day <= 9; day++ {
		// The wall clock that is asked for, as if it were UTC: it may not exist in loc.
		wall := time.Date(today.Year(), today.Month(), today.Day()+day, s.Hour, 0, 0, 0, time.UTC)
		if s.Every == chalkline.EveryWeek && wall.Weekday() != s.Weekday {
			continue
		}
		if due := instant(wall, loc); due.After(after) {
			return due
		}
	}
	return time.Time{} // not reached: nine days hold every weekday
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
