package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest"
)

// rhythmForm is when a reader's digest comes, as the form has it: what was typed
// stays as it was typed.
type rhythmForm struct {
	Every    chalkline.Every
	Rhythms  []rhythm
	Day      time.Weekday
	Weekdays []time.Weekday
	Days     []dayBox
	Hour     int
	Hours    []int
	Zone     zoneChoice
	Minutes  string
	Usual    int            // minutes, when none are given
	Problems faults         // by the name of the field
	Next     chalkline.Text // when the next one comes; zero for never
}

// rhythm is one of the rhythms to choose.
type rhythm struct {
	Every chalkline.Every
	Label chalkline.Text
}

var rhythms = []rhythm{
	{chalkline.EveryWeek, chalkline.Textf("Once a week")},
	{chalkline.EveryDays, chalkline.Textf("On chosen days")},
	{chalkline.EveryDay, chalkline.Textf("Every day")},
	{chalkline.Never, chalkline.Textf("No mail, I read the feed")},
}

// dayBox is a day of the week to tick.
type dayBox struct {
	Day    time.Weekday
	Ticked bool
}

// newRhythmForm shows what is stored.
func newRhythmForm(reader chalkline.Reader, breaks []chalkline.Break, now time.Time) rhythmForm {
	form := rhythmForm{Rhythms: rhythms, Weekdays: weekdays, Problems: faults{}, Next: nextDigest(reader, breaks, now)}
	for hour := range 24 {
		form.Hours = append(form.Hours, hour)
	}
	form.show(reader.Schedule, reader.Wants)
	return form
}

// show puts a schedule into the fields.
func (f *rhythmForm) show(s chalkline.Schedule, wants chalkline.Wants) {
	f.Every, f.Day, f.Hour, f.Zone, f.Minutes = s.Every, s.Weekday, s.Hour, newZoneChoice(s.Zone), ""
	if s.Minutes > 0 {
		f.Minutes = strconv.Itoa(s.Minutes)
	}
	days := s.Days
	if len(days.List()) == 0 && s.Every != chalkline.EveryDays {
		days = chalkline.SchoolDays
	}
	f.Days = nil
	for _, d := range weekdays {
		f.Days = append(f.Days, dayBox{d, days.Has(d)})
	}
	s.Minutes = 0
	f.Usual = s.Budget(wants.Budget())
}

// digestIn reads the form. Where something is wrong, the form says what and where,
// and has all that was typed.
func (s *server) digestIn(r *http.Request, reader chalkline.Reader, breaks []chalkline.Break) (chalkline.Schedule, rhythmForm) {
	form := newRhythmForm(reader, breaks, s.Now())
	schedule := reader.Schedule
	schedule.Every, schedule.Zone = chalkline.Every(r.PostForm.Get("every")), r.PostForm.Get("zone")
	check := func(field string, part chalkline.Schedule) {
		if err := part.Validate(); err != nil {
			form.Problems[field] = sentenceOf(err)
		}
	}
	good := chalkline.DefaultSchedule("")
	number := func(field string, most int) int {
		n, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get(field)))
		if err != nil || n < 0 || n > most {
			form.Problems[field] = chalkline.Textf("Please choose one of the list.")
			return 0
		}
		return n
	}
	schedule.Weekday, schedule.Hour = time.Weekday(number("day", 6)), number("hour", 23)
	schedule.Days = 0
	for _, text := range r.PostForm["days"] {
		if d, err := strconv.Atoi(text); err == nil {
			schedule.Days |= chalkline.WeekdaysOf(time.Weekday(d))
		}
	}
	part := good
	part.Zone = schedule.Zone
	check("zone", part)
	part = good
	part.Every, part.Days = schedule.Every, chalkline.SchoolDays
	check("every", part)
	if schedule.Every == chalkline.EveryDays && schedule.Days == 0 {
		form.Problems["days"] = chalkline.Textf("Please tick one day at least.")
	}
	typed := strings.TrimSpace(r.PostForm.Get("minutes"))
	schedule.Minutes = 0
	if typed != "" {
		minutes, err := strconv.Atoi(typed)
		part = good
		part.Minutes = minutes
		if check("minutes", part); err != nil || minutes < 1 {
			form.Problems["minutes"] = chalkline.Textf("Please write how many minutes, from 1 to 120, or leave it empty.")
		}
		schedule.Minutes = minutes
	}
	form.show(schedule, reader.Wants)
	form.Minutes = chalkline.Cut(typed, 20)
	return schedule, form
}

// postDigest stores when the reader's digest comes.
func (s *server) postDigest(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	breaks, err := s.DB.Breaks(r.Context(), reader)
	if err != nil {
		return err
	}
	schedule, form := s.digestIn(r, reader, breaks)
	if len(form.Problems) > 0 {
		return s.showSettings(w, r, http.StatusBadRequest, reader, func(p *settingsPage) { p.Digest = form })
	}
	if err := s.keepSchedule(r.Context(), reader, schedule); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidDigest)+"#digest")
}

// keepSchedule stores when a reader's digest comes, and when the next one is due.
// While nothing changes, a digest that is due stays due.
func (s *server) keepSchedule(ctx context.Context, reader chalkline.Reader, schedule chalkline.Schedule) error {
	if schedule == reader.Schedule {
		return nil
	}
	breaks, err := s.DB.Breaks(ctx, reader)
	if err != nil {
		return err
	}
	return s.DB.SetSchedule(ctx, reader.ID, schedule, digest.Next(schedule, breaks, s.Now()))
}

// replan is when the reader's digest is due with those breaks. One that is due by
// now stays due, unless they hold today.
func (s *server) replan(reader chalkline.Reader, breaks []chalkline.Break) time.Time {
	now := s.Now()
	_, paused := digest.Paused(reader.Schedule, breaks, now)
	if due := !reader.DigestAt.IsZero() && !reader.DigestAt.After(now); due && !paused {
		return reader.DigestAt
	}
	return digest.Next(reader.Schedule, breaks, now)
}

// nextDigest is when a reader's next digest comes, in their own time; zero for
// never.
func nextDigest(reader chalkline.Reader, breaks []chalkline.Break, now time.Time) chalkline.Text {
	next := digest.Next(reader.Schedule, breaks, now)
	if next.IsZero() {
		return chalkline.Text{}
	}
	loc, err := reader.Schedule.Location()
	if err != nil {
		loc = time.UTC
	}
	at := next.In(loc)
	if at.Year() != now.In(loc).Year() {
		return chalkline.Textf("%s", chalkline.Moment{At: at, Layout: "Monday 2 January 2006 at 15:04"})
	}
	return chalkline.Textf("%s", chalkline.Moment{At: at, Layout: "Monday 2 January at 15:04"})
}

// breaksWith are the breaks that a reader would have with others of their own.
func (s *server) breaksWith(ctx context.Context, reader chalkline.Reader, own []chalkline.Break) ([]chalkline.Break, error) {
	reader.Breaks = slices.Clone(own)
	return s.DB.Breaks(ctx, reader)
}
