package storetest

import (
	"time"

	"chalkline"
)

const calendarURL = "https://school.example/holidays.ics"

var calendarTests = []test{
	{"a reader's own breaks are kept, and when the next digest is due", func(e *env) {
		r := e.reader()
		r.Breaks = []chalkline.Break{{From: "2026-03-30", Until: "2026-04-12", Name: "Easter"}, {From: "2026-12-19", Until: "2027-01-03"}}
		r.DigestAt = start.Add(9 * day)
		e.ok(e.SetBreaks(e.ctx, r.ID, r.Breaks, r.DigestAt))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)), r)
		e.same(must[[]chalkline.Break](e)(e.Breaks(e.ctx, r)), r.Breaks)
		e.ok(e.SetBreaks(e.ctx, r.ID, nil, r.DigestAt))
		r.Breaks = nil
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)), r)
		e.code(chalkline.CodeNotFound, e.SetBreaks(e.ctx, 99, nil, start))
		e.code(chalkline.CodeNotFound, e.SetCalendar(e.ctx, 99, calendarURL, start))
		e.same(e.calendarsDue(), nil) // nobody named it after all
	}},
	{"a calendar is asked for once for all who name it", func(e *env) {
		a, b := e.reader(), e.reader()
		for _, r := range []*chalkline.Reader{&a, &b} {
			e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
			*r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
			e.same(r.Calendar, calendarURL)
		}
		due := e.calendarsDue()
		e.same(len(due), 1)
		c := must[chalkline.Calendar](e)(e.Calendar(e.ctx, due[0]))
		e.same(c, chalkline.Calendar{ID: due[0], URL: calendarURL, NextAt: start})

		c.Name, c.ETag, c.LastModified, c.Error = "School", `"v1"`, "Sat, 14 Mar 2026 09:00:00 GMT", chalkline.Textf("the site answered with status %d", 500)
		c.Off = []chalkline.Break{{From: "2026-05-25", Until: "2026-05-29", Name: "Half term"}}
		c.CheckedAt, c.ReadAt, c.NextAt = start, start, start.Add(day)
		e.ok(e.SaveCalendar(e.ctx, c))
		e.same(must[chalkline.Calendar](e)(e.CalendarOf(e.ctx, b)), c)
		e.same(e.calendarsDue(), nil)
		e.pass(day)
		e.same(e.calendarsDue(), due)
		e.same(must[[]chalkline.Reader](e)(e.CalendarReaders(e.ctx, c)), []chalkline.Reader{a, b})
	}},
	{"a reader is away on their own breaks and on the calendar's", func(e *env) {
		r := e.reader()
		own := chalkline.Break{From: "2026-07-01", Until: "2026-07-02"}
		off := chalkline.Break{From: "2026-05-25", Until: "2026-05-29"}
		e.ok(e.SetBreaks(e.ctx, r.ID, []chalkline.Break{own}, r.DigestAt))
		e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
		r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
		e.same(must[[]chalkline.Break](e)(e.Breaks(e.ctx, r)), []chalkline.Break{own})
		c := must[chalkline.Calendar](e)(e.CalendarOf(e.ctx, r))
		c.Off = []chalkline.Break{off}
		e.ok(e.SaveCalendar(e.ctx, c))
		e.same(must[[]chalkline.Break](e)(e.Breaks(e.ctx, r)), []chalkline.Break{off, own})
	}},
	{"a calendar is forgotten with the last reader who names it", func(e *env) {
		a, b, c := e.reader(), e.reader(), e.reader()
		for _, r := range []chalkline.Reader{a, b, c} {
			e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
		}
		was := must[chalkline.Calendar](e)(e.Calendar(e.ctx, e.calendarsDue()[0]))
		e.ok(e.SetCalendar(e.ctx, a.ID, "", a.DigestAt))
		e.ok(e.SetCalendar(e.ctx, b.ID, "https://other.example/o.ics", b.DigestAt))
		e.same(len(e.calendarsDue()), 2)
		e.ok(e.DeleteReader(e.ctx, c.ID))
		_, err := e.Calendar(e.ctx, was.ID)
		e.code(chalkline.CodeNotFound, err)
		e.ok(e.SaveCalendar(e.ctx, was)) // a look that was under way
		_, err = e.Calendar(e.ctx, was.ID)
		e.code(chalkline.CodeNotFound, err)
		e.same(len(e.calendarsDue()), 1)
	}},
	{"naming a calendar again that failed asks for it now", func(e *env) {
		r := e.reader()
		e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
		c := must[chalkline.Calendar](e)(e.Calendar(e.ctx, e.calendarsDue()[0]))
		c.CheckedAt, c.NextAt = start, start.Add(day)
		e.ok(e.SaveCalendar(e.ctx, c))
		e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
		e.same(e.calendarsDue(), nil)
		c.Error = chalkline.Textf("the site does not answer")
		e.ok(e.SaveCalendar(e.ctx, c))
		e.ok(e.SetCalendar(e.ctx, r.ID, calendarURL, r.DigestAt))
		e.same(e.calendarsDue(), []chalkline.CalendarID{c.ID})
	}},
	{"readers without a calendar have none in common", func(e *env) {
		r := e.reader()
		e.same(must[chalkline.Calendar](e)(e.CalendarOf(e.ctx, r)), nil)
		e.same(must[[]chalkline.Reader](e)(e.CalendarReaders(e.ctx, chalkline.Calendar{})), nil)
		e.same(e.calendarsDue(), nil)
		_, err := e.Calendar(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"many readers name and leave one calendar at once", func(e *env) {
		var readers []chalkline.Reader
		for range 8 {
			readers = append(readers, e.reader())
		}
		n := 0
		e.same(race(e, 8, func() (bool, error) {
			e.mu.Lock()
			r := readers[n]
			n++
			e.mu.Unlock()
			for range 5 {
				if err := e.SetCalendar(e.ctx, r.ID, calendarURL, start.Add(time.Hour)); err != nil {
					return false, err
				}
				if err := e.SetCalendar(e.ctx, r.ID, "", start.Add(time.Hour)); err != nil {
					return false, err
				}
			}
			return true, nil
		}), 8)
		e.same(e.calendarsDue(), nil)
	}},
}

// calendarsDue are the calendars that are due to be asked for.
func (e *env) calendarsDue() []chalkline.CalendarID {
	e.Helper()
	return must[[]chalkline.CalendarID](e)(e.CalendarsDue(e.ctx, e.clock(), 10))
}
