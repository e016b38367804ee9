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
		{"silent for two months", Input{Latest: now.Add(-60 * day)}, day},
		{"silent for two months and fresh for a year", Input{Latest: now.Add(-60 * day), FreshFor: 365 * day}, 3 * day},
		{"an item an hour, brought by a hub", Input{Latest: now, Pushed: true}, 12 * time.Hour},
		{"an item a week, brought by a hub", Input{Rhythm: 7 * day, Latest: now, Pushed: true}, day},
		{"first failure", Input{Outcome: Failed, Failures: 1}, time.Hour},
		{"third failure", Input{Outcome: Failed, Failures: 3}, 4 * time.Hour},
		{"tenth failure", Input{Outcome: Failed, Failures: 10}, 7 * day},
		{"failing for months", Input{Outcome: Failed, Failures: 40}, 30 * day},
		{"503 with Retry-After", Input{Outcome: Failed, Failures: 1, RetryAfter: 3 * time.Hour}, 3 * time.Hour},
		{"Retry-After of ten years", Input{Outcome: Failed, Failures: 1, RetryAfter: 3650 * day}, 7 * day},
		{"429", Input{Outcome: Busy, Busy: 1}, 2 * time.Hour},
		{"429 again", Input{Outcome: Busy, Busy: 2}, 4 * time.Hour},
		{"429 for ever", Input{Outcome: Busy, Busy: 1000}, 7 * day},
		{"429 with Retry-After of a minute", Input{Outcome: Busy, Busy: 1, RetryAfter: time.Minute}, 2 * time.Hour},
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
		Pushed:     rapid.Bool().Draw(t, "pushed"),
		Busy:       rapid.IntRange(0, 1000).Draw(t, "busy"),
		Failures:   rapid.IntRange(0, 1000).Draw(t, "failures"),
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
		arrivals  []time.Time
		gap       time.Duration
		latest    time.Time
	}{
		{name: "none"},
		{name: "one", published: at(3), latest: now.AddDate(0, 0, -3)},
		{"in any order", at(9, 3, 6), nil, 3 * day, now.AddDate(0, 0, -3)},
		{"undated and future ones", append(at(4, 2), time.Time{}, now.Add(time.Hour)), nil, 2 * day, now.AddDate(0, 0, -2)},
		{"the old ones do not count", at(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4000), nil, day, now},
		{"a weekly letter of three items", at(1, 1, 1, 8, 8, 8, 15, 15, 15), nil, 7 * day, now.AddDate(0, 0, -1)},
		{"one issue, and when the earlier ones came", at(5, 5, 5), at(120, 4), 116 * day, now.AddDate(0, 0, -5)},
		{"no dates, but arrivals", nil, at(2, 4, 6), 2 * day, time.Time{}},
	} {
		gap, latest := Rhythm(c.published, c.arrivals, now)
		if gap != c.gap || !latest.Equal(c.latest) {
			t.Errorf("%s: %v, %v", c.name, gap, latest)
		}
	}
}

// life plays a source that publishes at the given times, asked by the schedule
// that its dates lead to, and returns when it was asked and how late its items
// were found at most.
func life(published []time.Time, from, until time.Time, seed uint64) (asked []time.Time, latest time.Duration) {
	found := 0
	for found < len(published) && published[found].Before(from) {
		found++
	}
	for at := Spread(seed, 500, from); at.Before(until); {
		asked = append(asked, at)
		for ; found < len(published) && !published[found].After(at); found++ {
			latest = max(latest, at.Sub(published[found]))
		}
		rhythm, newest := Rhythm(published[max(0, found-30):found], nil, at)
		at, _ = Next(Input{Rhythm: rhythm, Latest: newest, Seed: seed}, at)
	}
	return asked, latest
}

func TestEverySourceIsFoundInTimeAtTheRateOfItsOwnRhythm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		every  time.Duration
		late   time.Duration // an item is found after this at most
		perDay float64       // requests at most
	}{
		{"a blog that writes twice a year", 182 * day, day, 1},
		{"a journal that appears each term", 120 * day, day, 1},
		{"a blog that writes weekly", 7 * day, day, 1},
		{"a blog that writes daily", day, 14 * time.Hour, 2.2},
		{"a news site", 2 * time.Hour, 75 * time.Minute, 24},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				// A rhythm as people keep one: an item comes up to a third of the time early or late.
				var published []time.Time
				seed := rapid.Uint64().Draw(t, "seed")
				at := now.Add(-20 * c.every)
				until := now.Add(max(400*day, 40*c.every))
				if c.every < day { // the days are alike
					until = now.Add(5 * day)
				}
				shift := rapid.SliceOfN(rapid.Float64Range(-1./3, 1./3), 1, 30).Draw(t, "shifts")
				for n := 0; at.Before(until); n++ {
					published = append(published, at.Add(time.Duration(shift[n%len(shift)]*float64(c.every))))
					at = at.Add(c.every)
				}
				asked, late := life(published, now, until, seed)
				if late > c.late {
					t.Fatalf("an item was found after %v", late)
				}
				days := until.Sub(now).Hours() / 24
				if got := float64(len(asked)); got > c.perDay*days+1 {
					t.Fatalf("%v requests in %.0f days", got, days)
				}
			})
		})
	}
}

func TestOverdueSourcesAreSpreadOverAWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sources int
		window  time.Duration
	}{{1, 4 * time.Second}, {60, 4 * time.Minute}, {500, 30 * time.Minute}, {100_000, 30 * time.Minute}} {
		inMinute := map[time.Duration]int{}
		for seed := range uint64(c.sources) {
			at := Spread(seed, c.sources, now)
			if !at.Equal(Spread(seed, c.sources, now)) || at.Before(now) || at.After(now.Add(c.window)) {
				t.Fatalf("%d sources: one at %v", c.sources, at.Sub(now))
			}
			inMinute[at.Sub(now)/time.Minute]++
		}
		for minute, n := range inMinute {
			if n > max(30, 3*c.sources/30) {
				t.Errorf("%d of %d sources in minute %d", n, c.sources, minute)
			}
		}
	}
}
