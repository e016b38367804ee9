package web

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// walk is somebody's way over a site, in a tab of Chromium.
type walk struct {
	t     *testing.T
	ctx   context.Context //nolint:containedctx // it is the tab
	width int64
	said  func() string // what the browser has complained of
}

// newWalk opens a tab of some width. End it.
func newWalk(t *testing.T, allocator context.Context, width int64) (w *walk, end context.CancelFunc) { //nolint:revive // t comes first in tests
	t.Helper()
	ctx, end := chromedp.NewContext(allocator)
	w = &walk{t: t, ctx: ctx, width: width}
	w.do("opening a tab", chromedp.EmulateViewport(width, 780))
	w.said = listen(t, ctx)
	return w, end
}

// do does something on the page.
func (w *walk) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}

// follow does what leads to another page.
func (w *walk) follow(what string, step chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if _, err := chromedp.RunResponse(w.ctx, step); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}

// look looks at a page: nothing on it is wider than the screen, and everything has a name.
func (w *walk) look(page string) {
	w.t.Helper()
	for name, script := range map[string]string{
		"is wider than the screen": widerThanTheScreen,
		"has what has no name":     unnamed,
	} {
		got, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](script))
		if err != nil {
			w.t.Fatalf("%s: %v", page, err)
		}
		if got != "" {
			w.t.Errorf("%s at %d px %s: %s", page, w.width, name, got)
		}
	}
}

// visit follows and looks.
func (w *walk) visit(what string, step chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	w.follow(what, step)
	w.look(what)
}

// text is what an element says; "" when there is none.
func (w *walk) text(selector string) string {
	w.t.Helper()
	got, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.querySelector('`+selector+`')?.textContent ?? ''`))
	ok(w.t, err)
	return strings.TrimSpace(got)
}
