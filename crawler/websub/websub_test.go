package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

func TestDiscover(t *testing.T) {
	t.Parallel()
	const base = "https://blog.example/feed"
	for _, c := range []struct {
		name       string
		link       []string
		body       string
		hub, topic string
	}{
		{name: "none", body: "<rss><channel><link>https://blog.example/</link></channel></rss>"},
		{
			name: "Atom", body: `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://blog.example/atom"/><link rel="hub" href="https://hub.example/"/>`,
			hub: "https://hub.example/", topic: "https://blog.example/atom",
		},
		{
			name: "RSS with a prefix", body: `<rss><channel><atom:link href='/self' rel='self'/><a10:link href="https://hub.example/" rel="HUB"/>`,
			hub: "https://hub.example/", topic: "https://blog.example/self",
		},
		{name: "no self", body: `<feed><link rel="hub" href="https://hub.example/"/>`, hub: "https://hub.example/", topic: base},
		{name: "inside an item", body: `<rss><channel><item><link rel="hub" href="https://hub.example/"/></item>`},
		{name: "no web address", body: `<feed><link rel="hub" href="javascript:alert(1)"/>`},
		{
			name: "headers come first", link: []string{`<https://h.example/>; rel="hub", <https://blog.example/x>; rel=self`},
			body: `<feed><link rel="hub" href="https://other.example/"/>`, hub: "https://h.example/", topic: "https://blog.example/x",
		},
		{name: "a broken header", link: []string{`https://h.example/; rel=hub`}},
	} {
		hub, topic := Discover(http.Header{"Link": c.link}, []byte(c.body), base)
		if hub != c.hub || topic != c.topic {
			t.Errorf("%s: hub %q, topic %q", c.name, hub, topic)
		}
	}
}

func TestUsable(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]bool{
		"https://news.school.example": true, "https://203.0.113.9:8443": true, "http://news.school.example": false, "https://localhost": false,
		"https://10.1.2.3": false, "https://[::1]": false, "https://pi.local": false, "": false, ":": false,
	} {
		if got := Usable(base); got != want {
			t.Errorf("%q: %v", base, got)
		}
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	body := []byte("<feed/>")
	one, two := hmac.New(sha1.New, []byte("key")), hmac.New(sha256.New, []byte("key"))
	one.Write(body)
	two.Write(body)
	good := hex.EncodeToString(two.Sum(nil))
	for signature, want := range map[string]bool{
		"sha256=" + good:                           true,
		" SHA256=" + strings.ToUpper(good):         true,
		"sha1=" + hex.EncodeToString(one.Sum(nil)): true,
		"sha1=" + good:                             false,
		"md5=" + good:                              false,
		"sha256=" + good[:10]:                      false,
		"sha256=not hex":                           false,
		"sha256=":                                  false,
		"":                                         false,
	} {
		read, err := parseSignature(signature)
		if got := err == nil && read.of(body, "key"); got != want {
			t.Errorf("%q: %v", signature, got)
		}
	}
	if read, err := parseSignature("sha256=" + good); err != nil || read.of(body, "another key") {
		t.Error("another key signs as well")
	}
}

// memory is a Store of one subscription.
type memory struct {
	mu  sync.Mutex
	sub *chalkline.Subscription
}

func (m *memory) get(is func(chalkline.Subscription) bool) (chalkline.Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sub == nil || !is(*m.sub) {
		return chalkline.Subscription{}, chalkline.Errorf(chalkline.CodeNotFound, "none")
	}
	return *m.sub, nil
}

func (m *memory) Subscription(_ context.Context, id chalkline.SourceID) (chalkline.Subscription, error) {
	return m.get(func(s chalkline.Subscription) bool { return s.Source == id })
}

func (m *memory) SubscriptionByToken(_ context.Context, token string) (chalkline.Subscription, error) {
	return m.get(func(s chalkline.Subscription) bool { return s.Token == token })
}

func (m *memory) SaveSubscription(_ context.Context, s chalkline.Subscription) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sub = &s
	return nil
}

