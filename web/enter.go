package web

import (
	"context"
	"net/http"

	"chalkline"
	"chalkline/digest"
)

// firstToken is what a reader's first feed address is called.
const firstToken = "My feed"

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
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "enter", "Almost there", entry{Email: link.Email, Join: link.Purpose == chalkline.LinkJoin})
}

// postEnter uses the link up and signs its reader in.
func (s *server) postEnter(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.peekEntry(r); err != nil {
		return err
	}
	ctx := r.Context()
	link, err := s.DB.UseLink(ctx, chalkline.HashSecret(r.PathValue("secret")))
	if err != nil {
		return err
	}
	reader, err := s.DB.ReaderByEmail(ctx, link.Email)
	isNew := chalkline.ErrorCode(err) == chalkline.CodeNotFound
	if isNew {
		if link.Purpose != chalkline.LinkJoin {
			return errLinkSpent // they left after asking for it
		}
		reader, err = s.createReader(ctx, link.Email, link.Zone, chalkline.RoleReader)
	}
	if err != nil {
		return err
	}
	if reader.MailError != "" { // the link came by mail, so mail arrives again
		if err := s.DB.SetMailError(ctx, reader.ID, ""); err != nil {
			return err
		}
	}
	if err := s.signIn(ctx, reader.ID); err != nil {
		return err
	}
	if isNew {
		return see(w, r, "/topics?"+saidParam+"="+string(saidWelcome))
	}
	return see(w, r, "/picks")
}

var errLinkSpent = chalkline.Errorf(chalkline.CodeExpired, "This link has been used or is too old. Ask for a new one below.")

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

// createReader makes a reader with the usual schedule and a first feed address.
func (s *server) createReader(ctx context.Context, email, zone string, role chalkline.Role) (chalkline.Reader, error) {
	reader := chalkline.Reader{Email: email, Role: role, Schedule: chalkline.DefaultSchedule(zone)}
	reader.DigestAt = digest.Next(reader.Schedule, s.Now())
	if err := s.DB.CreateReader(ctx, &reader); err != nil {
		return reader, err
	}
	token := s.Key.NewToken(reader.ID, firstToken)
	return reader, s.DB.CreateToken(ctx, &token)
}
