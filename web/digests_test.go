package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// printed makes an edition of all the reader's picks, or of none.
func (s *site) printed(reader chalkline.Reader, e chalkline.Edition) chalkline.Edition {
	s.t.Helper()
	e.At = s.clock.now()
	_, err := s.db.CreateEdition(s.t.Context(), &e, s.reload(reader), s.clock.now().Add(time.Hour))
	ok(s.t, err)
	s.clock.forward(time.Hour)
	return e
}

func TestDigestsAreKeptInAnArchive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("archive@school.example")
	other, _ := s.signIn("other@school.example")
	has(t, b.get("/digests"), "No digest yet. The next one is planned for ")
	want(t, b.get("/digests/1"), http.StatusNotFound)

	pickAll(t, s.db, reader.ID, f, s.clock.now())
	cards, err := s.db.Cards(t.Context(), reader.ID, store.CardQuery{Limit: 50})
	ok(t, err)
	quiz, retracted := chalkline.PickID(0), chalkline.PickID(0)
	for _, c := range cards {
		switch {
		case c.Item.ID == f.items["quiz-trial"]:
			quiz = c.Pick.ID
		case c.Appraisal.Grade == chalkline.GradeR:
			retracted = c.Pick.ID
		}
	}
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("1 pick: Spaced <maths> quizzes"), Picks: []chalkline.PickID{quiz}})
	s.printed(reader, chalkline.Edition{
		Subject: chalkline.Verbatim("Correction: Doodling + 1 pick"), Alerts: []chalkline.PickID{retracted},
		Away: chalkline.Break{From: "2026-12-19", Until: "2027-01-03"},
	})
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("Nothing that is kept")})

	a := b.get("/digests")
	has(t, a, "Spaced &lt;maths&gt; quizzes", "number 2 · 1 correction, after a pause", `href="/digests/3"`, "That is all.")
	if strings.Index(a.body, "/digests/3") > strings.Index(a.body, "/digests/1") {
		t.Error("the newest is not on top")
	}
	a = b.get("/digests/1")
	has(t, a, "Spaced maths quizzes", `value="/digests/1"`, `href="/digests/2" rel="next"`)
	lacks(t, a, `rel="prev"`, "Corrections</h2>")
	a = b.get("/digests/2")
	has(t, a, "Corrections</h2>", "While you were away (19 December 2026 to 3 January 2027)", `href="/digests/1" rel="prev"`)
	has(t, b.get("/digests/3"), "no longer stored")

	action := fmt.Sprintf("/items/%d/feedback", f.items["quiz-trial"])
	a = b.submit(action, "kind", "useful", "back", "/digests/1")
	if want := fmt.Sprintf("/digests/1?did=marked.%[1]d.useful#item-%[1]d", f.items["quiz-trial"]); a.place() != want {
		t.Errorf("a mark leads to %s, want %s", a.place(), want)
	}
	for _, path := range []string{"/digests/1", "/digests/0", "/digests/-1", "/digests/x", "/digests/99999999999999999999"} {
		want(t, other.get(path), http.StatusNotFound)
	}
	want(t, s.browser().get("/digests/1"), http.StatusSeeOther)
	want(t, b.get("/digests?before=x"), http.StatusBadRequest)
}

func TestTheArchiveIsPaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("pages@school.example")
	for n := range 45 {
		s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim(fmt.Sprintf("Digest of week %d.", n+1))})
	}
	seen := map[string]bool{}
	path, pages := "/digests", 0
	for path != "" {
		a := b.get(path)
		want(t, a, http.StatusOK)
		for n := range 45 {
			if text := fmt.Sprintf("Digest of week %d.", n+1); strings.Contains(a.body, text) {
				if seen[text] {
					t.Errorf("%s stands on two pages", text)
				}
				seen[text] = true
			}
		}
		path, pages = "", pages+1
		if _, rest, more := strings.Cut(a.body, `class="more" href="`); more {
			path, _, _ = strings.Cut(rest, `"`)
		}
	}
	if len(seen) != 45 || pages != 3 {
		t.Errorf("%d digests on %d pages", len(seen), pages)
	}
	has(t, b.get("/digests?before=1"), "There is nothing older.")
}

// stopOf is where a reader's mails can be made fewer.
func (s *site) stopOf(r chalkline.Reader) string {
	return "/unsubscribe/" + s.key.Sign("unsubscribe", fmt.Sprint(r.ID))
}

