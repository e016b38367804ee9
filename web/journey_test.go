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

var rssAddress = regexp.MustCompile(`value="(http://[^"]+/feeds/[^"]+\.rss)"`)

// A reader joins, chooses topics, reads, marks, subscribes to the feed, changes
// its address, stops the mail and leaves.
func TestAReadersWay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b := s.browser()

	a := b.submit("/join", "email", " Ada@School.Example ", "zone", "Europe/Berlin")
	want(t, a, http.StatusOK)
	has(t, a, "Check your mail")
	link := s.post.link(t, "ada@school.example")
	want(t, b.get(link), http.StatusOK)
	a = b.submit(link)
	want(t, a, http.StatusSeeOther)
	if a.place() != "/welcome/topics?said=welcome" {
		t.Errorf("joining leads to %s", a.place())
	}
	want(t, s.browser().submit(link), http.StatusGone)

	reader, err := s.db.ReaderByEmail(t.Context(), "ada@school.example")
	ok(t, err)
	if want := chalkline.DefaultSchedule("Europe/Berlin"); reader.Schedule != want || reader.DigestAt.IsZero() {
		t.Errorf("a new reader has schedule %v, due %v", reader.Schedule, reader.DigestAt)
	}

	a = b.get("/welcome/topics?said=welcome")
	has(t, a, "Welcome.", "Step 1 of 3", `value="retrieval-practice"`)
	a = b.submit("/welcome/topics", "topic", "retrieval-practice", "topic", "no-such-topic")
	want(t, a, http.StatusSeeOther)
	if a.place() != "/welcome/class" {
		t.Errorf("the first step leads to %s", a.place())
	}
	a = b.submit(a.place(), "phase", "secondary", "subject", "maths", "country", "DE")
	want(t, a, http.StatusSeeOther)
	if a.place() != "/welcome/digest" {
		t.Errorf("the second step leads to %s", a.place())
	}
	has(t, b.get(a.place()), "Step 3 of 3", `href="/welcome/class"`, "/feeds/")
	a = b.submit(a.place(), "how", "both", "every", "daily", "day", "1", "hour", "6", "zone", "Europe/Berlin")
	want(t, a, http.StatusSeeOther)
	if a.place() != "/picks?said=ready" {
		t.Errorf("the last step leads to %s", a.place())
	}
	reader, err = s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if reader.Schedule.String() != "every day at 06:00 (Europe/Berlin)" || reader.Class.Country != "DE" || len(reader.Class.Phases) != 1 || len(reader.Class.Subjects) != 1 {
		t.Errorf("after the welcome the schedule is %s and the class %v", reader.Schedule, reader.Class)
	}
	has(t, b.get("/picks"), "Your first picks are being chosen")

	pickAll(t, s.db, reader.ID, f, s.clock.now())
	a = b.get("/picks")
	has(t, a, "Spaced maths quizzes", "71 ± 8", "caught up. Next picks:", "You follow Retrieval practice", "Retracted: please do not rely on this.")

	item := f.items["quiz-trial"]
	action := fmt.Sprintf("/items/%d/feedback", item)
	a = b.submit(action, "kind", "useful", "back", "/picks")
	want(t, a, http.StatusSeeOther)
	if want := fmt.Sprintf("/picks?did=marked.%d.useful#item-%d", item, item); a.place() != want {
		t.Errorf("a mark leads to %s, want %s", a.place(), want)
	}
	has(t, b.get("/picks"), "Marked useful")
	want(t, b.submit(action+"?undo=1", "kind", "useful", "back", "/picks"), http.StatusSeeOther)
	lacks(t, b.get("/picks"), "Marked useful")

	a = b.submit(action, "kind", "hidden", "back", "/picks")
	has(t, b.get(strings.Split(a.place(), "#")[0]), "Hidden: Spaced maths quizzes", "Undo")
	lacks(t, b.get("/picks"), "Spaced maths quizzes")
	want(t, b.submit(action+"?undo=1", "kind", "hidden", "back", a.place()), http.StatusSeeOther)
	has(t, b.get("/picks"), "Spaced maths quizzes")

	want(t, b.submit(action, "kind", "saved", "back", "/picks"), http.StatusSeeOther)
	a = b.get("/saved")
	has(t, a, "Spaced maths quizzes")
	lacks(t, a, "Large review of homework")

	feed := rssAddress.FindStringSubmatch(b.get("/settings").body)[1]
	anybody := s.browser()
	a = anybody.get(feed)
	want(t, a, http.StatusOK)
	has(t, a, "<rss", "Spaced maths quizzes")
	want(t, anybody.get(feed, "If-None-Match", a.header.Get("ETag")), http.StatusNotModified)

	rotate := regexp.MustCompile(`/settings/feeds/\d+/rotate`).FindString(b.get("/settings").body)
	want(t, b.submit(rotate), http.StatusSeeOther)
	want(t, anybody.get(feed), http.StatusNotFound)
	feed = rssAddress.FindStringSubmatch(b.get("/settings?said=rotated").body)[1]
	want(t, anybody.get(feed), http.StatusOK)

	stop := "/unsubscribe/" + s.key.Sign("unsubscribe", fmt.Sprint(reader.ID))
	for range 2 { // a mail program's one click: no cookie, no origin
		want(t, anybody.do(http.MethodPost, stop, "List-Unsubscribe=One-Click"), http.StatusOK)
	}
	reader, err = s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if reader.Schedule.Every != chalkline.Never || !reader.DigestAt.IsZero() {
		t.Errorf("after unsubscribing the digest comes %s, next %v", reader.Schedule, reader.DigestAt)
	}

	a = b.submit("/leave")
	want(t, a, http.StatusOK)
	has(t, a, "Everything about you is deleted")
	want(t, b.get("/picks"), http.StatusSeeOther)
	want(t, anybody.get(feed), http.StatusNotFound)
	want(t, anybody.do(http.MethodPost, stop, "List-Unsubscribe=One-Click"), http.StatusOK)
	if _, err := s.db.Reader(t.Context(), reader.ID); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("a reader who left is still there: %v", err)
	}
}

