package web

import (
	"net/http"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// inOpen is a route for whoever may see the group: its members, and everybody when
// it is public.
func (s *server) inOpen(h func(r *http.Request, in inGroup) (any, error)) apiHandler {
	return func(r *http.Request, _ chalkline.Reader) (any, error) {
		in, err := s.groupIn(r)
		if err != nil {
			return nil, err
		}
		return h(r, in)
	}
}

// inside is a route for members of the group.
func (s *server) inside(h func(r *http.Request, in inGroup) (any, error)) apiHandler {
	return s.inOpen(func(r *http.Request, in inGroup) (any, error) {
		if !in.Inside() {
			return nil, errNotMember
		}
		return h(r, in)
	})
}

// curating is a route for curators of the group.
func (s *server) curating(h func(r *http.Request, in inGroup) (any, error)) apiHandler {
	return s.inside(func(r *http.Request, in inGroup) (any, error) {
		if !in.Curator() {
			return nil, errNotCurator
		}
		return h(r, in)
	})
}

// groupsJSON are a reader's groups.
type groupsJSON struct {
	Data []belongingJSON `json:"data"`
}

// belongingJSON is a group of the reader's.
type belongingJSON struct {
	groupJSON

	Members int `json:"members"`
	Waiting int `json:"waiting"` // shares that wait for a curator
}

// groupJSON is a group.
type groupJSON struct {
	ID     chalkline.GroupID    `json:"id"`
	Name   string               `json:"name"`
	About  string               `json:"about"`
	Public bool                 `json:"public"`
	Role   chalkline.MemberRole `json:"role"` // of the reader; "" for no member
	Page   string               `json:"page"`
}

func (s *server) newGroupJSON(in inGroup) groupJSON {
	g := in.Group
	return groupJSON{g.ID, g.Name, g.About, g.Public, in.Member.Role, s.Base + in.Path()}
}

// apiGroups lists the reader's groups.
func (s *server) apiGroups(r *http.Request, reader chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	groups, err := s.DB.GroupsOf(r.Context(), reader.ID)
	answer := groupsJSON{Data: []belongingJSON{}}
	for _, b := range groups {
		answer.Data = append(answer.Data, belongingJSON{s.newGroupJSON(inGroup{Group: b.Group, Member: b.Member}), b.Members, b.Waiting})
	}
	return answer, err
}

// groupNowJSON is a group with its theme of the month and its feed.
type groupNowJSON struct {
	groupJSON

	Theme *themeJSON `json:"theme"` // of this month; null for none
	Feed  *urlsJSON  `json:"feed"`  // null for who may not see a secret address
}

// apiGroup is a group.
func (s *server) apiGroup(r *http.Request, in inGroup) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	answer := groupNowJSON{groupJSON: s.newGroupJSON(in)}
	if in.Group.Public || apiWrites(r) { // as with a reader's own feeds
		feed := s.groupFeedAddresses(in)
		answer.Feed = &urlsJSON{feed.RSS, feed.Atom, feed.JSON}
	}
	theme, err := s.DB.ThemeOf(r.Context(), in.Group.ID, in.Month())
	switch {
	case err == nil:
		view := newThemeJSON(theme)
		answer.Theme = &view
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return nil, err
	}
	return answer, nil
}

// shareJSON is an item that was put forward.
type shareJSON struct {
	ID      chalkline.ShareID    `json:"id"`
	State   chalkline.ShareState `json:"state"`
	Pinned  bool                 `json:"pinned"`
	By      string               `json:"by"` // a member's name; "" for who is no member
	Mine    bool                 `json:"mine"`
	Note    string               `json:"note"`
	Reason  string               `json:"reason"` // why it was declined
	At      time.Time            `json:"at"`
	Decided *time.Time           `json:"decided"`
	Changed time.Time            `json:"changed"` // its version
	Card    cardJSON             `json:"card"`
}

// newShareJSON is a share for who looks at it. Names are for members only.
func (s *server) newShareJSON(locale *say.Locale, in inGroup, c chalkline.SharedCard) shareJSON {
	v := shareJSON{
		ID: c.Share.ID, State: c.Share.State, Pinned: c.Share.Pinned, Mine: in.Inside() && c.Share.By == in.Member.ReaderID, Note: c.Share.Note,
		Reason: c.Share.Reason, At: c.Share.At, Decided: apiTime(c.Share.DecidedAt), Changed: c.Share.Changed, Card: s.newCardJSON(locale, c.Card),
	}
	if in.Inside() {
		v.By = c.Share.ByName
	}
	return v
}

