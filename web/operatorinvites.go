package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/mail"
)

// invitesPage are the invitations into the instance.
type invitesPage struct {
	Rule     chalkline.Text // who may join, in a sentence or two
	Closed   bool           // invitations let nobody in
	Invites  []invitationView
	Uses     int
	Days     int
	Email    string
	Problems faults
}

// daysOffered are for how many days an invitation may work.
var daysOffered = []int{1, 7, 14, 30, 90}

// usualDays is for how many days one works unless said otherwise.
const usualDays = 14

// UsesOffered are how often a link can be taken up; 0 is any number.
func (invitesPage) UsesOffered() []int { return usesOffered }

// DaysOffered are for how many days an invitation may work.
func (invitesPage) DaysOffered() []int { return daysOffered }

// getInvites shows the invitations that are open.
func (s *server) getInvites(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	return s.showInvites(w, r, http.StatusOK, invitesPage{Uses: 1, Days: usualDays})
}

func (s *server) showInvites(w http.ResponseWriter, r *http.Request, status int, page invitesPage) error {
	switch {
	case s.OpenJoin:
		page.Rule = chalkline.Textf("Anybody with a mail address may join, so nobody needs an invitation; it is a kind way to tell people.")
	case s.InviteJoin:
		page.Rule = chalkline.Textf("Joining is by invitation: yours below, and those of study groups by their curators.")
	default:
		page.Rule, page.Closed = chalkline.Textf("Nobody new can join, also with an invitation. Set “join” to “invite” or “open” to change that."), true
	}
	invites, err := s.DB.Invites(r.Context())
	if err != nil {
		return err
	}
	for _, i := range invites {
		v := s.newInvitationView(i)
		if v.URL != "" {
			v.URL = s.inviteURL(i)
		}
		page.Invites = append(page.Invites, v)
	}
	return s.renderStatus(w, r, status, "operator-invitations", chalkline.Textf("Invitations"), page)
}

func (s *server) inviteURL(i chalkline.Invitation) string {
	return s.Base + "/invited/" + s.Key.InvitationSecret(i)
}

// postInvites makes a link to pass on, or mails an invitation to one address. The
// answer is the same whether the address is a reader's or not.
func (s *server) postInvites(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	page := invitesPage{Uses: 1, Days: usualDays, Problems: faults{}}
	again := func(field string, err error) error {
		page.Problems.check(field, err)
		return s.showInvites(w, r, http.StatusBadRequest, page)
	}
	field, done, action, email := "uses", saidInviteMade, "made an invitation link", ""
	about := ""
	if r.PostForm.Has("email") {
		field, done, action = "email", saidInviteMailed, "mailed an invitation"
		page.Email = firstRunes(typed(r, "email"), 254)
		var err error
		if email, err = mail.Address(page.Email); err != nil {
			return again(field, err)
		}
		if s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
			return s.tooOften(w, r)
		}
	} else {
		uses, err := strconv.Atoi(r.PostForm.Get("uses"))
		if err != nil || !slices.Contains(usesOffered, uses) {
			return again(field, chalkline.Errorf(chalkline.CodeInvalid, "please choose for how many people the link is"))
		}
		days, err := strconv.Atoi(r.PostForm.Get("days"))
		if err != nil || !slices.Contains(daysOffered, days) {
			return again("days", chalkline.Errorf(chalkline.CodeInvalid, "please choose for how many days the link works"))
		}
		page.Uses, page.Days = uses, days
		about = chalkline.Counted(days, "for %s day", "for %s days").English()
	}
	ctx := r.Context()
	i := s.Key.NewInvitation(0, email, page.Uses, s.Now())
	i.ExpiresAt = i.CreatedAt.Add(time.Duration(page.Days) * 24 * time.Hour)
	err := s.DB.CreateInvite(ctx, &i)
	if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
		return again(field, err)
	}
	if err != nil {
		return err
	}
	if err := s.note(r, operator, action, about); err != nil {
		return err
	}
	if email != "" {
		s.mails.post(ctx, func(ctx context.Context) error { return s.mailInvite(r.WithContext(ctx), i) })
	}
	return see(w, r, "/operator/invitations?"+saidParam+"="+string(done)+"#open")
}

