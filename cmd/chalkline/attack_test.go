package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The attacks are listed in docs/security.md, with the test of each: those that need
// the whole program are here, others with the package that refuses.

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"http://picks.example", "https://picks.example"} {
		d, _ := newDaemon(t, func(s *Settings) { s.BaseURL, s.DebugListen = base, "127.0.0.1:0" })
		pages, debug := d.handler(), d.debugHandler()
		for _, c := range []struct {
			h            http.Handler
			method, path string
			status       int
		}{
			{pages, "GET", "/", 200},
			{pages, "GET", "/join", 200},
			{pages, "GET", "/api", 200},
			{pages, "GET", "/api/openapi.yaml", 200},
			{pages, "GET", "/nothing", 404},
			{pages, "DELETE", "/", 405},
			{pages, "GET", "/picks", 303},
			{pages, "GET", "/items/1", 404},
			{pages, "GET", "/feeds/guess.atom", 404},
			{pages, "GET", "/feeds/guess.rss", 404},
			{pages, "GET", "/feeds/guess.json", 404},
			{pages, "GET", "/topics/spacing.atom", 200},
			{pages, "GET", "/static/chalkline.css", 200},
			{pages, "GET", "/static/none.css", 404},
			{pages, "GET", "//evil.example/..", 307},
			{pages, "GET", "/enter/guess", 410},
			{pages, "GET", "/healthz", 200},
			{pages, "GET", "/readyz", 503},
			{pages, "GET", "/websub/guess", 404},
			{pages, "POST", "/unsubscribe/guess", 404},
			{pages, "GET", "/api/v1/me", 401},
			{debug, "GET", "/readyz", 503},
			{debug, "GET", "/nothing", 404},
		} {
			w := reply(c.h, c.method, c.path)
			if w.Code != c.status {
				t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.status)
			}
			h := w.Header()
			if strings.HasPrefix(c.path, "/topics/") && strings.Contains(c.path, ".") {
				continue // a public feed: pages of others may read it, and it has a look of its own
			}
			for name, want := range map[string]string{
				"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
				"Referrer-Policy": "", "Permissions-Policy": "camera=()", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if got := h.Get(name); got == "" || !strings.Contains(got, want) {
					t.Errorf("%s %s: %s is %q", c.method, c.path, name, got)
				}
			}
			for _, loose := range []string{"unsafe-inline", "unsafe-eval", "*", "http:"} {
				if strings.Contains(h.Get("Content-Security-Policy"), loose) {
					t.Errorf("%s %s: the policy has %s", c.method, c.path, loose)
				}
			}
			if has := h.Get("Strict-Transport-Security") != ""; has != strings.HasPrefix(base, "https:") {
				t.Errorf("%s %s under %s: HSTS %q", c.method, c.path, base, h.Get("Strict-Transport-Security"))
			}
			if h.Get("Server") != "" || h.Get("X-Powered-By") != "" || h.Get("Access-Control-Allow-Origin") == "*" {
				t.Errorf("%s %s tells more than it should: %v", c.method, c.path, h)
			}
		}
	}
}

// hurried is a server with the limits of newServer, in more of a hurry.
func hurried(t *testing.T, d *daemon) string {
	t.Helper()
	server := newServer(d.handler(), d.log)
	for _, limit := range []*time.Duration{&server.ReadHeaderTimeout, &server.ReadTimeout, &server.WriteTimeout, &server.IdleTimeout} {
		if *limit == 0 {
			t.Fatal("a limit is missing")
		}
	}
	server.ReadHeaderTimeout, server.ReadTimeout, server.IdleTimeout = 200*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
	return addressOf(t, server)
}

