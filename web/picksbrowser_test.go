package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/store"
)

// TestAnswersInABrowser answers cards, takes that back, walks by keys and filters,
// with scripts and without.
func TestAnswersInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s, f, _, reader := picksSite(t)
	first, second := f.all[0], f.all[1]
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	s.enterIn(t, ctx, reader)
	ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	said := listen(t, ctx)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(script string) string {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		ok(t, err)
		return strings.TrimSpace(got)
	}
	with := func(kind chalkline.FeedbackKind) []chalkline.ItemID {
		t.Helper()
		cards, err := s.db.Cards(ctx, reader.ID, store.CardQuery{Feedback: kind})
		ok(t, err)
		var ids []chalkline.ItemID
		for _, c := range cards {
			ids = append(ids, c.Item.ID)
		}
		return ids
	}
	card := fmt.Sprintf("#item-%d ", first)
	open := func(path string) {
		t.Helper()
		_, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+path))
		ok(t, err)
	}

	open("/picks")
	do(chromedp.Evaluate[chromedp.Void](`window.stayed = true`))
	do(chromedp.Click(card+`button[value=useful]`), chromedp.WaitVisible(card+`.done button:focus`))
	if got := with(chalkline.FeedbackUseful); len(got) != 1 || got[0] != first {
		t.Errorf("useful are %v, want %d", got, first)
	}
	if got := ask(`[String(window.stayed), document.activeElement.textContent.slice(0, 4), document.querySelector('#heard').textContent].join('|')`); got != "true|Undo|Marked useful. Your next picks learn from it." {
		t.Errorf("after a tap on useful: %q", got)
	}
	do(chromedp.Click(card+`.done button`), chromedp.WaitVisible(card+`.mark-button[value=useful]:focus`))
	if got := with(chalkline.FeedbackUseful); len(got) != 0 {
		t.Errorf("after undo %v are useful", got)
	}
	do(chromedp.Click(card+`button[value=saved]`), chromedp.WaitVisible(card+`.done button:focus`))

	open("/picks")
	do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("s"), chromedp.WaitVisible(fmt.Sprintf("#item-%d .done button:focus", second)))
	if got := with(chalkline.FeedbackSaved); len(got) != 2 {
		t.Errorf("saved are %v, want %d and %d", got, first, second)
	}
	do(chromedp.KeyEvent("j"), chromedp.KeyEvent("k"))
	if got := ask(`document.activeElement.id`); got != fmt.Sprintf("item-%d", second) {
		t.Errorf("j and k lead to %q", got)
	}
	do(chromedp.KeyEvent("?"), chromedp.WaitVisible(`#keys[open]`), chromedp.Click(`#keys-off`), chromedp.Click(`#keys form button`))
	do(chromedp.KeyEvent("j"))
	if got := ask(`String(document.querySelector('#keys').open) + document.activeElement.closest('article')?.id`); strings.HasSuffix(got, fmt.Sprint(f.all[2])) {
		t.Error("a key that was switched off moves")
	}
	do(chromedp.Click(fmt.Sprintf("#item-%d button[value=hidden]", second)), chromedp.WaitVisible(fmt.Sprintf("#item-%d.gone button:focus", second)))
	do(chromedp.Click(fmt.Sprintf("#item-%d.gone button", second)), chromedp.WaitVisible(fmt.Sprintf("#item-%d .title", second)))

	do(chromedp.Click(`.filters summary`))
	_, err := chromedp.RunResponse(ctx, chromedp.Click(`a.chip[href="/picks?what=trials"]`))
	ok(t, err)
	if got := ask(`location.search + ' ' + document.querySelectorAll('article.card').length`); got != "?what=trials 3" {
		t.Errorf("the filter leads to %q", got)
	}
	for name, script := range map[string]string{
		"is wider than the screen": widerThanTheScreen,
		"has what has no name":     unnamed,
		"has what a thumb misses": `[...document.querySelectorAll('.foot button, .foot a, a.chip, .tabs a, .filters > summary, .own-note summary')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
			.map(e => e.textContent.trim().slice(0, 30) + ' ' + e.getBoundingClientRect().height).join(', ')`,
	} {
		for _, path := range []string{"/picks", "/picks?what=trials", "/saved", "/history", "/history?show=saved"} {
			open(path)
			if got := ask(script); got != "" {
				t.Errorf("%s %s: %s", path, name, got)
			}
		}
	}
	if text := said(); text != "" {
		t.Errorf("the console says %s", text)
	}
}

// TestAnswersInABrowserWithoutScripts does the same by forms and links alone.
func TestAnswersInABrowserWithoutScripts(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s, f, _, reader := picksSite(t)
	item := f.all[2]
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	ok(t, err)
	s.enterIn(t, ctx, reader)
	follow := func(step chromedp.Action[chromedp.Void]) {
		t.Helper()
		_, err := chromedp.RunResponse(ctx, step)
		ok(t, err)
	}
	sees := func(selector, words string) {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Text(selector))
		ok(t, err)
		if !strings.Contains(got, words) {
			t.Errorf("%s says %q, want %q", selector, got, words)
		}
	}
	card := fmt.Sprintf("#item-%d", item)
	follow(chromedp.Navigate(s.url + "/picks"))
	follow(chromedp.Click(card + ` button[value=useful]`))
	sees(card+" .done", "Marked useful.")
	follow(chromedp.Click(card + ` .done button`))
	sees(card+" .done", "Taken back.")
	follow(chromedp.Click(card + ` button[value=hidden]`))
	sees(card, "Hidden:")
	follow(chromedp.Click(card + ` button`))
	follow(chromedp.Click(card + ` button[value=saved]`))
	follow(chromedp.Click(`.tabs a[href="/saved"]`))
	ok(t, chromedp.Do(ctx, chromedp.Click(`.own-note summary`), chromedp.SendKeys(`.own-note textarea`, "Try it on Monday.")))
	follow(chromedp.Click(`.own-note form button`))
	sees(".own-note .as-typed", "Try it on Monday.")
	follow(chromedp.Navigate(s.url + "/picks"))
	ok(t, chromedp.Do(ctx, chromedp.Click(`.filters summary`)))
	follow(chromedp.Click(`a.chip[href="/picks?what=trials"]`))
	sees(".filters summary", "3 of 12 picks")
	follow(chromedp.Click(`.filters a[href="/picks"]`))
}
