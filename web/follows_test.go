package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"chalkline"
)

// schedule are the fields of a schedule as a browser sends them with the topics.
var schedule = []string{"every", "weekly", "day", "0", "hour", "17", "zone", "Europe/London"}

// followsOf are a reader's follows but for their order and weights.
func followsOf(t *testing.T, s *site, reader chalkline.ReaderID) []string {
	t.Helper()
	follows, err := s.db.Follows(t.Context(), reader)
	ok(t, err)
	var list []string
	for _, f := range follows {
		word := "follows"
		if f.Mute {
			word = "mutes"
		}
		list = append(list, fmt.Sprintf("%s %s %s", word, f.Kind, f.Value))
	}
	slices.Sort(list)
	return list
}

func wantFollows(t *testing.T, s *site, reader chalkline.ReaderID, want ...string) {
	t.Helper()
	if got := followsOf(t, s, reader); !slices.Equal(got, want) {
		t.Errorf("the reader %q, want %q", got, want)
	}
}

func TestTopicsAreFollowedALittleOrNeverShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("levels@school.example")
	want(t, b.submit("/topics", append([]string{
		"topic", "spacing", "topic", "phonics", "level-phonics", "little", "topic", "homework", "level-homework", "never",
		"level-feedback", "never", "topic", "no-such-topic", "topic", "maths", "level-maths", "adored",
	}, schedule...)...), http.StatusSeeOther)
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	got := map[string]chalkline.Follow{}
	for _, f := range follows {
		got[f.Value] = f
	}
	if len(got) != 4 || got["spacing"].Weight != 1 || got["phonics"].Weight != 0.5 || !got["homework"].Mute || got["maths"].Weight != 1 {
		t.Errorf("stored %+v", got)
	}
	a := b.get("/topics")
	has(t, a, `value="phonics" checked`, `value="little" selected`, `value="homework" checked`, `value="never" selected`)
	never := a.body[strings.Index(a.body, `id="never"`):]
	if !strings.Contains(never, "Homework") {
		t.Error("a muted topic is not listed under what is never shown")
	}
	want(t, b.submit("/follows/remove", "kind", "topic", "value", "homework", "mute", "1"), http.StatusSeeOther)
	wantFollows(t, s, reader.ID, "follows topic maths", "follows topic phonics", "follows topic spacing")
	want(t, b.submit("/topics", schedule...), http.StatusSeeOther)
	wantFollows(t, s, reader.ID)
}

func TestASourceAndAnAuthorAreFollowedOrMutedFromTheCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("wishes@school.example")
	card := fmt.Sprintf("/items/%d", f.items["quiz-trial"])
	item, err := s.db.Item(t.Context(), f.items["quiz-trial"])
	ok(t, err)
	source := fmt.Sprint(int64(item.SourceID))

	has(t, b.get(card), "Follow this source", "Never show this source", "Lena Brandt", "Follow this author")
	lacks(t, s.browser().get(card), "Follow this source")

	a := b.submit("/follows", "kind", "source", "value", source, "mute", "0", "back", card)
	want(t, a, http.StatusSeeOther)
	if a.place() != card+"?said=followed" {
		t.Errorf("following leads to %s", a.place())
	}
	has(t, b.get(a.place()), "Followed. It counts from your next picks on.", "Following")
	want(t, b.submit("/follows", "kind", "author", "value", " Lena  Brandt ", "back", card), http.StatusSeeOther)
	wantFollows(t, s, reader.ID, "follows author Lena Brandt", "follows source "+source)
	has(t, b.get("/topics"), "Journal of School Trials", "Lena Brandt")

	// The last word counts: muting takes the place of following, however it is spelt.
	a = b.submit("/follows", "kind", "author", "value", "LENA BRANDT", "mute", "1", "back", card)
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Never shown")
	wantFollows(t, s, reader.ID, "follows source "+source, "mutes author LENA BRANDT")
	want(t, b.submit("/follows/remove", "kind", "author", "value", "Lena Brandt", "mute", "1", "back", card), http.StatusSeeOther)
	want(t, b.submit("/follows/remove", "kind", "author", "value", "Lena Brandt", "mute", "1", "back", card), http.StatusSeeOther)
	wantFollows(t, s, reader.ID, "follows source "+source)

	want(t, b.submit("/follows", "kind", "source", "value", "999"), http.StatusNotFound)
	want(t, b.submit("/follows", "kind", "source", "value", "Trials"), http.StatusNotFound)
	want(t, b.submit("/follows", "kind", "topic", "value", "spacing", "back", card), http.StatusBadRequest)
	wantFollows(t, s, reader.ID, "follows source "+source)
}

func TestASearchIsSavedWhereItIsMade(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b, reader := s.signIn("searches@school.example")
	has(t, b.get("/search?q=spaced+quizzes"), "Save this search")
	lacks(t, s.browser().get("/search?q=spaced+quizzes"), "Save this search")
	a := b.submit("/follows", "kind", "query", "value", "spaced quizzes", "back", "/search?q=spaced+quizzes")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Saved. New pieces that this search finds count for your picks.", "You follow these words", "/follows/remove")
	wantFollows(t, s, reader.ID, "follows query spaced quizzes")
	has(t, b.get("/topics"), "spaced quizzes")
	want(t, b.submit("/follows/remove", "kind", "query", "value", "spaced quizzes", "back", "/search?q=spaced+quizzes"), http.StatusSeeOther)
	wantFollows(t, s, reader.ID)
}

