package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// pauseForm is when no digest comes: what is stored, and what was typed.
type pauseForm struct {
	Rows              []pauseRow
	From, Until, Name string // of one more, as typed
	Full              bool   // there are as many as there can be
	Calendar          calendarForm
	Problems          faults // by the name of the field
}

// pauseRow is a break that the reader set.
type pauseRow struct {
	chalkline.Break

	Running bool // it holds today
}

// calendarForm is the calendar of holidays that the reader names.
type calendarForm struct {
	URL   string // as typed
	Named bool   // one is stored
	Name  string
	Wait  bool // it was not asked for yet
	Error chalkline.Text
	Read  time.Time // when it was last read; zero for never
	Off   []chalkline.Break
	More  int // days off that Off leaves out
}

// shownOff is how many holidays of a calendar are shown.
const shownOff = 6

// keptOver is how long a break that is over is kept, in days: until every weekly
// digest after it has come.
const keptOver = 60

// newPauseForm shows what is stored.
func (s *server) newPauseForm(ctx context.Context, reader chalkline.Reader) (pauseForm, error) {
	form := pauseForm{Problems: faults{}, Full: len(reader.Breaks) >= chalkline.MostBreaks}
	today := s.today(reader)
	for _, b := range reader.Breaks {
		if b.Until >= today {
			form.Rows = append(form.Rows, pauseRow{b, b.Holds(today)})
		}
	}
	c, err := s.DB.CalendarOf(ctx, reader)
	if err != nil || c.URL == "" {
		return form, err
	}
	shown := calendarForm{URL: c.URL, Named: true, Name: say.Line(c.Name), Wait: c.CheckedAt.IsZero(), Read: c.ReadAt}
	if !c.Error.IsZero() {
		shown.Error = chalkline.Textf("%s.", c.Error.Upper())
	}
	for _, b := range c.Off {
		switch {
		case b.Until < today:
		case len(shown.Off) == shownOff:
			shown.More++
		default:
			b.Name = say.Line(b.Name)
			shown.Off = append(shown.Off, b)
		}
	}
	form.Calendar = shown
	return form, nil
}

// today is the day it is where the reader is.
func (s *server) today(reader chalkline.Reader) chalkline.Day {
	return chalkline.DayOf(reader.Schedule.Here(s.Now()))
}

// postPause adds a time without a digest.
func (s *server) postPause(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form, err := s.newPauseForm(r.Context(), reader)
	if err != nil {
		return err
	}
	typed := func(field string) string { return strings.TrimSpace(r.PostForm.Get(field)) }
	form.From, form.Until, form.Name = chalkline.Cut(typed("from"), 20), chalkline.Cut(typed("until"), 20), chalkline.Cut(say.Line(typed("name")), 60)
	pause := chalkline.Break{From: chalkline.Day(form.From), Until: chalkline.Day(form.Until), Name: form.Name}
	breaks, problems := s.withPause(reader, pause)
	if len(problems) > 0 {
		form.Problems = problems
		return s.showSettings(w, r, http.StatusBadRequest, reader, func(p *settingsPage) { p.Pause = form })
	}
	return s.keepBreaks(w, r, reader, breaks, saidPaused)
}

// withPause are the reader's breaks with one more, or what is wrong with it by the
// name of the field.
func (s *server) withPause(reader chalkline.Reader, pause chalkline.Break) ([]chalkline.Break, faults) {
	problems := faults{}
	today := s.today(reader)
	for field, d := range map[string]chalkline.Day{"from": pause.From, "until": pause.Until} {
		if err := (chalkline.Break{From: d, Until: d}).Validate(); err != nil {
			problems[field] = sentenceOf(err)
		}
		if d == "" {
			problems[field] = chalkline.Textf("Please give a day.")
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if err := pause.Validate(); err != nil {
		problems["until"] = sentenceOf(err)
	} else if pause.Until < today {
		problems["until"] = chalkline.Textf("This day is over. Please give one to come.")
	}
	breaks := slices.DeleteFunc(slices.Clone(reader.Breaks), func(b chalkline.Break) bool {
		return b.Until < today.Add(-keptOver) || b.From == pause.From && b.Until == pause.Until
	})
	if len(breaks) >= chalkline.MostBreaks {
		problems["from"] = chalkline.Textf("There are as many pauses as there can be. Please remove one first.")
	}
	breaks = append(breaks, pause)
	chalkline.SortBreaks(breaks)
	return breaks, problems
}

// postPauseRemove removes a time without a digest. One that is running ends
// yesterday, so that the next digest still catches up on it.
func (s *server) postPauseRemove(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	from, until, today := chalkline.Day(r.PostForm.Get("from")), chalkline.Day(r.PostForm.Get("until")), s.today(reader)
	var breaks []chalkline.Break
	for _, b := range reader.Breaks {
		if b.From == from && b.Until == until {
			if b.From >= today || b.Until < today {
				continue
			}
			b.Until = today.Add(-1)
		}
		breaks = append(breaks, b)
	}
	return s.keepBreaks(w, r, reader, breaks, saidResumed)
}

// keepBreaks stores a reader's breaks.
func (s *server) keepBreaks(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, breaks []chalkline.Break, done said) error {
	all, err := s.breaksWith(r.Context(), reader, breaks)
	if err != nil {
		return err
	}
	if err := s.DB.SetBreaks(r.Context(), reader.ID, breaks, s.replan(reader, all)); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(done)+"#holidays")
}

// postCalendar stores the address of the reader's calendar of holidays; an empty
// one names none.
func (s *server) postCalendar(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx := r.Context()
	typed := strings.TrimSpace(r.PostForm.Get("calendar"))
	address := ""
	if typed != "" && r.PostForm.Get("do") != "remove" {
		var err error
		if address, err = chalkline.CalendarURL(typed); err != nil {
			form, formErr := s.newPauseForm(ctx, reader)
			if formErr != nil {
				return formErr
			}
			form.Calendar.URL = chalkline.Cut(say.Line(typed), 1000)
			form.Problems["calendar"] = sentenceOf(err)
			return s.showSettings(w, r, http.StatusBadRequest, reader, func(p *settingsPage) { p.Pause = form })
		}
	}
	after := reader
	after.Calendar = address
	breaks, err := s.DB.Breaks(ctx, after)
	if err != nil {
		return err
	}
	if err := s.DB.SetCalendar(ctx, reader.ID, address, s.replan(reader, breaks)); err != nil {
		return err
	}
	done := saidCalendar
	if address == "" {
		done = saidNoCalendar
	}
	return see(w, r, "/settings?"+saidParam+"="+string(done)+"#holidays")
}
