package web

import (
	"context"
	"net/http"
	"net/url"

	"chalkline"
	"chalkline/digest/mail"
)

// invitationPage is where an invitation leads.
type invitationPage struct {
	Group   chalkline.Group
	Secret  string
	Mailed  bool           // it is for one address
	Other   bool           // and that is not the reader's who is signed in
	Inside  bool           // they are a member already
	Name    string         // as typed
	Join    *joinForm      // for who is not signed in
	Problem chalkline.Text // with the name, or with joining
}

// errNoInvitation is the answer to an invitation that nobody made.
var errNoInvitation = chalkline.Errorf(chalkline.CodeNotFound, "There is no invitation at this address. Please use the link as you got it, whole; or ask whoever gave it to you for another.")

// getInvitation shows what an invitation is for, and a button. Programs that check
// mail for harm open every link, so opening one uses nothing up.
func (s *server) getInvitation(w http.ResponseWriter, r *http.Request) error {
	page, spent, err := s.invitation(r)
	if err != nil || spent != "" {
		return s.spentInvitation(w, r, page, spent, err)
	}
	return s.showInvitation(w, r, http.StatusOK, page)
}

func (s *server) showInvitation(w http.ResponseWriter, r *http.Request, status int, page invitationPage) error {
	secretHeaders(w.Header())
	w.Header().Set("Cache-Control", "private, no-store")
	return s.renderStatus(w, r, status, "group-invitation", chalkline.Textf("An invitation"), page)
}

// spentInvitation says kindly that an invitation lets nobody in any more, unless it could not
// be read at all.
func (s *server) spentInvitation(w http.ResponseWriter, r *http.Request, page invitationPage, spent chalkline.Spent, err error) error {
	if err != nil {
		return err
	}
	if page.Inside {
		return see(w, r, inGroup{Group: page.Group}.Path())
	}
	return s.renderStatus(w, r, http.StatusGone, "group-invitation-spent", spent.Text(), spent)
}

// invitation is what the invitation in an address is for; spent says why it lets
// nobody in any more.
func (s *server) invitation(r *http.Request) (page invitationPage, spent chalkline.Spent, err error) {
	ctx, secret := r.Context(), r.PathValue("secret")
	i, err := s.DB.InvitationByHash(ctx, chalkline.HashSecret(secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return page, spent, errNoInvitation
	}
	if err != nil {
		return page, spent, err
	}
	page = invitationPage{Secret: secret, Mailed: i.Email != ""}
	if page.Group, err = s.DB.Group(ctx, i.GroupID); err != nil {
		return page, spent, err
	}
	reader, signedIn := readerOf(r)
	if !signedIn {
		page.Join = s.newJoinForm()
		return page, i.Spent(s.Now()), nil
	}
	page.Other = page.Mailed && i.Email != reader.Email
	_, err = s.DB.Member(ctx, i.GroupID, reader.ID)
	page.Inside = err == nil
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		err = nil
	}
	return page, i.Spent(s.Now()), err
}

// postInvitationTake lets the reader into the group.
func (s *server) postInvitationTake(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	page, spent, err := s.invitation(r)
	if err != nil || spent != "" {
		return s.spentInvitation(w, r, page, spent, err)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	again := func(status int, err error) error {
		page.Problem = sentenceOf(err)
		return s.showInvitation(w, r, status, page)
	}
	page.Name = typed(r, "name")
	if err := chalkline.CheckText("your name", page.Name, chalkline.NameRunes, true); err != nil && !page.Inside {
		return again(http.StatusBadRequest, err)
	}
	group, err := s.DB.TakeUp(r.Context(), chalkline.HashSecret(page.Secret), reader, page.Name)
	switch chalkline.ErrorCode(err) {
	case "":
		return see(w, r, inGroup{Group: chalkline.Group{ID: group}}.Path()+"?"+saidParam+"="+string(saidGroupJoined))
	case chalkline.CodeExpired: // somebody was quicker
		return s.spentInvitation(w, r, page, chalkline.SpentUsed, nil)
	case chalkline.CodeInvalid:
		return again(http.StatusBadRequest, err)
	case chalkline.CodeDenied:
		page.Other = true
		return s.showInvitation(w, r, http.StatusForbidden, page)
	}
	return err
}

// postInvitationEnter mails a link to who was invited and is not signed in. It
// joins them, or signs them in, and leads back to the invitation: a link of two
// weeks must not sign anybody in by itself. One that was mailed goes to its address
// only.
func (s *server) postInvitationEnter(w http.ResponseWriter, r *http.Request) error {
	page, spent, err := s.invitation(r)
	if err != nil || spent != "" {
		return s.spentInvitation(w, r, page, spent, err)
	}
	if s.limits.client.OnLimit(w, r, s.client(r)) {
		return s.tooOften(w, r)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	form, ctx := s.newJoinForm(), r.Context()
	typed := r.PostForm.Get("email")
	form.Email = chalkline.Cut(typed, 254)
	zone := knownZone(r.PostForm.Get("zone"))
	form.Zone = newZoneChoice(zone)
	email, err := mail.Address(typed)
	if err != nil {
		form.Problem, page.Join = chalkline.ErrorText(err), form
		return s.showInvitation(w, r, http.StatusBadRequest, page)
	}
	if s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
		return s.tooOften(w, r)
	}
	i, err := s.DB.InvitationByHash(ctx, chalkline.HashSecret(page.Secret))
	if err != nil {
		return err
	}
	if i.Email == "" || i.Email == email {
		s.mails.post(ctx, func(ctx context.Context) error {
			return s.mailEntry(r.WithContext(ctx), email, zone, invitedBy{page.Secret, i.Hash})
		})
	}
	return s.checkMail(w, r, email)
}

// invitationParam carries an invitation through the way in.
const invitationParam = "invitation"

// afterEntry is where somebody goes who came in: back to the invitation that they
// came for, if there is one.
func (s *server) afterEntry(r *http.Request) (path string, invited bool) {
	secret := r.URL.Query().Get(invitationParam)
	if secret == "" {
		return "", false
	}
	if _, err := s.DB.InvitationByHash(r.Context(), chalkline.HashSecret(secret)); err != nil {
		return "", false
	}
	return "/invitations/" + url.PathEscape(secret), true
}
