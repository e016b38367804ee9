package digest_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones wherever the tests run

	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest"
)

func TestNextIsDueAtTheReadersHour(t *testing.T) {
	t.Parallel()
	weekly := func(day time.Weekday, hour int, zone string) chalkline.Schedule {
		return chalkline.Schedule{Every: chalkline.EveryWeek, Weekday: day, Hour: hour, Zone: zone}
	}
	daily := func(hour int, zone string) chalkline.Schedule {
		return chalkline.Schedule{Every: chalkline.EveryDay, Hour: hour, Zone: zone}
	}
	for _, test := range []struct {
		name     string
		schedule chalkline.Schedule
		after    string
		want     string // "" for never
	}{
		{"later today", daily(17, "Europe/London"), "2026-11-22T12:00:00Z", "2026-11-22T17:00:00Z"},
		{"strictly after: not this very instant", daily(17, "Europe/London"), "2026-11-22T17:00:00Z", "2026-11-23T17:00:00Z"},
		{"a microsecond before counts as before", daily(17, "Europe/London"), "2026-11-22T16:59:59.999999Z", "2026-11-22T17:00:00Z"},
		{"in the reader's zone, not in UTC", daily(7, "Asia/Kolkata"), "2026-11-22T00:00:00Z", "2026-11-22T01:30:00Z"},
		{"the reader's day may be another", daily(1, "Pacific/Auckland"), "2026-11-22T11:30:00Z", "2026-11-22T12:00:00Z"},
		{"weekly on its day", weekly(time.Tuesday, 7, "Europe/Berlin"), "2026-11-22T12:00:00Z", "2026-11-24T06:00:00Z"},
		{"weekly, a week on", weekly(time.Sunday, 17, "UTC"), "2026-11-22T17:00:00Z", "2026-11-29T17:00:00Z"},
		{"the same hour by the clock across a change of clocks", daily(7, "Europe/Berlin"), "2026-03-28T06:00:00Z", "2026-03-29T05:00:00Z"},
		{"a skipped hour is due when the clocks have jumped", daily(2, "Europe/Berlin"), "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
		{"and is due once", daily(2, "Europe/Berlin"), "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"},
		{"a skipped half hour", daily(2, "Australia/Lord_Howe"), "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"},
		{"a skipped midnight", daily(0, "America/Santiago"), "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z"},
		{"a doubled hour is due the first time", daily(2, "Europe/Berlin"), "2026-10-24T12:00:00Z", "2026-10-25T00:00:00Z"},
		{"and not the second", daily(2, "Europe/Berlin"), "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"},
		{"a skipped day is due at its end", weekly(time.Friday, 17, "Pacific/Apia"), "2011-12-29T12:00:00Z", "2011-12-30T10:00:00Z"},
		{"an unknown zone is read as UTC", daily(9, "Atlantis/Capital"), "2026-11-22T12:00:00Z", "2026-11-23T09:00:00Z"},
		{"never", chalkline.Schedule{Every: chalkline.Never, Zone: "UTC"}, "2026-11-22T12:00:00Z", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			after, err := time.Parse(time.RFC3339Nano, test.after)
			if err != nil {
				t.Fatal(err)
			}
			got := digest.Next(test.schedule, nil, after)
			if test.want == "" {
				if !got.IsZero() {
					t.Errorf("due at %v, want never", got)
				}
				return
			}
			if got.Format(time.RFC3339Nano) != test.want {
				t.Errorf("due at %s, want %s", got.Format(time.RFC3339Nano), test.want)
			}
		})
	}
}

// zones have every oddity that zones have today: half hours, quarter hours, no
// change of clocks, changes at midnight and by half an hour, both hemispheres.
var zones = []string{
	"UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/Santiago", "America/Havana", "America/St_Johns",
	"Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "Asia/Gaza", "Africa/Cairo", "Africa/Casablanca",
	"Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Pacific/Auckland", "Pacific/Kiritimati", "Antarctica/Troll",
}

func TestNextHoldsInEveryZone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := chalkline.Schedule{
			Every:   rapid.SampledFrom([]chalkline.Every{chalkline.EveryDay, chalkline.EveryWeek}).Draw(t, "every"),
			Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
			Hour:    rapid.IntRange(0, 23).Draw(t, "hour"),
			Zone:    rapid.SampledFrom(zones).Draw(t, "zone"),
		}
		loc, err := s.Location()
		if err != nil {
			t.Fatal(err)
		}
		after := time.UnixMicro(rapid.Int64Range(1262304000_000000, 2208988800_000000).Draw(t, "after")) // 2010 to 2039

		due := digest.Next(s, nil, after)
		if !due.After(after) {
			t.Fatalf("%v is not after %v", due, after)
		}
		longest := 49 * time.Hour // the day before a skipped day
		if s.Every == chalkline.EveryWeek {
			longest = 8*24*time.Hour + time.Hour
		}
		if due.Sub(after) > longest {
			t.Fatalf("%v is too long after %v", due, after)
		}
		if again := digest.Next(s, nil, due.Add(-time.Microsecond)); !again.Equal(due) {
			t.Fatalf("just before %v the next is %v", due, again)
		}
		local := due.In(loc)
		onTheHour := local.Hour() == s.Hour && local.Minute() == 0 && local.Second() == 0 && (s.Every == chalkline.EveryDay || local.Weekday() == s.Weekday)
		_, before := local.Add(-time.Nanosecond).Zone()
		_, now := local.Zone()
		if !onTheHour && now <= before {
			t.Fatalf("%v is neither the reader's hour nor the end of a gap", local)
		}
		if onTheHour {
			if earlier := digest.Next(s, nil, due.Add(-3*time.Hour)); !earlier.Equal(due) {
				t.Fatalf("%v comes less than three hours after %v: an hour was used twice", due, earlier)
			}
		}
	})
}
