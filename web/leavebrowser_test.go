package web

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"chalkline"
)

// TestChangingTheLanguageAndLeavingInABrowser goes a reader's last way: the
// language at the foot of a page, the account, and the button that deletes all.
func TestChangingTheLanguageAndLeavingInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s := newSite(t)
	feed, reader := s.feedOf("leaver@school.example", fill(t, s.db, s.clock.now()))
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	s.enterIn(t, ctx, reader)
	ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	click := func(selector string) {
		t.Helper()
		_, err := chromedp.RunResponse(ctx, chromedp.Click(selector))
		ok(t, err)
	}
	shows := func(script, want string) {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		ok(t, err)
		if got != want {
			t.Errorf("%s is %q, want %q", script, got, want)
		}
	}
	_, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+"/picks"))
	ok(t, err)
	shows(`document.querySelector('h1').textContent`, "Your picks")
	click(`.languages button[value="es"]`)
	shows(`location.pathname + ' ' + document.documentElement.lang + ' ' + document.querySelector('h1').textContent`, "/picks es Tus selecciones")
	has(t, s.browser().get(feed+".rss"), "<language>es</language>")
	click(`.languages button[value="en"]`)
	shows(`document.querySelector('h1').textContent`, "Your picks")

	click(`nav a[href="/settings"]`)
	click(`a[href="/leave"]`)
	shows(`document.querySelector('h1').textContent`, "Leave?")
	click(`main form button.danger`)
	shows(`document.querySelector('h1').textContent`, "You have left")
	if _, err := s.db.Reader(t.Context(), reader.ID); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("they are still stored: %v", err)
	}
	want(t, s.browser().get(feed+".rss"), http.StatusNotFound)
	_, err = chromedp.RunResponse(ctx, chromedp.Navigate(s.url+"/picks"))
	ok(t, err)
	shows(`location.pathname`, "/join")
}
