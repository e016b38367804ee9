package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// picksSite is a site with a reader who follows Retrieval practice and was picked
// everything.
func picksSite(t *testing.T) (*site, filled, *browser, chalkline.Reader) {
	t.Helper()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("ada@school.example")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1}, {Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1},
	}))
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	return s, f, b, reader
}

// press presses a button of a card as a browser without scripts does, and opens
// the page that it leads to.
func (b *browser) press(item chalkline.ItemID, what string, pairs ...string) answer {
	b.site.t.Helper()
	a := b.submit(fmt.Sprintf("/items/%d/%s", item, what), pairs...)
	want(b.site.t, a, http.StatusSeeOther)
	if !strings.HasSuffix(a.place(), fmt.Sprintf("#item-%d", item)) {
		b.site.t.Errorf("the button leads to %s, which is not the card of item %d", a.place(), item)
	}
	page, _, _ := strings.Cut(a.place(), "#")
	return b.get(page)
}

// asked asks as htmx does.
func (b *browser) asked(path string, pairs ...string) answer {
	b.site.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form.Encode(), "Sec-Fetch-Site", "same-origin", "Origin", b.site.url, "HX-Request", "true")
}

func TestAnAnswerIsGivenAndTakenBackWithoutLeavingThePlace(t *testing.T) {
	t.Parallel()
	_, f, b, _ := picksSite(t)
	item := f.items["quiz-trial"]
	for _, c := range []struct{ kind, words, on string }{
		{"useful", "Marked useful. Your next picks learn from it.", "Marked useful · <"},
		{"not_for_me", "Noted as not for you. Your next picks learn from it.", "Marked not for me · <"},
		{"saved", "Saved. You find it under Saved.", "Saved · <"},
	} {
		a := b.press(item, "feedback", "kind", c.kind, "back", "/picks")
		has(t, a, c.words, fmt.Sprintf(`formaction="/items/%d/feedback?undo=1`, item), "Undo<")
		has(t, b.get("/picks"), "✓ </span>"+c.on) // later the button itself tells, and takes it back
		lacks(t, b.get("/picks"), c.words)
		a = b.press(item, "feedback?undo=1", "kind", c.kind, "back", "/picks")
		has(t, a, "Taken back.")
		lacks(t, b.get("/picks"), "✓ </span>"+c.on)
	}
	// Useful takes the place of not for me, and taking it back restores that.
	b.press(item, "feedback", "kind", "not_for_me", "back", "/picks")
	a := b.press(item, "feedback", "kind", "useful", "back", "/picks")
	has(t, a, fmt.Sprintf("/items/%d/feedback?undo=1&amp;was=not_for_me", item))
	b.press(item, "feedback?undo=1&was=not_for_me", "kind", "useful", "back", "/picks")
	has(t, b.get("/picks"), "✓ </span>Marked not for me · <")
}

func TestAHiddenCardFoldsToALineAndDoesNotComeBack(t *testing.T) {
	t.Parallel()
	s, f, b, reader := picksSite(t)
	item := f.items["quiz-trial"]
	a := b.press(item, "feedback", "kind", "hidden", "back", "/picks")
	has(t, a, "Hidden: Spaced maths quizzes", "Undo<")
	if n := strings.Count(a.body, fmt.Sprintf(`id="item-%d"`, item)); n != 1 {
		t.Errorf("the hidden card is on the page %d times", n)
	}
	for _, path := range []string{"/picks", "/picks?grade=B", "/picks?unanswered=1", "/picks?topic=retrieval-practice"} {
		lacks(t, b.get(path), "Spaced maths quizzes")
	}
	pickAll(t, s.db, reader.ID, f, s.clock.now().Add(time.Hour))
	lacks(t, b.get("/picks"), "Spaced maths quizzes")
	a = b.press(item, "feedback?undo=1", "kind", "hidden", "back", "/picks")
	has(t, a, "Spaced maths quizzes", "Taken back.")
}

func TestAScriptIsGivenOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	s, f, b, _ := picksSite(t)
	item := f.items["quiz-trial"]
	path := fmt.Sprintf("/items/%d/feedback", item)
	a := b.asked(path, "kind", "useful", "back", "/picks?grade=B")
	want(t, a, http.StatusOK)
	has(t, a, `<div class="foot">`, "Marked useful. Your next picks learn from it.", " data-focus>Undo<", `value="/picks?grade=B"`, `<p id="heard" hx-swap-oob="innerHTML">Marked useful.`)
	lacks(t, a, "<html", "<article", "Spaced maths quizzes raised end-of-year scores in 42 schools</a>")
	a = b.asked(path+"?undo=1", "kind", "useful", "back", "/picks?grade=B")
	has(t, a, `value="useful" data-focus>Useful<`, "Taken back.")

	a = b.asked(path, "kind", "hidden", "back", "/picks")
	has(t, a, `<article class="card gone"`, "data-focus>Undo<")
	if got := a.header.Get("HX-Retarget"); got != fmt.Sprintf("#item-%d", item) {
		t.Errorf("hiding swaps %q", got)
	}
	a = b.asked(path+"?undo=1", "kind", "hidden", "back", "/picks")
	has(t, a, `<article class="card"`, "<h3", `value="hidden" data-focus>Hide<`)
	a = b.asked(path, "kind", "hidden", "back", fmt.Sprintf("/items/%d", item)) // its own page does not fold
	has(t, a, `<div class="foot">`, "Hidden. It is no longer among your picks.")
	lacks(t, a, "Full evidence card")

	a = b.asked("/items/999999/feedback", "kind", "useful")
	want(t, a, http.StatusNotFound)
	if strings.Contains(a.body, "<") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
		t.Errorf("a script is told of a fault with %q", a.body)
	}
	a = s.browser().asked(path, "kind", "useful")
	want(t, a, http.StatusUnauthorized)
	if got := a.header.Get("HX-Redirect"); got != "/join?said=sign-in" {
		t.Errorf("who is signed out is led to %q", got)
	}
}

func TestFiltersAreAnAddress(t *testing.T) {
	t.Parallel()
	_, f, b, _ := picksSite(t)
	for _, c := range []struct {
		address string
		shown   []string // keys of items
		hidden  []string
	}{
		{"/picks?grade=B", []string{"quiz-trial", "homework-null", "feedback"}, []string{"phonics", "styles", "retracted", "event"}},
		{"/picks?grade=A", []string{"homework-null"}, []string{"quiz-trial"}},
		{"/picks?what=reviews", []string{"homework-null"}, []string{"quiz-trial"}},
		{"/picks?what=trials", []string{"quiz-trial", "feedback"}, []string{"homework-null", "quiz-post"}},
		{"/picks?what=practice", []string{"hostile"}, []string{"quiz-trial", "styles"}},
		{"/picks?topic=retrieval-practice", []string{"quiz-trial"}, nil},
		{"/picks?topic=spacing", nil, []string{"quiz-trial", "homework-null"}},
		{"/picks?minutes=1&grade=C", []string{"quiz-trial", "homework-null", "phonics"}, []string{"survey"}},
		{"/picks?free=1", nil, []string{"quiz-trial"}},
	} {
		a := b.get(c.address)
		want(t, a, http.StatusOK)
		for _, key := range c.shown {
			has(t, a, fmt.Sprintf(`id="item-%d"`, f.items[key]))
		}
		for _, key := range c.hidden {
			lacks(t, a, fmt.Sprintf(`id="item-%d"`, f.items[key]))
		}
		has(t, a, "Clear all filters", `<details class="filters" open>`)
	}
	has(t, b.get("/picks?grade=A&what=trials"), "None of your picks fits.")
	has(t, b.get("/picks?grade=A"), `href="/picks" aria-current="true"`, "That is all that fits.")
	has(t, b.get("/picks?grade=B&what=trials"), `href="/picks?what=trials" aria-current="true"`, `href="/picks?grade=B" aria-current="true"`)

	// What is answered stays where it is until the page is opened again.
	item := f.items["homework-null"]
	a := b.press(item, "feedback", "kind", "useful", "back", "/picks?grade=A&unanswered=1")
	has(t, a, fmt.Sprintf(`id="item-%d"`, item), "Marked useful.", "Undo<")
	lacks(t, b.get("/picks?grade=A&unanswered=1"), fmt.Sprintf(`id="item-%d"`, item))

	for _, address := range []string{"/picks?grade=R", "/picks?grade=BB", "/picks?what=cats", "/picks?topic=no-such", "/picks?minutes=0", "/picks?minutes=121", "/picks?before=-1", "/picks?show=all"} {
		want(t, b.get(address), http.StatusBadRequest)
	}
}

