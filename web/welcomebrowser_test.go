package web

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/ranker"
)

// TestFromAStrangerToFirstPicksInABrowser goes from the front page over the three
// steps of the welcome to the first pick, on a phone, a tablet and a desk, and looks
// at every page on the way, by day and by night.
func TestFromAStrangerToFirstPicksInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	for _, width := range []int64{360, 768, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			fill(t, s.db, s.clock.now())
			ctx, cancel := chromedp.NewContext(allocator)
			defer cancel()
			do := func(steps ...chromedp.Action[chromedp.Void]) {
				t.Helper()
				if err := chromedp.Do(ctx, steps...); err != nil {
					t.Fatal(err)
				}
			}
			follow := func(step chromedp.Action[chromedp.Void]) {
				t.Helper()
				_, err := chromedp.RunResponse(ctx, step)
				ok(t, err)
			}
			ask := func(script string) string {
				t.Helper()
				got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
				ok(t, err)
				return strings.TrimSpace(got)
			}
			do(chromedp.EmulateViewport(width, 780))
			said := listen(t, ctx)
			look := func(page string) {
				t.Helper()
				if wide := ask(widerThanTheScreen); wide != "" {
					t.Errorf("%s at %d px is %s wide", page, width, wide)
				}
				if bad := ask(unnamed); bad != "" {
					t.Errorf("%s: %s", page, bad)
				}
				for _, scheme := range []string{"light", "dark"} {
					_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
						Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
					})
					ok(t, err)
					picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
					ok(t, err)
					ok(t, os.WriteFile(filepath.Join(t.ArtifactDir(), fmt.Sprintf("%s-%d-%s.png", page, width, scheme)), picture, 0o600))
				}
			}

			follow(chromedp.Navigate(s.url + "/"))
			if at := ask(`String(Math.round(document.querySelector('.join button').getBoundingClientRect().bottom))`); len(at) > 3 || at > "640" {
				t.Errorf("at %d px the button to join ends %s px down, want it in sight without scrolling", width, at)
			}
			look("front")
			do(chromedp.SendKeys(`input[name=email]`, "ada@school.example"))
			follow(chromedp.Click(`form[action="/join"] button`))
			follow(chromedp.Navigate(s.post.link(t, "ada@school.example")))
			follow(chromedp.Click(`main form button`))

			look("welcome-1")
			do(chromedp.SendKeys(`#find`, "retriev"), chromedp.WaitVisible(`#chooser .fits input[value=retrieval-practice]`))
			if n := ask(`String(document.querySelectorAll('#chooser .fits input').length)`); n != "1" {
				t.Errorf("retriev fits %s topics, want 1", n)
			}
			do(chromedp.Click(`input[value=retrieval-practice]`), chromedp.WaitVisible(`#week .works`))
			if week := ask(`document.querySelector('#week').textContent`); !strings.Contains(week, "would have brought you") || strings.Contains(week, "follow nothing") {
				t.Errorf("after a tick the week says %q", week)
			}
			look("welcome-1-chosen")
			follow(chromedp.Click(`.onward button`))
			do(chromedp.Click(`input[value=secondary]`), chromedp.WaitVisible(`#week .works`))
			look("welcome-2")
			follow(chromedp.Click(`.onward button`))
			do(chromedp.Click(`input[value=feed]`), chromedp.WaitNotVisible(`.by-mail`))
			do(chromedp.Click(`input[name=how][value=mail]`), chromedp.WaitVisible(`.by-mail`), chromedp.WaitVisible(`#week .works`))
			look("welcome-3")
			follow(chromedp.Click(`.onward button`))

			reader, err := s.db.ReaderByEmail(ctx, "ada@school.example")
			ok(t, err)
			follows, err := s.db.Follows(ctx, reader.ID)
			ok(t, err)
			if len(follows) != 1 || follows[0].Value != "retrieval-practice" || !slices.Equal(reader.Class.Phases, []chalkline.Phase{chalkline.PhaseSecondary}) {
				t.Errorf("stored are %v and %v", follows, reader.Class)
			}
			s.firstPicks(t, reader.ID)
			follow(chromedp.Navigate(s.url + "/picks"))
			if first := ask(`document.querySelector('article.card .title')?.textContent ?? ''`); first == "" {
				t.Error("after the welcome there is no pick")
			}

			for page, path := range map[string]string{
				"search": "/search?q=quizzes", "search-filters": "/search?q=spaced+quizzes&grade=D&from=2020", "search-none": "/search?q=retreival&grade=A&from=never", "front-reader": "/",
			} {
				follow(chromedp.Navigate(s.url + path))
				look(page)
			}
			if complaints := said(); complaints != "" {
				t.Errorf("the browser complains: %s", complaints)
			}
		})
	}
}

// firstPicks makes a reader's picks as they are made by rule, and stores them.
func (s *site) firstPicks(t *testing.T, reader chalkline.ReaderID) {
	t.Helper()
	now := s.clock.now()
	request, err := choosing{s.db, s.clock.now}.ToPick(t.Context(), reader)
	ok(t, err)
	picks := ranker.Pick(request)
	if len(picks) == 0 {
		t.Fatal("nothing is picked")
	}
	_, err = s.db.SavePicks(t.Context(), reader, picks, now, now.AddDate(0, 0, 1))
	ok(t, err)
}
