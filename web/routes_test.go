package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// Who may see what is in the table of the gate; this is what there is not.
func TestWrongRequestsAreToldApart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	reader, who := s.signIn("reader@school.example")
	pickAll(t, s.db, who.ID, f, s.clock.now())
	people := []*browser{s.browser(), reader, s.operator("head@school.example")}
	item := fmt.Sprintf("/items/%d", f.items["quiz-trial"])
	stop := "/unsubscribe/" + s.key.Sign("unsubscribe", fmt.Sprint(who.ID))

	for _, c := range []struct {
		request  string
		statuses [3]int // anonymous, reader, operator
	}{
		{"HEAD /", [3]int{200, 200, 200}},
		{"GET /search?q=c%2B%2B+%22x", [3]int{200, 200, 200}},
		{"GET /items/999999", [3]int{404, 404, 404}},
		{"GET /items/x", [3]int{404, 404, 404}},
		{"GET /picks?show=saved", [3]int{303, 303, 303}},
		{"GET /picks?grade=B&what=trials", [3]int{303, 200, 200}},
		{"GET " + item + "/note", [3]int{405, 405, 405}},
		{"POST " + item + "/forward", [3]int{303, 404, 404}},
		{"GET /picks?show=everything", [3]int{303, 400, 400}},
		{"GET /picks?before=x", [3]int{303, 400, 400}},
		{"GET /topics/alchemy", [3]int{404, 404, 404}},
		{"GET /enter/made-up", [3]int{410, 410, 410}},
		{"GET /setup/made-up", [3]int{410, 410, 410}},
		{"GET /feeds/made-up.rss", [3]int{404, 404, 404}},
		{"GET /feeds/made-up.pdf", [3]int{404, 404, 404}},
		{"GET " + stop + "x", [3]int{404, 404, 404}},
		{"GET /unsubscribe/1", [3]int{404, 404, 404}},
		{"GET /static/../web.go", [3]int{404, 404, 404}},
		{"GET /nothing/here", [3]int{404, 404, 404}},
		{"POST /picks", [3]int{405, 405, 405}},
		{"PUT /topics", [3]int{405, 405, 405}},
		{"POST " + item + "/feedback?kind=adored", [3]int{303, 400, 400}},
		{"POST /items/999999/feedback?kind=useful", [3]int{303, 404, 404}},
		{"GET /follows", [3]int{405, 405, 405}},
		{"POST /follows", [3]int{303, 400, 400}},
		{"POST /settings/picks", [3]int{303, 400, 400}},
		{"POST /settings/picks/try", [3]int{303, 400, 400}},
		{"GET /digests/1", [3]int{303, 404, 404}},
		{"POST /settings/digest", [3]int{303, 400, 400}},
		{"POST /settings/holidays", [3]int{303, 400, 400}},
		{"POST /settings/feeds/999/rotate", [3]int{303, 404, 404}},
		{"POST /settings/feeds/999/revoke", [3]int{303, 404, 404}},
		{"POST /join", [3]int{400, 400, 400}},
		{"GET /hub", [3]int{405, 405, 405}},
		{"POST /hub", [3]int{400, 400, 400}},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		for i, b := range people {
			if a := b.do(method, path, "", "Sec-Fetch-Site", "same-origin"); a.status != c.statuses[i] {
				t.Errorf("%s by %s: %d, want %d", c.request, [3]string{"a visitor", "a reader", "the operator"}[i], a.status, c.statuses[i])
			}
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	secure := newSite(t, func(c *Config) { c.Base = "https://chalkline.example" })
	for _, path := range []string{"/", "/join", "/nothing", "/healthz", "/static/chalkline.css", "/feeds/x.rss", "/enter/x"} {
		h := s.browser().get(path).header
		for name, value := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Strict-Transport-Security": "",
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", path, name, h.Get(name), value)
			}
		}
		if secure.browser().get(path).header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s lacks Strict-Transport-Security under https", path)
		}
	}
}

func TestTheSessionCookie(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"http", "https"} {
		s := newSite(t, func(c *Config) {
			if base == "https" {
				c.Base = "https://chalkline.example"
			}
		})
		b := s.browser()
		want(t, b.submit("/join", "email", "cookie@school.example"), http.StatusOK)
		link := s.post.link(t, "cookie@school.example")
		a := b.submit(link[strings.Index(link, "/enter/"):])
		want(t, a, http.StatusSeeOther)
		cookie := a.header.Get("Set-Cookie")
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s: the cookie %q lacks %s", base, cookie, part)
			}
		}
		if strings.Contains(cookie, "Secure") != (base == "https") {
			t.Errorf("%s: the cookie is %q", base, cookie)
		}
	}
	if a := newSite(t).browser().get("/"); a.header.Get("Set-Cookie") != "" {
		t.Error("a visitor gets a cookie")
	}
}

