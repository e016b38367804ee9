package web

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"chalkline"
)

func TestAReaderToWhomMailStoppedMayTryAgain(t *testing.T) {
	t.Parallel()
	reason := chalkline.Textf("it came back with: %s", chalkline.Textf("“%s”", "550 5.1.1 no <such> mailbox"))
	s := newSite(t)
	b, reader := s.signIn("full@school.example")
	stop := func() { ok(t, s.db.SetMailError(t.Context(), reader.ID, reason)) }
	goesOn := func(after string) {
		t.Helper()
		now, err := s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		if !now.MailError.IsZero() {
			t.Errorf("after %s mail is still stopped: %s", after, now.MailError.English())
		}
		for _, path := range []string{"/picks", "/settings"} {
			lacks(t, b.get(path), "Mail to you has stopped", `action="/settings/mail"`)
		}
	}
	goesOn("joining")

	stop()
	for _, path := range []string{"/picks", "/settings"} {
		has(t, b.get(path), "Mail to you has stopped", `it came back with: “<span lang="">550 5.1.1 no &lt;such&gt; mailbox</span>”`, `action="/settings/mail"`, "Try again")
	}
	want(t, b.submit("/language", "language", "es"), http.StatusSeeOther)
	has(t, b.get("/settings"), `No se pudo entregar el último resumen: volvió con: «<span lang="">550 5.1.1 no &lt;such&gt; mailbox</span>»`)
	want(t, b.submit("/language", "language", "en"), http.StatusSeeOther)
	a := b.submit("/settings/mail")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "The next digest will be mailed to you again.")
	goesOn("trying again")

	stop()
	want(t, b.submit("/join", "email", reader.Email), http.StatusOK)
	link := s.post.link(t, reader.Email)
	want(t, b.get(link), http.StatusOK)
	has(t, b.get("/picks"), "Mail to you has stopped") // a scanner may have opened it
	want(t, b.submit(link), http.StatusSeeOther)
	goesOn("using a mailed link")
}

func TestUnsubscribingStopsTheDigestThatWaits(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*site, *browser, chalkline.Reader) answer{
		"by the link in the mail": func(s *site, _ *browser, r chalkline.Reader) answer {
			return s.browser().do(http.MethodPost, "/unsubscribe/"+s.key.Sign("unsubscribe", fmt.Sprint(r.ID)), "List-Unsubscribe=One-Click")
		},
		"by the form": func(_ *site, b *browser, _ chalkline.Reader) answer {
			return b.submit("/topics", "every", "never", "day", "0", "hour", "17", "zone", "Europe/London")
		},
	} {
		s := newSite(t)
		b, reader := s.signIn("enough@school.example")
		edition := chalkline.Edition{Subject: chalkline.Verbatim("Five picks"), At: s.clock.now()}
		_, err := s.db.CreateEdition(t.Context(), &edition, reader, s.clock.now().Add(7*24*time.Hour))
		ok(t, err)
		ok(t, s.db.SetMailError(t.Context(), reader.ID, chalkline.Verbatim("set meanwhile")))
		if a := stop(s, b, reader); a.status >= http.StatusBadRequest {
			t.Errorf("%s: status %d", name, a.status)
		}
		due, err := s.db.DueDeliveries(t.Context(), s.clock.now(), 10)
		ok(t, err)
		if len(due) != 0 {
			t.Errorf("%s: %d deliveries still wait", name, len(due))
		}
		after, err := s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		if after.Schedule.Every != chalkline.Never || !after.DigestAt.IsZero() || after.MailError.English() != "set meanwhile" {
			t.Errorf("%s: the reader is %+v", name, after)
		}
	}
}
