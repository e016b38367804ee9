package web

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

func TestASearchIsNarrowed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b := s.browser()
	year := s.clock.now().Year()
	for query, row := range map[string]struct{ has, lacks string }{
		"?q=pupils&grade=B":                               {"Spaced maths quizzes", "What the quiz trial means"},
		"?q=quizzes&kind=second_hand":                     {"What the quiz trial means", "Spaced maths quizzes"},
		"?q=marking&design=RCT":                           {"A fair test of comment-only marking", "Spaced maths"},
		"?design=MA":                                      {"Large review of homework", "Spaced maths quizzes"},
		"?topic=retrieval-practice&grade=A":               {"Large review of homework", "Spaced maths quizzes"},
		"?q=quizzes&source=journal+of+school":             {"Spaced maths quizzes", "What the quiz trial means"},
		fmt.Sprintf("?q=quizzes&from=%d", year-1):         {"Spaced maths quizzes", "Large review"},
		fmt.Sprintf("?q=quizzes&grade=B&to=%d", year-3):   {"Nothing here has these words and fits the filters", "Spaced maths quizzes raised"},
		"?q=quizzes&open=1":                               {"Nothing here has these words", "Spaced maths quizzes raised"},
		"?q=nowhere":                                      {"Nothing here has these words.", "One filter less"},
		"?q=quizzes&page=7":                               {"There is no page 7", "Spaced maths quizzes raised"},
		"?q=quizzes&page=-1":                              {"2 pieces.", "Next page"},
		"?kind=practice&sort=new":                         {"Describes one lesson", "Spaced maths"},
		"":                                                {"How to ask", "What was found"},
		"?q=" + url.QueryEscape(`"quiz classes" -brandt`): {"Spaced maths quizzes", "Large review"},
		"?q=" + url.QueryEscape(strings.Repeat("quiz ", 2000)): {"A search has at most 200 characters.", "Our mistake"},
	} {
		a := b.get("/search" + query)
		if a.status != http.StatusOK || !strings.Contains(a.body, row.has) || strings.Contains(a.body, row.lacks) {
			t.Errorf("%.80s: status %d, lacks %q or has %q", query, a.status, row.has, row.lacks)
		}
	}
}

func TestASearchSaysWhichFiltersAreSet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b := s.browser()
	year := s.clock.now().Year()
	a := b.get(fmt.Sprintf("/search?q=quizzes&grade=B&topic=retrieval-practice&source=journal&from=2020&to=%d", year))
	has(t, a, fmt.Sprintf("Filters: B Good, or better · Retrieval practice &amp; testing effect · Journal of School Trials · 2020 to %d</summary>", year),
		`<option value="B" selected>`, `<option value="retrieval-practice" selected>`, `value="Journal of School Trials"`, `value="2020"`, `href="/search?q=quizzes">Without filters`, "1 piece.")
	lacks(t, a, `class="narrower" open`)
	has(t, b.get("/search?grade=X"), `class="narrower" open`)
	lacks(t, b.get("/search?q=quizzes"), "Without filters")
}

func TestWrongFiltersAreToldBesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b := s.browser()
	for query, wants := range map[string][]string{
		"grade=Z":                {`id="grade-problem"`, "There is no such grade."},
		"kind=x":                 {`id="kind-problem"`},
		"design=x":               {`id="design-problem"`},
		"phase=%25":              {`id="phase-problem"`},
		"topic=alchemy":          {`id="topic-problem"`, "There is no such topic."},
		"from=soon":              {`id="from-problem"`, `value="soon"`, "four digits"},
		"from=2024&to=2020":      {`id="to-problem"`, "before the first one"},
		"source=clasroom+weakly": {`id="source-problem"`, "Did you mean Classroom Weekly?", `value="clasroom weakly"`},
		"source=o":               {`id="source-problem"`, "More than one source"},
		"q=%22quiz":              {`id="q-problem"`, "no partner", "What could be read was searched."},
	} {
		if !strings.Contains(query, "q=") {
			query += "&q=quizzes"
		}
		a := b.get("/search?" + query)
		want(t, a, http.StatusOK)
		has(t, a, wants...)
		has(t, a, `aria-invalid="true"`)
	}
}

