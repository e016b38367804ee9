package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// groupLength is how many approved items a page of a group shows.
const groupLength = 20

// groupPage is the page of a group: the theme, what waits, what was approved.
type groupPage struct {
	inGroup

	Theme   *themeView // of this month; nil for none
	Next    *chalkline.Meeting
	Host    string
	Waiting []shareView
	Shared  []shareView
	Older   string // address of what stands further down; "" for none
	First   bool   // this is the top of the list
	Feed    feedAddresses
	Notice  chalkline.Text // what did not work, above all
}

// feedAddresses are the addresses of a feed for the template that shows them.
type feedAddresses struct{ ID, RSS, Atom, JSON string }

// shareView is a share in words, with what may be done about it.
type shareView struct {
	Share  chalkline.Share
	Card   cardView
	Who    string // who put it forward; "" where no names are shown
	Note   string
	When   chalkline.Text
	Seen   string // the state that the forms decide on
	Action string
	Mine   bool
	Manage bool // by a curator
	Top    bool // the first or last of those that it can move among
	Last   bool
	Brief  string // address of its brief; "" when it is not approved

	Typed   string         // the reason for declining, as typed
	Problem chalkline.Text // with it
}

// Declined says whether a curator declined it.
func (v shareView) Declined() bool { return v.Share.State == chalkline.ShareDeclined }

// Waits says whether nobody has decided on it.
func (v shareView) Waits() bool { return v.Share.State == chalkline.ShareWaiting }

// getGroup shows a group.
func (s *server) getGroup(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.showGroup(w, r, in, groupFault{})
}

// groupFault is what of a form on the page of a group did not work.
type groupFault struct {
	status  int
	notice  chalkline.Text
	share   chalkline.ShareID // with whose reason something is wrong
	typed   string
	problem chalkline.Text
}

func (s *server) showGroup(w http.ResponseWriter, r *http.Request, in inGroup, fault groupFault) error {
	skip := 0
	if after := r.URL.Query().Get("after"); after != "" {
		var err error
		if skip, err = strconv.Atoi(after); err != nil || skip < 0 || skip > 1_000_000 {
			return chalkline.Errorf(chalkline.CodeInvalid, "There is no such part of the list. Open the group’s page and go on from there.")
		}
	}
	ctx := r.Context()
	page := groupPage{inGroup: in, Feed: s.groupFeedAddresses(in), Notice: fault.notice, First: skip == 0}
	theme, err := s.DB.ThemeOf(ctx, in.Group.ID, in.Month())
	switch {
	case err == nil:
		if page.Theme, err = s.newThemeView(ctx, in, theme); err != nil {
			return err
		}
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	}
	shared, err := s.DB.Shared(ctx, in.Group.ID, skip, groupLength+1)
	if err != nil {
		return err
	}
	if len(shared) > groupLength {
		shared, page.Older = shared[:groupLength], fmt.Sprintf("%s?after=%d", in.Path(), skip+groupLength)
	}
	for n, card := range shared {
		v := newShareView(in, card)
		v.Top = n == 0 && skip == 0 || n > 0 && shared[n-1].Share.Pinned != card.Share.Pinned
		v.Last = n == len(shared)-1 && page.Older == "" || n < len(shared)-1 && shared[n+1].Share.Pinned != card.Share.Pinned
		page.Shared = append(page.Shared, v)
	}
	if in.Inside() {
		if err := s.addInside(ctx, &page, fault); err != nil {
			return err
		}
	}
	return s.renderStatus(w, r, max(fault.status, http.StatusOK), "group", chalkline.Verbatim(in.Group.Name), page)
}

// addInside adds to the page what only members see.
func (s *server) addInside(ctx context.Context, page *groupPage, fault groupFault) error {
	undecided, err := s.DB.Undecided(ctx, page.Member)
	if err != nil {
		return err
	}
	for _, card := range undecided {
		v := newShareView(page.inGroup, card)
		if v.Share.ID == fault.share {
			v.Typed, v.Problem = fault.typed, fault.problem
		}
		page.Waiting = append(page.Waiting, v)
	}
	meetings, err := s.DB.Meetings(ctx, page.Group.ID, page.Today())
	if err != nil || len(meetings) == 0 {
		return err
	}
	page.Next = &meetings[0]
	if page.Next.Host == 0 {
		return nil
	}
	host, err := s.DB.Member(ctx, page.Group.ID, page.Next.Host)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	page.Host = host.Name
	return nil
}

// newShareView puts a share into words for who looks at it. Names are for members
// only.
func newShareView(in inGroup, c chalkline.SharedCard) shareView {
	share := c.Share
	v := shareView{
		Share: share, Card: newCardView(c.Card), Note: share.Note, Seen: stampOf(share.Changed),
		Action: fmt.Sprintf("%s/shares/%d", in.Path(), share.ID), Manage: in.Curator(),
		Mine: in.Inside() && share.By == in.Member.ReaderID, When: dayOf(share.At),
	}
	v.Card.Level = 3
	if in.Inside() {
		v.Who = share.ByName
	}
	if share.State == chalkline.ShareApproved {
		v.Brief = fmt.Sprintf("%s/brief?item=%d", in.Path(), share.ItemID)
	}
	return v
}

// stampOf is a time as a form carries it.
func stampOf(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 36) }

// stampIn is the time of the state that a form was filled in from.
func stampIn(r *http.Request) time.Time {
	us, err := strconv.ParseInt(r.PostForm.Get("seen"), 36, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func dayOf(t time.Time) chalkline.Text { return say.Date(t) }