func TestWhatCannotBeSearchedIsSaidBesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("typo@school.example")
	for query, problem := range map[string]string{
		`%22spaced+quiz`: "has no partner", "-gaming": "only says what must be absent", "%3F%21": "no word to look for",
	} {
		for _, who := range []*browser{b, s.browser()} {
			a := who.get("/search?q=" + query)
			want(t, a, http.StatusOK)
			has(t, a, `aria-describedby="q-problem"`, problem)
			lacks(t, a, "Save this search")
		}
	}
	for name, pairs := range map[string][]string{
		"no word to look for": {"kind", "query", "value", "?!"},
		"has no partner":      {"kind", "query", "value", `"spaced quiz`},
		"at most 200":         {"kind", "query", "value", strings.Repeat("maths ", 10) + strings.Repeat("x", 200)},
		"author&#39;s name":   {"kind", "author", "value", " "},
		"at most 100":         {"kind", "author", "value", strings.Repeat("x", 101)},
		"Please say whether":  {"kind", "genre", "value", "blog"},
	} {
		a := b.submit("/follows", append(pairs, "back", "/topics")...)
		want(t, a, http.StatusBadRequest)
		has(t, a, name, `id="add-problem"`, "Your topics")
		if typed := strings.TrimSpace(pairs[3]); typed != "" && !strings.Contains(a.body, strings.ReplaceAll(typed, `"`, "&#34;")) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	wantFollows(t, s, reader.ID)
}

func TestContradictionsAreSaid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("torn@school.example")
	for _, tt := range []struct {
		name    string
		follows []chalkline.Follow
		says    string
	}{
		{
			"a topic followed and muted",
			[]chalkline.Follow{{Kind: "topic", Value: "spacing", Weight: 1}, {Kind: "topic", Value: "phonics", Weight: 1}, {Kind: "topic", Value: "spacing", Mute: true}},
			"You follow the topic Spacing &amp; interleaving and never want it shown.",
		},
		{
			"an author in two spellings",
			[]chalkline.Follow{{Kind: "topic", Value: "phonics", Weight: 1}, {Kind: "author", Value: "Ada Okafor", Weight: 1}, {Kind: "author", Value: "ada okafor", Mute: true}},
			"You follow the author Ada Okafor and never want it shown.",
		},
		{
			"everything muted",
			[]chalkline.Follow{{Kind: "topic", Value: "spacing", Weight: 1}, {Kind: "topic", Value: "spacing", Mute: true}},
			"Nothing is left that you follow",
		},
	} {
		ok(t, s.db.SetFollows(t.Context(), reader.ID, tt.follows))
		a := b.get("/topics")
		if a.status != http.StatusOK || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: status %d, and the page lacks %q", tt.name, a.status, tt.says)
		}
	}
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: "source", Value: "77", Weight: 1}}))
	a := b.get("/topics")
	has(t, a, "a source that is no longer read")
	lacks(t, a, "never want it shown", "Nothing is left")
}

func TestFollowsHaveALimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("many@school.example")
	follows := []chalkline.Follow{{Kind: "topic", Value: "spacing", Weight: 1}}
	for n := range maxFollows {
		follows = append(follows, chalkline.Follow{Kind: chalkline.FollowAuthor, Value: fmt.Sprintf("Author %d", n), Weight: 1})
	}
	ok(t, s.db.SetFollows(t.Context(), reader.ID, follows))
	has(t, b.submit("/follows", "kind", "author", "value", "One More", "back", "/topics"), "as many as there can be")
	want(t, b.submit("/follows", "kind", "author", "value", "author 7", "mute", "1", "back", "/topics"), http.StatusSeeOther)
}

func TestAFormAboutAFollowLeadsOnlyToOurOwnPages(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		"/topics":                     "/topics",
		"/items/7":                    "/items/7",
		"/items/7/feedback":           "/topics",
		"/items/-1":                   "/topics",
		"/search?q=spaced+quizzes":    "/search?q=spaced+quizzes",
		"https://evil.example/search": "/topics",
		"//evil.example/search":       "/topics",
		"/leave":                      "/topics",
	} {
		if got := followBack(back).String(); got != want {
			t.Errorf("%q leads to %q, want %q", back, got, want)
		}
	}
}

func TestWhatIsFollowedAtOnceIsAllKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("quick@school.example")
	want(t, b.submit("/follows", "kind", "author", "value", "Old"), http.StatusSeeOther)
	wanted := []string{"follows topic phonics", "follows topic spacing"}
	var all sync.WaitGroup
	for n := range 6 {
		name := fmt.Sprintf("Author %d", n)
		wanted = append(wanted, "mutes author "+name)
		all.Go(func() { b.submit("/follows", "kind", "author", "value", name, "mute", "1") })
	}
	for _, topic := range []string{"spacing", "phonics"} {
		all.Go(func() { b.submit("/topics/" + topic + "/follow") })
	}
	all.Go(func() { b.submit("/follows/remove", "kind", "author", "value", "Old") })
	all.Wait()
	wantFollows(t, s, reader.ID, wanted...)
}