// mailInvite mails an invitation. Readers are not invited to where they are, and
// where nobody may join nobody is.
func (s *server) mailInvite(r *http.Request, i chalkline.Invitation) error {
	ctx := r.Context()
	_, err := s.DB.ReaderByEmail(ctx, i.Email)
	switch {
	case err == nil:
		return nil
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	case !s.OpenJoin && !s.InviteJoin:
		return nil
	case s.limits.strangers.OnLimit(nil, r, ""):
		return errStrangers
	}
	message := mail.InviteReader(localeOf(r), s.From, s.Base, i.Email, s.inviteURL(i), i.ExpiresAt)
	message.At = chalkline.Time(s.Now())
	return s.Mail.Send(ctx, message)
}

// postInviteWithdraw makes an invitation let nobody in any more.
func (s *server) postInviteWithdraw(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "There is no such invitation. It may have been withdrawn before.")
	id, ok := idIn(r, "id")
	if !ok {
		return missing
	}
	err := s.DB.WithdrawInvite(r.Context(), chalkline.InvitationID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return missing
	}
	if err != nil {
		return err
	}
	if err := s.note(r, operator, "withdrew an invitation", ""); err != nil {
		return err
	}
	return see(w, r, "/operator/invitations?"+saidParam+"="+string(saidInviteGone)+"#open")
}

// invitedPage is where an invitation into the instance leads.
type invitedPage struct {
	Secret string
	Mailed bool            // it is for one address
	Spent  chalkline.Spent // why it lets nobody in any more; "" while it does
	Closed bool            // nobody may join at present
	Reader bool            // who opens it is a reader
	Join   *joinForm
}

// invited is what the invitation in an address is for.
func (s *server) invited(r *http.Request) (invitedPage, chalkline.Invitation, error) {
	page := invitedPage{Secret: r.PathValue("secret"), Closed: !s.OpenJoin && !s.InviteJoin, Join: s.newJoinForm()}
	i, err := s.DB.InviteByHash(r.Context(), chalkline.HashSecret(page.Secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return page, i, errNoInvitation
	}
	if err != nil {
		return page, i, err
	}
	page.Mailed, page.Spent = i.Email != "", i.Spent(s.Now())
	_, page.Reader = readerOf(r)
	return page, i, nil
}

func (s *server) showInvited(w http.ResponseWriter, r *http.Request, status int, page invitedPage) error {
	w.Header().Set("X-Robots-Tag", "noindex")
	w.Header().Set("Cache-Control", "private, no-store")
	if status == http.StatusOK && page.Spent != "" && !page.Reader {
		status = http.StatusGone
	}
	return s.renderStatus(w, r, status, "operator-invited", chalkline.Textf("An invitation"), page)
}

// getInvited shows what an invitation is for, and a form. Programs that check mail
// for harm open every link, so opening one uses nothing up.
func (s *server) getInvited(w http.ResponseWriter, r *http.Request) error {
	page, _, err := s.invited(r)
	if err != nil {
		return err
	}
	return s.showInvited(w, r, http.StatusOK, page)
}

// postInvited mails a link to who was invited, which joins them. The answer is the
// same whether the address is known or not, and whether it is the one that the
// invitation was mailed to.
func (s *server) postInvited(w http.ResponseWriter, r *http.Request) error {
	page, i, err := s.invited(r)
	if err != nil {
		return err
	}
	if page.Spent != "" || page.Closed || page.Reader {
		return s.showInvited(w, r, http.StatusOK, page)
	}
	if s.limits.client.OnLimit(w, r, s.client(r)) {
		return s.tooOften(w, r)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	typed := r.PostForm.Get("email")
	zone := knownZone(r.PostForm.Get("zone"))
	page.Join.Email, page.Join.Zone = chalkline.Cut(typed, 254), newZoneChoice(zone)
	email, err := mail.Address(typed)
	if err != nil {
		page.Join.Problem = chalkline.ErrorText(err)
		return s.showInvited(w, r, http.StatusBadRequest, page)
	}
	if s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
		return s.tooOften(w, r)
	}
	by := invitedBy{Hash: i.Hash}
	if i.Email != "" && i.Email != email {
		by = invitedBy{}
	}
	s.mails.post(r.Context(), func(ctx context.Context) error { return s.mailEntry(r.WithContext(ctx), email, zone, by) })
	return s.checkMail(w, r, email)
}
