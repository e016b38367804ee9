package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest"
)

func TestADeviceIsToldInAFewWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                                           "Firefox on Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":                  "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":        "Safari on an iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                          "Chrome on a Mac",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                                 "Chrome on a Chromebook",
		"Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15":               "Firefox on an iPad",
		"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36": "Samsung Internet on Android",
		"w3m/0.5.3+git (Linux)": "A browser on Linux",
		"curl/8.0":              "",
		"":                      "",
		"<script>alert(1)</script> Firefox/140.0": "Firefox",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

// again signs a reader in once more, in another browser.
func (s *site) again(email, agent string) *browser {
	s.t.Helper()
	b := s.browser()
	want(s.t, b.submit("/join", "email", email), http.StatusOK)
	a := b.do(http.MethodPost, s.post.link(s.t, email), "", "Sec-Fetch-Site", "same-origin", "User-Agent", agent)
	want(s.t, a, http.StatusSeeOther)
	return b
}

var otherDevice = regexp.MustCompile(`/account/devices/[0-9a-f]{64}/end`)

func TestAReaderEndsSessionsOfOtherDevices(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, _ := s.signIn("ada@school.example")
	phone := s.again("ada@school.example", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
	other, _ := s.signIn("bob@school.example")

	page := desk.get("/account")
	want(t, page, http.StatusOK)
	has(t, page, "ada@school.example", "Firefox on Android", "this one", "last seen", `action="/sign-out"`)
	lacks(t, page, "127.0.0.1")
	end := otherDevice.FindString(page.body)
	lacks(t, other.get("/account"), "Firefox on Android", "Sign out on all others")
	want(t, other.submit(end), http.StatusNotFound)
	want(t, phone.get("/picks"), http.StatusOK)
	want(t, desk.submit(end), http.StatusSeeOther)
	want(t, phone.get("/picks"), http.StatusSeeOther)
	want(t, desk.submit(end), http.StatusNotFound)

	phone, tablet := s.again("ada@school.example", ""), s.again("ada@school.example", "")
	want(t, desk.submit("/account/devices/others/end"), http.StatusSeeOther)
	for _, b := range []*browser{phone, tablet} {
		want(t, b.get("/picks"), http.StatusSeeOther)
	}
	want(t, desk.get("/picks"), http.StatusOK)
	want(t, other.get("/picks"), http.StatusOK)

	here := chalkline.HashSecret(desk.cookie())
	a := desk.submit("/account/devices/" + here + "/end")
	want(t, a, http.StatusSeeOther)
	want(t, desk.get("/picks"), http.StatusSeeOther)
}

// cookie is the value of a browser's session cookie, "" when it has none.
func (b *browser) cookie() string {
	r, err := http.NewRequest(http.MethodGet, b.site.url, http.NoBody)
	ok(b.site.t, err)
	for _, c := range b.client.Jar.Cookies(r.URL) {
		if c.Name == "chalkline" {
			return c.Value
		}
	}
	return ""
}

func TestASessionPlantedBeforehandIsWorthNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	attacker, _ := s.signIn("mallory@school.example")
	planted := attacker.cookie()
	want(t, s.browser().submit("/join", "email", "victim@school.example"), http.StatusOK)

	victim := s.browser()
	for _, cookie := range []string{planted, "made-up"} {
		link := s.post.link(t, "victim@school.example")
		a := victim.do(http.MethodPost, link, "", "Sec-Fetch-Site", "same-origin", "Cookie", "chalkline="+cookie)
		want(t, a, http.StatusSeeOther)
		set := a.header.Get("Set-Cookie")
		if strings.Contains(set, cookie+";") || !strings.HasPrefix(set, "chalkline=") {
			t.Errorf("signing in keeps the token that was there: %q", set)
		}
		want(t, s.browser().submit("/join", "email", "victim@school.example"), http.StatusOK)
	}
	lacks(t, attacker.get("/account"), "victim@school.example")
	a := s.browser().do(http.MethodGet, "/account", "", "Cookie", "chalkline="+planted)
	lacks(t, a, "victim@school.example")
	if readers, err := s.db.Readers(t.Context()); err != nil || len(readers) != 2 {
		t.Errorf("%d readers, %v", len(readers), err)
	}
}

func TestASessionEndsWhenItIsNotUsedAndAfterAYear(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	idle, _ := s.signIn("idle@school.example")
	s.clock.forward(sessionIdle - time.Hour)
	want(t, idle.get("/picks"), http.StatusOK)
	s.clock.forward(sessionIdle + time.Hour)
	want(t, idle.get("/picks"), http.StatusSeeOther)

	daily, _ := s.signIn("daily@school.example")
	days := 0
	for daily.get("/account").status == http.StatusOK && days < 400 {
		s.clock.forward(10 * 24 * time.Hour)
		days += 10
	}
	if days < 360 || days > 370 {
		t.Errorf("a session that is used lasted %d days, want a year", days)
	}
}