// apiShares lists what a group has approved, in its order.
func (s *server) apiShares(r *http.Request, in inGroup) (any, error) {
	ask, _, err := apiAskOf(r)
	if err != nil {
		return nil, err
	}
	skip := int(min(ask.Cursor, 1_000_000))
	shared, err := s.DB.Shared(r.Context(), in.Group.ID, skip, ask.Limit+1)
	view := func(c chalkline.SharedCard) shareJSON { return s.newShareJSON(localeOf(r), in, c) }
	return newAPIList(shared, ask.Limit, view, func(chalkline.SharedCard) int64 { return int64(skip + ask.Limit) }), err
}

// sharesJSON are shares, all of them.
type sharesJSON struct {
	Data []shareJSON `json:"data"`
}

// apiUndecided lists what a member sees besides: what waits, and their own that
// were declined.
func (s *server) apiUndecided(r *http.Request, in inGroup) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	shares, err := s.DB.Undecided(r.Context(), in.Member)
	answer := sharesJSON{Data: []shareJSON{}}
	for _, c := range shares {
		answer.Data = append(answer.Data, s.newShareJSON(localeOf(r), in, c))
	}
	return answer, err
}

// shareSentJSON is what is sent to put an item forward.
type shareSentJSON struct {
	Item    chalkline.ItemID `json:"item"`
	Note    string           `json:"note"`
	Approve bool             `json:"approve"` // at once, for curators
}

// apiPutForward puts an item forward.
func (s *server) apiPutForward(r *http.Request, in inGroup) (any, error) {
	var sent shareSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	sent.Note = linesOf(sent.Note)
	if err := chalkline.CheckText("the note", sent.Note, chalkline.NoteRunes, false); err != nil {
		return nil, err
	}
	if sent.Approve && !in.Curator() {
		return nil, errNotCurator
	}
	share := chalkline.Share{GroupID: in.Group.ID, ItemID: sent.Item, By: in.Member.ReaderID, Note: sent.Note}
	if sent.Approve {
		share.State = chalkline.ShareApproved
	}
	if err := s.DB.PutForward(r.Context(), &share); err != nil {
		return nil, err
	}
	answer, err := s.shareNow(r, in, share)
	return made{answer}, err
}

// shareNow is a share as it is now.
func (s *server) shareNow(r *http.Request, in inGroup, share chalkline.Share) (shareJSON, error) {
	share, err := s.DB.Share(r.Context(), in.Group.ID, share.ID)
	if err != nil {
		return shareJSON{}, err
	}
	card, err := s.DB.Card(r.Context(), 0, share.ItemID)
	return s.newShareJSON(localeOf(r), in, chalkline.SharedCard{Share: share, Card: card}), err
}

// decisionJSON is what a curator does to a share. Seen is the version that they
// looked at.
type decisionJSON struct {
	Do     store.Decision `json:"do"`
	Reason string         `json:"reason"` // for decline
	Seen   time.Time      `json:"seen"`
}

// apiDecide decides on a share as a curator saw it.
func (s *server) apiDecide(r *http.Request, in inGroup) (any, error) {
	var sent decisionJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	share, err := s.shareIn(r, in)
	if err != nil {
		return nil, err
	}
	if _, known := decisions[sent.Do]; !known {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "A decision is approve, decline, pin, unpin, up or down, not %q.", chalkline.Cut(string(sent.Do), 20))
	}
	sent.Reason = linesOf(sent.Reason)
	if err := chalkline.CheckText("the reason", sent.Reason, chalkline.NoteRunes, false); err != nil {
		return nil, err
	}
	share.Changed = chalkline.Time(sent.Seen)
	if err := s.DB.Decide(r.Context(), share, sent.Do, sent.Reason); err != nil {
		return nil, err
	}
	return s.shareNow(r, in, share)
}

// apiWithdraw takes a share back.
func (s *server) apiWithdraw(r *http.Request, in inGroup) (any, error) {
	share, err := s.shareIn(r, in)
	if err != nil {
		return nil, err
	}
	return nil, s.DB.WithdrawShare(r.Context(), in.Member, share.ID)
}
