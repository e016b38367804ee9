package digest_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest"
)

var (
	christmas = chalkline.Break{From: "2026-12-19", Until: "2027-01-03", Name: "Christmas"}
	sundays   = chalkline.Schedule{Every: chalkline.EveryWeek, Weekday: time.Sunday, Hour: 17, Zone: "Europe/London"}
	everyDay  = chalkline.Schedule{Every: chalkline.EveryDay, Hour: 7, Zone: "Europe/London"}
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestNoDigestIsDueInABreak(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schedule chalkline.Schedule
		breaks   []chalkline.Break
		after    string
		want     string
	}{
		"daily, from before":                  {everyDay, []chalkline.Break{christmas}, "2026-12-18 08:00", "2027-01-04 07:00"},
		"daily, the day before it":            {everyDay, []chalkline.Break{christmas}, "2026-12-17 08:00", "2026-12-18 07:00"},
		"weekly, its turn after the last day": {sundays, []chalkline.Break{christmas}, "2026-12-13 17:00", "2027-01-10 17:00"},
		"one day":                             {everyDay, []chalkline.Break{{From: "2026-12-08", Until: "2026-12-08"}}, "2026-12-07 08:00", "2026-12-09 07:00"},
		"one that another goes on with":       {everyDay, []chalkline.Break{{From: "2027-01-03", Until: "2027-01-05"}, christmas}, "2026-12-18 08:00", "2027-01-06 07:00"},
		"one within another":                  {everyDay, []chalkline.Break{{From: "2026-12-24", Until: "2026-12-26"}, christmas}, "2026-12-18 08:00", "2027-01-04 07:00"},
		"one that is over":                    {everyDay, []chalkline.Break{christmas}, "2027-02-01 08:00", "2027-02-02 07:00"},
		"one that is none":                    {everyDay, []chalkline.Break{{From: "2026-12-19", Until: "9999-99-99"}, {From: "x", Until: "y"}}, "2026-12-18 08:00", "2026-12-19 07:00"},
		"in the reader's zone": {
			chalkline.Schedule{Every: chalkline.EveryDay, Hour: 1, Zone: "Pacific/Auckland"},
			[]chalkline.Break{{From: "2026-12-19", Until: "2026-12-19"}},
			"2026-12-17 13:00", "2026-12-19 12:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := digest.Next(test.schedule, test.breaks, moment(t, test.after)); !got.Equal(moment(t, test.want)) {
				t.Errorf("due at %v, want %s", got, test.want)
			}
		})
	}
}

func TestTheFirstDigestAfterABreakCatchesUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schedule       chalkline.Schedule
		breaks         []chalkline.Break
		last, due, now string
		away           chalkline.Break
		since          string // "" for no catch-up
	}{
		"daily":                        {everyDay, []chalkline.Break{christmas}, "2026-12-18 07:00", "2027-01-04 07:00", "2027-01-04 07:00", christmas, "2026-12-18 07:00"},
		"weekly, a week after":         {sundays, []chalkline.Break{christmas}, "2026-12-13 17:00", "2027-01-10 17:00", "2027-01-10 17:01", christmas, "2026-12-13 17:00"},
		"late":                         {everyDay, []chalkline.Break{christmas}, "2026-12-18 07:00", "2027-01-04 07:00", "2027-01-09 12:00", christmas, "2026-12-18 07:00"},
		"the second does not":          {everyDay, []chalkline.Break{christmas}, "2027-01-04 07:00", "2027-01-05 07:00", "2027-01-05 07:00", chalkline.Break{}, ""},
		"nor after one sent by hand":   {sundays, []chalkline.Break{christmas}, "2027-01-05 12:00", "2027-01-10 17:00", "2027-01-10 17:00", chalkline.Break{}, ""},
		"nor one within it":            {everyDay, []chalkline.Break{christmas}, "2026-12-18 07:00", "2027-01-04 07:00", "2026-12-29 12:00", chalkline.Break{}, ""},
		"no digest fell into it":       {sundays, []chalkline.Break{{From: "2026-12-08", Until: "2026-12-11"}}, "2026-12-06 17:00", "2026-12-13 17:00", "2026-12-13 17:00", chalkline.Break{}, ""},
		"two with no digest between":   {sundays, []chalkline.Break{{From: "2026-12-12", Until: "2026-12-14"}, christmas}, "2026-12-06 17:00", "2027-01-10 17:00", "2027-01-10 17:00", chalkline.Break{From: "2026-12-12", Until: "2027-01-03"}, "2026-12-06 17:00"},
		"two with a digest between":    {everyDay, []chalkline.Break{{From: "2026-12-12", Until: "2026-12-14"}, christmas}, "2026-12-18 07:00", "2027-01-04 07:00", "2027-01-04 07:00", christmas, "2026-12-18 07:00"},
		"mail had stopped long before": {sundays, []chalkline.Break{christmas}, "2026-11-22 17:00", "2026-11-29 17:00", "2027-01-05 09:00", christmas, "2026-12-13 17:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			away, since := digest.Missed(test.schedule, test.breaks, moment(t, test.last), moment(t, test.due), moment(t, test.now))
			want := time.Time{}
			if test.since != "" {
				want = moment(t, test.since)
			}
			if away != test.away || !since.Equal(want) {
				t.Errorf("it ends %v, with what came since %v; want %v since %v", away, since, test.away, want)
			}
		})
	}
}

