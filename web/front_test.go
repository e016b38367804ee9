package web

import (
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
)

func TestTheFrontPageShowsWhatGradesAreFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	a := s.browser().get("/")
	at := -1
	for _, text := range []string{
		`action="/join"`, "Strong and new", "Spaced maths quizzes", "A result that nobody hoped for", "Large review of homework finds little",
		"From practice: worth reading, no proof", "Grade E",
	} {
		i := strings.Index(a.body, text)
		if i <= at {
			t.Errorf("%q stands at %d, want it after %d", text, i, at)
		}
		at = i
	}
	has(t, a, `href="/grades"`, `href="/search"`, "never tracks you")
	lacks(t, a, "Comment-only marking put", "Conference on reading", "learning style", "Gum chewing", "<script>alert")
}

func TestTheFrontPageLeadsReadersToTheirPicks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, _ := s.signIn("back@school.example")
	a := b.get("/")
	has(t, a, `class="go" href="/picks"`)
	lacks(t, a, `action="/join"`)
	lacks(t, s.browser().get("/"), `href="/picks"`)
}

func TestTheFrontPageIsMadeOnceAMinute(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b := s.browser()
	has(t, b.get("/"), "Large review of homework")
	ok(t, s.db.DeleteItem(t.Context(), f.items["homework-null"]))
	has(t, b.get("/"), "Large review of homework")
	s.clock.forward(time.Minute)
	lacks(t, b.get("/"), "Large review of homework")
	has(t, b.get("/"), "Spaced maths quizzes")
}

func TestOldFrontPagesAreShownWhileOneVisitorMakesANewOne(t *testing.T) {
	t.Parallel()
	start := time.Now()
	var c frontCache
	if _, fresh := c.fresh(start); fresh {
		t.Error("there is a page before one was made")
	}
	c.keep(frontPage{Items: 7}, start.Add(frontLife))
	var mu sync.Mutex
	var group sync.WaitGroup
	makers := 0
	for range 20 {
		group.Go(func() {
			page, fresh := c.fresh(start.Add(2 * frontLife))
			mu.Lock()
			defer mu.Unlock()
			if !fresh {
				makers++
			} else if page.Items != 7 {
				t.Errorf("somebody sees %d items, want 7", page.Items)
			}
		})
	}
	group.Wait()
	if makers != 1 {
		t.Errorf("%d visitors make a new page, want 1", makers)
	}
}

func TestSearchResultsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	found := &finding{}
	s := newSite(t, func(c *Config) { c.Search = found })
	f := fill(t, s.db, s.clock.now())
	found.ids = []chalkline.ItemID{f.items["survey"], 999999, f.items["phonics"], f.items["quiz-trial"]}
	b, _ := s.signIn("finds@school.example")
	for _, who := range []*browser{b, s.browser()} {
		a := who.get("/search?q=anything")
		at := -1
		for _, title := range []string{"How 300 heads", "Catch-up phonics", "Spaced maths quizzes"} {
			i := strings.Index(a.body, title)
			if i <= at {
				t.Errorf("%q stands at %d, want it after %d", title, i, at)
			}
			at = i
		}
	}
}
