package web

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/digest/mail"
)

// answering is a site with a reader who has a mail about an item.
type answering struct {
	*site
	reader chalkline.Reader
	item   chalkline.ItemID
	token  string
}

func newAnswering(t *testing.T) answering {
	t.Helper()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("tired@school.example")
	item := f.items["quiz-trial"]
	return answering{s, reader, item, mail.WordToken(s.key, reader.ID, item, s.clock.now())}
}

// said is what the reader has said of the item.
func (a answering) said() []chalkline.FeedbackKind {
	a.t.Helper()
	card, err := a.db.Card(a.t.Context(), a.reader.ID, a.item)
	ok(a.t, err)
	return card.Feedback
}

func (a answering) wantSaid(after string, kinds ...chalkline.FeedbackKind) {
	a.t.Helper()
	if got := a.said(); !slices.Equal(got, kinds) {
		a.t.Errorf("after %s the reader has said %v, want %v", after, got, kinds)
	}
}

func TestAReaderAnswersAMailWithoutSigningIn(t *testing.T) {
	t.Parallel()
	a := newAnswering(t)
	b := a.browser()
	card, err := a.db.Card(t.Context(), 0, a.item)
	ok(t, err)
	at := "/word/" + a.token

	for kind, label := range map[string]string{"useful": "Useful", "not_for_me": "Not for me", "saved": "Save"} {
		page := b.get(at + "/" + kind)
		want(t, page, http.StatusOK)
		has(t, page, card.Item.Title, fmt.Sprintf("action=\"%s/%s\">\n<button type=\"submit\">%s</button>", at, kind, label), "Full evidence card")
		lacks(t, page, "Undo", "/hidden", "Hide", `role="status"`)
		if cookies := page.header.Values("Set-Cookie"); len(cookies) > 0 || page.header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("a cookie %v, or kept: %q", cookies, page.header.Get("Cache-Control"))
		}
	}
	a.wantSaid("opening the links")

	done := b.submit(at + "/useful")
	want(t, done, http.StatusOK)
	has(t, done, "Noted as useful.", `name="undo" value="1"`, "Undo", ">Not for me<", ">Save<")
	a.wantSaid("saying useful", chalkline.FeedbackUseful)

	has(t, b.submit(at+"/saved"), "Saved.")
	has(t, b.submit(at+"/saved"), "Saved.")
	a.wantSaid("saving twice", chalkline.FeedbackSaved, chalkline.FeedbackUseful)

	has(t, b.submit(at+"/not_for_me"), "Noted as not for you.")
	a.wantSaid("another mind", chalkline.FeedbackNotForMe, chalkline.FeedbackSaved)

	lacks(t, b.get(at+"/useful"), "Undo", "Saved.", "Noted") // a forwarded mail tells nobody what its reader said

	undone := b.submit(at+"/not_for_me", "undo", "1")
	want(t, undone, http.StatusOK)
	has(t, undone, "Taken back.", `<button type="submit">Not for me</button>`)
	lacks(t, undone, "Undo")
	b.submit(at+"/saved", "undo", "1")
	a.wantSaid("taking both back")
}

