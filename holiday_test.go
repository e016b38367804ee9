package chalkline_test

import (
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestABreakIsADayOrMore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, until, problem, words string }{
		"one day":              {"2026-12-24", "2026-12-24", "", "24 December 2026"},
		"within a month":       {"2026-12-19", "2026-12-24", "", "19 to 24 December 2026"},
		"within a year":        {"2026-07-25", "2026-09-01", "", "25 July to 1 September 2026"},
		"over the new year":    {"2026-12-19", "2027-01-03", "", "19 December 2026 to 3 January 2027"},
		"a year":               {"2026-12-19", "2027-12-19", "", "19 December 2026 to 19 December 2027"},
		"more than a year":     {"2026-12-19", "2027-12-20", "a year at most", ""},
		"backwards":            {"2027-01-03", "2026-12-19", "comes before the first", ""},
		"no leap year":         {"2027-02-28", "2027-02-29", "is no date", ""},
		"the year 0":           {"0000-01-01", "2026-12-19", "from 2000 to 2199, not 0000", ""},
		"the year 9999":        {"2026-12-19", "9999-12-31", "from 2000 to 2199, not 9999", ""},
		"another order":        {"19.12.2026", "03.01.2027", "is no date; dates look like 2026-12-24", ""},
		"nothing":              {"", "", "is no date", ""},
		"the last day of all":  {"2199-12-31", "2199-12-31", "", "31 December 2199"},
		"the first day of all": {"2000-01-01", "2000-01-01", "", "1 January 2000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := chalkline.Break{From: chalkline.Day(test.from), Until: chalkline.Day(test.until)}
			err := b.Validate()
			if test.problem == "" && (err != nil || b.String() != test.words) {
				t.Errorf("%q, %v; want %q", b, err, test.words)
			}
			if test.problem != "" && (chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("error %v, want one with %q", err, test.problem)
			}
		})
	}
}

func TestACalendarIsKnownByItsAddress(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"https://school.example/h.ics":         "https://school.example/h.ics",
		"webcal://school.example/h.ics":        "https://school.example/h.ics",
		"WEBCALS://School.Example/H.ics?k=1#x": "https://school.example/H.ics?k=1",
		" http://school.example/h.ics ":        "http://school.example/h.ics",
		"school.example/h.ics":                 "",
		"ftp://school.example/h.ics":           "",
		"https://":                             "",
		"https://me:secret@school.example":     "",
		"https://school.example/\x00":          "",
		"":                                     "",
	} {
		got, err := chalkline.CalendarURL(typed)
		if got != want || (err == nil) != (want != "") || err != nil && chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestADigestHasTheMinutesOfItsDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		schedule chalkline.Schedule
		day      int
		want     int
	}{
		{chalkline.Schedule{Every: chalkline.EveryDay}, 8, 8},
		{chalkline.Schedule{Every: chalkline.EveryWeek}, 8, 24},
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.SchoolDays}, 8, 11},
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(time.Monday, time.Wednesday, time.Friday)}, 8, 18},
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(time.Monday)}, 8, 24},
		{chalkline.Schedule{Every: chalkline.EveryWeek}, 20, 60},
		{chalkline.Schedule{Every: chalkline.EveryWeek, Minutes: 10}, 20, 10},
	} {
		if got := test.schedule.Budget(test.day); got != test.want {
			t.Errorf("%v, %d minutes a day: %d minutes, want %d", test.schedule, test.day, got, test.want)
		}
	}
}

func TestAScheduleIsSaidInWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		schedule chalkline.Schedule
		want     string
	}{
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.SchoolDays, Hour: 7, Zone: "UTC"}, "Mondays, Tuesdays, Wednesdays, Thursdays and Fridays at 07:00 (UTC)"},
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(time.Sunday, time.Monday), Hour: 7, Zone: "UTC"}, "Mondays and Sundays at 07:00 (UTC)"},
		{chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(time.Sunday), Hour: 7, Zone: "UTC"}, "Sundays at 07:00 (UTC)"},
	} {
		if got := test.schedule.String(); got != test.want || test.schedule.Validate() != nil {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	if err := (chalkline.Schedule{Every: chalkline.EveryDays, Zone: "UTC"}).Validate(); chalkline.ErrorCode(err) != chalkline.CodeInvalid {
		t.Errorf("no days: %v", err)
	}
}
