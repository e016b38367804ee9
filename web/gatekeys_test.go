package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// stops makes the list of what Tab should reach, in order: what is seen and takes
// the focus; of a group of radio buttons one.
const stops = `(() => {
	const groups = new Set();
	window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => {
		if (e.disabled || e.type === 'hidden' || !e.checkVisibility({visibilityProperty: true})) return false;
		if (e.type !== 'radio') return true;
		const group = [...document.querySelectorAll('input[type=radio]')].filter(o => o.name === e.name && o.form === e.form);
		const chosen = group.find(o => o.checked) ?? group[0];
		return e === chosen;
	});
	return window.stops.length;
})()`

// stop says where the focus is in that list, and what is wrong with how it is shown.
const stop = `(() => {
	const e = document.activeElement, style = getComputedStyle(e), n = window.stops.indexOf(e);
	const box = e.getClientRects()[0];
	const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
	let fault = '';
	if (n < 0) fault = 'is not in the list';
	else if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) === 0) fault = 'shows no focus';
	else if (box.width < 2 || box.bottom < 0 || box.top > innerHeight) fault = 'is out of sight';
	else if (!over || !e.contains(over) && !over.contains(e)) fault = 'is covered by ' + over?.outerHTML.slice(0, 60);
	return n + (fault && ' ' + fault + ': ' + e.outerHTML.slice(0, 120));
})()`

// disordered finds what stands elsewhere on the screen than in the page's order.
const disordered = `[...document.querySelectorAll('body *')].filter(e => {
	const style = getComputedStyle(e);
	return style.order !== '0' || style.flexDirection.endsWith('reverse') || e.tabIndex > 0;
}).map(e => e.outerHTML.slice(0, 80)).join('; ')`

// TestEverythingIsReachedByKeys goes over pages by Tab alone.
func TestEverythingIsReachedByKeys(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	h := newHouse(t)
	first, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ok(t, chromedp.Do(first))
	tab := h.tab(t, first, h.people[owner])
	ok(t, chromedp.Do(tab, chromedp.EmulateViewport(360, 780)))
	for _, request := range []string{"GET /picks", "GET /items/{item}", "GET /topics", "GET /settings", "GET /account", "GET /search?q=spaced"} {
		_, path, _ := h.request(request)
		v := viewing{t, tab, path}
		_, err := chromedp.RunResponse(tab, chromedp.Navigate(h.url+path))
		ok(t, err)
		v.finds("has another order on the screen", disordered)
		count, err := chromedp.Run(tab, chromedp.Evaluate[int](stops))
		ok(t, err)
		if skip := v.says(`window.stops[0].getAttribute('href')`); skip != "#main" {
			t.Errorf("%s: the first stop leads to %q, want the text", path, skip)
		}
		last := ""
		for n := 0; n < count; {
			ok(t, chromedp.Do(tab, chromedp.KeyEvent("\t")))
			got := v.says(stop)
			if at, _, _ := strings.Cut(got, " "); at == last && v.says(`document.activeElement.type ?? ''`) == "date" {
				continue // on to the month, the year and the calendar
			}
			if got != fmt.Sprint(n) {
				t.Errorf("%s: Tab %d of %d leads to %s", path, n+1, count, got)
				if !strings.HasPrefix(got, fmt.Sprint(n)+" ") {
					break
				}
			}
			last = got
			n++
		}
	}
}