func TestAFilterCountsWhatItLeaves(t *testing.T) {
	t.Parallel()
	_, _, b, _ := picksSite(t)
	a := b.get("/picks")
	has(t, a, `>B or better <span class="chip-count"><span aria-hidden="true">3<`, `>Trials <span class="chip-count"><span aria-hidden="true">3<`, `>Practice <span class="chip-count"><span aria-hidden="true">2<`)
	lacks(t, a, ">Free to read <", ">Not answered <") // they would leave none, and all
	a = b.get("/picks?what=trials")
	has(t, a, `>B or better <span class="chip-count"><span aria-hidden="true">2<`, `>Reviews <span class="chip-count"><span aria-hidden="true">1<`, "3 of 12 picks.", `✓ </span>Trials <span class="chip-count"><span aria-hidden="true">3<`)
	lacks(t, a, ">A only <")
}

func TestAFilterChoosesPageByPage(t *testing.T) {
	t.Parallel()
	var facts []store.PickFacts
	for id := chalkline.PickID(10); id > 0; id-- {
		grade := chalkline.GradeD
		if id%2 == 0 {
			grade = chalkline.GradeA
		}
		facts = append(facts, store.PickFacts{Pick: id, Grade: grade})
	}
	f := picksFilter{Least: chalkline.GradeB}
	for _, c := range []struct {
		before chalkline.PickID
		want   []chalkline.PickID
	}{
		{0, []chalkline.PickID{10, 8}},
		{8, []chalkline.PickID{6, 4}},
		{7, []chalkline.PickID{6, 4}},
		{2, nil},
		{99, []chalkline.PickID{10, 8}}, // hidden since
		{1, nil},
	} {
		if got := f.choose(facts, c.before, 2); !slices.Equal(got, c.want) {
			t.Errorf("after %d come %v, want %v", c.before, got, c.want)
		}
	}
	if got := f.choose(facts[:9], 1, 2); len(got) > 0 { // older than all that are looked at
		t.Errorf("at the end it begins again, with %v", got)
	}
}

func TestThePageSaysWhatTodayHasAndWhenItGoesOn(t *testing.T) {
	t.Parallel()
	s, _, b, reader := picksSite(t)
	// The reader is in London, where it is winter now: picks of the last minutes.
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	s.clock.forward(at.Sub(s.clock.now()))
	lacks(t, b.get("/picks"), "Today: 1")

	facts := []store.PickFacts{{At: at.Add(-time.Hour), Minutes: 6}, {At: at.Add(-2 * time.Hour)}, {At: at.Add(-10 * time.Hour), Minutes: 30}}
	if got := todayLine(facts, reader, at).English(); got != "Today: 2 picks, 7 minutes." {
		t.Errorf("today is %q", got)
	}
	if got := todayLine(facts[2:], reader, at).English(); got != "Today: nothing new yet." {
		t.Errorf("a quiet day is %q", got)
	}
	reader.PickAt = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	if got := nextPicks(reader, at).English(); got != "Tuesday 07:00" {
		t.Errorf("the next picks come %q", got)
	}
	reader.Schedule.Zone = "Europe/Berlin"
	if got := nextPicks(reader, at).English(); got != "Tuesday 08:00" {
		t.Errorf("in Berlin the next picks come %q", got)
	}
	for day, want := range map[time.Time]string{at: "Today", at.AddDate(0, 0, -1): "Yesterday", at.AddDate(0, 0, -2): "Wednesday 18 November", at.AddDate(-1, 0, 0): "Thursday 20 November 2025"} {
		if got := pickedOn(day, at).English(); got != want {
			t.Errorf("%v is %q, want %q", day, got, want)
		}
	}
}

func TestAPageOfPicksIsSmall(t *testing.T) {
	t.Parallel()
	s, _, b, reader := picksSite(t)
	g := chalkline.Group{Name: "Maths department", FeedSeed: "x"}
	ok(t, s.db.CreateGroup(t.Context(), &g, "hash", reader.ID, "Ada"))
	for _, path := range []string{"/picks", "/picks?grade=B", "/saved", "/history"} {
		a := b.get(path)
		want(t, a, http.StatusOK)
		rows := max(1, strings.Count(a.body, "<article class=\"card")+strings.Count(a.body, "<strong class=\"past"))
		t.Logf("%s: %d bytes, %d cards", path, len(a.body), rows)
		if size := len(a.body) * 20 / max(20, rows); size > 100<<10 {
			t.Errorf("%s has %d bytes with %d cards", path, len(a.body), rows)
		}
	}
}