func TestAnAddressChangesOnlyByTheNewMailbox(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("old@school.example")
	email := func() string {
		r, err := s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		return r.Email
	}
	for typed, says := range map[string]string{
		"nonsense":             "is not a mail address",
		" OLD@school.example ": "That is your address already.",
	} {
		a := b.submit("/account/address", "email", typed)
		want(t, a, http.StatusBadRequest)
		has(t, a, says, `aria-invalid="true"`, strings.TrimSpace(typed))
	}
	want(t, b.submit("/account/address", "email", "typo@school.example"), http.StatusSeeOther)
	dropped := s.post.addressLink(t, "typo@school.example")
	has(t, b.get("/account"), "typo@school.example", "Drop it")
	want(t, b.submit("/account/address/drop"), http.StatusSeeOther)
	want(t, b.submit(dropped), http.StatusGone)

	want(t, b.submit("/account/address", "email", "New@school.example"), http.StatusSeeOther)
	link := s.post.addressLink(t, "new@school.example")
	for range 2 { // scanners of mail
		page := s.browser().get(link)
		want(t, page, http.StatusOK)
		has(t, page, "new@school.example", "Use this address")
	}
	if email() != "old@school.example" {
		t.Fatal("the address changed before the button was pressed")
	}
	a := b.submit(link)
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Your address is changed", "new@school.example")
	want(t, b.submit(link), http.StatusGone)
	if email() != "new@school.example" {
		t.Errorf("the address is %s", email())
	}
	told := s.post.last(t, "old@school.example")
	if !strings.Contains(told.Text, "new@school.example") || !strings.Contains(told.Text, "14 days") {
		t.Errorf("the old address is told: %s", told.Text)
	}

	// Whoever has the old mailbox takes it back, and everybody is signed out.
	back := s.post.addressLink(t, "old@school.example")
	owner := s.browser()
	has(t, owner.get(back), "Take your address back?", "old@school.example")
	want(t, b.get("/picks"), http.StatusOK)
	a = owner.submit(back)
	want(t, a, http.StatusOK)
	has(t, a, "Yours again", "old@school.example")
	want(t, b.get("/picks"), http.StatusSeeOther)
	if email() != "old@school.example" {
		t.Errorf("the address is %s", email())
	}
	want(t, owner.submit(back), http.StatusGone)
}

func TestAskingForAnotherAddressTellsNobodyWhoReadsHere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn("taken@school.example")
	b, reader := s.signIn("ada@school.example")
	free := b.submit("/account/address", "email", "vacant@school.example")
	waitsFree := strings.ReplaceAll(b.get("/account").body, "vacant", "NAME")
	taken := b.submit("/account/address", "email", "taken@school.example")
	waitsTaken := strings.ReplaceAll(b.get("/account").body, "taken", "NAME")
	if free.status != taken.status || free.place() != taken.place() || waitsFree != waitsTaken {
		t.Error("an address of another reader is told apart")
	}
	m := s.post.last(t, "taken@school.example")
	if strings.Contains(m.Text, "/address/") || !strings.Contains(m.Text, "reads Chalkline already") && !strings.Contains(m.Subject, "already") {
		t.Errorf("the other reader is told: %s", m.Text)
	}
	s.clock.forward(25 * time.Hour)
	link := s.post.addressLink(t, "vacant@school.example")
	want(t, b.submit(link), http.StatusGone) // too old, and another one was asked for since
	who, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if who.Email != "ada@school.example" {
		t.Errorf("the address is %s", who.Email)
	}
	for range joinsPerMailbox {
		b.submit("/account/address", "email", "often@school.example")
	}
	want(t, b.submit("/account/address", "email", "often@school.example"), http.StatusTooManyRequests)
}

func TestAReaderDownloadsAllThatIsTheirs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("ada@school.example")
	s.signIn("other@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	want(t, b.submit("/topics", "topic", "spacing"), http.StatusSeeOther)
	want(t, b.do(http.MethodGet, "/account/export", ""), http.StatusMethodNotAllowed)
	a := b.submit("/account/export")
	want(t, a, http.StatusOK)
	if kind, as := a.header.Get("Content-Type"), a.header.Get("Content-Disposition"); kind != "application/json" || !strings.HasPrefix(as, `attachment; filename="chalkline-20`) {
		t.Errorf("the file goes out as %s, %s", kind, as)
	}
	var export struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		Profile struct {
			Address string `json:"address"`
		} `json:"profile"`
		Follows []map[string]any `json:"follows"`
		Picks   []map[string]any `json:"picks"`
		Devices []map[string]any `json:"devices"`
	}
	ok(t, json.Unmarshal([]byte(a.body), &export))
	if export.Format != "chalkline-export" || export.Version != 1 || export.Profile.Address != reader.Email ||
		len(export.Follows) != 1 || len(export.Picks) == 0 || len(export.Devices) != 1 {
		t.Errorf("the export is %s", chalkline.Cut(a.body, 2000))
	}
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	lacks(t, a, s.key.FeedSecret(tokens[0]), tokens[0].Hash, tokens[0].Seed, b.cookie(), "other@school.example")
	want(t, s.browser().submit("/account/export"), http.StatusSeeOther)
}

func TestWhoLeavesIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("ada@school.example")
	phone := s.again("ada@school.example", "")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	feed := "/feeds/" + s.key.FeedSecret(tokens[0]) + ".atom"
	want(t, s.browser().get(feed), http.StatusOK)
	want(t, b.submit("/join", "email", "ada@school.example"), http.StatusOK)
	link := s.post.link(t, "ada@school.example")
	want(t, b.submit("/account/address", "email", "next@school.example"), http.StatusSeeOther)
	change := s.post.addressLink(t, "next@school.example")
	composed := chalkline.Edition{Subject: chalkline.Verbatim("S"), At: s.clock.now()}
	delivery, err := s.db.CreateEdition(t.Context(), &composed, reader, digest.Next(reader.Schedule, nil, s.clock.now()))
	ok(t, err)

	has(t, b.get("/leave"), "/account#data", "Leave and delete everything")
	want(t, b.submit("/leave"), http.StatusOK)
	for _, left := range []*browser{b, phone} {
		want(t, left.get("/picks"), http.StatusSeeOther)
	}
	want(t, s.browser().get(feed), http.StatusNotFound)
	want(t, s.browser().submit(link), http.StatusGone)
	want(t, s.browser().submit(change), http.StatusGone)
	if _, mine, err := s.db.ClaimDelivery(t.Context(), delivery); mine || err != nil {
		t.Errorf("a digest is still mailed: %v, %v", mine, err)
	}
	if due, err := s.db.ReadersToCompose(t.Context(), s.clock.now().AddDate(1, 0, 0), 10); err != nil || len(due) != 0 {
		t.Errorf("digests are still made for %v, %v", due, err)
	}
}

var routeNamed = regexp.MustCompile(`"POST ("\s*\+\s*hubPath|/[^"]*)`)

// TestNoFormOfAnotherSiteIsTaken tries every route that changes something, as they
// stand in the source.
func TestNoFormOfAnotherSiteIsTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("target@school.example")
	open := map[string]string{
		"/unsubscribe/{token}": "mail programs come from elsewhere; the signed token is their proof",
	}
	files, err := filepath.Glob("*.go")
	ok(t, err)
	routes := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		ok(t, err)
		for _, m := range routeNamed.FindAllStringSubmatch(string(text), -1) {
			route := m[1]
			if strings.HasPrefix(route, `"`) {
				route = hubPath
			}
			routes[route] = true
		}
	}
	if len(routes) < 30 {
		t.Fatalf("only %d routes were found", len(routes))
	}
	hole := regexp.MustCompile(`\{[^}]*\}`)
	for route := range routes {
		if open[route] != "" {
			continue
		}
		path := hole.ReplaceAllString(route, "1")
		for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
			if a := b.do(http.MethodPost, path, "email=a@b.example", header...); a.status != http.StatusForbidden {
				t.Errorf("POST %s with %v: %d, want 403", path, header, a.status)
			}
		}
	}
	if _, err := s.db.Reader(t.Context(), reader.ID); err != nil {
		t.Errorf("another site made a reader leave: %v", err)
	}
	want(t, b.get("/account"), http.StatusOK)
}

func TestSecretsOfAddressesCannotBeGuessedAt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("ada@school.example")
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	want(t, b.submit("/account/address", "email", "next@school.example"), http.StatusSeeOther)
	change := strings.TrimPrefix(s.post.addressLink(t, "next@school.example"), s.url+"/address/")
	feed := s.key.FeedSecret(tokens[0])
	near := func(secret string) []string {
		last := secret[len(secret)-1]
		other := byte('A')
		if last == other {
			other = 'Q'
		}
		return []string{secret[:len(secret)-1] + string(other), secret[:len(secret)-1], secret + "A", strings.ToLower(secret), chalkline.HashSecret(secret), "1", "%00", strings.Repeat("A", 5000)}
	}
	for _, guess := range near(feed) {
		want(t, s.browser().get("/feeds/"+guess+".atom"), http.StatusNotFound)
	}
	for _, guess := range near(change) {
		for _, a := range []answer{s.browser().get("/address/" + guess), s.browser().submit("/address/" + guess)} {
			want(t, a, http.StatusGone)
			lacks(t, a, "next@school.example")
		}
	}
	for _, guess := range near(b.cookie()) {
		want(t, s.browser().do(http.MethodGet, "/account", "", "Cookie", "chalkline="+guess), http.StatusSeeOther)
	}
	for _, number := range []string{"-1", "0", "1", "99999999999999999999", "x"} {
		want(t, b.submit("/account/passkeys/"+number+"/remove"), http.StatusNotFound)
		want(t, b.submit("/account/school/"+number+"/remove"), http.StatusNotFound)
	}
	want(t, b.submit(fmt.Sprintf("/account/devices/%064d/end", 0)), http.StatusNotFound)
}
