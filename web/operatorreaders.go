package web

import (
	"context"
	"fmt"
	"net/http"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
	"chalkline/store"
)

// readersShown is how many readers a page has.
const readersShown = 100

// readersPage are the readers as the operator sees them.
type readersPage struct {
	Readers []readerRow
	All     int
	More    chalkline.ReaderID // after whom the next page begins; 0 for none
}

// readerRow is a reader as the operator sees them.
type readerRow struct{ store.Entry }

// Address is where mail goes.
func (r readerRow) Address() string { return mail.ShowAddress(r.Email) }

// Operator says whether they run the instance.
func (r readerRow) Operator() bool { return r.Role == chalkline.RoleOperator }

// Since is the day on which they joined.
func (r readerRow) Since() chalkline.Text { return say.Date(r.Joined) }

// Rhythm says when their digest comes.
func (r readerRow) Rhythm() chalkline.Text { return r.Schedule.Text().Upper() }

// Complained says whether mail stopped for a complaint.
func (r readerRow) Complained() bool { return chalkline.Reader{MailError: r.MailError}.Complained() }

// Stop names the reason for which mail stopped, as a form carries it.
func (r readerRow) Stop() string { return chalkline.HashSecret(r.MailError.English())[:16] }

// Path is the address of their page.
func (r readerRow) Path() string { return fmt.Sprintf("/operator/readers/%d", r.ID) }

// readerPage is the page of one reader.
type entryPage struct {
	readerRow

	Me      bool // it is the operator who looks
	Problem chalkline.Text
}

// getReaders shows who reads here.
func (s *server) getReaders(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	after := int64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var ok bool
		if after, ok = idOf(text); !ok {
			return chalkline.Errorf(chalkline.CodeNotFound, "There is no such part of the list.")
		}
	}
	ctx := r.Context()
	entries, err := s.DB.Entries(ctx, chalkline.ReaderID(after), readersShown+1)
	if err != nil {
		return err
	}
	var page readersPage
	if page.All, err = s.DB.ReaderCount(ctx); err != nil {
		return err
	}
	if len(entries) > readersShown {
		entries = entries[:readersShown]
		page.More = entries[readersShown-1].ID
	}
	for _, e := range entries {
		page.Readers = append(page.Readers, readerRow{e})
	}
	return s.render(w, r, "operator-readers", chalkline.Textf("Readers"), page)
}

// entryIn is the reader that an address names.
func (s *server) entryIn(r *http.Request) (readerRow, error) {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "There is no such reader. They may have left.")
	id, ok := idIn(r, "id")
	if !ok {
		return readerRow{}, missing
	}
	entry, err := s.DB.Entry(r.Context(), chalkline.ReaderID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return readerRow{}, missing
	}
	return readerRow{entry}, err
}

// getReader shows one reader.
func (s *server) getReader(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	return s.showReader(w, r, operator, http.StatusOK, chalkline.Text{})
}

func (s *server) showReader(w http.ResponseWriter, r *http.Request, operator chalkline.Reader, status int, problem chalkline.Text) error {
	row, err := s.entryIn(r)
	if err != nil {
		return err
	}
	return s.renderStatus(w, r, status, "operator-reader", chalkline.Verbatim(row.Address()), entryPage{readerRow: row, Me: row.ID == operator.ID, Problem: problem})
}

// postReader does one of the things that an operator may do about a reader.
func (s *server) postReader(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.entryIn(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var action string
	var done said
	switch r.PostForm.Get("do") {
	case "operator":
		action, done = "made an operator of", saidOperatorMade
		err = s.DB.SetOperator(ctx, row.ID, true)
	case "reader":
		action, done = "took the operator’s part from", saidOperatorLess
		err = s.DB.SetOperator(ctx, row.ID, false)
	case "mail":
		action, done = "let mail go on to", saidMailGoes
		if r.PostForm.Get("seen") != row.Stop() {
			return s.showReader(w, r, operator, http.StatusConflict, sentenceOf(chalkline.Errorf(chalkline.CodeConflict, "mail to this reader goes, or stopped for another reason meanwhile")))
		}
		err = s.DB.ResumeMail(ctx, row.ID, row.MailError)
	case "link":
		action, done = "sent a sign-in link to", saidLinkSent
		if s.limits.mailbox.OnLimit(w, r, mailbox(row.Email)) {
			return s.tooOften(w, r)
		}
		err = s.sendLink(r, row)
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons on the reader’s page.")
	}
	switch chalkline.ErrorCode(err) {
	case "":
	case chalkline.CodeConflict, chalkline.CodeDenied:
		return s.showReader(w, r, operator, http.StatusConflict, sentenceOf(err))
	default:
		return err
	}
	if err := s.note(r, operator, action, readerNumber(row.ID)); err != nil {
		return err
	}
	path := row.Path()
	if done == saidOperatorLess && row.ID == operator.ID {
		path = "/settings"
	}
	return see(w, r, path+"?"+saidParam+"="+string(done))
}

// sendLink mails a reader a link to sign in. Nothing is sent to who complained.
func (s *server) sendLink(r *http.Request, row readerRow) error {
	if row.Complained() {
		return chalkline.Errorf(chalkline.CodeDenied, "a digest was reported as unwanted at their mail provider; they can ask for a link themselves")
	}
	s.mails.post(r.Context(), func(ctx context.Context) error {
		reader, err := s.DB.Reader(ctx, row.ID)
		if err != nil {
			return err
		}
		return s.mailLink(ctx, localeFor(reader, r), row.Email, row.Schedule.Zone, "", chalkline.Link{Purpose: chalkline.LinkSignIn})
	})
	return nil
}

// getReaderRemove asks once before a reader is removed.
func (s *server) getReaderRemove(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.entryIn(r)
	if err != nil {
		return err
	}
	return s.render(w, r, "operator-reader-remove", chalkline.Textf("Remove %s", row.Address()), entryPage{readerRow: row, Me: row.ID == operator.ID})
}

// postReaderRemove deletes a reader and everything of theirs, and tells them.
func (s *server) postReaderRemove(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.entryIn(r)
	if err != nil {
		return err
	}
	if row.ID == operator.ID {
		return see(w, r, "/leave")
	}
	if row.Operator() {
		return s.showReader(w, r, operator, http.StatusConflict, chalkline.Textf("An operator cannot be removed. Take the operator’s part from them first."))
	}
	ctx := r.Context()
	reader, err := s.DB.Reader(ctx, row.ID)
	if err != nil {
		return err
	}
	if err := s.DB.DeleteReader(ctx, row.ID); err != nil {
		return err
	}
	if err := s.note(r, operator, "removed", readerNumber(row.ID)); err != nil {
		return err
	}
	if row.MailError.IsZero() {
		message := mail.Removed(localeFor(reader, r), s.From, s.Base, row.Email, s.whoRunsIt())
		message.At = chalkline.Time(s.Now())
		s.mails.post(ctx, func(ctx context.Context) error { return s.Mail.Send(ctx, message) })
	}
	return see(w, r, "/operator/readers?"+saidParam+"="+string(saidReaderGone))
}

// whoRunsIt is the page that says who runs the instance, or its front page.
func (s *server) whoRunsIt() string {
	if s.notices.imprint != "" {
		return s.Base + "/imprint"
	}
	return s.Base + "/"
}
