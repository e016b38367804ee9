package web

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/store"
)

// chromium opens a real browser, and a tab in it for every size.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser, for which -short has no time")
	}
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("skipped: no chromium-headless-shell")
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true))...)
	t.Cleanup(cancel)
	if end, ok := t.Deadline(); ok { // before go test gives up, so that it is told who hung
		ctx, cancel = context.WithDeadline(ctx, end.Add(-10*time.Second))
		t.Cleanup(cancel)
	}
	return ctx
}

// unnamed finds what a screen reader could not name: fields without a label,
// buttons and links without words, pictures without a text. It also finds
// headings that skip a level.
const unnamed = `(() => {
	const bad = [];
	for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
		if (!e.labels?.length && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')) bad.push('field ' + e.name);
	for (const e of document.querySelectorAll('button, a[href], summary'))
		if (!e.textContent.trim() && !e.getAttribute('aria-label')) bad.push('unnamed ' + e.outerHTML.slice(0, 80));
	for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) bad.push('image ' + e.src);
	for (const e of document.querySelectorAll('svg'))
		if (!e.getAttribute('aria-hidden') && !e.getAttribute('aria-label') && !e.querySelector('title')) bad.push('picture ' + e.outerHTML.slice(0, 80));
	let level = 0;
	for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
		const l = +e.tagName[1];
		if (l > level + 1) bad.push('heading ' + e.outerHTML.slice(0, 80));
		level = l;
	}
	if (document.documentElement.lang === '') bad.push('no language');
	if (document.querySelectorAll('main').length !== 1) bad.push('no main part');
	return bad.join('; ');
})()`

// TestAReadersWayInABrowser goes from the join form to feedback in Chromium on a
// phone and on a desk, and looks at every page on the way.
func TestAReadersWayInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			filled := fill(t, s.db, s.clock.now())
			ok(t, s.db.AddVisits(t.Context(), store.Visits{Host: "a-very-long-host-name.of-a-school-district.example", Asked: 1200, NotModified: 1100, Bytes: 5 << 20}))
			w, end := newWalk(t, allocator, width)
			defer end()
			ctx, must, follow, look, said := w.ctx, w.do, w.follow, w.look, w.said

			follow("front page", chromedp.Navigate(s.url+"/"))
			look("the front page")
			must("writing an address", chromedp.SendKeys(`input[name=email]`, "ada@school.example"))
			follow("joining", chromedp.Click(`form[action="/join"] button`))
			look("check your mail")
			follow("opening the mailed link", chromedp.Navigate(s.post.link(t, "ada@school.example")))
			look("the mailed link")
			follow("entering", chromedp.Click(`main form button`))
			look("topics")
			must("choosing a topic", chromedp.Click(`input[value="spacing"]`))
			follow("saving topics", chromedp.Click(`.onward button`))

			reader, err := s.db.ReaderByEmail(ctx, "ada@school.example")
			ok(t, err)
			follows, err := s.db.Follows(ctx, reader.ID)
			ok(t, err)
			if len(follows) != 1 || follows[0].Value != "spacing" {
				t.Errorf("follows %v, want spacing", follows)
			}
			pickAll(t, s.db, reader.ID, filled, s.clock.now())
			follow("picks", chromedp.Navigate(s.url+"/picks"))
			look("picks")
			must("calling an item useful", chromedp.Click(`form[action$="/feedback"] button[value=useful]`), chromedp.WaitVisible(`.foot .done button`))
			look("picks with feedback")
			useful, err := s.db.Cards(ctx, reader.ID, store.CardQuery{Feedback: chalkline.FeedbackUseful})
			ok(t, err)
			if len(useful) != 1 {
				t.Errorf("%d items are useful, want 1", len(useful))
			}
			ok(t, s.db.SetMailError(ctx, reader.ID, chalkline.Verbatim("550 5.1.1 <ada@school.example>: Recipient address rejected: User unknown in local recipient table")))
			for _, path := range []string{fmt.Sprintf("/items/%d", useful[0].Item.ID), fmt.Sprintf("/items/%d", filled.items["hostile"]) + "?why=1", "/picks", "/settings", "/search?q=spaced", "/search?q=%22spaced", "/privacy", "/grades", "/neighbours", "/leave"} {
				follow(path, chromedp.Navigate(s.url+path))
				look(path)
			}
			follow("the settings", chromedp.Navigate(s.url+"/settings"))
			must("asking for grade A only", chromedp.SetValue(`#least`, "A"))
			follow("trying the settings", chromedp.Click(`button[formaction^="/settings/picks/try"]`))
			look("settings that are tried")
			tried, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.hash + document.querySelector('#tried h3').textContent`))
			ok(t, err)
			if tried != "#triedLast week with these settings" {
				t.Errorf("trying settings shows %q", tried)
			}
			follow("the card", chromedp.Navigate(s.url+fmt.Sprintf("/items/%d", useful[0].Item.ID)))
			must("opening what can be followed", chromedp.Click(`.wishes summary`))
			follow("following the source", chromedp.Click(`.wishes button[value="0"]`))
			look("a card whose source is followed")
			follow("topics", chromedp.Navigate(s.url+"/topics"))
			look("topics with more that is followed")
			levels, err := chromedp.Run(ctx, chromedp.Evaluate[int](`[...document.querySelectorAll('.topic select')].filter(e => e.checkVisibility()).length`))
			ok(t, err)
			if levels != 1 {
				t.Errorf("%d topics ask how much, want the one that is ticked", levels)
			}
			must("pressing Tab", chromedp.KeyEvent("\t"))
			first, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.getAttribute('href') || ''`))
			ok(t, err)
			if !strings.HasPrefix(first, "#") {
				t.Errorf("the first Tab leads to %q, want the link that skips to the content", first)
			}
			if complaints := said(); complaints != "" {
				t.Errorf("the browser complains: %s", complaints)
			}
		})
	}
}

// listen collects what the browser complains of: blocked styles, missing files,
// scripts that fail.
func listen(t *testing.T, ctx context.Context) func() string { //nolint:revive // t comes first in tests
	t.Helper()
	var mu sync.Mutex
	var lines []string
	console := chromedp.Console(ctx)
	go func() {
		for message, err := range console {
			if err != nil {
				return
			}
			mu.Lock()
			lines = append(lines, message.Text)
			mu.Unlock()
		}
	}()
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(lines, "; ")
	}
}
