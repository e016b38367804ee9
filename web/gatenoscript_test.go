package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"chalkline"
)

// TestAReadersWayWithoutScripts goes from the front page to a group in a browser
// that runs no script: all is done by links and forms.
func TestAReadersWayWithoutScripts(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	g := newStudy(t, "0")
	want(t, g.curator.submit(g.path+"/invitations", "uses", "1"), http.StatusSeeOther)
	invitation := invitationLink.FindString(g.curator.get(g.path + "/people").body)
	tab, cancel := chromedp.NewContext(allocator)
	defer cancel()
	ok(t, chromedp.Do(tab, chromedp.EmulateViewport(360, 780)))
	_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	ok(t, err)
	said := listen(t, tab)
	follow := func(what string, step chromedp.Action[chromedp.Void]) {
		t.Helper()
		a, err := chromedp.RunResponse(tab, step)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if a == nil || a.Status != http.StatusOK {
			t.Fatalf("%s is answered by %+v", what, a)
		}
	}
	do := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(tab, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	sees := func(selector, words string) {
		t.Helper()
		got, err := chromedp.Run(tab, chromedp.Text(selector))
		ok(t, err)
		if !strings.Contains(got, words) {
			t.Errorf("%s says %q, want %q", selector, got, words)
		}
	}

	follow("the front page", chromedp.Navigate(g.url+"/"))
	do("writing an address", chromedp.SendKeys(`.join input[name=email]`, "new@school.example"))
	follow("joining", chromedp.Click(`form[action="/join"] button`))
	follow("the mailed link", chromedp.Navigate(g.post.link(t, "new@school.example")))
	follow("entering", chromedp.Click(`main form button`))
	do("looking for a topic", chromedp.SendKeys(`#find`, "retriev"))
	follow("finding it", chromedp.Click(`button[formaction="/welcome/topics/find"]`))
	do("ticking it", chromedp.Click(`input[value=retrieval-practice]`))
	follow("the class", chromedp.Click(`.onward button`))
	do("ticking a phase", chromedp.Click(`input[value=secondary]`))
	follow("the digest", chromedp.Click(`.onward button`))
	follow("the picks", chromedp.Click(`.onward button`))
	reader, err := g.db.ReaderByEmail(t.Context(), "new@school.example")
	ok(t, err)
	follows, err := g.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) != 1 || follows[0].Value != "retrieval-practice" || len(reader.Class.Phases) != 1 {
		t.Errorf("after the welcome the reader follows %v and teaches %v", follows, reader.Class)
	}

	pickAll(t, g.db, reader.ID, g.filled, g.clock.now())
	card := fmt.Sprintf("#item-%d", g.filled.items["quiz-trial"])
	follow("the picks again", chromedp.Navigate(g.url+"/picks"))
	follow("calling it useful", chromedp.Click(card+` button[value=useful]`))
	sees(card, "Marked useful.")
	follow("undoing that", chromedp.Click(card+` .done button`))
	sees(card, "Taken back.")
	follow("saving it", chromedp.Click(card+` button[value=saved]`))
	follow("what is saved", chromedp.Click(`.tabs a[href="/saved"]`))
	sees(card, "Spaced maths quizzes")

	follow("the settings", chromedp.Click(`nav a[href="/settings"]`))
	do("asking for grade A only", chromedp.SetValue(`#least`, "A"))
	follow("trying it", chromedp.Click(`button[formaction^="/settings/picks/try"]`))
	sees("#tried", "Last week with these settings")
	follow("keeping it", chromedp.Click(`form.wants button:not([formaction])`))
	if wants := g.reload(reader).Wants; wants.Least != chalkline.GradeA {
		t.Errorf("the settings are %+v", wants)
	}

	follow("an invitation", chromedp.Navigate(invitation))
	do("a name for the group", chromedp.SendKeys(`main input[name=name]`, "Cy"))
	follow("joining the group", chromedp.Click(`main form button`))
	sees("h1", "Maths department")
	follow("the card", chromedp.Navigate(g.url+"/items/"+card[len("#item-"):]))
	follow("putting it forward", chromedp.Click(`a.forward`))
	do("saying why", chromedp.SendKeys(`#note`, "Short."))
	follow("sending it", chromedp.Click(`main form button`))
	if share := g.share("quiz-trial"); share.Note != "Short." {
		t.Errorf("put forward was %+v", share)
	}
	if complaints := said(); complaints != "" {
		t.Errorf("the browser complains: %s", complaints)
	}
}