func TestWhatASourceWritesCannotAct(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("careful@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	for _, path := range []string{"/picks", "/search?q=tips", "/search?q=%3Cscript%3E", fmt.Sprintf("/items/%d", f.items["hostile"])} {
		a := b.get(path)
		want(t, a, http.StatusOK)
		lacks(t, a, "<script>", "<img", "<b>bold")
	}
	has(t, b.get("/picks"), "&lt;script&gt;alert(1)")
}

func TestLimitsOnJoining(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range joinsPerMailbox {
		want(t, s.browser().submit("/join", "email", "often@school.example"), http.StatusOK)
	}
	a := s.browser().submit("/join", "email", "Often@school.example")
	want(t, a, http.StatusTooManyRequests)
	if a.header.Get("Retry-After") == "" {
		t.Error("the refusal does not say when to try again")
	}
	for i := range joinsPerClient {
		s.browser().submit("/join", "email", fmt.Sprintf("teacher%d@school.example", i))
	}
	want(t, s.browser().submit("/join", "email", "last@school.example"), http.StatusTooManyRequests)
}

func TestForwardedAddressesCountFromTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, peer, forwarded, want string }{
		{"no proxy", "203.0.113.9:1000", "", "203.0.113.9"},
		{"a stranger may claim nothing", "203.0.113.9:1000", "198.51.100.1", "203.0.113.9"},
		{"behind a proxy", "10.0.0.1:1000", "198.51.100.1", "198.51.100.1"},
		{"behind two proxies", "10.0.0.1:1000", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"what the client wrote does not count", "10.0.0.1:1000", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		{"nonsense ends the search", "10.0.0.1:1000", "198.51.100.1, nonsense", "10.0.0.1"},
		{"IPv6 counts by its network", "[2001:db8:1:2:3::4]:1000", "", "2001:db8:1:2::"},
		{"a mapped address is IPv4", "[::ffff:10.0.0.1]:1000", "198.51.100.1", "198.51.100.1"},
	} {
		s := &server{Config: Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.client(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestFaultsOfOursAreLoggedAndNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post.fail = errors.New("smtp: the password hunter2 was refused")
	a := s.browser().submit("/join", "email", "mail@school.example")
	want(t, a, http.StatusOK)
	lacks(t, a, "hunter2")
	s.post.wait()
	if !strings.Contains(s.log.String(), "hunter2") {
		t.Error("the cause is not in the log")
	}

	ok(t, s.db.Close())
	a = s.browser().get("/items/1")
	want(t, a, http.StatusInternalServerError)
	has(t, a, internalFault.English())
	lacks(t, a, "sql")
	want(t, s.browser().get("/healthz"), http.StatusServiceUnavailable)
}

func TestAPanicBecomesAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Search = panicking{} })
	a := s.browser().get("/search?q=x")
	want(t, a, http.StatusInternalServerError)
	has(t, a, internalFault.English())
	lacks(t, a, "kaboom")
	if !strings.Contains(s.log.String(), "kaboom") {
		t.Error("the panic is not in the log")
	}
}

func TestALargeFormIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.browser().submit("/join", "email", strings.Repeat("a", bodyLimit))
	want(t, a, http.StatusRequestEntityTooLarge)
}

func TestAFeedbackFormLeadsOnlyToOurOwnPages(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		"/picks":                     "/picks",
		"/picks?what=trials":         "/picks?what=trials",
		"/saved":                     "/saved",
		"/history?q=x":               "/history?q=x",
		"/search?q=spaced+quizzes":   "/search?q=spaced+quizzes",
		"":                           "/items/7",
		"https://evil.example/picks": "/items/7",
		"//evil.example/picks":       "/items/7",
		"/\\evil.example":            "/items/7",
		"javascript:alert(1)":        "/items/7",
		"/leave":                     "/items/7",
		"/picks\r\nX: y":             "/items/7",
	} {
		if got := backTo(back, 7).String(); got != want {
			t.Errorf("%q leads to %q, want %q", back, got, want)
		}
	}
}
