package web

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest"
)

// unsubscribePurpose is what the tokens in the mails are signed for.
const unsubscribePurpose = "unsubscribe"

// unsubscribePage is what the link in a mail leads to. Whoever has the mail can
// make mails fewer there, and never more: a mail may have been passed on.
type unsubscribePage struct {
	Done    unsubscribed
	Weekly  bool           // coming weekly would be less often
	Pausing bool           // a pause can be set
	Until   string         // as typed
	Problem chalkline.Text // with it
	Pause   chalkline.Text // what was set, in words
	Next    chalkline.Text // when the next digest comes
}

// unsubscribed is what was done.
type unsubscribed string

const (
	doneNothing unsubscribed = ""
	doneStopped unsubscribed = "stopped"
	doneWeekly  unsubscribed = "weekly"
	donePaused  unsubscribed = "paused"
	doneOff     unsubscribed = "off" // there was no mail to make fewer
)

// newUnsubscribePage is what a reader may choose.
func newUnsubscribePage(reader chalkline.Reader) unsubscribePage {
	every := reader.Schedule.Every
	return unsubscribePage{
		Weekly:  every == chalkline.EveryDay || every == chalkline.EveryDays && len(reader.Schedule.Days.List()) > 1,
		Pausing: every != chalkline.Never && reader.ID != 0,
	}
}

// getUnsubscribe shows buttons: mail scanners open every link.
func (s *server) getUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	reader, err := s.unsubscriber(r)
	if err != nil {
		return err
	}
	r = writtenTo(r, reader)
	return s.render(w, r, "unsubscribe", chalkline.Textf("Less mail"), newUnsubscribePage(reader))
}

// postUnsubscribe stops the digest, unless our own form asks for less. Mail
// programs that unsubscribe with one click (RFC 8058) send a form without our
// fields, or one that is broken, and that stops it too. Doing it twice, or after
// leaving, is fine.
func (s *server) postUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	reader, err := s.unsubscriber(r)
	if err != nil {
		return err
	}
	r = writtenTo(r, reader)
	form := formIn(r)
	ctx := r.Context()
	switch {
	case form.oneClick:
		if err := s.stopMail(ctx, reader); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, chalkline.Textf("You will get no more digests.").In(localeOf(r))+"\n") //nolint:gosec // a text of ours
		return nil
	case form.do == "weekly" || form.do == "pause":
		return s.lessMail(w, r, reader, form)
	}
	if err := s.stopMail(ctx, reader); err != nil {
		return err
	}
	return s.render(w, r, "unsubscribe", chalkline.Textf("No more mail"), unsubscribePage{Done: doneStopped})
}

// lessForm is what a form asks for.
type lessForm struct {
	oneClick bool
	do       string
	until    string
}

// formIn reads a form in either of the two types in which it may come. What cannot
// be read is an empty form.
func formIn(r *http.Request) lessForm {
	// It reads the other type too, and leaves what it could read.
	_ = r.ParseMultipartForm(bodyLimit) //nolint:gosec // capBody caps it
	return lessForm{
		oneClick: r.PostFormValue("List-Unsubscribe") != "", do: r.PostFormValue("do"), until: strings.TrimSpace(r.PostFormValue("until")),
	}
}

// stopMail ends a reader's digests. One who has left gets none anyway.
func (s *server) stopMail(ctx context.Context, reader chalkline.Reader) error {
	if reader.ID == 0 {
		return nil
	}
	schedule := reader.Schedule
	schedule.Every = chalkline.Never
	err := s.DB.SetSchedule(ctx, reader.ID, schedule, time.Time{})
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil
	}
	return err
}

// lessMail has digests come weekly, or pauses them.
func (s *server) lessMail(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, form lessForm) error {
	ctx := r.Context()
	page := newUnsubscribePage(reader)
	if !page.Pausing {
		page.Done = doneOff
		return s.render(w, r, "unsubscribe", chalkline.Textf("No mail"), page)
	}
	if form.do == "weekly" {
		if page.Weekly {
			reader.Schedule = weekly(reader.Schedule)
			breaks, err := s.DB.Breaks(ctx, reader)
			if err != nil {
				return err
			}
			if err := s.DB.SetSchedule(ctx, reader.ID, reader.Schedule, digest.Next(reader.Schedule, breaks, s.Now())); err != nil {
				return err
			}
		}
		return s.shownLess(w, r, reader, unsubscribePage{Done: doneWeekly})
	}
	pause := chalkline.Break{From: s.today(reader), Until: chalkline.Day(chalkline.Cut(form.until, 20))}
	own, problems := s.withPause(reader, pause)
	if len(problems) > 0 {
		page.Until, page.Problem = string(pause.Until), problems["until"]
		if page.Problem.IsZero() {
			page.Problem = problems["from"]
		}
		return s.renderStatus(w, r, http.StatusBadRequest, "unsubscribe", chalkline.Textf("Less mail"), page)
	}
	breaks, err := s.breaksWith(ctx, reader, own)
	if err != nil {
		return err
	}
	if err := s.DB.SetBreaks(ctx, reader.ID, own, s.replan(reader, breaks)); err != nil {
		return err
	}
	reader.Breaks = own
	return s.shownLess(w, r, reader, unsubscribePage{Done: donePaused, Pause: pause.Text()})
}

// weekly is the schedule with one digest a week, on a day on which there was one.
func weekly(s chalkline.Schedule) chalkline.Schedule {
	if days := s.Days.List(); s.Every == chalkline.EveryDays && !slices.Contains(days, s.Weekday) {
		s.Weekday = days[0]
	}
	s.Every = chalkline.EveryWeek
	return s
}

// shownLess says what was done, and when the next digest comes.
func (s *server) shownLess(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, page unsubscribePage) error {
	breaks, err := s.DB.Breaks(r.Context(), reader)
	if err != nil {
		return err
	}
	page.Next = nextDigest(reader, breaks, s.Now())
	return s.render(w, r, "unsubscribe", chalkline.Textf("Less mail"), page)
}

// unsubscriber is the reader whom the token in the address names; the zero Reader
// for one who has left.
func (s *server) unsubscriber(r *http.Request) (chalkline.Reader, error) {
	value, ok := s.Key.Verify(unsubscribePurpose, r.PathValue("token"))
	if !ok {
		return chalkline.Reader{}, chalkline.Errorf(chalkline.CodeNotFound, "This address is not complete. Please use the link in the mail as it is.")
	}
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return chalkline.Reader{}, chalkline.Errorf(chalkline.CodeNotFound, "This address names no reader.")
	}
	reader, err := s.DB.Reader(r.Context(), chalkline.ReaderID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return chalkline.Reader{}, nil
	}
	return reader, err
}
