package schedule

import "time"

// A source is asked every spreadEach on average while many are overdue, and all
// of them within spreadMost.
const (
	spreadEach = 4 * time.Second
	spreadMost = 30 * time.Minute
)

// Spread is when to ask one of many sources that are overdue, as after a restart
// or a night without network: within a window that grows with their number,
// instead of all at once. The same seed gives the same place in it.
func Spread(seed uint64, overdue int, now time.Time) time.Time {
	window := min(spreadMost, time.Duration(min(overdue, 1<<20))*spreadEach)
	return now.Add(time.Duration(share(seed) * float64(window)))
}
