package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chalkline"
)

func TestTheOperatorSeesReadersAndNotWhatTheyRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("reader@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1}}))
	b := s.operator("head@school.example")
	list := b.get("/operator/readers")
	has(t, list, "reader@school.example", "2 people read here", "Sundays at 17:00", "operator")
	page := b.get(fmt.Sprintf("/operator/readers/%d", reader.ID))
	has(t, page, "reader@school.example", "Works", "Make them an operator")
	for _, a := range []answer{list, page, b.get("/operator")} {
		lacks(t, a, "spacing", "Spaced maths quizzes", "Spacing")
	}
}

func TestOperatorsHandOverAndHelp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.operator("head@school.example")
	head, err := s.db.ReaderByEmail(t.Context(), "head@school.example")
	ok(t, err)
	other, reader := s.signIn("reader@school.example")
	path := fmt.Sprintf("/operator/readers/%d", reader.ID)

	a := b.submit(fmt.Sprintf("/operator/readers/%d", head.ID), "do", "reader")
	want(t, a, http.StatusConflict)
	has(t, a, "Nobody would run this instance")

	want(t, b.submit(path, "do", "operator"), http.StatusSeeOther)
	want(t, other.get("/operator"), http.StatusOK)
	want(t, b.submit(path+"/remove"), http.StatusConflict)
	want(t, b.submit(path, "do", "reader"), http.StatusSeeOther)
	want(t, other.get("/operator"), http.StatusNotFound)

	ok(t, s.db.SetMailError(t.Context(), reader.ID, chalkline.Verbatim("552 mailbox full")))
	has(t, b.get("/operator/readers"), "mail stopped")
	has(t, b.get(path), "552 mailbox full", "Let mail go on")
	want(t, b.submit(path, "do", "mail", "seen", "another"), http.StatusConflict)
	want(t, b.submit(path, "do", "mail", "seen", chalkline.HashSecret("552 mailbox full")[:16]), http.StatusSeeOther)

	before := s.post.count()
	want(t, b.submit(path, "do", "link"), http.StatusSeeOther)
	want(t, s.browser().submit(s.post.link(t, reader.Email)), http.StatusSeeOther)
	if s.post.count() != before+1 {
		t.Errorf("%d mails were sent, want 1", s.post.count()-before)
	}
	log := b.get("/operator/log")
	has(t, log, fmt.Sprintf("Made an operator of <strong>reader %d</strong>", reader.ID), "Let mail go on to", "Sent a sign-in link to")
	lacks(t, log, reader.Email)
}

func TestAReaderWhoIsRemovedIsToldAndGone(t *testing.T) {
	t.Parallel()
	for _, stopped := range []string{"", "550 no such mailbox"} {
		s := newSite(t)
		b := s.operator("head@school.example")
		other, reader := s.signIn("reader@school.example")
		ok(t, s.db.SetMailError(t.Context(), reader.ID, chalkline.Verbatim(stopped)))
		path := fmt.Sprintf("/operator/readers/%d", reader.ID)
		has(t, b.get(path+"/remove"), "<strong>reader@school.example</strong>", map[bool]string{true: "told in a short mail", false: "They are not told"}[stopped == ""])
		before := s.post.count()
		want(t, b.submit(path+"/remove"), http.StatusSeeOther)
		want(t, other.get("/picks"), http.StatusSeeOther)
		want(t, b.get(path), http.StatusNotFound)
		told := s.post.count() - before
		if (told == 1) != (stopped == "") {
			t.Errorf("stopped %q: %d mails", stopped, told)
		}
		if told == 1 {
			m := s.post.sent[len(s.post.sent)-1]
			if m.To != reader.Email || !strings.Contains(m.Subject, "removed") || !strings.Contains(m.Text, s.url) {
				t.Errorf("the mail is to %s, %q:\n%s", m.To, m.Subject, m.Text)
			}
		}
		log := b.get("/operator/log")
		has(t, log, fmt.Sprintf("Removed <strong>reader %d</strong>", reader.ID))
		lacks(t, log, reader.Email)
	}
}

func TestAfterAComplaintOnlyTheReaderLetsMailGoOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.operator("head@school.example")
	own, reader := s.signIn("reader@school.example")
	complaint := chalkline.Textf(chalkline.MailComplaint + "a digest was reported as unwanted at your mail provider")
	ok(t, s.db.SetMailError(t.Context(), reader.ID, complaint))
	still := func(after string) {
		t.Helper()
		now, err := s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		if now.MailError.English() != complaint.English() {
			t.Errorf("after %s mail goes on: %q", after, now.MailError.English())
		}
	}
	want(t, s.browser().submit("/join", "email", reader.Email), http.StatusOK)
	want(t, own.submit(s.post.link(t, reader.Email)), http.StatusSeeOther)
	still("signing in")

	path := fmt.Sprintf("/operator/readers/%d", reader.ID)
	a := b.get(path)
	has(t, a, "Only they can let mail go on")
	lacks(t, a, "Let mail go on", "Send a sign-in link")
	want(t, b.submit(path, "do", "mail", "seen", chalkline.HashSecret(complaint.English())[:16]), http.StatusConflict)
	still("the operator’s word")
	before := s.post.count()
	want(t, b.submit(path, "do", "link"), http.StatusConflict)
	if s.post.count() != before {
		t.Error("who complained is mailed a link at the operator’s word")
	}

	for _, page := range []string{"/picks", "/settings"} {
		has(t, own.get(page), "a digest was reported as unwanted", "until you say so here", `action="/settings/mail"`)
	}
	want(t, own.submit("/settings/mail"), http.StatusSeeOther)
	now, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if !now.MailError.IsZero() {
		t.Errorf("after the reader’s own word mail is stopped: %q", now.MailError.English())
	}
}

func TestTheLogShowsTheLatestFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.operator("head@school.example")
	head, err := s.db.ReaderByEmail(t.Context(), "head@school.example")
	ok(t, err)
	for n := range logShown + 1 {
		ok(t, s.db.Log(t.Context(), head.ID, "changed the source", fmt.Sprintf("Source <%03d>", n)))
	}
	first := b.get("/operator/log")
	has(t, first, "Source &lt;100&gt;", "Source &lt;001&gt;", `rel="next"`)
	lacks(t, first, "&lt;000&gt;")
	logs, err := s.db.Logs(t.Context(), 0, logShown)
	ok(t, err)
	has(t, b.get(fmt.Sprintf("/operator/log?before=%d", logs[len(logs)-1].ID)), "&lt;000&gt;")
}
