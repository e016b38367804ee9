package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// errNoGroup is the one answer to groups that there are not and to those that are
// closed to who asks, so that it tells neither from the other.
var errNoGroup = chalkline.Errorf(chalkline.CodeNotFound, "There is no group at this address, or it is for its members only. If you are one, sign in and open it again.")

// errNotMember answers what only members may do in a public group, errNotCurator
// what only its curators may.
var (
	errNotMember  = chalkline.Errorf(chalkline.CodeDenied, "This is for members of the group. A curator can invite you.")
	errNotCurator = chalkline.Errorf(chalkline.CodeDenied, "This is for the curators of the group.")
)

// groupHandler answers a request of a member of a group.
type groupHandler func(w http.ResponseWriter, r *http.Request, in inGroup) error

// inGroup is a group and what who asks is in it.
type inGroup struct {
	Group  chalkline.Group
	Member chalkline.Member // zero for who is no member
	Now    time.Time        // where who asks is; for a visitor, where the group is

	Waiting int // shares that wait for a curator, when one asks for a page
}

// Inside says whether who asks is a member.
func (in inGroup) Inside() bool { return in.Member.ReaderID != 0 }

// Curator says whether who asks looks after the group.
func (in inGroup) Curator() bool { return in.Member.Curator() }

// In is the group itself, for templates whose data have more than that.
func (in inGroup) In() inGroup { return in }

// Path is the address of the group's page, and of what is below it.
func (in inGroup) Path() string { return "/groups/" + strconv.FormatInt(int64(in.Group.ID), 10) }

// openGroup is a page of a group that everybody sees when the group is public.
func (s *server) openGroup(h groupHandler) http.Handler {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		in, err := s.groupPageIn(r)
		if err != nil {
			return err
		}
		return h(w, r, in)
	})
}

// memberPage is a page or a form for the members of a group.
func (s *server) memberPage(h groupHandler) http.Handler {
	return s.readerPage(func(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
		in, err := s.groupPageIn(r)
		if err != nil {
			return err
		}
		if !in.Inside() {
			return errNotMember
		}
		if r.Method == http.MethodPost {
			if err := r.ParseForm(); err != nil {
				return badForm(err)
			}
		}
		return h(w, r, in)
	})
}

// curatorPage is a page or a form for the curators of a group.
func (s *server) curatorPage(h groupHandler) http.Handler {
	return s.memberPage(func(w http.ResponseWriter, r *http.Request, in inGroup) error {
		if !in.Curator() {
			return errNotCurator
		}
		return h(w, r, in)
	})
}

// groupPageIn is groupIn for a page, which tells a curator how much waits.
func (s *server) groupPageIn(r *http.Request) (inGroup, error) {
	in, err := s.groupIn(r)
	if err == nil && in.Curator() {
		in.Waiting, err = s.DB.Waiting(r.Context(), in.Group.ID)
	}
	return in, err
}

// groupIn is the group that an address names, if who asks may see it.
func (s *server) groupIn(r *http.Request) (inGroup, error) {
	var in inGroup
	id, ok := idIn(r, "group")
	if !ok {
		return in, errNoGroup
	}
	ctx := r.Context()
	var err error
	in.Group, err = s.DB.Group(ctx, chalkline.GroupID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return in, errNoGroup
	}
	if err != nil {
		return in, err
	}
	if reader, signedIn := readerOf(r); signedIn {
		in.Member, err = s.DB.Member(ctx, in.Group.ID, reader.ID)
		if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
			return in, err
		}
	}
	if !in.Group.Public && !in.Inside() {
		return in, errNoGroup
	}
	reader, signedIn := readerOf(r)
	if !signedIn {
		if reader.Schedule.Zone, err = s.DB.GroupZone(ctx, in.Group.ID); err != nil {
			return in, err
		}
	}
	in.Now = reader.Schedule.Here(s.Now())
	return in, nil
}

// Month is the month it is for who asks: that of the theme of the month.
func (in inGroup) Month() chalkline.Month { return chalkline.MonthOf(in.Now) }

// Today is the day it is for who asks.
func (in inGroup) Today() chalkline.Day { return chalkline.DayOf(in.Now) }

// idIn is the number that a part of an address is.
func idIn(r *http.Request, part string) (int64, bool) { return idOf(r.PathValue(part)) }

// idOf is the number that a text is, written without a sign.
func idOf(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0 && text[0] != '+'
}

// typed reads a field of one line; it is cut where nobody would read on.
func typed(r *http.Request, field string) string { return lineOf(r.PostForm.Get(field)) }

// written reads a field of several lines.
func written(r *http.Request, field string) string { return linesOf(r.PostForm.Get(field)) }

// lineOf is what somebody wrote, as one line.
func lineOf(text string) string { return say.Line(firstRunes(text, mostTyped)) }

// linesOf is what somebody wrote, as lines.
func linesOf(text string) string {
	text = strings.ReplaceAll(firstRunes(text, mostTyped), "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r", "\n"))
}

// mostTyped is how many runes of a field are kept when it is shown again.
const mostTyped = 20_000

func firstRunes(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}

