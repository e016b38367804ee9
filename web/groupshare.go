package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// forwardPage is the form that puts an item forward.
type forwardPage struct {
	Item    chalkline.ItemID
	Title   chalkline.Text
	Badge   badge
	Word    chalkline.Text
	Groups  []forwardGroup
	Note    string
	Back    string
	Problem chalkline.Text // with the note
	Fault   chalkline.Text // with the item or the group
}

// forwardGroup is a group to choose.
type forwardGroup struct {
	ID      chalkline.GroupID
	Name    string
	Public  bool
	Curator bool
	Chosen  bool
}

// CanApprove says whether the reader is a curator somewhere.
func (p forwardPage) CanApprove() bool {
	return slices.ContainsFunc(p.Groups, func(g forwardGroup) bool { return g.Curator })
}

// getForward asks to which group an item is to be put forward, and why.
func (s *server) getForward(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	page, err := s.newForwardPage(r, reader)
	if err != nil {
		return err
	}
	page.Back = r.URL.Query().Get("back")
	return s.render(w, r, "group-forward", chalkline.Textf("Put forward"), page)
}

func (s *server) newForwardPage(r *http.Request, reader chalkline.Reader) (forwardPage, error) {
	var page forwardPage
	id, err := itemID(r)
	if err != nil {
		return page, err
	}
	ctx := r.Context()
	card, err := s.DB.Card(ctx, reader.ID, id)
	if err != nil {
		return page, err
	}
	groups, err := s.DB.GroupsOf(ctx, reader.ID)
	if err != nil {
		return page, err
	}
	page = forwardPage{Item: id, Title: say.Title(card), Badge: newBadge(card.Appraisal.Grade), Word: say.GradeWord(card.Appraisal)}
	for _, b := range groups {
		page.Groups = append(page.Groups, forwardGroup{ID: b.Group.ID, Name: b.Group.Name, Public: b.Group.Public, Curator: b.Member.Curator(), Chosen: len(groups) == 1})
	}
	return page, nil
}

// postForward puts an item forward. What a curator puts forward may be approved at
// once.
func (s *server) postForward(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	page, err := s.newForwardPage(r, reader)
	if err != nil {
		return err
	}
	page.Note, page.Back = written(r, "note"), r.PostForm.Get("back")
	if err := chalkline.CheckText("the note", page.Note, chalkline.NoteRunes, false); err != nil {
		page.Problem = sentenceOf(err)
	}
	chosen := -1
	for n, g := range page.Groups {
		if fmt.Sprint(g.ID) == r.PostForm.Get("group") {
			chosen = n
		}
	}
	again := func(status int) error {
		return s.renderStatus(w, r, status, "group-forward", chalkline.Textf("Put forward"), page)
	}
	if chosen < 0 {
		page.Fault = chalkline.Textf("Please choose one of your groups.")
		return again(http.StatusBadRequest)
	}
	for n := range page.Groups {
		page.Groups[n].Chosen = n == chosen
	}
	if !page.Problem.IsZero() {
		return again(http.StatusBadRequest)
	}
	share := chalkline.Share{GroupID: page.Groups[chosen].ID, ItemID: page.Item, By: reader.ID, Note: page.Note}
	done := saidPutForward
	if page.Groups[chosen].Curator && r.PostForm.Get("approve") == "1" {
		share.State, done = chalkline.ShareApproved, saidShared
	}
	switch err := s.DB.PutForward(r.Context(), &share); chalkline.ErrorCode(err) {
	case "":
	case chalkline.CodeConflict:
		page.Fault = sentenceOf(err)
		return again(http.StatusConflict)
	case chalkline.CodeInvalid:
		page.Fault = sentenceOf(err)
		return again(http.StatusBadRequest)
	default:
		return err
	}
	back := backTo(page.Back, page.Item)
	query := back.Query()
	query.Set(saidParam, string(done))
	back.RawQuery, back.Fragment = query.Encode(), anchor(page.Item)
	return see(w, r, back.String())
}

// ForwardPath is the address of the form that puts the card's item forward, with
// the way back.
func (v cardView) ForwardPath() string {
	path := fmt.Sprintf("/items/%d/put-forward", v.ID)
	if v.Back == "" {
		return path
	}
	return path + "?" + url.Values{"back": {v.Back}}.Encode()
}

// decisions are what curators may do to a share, with what they are told then.
var decisions = map[store.Decision]said{
	store.Approve: saidApproved, store.Decline: saidDeclined, store.Pin: "", store.Unpin: "", store.Up: "", store.Down: "",
}

// postShare decides on a share as a curator saw it.
func (s *server) postShare(w http.ResponseWriter, r *http.Request, in inGroup) error {
	share, err := s.shareIn(r, in)
	if err != nil {
		return err
	}
	do := store.Decision(r.PostForm.Get("do"))
	done, known := decisions[do]
	if !known {
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons under the item.")
	}
	reason := ""
	if do == store.Decline {
		reason = written(r, "reason")
		if err := chalkline.CheckText("the reason", reason, chalkline.NoteRunes, false); err != nil {
			return s.showGroup(w, r, in, groupFault{status: http.StatusBadRequest, share: share.ID, typed: reason, problem: sentenceOf(err)})
		}
	}
	share.Changed = stampIn(r)
	err = s.DB.Decide(r.Context(), share, do, reason)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return s.showGroup(w, r, in, groupFault{status: http.StatusConflict, notice: sentenceOf(err), share: share.ID, typed: reason})
	}
	if err != nil {
		return err
	}
	to := in.Path()
	if done != "" {
		to += "?" + saidParam + "=" + string(done)
	}
	if do != store.Decline {
		to += "#" + anchor(share.ItemID)
	}
	return see(w, r, to)
}

// postShareWithdraw takes a share back.
func (s *server) postShareWithdraw(w http.ResponseWriter, r *http.Request, in inGroup) error {
	share, err := s.shareIn(r, in)
	if err != nil {
		return err
	}
	if err := s.DB.WithdrawShare(r.Context(), in.Member, share.ID); err != nil {
		return err
	}
	return see(w, r, in.Path()+"?"+saidParam+"="+string(saidWithdrawn))
}

// shareIn is the share that an address names, if the member may know of it.
func (s *server) shareIn(r *http.Request, in inGroup) (chalkline.Share, error) {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "The group has no such item. It may have been taken back.")
	id, ok := idIn(r, "share")
	if !ok {
		return chalkline.Share{}, missing
	}
	share, err := s.DB.Share(r.Context(), in.Group.ID, chalkline.ShareID(id))
	known := share.State == chalkline.ShareApproved || share.By == in.Member.ReaderID || in.Curator()
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && !known {
		return share, missing
	}
	return share, err
}

// approvedIn is the approved share of an item among some.
func approvedIn(shared []chalkline.SharedCard, item chalkline.ItemID) (chalkline.SharedCard, bool) {
	n := slices.IndexFunc(shared, func(c chalkline.SharedCard) bool { return c.Share.ItemID == item })
	if n < 0 {
		return chalkline.SharedCard{}, false
	}
	return shared[n], true
}