// addressOf is where a server answers until the test ends.
func addressOf(t *testing.T, server *http.Server) string {
	t.Helper()
	l, err := listen(t.Context(), "127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve((&doors{}).front(l)) }()
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// raw sends bytes as they are, and returns all that comes until the server hangs up.
func raw(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() { _, _ = io.WriteString(conn, text) }()
	answer, err := io.ReadAll(conn)
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
		t.Errorf("%.40q holds a connection open", text)
	}
	return string(answer)
}

func TestNobodyHoldsAConnectionForLong(t *testing.T) {
	t.Parallel()
	d, log := newDaemon(t, nil)
	address := hurried(t, d)
	for name, c := range map[string]struct{ text, want string }{
		"silence":              {"", ""},
		"half a header":        {"GET / HTTP/1.1\r\nHost: picks.example\r\nX-Slow: ", ""},
		"a body that is due":   {"POST /join HTTP/1.1\r\nHost: picks.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=", "HTTP/1.1 "},
		"a connection at rest": {"GET /healthz HTTP/1.1\r\nHost: picks.example\r\n\r\n", "HTTP/1.1 200"},
		"huge headers":         {"GET / HTTP/1.1\r\nHost: picks.example\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "HTTP/1.1 431"},
		"a huge address":       {"GET /" + strings.Repeat("x", 64<<10) + " HTTP/1.1\r\nHost: picks.example\r\n\r\n", "HTTP/1.1 431"},
		"a huge form": {"POST /join HTTP/1.1\r\nHost: picks.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 70000\r\n\r\nemail=" +
			strings.Repeat("x", 69994), "HTTP/1.1 413"},
		"two lengths":             {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", "HTTP/1.1 400"},
		"a length and chunks":     {"POST /join HTTP/1.1\r\nHost: picks.example\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "HTTP/1.1 "},
		"unknown transfer coding": {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", "HTTP/1.1 501"},
		"no host":                 {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		"a header over two lines": {"GET / HTTP/1.1\r\nHost: a\r\n Set-Cookie: x\r\n\r\n", "HTTP/1.1 400"},
		"no HTTP at all":          {"\x16\x03\x01\x00\x05hello\r\n\r\n", "HTTP/1.1 400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if answer := raw(t, address, c.text); !strings.HasPrefix(answer, c.want) || c.want == "" && answer != "" && !strings.HasPrefix(answer, "HTTP/1.1 408") {
				t.Errorf("answered with %.60q, want %s", answer, c.want)
			}
		})
	}
	t.Cleanup(func() {
		if strings.Contains(log.String(), "127.0.0.1:") {
			t.Errorf("the log has addresses of who came:\n%s", log)
		}
	})
}

func TestTheLogOfConnectionsNamesNobody(t *testing.T) {
	t.Parallel()
	log := &logText{}
	l := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := newServer(http.NotFoundHandler(), l)
	server.ErrorLog.Printf("http: TLS handshake error from 203.0.113.9:51234: EOF")
	server.ErrorLog.Printf("http: panic serving [2001:db8::1]:99: oh")
	server.ErrorLog.Printf("http: Accept error: accept tcp 0.0.0.0:443: too many open files; retrying in 1s")
	if text := log.String(); strings.Contains(text, "203.0.113") || strings.Contains(text, "2001:db8") || !strings.Contains(text, "handshake error") || strings.Count(text, `"ERROR"`) != 1 {
		t.Errorf("the log has\n%s", text)
	}
}

func TestPathsLeadOutOfNothing(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, nil)
	key, err := os.ReadFile(d.settings.keyFile())
	if err != nil {
		t.Fatal(err)
	}
	address := addressOf(t, newServer(d.handler(), d.log))
	for _, path := range []string{
		"/static/../secret.key", "/static/../../secret.key", "/static/%2e%2e/%2e%2e/secret.key", "/static/..%2f..%2fsecret.key", "/static/%252e%252e/secret.key",
		"/static/..\\..\\secret.key", "/static/..%5csecret.key", "/static//etc/passwd", "/static/%00", "/static/chalkline.css%00.js", "/static/.", "/static/",
		"/static/templates/page.html", "/../secret.key", "/feeds/../secret.key", "/feeds/..%2fsecret.key", "/topics/..%2f..%2fgo.mod", "/..;/secret.key",
		"/static/" + url.PathEscape(d.settings.keyFile()), "/%2fetc%2fpasswd", "/welcome/..%2f..%2fsecret.key",
		"http://169.254.169.254/latest/meta-data/", "/%0d%0aSet-Cookie:%20planted=1", "/join?x=%0d%0aSet-Cookie:%20planted=1",
	} {
		answer := raw(t, address, "GET "+path+" HTTP/1.1\r\nHost: picks.example\r\nConnection: close\r\n\r\n")
		response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
		if err != nil {
			t.Errorf("%s: %.60q", path, answer)
			continue
		}
		if response.StatusCode == http.StatusOK && !strings.HasPrefix(path, "/join") || response.StatusCode >= 500 {
			t.Errorf("%s: %s", path, response.Status)
		}
		if strings.Contains(answer, strings.TrimSpace(string(key))) || strings.Contains(answer, "root:") || len(response.Cookies()) > 0 {
			t.Errorf("%s: %.200s", path, answer)
		}
		if to := response.Header.Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "://") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}

// TestHeadersOfAProxyChangeNothing states that links, cookies and HSTS follow from the
// base URL alone, whoever says what in front.
func TestHeadersOfAProxyChangeNothing(t *testing.T) {
	t.Parallel()
	d, _ := fed(t, nil)
	h := d.handler()
	for _, path := range []string{"/", "/join", "/topics/spacing.atom", "/api/openapi.yaml", "/picks", "/nothing"} {
		plain := reply(h, http.MethodGet, path)
		forged := reply(h, http.MethodGet, path, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Port", "666",
			"Forwarded", "host=evil.example;proto=https", "X-Original-URL", "/operator", "X-Rewrite-URL", "/operator", "X-Real-IP", "127.0.0.1")
		if forged.Code != plain.Code || strings.Contains(forged.Body.String(), "evil.example") || strings.Contains(fmt.Sprint(forged.Header()), "evil.example") ||
			forged.Header().Get("Strict-Transport-Security") != "" || forged.Header().Get("Location") != plain.Header().Get("Location") {
			t.Errorf("%s: %d, %v", path, forged.Code, forged.Header())
		}
	}
	cookie := signedIn(t, d.db, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("X-Forwarded-Proto", "https")
		h.ServeHTTP(w, r)
	}), "ada.lovelace@school.example")
	if cookie.Secure {
		t.Error("a header makes a cookie secure that could then never come back")
	}
}

// injections are texts that other programs took for a part of their query.
var injections = []string{
	"'", "''", `"`, "`", "\\", "%", "_", "*", "^", "-", "--", "/*", "*/", ";", "(", ")", "()", "((", "\"\"", "\" OR \"", "' OR '1'='1", "' OR 1=1 --", "1; DROP TABLE readers; --",
	"1' UNION SELECT email FROM readers --", "'; ATTACH DATABASE 'x' AS y; --", "1 AND 1=1", "1/0", "x'00'", "$1", "$$", "?1", ":a", "@a", "{fn x}", "NULL",
	"NEAR(a b)", "NEAR/2", "a NEAR b", "title:a", "text : a", "{title text}: a", "a AND", "OR", "NOT", "NOT a", "AND OR NOT", "a* *b", "+a -b", "<->", "a <-> b", "a & b | !c", ":*",
	"a:A", "^a", "\x00", "a\x00b", "\xff\xfe", "\u202e", "9223372036854775808", "-9223372036854775809", "1e400", "NaN", "0x10", "1_000", "१२", "../..", "%27", "\r\nX: y",
	strings.Repeat("(", 5000), strings.Repeat("a ", 5000), strings.Repeat("\"", 999), strings.Repeat("NOT ", 500) + "a", strings.Repeat("á", 10000),
}

func TestNothingThatIsAskedBecomesAQuery(t *testing.T) {
	t.Parallel()
	d, _ := fed(t, nil)
	h, before := d.handler(), tables(t, d)
	cookie := signedIn(t, d.db, h, "ada.lovelace@school.example")
	paths := []string{
		"/search?q=%s", "/search?q=reading&grade=%s", "/search?q=reading&design=%s", "/search?q=reading&topic=%s", "/search?q=reading&phase=%s",
		"/search?q=reading&from=%s", "/search?q=reading&until=%s", "/search?q=reading&source=%s", "/search?q=reading&page=%s", "/search?q=reading&open=%s",
		"/picks?grade=%s", "/picks?topic=%s&page=2", "/picks?before=%s", "/saved?before=%s", "/digests?before=%s", "/record?month=%s", "/record.csv?from=%s",
		"/items/%s", "/topics/%s", "/feeds/%s", "/feeds/%s.atom", "/groups/%s", "/digests/%s", "/word/%s/useful", "/unsubscribe/%s", "/enter/%s", "/welcome/%s",
		"/api/v1/search?q=%s", "/api/v1/items/%s", "/api/v1/topics/%s", "/operator/readers?after=%s", "/operator/sources?state=%s",
	}
	texts := injections
	if testing.Short() {
		texts = texts[:12]
	}
	tell := regexp.MustCompile(`(?i)sqlite|postgres|syntax error|SQLSTATE|fts5|no such (table|column)|panic|goroutine`)
	for _, path := range paths {
		for _, text := range texts {
			escaped := url.QueryEscape(text)
			if i := strings.Index(path, "%s"); !strings.Contains(path[:i], "?") {
				escaped = url.PathEscape(text)
			}
			w := reply(h, http.MethodGet, fmt.Sprintf(path, escaped), "Cookie", cookie.String())
			if w.Code >= 500 || tell.MatchString(w.Body.String()) && !tell.MatchString(text) {
				t.Errorf("%s with %.30q: %d %.200s", path, text, w.Code, tell.FindString(w.Body.String()))
			}
		}
	}
	if after := tables(t, d); after != before {
		t.Errorf("the store was %s, and is %s", before, after)
	}
}

// tables says what a store holds.
func tables(t *testing.T, d *daemon) string {
	t.Helper()
	counts, err := d.db.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d readers, %d sources, %d items", counts.Readers, counts.Sources, counts.Items)
}

// TestEveryAttackOfTheListHasItsTest reads docs/security.md.
func TestEveryAttackOfTheListHasItsTest(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z/]+)`: `(Test\\w+)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 25 {
		t.Errorf("%d tests are named", len(named))
	}
	folders := map[string]string{}
	for _, n := range named {
		folder, name := n[1], n[2]
		if folders[folder] == "" {
			folders[folder] = testsOf(t, "../../"+folder)
		}
		if !strings.Contains(folders[folder], "func "+name+"(t *testing.T)") {
			t.Errorf("docs/security.md names %s in %s, which is not there", name, folder)
		}
	}
}

func testsOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") {
			text, err := os.ReadFile(folder + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

// TestModernTLSOnly states what the pages speak.
func TestModernTLSOnly(t *testing.T) {
	t.Parallel()
	cert, key := selfMade(t, t.TempDir(), "picks.example", time.Now().AddDate(0, 1, 0))
	for _, change := range []func(*Settings){
		func(s *Settings) { s.TLSCert, s.TLSKey = cert, key },
		func(s *Settings) {
			s.Domain, s.ACMEDirectory = []string{"picks.example"}, "https://ca.example/directory"
		},
	} {
		d, _ := newDaemon(t, func(s *Settings) { s.BaseURL = "https://picks.example"; change(s) })
		found, err := d.certificates()
		if err != nil {
			t.Fatal(err)
		}
		if c := found.config; c.MinVersion != tls.VersionTLS12 || c.CipherSuites != nil || c.InsecureSkipVerify || c.NextProtos[0] != "h2" {
			t.Errorf("%+v", c)
		}
	}
}
