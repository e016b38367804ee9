package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// rules are who may join.
var rules = map[string]func(*Config){
	"open":   func(c *Config) { c.OpenJoin = true },
	"invite": func(c *Config) { c.OpenJoin, c.InviteJoin = false, true },
	"closed": func(c *Config) { c.OpenJoin = false },
}

var inviteLink = regexp.MustCompile(`https?://[^\s"]+/invited/[A-Za-z0-9_-]+`)

// invitation has the operator make a link and returns it.
func (b *browser) invitation(pairs ...string) string {
	b.site.t.Helper()
	a := b.submit("/operator/invitations", pairs...)
	want(b.site.t, a, http.StatusSeeOther)
	return inviteLink.FindString(b.get("/operator/invitations").body)
}

// joins asks for a link on an invitation's page and uses it.
func (s *site) joins(link, email string) answer {
	s.t.Helper()
	b := s.browser()
	want(s.t, b.submit(link, "email", email, "zone", "Europe/London"), http.StatusOK)
	return b.submit(s.post.link(s.t, email))
}

func (s *site) reads(email string) bool {
	s.t.Helper()
	_, err := s.db.ReaderByEmail(s.t.Context(), email)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		s.t.Fatal(err)
	}
	return err == nil
}

func TestJoiningByInvitation(t *testing.T) {
	t.Parallel()
	s := newSite(t, rules["invite"])
	b := s.operator("head@school.example")
	has(t, s.browser().get("/join"), "Joining is by invitation")
	link := b.invitation("uses", "1", "days", "7")
	for range 3 { // programs that check mail for harm
		want(t, s.browser().get(link), http.StatusOK)
	}
	has(t, s.browser().get(link), "You are invited to Chalkline")

	// Two ask for a link, and one place is theirs.
	first, second := s.browser(), s.browser()
	want(t, first.submit(link, "email", "a@school.example"), http.StatusOK)
	want(t, second.submit(link, "email", "b@school.example"), http.StatusOK)
	want(t, first.submit(s.post.link(t, "a@school.example")), http.StatusSeeOther)
	late := second.submit(s.post.link(t, "b@school.example"))
	want(t, late, http.StatusGone)
	has(t, late, "lets nobody in any more")
	if !s.reads("a@school.example") || s.reads("b@school.example") {
		t.Error("one place let in both, or nobody")
	}
	spent := s.browser().get(link)
	want(t, spent, http.StatusGone)
	has(t, spent, "This invitation was used up")
	want(t, first.get(link), http.StatusOK)
	has(t, first.get(link), "You are here already")

	link = b.invitation("uses", "0", "days", "1")
	want(t, s.joins(link, "c@school.example"), http.StatusSeeOther)
	s.clock.forward(24 * time.Hour)
	want(t, s.browser().submit(link, "email", "d@school.example"), http.StatusGone)

	link = b.invitation("uses", "5", "days", "30")
	invites, err := s.db.Invites(t.Context())
	ok(t, err)
	want(t, b.submit(fmt.Sprintf("/operator/invitations/%d/withdraw", invites[0].ID)), http.StatusSeeOther)
	has(t, s.browser().get(link), "This invitation was withdrawn")
	want(t, s.browser().get(s.url+"/invited/made-up"), http.StatusNotFound)
	var stored int
	for _, i := range invites {
		if strings.Contains(link, i.Hash) || strings.Contains(link, i.Seed) {
			stored++
		}
	}
	if stored > 0 {
		t.Error("the database holds what is in the link")
	}
}

func TestAMailedInvitationIsForItsAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, rules["invite"])
	b := s.operator("head@school.example")
	known, _ := chalkline.Reader{Email: "known@school.example", Schedule: chalkline.DefaultSchedule("")}, 0
	ok(t, s.db.CreateReader(t.Context(), &known))
	before := s.post.count()
	one := b.submit("/operator/invitations", "email", "known@school.example")
	two := b.submit("/operator/invitations", "email", "new@school.example")
	want(t, one, http.StatusSeeOther)
	if two.place() != one.place() {
		t.Errorf("an invitation to a reader leads to %s, to a stranger to %s", one.place(), two.place())
	}
	if s.post.count() != before+1 {
		t.Fatalf("%d mails were sent, want one to the stranger", s.post.count()-before)
	}
	mail := s.post.sent[len(s.post.sent)-1]
	link := inviteLink.FindString(mail.Text)
	if mail.To != "new@school.example" || link == "" {
		t.Fatalf("the mail is to %s:\n%s", mail.To, mail.Text)
	}
	page := b.get("/operator/invitations")
	has(t, page, "Mailed to <strong>new@school.example</strong>")
	lacks(t, page, link)
	before = s.post.count()
	want(t, s.browser().submit(link, "email", "other@school.example"), http.StatusOK)
	if s.post.count() != before {
		t.Error("an invitation to somebody else brought a link")
	}
	want(t, s.joins(link, "new@school.example"), http.StatusSeeOther)
	a := b.submit("/operator/invitations", "email", "no address")
	want(t, a, http.StatusBadRequest)
	has(t, a, `value="no address"`, "is not a mail address")
	lacks(t, b.get("/operator/log"), "new@school.example")
}

// What strangers are told must not tell them from readers, under any rule and on
// any page that asks for an address.
func TestNoPageTellsWhoReadsHere(t *testing.T) {
	t.Parallel()
	for name, rule := range rules {
		s := newSite(t, rule)
		b := s.operator("head@school.example")
		reader := chalkline.Reader{Email: "known@school.example", Schedule: chalkline.DefaultSchedule("")}
		ok(t, s.db.CreateReader(t.Context(), &reader))
		invited := b.invitation("uses", "5", "days", "14")
		mailed := s.key.NewInvitation(0, "known@school.example", 1, s.clock.now())
		ok(t, s.db.CreateInvite(t.Context(), &mailed))
		for path, mails := range map[string]map[string]int{
			"/join": {"open": 2, "invite": 1, "closed": 1},
			invited: {"open": 2, "invite": 2, "closed": 0},
			"/invited/" + s.key.InvitationSecret(mailed): {"open": 2, "invite": 1, "closed": 0},
		} {
			before := s.post.count()
			known := s.browser().submit(path, "email", "known@school.example")
			unknown := s.browser().submit(path, "email", "whois@school.example")
			if known.status != unknown.status || strings.ReplaceAll(known.body, "known@", "whois@") != unknown.body {
				t.Errorf("%s, %s: the two answers differ", name, path)
			}
			if sent := s.post.count() - before; sent != mails[name] {
				t.Errorf("%s, %s: %d mails, want %d", name, path, sent, mails[name])
			}
		}
		closed := name == "closed"
		if page := s.browser().get(invited); strings.Contains(page.body, "Nobody new can join at present") != closed {
			t.Errorf("%s: the invitation's page says the wrong thing", name)
		}
	}
}

func TestWhoWasInvitedIntoAGroupMayJoin(t *testing.T) {
	t.Parallel()
	for name, rule := range rules {
		s := newSite(t, rule)
		b := s.operator("head@school.example")
		want(t, b.submit("/groups", "name", "Maths", "member", "Head", "public", "0"), http.StatusSeeOther)
		a := b.submit("/groups/1/invitations", "uses", "1")
		want(t, a, http.StatusSeeOther)
		link := regexp.MustCompile(`https?://[^\s"]+/invitations/[A-Za-z0-9_-]+`).FindString(b.get("/groups/1/people").body)
		before := s.post.count()
		for _, email := range []string{"a@school.example", "b@school.example"} {
			want(t, s.browser().submit(link+"/enter", "email", email), http.StatusOK)
		}
		want(t, b.submit("/groups/1/invitations", "email", "mailed@school.example"), http.StatusSeeOther)
		mails := s.post.count() - before
		if closed := name == "closed"; (mails == 0) != closed || !closed && mails != 3 {
			t.Errorf("%s: %d mails to strangers", name, mails)
			continue
		} else if closed {
			continue
		}
		in := s.browser()
		want(t, in.submit(s.post.link(t, "a@school.example")), http.StatusSeeOther)
		a = s.browser().submit(s.post.link(t, "b@school.example"))
		if want := map[string]int{"open": 303, "invite": 410}[name]; a.status != want {
			t.Errorf("%s: a second reader by a link for one: %d, want %d", name, a.status, want)
		}
		want(t, in.submit(link, "name", "Ada"), http.StatusSeeOther)
	}
}