// groupsPage is a reader's groups and the form to make one.
type groupsPage struct {
	Groups []store.Belonging
	Form   groupForm
}

// groupForm is what makes or changes a group.
type groupForm struct {
	Name, About, Member string
	Public              bool
	Seen                string // the group that the form was filled in from
	Problems            faults
}

func groupFormOf(r *http.Request) groupForm {
	f := groupForm{Name: typed(r, "name"), About: written(r, "about"), Member: typed(r, "member"), Public: r.PostForm.Get("public") == "1", Problems: faults{}}
	f.Problems.check("name", chalkline.CheckText("the name of the group", f.Name, chalkline.NameRunes, true))
	f.Problems.check("about", chalkline.CheckText("what it is about", f.About, chalkline.AboutRunes, false))
	return f
}

func (f groupForm) group() chalkline.Group {
	return chalkline.Group{Name: f.Name, About: f.About, Public: f.Public}
}

// getGroups shows a reader's groups.
func (s *server) getGroups(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.showGroups(w, r, http.StatusOK, reader, groupForm{})
}

func (s *server) showGroups(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, f groupForm) error {
	groups, err := s.DB.GroupsOf(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	return s.renderStatus(w, r, status, "groups", chalkline.Textf("Study groups"), groupsPage{Groups: groups, Form: f})
}

// postGroups makes a group; whoever makes it is its first curator.
func (s *server) postGroups(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := groupFormOf(r)
	f.Problems.check("member", chalkline.CheckText("your name", f.Member, chalkline.NameRunes, true))
	if len(f.Problems) > 0 {
		return s.showGroups(w, r, http.StatusBadRequest, reader, f)
	}
	g := f.group()
	g.FeedSeed = chalkline.NewSecret()
	err := s.DB.CreateGroup(r.Context(), &g, chalkline.HashSecret(s.Key.GroupFeedSecret(g.FeedSeed)), reader.ID, f.Member)
	if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
		f.Problems.check("name", err)
		return s.showGroups(w, r, http.StatusBadRequest, reader, f)
	}
	if err != nil {
		return err
	}
	return see(w, r, inGroup{Group: g}.Path()+"?"+saidParam+"="+string(saidGroupMade))
}

// groupSettings is the page on which curators change their group.
type groupSettings struct {
	inGroup

	Form groupForm
}

// getGroupSettings shows it.
func (s *server) getGroupSettings(w http.ResponseWriter, r *http.Request, in inGroup) error {
	g := in.Group
	return s.showGroupSettings(w, r, http.StatusOK, in, groupForm{Name: g.Name, About: g.About, Public: g.Public, Seen: seenGroup(g)})
}

func (s *server) showGroupSettings(w http.ResponseWriter, r *http.Request, status int, in inGroup, f groupForm) error {
	return s.renderStatus(w, r, status, "group-settings", chalkline.Textf("Settings · %s", in.Group.Name), groupSettings{inGroup: in, Form: f})
}

// postGroupSettings stores the group's name, what it is about and who sees it.
func (s *server) postGroupSettings(w http.ResponseWriter, r *http.Request, in inGroup) error {
	f := groupFormOf(r)
	f.Seen = seenGroup(in.Group)
	if len(f.Problems) > 0 {
		return s.showGroupSettings(w, r, http.StatusBadRequest, in, f)
	}
	if r.PostForm.Get("seen") != f.Seen {
		f.Problems["form"] = chalkline.Textf("Another curator has changed the group since you opened this page. Below is what you typed; save again to keep it.")
		return s.showGroupSettings(w, r, http.StatusConflict, in, f)
	}
	g := f.group()
	g.ID = in.Group.ID
	if err := s.DB.SetGroup(r.Context(), g); err != nil {
		return err
	}
	return see(w, r, in.Path()+"/settings?"+saidParam+"="+string(saidSaved))
}

// seenGroup names the state of a group that a form shows.
func seenGroup(g chalkline.Group) string {
	return chalkline.HashSecret(fmt.Sprint(g.Name, "\n", g.About, "\n", g.Public))[:16]
}

// postGroupFeed gives the group's feed another secret address.
func (s *server) postGroupFeed(w http.ResponseWriter, r *http.Request, in inGroup) error {
	seed := chalkline.NewSecret()
	if err := s.DB.SetGroupFeed(r.Context(), in.Group.ID, seed, chalkline.HashSecret(s.Key.GroupFeedSecret(seed))); err != nil {
		return err
	}
	return see(w, r, in.Path()+"?"+saidParam+"="+string(saidGroupFeed)+"#feed")
}

// getGroupClose asks once before a group and all it has are deleted.
func (s *server) getGroupClose(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.render(w, r, "group-close", chalkline.Textf("Close %s", in.Group.Name), in)
}

// postGroupClose deletes the group.
func (s *server) postGroupClose(w http.ResponseWriter, r *http.Request, in inGroup) error {
	if err := s.DB.DeleteGroup(r.Context(), in.Group.ID); err != nil {
		return err
	}
	return see(w, r, "/groups?"+saidParam+"="+string(saidGroupClosed))
}
