package digest_test

import (
	"testing"
	"time"

	"chalkline"
	"chalkline/digest"
)

// Both changes of the clocks, or what is odd about a zone without any. Wanted are
// local times, as the reader's clock shows them.
func TestDigestsComeByTheReadersClock(t *testing.T) {
	t.Parallel()
	const clock = "Mon 2006-01-02 15:04 -0700"
	daily := func(hour int) chalkline.Schedule { return chalkline.Schedule{Every: chalkline.EveryDay, Hour: hour} }
	weekly := func(day time.Weekday, hour int) chalkline.Schedule {
		return chalkline.Schedule{Every: chalkline.EveryWeek, Weekday: day, Hour: hour}
	}
	days := func(hour int, on ...time.Weekday) chalkline.Schedule {
		return chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(on...), Hour: hour}
	}
	for _, test := range []struct {
		zone     string
		what     string
		schedule chalkline.Schedule
		from     string // local, without a zone
		want     []string
	}{
		{"Europe/London", "forward, daily", daily(1), "2027-03-26 12:00", []string{"Sat 2027-03-27 01:00 +0000", "Sun 2027-03-28 02:00 +0100", "Mon 2027-03-29 01:00 +0100"}},
		{"Europe/London", "back, daily: the doubled hour counts once", daily(1), "2027-10-30 12:00", []string{"Sun 2027-10-31 01:00 +0100", "Mon 2027-11-01 01:00 +0000"}},
		{"Europe/London", "back, weekly", weekly(time.Sunday, 17), "2027-10-24 12:00", []string{"Sun 2027-10-24 17:00 +0100", "Sun 2027-10-31 17:00 +0000"}},
		{"Europe/Berlin", "forward, school days", days(7, time.Monday, time.Friday), "2027-03-25 08:00", []string{"Fri 2027-03-26 07:00 +0100", "Mon 2027-03-29 07:00 +0200", "Fri 2027-04-02 07:00 +0200"}},
		{"America/New_York", "forward, the skipped hour", weekly(time.Sunday, 2), "2027-03-08 00:00", []string{"Sun 2027-03-14 03:00 -0400", "Sun 2027-03-21 02:00 -0400"}},
		{"America/New_York", "back, daily", daily(1), "2026-10-31 12:00", []string{"Sun 2026-11-01 01:00 -0400", "Mon 2026-11-02 01:00 -0500"}},
		{"Australia/Lord_Howe", "back by half an hour", daily(1), "2027-04-03 12:00", []string{"Sun 2027-04-04 01:00 +1100", "Mon 2027-04-05 01:00 +1030"}},
		{"Australia/Lord_Howe", "forward by half an hour: 2:00 is skipped", daily(2), "2027-10-02 12:00", []string{"Sun 2027-10-03 02:30 +1100", "Mon 2027-10-04 02:00 +1100"}},
		{"Pacific/Apia", "the day that was skipped", days(17, time.Thursday, time.Friday, time.Saturday), "2011-12-28 12:00", []string{"Thu 2011-12-29 17:00 -1000", "Sat 2011-12-31 00:00 +1400", "Sat 2011-12-31 17:00 +1400"}},
		{"Pacific/Apia", "no change any more", weekly(time.Friday, 17), "2027-03-30 12:00", []string{"Fri 2027-04-02 17:00 +1300", "Fri 2027-04-09 17:00 +1300"}},
		{"Pacific/Chatham", "back, at 2:45", daily(3), "2027-04-03 12:00", []string{"Sun 2027-04-04 03:00 +1345", "Mon 2027-04-05 03:00 +1245"}},
		{"Pacific/Chatham", "forward, at 2:45: 3:00 is skipped", daily(3), "2027-09-25 12:00", []string{"Sun 2027-09-26 03:45 +1345", "Mon 2027-09-27 03:00 +1345"}},
		{"Africa/Casablanca", "back for Ramadan", daily(2), "2027-02-06 12:00", []string{"Sun 2027-02-07 02:00 +0100", "Mon 2027-02-08 02:00 +0000"}},
		{"Africa/Casablanca", "forward after Ramadan", weekly(time.Sunday, 2), "2027-03-08 00:00", []string{"Sun 2027-03-14 03:00 +0100", "Sun 2027-03-21 02:00 +0100"}},
		{"America/Santiago", "forward at midnight", daily(0), "2027-09-04 12:00", []string{"Sun 2027-09-05 01:00 -0300", "Mon 2027-09-06 00:00 -0300"}},
		{"America/Santiago", "back at midnight", daily(23), "2027-04-03 12:00", []string{"Sat 2027-04-03 23:00 -0300", "Sun 2027-04-04 23:00 -0400"}},
		{"Pacific/Kiritimati", "far ahead, no change", days(0, time.Wednesday), "2027-03-01 00:00", []string{"Wed 2027-03-03 00:00 +1400", "Wed 2027-03-10 00:00 +1400"}},
		{"Asia/Kathmandu", "a quarter of an hour, no change", weekly(time.Sunday, 6), "2027-03-27 12:00", []string{"Sun 2027-03-28 06:00 +0545", "Sun 2027-04-04 06:00 +0545"}},
		{"Asia/Tokyo", "no change", daily(7), "2027-03-27 12:00", []string{"Sun 2027-03-28 07:00 +0900", "Mon 2027-03-29 07:00 +0900"}},
		{"Africa/Nairobi", "no change", days(7, time.Saturday, time.Sunday), "2027-10-29 12:00", []string{"Sat 2027-10-30 07:00 +0300", "Sun 2027-10-31 07:00 +0300", "Sat 2027-11-06 07:00 +0300"}},
		{"America/St_Johns", "forward, half an hour off", daily(2), "2027-03-13 12:00", []string{"Sun 2027-03-14 03:00 -0230", "Mon 2027-03-15 02:00 -0230"}},
	} {
		t.Run(test.zone+", "+test.what, func(t *testing.T) {
			t.Parallel()
			test.schedule.Zone = test.zone
			loc, err := test.schedule.Location()
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.ParseInLocation("2006-01-02 15:04", test.from, loc)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				at = digest.Next(test.schedule, nil, at)
				if got := at.In(loc).Format(clock); got != want {
					t.Fatalf("it comes at %s, want %s", got, want)
				}
			}
		})
	}
}
