package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"chalkline"
	"chalkline/digest/mail"
)

func TestAddressesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for n, c := range []struct{ name, typed, to, says string }{
		{"spaces and capitals", " Ada@School.example ", "ada@school.example", "<strong>ada@school.example</strong>"},
		{"a display name", `"Byron, Ada" <ada.b@school.example>`, "ada.b@school.example", "ada.b@school.example"},
		{"a tag", "ada+picks@school.example", "ada+picks@school.example", "ada+picks@school.example"},
		{"a domain in letters", "ada@schüle.example", "ada@xn--schle-mva.example", "<strong>ada@schüle.example</strong>"},
		{"letters before the @", "łucja@school.example", "", "letters a to z"},
		{"quotes", `"a b"@school.example`, "", "spaces or quotes"},
		{"several", "ada@school.example, bob@school.example", "", "more than one mail address"},
		{"a header", "ada@school.example\r\nBcc: all@school.example", "", "is not a mail address"},
		{"a NUL", "ada\x00@school.example", "", "is not a mail address"},
		{"markup", "<script>alert(1)</script>@school.example", "", "is not a mail address"},
		{"10 KB", strings.Repeat("a", 10<<10) + "@school.example", "", "too long"},
		{"nothing", "", "", "is not a mail address"},
	} {
		before := s.post.count()
		form := url.Values{"email": {c.typed}}
		unescape := func(a answer) answer { a.body = html.UnescapeString(a.body); return a }
		a := s.browser().do(http.MethodPost, "/join", form.Encode(), "Sec-Fetch-Site", "same-origin", "X-Forwarded-For", fmt.Sprintf("198.51.100.%d", n))
		lacks(t, a, "<script", "\x00")
		has(t, unescape(a), c.says)
		if c.to == "" {
			want(t, a, http.StatusBadRequest)
			if s.post.count() != before {
				t.Errorf("%s: a mail was sent", c.name)
			}
			continue
		}
		want(t, a, http.StatusOK)
		link := s.post.link(t, c.to)
		b := s.browser()
		has(t, unescape(b.get(link)), "<strong>"+mail.ShowAddress(c.to)+"</strong>")
		want(t, b.submit(link), http.StatusSeeOther)
		if _, err := s.db.ReaderByEmail(t.Context(), c.to); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// joining is the answer to a request for mail, with the address in it made the same.
func (s *site) joining(email string) (int, http.Header, string) {
	s.t.Helper()
	a := s.browser().submit("/join", "email", email)
	a.header.Del("Date")
	return a.status, a.header, strings.ReplaceAll(a.body, email, "ADDRESS")
}

// Three addresses of one length: a reader's, one to which mail stopped, a stranger's.
var knownStoppedStranger = [...]string{"known@school.example", "bounc@school.example", "whois@school.example"}

// newSiteOf has the first two of them as readers.
func newSiteOf(t *testing.T, open bool) *site {
	t.Helper()
	s := newSite(t, func(c *Config) { c.OpenJoin = open })
	for _, email := range knownStoppedStranger[:2] {
		reader := chalkline.Reader{Email: email, Schedule: chalkline.DefaultSchedule("")}
		ok(t, s.db.CreateReader(t.Context(), &reader))
		if email == knownStoppedStranger[1] {
			ok(t, s.db.SetMailError(t.Context(), reader.ID, chalkline.Verbatim("550 5.1.1 no such mailbox")))
		}
	}
	return s
}

func TestTheAnswerTellsNobodyWhoReadsHere(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{true, false} {
		s := newSiteOf(t, open)
		status, header, body := s.joining(knownStoppedStranger[0])
		for range joinsPerMailbox { // to the limit and past it
			for _, email := range knownStoppedStranger[1:] {
				s.joining(email)
			}
			status, header, body = s.joining(knownStoppedStranger[0])
		}
		if status != http.StatusTooManyRequests {
			t.Fatalf("the last answer is %d", status)
		}
		for _, email := range knownStoppedStranger[1:] {
			gotStatus, gotHeader, gotBody := s.joining(email)
			if gotStatus != status || !reflect.DeepEqual(gotHeader, header) || gotBody != body {
				t.Errorf("open %v, past the limit, %s is told apart: %d %v\n%s", open, email, gotStatus, gotHeader, gotBody)
			}
		}
	}
}

// The database is shut, and the answers come as ever: nothing is looked up before
// them, so neither what is found nor how long that takes can show.
func TestTheAnswerComesBeforeTheAddressIsLookedUp(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{true, false} {
		s := newSiteOf(t, open)
		ok(t, s.db.Close())
		status, header, body := s.joining(knownStoppedStranger[0])
		if status != http.StatusOK || !strings.Contains(body, "ADDRESS") {
			t.Fatalf("status %d: %s", status, body)
		}
		for _, email := range knownStoppedStranger[1:] {
			gotStatus, gotHeader, gotBody := s.joining(email)
			if gotStatus != status || !reflect.DeepEqual(gotHeader, header) || gotBody != body {
				t.Errorf("open %v: %s is told apart: %d %v\n%s", open, email, gotStatus, gotHeader, gotBody)
			}
		}
		s.post.wait()
		if n := strings.Count(s.log.String(), "link not mailed"); n != len(knownStoppedStranger) {
			t.Errorf("open %v: %d mails failed behind the answers, want one for each", open, n)
		}
	}
}

func TestOneMailboxIsNotFloodedUnderManyNames(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range joinsPerMailbox {
		want(t, s.browser().submit("/join", "email", fmt.Sprintf("victim+%d@school.example", i)), http.StatusOK)
	}
	for _, email := range []string{"victim@school.example", "victim+x@school.example", "vic.tim@school.example", "Victim <VICTIM@school.example>"} {
		want(t, s.browser().submit("/join", "email", email), http.StatusTooManyRequests)
	}
	want(t, s.browser().submit("/join", "email", "victim@other.example"), http.StatusOK)
}

func TestAFloodIsNoSpamAndKeepsNoReaderOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	_, reader := s.signIn("reader@school.example")
	ask := func(i int, email string) answer {
		t.Helper()
		a := s.browser().do(http.MethodPost, "/join", "email="+url.QueryEscape(email), "Sec-Fetch-Site", "same-origin",
			"X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i%250))
		want(t, a, http.StatusOK)
		s.post.wait()
		return a
	}
	before := s.post.count()
	var first, last answer
	for i := range joinsOfAll + 20 {
		last = ask(i, fmt.Sprintf("stranger%03d@school.example", i))
		if i == 0 {
			first = last
		}
	}
	if sent := s.post.count() - before; sent != joinsOfAll-1 { // the reader was one
		t.Errorf("%d strangers were mailed, want %d", sent, joinsOfAll-1)
	}
	if strings.ReplaceAll(last.body, fmt.Sprintf("stranger%03d", joinsOfAll+19), "stranger000") != first.body {
		t.Error("a stranger past the limit is told so")
	}
	if !strings.Contains(s.log.String(), "strangers have asked to join") {
		t.Error("the log does not tell of the flood")
	}
	before = s.post.count()
	ask(1, reader.Email)
	if s.post.count() != before+1 {
		t.Error("a reader is kept out by the flood")
	}
}

// onlyButton is the only form of a page's main part, which must have one button and
// nothing else to fill in.
func onlyButton(t *testing.T, a answer) (method, action string) {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	ok(t, err)
	form := page.Find("main form")
	if form.Length() != 1 || form.Find("button").Length() != 1 || form.Find("input, select, textarea").Length() != 0 || page.Find("script").Length() != 0 {
		t.Errorf("the page has %d forms with %d buttons", form.Length(), form.Find("button").Length())
	}
	action, _ = form.Attr("action")
	return strings.ToUpper(form.AttrOr("method", "get")), action
}

func TestJoiningIsOneClickAndOneButton(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	want(t, s.browser().submit("/join", "email", "one@school.example"), http.StatusOK)
	link := s.post.link(t, "one@school.example")
	for range 3 { // scanners of mail
		want(t, s.browser().get(link), http.StatusOK)
		s.browser().do(http.MethodHead, link, "")
	}
	if _, err := s.db.ReaderByEmail(t.Context(), "one@school.example"); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Fatalf("before the button is pressed there is a reader: %v", err)
	}
	b := s.browser()
	page := b.get(link)
	want(t, page, http.StatusOK)
	method, action := onlyButton(t, page)
	if method != http.MethodPost || action != "" {
		t.Errorf("the button sends %s to %q, want POST to the page itself", method, action)
	}
	if page.header.Get("Cache-Control") != "no-store" || page.header.Get("Set-Cookie") != "" {
		t.Errorf("the page has the headers %v", page.header)
	}
	a := b.submit(link)
	want(t, a, http.StatusSeeOther)
	want(t, b.get(a.place()), http.StatusOK)
	want(t, b.get("/picks"), http.StatusOK)

	for _, again := range []answer{b.submit(link), b.get(link)} { // the same browser
		want(t, again, http.StatusGone)
		has(t, again, "you are signed in", `href="/picks"`)
	}
	for _, again := range []answer{s.browser().submit(link), s.browser().get(link)} { // another one
		want(t, again, http.StatusGone)
		has(t, again, "This link was used already", `action="/join"`, "Mail me a link")
		if again.header.Get("Set-Cookie") != "" {
			t.Error("a link that is used up signs in")
		}
	}
}

func TestAButtonPressedTwiceAtOnceSignsInOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	want(t, s.browser().submit("/join", "email", "quick@school.example"), http.StatusOK)
	link := s.post.link(t, "quick@school.example")
	statuses := make(chan int)
	for range 8 {
		b := s.browser()
		go func() {
			r, _ := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, link, http.NoBody)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			response, err := b.client.Do(r)
			if err != nil {
				statuses <- 0
				return
			}
			_ = response.Body.Close()
			statuses <- response.StatusCode
		}()
	}
	counts := map[int]int{}
	for range 8 {
		counts[<-statuses]++
	}
	if counts[http.StatusSeeOther] != 1 || counts[http.StatusGone] != 7 {
		t.Errorf("statuses %v", counts)
	}
}