func TestAPickIsAsOldAsTheBreak(t *testing.T) {
	t.Parallel()
	now := moment(t, "2027-01-10 17:00")
	for name, test := range map[string]struct{ since, want time.Time }{
		"two weeks without a break": {time.Time{}, moment(t, "2026-12-27 17:00")},
		"longer after a long one":   {moment(t, "2026-12-13 17:00"), moment(t, "2026-12-13 17:00")},
		"no shorter after a day":    {moment(t, "2027-01-08 17:00"), moment(t, "2026-12-27 17:00")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := digest.Oldest(test.since, now); !got.Equal(test.want) {
				t.Errorf("the oldest is from %v, want %v", got, test.want)
			}
		})
	}
}

// anySchedule draws a schedule that has digests, and anyBreaks the breaks beside it.
func anySchedule(t *rapid.T) chalkline.Schedule {
	return chalkline.Schedule{
		Every:   rapid.SampledFrom([]chalkline.Every{chalkline.EveryDay, chalkline.EveryDays, chalkline.EveryWeek}).Draw(t, "every"),
		Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
		Days:    chalkline.Weekdays(rapid.IntRange(1, 127).Draw(t, "days")),
		Hour:    rapid.IntRange(0, 23).Draw(t, "hour"),
		Zone:    rapid.SampledFrom(zones).Draw(t, "zone"),
	}
}

func anyBreaks(t *rapid.T) []chalkline.Break {
	var breaks []chalkline.Break
	for range rapid.IntRange(0, 5).Draw(t, "breaks") {
		from := chalkline.Day("2026-01-01").Add(rapid.IntRange(0, 200).Draw(t, "from"))
		breaks = append(breaks, chalkline.Break{From: from, Until: from.Add(rapid.IntRange(0, 40).Draw(t, "long"))})
	}
	return breaks
}

func TestBreaksHoldInEveryZone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, breaks := anySchedule(t), anyBreaks(t)
		loc, err := s.Location()
		if err != nil {
			t.Fatal(err)
		}
		after := moment0.Add(time.Duration(rapid.Int64Range(0, int64(300*24*time.Hour)).Draw(t, "after")))
		later := after.Add(time.Duration(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(t, "later")))

		due := digest.Next(s, breaks, after)
		if !due.After(after) {
			t.Fatalf("%v is not after %v", due, after)
		}
		day := chalkline.DayOf(due.In(loc))
		for _, b := range breaks {
			if b.Holds(day) {
				t.Fatalf("%v is in the break %v", due.In(loc), b)
			}
		}
		if digest.Next(s, breaks, later).Before(due) {
			t.Fatalf("after %v it is due before %v", later, due)
		}
		// Those without breaks until then are all held up by one.
		for at := digest.Next(s, nil, after); at.Before(due); at = digest.Next(s, nil, at) {
			held := false
			for _, b := range breaks {
				held = held || b.Holds(chalkline.DayOf(at.In(loc)))
			}
			if !held {
				t.Fatalf("%v was left out, and is in no break", at.In(loc))
			}
		}
		away, since := digest.Missed(s, breaks, after, due, due)
		if (away.From == "") != since.IsZero() || !since.IsZero() && !since.Before(due) {
			t.Fatalf("it ends %v since %v", away, since)
		}
	})
}

// moment0 is when the drawn times begin.
var moment0 = time.Date(2025, 12, 15, 0, 0, 0, 0, time.UTC)
