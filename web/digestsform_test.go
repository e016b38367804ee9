package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// reload is the reader as stored.
func (s *site) reload(r chalkline.Reader) chalkline.Reader {
	s.t.Helper()
	now, err := s.db.Reader(s.t.Context(), r.ID)
	ok(s.t, err)
	return now
}

// at sets the clock of the site.
func (s *site) at(text string) {
	s.t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	ok(s.t, err)
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	s.clock.at = at
}

func TestADigestComesWhenTheReaderSays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("when@school.example")
	s.at("2026-11-22 09:00")
	has(t, b.get("/settings"), "Sunday 22 November at 17:00", "Empty: 24.", `value="weekly" checked`)

	a := b.submit("/settings/digest", "every", "days", "days", "1", "days", "3", "days", "99", "days", "x", "day", "0", "hour", "6", "zone", "Europe/Berlin", "minutes", "15")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Monday 23 November at 06:00", `value="days" checked`, `name="minutes" value="15"`, "Empty: 24.")
	reader = s.reload(reader)
	if want := (chalkline.Schedule{Every: chalkline.EveryDays, Days: chalkline.WeekdaysOf(time.Monday, time.Wednesday), Hour: 6, Zone: "Europe/Berlin", Minutes: 15}); reader.Schedule != want {
		t.Errorf("stored as %+v, want %+v", reader.Schedule, want)
	}
	if want := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC); !reader.DigestAt.Equal(want) {
		t.Errorf("due %v, want %v", reader.DigestAt, want)
	}

	want(t, b.submit("/topics", "topic", "retrieval-practice"), http.StatusSeeOther)
	has(t, b.get("/topics"), "Your digest: Mondays and Wednesdays at 06:00 (Europe/Berlin).", `href="/settings#digest"`)
	want(t, b.submit("/topics", "topic", "spacing", "every", "daily", "day", "0", "hour", "7", "zone", "UTC"), http.StatusSeeOther)
	if now := s.reload(reader).Schedule; now.Days != reader.Schedule.Days || now.Minutes != 15 || now.Every != chalkline.EveryDay {
		t.Errorf("the topics' form made of the schedule %+v", now)
	}

	want(t, b.submit("/settings/digest", "every", "never", "day", "0", "hour", "6", "zone", "Europe/Berlin", "minutes", ""), http.StatusSeeOther)
	has(t, b.get("/settings"), "None, you read the feed.")
	if now := s.reload(reader); !now.DigestAt.IsZero() || now.Schedule.Minutes != 0 {
		t.Errorf("with no mail the reader is %+v", now)
	}
}

func TestAWrongDigestFormIsExplainedBesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("fields@school.example")
	good := map[string]string{"every": "weekly", "day": "2", "hour": "7", "zone": "Europe/Paris", "minutes": "12"}
	for name, test := range map[string]struct{ field, value, problem string }{
		"no rhythm":     {"every", "hourly", `id="every-problem">A digest comes on chosen days, daily, weekly or never, not`},
		"no day ticked": {"every", "days", `id="days-problem">Please tick one day at least.`},
		"no day":        {"day", "8", `id="day-problem"`},
		"no hour":       {"hour", "24", `id="hour-problem"`},
		"no zone":       {"zone", "Mars/Olympus", `id="zone-problem">Time zone`},
		"many minutes":  {"minutes", "500", `id="digest-minutes-problem">A digest takes 1 to 120 minutes, not 500.`},
		"no minutes":    {"minutes", "a few", `id="digest-minutes-problem">Please write how many minutes`},
		"zero minutes":  {"minutes", "0", `id="digest-minutes-problem">Please write how many minutes`},
	} {
		var pairs []string
		for field, value := range good {
			if field == test.field {
				value = test.value
			}
			pairs = append(pairs, field, value)
		}
		a := b.submit("/settings/digest", pairs...)
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, a.status)
		}
		has(t, a, test.problem)
		if test.field != "minutes" {
			has(t, a, `name="minutes" value="12"`)
		} else {
			has(t, a, fmt.Sprintf(`name="minutes" value="%s"`, test.value))
		}
	}
	if now := s.reload(reader).Schedule; now != reader.Schedule {
		t.Errorf("a wrong form was stored: %+v", now)
	}
}

func TestHolidaysAreAddedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("holidays@school.example")
	s.at("2026-11-22 09:00")
	a := b.submit("/settings/holidays", "from", "2026-12-19", "until", "2027-01-03", "name", " Christmas\r\n<b>")
	want(t, a, http.StatusSeeOther)
	want(t, b.submit("/settings/holidays", "from", "2026-11-21", "until", "2026-11-24"), http.StatusSeeOther)
	has(t, b.get(a.place()), "19 December 2026 to 3 January 2027", "Christmas &lt;b&gt;", "21 to 24 November 2026", "End it now", "Sunday 29 November at 17:00")
	want(t, b.submit("/settings/holidays", "from", "2026-12-19", "until", "2027-01-03", "name", "Again"), http.StatusSeeOther)
	if breaks := s.reload(reader).Breaks; len(breaks) != 2 || breaks[1].Name != "Again" {
		t.Errorf("the same days twice are %+v", breaks)
	}

	// One that is running ends yesterday, so that the next digest still catches up.
	want(t, b.submit("/settings/holidays/remove", "from", "2026-11-21", "until", "2026-11-24"), http.StatusSeeOther)
	now := s.reload(reader)
	if now.Breaks[0] != (chalkline.Break{From: "2026-11-21", Until: "2026-11-21"}) || !now.DigestAt.Equal(time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("after ending it the reader is %+v", now)
	}
	want(t, b.submit("/settings/holidays/remove", "from", "2026-12-19", "until", "2027-01-03"), http.StatusSeeOther)
	lacks(t, b.get("/settings"), "19 December 2026", "21 November 2026")
}

func TestAWrongPauseIsExplainedBesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("pauses@school.example")
	s.at("2026-11-22 09:00")
	for name, test := range map[string]struct{ from, until, problem string }{
		"backwards":      {"2026-12-19", "2026-12-01", `id="until-problem">The last day (1 December 2026) comes before the first (19 December 2026).`},
		"the year 0":     {"0000-01-01", "2026-12-01", `id="from-problem">The year of a day is from 2000 to 2199, not 0000.`},
		"a day no month": {"2026-12-19", "2026-12-32", `id="until-problem">&#34;2026-12-32&#34; is no date; dates look like 2026-12-24.`},
		"nothing":        {"", "", `id="from-problem">Please give a day.`},
		"over":           {"2026-10-01", "2026-10-20", `id="until-problem">This day is over.`},
		"two years":      {"2026-12-19", "2028-12-18", `id="until-problem">A pause lasts a year at most`},
		"markup":         {"<script>", "2026-12-19", `id="from-problem">&#34;&lt;script&gt;&#34; is no date`},
	} {
		a := b.submit("/settings/holidays", "from", test.from, "until", test.until, "name", "Kept")
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, a.status)
		}
		has(t, a, test.problem, `name="name" value="Kept"`)
	}
	for n := range 400 {
		day := chalkline.Day("2026-12-01").Add(n)
		if a := b.submit("/settings/holidays", "from", string(day), "until", string(day)); (a.status == http.StatusSeeOther) != (n < chalkline.MostBreaks) {
			t.Fatalf("pause %d: status %d", n+1, a.status)
		} else if n >= chalkline.MostBreaks+2 {
			break
		}
	}
	has(t, b.get("/settings"), "There are as many as there can be.")
	if n := len(s.reload(reader).Breaks); n != chalkline.MostBreaks {
		t.Errorf("%d pauses are stored", n)
	}
}

func TestACalendarIsNamedAndItsFaultsShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("calendar@school.example")
	s.at("2026-11-22 09:00")
	a := b.submit("/settings/calendar", "calendar", " webcal://School.example/h.ics?key=1#x ")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), `value="https://school.example/h.ics?key=1"`, "It is read within a minute or two.")
	reader = s.reload(reader)
	c, err := s.db.CalendarOf(t.Context(), reader)
	ok(t, err)

	c.CheckedAt, c.Error = s.clock.now(), chalkline.Textf("it is a web page and no calendar")
	ok(t, s.db.SaveCalendar(t.Context(), c))
	has(t, b.get("/settings"), `id="calendar-error">The calendar could not be read. It is a web page and no calendar.`)
	c.ReadAt, c.Name = s.clock.now().Add(-48*time.Hour), "Harbour & Sons"
	c.Off = []chalkline.Break{{From: "2026-10-01", Until: "2026-10-09", Name: "Over"}}
	for n := range 8 {
		day := chalkline.Day("2026-12-01").Add(n)
		c.Off = append(c.Off, chalkline.Break{From: day, Until: day, Name: fmt.Sprintf("Day <%d>", n)})
	}
	ok(t, s.db.SaveCalendar(t.Context(), c))
	a = b.get("/settings")
	has(t, a, "What was read on 20 November 2026 holds.", "Days off in Harbour &amp; Sons:", "Day &lt;0&gt;", "And 2 more.")
	lacks(t, a, "Over", "Day &lt;6&gt;")

	for typed, problem := range map[string]string{
		"school.example/h.ics":                              `is no web address; it should look like https://school.example/holidays.ics.`,
		"file:///etc/passwd":                                `is no web address`,
		"https://me:secret@school.org":                      `This address names no site, or has a password in it`,
		"https://" + strings.Repeat("a", 2000) + ".example": `This address is too long`,
	} {
		a := b.submit("/settings/calendar", "calendar", typed)
		want(t, a, http.StatusBadRequest)
		has(t, a, `id="calendar-problem">`, problem)
	}
	has(t, b.get("/settings"), `value="https://school.example/h.ics?key=1"`)
	want(t, b.submit("/settings/calendar", "do", "remove", "calendar", "https://school.example/h.ics?key=1"), http.StatusSeeOther)
	if now := s.reload(reader); now.Calendar != "" {
		t.Errorf("the calendar is still %q", now.Calendar)
	}
}

func TestADigestThatIsDueStaysDueWhenAPauseIsAdded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("due@school.example")
	s.at("2026-11-22 17:01")
	ok(t, s.db.SetSchedule(t.Context(), reader.ID, reader.Schedule, s.clock.now().Add(-time.Minute)))
	due := s.reload(reader).DigestAt
	want(t, b.submit("/settings/holidays", "from", "2026-12-19", "until", "2027-01-03"), http.StatusSeeOther)
	if now := s.reload(reader).DigestAt; !now.Equal(due) {
		t.Errorf("due %v, want %v", now, due)
	}
	want(t, b.submit("/settings/holidays", "from", "2026-11-22", "until", "2026-11-23"), http.StatusSeeOther)
	if now := s.reload(reader).DigestAt; !now.Equal(due.AddDate(0, 0, 7)) {
		t.Errorf("with a pause from today it is due %v", now)
	}
}

func TestWeeklyKeepsADayOnWhichThereWasADigest(t *testing.T) {
	t.Parallel()
	days := chalkline.WeekdaysOf(time.Wednesday, time.Friday)
	for _, test := range []struct {
		before chalkline.Schedule
		want   time.Weekday
	}{
		{chalkline.Schedule{Every: chalkline.EveryDay, Weekday: time.Tuesday}, time.Tuesday},
		{chalkline.Schedule{Every: chalkline.EveryDays, Weekday: time.Friday, Days: days}, time.Friday},
		{chalkline.Schedule{Every: chalkline.EveryDays, Weekday: time.Sunday, Days: days}, time.Wednesday},
	} {
		if got := weekly(test.before); got.Every != chalkline.EveryWeek || got.Weekday != test.want {
			t.Errorf("%v becomes %v on %v, want %v", test.before, got.Every, got.Weekday, test.want)
		}
	}
	if !slices.Equal(days.List(), []time.Weekday{time.Wednesday, time.Friday}) {
		t.Error("the days changed")
	}
}