func TestOneClickUnsubscribes(t *testing.T) {
	t.Parallel()
	var parts bytes.Buffer
	form := multipart.NewWriter(&parts)
	ok(t, form.WriteField("List-Unsubscribe", "One-Click"))
	ok(t, form.Close())
	both := "do=pause&until=2099-01-01&List-Unsubscribe=One-Click"
	for name, test := range map[string]struct {
		body, kind string
		plain      bool
	}{
		"as a form":              {"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded", true},
		"as parts":               {parts.String(), form.FormDataContentType(), true},
		"whatever else it says":  {both, "application/x-www-form-urlencoded", true},
		"with nothing":           {"", "application/x-www-form-urlencoded", false},
		"of no known type":       {"List-Unsubscribe=One-Click", "text/plain", false},
		"broken":                 {"%zz;%", "application/x-www-form-urlencoded", false},
		"with broken parts":      {"--x\r\nnothing", "multipart/form-data; boundary=x", false},
		"larger than any form":   {strings.Repeat("a=b&", 40_000), "application/x-www-form-urlencoded", false},
		"with parts of no limit": {strings.Replace(parts.String(), "One-Click", strings.Repeat("x", 200_000), 1), form.FormDataContentType(), false},
		"by our own button":      {"do=stop", "application/x-www-form-urlencoded", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			_, reader := s.signIn("click@school.example")
			for range 2 {
				a := s.browser().do(http.MethodPost, s.stopOf(reader), test.body, "Content-Type", test.kind)
				want(t, a, http.StatusOK)
				if plain := strings.HasPrefix(a.header.Get("Content-Type"), "text/plain"); plain != test.plain {
					t.Errorf("answered as %s", a.header.Get("Content-Type"))
				}
				has(t, a, "You will get no more digests.")
				if a.header.Get("Set-Cookie") != "" {
					t.Error("a cookie was set")
				}
			}
			if now := s.reload(reader); now.Schedule.Every != chalkline.Never || !now.DigestAt.IsZero() {
				t.Errorf("the reader is %+v", now)
			}
		})
	}
}

func TestAMailCanMakeMailsFewerAndNeverMore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("fewer@school.example")
	s.at("2026-11-22 09:00")
	b := s.browser() // not signed in
	stop := s.stopOf(reader)
	set := func(schedule chalkline.Schedule) {
		t.Helper()
		schedule.Zone = "Europe/London"
		ok(t, s.db.SetSchedule(t.Context(), reader.ID, schedule, s.clock.now()))
	}

	lacks(t, b.get(stop), "One digest a week") // it comes weekly
	set(chalkline.Schedule{Every: chalkline.EveryDay, Weekday: time.Friday, Hour: 7})
	has(t, b.get(stop), "Send me no more digests", "One digest a week", "No digest from today until")
	a := b.submit(stop, "do", "weekly")
	want(t, a, http.StatusOK)
	has(t, a, "Once a week from now on", "Friday 27 November at 07:00")
	if now := s.reload(reader).Schedule; now.Every != chalkline.EveryWeek {
		t.Errorf("it comes %v", now)
	}

	for until, problem := range map[string]string{"": "Please give a day.", "2026-11-01": "comes before the first", "soon": "is no date", "2030-01-01": "a year at most"} {
		a = b.submit(stop, "do", "pause", "until", until)
		want(t, a, http.StatusBadRequest)
		has(t, a, `id="until-problem">`, problem, fmt.Sprintf(`value="%s"`, until))
	}
	a = b.submit(stop, "do", "pause", "until", "2027-01-03")
	want(t, a, http.StatusOK)
	has(t, a, "No digest comes until the pause is over: 22 November 2026 to 3 January 2027.", "Friday 8 January 2027 at 07:00")
	if now := s.reload(reader); len(now.Breaks) != 1 || !now.DigestAt.Equal(time.Date(2027, 1, 8, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("the reader is %+v", now)
	}

	want(t, b.submit(stop, "do", "stop"), http.StatusOK)
	for _, do := range []string{"weekly", "pause"} {
		has(t, b.submit(stop, "do", do, "until", "2027-01-03"), "No mail comes", `href="/settings#digest"`)
	}
	if now := s.reload(reader); now.Schedule.Every != chalkline.Never || !now.DigestAt.IsZero() {
		t.Errorf("mail came back: %+v", now)
	}
	ok(t, s.db.DeleteReader(t.Context(), reader.ID))
	for _, do := range []string{"stop", "weekly", "pause"} {
		want(t, b.submit(stop, "do", do), http.StatusOK)
	}
	want(t, b.get(stop), http.StatusOK)
}
