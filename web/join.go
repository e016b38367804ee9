package web

import (
	"context"
	"net/http"

	"chalkline"
	"chalkline/digest/mail"
)

// joinForm asks for a mail address. Joining and signing in are one form, so that
// nobody has to remember which of the two they need.
type joinForm struct {
	Email    string
	Zone     zoneChoice
	OpenJoin bool
	Problem  string // with the address; "" when there is none
}

func (s *server) newJoinForm() *joinForm {
	return &joinForm{Zone: newZoneChoice(""), OpenJoin: s.OpenJoin}
}

// getJoin is the form on a page of its own.
func (s *server) getJoin(w http.ResponseWriter, r *http.Request) error {
	if _, ok := readerOf(r); ok {
		return see(w, r, "/picks")
	}
	return s.render(w, r, "join", "Join or sign in", s.newJoinForm())
}

// postJoin mails a link to the address. The answer is the same whether the
// address is known or not, and takes as long, so nobody can find out who reads
// here.
func (s *server) postJoin(w http.ResponseWriter, r *http.Request) error {
	if s.limits.client.OnLimit(w, r, s.client(r)) {
		return s.tooOften(w, r)
	}
	form := s.newJoinForm()
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form.Email = chalkline.Cut(r.PostForm.Get("email"), 254)
	zone := r.PostForm.Get("zone")
	form.Zone = newZoneChoice(knownZone(zone))
	email, err := chalkline.NormalEmail(form.Email)
	if err != nil {
		form.Problem = chalkline.ErrorMessage(err)
		return s.renderStatus(w, r, http.StatusBadRequest, "join", "Join or sign in", form)
	}
	if s.limits.address.OnLimit(w, r, email) {
		return s.tooOften(w, r)
	}
	s.mails.post(r.Context(), func(ctx context.Context) error {
		return s.mailEntry(ctx, email, knownZone(zone))
	})
	return s.checkMail(w, r, email)
}

// checkMail says that mail may be on its way.
func (s *server) checkMail(w http.ResponseWriter, r *http.Request, email string) error {
	return s.render(w, r, "check-mail", "Check your mail", email)
}

// mailEntry mails the link that an address may have: a reader's signs in, a
// stranger's joins, and where strangers may not join they get none.
func (s *server) mailEntry(ctx context.Context, email, zone string) error {
	_, err := s.DB.ReaderByEmail(ctx, email)
	switch {
	case err == nil:
		return s.mailLink(ctx, email, zone, chalkline.LinkSignIn)
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	case s.OpenJoin:
		return s.mailLink(ctx, email, zone, chalkline.LinkJoin)
	}
	return nil
}

// mailLink makes a link and mails it. Only the link's hash is stored.
func (s *server) mailLink(ctx context.Context, email, zone string, purpose chalkline.LinkPurpose) error {
	secret, now := chalkline.NewSecret(), chalkline.Time(s.Now())
	err := s.DB.CreateLink(ctx, chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: purpose, Email: email, Zone: zone,
		CreatedAt: now, ExpiresAt: now.Add(chalkline.LinkLife),
	})
	if err != nil {
		return err
	}
	message := mail.SignIn(s.From, s.Base, email, s.Base+"/enter/"+secret, purpose)
	if message.At.IsZero() {
		message.At = now
	}
	return s.Mail.Send(ctx, message)
}

// tooOften answers where a limit is reached.
func (s *server) tooOften(w http.ResponseWriter, r *http.Request) error {
	s.failWith(w, r, http.StatusTooManyRequests, "Links were asked for many times within an hour. Please look in your spam folder, or try again later.")
	return nil
}

// knownZone is zone if it is one, else "".
func knownZone(zone string) string {
	if _, err := (chalkline.Schedule{Zone: zone}).Location(); err != nil {
		return ""
	}
	return zone
}

// badForm says that a form could not be read; a body that was too large keeps
// its own error.
func badForm(err error) error {
	return chalkline.Errorf(chalkline.CodeInvalid, "the form could not be read: %w", err)
}
