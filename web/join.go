package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// joinForm asks for a mail address. Joining and signing in are one form, so that
// nobody has to remember which of the two they need.
type joinForm struct {
	Email    string
	Zone     zoneChoice
	OpenJoin bool
	Invited  bool           // where not everybody may join, who was invited may
	Problem  chalkline.Text // with the address; zero when there is none
	Passkeys bool           // they sign in too
	School   string         // what other accounts are called that do; "" for none
}

func (s *server) newJoinForm() *joinForm {
	return &joinForm{Zone: newZoneChoice(""), OpenJoin: s.OpenJoin, Invited: s.InviteJoin && !s.OpenJoin, Passkeys: s.ways.passkeys(), School: s.ways.school()}
}

// getJoin is the form on a page of its own.
func (s *server) getJoin(w http.ResponseWriter, r *http.Request) error {
	if _, ok := readerOf(r); ok {
		return see(w, r, "/picks")
	}
	return s.render(w, r, "join", chalkline.Textf("Join or sign in"), s.newJoinForm())
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
	typed := r.PostForm.Get("email")
	form.Email = chalkline.Cut(typed, 254)
	zone := r.PostForm.Get("zone")
	form.Zone = newZoneChoice(knownZone(zone))
	email, err := mail.Address(typed)
	if err != nil {
		form.Problem = chalkline.ErrorText(err)
		return s.renderStatus(w, r, http.StatusBadRequest, "join", chalkline.Textf("Join or sign in"), form)
	}
	if s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
		return s.tooOften(w, r)
	}
	s.mails.post(r.Context(), func(ctx context.Context) error {
		return s.mailEntry(r.WithContext(ctx), email, knownZone(zone), invitedBy{})
	})
	return s.checkMail(w, r, email)
}

// checkMail says that mail may be on its way.
func (s *server) checkMail(w http.ResponseWriter, r *http.Request, email string) error {
	return s.render(w, r, "check-mail", chalkline.Textf("Check your mail"), mail.ShowAddress(email))
}

// invitedBy is what an address that asks for a link was invited by.
type invitedBy struct {
	Group string // the secret of an invitation into a group, which the link leads back to; or ""
	Hash  string // of that invitation, or of one into the instance; "" for none
}

// mailEntry mails the link that an address may have: a reader's signs in, a
// stranger's joins, and where strangers may not join, or were not invited, they get
// none. Of strangers there are only so many an hour. That is not told to whoever
// asked, because it would tell strangers from readers.
func (s *server) mailEntry(r *http.Request, email, zone string, by invitedBy) error {
	ctx := r.Context()
	reader, err := s.DB.ReaderByEmail(ctx, email)
	in := localeFor(reader, r)
	switch {
	case err == nil:
		return s.mailLink(ctx, in, email, zone, by.Group, chalkline.Link{Purpose: chalkline.LinkSignIn})
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	case !s.OpenJoin && (!s.InviteJoin || by.Hash == ""):
		return nil
	case s.limits.strangers.OnLimit(nil, r, ""):
		return errStrangers
	case s.OpenJoin:
		by.Hash = "" // nobody needs one
	}
	return s.mailLink(ctx, in, email, zone, by.Group, chalkline.Link{Purpose: chalkline.LinkJoin, Invite: by.Hash})
}

// errStrangers is for the log: the operator may want to know who is so keen.
var errStrangers = fmt.Errorf("%d strangers have asked to join within an hour, and no more are mailed before the next", joinsOfAll)

// mailLink makes a link of that purpose and mails it in a language. It leads on to the invitation
// into a group with that secret, if one is named. Only the link's hash is stored.
func (s *server) mailLink(ctx context.Context, in *say.Locale, email, zone, invitation string, link chalkline.Link) error {
	secret, now := chalkline.NewSecret(), chalkline.Time(s.Now())
	link.Hash, link.Email, link.Zone = chalkline.HashSecret(secret), email, zone
	link.CreatedAt, link.ExpiresAt = now, now.Add(chalkline.LinkLife)
	if err := s.DB.CreateLink(ctx, link); err != nil {
		return err
	}
	address := s.Base + "/enter/" + secret
	if invitation != "" {
		address += "?" + url.Values{invitationParam: {invitation}}.Encode()
	}
	message := mail.SignIn(in, s.From, s.Base, email, address, link.Purpose)
	if message.At.IsZero() {
		message.At = now
	}
	return s.Mail.Send(ctx, message)
}

// tooOften answers where a limit is reached.
func (s *server) tooOften(w http.ResponseWriter, r *http.Request) error {
	s.failWith(w, r, http.StatusTooManyRequests, chalkline.Textf("Links were asked for many times within an hour. Please look in your spam folder, or try again later."))
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