func (m *memory) DropSubscription(context.Context, chalkline.SourceID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sub = nil
	return nil
}

func TestASubscriptionIsMadeAskedForAndDropped(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	asked := 0
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer hub.Close()
	kept := &memory{}
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	defer client.Close()
	pushed := 0
	s := &Subscriber{
		Store: kept, Client: client, Base: "https://news.example/websub", Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Push: func(context.Context, chalkline.SourceID, []byte, string) (chalkline.Stored, error) {
			pushed++
			return chalkline.Stored{}, nil
		},
	}
	announce := func(hub, topic string) {
		t.Helper()
		if err := s.Announced(t.Context(), 1, hub, topic); err != nil {
			t.Fatal(err)
		}
	}
	announce("", "")
	if kept.sub != nil {
		t.Fatal("a source without a hub has a subscription")
	}
	announce(hub.URL, "https://blog.example/feed")
	first := *kept.sub
	announce(hub.URL, "https://blog.example/feed")
	if kept.sub.Token != first.Token || len(first.Secret) < 20 || first.Token == first.Secret {
		t.Errorf("%+v, then %+v", first, *kept.sub)
	}
	waits := []time.Duration{}
	for range 7 { // the hub is in trouble
		if err := s.Renew(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, kept.sub.NextAt.Sub(now))
		if err := s.Renew(t.Context(), 1); err != nil { // not due
			t.Fatal(err)
		}
		now = kept.sub.NextAt
	}
	if asked != 7 || waits[0] != 6*time.Hour || waits[1] != 12*time.Hour || waits[6] != 7*24*time.Hour {
		t.Errorf("asked %d times, after %v", asked, waits)
	}

	call := func(method, path string, q url.Values, body string) int {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path+"?"+q.Encode(), strings.NewReader(body)))
		return w.Code
	}
	mine := "/websub/" + kept.sub.Token
	topic := kept.sub.Topic
	for _, c := range []struct {
		name, method, path string
		q                  url.Values
		want               int
	}{
		{"a stranger", "GET", "/websub/guess", url.Values{}, 404},
		{"unsubscribe", "GET", mine, url.Values{"hub.mode": {"unsubscribe"}, "hub.topic": {topic}, "hub.challenge": {"x"}}, 404},
		{"no challenge", "GET", mine, url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}}, 404},
		{"another method", "PUT", mine, url.Values{}, 405},
		{"an unsigned push", "POST", mine, url.Values{}, 202},
		{"a lease of a minute", "GET", mine, url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"x"}, "hub.lease_seconds": {"60"}}, 404},
		{"a lease of nothing", "GET", mine, url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"x"}, "hub.lease_seconds": {"0"}}, 404},
	} {
		if got := call(c.method, c.path, c.q, "<feed/>"); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if kept.sub.Active || !kept.sub.Until.IsZero() {
		t.Errorf("a lease of a minute counts: %+v", *kept.sub)
	}
	hour := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"x"}, "hub.lease_seconds": {"3600"}}
	for _, when := range []string{"asked for", "while it lasts"} {
		if got := call("GET", mine, hour, ""); got != 200 || kept.sub.Tries != 0 {
			t.Errorf("a lease %s: %d, %+v", when, got, *kept.sub)
		}
	}
	if got := kept.sub.Until.Sub(now); !kept.sub.Active || got != time.Hour || kept.sub.NextAt.Sub(now) != 54*time.Minute || pushed != 0 {
		t.Errorf("%+v, %d pushed", *kept.sub, pushed)
	}
	now = now.Add(time.Hour)
	if got := call("GET", mine, hour, ""); got != 404 {
		t.Errorf("out of the blue, after the lease: %d", got)
	}
	if got := call("GET", mine, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}}, ""); got != 200 || kept.sub.Active {
		t.Errorf("denied: %d, %+v", got, *kept.sub)
	}
	announce("", "")
	if kept.sub != nil {
		t.Error("the subscription outlived the hub")
	}
}
