package web

import (
	"context"
	"net/http"

	"chalkline"
	"chalkline/digest/mail"
)

// errSetUp tells a late visitor that the instance is in use.
var errSetUp = chalkline.Errorf(chalkline.CodeExpired, "This instance has been set up, or this link is too old. The program prints a new link when it starts without an operator.")

// getSetup asks whoever started the program for their mail address.
func (s *server) getSetup(w http.ResponseWriter, r *http.Request) error {
	if err := s.canSetUp(r); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "setup", chalkline.Textf("Set up"), s.newJoinForm())
}

// postSetup makes the operator. Somebody new is signed in at once: the secret of
// the link stood in the log, which only they can read. It proves nothing about
// the address, though, so a reader of before becomes the operator and has to
// sign in by mail like anybody else.
func (s *server) postSetup(w http.ResponseWriter, r *http.Request) error {
	if err := s.canSetUp(r); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form := s.newJoinForm()
	typed := r.PostForm.Get("email")
	form.Email = chalkline.Cut(typed, 254)
	zone := knownZone(r.PostForm.Get("zone"))
	form.Zone = newZoneChoice(zone)
	email, err := mail.Address(typed)
	if err != nil {
		form.Problem = chalkline.ErrorText(err)
		return s.renderStatus(w, r, http.StatusBadRequest, "setup", chalkline.Textf("Set up"), form)
	}
	ctx := r.Context()
	if _, err := s.DB.UseLink(ctx, chalkline.HashSecret(r.PathValue("secret"))); err != nil {
		return err
	}
	operator, err := s.createReader(ctx, newReader(r, email, zone, chalkline.RoleOperator), "")
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		if err := s.raise(ctx, email); err != nil {
			return err
		}
		s.mails.post(ctx, func(ctx context.Context) error {
			return s.mailLink(ctx, localeOf(r), email, zone, "", chalkline.Link{Purpose: chalkline.LinkSignIn})
		})
		return s.checkMail(w, r, email)
	}
	if err != nil {
		return err
	}
	if err := s.signIn(ctx, operator.ID); err != nil {
		return err
	}
	return see(w, r, "/topics?"+saidParam+"="+string(saidWelcome))
}

// raise makes a reader who joined before the operator.
func (s *server) raise(ctx context.Context, email string) error {
	reader, err := s.DB.ReaderByEmail(ctx, email)
	if err != nil {
		return err
	}
	return s.DB.SetRole(ctx, reader.ID, chalkline.RoleOperator)
}

// canSetUp says whether the address names a set-up link that still counts.
func (s *server) canSetUp(r *http.Request) error {
	link, err := s.DB.PeekLink(r.Context(), chalkline.HashSecret(r.PathValue("secret")))
	switch chalkline.ErrorCode(err) {
	case "":
	case chalkline.CodeExpired, chalkline.CodeNotFound:
		return errSetUp
	default:
		return err
	}
	if link.Purpose != chalkline.LinkSetUp {
		return errSetUp
	}
	exists, err := s.DB.HasOperator(r.Context())
	if err == nil && exists {
		return errSetUp
	}
	return err
}
