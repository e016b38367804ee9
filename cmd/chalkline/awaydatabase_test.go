package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
	"chalkline/store/netfault"
)

// distant is a daemon on PostgreSQL behind a way that breaks.
type distant struct {
	*daemon

	way  *netfault.Proxy
	db   *store.DB // over a way of its own
	base string
	feed string
	log  *logText
}

// newDistant is such a daemon at work, with a reader and a source.
func newDistant(t *testing.T) *distant {
	t.Helper()
	direct := postgresDatabase(t, "away")
	behind, way := netfault.Before(t, direct)
	w := &distant{way: way, log: &logText{}}
	s := Settings{
		Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", Name: "Chalkline", BaseURL: "http://picks.example", Join: "open",
		Database: behind, Crossref: "off", ERIC: "off", OpenAlex: "off", LogLevel: "info", LogFormat: "json",
	}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.daemon, err = openDaemon(t.Context(), s, streams{out: io.Discard, err: w.log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	release, err := w.settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	if w.db, err = store.Open(t.Context(), direct); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	reader := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("")}
	check(t, w.db.CreateReader(t.Context(), &reader))
	token := w.units.Key.NewToken(reader.ID, "My feed")
	check(t, w.db.CreateToken(t.Context(), &token))
	w.feed = "/feeds/" + w.units.Key.FeedSecret(token) + ".atom"
	source := chalkline.Source{Name: "S", URL: "https://s.example/feed"}
	check(t, w.db.AddSource(t.Context(), &source))
	w.patience = patience{page: 500 * time.Millisecond, form: time.Second}
	address, _ := w.run(t)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(w.log)
		}
	})
	w.base = "http://" + address
	return w
}

// ask has all pages asked for at once that need the database, and returns their
// answers by path and how long the slowest took.
func (w *distant) ask(t *testing.T) (status map[string]int, took time.Duration) {
	t.Helper()
	client := &http.Client{Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	var mu sync.Mutex
	status = map[string]int{}
	began := time.Now()
	for _, path := range []string{"/readyz", "/healthz", w.feed, "/search?q=reading"} {
		all.Go(func() {
			r, err := client.Get(w.base + path)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				return
			}
			text := drained(t, r)
			mu.Lock()
			defer mu.Unlock()
			status[path] = r.StatusCode
			if r.StatusCode >= 500 && (strings.Contains(text, "pgx") || strings.Contains(text, w.way.Addr) || strings.Contains(text, "SQL")) {
				t.Errorf("%s tells too much: %s", path, text)
			}
			if r.StatusCode == http.StatusServiceUnavailable && strings.HasPrefix(path, "/feeds/") && r.Header.Get("Retry-After") == "" {
				t.Errorf("%s does not say when to come again", path)
			}
		})
	}
	all.Wait()
	return status, time.Since(began)
}

// all says whether every answer has that status.
func all(answers map[string]int, status int) bool {
	for _, got := range answers {
		if got != status {
			return false
		}
	}
	return true
}

// work stores an item and waits until it was judged.
func (w *distant) work(t *testing.T, key string) {
	t.Helper()
	_, err := w.db.StoreBatch(t.Context(), chalkline.Batch{Source: 1, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{
		{Key: key, Title: "Quizzes on " + key, URL: "https://s.example/" + key, Text: "We tried short quizzes in two classes."},
	}})
	check(t, err)
	waitFor(t, func() bool {
		counts, err := w.db.Counts(t.Context())
		return err == nil && counts.Due == 0
	})
}

// TestTheDaemonOutlivesItsDatabase loses PostgreSQL in every way: pages and feeds say
// so within their time, and afterwards all goes on by itself.
func TestTheDaemonOutlivesItsDatabase(t *testing.T) {
	t.Parallel()
	w := newDistant(t)
	w.work(t, "before")
	for _, c := range []struct {
		name string
		is   func()
		down bool // for as long as it is so
	}{
		{"killed and back", w.way.Cut, false},
		{"refused", w.way.Refuse, true},
		{"slow", func() { w.way.Slow(20 * time.Millisecond) }, false},
		{"silent", w.way.Silence, true},
	} {
		if c.down && testing.Short() { // it takes several deadlines
			continue
		}
		c.is()
		answers, took := w.ask(t)
		t.Logf("%s: %v in %v", c.name, answers, took.Round(time.Millisecond))
		switch {
		case c.down && !all(answers, http.StatusServiceUnavailable):
			t.Errorf("%s: the answers are %v", c.name, answers)
		case took > 20*time.Second: // the machine may be busy
			t.Errorf("%s: the last answer came after %v", c.name, took)
		}
		for path, status := range answers {
			if status != http.StatusOK && status != http.StatusServiceUnavailable {
				t.Errorf("%s: %s answers %d", c.name, path, status)
			}
		}
		w.way.Heal(t)
		healed := time.Now()
		waitFor(t, func() bool {
			answers, _ := w.ask(t)
			return all(answers, http.StatusOK)
		})
		pages := time.Since(healed)
		w.work(t, strings.ReplaceAll(c.name, " ", "-"))
		t.Logf("%s: pages %v and work %v after it was over", c.name, pages.Round(time.Millisecond), time.Since(healed).Round(time.Millisecond))
	}
	if text := w.log.String(); strings.Contains(text, "panic") || strings.Contains(text, "goroutine") {
		t.Errorf("something panicked:\n%s", text)
	}
}
