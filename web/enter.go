package web

import (
	"context"
	"net/http"

	"chalkline"
	"chalkline/digest"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// firstToken is what a reader's first feed address is called.
var firstToken = chalkline.Textf("My feed")

// entry is what the page behind a mailed link shows.
type entry struct {
	Email string
	Join  bool // the link makes a reader; else it signs one in
}

// getEnter shows a button. Mail scanners open every link, so opening one must
// not use it up.
func (s *server) getEnter(w http.ResponseWriter, r *http.Request) error {
	link, err := s.peekEntry(r)
	if err != nil {
		return s.spent(w, r, err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "enter", chalkline.Textf("Almost there"), entry{Email: mail.ShowAddress(link.Email), Join: link.Purpose == chalkline.LinkJoin})
}

// postEnter uses the link up and signs its reader in.
func (s *server) postEnter(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.peekEntry(r); err != nil {
		return s.spent(w, r, err)
	}
	ctx := r.Context()
	link, err := s.DB.UseLink(ctx, chalkline.HashSecret(r.PathValue("secret")))
	if chalkline.ErrorCode(err) == chalkline.CodeExpired { // the button was pressed twice at once
		err = errLinkSpent
	}
	if err != nil {
		return s.spent(w, r, err)
	}
	reader, err := s.DB.ReaderByEmail(ctx, link.Email)
	isNew := chalkline.ErrorCode(err) == chalkline.CodeNotFound
	if isNew {
		if link.Purpose != chalkline.LinkJoin {
			return errLinkSpent // they left after asking for it
		}
		reader, err = s.createReader(ctx, newReader(r, link.Email, link.Zone, chalkline.RoleReader), link.Invite)
		if chalkline.ErrorCode(err) == chalkline.CodeExpired {
			return errInviteSpent
		}
	}
	if err != nil {
		return err
	}
	// The link came by mail, so mail arrives again. Who complained says so themselves.
	if !reader.MailError.IsZero() && !reader.Complained() {
		if err := s.DB.SetMailError(ctx, reader.ID, chalkline.Text{}); err != nil {
			return err
		}
	}
	if err := s.signIn(ctx, reader.ID); err != nil {
		return err
	}
	if path, invited := s.afterEntry(r); invited {
		return see(w, r, path)
	}
	if isNew {
		return see(w, r, "/welcome/topics?"+saidParam+"="+string(saidWelcome))
	}
	return see(w, r, "/picks")
}

var errLinkSpent = chalkline.Errorf(chalkline.CodeExpired,
	"This link was used already, or is older than %d minutes. If you pressed the button twice, you are in already: see the front page. Otherwise ask for a new link below.", int(chalkline.LinkLife.Minutes()))

// spent answers whoever comes with a link that is used up: who is signed in needs
// no other one.
func (s *server) spent(w http.ResponseWriter, r *http.Request, err error) error {
	if _, in := readerOf(r); !in || chalkline.ErrorCode(err) != chalkline.CodeExpired {
		return err
	}
	return s.renderStatus(w, r, http.StatusGone, "error", headings[http.StatusGone], failure{
		Heading: headings[http.StatusGone], Message: chalkline.Textf("That does no harm: you are signed in.").In(localeOf(r)),
	})
}

// peekEntry is the link that an address names, if it leads in here.
func (s *server) peekEntry(r *http.Request) (chalkline.Link, error) {
	link, err := s.DB.PeekLink(r.Context(), chalkline.HashSecret(r.PathValue("secret")))
	if chalkline.ErrorCode(err) == chalkline.CodeExpired || chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return link, errLinkSpent
	}
	if err == nil && link.Purpose == chalkline.LinkSetUp {
		return link, errLinkSpent
	}
	return link, err
}

// errInviteSpent answers who joins by an invitation that others were quicker with.
var errInviteSpent = chalkline.Errorf(chalkline.CodeExpired,
	"The invitation that you came by lets nobody in any more. Please ask whoever gave it to you for another one.")

// newReader is somebody who joins by r: with the usual schedule, in the language
// of the pages that they joined on.
func newReader(r *http.Request, email, zone string, role chalkline.Role) chalkline.Reader {
	return chalkline.Reader{Email: email, Role: role, Schedule: chalkline.DefaultSchedule(zone), Language: localeOf(r).Tag}
}

// createReader makes a reader with a first feed address, by the invitation with
// that hash if there is one.
func (s *server) createReader(ctx context.Context, reader chalkline.Reader, invite string) (chalkline.Reader, error) {
	reader.DigestAt = digest.Next(reader.Schedule, nil, s.Now())
	create := s.DB.CreateReader
	if invite != "" {
		create = func(ctx context.Context, r *chalkline.Reader) error { return s.DB.CreateInvitedReader(ctx, invite, r) }
	}
	if err := create(ctx, &reader); err != nil {
		return reader, err
	}
	token := s.Key.NewToken(reader.ID, firstToken.In(say.In(reader.Language)))
	return reader, s.DB.CreateToken(ctx, &token)
}