func TestFoundWordsAreMarkedAndNothingActs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	a := s.browser().get("/search?q=spaced+quizzes")
	has(t, a, "<mark>quizzes</mark>", "In the text")
	a = s.browser().get("/search?q=bold")
	has(t, a, "&lt;script&gt;alert(3)&lt;/script&gt;", "<mark>bold</mark>")
	lacks(t, a, "<script>alert", "<b>bold", "<img src=x")
	for _, query := range []string{`c++ "x`, `"`, "👩🏽‍🏫", "القراءة", "the", "of the", "<script>alert(9)</script>", strings.Repeat("ab ", 3500), "\x00\xff", "'; DROP TABLE items; --"} {
		a := s.browser().get("/search?" + url.Values{"q": {query}, "source": {query}, "from": {query}}.Encode())
		want(t, a, http.StatusOK)
		lacks(t, a, "<script>alert")
	}
}

var nextPage = regexp.MustCompile(`<a href="([^"]+)" rel="next">`)

func TestEverySearchedPieceStandsOnOnePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	source := chalkline.Source{Name: "Many", URL: "https://many.example/feed"}
	ok(t, s.db.AddSource(t.Context(), &source))
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for n := range 45 {
		batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(n), Title: fmt.Sprintf("Fractions in week %d.", n), Published: s.clock.now().Add(-time.Duration(n) * time.Hour)})
	}
	_, err := s.db.StoreBatch(t.Context(), batch)
	ok(t, err)
	for _, query := range []string{"q=fractions", "q=fractions&sort=new", "source=many&sort=new"} {
		seen := map[string]int{}
		place, pages := "/search?"+query, 0
		for ; place != ""; pages++ {
			a := s.browser().get(place)
			want(t, a, http.StatusOK)
			has(t, a, "45 pieces.", fmt.Sprintf("Page %d of 3", pages+1))
			for _, title := range regexp.MustCompile(`Fractions in week \d+\.</a></h2>`).FindAllString(a.body, -1) {
				seen[title]++
			}
			place = ""
			if next := nextPage.FindStringSubmatch(a.body); next != nil {
				place = html.UnescapeString(next[1])
			}
		}
		if pages != 3 || len(seen) != 45 {
			t.Errorf("%s: %d pieces on %d pages, want 45 on 3", query, len(seen), pages)
		}
	}
}

func TestASearchThatFindsNothingLeadsOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b := s.browser()
	a := b.get("/search?q=quizzes&grade=A&kind=research")
	has(t, a, "With one filter less", "With any grade: 1 piece", `href="/search?kind=research&amp;q=quizzes"`)
	lacks(t, a, "any kind of piece")
	a = b.get("/search?q=quizzes&grade=A&design=MA&open=1")
	has(t, a, "Without any filter: 2 pieces", `href="/search?q=quizzes"`)
	a = b.get("/search?q=metacognishun")
	has(t, a, "Topics that may be meant", `href="/topics/metacognition"`)
	a = b.get("/search?q=retreival+practise")
	has(t, a, `href="/topics/retrieval-practice"`)
}

func TestASavedSearchKeepsItsWordsAndItsPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b, reader := s.signIn("keeps@school.example")
	a := b.get("/search?q=quizzes&grade=B&page=1")
	has(t, a, "filters are not saved", `name="back" value="/search?grade=B&amp;q=quizzes"`)
	a = b.submit("/follows", "kind", "query", "value", "quizzes", "back", "/search?grade=B&q=quizzes")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "You follow these words", "Spaced maths quizzes")
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) != 1 || follows[0].Value != "quizzes" || store.CheckQuery(follows[0].Value) != nil {
		t.Errorf("follows are %v", follows)
	}
	lacks(t, b.get("/search?grade=B"), "Save this search")
}
