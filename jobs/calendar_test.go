package jobs

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
)

const holidays = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Half term\r\nDTSTART;VALUE=DATE:%s\r\nDTEND;VALUE=DATE:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// school is a site with a calendar, and how often it was asked.
type school struct {
	text   string
	status int
	asked  int
}

func (s *school) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s.asked++
	if s.status != 0 {
		http.Error(w, "no", s.status)
		return
	}
	_, _ = io.WriteString(w, s.text)
}

// named has the fixture's reader name the calendar of a school.
func (f *fixture) named(t *testing.T, s *school) chalkline.Calendar {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(client.Close)
	f.Crawler = &crawler.Crawler{Client: client}
	must(t, f.DB.SetCalendar(t.Context(), f.reader.ID, server.URL+"/holidays.ics", f.reader.DigestAt))
	f.reload(t)
	return f.calendar(t)
}

func (f *fixture) calendar(t *testing.T) chalkline.Calendar {
	t.Helper()
	c, err := f.DB.CalendarOf(t.Context(), f.reader)
	must(t, err)
	return c
}

// lookAgain asks for the calendar when it is due.
func (f *fixture) lookAgain(t *testing.T) chalkline.Calendar {
	t.Helper()
	c := f.calendar(t)
	if f.now.Before(c.NextAt) {
		f.now = c.NextAt
	}
	due, err := f.DB.CalendarsDue(t.Context(), f.now, 10)
	must(t, err)
	if len(due) != 1 || due[0] != c.ID {
		t.Fatalf("due are the calendars %v, want %d", due, c.ID)
	}
	must(t, f.askCalendar(t.Context(), strconv.FormatInt(int64(c.ID), 10)))
	return f.calendar(t)
}

func TestACalendarsDaysOffMoveTheDigest(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	s := &school{text: fmt.Sprintf(holidays, "20260302", "20260316")}
	f.named(t, s)
	_, err := f.Compose(t.Context(), f.reader) // due now, before the calendar was read
	must(t, err)
	f.reload(t)

	c := f.lookAgain(t)
	f.reload(t)
	if want := time.Date(2026, time.March, 22, 17, 0, 0, 0, time.UTC); !f.reader.DigestAt.Equal(want) || len(c.Off) != 1 || !c.Error.IsZero() {
		t.Fatalf("the digest is due %v, want %v; the calendar is %+v", f.reader.DigestAt, want, c)
	}
	s.text = fmt.Sprintf(holidays, "20260302", "20260307") // shorter
	f.lookAgain(t)
	f.reload(t)
	if want := time.Date(2026, time.March, 8, 17, 0, 0, 0, time.UTC); !f.reader.DigestAt.Equal(want) || s.asked != 2 {
		t.Errorf("the digest is due %v, want %v; the school was asked %d times", f.reader.DigestAt, want, s.asked)
	}
}

func TestACalendarThatCannotBeReadHoldsAsItWas(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	s := &school{text: fmt.Sprintf(holidays, "20260302", "20260316")}
	f.named(t, s)
	good := f.lookAgain(t)
	s.status = http.StatusNotFound
	bad := f.lookAgain(t)
	if bad.Error.English() != "there is nothing at this address (status 404)" || len(bad.Off) != 1 || !bad.ReadAt.Equal(good.ReadAt) || !bad.NextAt.Equal(f.now.Add(calendarRetry)) {
		t.Errorf("after a look that failed the calendar is %+v", bad)
	}
	s.status = 0
	if again := f.lookAgain(t); !again.Error.IsZero() || !again.ReadAt.Equal(f.now) || !again.NextAt.Equal(f.now.Add(calendarLife)) {
		t.Errorf("after a good one it is %+v", again)
	}
}

func TestACalendarThatNobodyNamesIsNotAskedFor(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	s := &school{}
	c := f.named(t, s)
	must(t, f.DB.SetCalendar(t.Context(), f.reader.ID, "", f.reader.DigestAt))
	must(t, f.askCalendar(t.Context(), strconv.FormatInt(int64(c.ID), 10)))
	if s.asked != 0 {
		t.Errorf("it was asked for %d times", s.asked)
	}
}
