package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// barriers are what axe-core finds on a page that it calls serious or critical. By
// night only the colours differ, so that it looks at these alone.
const barriers = `axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}%s}).then(r => r.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.map(v => v.id + ' (' + v.help + '): ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')).join('\n'))`

const onlyColours = `, runOnly: ['color-contrast', 'link-in-text-block']`

// shifts are the parts of a page that moved while it was loaded.
const shifts = `new Promise(done => {
	const moved = [];
	new PerformanceObserver(list => {
		for (const e of list.getEntries()) for (const s of e.sources) moved.push(e.value.toFixed(4) + ' ' + (s.node?.outerHTML ?? s.node?.nodeName ?? '').slice(0, 80));
	}).observe({type: 'layout-shift', buffered: true});
	requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved.join('; ')), 20)));
})`

const widerThanTheScreen = `document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth + ' px' : ''`

// TestEveryPageInABrowser opens every page on a phone and on a desk, by day and by
// night.
func TestEveryPageInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	ok(t, err)
	h := newHouse(t)
	address := strings.Replace(serveTest(t, lateScripts(h.server)), "127.0.0.1", "localhost", 1)
	first, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel) // after the people are through
	ok(t, chromedp.Do(first))
	type page struct{ name, path string }
	pages := map[string][]page{}
	h.eachPage(func(name, path string, p person) { pages[p.name] = append(pages[p.name], page{name, path}) })
	for _, p := range h.people {
		t.Run("by "+p.name, func(t *testing.T) {
			t.Parallel()
			tab := h.tab(t, first, p)
			said, asked := listen(t, tab), requestsOf(t, tab)
			_, err := chromedp.Call(tab, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
			ok(t, err)
			for _, page := range pages[p.name] {
				v := viewing{t, tab, page.name}
				ok(t, chromedp.Do(tab, chromedp.EmulateViewport(360, 4000))) // what is not seen does not move
				v.scheme("light")
				if _, err := chromedp.RunResponse(tab, chromedp.Navigate(address+page.path)); err != nil {
					t.Fatalf("%s: %v", page.name, err)
				}
				v.finds("moves while it is loaded", shifts)
				v.runs(string(axe))
				v.runs(`document.querySelectorAll('details').forEach(e => e.open = true)`)
				for _, width := range []int64{360, 1280} {
					ok(t, chromedp.Do(tab, chromedp.EmulateViewport(width, 780)))
					v.finds(fmt.Sprintf("is wider than %d px", width), widerThanTheScreen)
					v.scheme("light")
					v.finds(fmt.Sprintf("has barriers at %d px by day", width), fmt.Sprintf(barriers, ""))
					v.scheme("dark")
					v.finds(fmt.Sprintf("has barriers at %d px by night", width), fmt.Sprintf(barriers, onlyColours))
				}
			}
			for _, asked := range asked() {
				if !strings.HasPrefix(asked, address+"/") && !strings.HasPrefix(asked, "data:") {
					t.Errorf("a page asks for %s", asked)
				}
			}
			for complaint := range strings.SplitSeq(said(), "; ") {
				if complaint != "" && !strings.Contains(complaint, "responded with a status of 4") { // as it should be
					t.Errorf("the browser complains: %s", complaint)
				}
			}
		})
	}
}

// lateScripts lets scripts come when the page is shown already, as on a slow line:
// what they move then is seen to move.
func lateScripts(site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".js") {
			time.Sleep(60 * time.Millisecond)
		}
		site.ServeHTTP(w, r)
	})
}

// TestTheGateSeesBarriers shows the gate a page with faults.
func TestTheGateSeesBarriers(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	ok(t, err)
	address := serveTest(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html><title>x</title><meta name="color-scheme" content="light dark">
<style>p { color: #bbb; background: #fff } @media (prefers-color-scheme: dark) { p { color: #111 } } button { outline: none !important; order: 1; margin: 0; border: 0; padding: 0; font-size: 6px }</style>
<div style="display: flex; width: 700px"><button>a</button><button>b</button></div><p>Words</p><input>
<script>setTimeout(() => document.body.prepend(document.createElement('hr')), 100)</script></html>`)
	}))
	tab, cancel := chromedp.NewContext(allocator)
	defer cancel()
	ok(t, chromedp.Do(tab, chromedp.EmulateViewport(360, 780)))
	v := viewing{t, tab, "the page with faults"}
	v.scheme("light")
	_, err = chromedp.RunResponse(tab, chromedp.Navigate(address))
	ok(t, err)
	v.runs(string(axe))
	v.says(`new Promise(done => setTimeout(() => done(''), 200))`)
	v.says(fmt.Sprint(stops, "+''"))
	ok(t, chromedp.Do(tab, chromedp.KeyEvent("\t")))
	for what, c := range map[string]struct{ script, want string }{
		"a label that is missing":  {fmt.Sprintf(barriers, ""), "label ("},
		"a language":               {fmt.Sprintf(barriers, ""), "html-has-lang ("},
		"grey on white":            {fmt.Sprintf(barriers, onlyColours), "color-contrast ("},
		"small buttons":            {fmt.Sprintf(barriers, ""), "target-size ("},
		"what moves":               {shifts, "<"},
		"what is too wide":         {widerThanTheScreen, "px"},
		"an order of its own":      {disordered, "<button>"},
		"a focus that is not seen": {stop, "0 shows no focus"},
	} {
		if got := v.says(c.script); !strings.Contains(got, c.want) {
			t.Errorf("the gate does not see %s: %q", what, got)
		}
	}
}

// viewing is a look at a page.
type viewing struct {
	t    *testing.T
	tab  context.Context
	page string
}

// runs runs a script in the page.
func (v viewing) runs(script string) {
	v.t.Helper()
	ok(v.t, chromedp.Do(v.tab, chromedp.Evaluate[chromedp.Void](script)))
}

// says is what a script finds in the page.
func (v viewing) says(script string) string {
	v.t.Helper()
	got, err := chromedp.Run(v.tab, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("%s: %v", v.page, err)
	}
	return got
}

// finds wants a script to find nothing.
func (v viewing) finds(what, script string) {
	v.t.Helper()
	if got := v.says(script); got != "" {
		v.t.Errorf("%s %s: %s", v.page, what, got)
	}
}

// scheme makes it day or night.
func (v viewing) scheme(scheme string) {
	v.t.Helper()
	_, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	ok(v.t, err)
}

// requestsOf collects the addresses that a tab asks for.
func requestsOf(t *testing.T, tab context.Context) func() []string { //nolint:revive // t comes first in tests
	t.Helper()
	var mu sync.Mutex
	var asked []string
	ok(t, chromedp.Listen(tab, func(event any) {
		if e, is := event.(*network.EventRequestWillBeSent); is {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, e.Request.URL)
		}
	}))
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		if len(asked) == 0 {
			t.Error("the tab asked for nothing at all")
		}
		return asked
	}
}
