package main

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/store/netfault"
	"chalkline/store"
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
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	w := &distant{way: netfault.New(t, u.Host), log: &logText{}}
	u.Host = w.way.Addr
	q := u.Query()
	q.Set("connect_timeout", "1")
	u.RawQuery = q.Encode()
	s := Settings{
		Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", Name: "Chalkline", BaseURL: "http://picks.example", Join: "open",
		Database: u.String(), Crossref: "off", ERIC: "off", OpenAlex: "off", LogLevel: "info", LogFormat: "json",
	}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
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
	address, _ := w.run(t)
	w.base = "http://" + address
	return w
}

// asked are the answers to pages that need the database.
func (w *distant) asked(t *testing.T) map[string]int {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for _, path := range []string{"/readyz", "/healthz", w.feed, "/sources", "/search?q=reading"} {
		all.Go(func() {
			began := time.Now()
			status, text := get(t, client, w.base+path)
			mu.Lock()
			defer mu.Unlock()
			got[path] = status
			t.Logf("%s: %d in %v", path, status, time.Since(began).Round(time.Millisecond))
			if status >= 500 && (strings.Contains(text, "pgx") || strings.Contains(text, "127.0.0.1") || strings.Contains(text, "sql")) {
				t.Errorf("%s says too much: %s", path, text)
			}
		})
	}
	all.Wait()
	return got
}

func TestPages(t *testing.T) {
	w := newDistant(t)
	for _, fault := range []struct {
		name string
		is   func()
	}{
		{"none", func() {}},
		{"cut", w.way.Cut}, {"refused", w.way.Refuse}, {"silent", w.way.Silence},
	} {
		t.Log(fault.name)
		fault.is()
		w.asked(t)
		w.way.Heal(t)
		began := time.Now()
		for n := 0; n < 6; n++ {
			w.asked(t)
			t.Log("healed", time.Since(began))
			time.Sleep(time.Second)
		}
	}
	t.Log(w.log.String())
}
