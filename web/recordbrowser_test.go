package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"chalkline"
)

func TestRecordAndAPIInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	g, _ := recorded(t)
	reader, err := g.db.Reader(t.Context(), g.readers["Ada"].ID)
	ok(t, err)
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := chromedp.NewContext(allocator)
			defer cancel()
			g.enterIn(t, ctx, reader)
			ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 780)))
			said := listen(t, ctx)
			look := func(name string) {
				t.Helper()
				for what, script := range map[string]string{
					"is wider than the screen": widerThanTheScreen,
					"has what has no name":     unnamed,
				} {
					got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
					ok(t, err)
					if got != "" {
						t.Errorf("%s at %d px %s: %s", name, width, what, got)
					}
				}
			}
			for _, path := range []string{"/record", "/api", "/settings/api"} {
				_, err := chromedp.RunResponse(ctx, chromedp.Navigate(g.url+path))
				ok(t, err)
				look(path)
			}
			ok(t, chromedp.Do(ctx, chromedp.SendKeys(`#name`, "My script")))
			_, err := chromedp.RunResponse(ctx, chromedp.Click(`#make ~ form button`))
			ok(t, err)
			look("a new token")
			secret, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('#secret').value`))
			ok(t, err)
			if _, err := g.db.APITokenByHash(ctx, chalkline.HashSecret(secret)); err != nil {
				t.Errorf("the token that is shown is not stored: %v", err)
			}
			if text := said(); text != "" {
				t.Errorf("the console at %d px says %s", width, text)
			}
		})
	}
}
