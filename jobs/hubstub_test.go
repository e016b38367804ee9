package jobs

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/store"
)

// feeds are published feeds: one, that changes when it is told to.
type feeds struct {
	mu      sync.Mutex
	version string
	gone    bool
}

const (
	feedAddress = "https://chalk.example/topics/spacing.atom"
	hubAddress  = "https://chalk.example/hub"
	feedType    = "application/atom+xml; charset=utf-8"
)

func (f *feeds) FeedVersion(context.Context, store.FeedRef) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return "", chalkline.Errorf(chalkline.CodeNotFound, "gone")
	}
	return f.version, nil
}

func (f *feeds) FeedDocument(ctx context.Context, r store.FeedRef) ([]byte, string, error) {
	version, err := f.FeedVersion(ctx, r)
	return []byte("<feed>" + version + "</feed>"), feedType, err
}

func (f *feeds) FeedAddress(context.Context, store.FeedRef) (string, error) { return feedAddress, nil }
func (f *feeds) HubAddress() string                                         { return hubAddress }

// callback is the program of a listener. It answers with status, and questions
// with their challenge unless it is told otherwise.
type callback struct {
	url string

	mu     sync.Mutex
	status int
	echo   func(q url.Values) string
	asked  []url.Values
	raw    []string // queries as they came
	pushes []*http.Request
	bodies []string
}

func newCallback(t *testing.T) *callback {
	t.Helper()
	c := &callback{status: http.StatusOK, echo: func(q url.Values) string { return q.Get("hub.challenge") }}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.url = server.URL + "/in"
	return c
}

func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.status/100 == 3 {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(c.status)
	if r.Method == http.MethodGet {
		c.asked = append(c.asked, r.URL.Query())
		c.raw = append(c.raw, r.URL.RawQuery)
		_, _ = io.WriteString(w, c.echo(r.URL.Query()))
		return
	}
	body, _ := io.ReadAll(r.Body)
	c.pushes, c.bodies = append(c.pushes, r), append(c.bodies, string(body))
}

// answers changes how the callback answers.
func (c *callback) answers(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = status
}

// last is what the callback was last asked, and counts what it was asked and brought.
func (c *callback) last() (question url.Values, asked, pushed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.asked) > 0 {
		question = c.asked[len(c.asked)-1]
	}
	return question, len(c.asked), len(c.pushes)
}

// hub is a hub with one feed.
type hub struct {
	*Units
	t     *testing.T
	feeds *feeds
	now   time.Time
	log   *bytes.Buffer
}

func newHub(t *testing.T) *hub {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	h := &hub{t: t, now: time.Date(2026, time.March, 1, 17, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	h.feeds = &feeds{version: h.now.String()}
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(client.Close)
	now := func() time.Time { return h.now }
	db.Now = now
	h.Units = &Units{
		DB: db, Feeds: h.feeds, Crawler: &crawler.Crawler{Client: client}, Now: now,
		Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	return h
}

var spacing = store.FeedRef{Topic: "spacing", Form: ".atom"}

// ask is a request that somebody makes in the name of a callback.
func (h *hub) ask(callback string, a store.Asked) {
	h.t.Helper()
	must(h.t, h.DB.AskListener(h.t.Context(), spacing, callback, a, h.feeds.version, store.ListenerCaps{Feed: 9, Host: 9, Total: 9}))
}

// subscribe makes a callback a listener.
func (h *hub) subscribe(callback, secret string) {
	h.t.Helper()
	h.ask(callback, store.Asked{Mode: store.AskedSubscribe, Secret: secret, Lease: 240 * time.Hour})
	h.work()
}

// work does what is due, as often as anything is.
func (h *hub) work() {
	h.t.Helper()
	ctx := h.t.Context()
	must(h.t, h.watch(ctx))
	for range 20 {
		due, err := h.DB.ListenersDue(ctx, h.now, 10)
		must(h.t, err)
		if len(due) == 0 {
			return
		}
		keys, err := ids(func(context.Context, time.Time, int) ([]store.ListenerID, error) { return due, nil })(ctx, h.now, 10)
		must(h.t, err)
		must(h.t, one(h.pushTo)(ctx, keys))
	}
	h.t.Fatal("there is always something due")
}

// change gives the feed a new version after a while.
func (h *hub) change() {
	h.now = h.now.Add(time.Hour)
	h.feeds.mu.Lock()
	h.feeds.version = h.now.String()
	h.feeds.mu.Unlock()
}
