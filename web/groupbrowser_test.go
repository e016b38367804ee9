package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"chalkline/digest/say"

	"github.com/chromedp/chromedp"

	"chalkline"
)

// TestAGroupsWayInABrowser goes from founding a group to its printed brief.
func TestAGroupsWayInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			filled := fill(t, s.db, s.clock.now())
			w, end := newWalk(t, allocator, width)
			defer end()
			ctx, must, follow, text, said := w.ctx, w.do, w.visit, w.text, w.said

			want(t, s.browser().submit("/join", "email", "ada@school.example"), http.StatusOK)
			follow("the mailed link", chromedp.Navigate(s.post.link(t, "ada@school.example")))
			follow("entering", chromedp.Click(`main form button`))
			follow("groups", chromedp.Click(`nav a[href="/groups"]`))
			must("naming the group", chromedp.SendKeys(`#name`, "Maths department"), chromedp.SendKeys(`#member`, "Ada"), chromedp.Click(`input[name=public][value="1"]`))
			follow("founding it", chromedp.Click(`main form button`))
			if got := text("h1"); got != "Maths department" {
				t.Fatalf("founding a group leads to %q", got)
			}
			follow("a theme", chromedp.Click(`#theme ~ p a`))
			must("writing the theme", chromedp.SendKeys(`#title`, "Spacing"), chromedp.SendKeys(`#question-1`, "What do we repeat, and when?"), chromedp.SendKeys(`#question-2`, "Who sets the quizzes?"))
			follow("setting the theme", chromedp.Click(`main form button`))
			must("opening the form", chromedp.Click(`.answer-form summary`))
			must("answering", chromedp.SendKeys(`#text-1`, "The *times tables*, on Mondays."))
			follow("adding the answer", chromedp.Click(`.answer-form[open] button`))
			if got := text(".answer-text em"); got != "times tables" {
				t.Errorf("the answer has %q in italics", got)
			}
			follow("a card", chromedp.Navigate(fmt.Sprintf("%s/items/%d", s.url, filled.items["quiz-trial"])))
			follow("putting it forward", chromedp.Click(`a.forward`))
			must("saying why", chromedp.SendKeys(`#note`, "Short, fair, and close to what we do."), chromedp.Click(`input[name=approve]`))
			follow("sending it", chromedp.Click(`main form button`))
			follow("the group", chromedp.Navigate(s.url+"/groups/1"))
			follow("approving", chromedp.Click(`button[value=approve]`))
			if got := text(".shared .title"); !strings.HasPrefix(got, "Spaced maths quizzes") {
				t.Errorf("after approving the group shows %q", got)
			}
			has(t, s.browser().get("/groups/1/feed.atom"), "Spaced maths quizzes", "Short, fair, and close to what we do.")
			for _, path := range []string{"/groups/1/people", "/groups/1/rota", "/groups/1/settings", "/groups/1/themes", "/groups/1/leave", "/groups/1/close"} {
				follow(path, chromedp.Navigate(s.url+path))
			}
			follow("the group again", chromedp.Navigate(s.url+"/groups/1"))
			follow("the brief", chromedp.Click(`.share-foot a`))
			pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
			ok(t, err)
			onePage(t, "the brief of the journey", pdf)
			if complaints := said(); complaints != "" {
				t.Errorf("the browser complains: %s", complaints)
			}
		})
	}
}

// onePage wants a PDF of exactly one page of A4 (595 by 842 points).
func onePage(t *testing.T, what string, pdf []byte) {
	t.Helper()
	if pages := regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1); len(pages) != 1 {
		t.Errorf("%s has %d pages, want 1", what, len(pages))
	}
	var width, height float64
	box := regexp.MustCompile(`/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]`).FindSubmatch(pdf)
	if box == nil {
		t.Fatalf("%s has no size", what)
	}
	_, err := fmt.Sscan(string(box[1])+" "+string(box[2]), &width, &height)
	ok(t, err)
	if width < 594 || width > 596 || height < 841 || height > 843 {
		t.Errorf("%s is %v by %v points, not A4", what, width, height)
	}
}

func TestABriefIsOnePageHoweverLongItsTexts(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	g := newStudy(t, "0")
	wide, words := strings.Repeat("WM", 4000), strings.Repeat("Many long considerations notwithstanding. ", 200)
	long := func(text string) chalkline.Card {
		signals := []chalkline.Signal{{Name: chalkline.SignalFinding, Quote: text}, {Name: chalkline.SignalDesign, Value: "RCT"}}
		for _, name := range []string{
			chalkline.SignalParticipants, chalkline.SignalSchools, chalkline.SignalPhase, chalkline.SignalCountry, chalkline.SignalOutcome,
			chalkline.SignalDuration, chalkline.SignalFunder, chalkline.SignalPeerReview,
		} {
			signals = append(signals, chalkline.Signal{Name: name, Value: text})
		}
		return chalkline.Card{
			Item: chalkline.Item{ID: 7, Title: text, Venue: text, Authors: []string{text}}, Source: chalkline.Source{Name: text},
			Appraisal: chalkline.Appraisal{
				Grade: chalkline.GradeB, Score: 70, Margin: 9, Design: chalkline.DesignCRCT, Kind: chalkline.KindResearch, Reason: chalkline.Verbatim(text), Signals: signals,
				Cautions: []chalkline.Caution{{Text: chalkline.Verbatim(text)}, {Text: chalkline.Verbatim(text)}},
			},
			Other: &chalkline.OtherSide{Title: text, Grade: chalkline.GradeA, Direction: chalkline.DirectionNull},
		}
	}
	site := &server{Config: Config{Base: "https://chalkline." + strings.Repeat("a-rather-long-name.", 8) + "school.example", Name: "Chalkline", Now: g.clock.now}}
	assets, err := loadStatic()
	ok(t, err)
	pages, err := loadPages(assets, say.English)
	ok(t, err)
	brief, err := pages.page("group-brief")
	ok(t, err)
	mux := http.NewServeMux()
	mux.Handle("/static/{path...}", assets)
	for name, text := range map[string]string{"wide": wide, "words": words, "short": "Small."} {
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, _ *http.Request) {
			card := chalkline.SharedCard{Card: long(text)}
			theme := chalkline.Theme{Month: "2026-11", Title: firstRunes(text, chalkline.NameRunes), Text: text, Questions: []string{text, text, text, text}}
			b, err := site.newBrief(say.English, inGroup{Group: chalkline.Group{ID: 1, Name: firstRunes(text, chalkline.NameRunes)}}, theme, []chalkline.SharedCard{card, card, card, card, card})
			if err != nil {
				t.Error(err)
				return
			}
			var page bytes.Buffer
			if err := brief.ExecuteTemplate(&page, "layout", frame{Name: "Chalkline", Title: "Brief", Data: b}); err != nil {
				t.Error(err)
			}
			_, _ = w.Write(page.Bytes())
		})
	}
	address := serveTest(t, mux)
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	for _, name := range []string{"wide", "words", "short"} {
		ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1200)))
		_, err := chromedp.RunResponse(ctx, chromedp.Navigate(address+"/"+name))
		ok(t, err)
		clipped, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll('main, .middle, .below, footer')]
			.filter(e => e.scrollHeight > e.clientHeight + 1).map(e => e.className || e.tagName).join(' ')`))
		ok(t, err)
		if clipped != "" {
			t.Errorf("a brief of %s texts does not fit in: %s", name, clipped)
		}
		pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
		ok(t, err)
		onePage(t, "a brief of "+name+" texts", pdf)
	}
}

// serveTest serves h until the test ends.
func serveTest(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}