func TestAnAnswerNeedsTheLinkOfTheMail(t *testing.T) {
	t.Parallel()
	a := newAnswering(t)
	b, now := a.browser(), a.clock.now()
	left := mail.WordToken(a.key, a.reader.ID+1, a.item, now)
	gone := mail.WordToken(a.key, a.reader.ID, a.item+1000, now)
	usual := b.get("/word/made-up/useful")
	want(t, usual, http.StatusNotFound)
	has(t, usual, "use the link in the mail as it is")

	for name, path := range map[string]string{
		"a forged signature":             "/word/" + a.token + "x",
		"no signature":                   "/word/7",
		"a token for something else":     "/word/" + a.key.Sign("unsubscribe", fmt.Sprint(a.reader.ID)),
		"a reader who left":              "/word/" + left,
		"an item that is gone":           "/word/" + gone,
		"another instance":               "/word/" + mail.WordToken(chalkline.NewKey(), a.reader.ID, a.item, now),
		"a word that mails do not offer": "/word/" + a.token + "\x00hidden",
	} {
		token, kind := path, "useful"
		if i := len(path) - len("\x00hidden"); i > 0 && path[i] == 0 {
			token, kind = path[:i], "hidden"
		}
		if got := b.get(token + "/" + kind); got.status != http.StatusNotFound || got.shared() != usual.shared() {
			t.Errorf("%s: asking gives %d, or another page than any bad address", name, got.status)
		}
		if got := b.submit(token + "/" + kind); got.status != http.StatusNotFound || got.shared() != usual.shared() {
			t.Errorf("%s: saying gives %d, or another page than any bad address", name, got.status)
		}
	}

	at := "/word/" + a.token
	want(t, b.do(http.MethodPost, at+"/useful", "", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"), http.StatusForbidden)
	want(t, b.submit(at+"/adored"), http.StatusNotFound)
	want(t, b.submit(at), http.StatusNotFound)
	want(t, b.get(at), http.StatusNotFound)

	a.clock.forward(mail.WordLife - time.Minute)
	want(t, b.get(at+"/useful"), http.StatusOK)
	a.clock.forward(2 * time.Minute)
	for _, late := range []answer{b.get(at + "/useful"), b.submit(at + "/useful")} {
		want(t, late, http.StatusGone)
		has(t, late, "work for 90 days", `action="/join"`)
	}
	a.wantSaid("all of these")
	ok(t, a.db.DeleteReader(t.Context(), a.reader.ID))
	want(t, b.get("/word/"+mail.WordToken(a.key, a.reader.ID, a.item, a.clock.now())+"/useful"), http.StatusNotFound)
}

func TestTheAnswerPageSaysWhatFell(t *testing.T) {
	t.Parallel()
	a := newAnswering(t)
	appraisal, err := a.db.Appraisal(t.Context(), a.item)
	ok(t, err)
	appraisal.Grade = chalkline.GradeR
	item, err := a.db.Item(t.Context(), a.item)
	ok(t, err)
	ok(t, a.db.SaveAppraised(t.Context(), []chalkline.Appraised{{Appraisal: appraisal, Changed: item.Changed}}))
	has(t, a.browser().get("/word/"+a.token+"/useful"), "Retracted: please do not rely on this.")
}

func TestTheAnswerPageInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	a := newAnswering(t)
	tab, cancel := chromedp.NewContext(allocator)
	defer cancel()
	for _, width := range []int64{360, 1280} {
		page := fmt.Sprintf("%s/word/%s/useful", a.url, a.token)
		ok(t, chromedp.Do(tab, chromedp.EmulateViewport(width, 780), chromedp.Navigate(page)))
		for _, step := range []string{"asked", "done", "undone"} {
			if step != "asked" {
				_, err := chromedp.RunResponse(tab, chromedp.Click(`main form button`))
				ok(t, err)
			}
			wide, err := chromedp.Run(tab, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
			ok(t, err)
			bad, err := chromedp.Run(tab, chromedp.Evaluate[string](unnamed))
			ok(t, err)
			if wide > width || bad != "" {
				t.Errorf("%s: %d px wide on %d; %s", step, wide, width, bad)
			}
			picture, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
			ok(t, err)
			ok(t, os.WriteFile(filepath.Join(t.ArtifactDir(), fmt.Sprintf("word-%s-%d.png", step, width)), picture, 0o600))
		}
	}
	a.wantSaid("a button and its undo")
}

// itsAddress is where a page names its own address.
var itsAddress = regexp.MustCompile(`<input type="hidden" name="back" value="[^"]*">`)

// shared is a page without its own address, which all of its sort have in common.
func (a answer) shared() string { return itsAddress.ReplaceAllString(a.body, "") }
