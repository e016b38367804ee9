package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chalkline"
	"chalkline/store"
)

func TestWhatIsSavedIsKeptPickedOrNot(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, _ := s.signIn("ada@school.example")
	has(t, b.get("/saved"), "Nothing saved yet.", `href="/picks"`)
	item := f.items["quiz-trial"] // found by a search, never picked
	a := b.press(item, "feedback", "kind", "saved", "back", "/search?q=quizzes")
	has(t, a, "Saved. You find it under Saved.")
	a = b.get("/saved")
	has(t, a, fmt.Sprintf(`id="item-%d"`, item), "Write a note for yourself", "That is all you saved.")
	a = b.press(item, "feedback?undo=1", "kind", "saved", "back", "/saved")
	has(t, a, "Taken back.", fmt.Sprintf(`id="item-%d"`, item)) // it may be saved again there
	lacks(t, b.get("/saved"), fmt.Sprintf(`id="item-%d"`, item))
	if a := b.get("/picks?show=saved"); a.place() != "/saved" {
		t.Errorf("the old address leads to %q", a.place())
	}
}

// noteForm is the stored version that a note's form on a page was made from.
func noteForm(t *testing.T, a answer) string {
	t.Helper()
	_, rest, found := strings.Cut(a.body, `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("the page has no form for a note")
	}
	return seen
}

func TestANoteIsItsReadersAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	ada, reader := s.signIn("ada@school.example")
	ben, _ := s.signIn("ben@school.example")
	item := f.items["quiz-trial"]
	page, form := fmt.Sprintf("/items/%d", item), fmt.Sprintf("/items/%d/note", item)
	text := "Try it with 8b. <b>Not</b> before\r\nthe holidays."
	a := ada.submit(form, "text", text, "seen", noteForm(t, ada.get(page)))
	want(t, a, http.StatusSeeOther)
	if want := fmt.Sprintf("%s?did=note.%d#note-%d", page, item, item); a.place() != want {
		t.Errorf("a note leads to %q, want %q", a.place(), want)
	}
	shown := "Try it with 8b. &lt;b&gt;Not&lt;/b&gt; before\nthe holidays."
	has(t, ada.get(strings.Split(a.place(), "#")[0]), "Your note is kept.", shown)
	ok(t, s.db.AddFeedback(t.Context(), reader.ID, item, chalkline.FeedbackSaved))
	ok(t, s.db.AddFeedback(t.Context(), reader.ID, item, chalkline.FeedbackUseful))
	for _, path := range []string{"/saved", "/history", page} {
		has(t, ada.get(path), "Try it with 8b.")
		lacks(t, ben.get(path), "Try it with 8b.", "Marked useful")
		lacks(t, s.browser().get(path), "Try it with 8b.")
	}
	lacks(t, ben.get("/history"), "Spaced maths quizzes")
	want(t, s.browser().submit(form, "text", "x"), http.StatusSeeOther)
	want(t, ada.submit("/items/999999/note", "text", "x"), http.StatusNotFound)
}

func TestAStaleNoteIsToldAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("ada@school.example")
	item := f.items["quiz-trial"]
	page, form := fmt.Sprintf("/items/%d", item), fmt.Sprintf("/items/%d/note", item)
	want(t, b.submit(form, "text", "First.", "seen", ""), http.StatusSeeOther)
	seen := noteForm(t, b.get(page))
	want(t, b.submit(form, "text", "Second.", "seen", seen), http.StatusSeeOther)

	a := b.submit(form, "text", "Third, typed at length.", "seen", seen, "back", "/saved")
	want(t, a, http.StatusConflict)
	has(t, a, "Second.", "Third, typed at length.</textarea>", "changed elsewhere meanwhile", `aria-invalid="true"`)
	part := b.asked(form, "text", "Third, typed at length.", "seen", seen, "back", "/saved")
	want(t, part, http.StatusUnprocessableEntity)
	has(t, part, "Third, typed at length.</textarea>", `<section class="own-note"`)
	lacks(t, part, "<html")
	want(t, b.submit(form, "text", "Third, typed at length.", "seen", noteForm(t, a)), http.StatusSeeOther)

	seen = noteForm(t, b.get(page))
	a = b.submit(form, "text", strings.Repeat("ä", noteRunes+1), "seen", seen)
	want(t, a, http.StatusBadRequest)
	has(t, a, "4000 is the most", "Third, typed at length.", "ääää")
	a = b.asked(form, "text", "", "seen", seen, "back", page)
	want(t, a, http.StatusOK)
	has(t, a, "Your note is deleted.", "Write a note for yourself")
	notes, err := s.db.Notes(t.Context(), reader.ID, []chalkline.ItemID{item})
	ok(t, err)
	if len(notes) != 0 {
		t.Errorf("there are notes %v", notes)
	}
	a = b.submit(form, "text", "Late.", "seen", seen)
	want(t, a, http.StatusConflict)
	has(t, a, "deleted elsewhere", "Late.</textarea>")
}

func TestAHistoryIsFoundByMonthAnswerAndWord(t *testing.T) {
	t.Parallel()
	s, f, b, reader := picksSite(t)
	ok(t, s.db.AddFeedback(t.Context(), reader.ID, f.items["homework-null"], chalkline.FeedbackUseful))
	ok(t, s.db.SaveNote(t.Context(), reader.ID, &store.Note{ItemID: f.items["phonics"], Text: "For the reading group."}))
	month := s.clock.now().In(zoneOf(reader)).Format("2006-01")
	row := func(key string) string { return fmt.Sprintf(`<a href="/items/%d">`, f.items[key]) }
	for _, c := range []struct {
		address string
		has     []string
		lacks   []string
	}{
		{"/history", []string{row("quiz-trial"), row("homework-null"), "<strong>useful</strong>", "For the reading group."}, nil},
		{"/history?month=" + month, []string{row("homework-null")}, nil},
		{"/history?month=2020-01", []string{"Nothing in your history fits."}, []string{row("homework-null")}},
		{"/history?show=useful", []string{row("homework-null")}, []string{row("phonics")}},
		{"/history?show=noted", []string{row("phonics")}, []string{row("homework-null")}},
		{"/history?show=hidden", []string{"Nothing in your history fits."}, nil},
		{"/history?q=homework", []string{row("homework-null")}, []string{row("phonics")}},
		{"/history?q=%22homework", []string{"has no partner"}, nil},
		{"/history?before=99999", []string{"Nothing older."}, nil},
	} {
		a := b.get(c.address)
		want(t, a, http.StatusOK)
		has(t, a, c.has...)
		lacks(t, a, c.lacks...)
	}
	for _, address := range []string{"/history?month=2026", "/history?show=secrets", "/history?before=x"} {
		want(t, b.get(address), http.StatusBadRequest)
	}
	fresh, _ := s.signIn("new@school.example")
	has(t, fresh.get("/history"), "Nothing here yet.")
}

func TestPuttingForwardIsOneTap(t *testing.T) {
	t.Parallel()
	s, f, b, reader := picksSite(t)
	item := f.items["quiz-trial"]
	has(t, b.get("/picks"), "Put forward to a group<")
	g := chalkline.Group{Name: "Maths & more", FeedSeed: "x"}
	ok(t, s.db.CreateGroup(t.Context(), &g, "hash", reader.ID, "Ada"))
	has(t, b.get("/picks"), "Put forward to Maths &amp; more<", "Put forward with a note<")
	a := b.press(item, "forward", "group", fmt.Sprint(g.ID), "back", "/picks")
	has(t, a, "Put forward to Maths &amp; more and approved.", `name="share" value="1.1"`)
	has(t, b.get(fmt.Sprintf("/groups/%d", g.ID)), "Spaced maths quizzes")
	has(t, b.press(item, "forward", "group", fmt.Sprint(g.ID), "back", "/picks"), "It was put forward to that group before.")

	ben, _ := s.signIn("ben@school.example")
	want(t, ben.submit(fmt.Sprintf("/items/%d/forward", item), "group", fmt.Sprint(g.ID)), http.StatusNotFound)
	want(t, ben.submit(fmt.Sprintf("/items/%d/forward?undo=1", item), "share", "1.1"), http.StatusNotFound)
	lacks(t, ben.get(fmt.Sprintf("/items/%d?did=forward.%d...1.1", item, item)), "Maths")

	has(t, b.press(item, "forward?undo=1", "share", "1.1", "back", "/picks"), "Taken back.")
	lacks(t, b.get(fmt.Sprintf("/groups/%d", g.ID)), "Spaced maths quizzes")
	has(t, b.press(item, "forward?undo=1", "share", "1.1", "back", "/picks"), "Taken back.")

	second := chalkline.Group{Name: "Reading group", FeedSeed: "y"}
	ok(t, s.db.CreateGroup(t.Context(), &second, "hash2", reader.ID, "Ada"))
	has(t, b.get("/picks"), "<summary>Put forward</summary>", ">to Reading group<")
}
