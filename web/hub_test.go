package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// ownFeed is the address of a reader's feed, without its extension.
func (s *site) ownFeed(reader chalkline.Reader) (string, chalkline.Token) {
	s.t.Helper()
	tokens, err := s.db.Tokens(s.t.Context(), reader.ID)
	ok(s.t, err)
	return s.url + "/feeds/" + s.key.FeedSecret(tokens[0]), tokens[0]
}

// askHub sends a request to the hub as a program does; pairs change the usual one.
func (s *site) askHub(topic string, pairs ...string) answer {
	s.t.Helper()
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {"https://aggregator.example/in"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.browser().do(http.MethodPost, "/hub", form.Encode())
}

// asked are the listeners with something to confirm.
func (s *site) asked() (out []store.Listener) {
	s.t.Helper()
	due, err := s.db.ListenersDue(s.t.Context(), s.clock.now(), 100)
	ok(s.t, err)
	for _, id := range due {
		l, mine, err := s.db.ClaimListener(s.t.Context(), id, s.clock.now().Add(time.Minute))
		ok(s.t, err)
		if mine && l.Asked.Mode != "" {
			out = append(out, l)
		}
	}
	return out
}

// W3C WebSub, section 5.1: what a hub takes and what it refuses, and section 5.2:
// the hub answers 202 and verifies later.
func TestWhatTheHubTakes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("listens@school.example")
	mine, _ := s.ownFeed(reader)
	for _, c := range []struct {
		name   string
		topic  string
		pairs  []string
		status int
		lease  time.Duration
	}{
		{"a reader's feed as RSS", mine + ".rss", nil, 202, usualLease},
		{"as Atom", mine + ".atom", nil, 202, usualLease},
		{"as JSON Feed", mine + ".json", nil, 202, usualLease},
		{"the feed of a topic", s.url + "/topics/spacing.atom", nil, 202, usualLease},
		{"a secret", mine + ".rss", []string{"hub.secret", strings.Repeat("s", 199)}, 202, usualLease},
		{"a lease", mine + ".rss", []string{"hub.lease_seconds", "86400"}, 202, 24 * time.Hour},
		{"a lease of a second is made one of an hour", mine + ".rss", []string{"hub.lease_seconds", "1"}, 202, time.Hour},
		{"a lease of a year is made one of 15 days", mine + ".rss", []string{"hub.lease_seconds", "31536000"}, 202, 15 * 24 * time.Hour},
		{"what the hub does not know", mine + ".rss", []string{"hub.verify", "sync", "x", "y"}, 202, usualLease},
		{"to unsubscribe", mine + ".rss", []string{"hub.mode", "unsubscribe"}, 202, usualLease},
		{"to unsubscribe who is not there", mine + ".rss", []string{"hub.mode", "unsubscribe", "hub.callback", "https://else.example/"}, 202, 0},

		{"no mode", mine + ".rss", []string{"hub.mode", ""}, 400, 0},
		{"to publish", mine + ".rss", []string{"hub.mode", "publish"}, 400, 0},
		{"a secret of 200 bytes", mine + ".rss", []string{"hub.secret", strings.Repeat("s", 200)}, 400, 0},
		{"a lease in words", mine + ".rss", []string{"hub.lease_seconds", "long"}, 400, 0},
		{"a lease below zero", mine + ".rss", []string{"hub.lease_seconds", "-5"}, 400, 0},
		{"no callback", mine + ".rss", []string{"hub.callback", ""}, 400, 0},
		{"a callback that is no address", mine + ".rss", []string{"hub.callback", "javascript:alert(1)"}, 400, 0},
		{"a callback without a host", mine + ".rss", []string{"hub.callback", "https:///in"}, 400, 0},
		{"a callback with a line break", mine + ".rss", []string{"hub.callback", "https://a.example/\r\nX: y"}, 400, 0},
		{"a callback with a password", mine + ".rss", []string{"hub.callback", "https://me:secret@a.example/"}, 400, 0},
		{"a callback of 3 KB", mine + ".rss", []string{"hub.callback", "https://a.example/" + strings.Repeat("x", 3000)}, 400, 0},
		{"a callback of our own", mine + ".rss", []string{"hub.callback", s.url + "/hub"}, 400, 0},

		{"no topic", "", nil, 404, 0},
		{"somebody else's feed", "https://blog.example/feed.rss", nil, 404, 0},
		{"a feed's address without its host", strings.TrimPrefix(mine, s.url+"/") + ".rss", nil, 404, 0},
		{"a guess", s.url + "/feeds/guess.rss", nil, 404, 0},
		{"no extension", mine, nil, 404, 0},
		{"another extension", mine + ".pdf", nil, 404, 0},
		{"a part of a feed", mine + ".rss?grade=A", nil, 404, 0},
		{"a page", s.url + "/picks", nil, 404, 0},
		{"no such topic", s.url + "/topics/nonsense.rss", nil, 404, 0},
	} {
		a := s.askHub(c.topic, c.pairs...)
		if a.status != c.status || a.header.Get("Content-Type") != "text/plain; charset=utf-8" || strings.Contains(a.body, "secret") && c.status == 404 {
			t.Errorf("%s: %d %s", c.name, a.status, a.body)
		}
		asked := s.asked()
		if c.lease == 0 && len(asked) != 0 || c.lease != 0 && (len(asked) != 1 || asked[0].Asked.Lease != c.lease) {
			t.Errorf("%s: to be confirmed %+v", c.name, asked)
		}
	}
}

func TestTheHubTakesFormsOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct {
		name, method, kind, body string
		status                   int
	}{
		{"JSON", http.MethodPost, "application/json", "{}", 415},
		{"no type", http.MethodPost, "", "hub.mode=subscribe", 415},
		{"a form that is cut", http.MethodPost, "application/x-www-form-urlencoded", "hub.mode=%zz", 400},
		{"a form of 100 KB", http.MethodPost, "application/x-www-form-urlencoded; charset=utf-8", "x=" + strings.Repeat("x", 100<<10), 413},
		{"a look", http.MethodGet, "", "", 405},
	} {
		if a := s.browser().do(c.method, "/hub", c.body, "Content-Type", c.kind); a.status != c.status {
			t.Errorf("%s: %d, want %d", c.name, a.status, c.status)
		}
	}
}

func TestARevokedAddressIsAnsweredLikeAGuess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("rotates@school.example")
	mine, token := s.ownFeed(reader)
	want(t, s.askHub(mine+".rss"), http.StatusAccepted)
	ok(t, s.db.RevokeToken(t.Context(), reader.ID, token.ID))
	revoked, guess := s.askHub(mine+".rss"), s.askHub(s.url+"/feeds/guess.rss")
	if revoked.status != http.StatusNotFound || revoked.status != guess.status || revoked.body != guess.body {
		t.Errorf("revoked: %d %s, a guess: %d %s", revoked.status, revoked.body, guess.status, guess.body)
	}
}

func TestAGroupIsHeardAtTheAddressThatItsFeedHasNow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("curator@school.example")
	g := chalkline.Group{Name: "Year 6", FeedSeed: chalkline.NewSecret(), Public: true}
	ok(t, s.db.CreateGroup(t.Context(), &g, chalkline.HashSecret(s.key.GroupFeedSecret(g.FeedSeed)), reader.ID, "Ada"))
	public, secret := fmt.Sprintf("%s/groups/%d/feed.atom", s.url, g.ID), s.url+"/group-feeds/"+s.key.GroupFeedSecret(g.FeedSeed)+".atom"
	heard := map[string]store.FeedRef{}
	for _, address := range []string{public, secret} {
		want(t, s.askHub(address, "hub.callback", "https://"+fmt.Sprint(len(heard))+".example/"), http.StatusAccepted)
		l := s.asked()[0]
		if got, err := s.server.FeedAddress(t.Context(), l.Feed); err != nil || got != address {
			t.Errorf("%s is kept as that of %s, %v", address, got, err)
		}
		body, _, err := s.server.FeedDocument(t.Context(), l.Feed)
		if err != nil || !strings.Contains(string(body), g.Name) {
			t.Errorf("%s is %s, %v", address, body, err)
		}
		heard[address] = l.Feed
	}
	for _, address := range []string{
		fmt.Sprintf("%s/groups/%d.atom", s.url, g.ID), fmt.Sprintf("%s/groups/%d/feed.atom", s.url, g.ID+1),
		fmt.Sprintf("%s/groups/0%d/feed.atom", s.url, g.ID), s.url + "/group-feeds/guess.atom",
	} {
		want(t, s.askHub(address), http.StatusNotFound)
	}

	seed := chalkline.NewSecret()
	ok(t, s.db.SetGroupFeed(t.Context(), g.ID, seed, chalkline.HashSecret(s.key.GroupFeedSecret(seed))))
	g.Public = false
	ok(t, s.db.SetGroup(t.Context(), g))
	for address, ref := range heard {
		want(t, s.askHub(address), http.StatusNotFound)
		if _, err := s.server.FeedVersion(t.Context(), ref); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
			t.Errorf("%s has still a version: %v", address, err)
		}
		if got, err := s.server.FeedAddress(t.Context(), ref); err == nil && got != address {
			t.Errorf("listeners to %s are told of %s", address, got)
		}
	}
}

