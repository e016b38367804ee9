package schedule

import (
	"slices"
	"time"
)

// rhythmOf is how many of the latest items tell the rhythm of a source.
const rhythmOf = 12

// Rhythm is the usual time between two items, the mean over the latest dozen,
// and the time of the newest. Times that are zero or after now do not count.
func Rhythm(published []time.Time, now time.Time) (gap time.Duration, latest time.Time) {
	known := make([]time.Time, 0, len(published))
	for _, at := range published {
		if !at.IsZero() && !at.After(now) {
			known = append(known, at)
		}
	}
	if len(known) == 0 {
		return 0, time.Time{}
	}
	slices.SortFunc(known, func(a, b time.Time) int { return b.Compare(a) })
	latest = known[0]
	known = known[:min(len(known), rhythmOf)]
	if len(known) < 2 {
		return 0, latest
	}
	return latest.Sub(known[len(known)-1]) / time.Duration(len(known)-1), latest
}