func TestKnownAndUnknownAddressesGetTheSameAnswer(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{true, false} {
		s := newSite(t, func(c *Config) { c.OpenJoin = open })
		reader := chalkline.Reader{Email: "known@school.example", Role: chalkline.RoleReader, Schedule: chalkline.DefaultSchedule("")}
		ok(t, s.db.CreateReader(t.Context(), &reader))

		known := s.browser().submit("/join", "email", "known@school.example")
		unknown := s.browser().submit("/join", "email", "nobody@school.example")
		want(t, known, http.StatusOK)
		want(t, unknown, http.StatusOK)
		if strings.ReplaceAll(known.body, "known@", "nobody@") != unknown.body {
			t.Errorf("open %v: the two answers differ", open)
		}
		mails := 1
		if open {
			mails = 2
		}
		if s.post.count() != mails {
			t.Errorf("open %v: %d mails, want %d", open, s.post.count(), mails)
		}
	}
}

func TestALinkEndsAfterItsLife(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	want(t, b.submit("/join", "email", "late@school.example"), http.StatusOK)
	link := s.post.link(t, "late@school.example")
	s.clock.forward(chalkline.LinkLife + time.Second)
	for _, a := range []answer{b.get(link), b.submit(link)} {
		want(t, a, http.StatusGone)
		has(t, a, "used already, or is older than 15 minutes", `action="/join"`)
	}
}

func TestSetUpMakesOneOperatorOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.setupSecret(), s.setupSecret()
	b := s.browser()
	want(t, b.get("/setup/"+first), http.StatusOK)
	a := b.submit("/setup/"+first, "email", "not an address")
	want(t, a, http.StatusBadRequest)
	has(t, a, `aria-describedby="email-problem"`, `id="email-problem"`)
	want(t, b.submit("/setup/"+first, "email", "head@school.example"), http.StatusSeeOther)
	want(t, b.get("/operator"), http.StatusOK)
	for _, secret := range []string{first, second, "made-up"} {
		want(t, s.browser().get("/setup/"+secret), http.StatusGone)
		want(t, s.browser().submit("/setup/"+secret, "email", "thief@school.example"), http.StatusGone)
	}
	want(t, s.browser().submit("/enter/"+second), http.StatusGone)
}

func TestAReaderWhoJoinedEarlierCanBecomeTheOperator(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	early, reader := s.signIn("early@school.example")
	b := s.browser()
	a := b.submit("/setup/"+s.setupSecret(), "email", reader.Email)
	want(t, a, http.StatusOK)
	has(t, a, "Check your mail", reader.Email)
	for _, path := range []string{"/operator", "/picks", "/settings"} { // the set-up link proves no address
		if a := b.get(path); a.status != http.StatusSeeOther {
			t.Errorf("whoever names a reader's address sees %s: %d", path, a.status)
		}
	}
	want(t, b.submit(s.post.link(t, reader.Email)), http.StatusSeeOther)
	want(t, b.get("/operator"), http.StatusOK)
	want(t, early.get("/operator"), http.StatusOK)
}

func TestOpeningALinkDoesNotUseItUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	want(t, b.submit("/join", "email", "scanned@school.example"), http.StatusOK)
	link := s.post.link(t, "scanned@school.example")
	for range 3 {
		want(t, s.browser().get(link), http.StatusOK)
		want(t, s.browser().do(http.MethodHead, link, ""), http.StatusOK)
	}
	want(t, b.submit(link), http.StatusSeeOther)
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, _ := s.signIn("out@school.example")
	want(t, b.get("/picks"), http.StatusOK)
	want(t, b.submit("/sign-out"), http.StatusSeeOther)
	want(t, b.get("/picks"), http.StatusSeeOther)
}

func TestTopicsKeepWhatTheFormDoesNotShow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("keeps@school.example")
	before := []chalkline.Follow{
		{Kind: chalkline.FollowQuery, Value: "fractions", Weight: 1},
		{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 0.4},
		{Kind: chalkline.FollowSource, Value: "1", Weight: 1, Mute: true},
	}
	ok(t, s.db.SetFollows(t.Context(), reader.ID, before))
	want(t, b.submit("/topics", "topic", "retrieval-practice", "level-retrieval-practice", "little", "every", "weekly", "day", "0", "hour", "17", "zone", "Europe/London"), http.StatusSeeOther)
	after, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	if len(after) != len(before) {
		t.Fatalf("follows are %v, want %v", after, before)
	}
	for _, f := range after {
		if f.Kind == chalkline.FollowTopic && f.Weight != 0.4 {
			t.Errorf("the weight of a topic became %v", f.Weight)
		}
	}
}

func TestAWrongScheduleIsExplainedWhereItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, _ := s.signIn("wrong@school.example")
	for name, pairs := range map[string][]string{
		"zone":   {"every", "daily", "day", "0", "hour", "7", "zone", "Mars/Olympus"},
		"hour":   {"every", "daily", "day", "0", "hour", "25", "zone", "UTC"},
		"rhythm": {"every", "hourly", "day", "0", "hour", "7", "zone", "UTC"},
		"day":    {"every", "weekly", "day", "x", "hour", "7", "zone", "UTC"},
	} {
		a := b.submit("/topics", append(pairs, "topic", "retrieval-practice")...)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `id="digest-problem"`) ||
			!strings.Contains(a.body, `value="retrieval-practice" checked`) {
			t.Errorf("%s: status %d, or the form forgot what was ticked", name, a.status)
		}
	}
}