func TestASecretFeedGoesOverHTTPSOnly(t *testing.T) {
	t.Parallel()
	const base = "https://chalkline.example"
	s := newSite(t, func(c *Config) { c.Base = base })
	reader := chalkline.Reader{Email: "safe@school.example", Schedule: chalkline.DefaultSchedule("")}
	ok(t, s.db.CreateReader(t.Context(), &reader))
	token := s.key.NewToken(reader.ID, "phone")
	ok(t, s.db.CreateToken(t.Context(), &token))
	mine := base + "/feeds/" + s.key.FeedSecret(token) + ".rss"
	for callback, status := range map[string]int{"https://aggregator.example/in": 202, "http://aggregator.example/in": 400} {
		want(t, s.askHub(mine, "hub.callback", callback), status)
	}
	want(t, s.askHub(base+"/topics/spacing.rss", "hub.callback", "http://aggregator.example/in"), http.StatusAccepted)
}

func TestLimitsOfTheHub(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("crowd@school.example")
	mine, _ := s.ownFeed(reader)
	for i := range ownCaps.Feed {
		want(t, s.askHub(mine+".rss", "hub.callback", fmt.Sprintf("https://a%d.example/", i)), http.StatusAccepted)
	}
	full := s.askHub(mine+".atom", "hub.callback", "https://late.example/")
	want(t, full, http.StatusServiceUnavailable)
	if full.header.Get("Retry-After") == "" {
		t.Error("a hub that is full does not say when to come again")
	}
	want(t, s.askHub(mine+".rss", "hub.callback", "https://a0.example/"), http.StatusAccepted) // who is there may renew
	for range hubPerClient {
		s.askHub("")
	}
	a := s.askHub(mine+".rss", "hub.callback", "https://a0.example/")
	want(t, a, http.StatusTooManyRequests)
	if a.header.Get("Retry-After") == "" {
		t.Error("the refusal does not say when to try again")
	}
}

// Section 4: a feed names its hub and itself.
func TestWhatIsPushedIsWhatIsServed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("same@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	mine, token := s.ownFeed(reader)
	for _, extension := range extensions {
		for address, ref := range map[string]store.FeedRef{
			mine + extension:                      {Token: token.ID, Form: extension},
			s.url + "/topics/spacing" + extension: {Topic: "spacing", Form: extension},
		} {
			served := s.browser().get(address)
			want(t, served, http.StatusOK)
			links := strings.Join(served.header.Values("Link"), ", ")
			if !strings.Contains(links, "<"+s.server.HubAddress()+`>; rel="hub"`) || !strings.Contains(links, "<"+address+`>; rel="self"`) {
				t.Errorf("%s has the links %s", address, links)
			}
			body, kind, err := s.server.FeedDocument(t.Context(), ref)
			ok(t, err)
			if string(body) != served.body || kind != served.header.Get("Content-Type") {
				t.Errorf("%s: pushed as %s, %d bytes; served as %s, %d bytes", address, kind, len(body), served.header.Get("Content-Type"), len(served.body))
			}
			if got, err := s.server.FeedAddress(t.Context(), ref); err != nil || got != address {
				t.Errorf("the address of %+v is %s, %v", ref, got, err)
			}
		}
	}
	before, err := s.server.FeedVersion(t.Context(), store.FeedRef{Topic: "spacing"})
	ok(t, err)
	if again, err := s.server.FeedVersion(t.Context(), store.FeedRef{Topic: "spacing", Form: ".rss"}); err != nil || again != before {
		t.Errorf("without a change the version went from %s to %s, %v", before, again, err)
	}
	ok(t, s.db.RevokeToken(t.Context(), reader.ID, token.ID))
	if _, _, err := s.server.FeedDocument(t.Context(), store.FeedRef{Token: token.ID, Form: ".rss"}); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("a revoked feed: %v", err)
	}
	if address, err := s.server.FeedAddress(t.Context(), store.FeedRef{Token: token.ID, Form: ".rss"}); err != nil || address != mine+".rss" {
		t.Errorf("the address of a revoked feed: %s, %v", address, err)
	}
}

func TestTheHubLogsNoSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("quiet@school.example")
	mine, _ := s.ownFeed(reader)
	s.askHub(mine+".rss", "hub.secret", "the key of the listener", "hub.callback", "https://a.example/private")
	ok(t, s.db.Close())
	want(t, s.askHub(mine+".rss", "hub.secret", "the key of the listener", "hub.callback", "https://a.example/private"), http.StatusInternalServerError)
	log := s.log.String()
	for _, secret := range []string{mine[len(s.url):], "the key", "private"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}
