package web

import (
	"net/http"
	"strings"
	"testing"

	"chalkline"
)

func TestTheWelcomeCanBeSkippedAndGoneBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("new@school.example")
	for path, links := range map[string][]string{
		"/welcome/topics": {"Step 1 of 3", `href="/welcome/class">Skip`},
		"/welcome/class":  {"Step 2 of 3", `href="/welcome/topics">Back`, `href="/welcome/digest">Skip`},
		"/welcome/digest": {"Step 3 of 3", `href="/welcome/class">Back`, `href="/picks?said=ready">Skip`},
	} {
		has(t, b.get(path), links...)
	}
	if a := b.get("/welcome"); a.place() != "/welcome/topics" {
		t.Errorf("the welcome begins at %q", a.place())
	}
	has(t, b.get("/picks?said=ready"), "That is all.")
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	after, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) > 0 || after.Schedule != reader.Schedule || len(after.Class.Phases) > 0 {
		t.Errorf("skipping stored %v, %v, %v", follows, after.Schedule, after.Class)
	}
	for _, path := range []string{"/welcome/nothing", "/welcome/class/find", "/welcome/topics/steal"} {
		want(t, b.submit(path), http.StatusNotFound)
	}
	want(t, s.browser().get("/welcome/topics"), http.StatusSeeOther)
}

func TestATopicIsFoundByAWord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("finds@school.example")
	for typed, topic := range map[string]string{"phon": "phonics", "METACOG": "metacognition", "feedbak": "feedback", "literacy": "phonics"} {
		a := b.submit("/welcome/topics/find", "find", typed, "topic", "spacing")
		want(t, a, http.StatusOK)
		fits := strings.Index(a.body, "Topics that fit")
		if at := strings.Index(a.body, `value="`+topic+`"`); fits < 0 || at < fits || at > strings.Index(a.body[fits:], "</fieldset>")+fits {
			t.Errorf("%q does not find %s", typed, topic)
		}
		has(t, a, `value="spacing" checked`)
		if n := strings.Count(a.body, `name="topic" value="`+topic+`"`); n != 1 {
			t.Errorf("%q: the topic %s stands there %d times", typed, topic, n)
		}
	}
	has(t, b.submit("/welcome/topics/find", "find", `<script>x`), "fit “&lt;script&gt;x”", "None. Other words may help")
	part := b.do(http.MethodPost, "/welcome/topics/find", "find=phon", "HX-Request", "true", "Sec-Fetch-Site", "same-origin")
	has(t, part, `<div id="chooser">`)
	lacks(t, part, "<html", "Step 1")
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) > 0 {
		t.Errorf("looking for topics stored %v", follows)
	}
}

func TestTheWeekIsShownWithWhatIsChosenAndNotSaved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b, reader := s.signIn("looks@school.example")
	general := b.submit("/welcome/topics/week")
	has(t, general, "You follow nothing yet", "would have brought you", `formaction="/welcome/topics/week#week"`)
	a := b.submit("/welcome/topics/week", "topic", "retrieval-practice")
	has(t, a, `value="retrieval-practice" checked`, "would have brought you", "Spaced maths quizzes", "first digest comes on Sunday")
	lacks(t, a, "You follow nothing yet")
	lacks(t, b.submit("/welcome/topics/week", "topic", "phonics"), "Spaced maths quizzes")
	a = b.submit("/welcome/class/week", "phase", "secondary", "country", "GB")
	has(t, a, `value="secondary" checked`, `value="GB" selected`, "Your week")
	a = b.submit("/welcome/digest/week", "how", "mail", "every", "daily", "hour", "6", "day", "0", "zone", "Europe/Berlin")
	has(t, a, `value="daily" checked`, "at 06:00 with the best of them, 8 minutes to read.")
	has(t, b.submit("/welcome/digest/week", "how", "feed"), "No mail comes; your feed brings")
	lacks(t, b.submit("/welcome/digest/week", "how", "mail", "every", "hourly", "hour", "x", "zone", "Mars"), "first digest comes")
	part := b.do(http.MethodPost, "/welcome/topics/week", "topic=retrieval-practice", "HX-Request", "true", "Sec-Fetch-Site", "same-origin")
	want(t, part, http.StatusOK)
	has(t, part, `<section class="box week" id="week"`, "Spaced maths quizzes")
	lacks(t, part, "<html")
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	after, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) > 0 || after.Schedule != reader.Schedule || len(after.Class.Phases) > 0 {
		t.Errorf("looking stored %v, %v, %v", follows, after.Schedule, after.Class)
	}
}

func TestHowPicksComeIsStored(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("how@school.example")
	stored := func() chalkline.Schedule {
		after, err := s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		return after.Schedule
	}
	form := []string{"every", "days", "days", "1", "days", "4", "day", "0", "hour", "7", "zone", "Europe/London"}
	want(t, b.submit("/welcome/digest", append(form, "how", "mail")...), http.StatusSeeOther)
	if got := stored().String(); got != "Mondays and Thursdays at 07:00 (Europe/London)" {
		t.Errorf("the digest comes %s", got)
	}
	want(t, b.submit("/welcome/digest", append(form, "how", "feed")...), http.StatusSeeOther)
	if got := stored(); got.Every != chalkline.Never || got.Zone != "Europe/London" {
		t.Errorf("who reads the feed gets mail %s", got)
	}
	has(t, b.get("/welcome/digest"), `value="feed" checked`, `value="weekly" checked`)
	a := b.submit("/welcome/digest", "how", "both", "every", "days", "day", "0", "hour", "7", "zone", "Europe/London", "minutes", "soon")
	want(t, a, http.StatusBadRequest)
	has(t, a, "Please tick one day at least.", `value="soon"`, "Nothing was saved")
}

func TestTheWelcomeKeepsWhatWasSaidElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("again@school.example")
	before := []chalkline.Follow{
		{Kind: chalkline.FollowQuery, Value: "fractions", Weight: 1},
		{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1, Mute: true},
		{Kind: chalkline.FollowTopic, Value: "feedback", Weight: 0.5},
	}
	ok(t, s.db.SetFollows(t.Context(), reader.ID, before))
	has(t, b.get("/welcome/topics"), `value="spacing" checked`, "never shown", "a little")
	want(t, b.submit("/welcome/topics", "topic", "spacing", "topic", "phonics"), http.StatusSeeOther)
	after, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	got := map[string]bool{}
	for _, f := range after {
		got[f.Value] = f.Mute
	}
	if len(after) != 3 || !got["spacing"] || got["phonics"] || got["fractions"] {
		t.Errorf("follows became %v", after)
	}
}
