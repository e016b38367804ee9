package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/digest/mail"
)

// peoplePage are the members of a group, and for curators its invitations.
type peoplePage struct {
	inGroup

	Members     []memberView
	Invitations []invitationView
	Name        string // of who looks at it, as typed
	Email       string // to invite, as typed
	Uses        int    // of the next link
	Problems    faults
	OpenJoin    bool
}

// memberView is a member as others see them.
type memberView struct {
	chalkline.Member

	Since chalkline.Text
	Me    bool
}

// invitationView is an open invitation as curators see it.
type invitationView struct {
	chalkline.Invitation

	URL   string // "" for one that was mailed
	Left  chalkline.Text
	Until chalkline.Text
}

// usesOffered are how often a link can be taken up; 0 is any number.
var usesOffered = []int{0, 1, 5, 30}

// UsesOffered are how often a link can be taken up; 0 is any number.
func (peoplePage) UsesOffered() []int { return usesOffered }

// getPeople shows who is in a group.
func (s *server) getPeople(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.showPeople(w, r, http.StatusOK, peoplePage{inGroup: in, Name: in.Member.Name})
}

func (s *server) showPeople(w http.ResponseWriter, r *http.Request, status int, page peoplePage) error {
	ctx := r.Context()
	members, err := s.DB.Members(ctx, page.Group.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		page.Members = append(page.Members, memberView{Member: m, Since: dayOf(m.JoinedAt), Me: m.ReaderID == page.Member.ReaderID})
	}
	page.OpenJoin = s.OpenJoin || s.InviteJoin
	if page.Curator() {
		invitations, err := s.DB.Invitations(ctx, page.Group.ID)
		if err != nil {
			return err
		}
		for _, i := range invitations {
			page.Invitations = append(page.Invitations, s.newInvitationView(i))
		}
	}
	return s.renderStatus(w, r, status, "group-people", chalkline.Textf("People · %s", page.Group.Name), page)
}

func (s *server) newInvitationView(i chalkline.Invitation) invitationView {
	v := invitationView{Invitation: i, Until: dayOf(i.ExpiresAt)}
	if i.Email == "" {
		v.URL = s.invitationURL(i)
	}
	switch {
	case i.Uses == 0:
		v.Left = chalkline.Textf("any number of people; taken up by %d", i.Used)
	default:
		v.Left = chalkline.Counted(i.Uses-i.Used, "%s person more", "%s people more")
	}
	return v
}

func (s *server) invitationURL(i chalkline.Invitation) string {
	return s.Base + "/invitations/" + s.Key.InvitationSecret(i)
}

// postMemberName stores how the group sees a member.
func (s *server) postMemberName(w http.ResponseWriter, r *http.Request, in inGroup) error {
	page := peoplePage{inGroup: in, Name: typed(r, "name"), Problems: faults{}}
	page.Problems.check("name", chalkline.CheckText("your name", page.Name, chalkline.NameRunes, true))
	if len(page.Problems) > 0 {
		return s.showPeople(w, r, http.StatusBadRequest, page)
	}
	in.Member.Name = page.Name
	if err := s.DB.SetMemberName(r.Context(), in.Member); err != nil {
		return err
	}
	return see(w, r, in.Path()+"/people?"+saidParam+"="+string(saidSaved))
}

// postMember changes what a member may do, or takes them out of the group.
func (s *server) postMember(w http.ResponseWriter, r *http.Request, in inGroup) error {
	id, ok := idIn(r, "member")
	if !ok {
		return errNoMember
	}
	reader, ctx, done := chalkline.ReaderID(id), r.Context(), saidSaved
	var err error
	switch r.PostForm.Get("do") {
	case "curator":
		err = s.DB.SetMemberRole(ctx, in.Group.ID, reader, chalkline.MemberCurator)
	case "member":
		err = s.DB.SetMemberRole(ctx, in.Group.ID, reader, chalkline.MemberPlain)
	case "remove":
		done = saidMemberOut
		if in.Group.Public {
			done = saidMemberGone
		}
		err = s.DB.RemoveMember(ctx, in.Group.ID, reader, false)
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons beside the name.")
	}
	switch {
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		return errNoMember
	case chalkline.ErrorCode(err) == chalkline.CodeConflict:
		page := peoplePage{inGroup: in, Name: in.Member.Name, Problems: faults{}}
		page.Problems.check("member-"+strconv.FormatInt(id, 10), err)
		return s.showPeople(w, r, http.StatusConflict, page)
	case err != nil:
		return err
	case reader == in.Member.ReaderID && done != saidSaved:
		return see(w, r, "/groups?"+saidParam+"="+string(saidGroupLeft))
	}
	return see(w, r, in.Path()+"/people?"+saidParam+"="+string(done))
}

