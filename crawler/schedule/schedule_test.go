package schedule

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) // a Sunday

const day = 24 * time.Hour

func TestInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   Input
		want time.Duration
	}{
		{"nothing known", Input{}, time.Hour},
		{"an item a minute", Input{Rhythm: time.Minute, Latest: now}, time.Hour},
		{"an item every six hours", Input{Rhythm: 6 * time.Hour, Latest: now}, 3 * time.Hour},
		{"an item a week", Input{Rhythm: 7 * day, Latest: now}, day},
		{"silent for a day", Input{Rhythm: time.Hour, Latest: now.Add(-day)}, day / 10},
		{"silent for a year", Input{Latest: now.Add(-365 * day)}, 3 * day},
		{"fresh for six hours", Input{FreshFor: 6 * time.Hour}, 6 * time.Hour},
		{"fresh for a year", Input{FreshFor: 365 * day}, day},
		{"fresh for a minute", Input{FreshFor: time.Minute}, time.Hour},
		{"a ttl of two hours", Input{TTL: 2 * time.Hour}, 2 * time.Hour},
		{"unchanged keeps what was known", Input{Unchanged: true, Previous: 5 * time.Hour}, 5 * time.Hour},
		{"changed forgets it", Input{Previous: 5 * time.Hour}, time.Hour},
		{"first failure", Input{Outcome: Failed, Failures: 1}, time.Hour},
		{"third failure", Input{Outcome: Failed, Failures: 3}, 4 * time.Hour},
		{"tenth failure", Input{Outcome: Failed, Failures: 10}, 7 * day},
		{"failing for months", Input{Outcome: Failed, Failures: 40}, 30 * day},
		{"503 with Retry-After", Input{Outcome: Failed, Failures: 1, RetryAfter: 3 * time.Hour}, 3 * time.Hour},
		{"Retry-After of ten years", Input{Outcome: Failed, Failures: 1, RetryAfter: 3650 * day}, 7 * day},
		{"429", Input{Outcome: Busy}, 2 * time.Hour},
		{"429 again", Input{Outcome: Busy, Previous: 2 * time.Hour}, 4 * time.Hour},
		{"429 with Retry-After of a minute", Input{Outcome: Busy, RetryAfter: time.Minute}, 2 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, got := Next(c.in, now); got != c.want {
				t.Errorf("interval %v, want %v", got, c.want)
			}
		})
	}
}

func TestSkippedHoursAndDaysAreWaitedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		in    Input
		after time.Time
		hour  int
	}{
		{"hours", Input{SkipHours: []int{13, 14, 15}}, now, 16},
		{"hours over midnight", Input{SkipHours: []int{13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24}}, now, 1},
		{"a day", Input{SkipDays: []time.Weekday{time.Sunday}}, now.Add(11 * time.Hour), 0},
	} {
		next, _ := Next(c.in, now)
		if next.Hour() != c.hour || next.Before(c.after) {
			t.Errorf("%s: %v", c.name, next)
		}
	}
	every := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	if next, _ := Next(Input{SkipDays: every}, now); next.After(now.Add(day)) {
		t.Errorf("a feed that skips every day is asked at %v", next)
	}
}

func input(t *rapid.T) Input {
	span := rapid.Int64Range(-int64(day), int64(4000*day))
	duration := func(name string) time.Duration { return time.Duration(span.Draw(t, name)) }
	in := Input{
		Outcome:    Outcome(rapid.IntRange(0, 2).Draw(t, "outcome")),
		Unchanged:  rapid.Bool().Draw(t, "unchanged"),
		Failures:   rapid.IntRange(0, 1000).Draw(t, "failures"),
		Previous:   duration("previous"),
		Rhythm:     duration("rhythm"),
		FreshFor:   duration("fresh"),
		TTL:        duration("ttl"),
		RetryAfter: duration("retry"),
		Seed:       rapid.Uint64().Draw(t, "seed"),
		SkipHours:  rapid.SliceOfN(rapid.IntRange(0, 24), 0, 30).Draw(t, "hours"),
	}
	if rapid.Bool().Draw(t, "has latest") {
		in.Latest = now.Add(-duration("silence"))
	}
	return in
}

func TestNeverSoonerThanTheFloorAndNeverBeyondTheBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := input(t)
		next, interval := Next(in, now)
		if interval < Floor || next.Before(now.Add(interval)) {
			t.Fatalf("next %v, interval %v", next.Sub(now), interval)
		}
		most := map[Outcome]time.Duration{OK: max(Silent, min(in.RetryAfter, Longest)), Failed: Probe, Busy: Longest}[in.Outcome]
		if interval > most {
			t.Fatalf("interval %v is above %v", interval, most)
		}
	})
}

func TestJitterIsSmallAndTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := input(t)
		in.SkipHours = nil
		next, interval := Next(in, now)
		again, _ := Next(in, now)
		if !next.Equal(again) {
			t.Fatal("differs for the same seed")
		}
		if jitter := next.Sub(now) - interval; jitter < 0 || float64(jitter) > Jitter*float64(interval) {
			t.Fatalf("jitter %v of %v", jitter, interval)
		}
	})
}

func TestMorePublishingNeverMeansFewerRequests(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		slow := input(t)
		fast := slow
		fast.Rhythm = time.Duration(rapid.Int64Range(0, max(0, int64(slow.Rhythm))).Draw(t, "faster"))
		_, slowly := Next(slow, now)
		_, often := Next(fast, now)
		if often > max(slowly, Default) && often > slowly {
			t.Fatalf("every %v with an item every %v, every %v with one every %v", often, fast.Rhythm, slowly, slow.Rhythm)
		}
	})
}

func TestLongerSilenceNeverMeansMoreRequests(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		short := input(t)
		if short.Latest.IsZero() {
			short.Latest = now
		}
		long := short
		long.Latest = short.Latest.Add(-time.Duration(rapid.Int64Range(0, int64(1000*day)).Draw(t, "more")))
		_, before := Next(short, now)
		_, after := Next(long, now)
		if after < before {
			t.Fatalf("every %v after %v, every %v after %v", before, now.Sub(short.Latest), after, now.Sub(long.Latest))
		}
	})
}

func TestHintsOnlyMakeTheWaitLonger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		with := input(t)
		without := with
		without.FreshFor, without.TTL, without.RetryAfter, without.SkipHours = 0, 0, 0, nil
		later, _ := Next(with, now)
		sooner, _ := Next(without, now)
		if later.Before(sooner) {
			t.Fatalf("%v with hints, %v without", later.Sub(now), sooner.Sub(now))
		}
	})
}

func TestRhythm(t *testing.T) {
	t.Parallel()
	at := func(days ...int) (times []time.Time) {
		for _, d := range days {
			times = append(times, now.AddDate(0, 0, -d))
		}
		return times
	}
	for _, c := range []struct {
		name      string
		published []time.Time
		gap       time.Duration
		latest    time.Time
	}{
		{"none", nil, 0, time.Time{}},
		{"one", at(3), 0, now.AddDate(0, 0, -3)},
		{"in any order", at(9, 3, 6), 3 * day, now.AddDate(0, 0, -3)},
		{"undated and future ones", append(at(4, 2), time.Time{}, now.Add(time.Hour)), 2 * day, now.AddDate(0, 0, -2)},
		{"the old ones do not count", at(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4000), day, now},
	} {
		gap, latest := Rhythm(c.published, now)
		if gap != c.gap || !latest.Equal(c.latest) {
			t.Errorf("%s: %v, %v", c.name, gap, latest)
		}
	}
}
