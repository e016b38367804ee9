package schedule

import (
	"slices"
	"time"
)

// How the rhythm of a source is told: from its latest occasions. Items closer
// than oneOccasion to each other are one: a journal dates a whole issue alike.
const (
	rhythmOf    = 12
	oneOccasion = 30 * time.Minute
)

// Rhythm is the usual time between two occasions on which a source publishes,
// the mean over the latest dozen, and the time of the newest; both zero when
// unknown. Published are the dates of its items; times that are zero or after
// now do not count. Where they tell of one occasion only, as when a feed holds
// one issue, the times at which new items were seen to arrive tell.
func Rhythm(published, arrivals []time.Time, now time.Time) (gap time.Duration, latest time.Time) {
	dated := occasions(published, now)
	if len(dated) > 0 {
		latest = dated[0]
	}
	if len(dated) < 2 {
		dated = occasions(arrivals, now)
	}
	if len(dated) < 2 {
		return 0, latest
	}
	return dated[0].Sub(dated[len(dated)-1]) / time.Duration(len(dated)-1), latest
}

// occasions are the latest of times, newest first, each of them once.
func occasions(times []time.Time, now time.Time) []time.Time {
	known := make([]time.Time, 0, len(times))
	for _, at := range times {
		if !at.IsZero() && !at.After(now) {
			known = append(known, at)
		}
	}
	slices.SortFunc(known, func(a, b time.Time) int { return b.Compare(a) })
	kept := known[:0]
	for _, at := range known {
		if len(kept) == 0 || kept[len(kept)-1].Sub(at) >= oneOccasion {
			kept = append(kept, at)
		}
	}
	return kept[:min(len(kept), rhythmOf)]
}