var errNoMember = chalkline.Errorf(chalkline.CodeNotFound, "There is no such member in this group. They may have left.")

// postInvitation makes a link to pass on, or mails an invitation to one address.
// The answer is the same whether the address is a reader's or not.
func (s *server) postInvitation(w http.ResponseWriter, r *http.Request, in inGroup) error {
	page := peoplePage{inGroup: in, Name: in.Member.Name, Problems: faults{}}
	again := func(field string, err error) error {
		page.Problems.check(field, err)
		return s.showPeople(w, r, http.StatusBadRequest, page)
	}
	field, done, email := "uses", saidInvited, ""
	if r.PostForm.Has("email") {
		field, done = "email", saidInvitedMail
		page.Email = firstRunes(typed(r, "email"), 254)
		var err error
		if email, err = mail.Address(page.Email); err != nil {
			return again(field, err)
		}
		if s.limits.client.OnLimit(w, r, s.client(r)) || s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
			return s.tooOften(w, r)
		}
		page.Uses = 1
	} else {
		var err error
		if page.Uses, err = strconv.Atoi(r.PostForm.Get("uses")); err != nil || page.Uses < 0 || page.Uses > chalkline.MostMembers {
			page.Uses = 0
			return again(field, chalkline.Errorf(chalkline.CodeInvalid, "a link lets in 1 to %d people, or any number", chalkline.MostMembers))
		}
	}
	ctx := r.Context()
	i := s.Key.NewInvitation(in.Group.ID, email, page.Uses, s.Now())
	err := s.DB.CreateInvitation(ctx, &i)
	if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
		return again(field, err)
	}
	if err != nil {
		return err
	}
	if email != "" {
		s.mails.post(ctx, func(ctx context.Context) error { return s.mailInvitation(r.WithContext(ctx), in, i) })
	}
	return see(w, r, in.Path()+"/people?"+saidParam+"="+string(done)+"#invitations")
}

// mailInvitation mails an invitation. Where strangers may not join, only readers
// are mailed: others could do nothing with it.
func (s *server) mailInvitation(r *http.Request, in inGroup, i chalkline.Invitation) error {
	ctx := r.Context()
	invited, err := s.DB.ReaderByEmail(ctx, i.Email)
	switch {
	case err == nil:
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	case !s.OpenJoin && !s.InviteJoin:
		return nil
	case s.limits.strangers.OnLimit(nil, r, ""):
		return errStrangers
	}
	message := mail.Invite(localeFor(invited, r), s.From, s.Base, i.Email, s.invitationURL(i), mail.Invitation{
		Group: in.Group.Name, About: in.Group.About, By: in.Member.Name, Until: i.ExpiresAt,
	})
	message.At = chalkline.Time(s.Now())
	return s.Mail.Send(ctx, message)
}

// postInvitationWithdraw makes an invitation let nobody in any more.
func (s *server) postInvitationWithdraw(w http.ResponseWriter, r *http.Request, in inGroup) error {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "There is no such invitation. It may have been withdrawn before.")
	id, ok := idIn(r, "invitation")
	if !ok {
		return missing
	}
	err := s.DB.WithdrawInvitation(r.Context(), in.Group.ID, chalkline.InvitationID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return missing
	}
	if err != nil {
		return err
	}
	return see(w, r, in.Path()+"/people?"+saidParam+"="+string(saidInvitation)+"#invitations")
}

// groupLeave is the page that asks once before a member leaves.
type groupLeave struct {
	inGroup

	Problem chalkline.Text
}

// getGroupLeave shows it.
func (s *server) getGroupLeave(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.render(w, r, "group-leave", chalkline.Textf("Leave %s", in.Group.Name), groupLeave{inGroup: in})
}

// postGroupLeave takes a member out of the group at their own wish.
func (s *server) postGroupLeave(w http.ResponseWriter, r *http.Request, in inGroup) error {
	err := s.DB.RemoveMember(r.Context(), in.Group.ID, in.Member.ReaderID, r.PostForm.Get("answers") == "1")
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return s.renderStatus(w, r, http.StatusConflict, "group-leave", chalkline.Textf("Leave %s", in.Group.Name), groupLeave{in, sentenceOf(err)})
	}
	if err != nil {
		return err
	}
	return see(w, r, fmt.Sprintf("/groups?%s=%s", saidParam, saidGroupLeft))
}
