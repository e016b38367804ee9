// Package schedule decides when a source is asked again.
//
// Next is a function of values and a given now; it opens nothing. Four rules
// hold for everything it returns, and its tests state them: never sooner than
// Floor; a source that publishes more is never asked less often; a source that
// is silent for longer is never asked more often; and what the publisher asks
// for (Retry-After, Cache-Control, Expires, ttl, skipHours) only ever makes the
// wait longer.
package schedule

import (
	"math/rand/v2"
	"time"
)

// The bounds of the time between two requests to a source.
const (
	Floor    = 15 * time.Minute    // at least, whatever happens
	Default  = time.Hour           // at least, for a source that answers
	Healthy  = 24 * time.Hour      // at most, for a source that answers
	Silent   = 3 * 24 * time.Hour  // the same where it asks for it after SilentAge, or after DormantAge
	Longest  = 7 * 24 * time.Hour  // at most, for one that does not answer
	Probe    = 30 * 24 * time.Hour // for one that has not answered for weeks
	Jitter   = 0.1                 // the share of the interval that is added at most
	rhythmIn = 2                   // requests in the usual time between two items
	quietIn  = 10                  // requests in the time since the latest item
	pushed   = 12                  // times the interval, for a source whose hub brings what is new
)

// What counts as silence. A source that writes twice a year is not dormant
// between its items, and is still looked at daily.
const (
	SilentAge  = 30 * 24 * time.Hour
	DormantAge = 365 * 24 * time.Hour
)

// probeAfter is the number of failures in a row after which only a monthly
// probe is made: the backoff takes four weeks to get there.
const probeAfter = 11

// Outcome says how the source answered.
type Outcome int

// The outcomes.
const (
	OK     Outcome = iota // it answered, or said that nothing has changed
	Failed                // no answer, or a useless one
	Busy                  // it asked for fewer requests (429): no fault of the feed
)

// Input is all that the decision depends on.
type Input struct {
	Outcome    Outcome
	Failures   int           // in a row, this one among them; for Failed
	Busy       int           // in a row, this one among them; for Busy
	Rhythm     time.Duration // the usual time between two items; 0 when unknown
	Latest     time.Time     // of the newest item; zero when unknown
	FreshFor   time.Duration // by Cache-Control or Expires
	TTL        time.Duration // by ttl or sy:updatePeriod
	RetryAfter time.Duration
	SkipHours  []int          // hours of the day, UTC, in which not to ask
	SkipDays   []time.Weekday // days of the week, UTC, on which not to ask
	Pushed     bool           // a hub brings what is new
	Seed       uint64         // the same seed gives the same jitter
}

// Next is when to ask again, and the interval without jitter that led to it.
// Now is when the request was made, so that a slow answer makes nothing late.
func Next(in Input, now time.Time) (next time.Time, interval time.Duration) {
	switch in.Outcome {
	case Failed:
		interval = backoff(in.Failures)
	case Busy:
		interval = backoff(min(in.Busy, probeAfter-1) + 1)
	default:
		interval = healthy(in, now)
	}
	interval = max(interval, min(in.RetryAfter, Longest), Floor)
	next = now.Add(interval + jitter(in, interval))
	if in.Outcome == OK {
		next = skip(next, now.Add(most(in, now)), in.SkipHours, in.SkipDays)
	}
	return next, interval
}

// healthy is the interval of a source that answers.
func healthy(in Input, now time.Time) time.Duration {
	interval := max(Default, in.Rhythm/rhythmIn, silence(in, now)/quietIn)
	if in.Pushed {
		interval = pushed * min(interval, Silent)
	}
	if silence(in, now) < DormantAge {
		interval = min(interval, Healthy)
	}
	return min(max(interval, in.FreshFor, in.TTL), most(in, now))
}

// most is the longest interval of a source that answers.
func most(in Input, now time.Time) time.Duration {
	if silence(in, now) >= SilentAge {
		return Silent
	}
	return Healthy
}

func silence(in Input, now time.Time) time.Duration {
	if in.Latest.IsZero() {
		return 0
	}
	return max(0, now.Sub(in.Latest))
}

// backoff doubles from Default with every failure up to Longest, and ends in
// the monthly probe.
func backoff(failures int) time.Duration {
	if failures > probeAfter {
		return Probe
	}
	wait := Default
	for range failures - 1 {
		wait = min(Longest, 2*wait)
	}
	return wait
}

// jitter is what is added to an interval: between nothing and Jitter of it, so
// that it never takes from a wait that was asked for. It makes no source that
// answers wait for more than a day: those that are asked daily were set apart
// when they were asked more often.
func jitter(in Input, interval time.Duration) time.Duration {
	added := time.Duration(share(in.Seed) * Jitter * float64(interval))
	if in.Outcome == OK && interval <= Healthy {
		return min(added, Healthy-interval)
	}
	return added
}

// share is a number from 0 to 1 that depends on the seed alone.
func share(seed uint64) float64 {
	return rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)).Float64() //nolint:gosec // spreads load, guards nothing
}

// skip moves next to the first hour at or after it that is not to be skipped,
// but not beyond limit: a feed that skips every hour is still asked.
func skip(next, limit time.Time, hours []int, days []time.Weekday) time.Time {
	if len(hours) == 0 && len(days) == 0 {
		return next
	}
	moved := next
	for skipped(moved, hours, days) {
		moved = moved.Truncate(time.Hour).Add(time.Hour)
		if !moved.Before(limit) {
			if limit.After(next) {
				return limit
			}
			return next
		}
	}
	return moved
}

func skipped(at time.Time, hours []int, days []time.Weekday) bool {
	at = at.UTC()
	for _, h := range hours {
		if h%24 == at.Hour() {
			return true
		}
	}
	for _, d := range days {
		if d == at.Weekday() {
			return true
		}
	}
	return false
}
