package web

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestWhatOnlyAScriptMakesWorkIsShownWhereItWorks opens pages in three browsers: of
// the way with passkeys and the note that stands for it, one is seen.
func TestWhatOnlyAScriptMakesWorkIsShownWhereItWorks(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s := newNamedSite(t)
	_, reader := s.feedOf("ada@school.example", fill(t, s.db, s.clock.now()))
	for name, c := range map[string]struct {
		noScripts, noPasskeys  bool
		enter, add, note, keys bool
	}{
		"scripts and passkeys": {enter: true, add: true, keys: true},
		"scripts, no passkeys": {noPasskeys: true, note: true, keys: true},
		"no scripts":           {noScripts: true, note: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := chromedp.NewContext(allocator)
			defer cancel()
			ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 780)))
			if c.noPasskeys {
				_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `delete window.PublicKeyCredential`})
				ok(t, err)
			}
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: c.noScripts})
			ok(t, err)
			shows := func(path, selector string, want bool) {
				t.Helper()
				_, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+path))
				ok(t, err)
				got, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector('`+selector+`')?.checkVisibility({visibilityProperty: true}) ?? false`))
				ok(t, err)
				if got != want {
					t.Errorf("%s shows %s: %v, want %v", path, selector, got, want)
				}
			}
			shows("/join", `form[data-passkey=enter]`, c.enter)
			s.enterIn(t, ctx, reader)
			shows("/account", `form[data-passkey=add]`, c.add)
			shows("/account", `[data-passkey=off]`, c.note)
			shows("/picks", `#keys-open`, c.keys)
		})
	}
}
