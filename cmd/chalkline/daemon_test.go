package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// logText is a log that a test reads while the daemon writes it.
type logText struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// freshDatabase is the file of a database with nothing in it: to make its tables
// takes longer than most tests.
var freshDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "chalkline")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "chalkline.db")
	db, err := store.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// newDaemon is a daemon on an empty folder, with nothing running yet.
func newDaemon(tb testing.TB, change func(*Settings)) (*daemon, *logText) {
	tb.Helper()
	s := Settings{
		Data: filepath.Join(tb.TempDir(), "data"), Listen: "127.0.0.1:0", Name: "Chalkline", BaseURL: "http://picks.example", Join: "open", Crossref: "off", ERIC: "off",
		OpenAlex: "off", LogLevel: "debug", LogFormat: "json",
	}
	if change != nil {
		change(&s)
	}
	if err := s.validate(); err != nil {
		tb.Fatal(err)
	}
	if err := s.makeFolder(); err != nil {
		tb.Fatal(err)
	}
	empty, err := freshDatabase()
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(s.database(), empty, 0o600); err != nil {
		tb.Fatal(err)
	}
	log := &logText{}
	d, err := openDaemon(tb.Context(), s, streams{out: io.Discard, err: log})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d, log
}

// run serves d until the test ends, and returns where the pages are.
func (d *daemon) run(t *testing.T) (address string, stop func()) {
	t.Helper()
	if err := d.openDoors(t.Context()); err != nil {
		t.Fatal(err)
	}
	listener, err := listen(t.Context(), d.settings.Listen, "--listen")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.serve(ctx, listener) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return listener.Addr().String(), stop
}

// fed is a daemon with a reader, and the path of the reader's feed.
func fed(tb testing.TB, change func(*Settings)) (d *daemon, path string) {
	tb.Helper()
	d, _ = newDaemon(tb, change)
	reader := chalkline.Reader{Email: "ada.lovelace@school.example", Schedule: chalkline.DefaultSchedule("")}
	if err := d.db.CreateReader(tb.Context(), &reader); err != nil {
		tb.Fatal(err)
	}
	token := d.units.Key.NewToken(reader.ID, "My feed")
	if err := d.db.CreateToken(tb.Context(), &token); err != nil {
		tb.Fatal(err)
	}
	return d, "/feeds/" + d.units.Key.FeedSecret(token) + ".atom"
}

// reply has a handler answer, and returns the answer.
func reply(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://picks.example"+path, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// debugURL is where d tells the operator how it is.
func (d *daemon) debugURL() string { return "http://" + d.doors.debug.listener.Addr().String() }

func TestReadinessSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	client := &http.Client{Timeout: 10 * time.Second}
	address, stop := d.run(t)
	for _, base := range []string{"http://" + address, d.debugURL()} {
		waitFor(t, d.state.working.Load)
		if status, text := get(t, client, base+"/readyz"); status != http.StatusOK || text != "database: ok\nschema: ok\nwork: ok\nrunning: ok\n" {
			t.Errorf("%s/readyz: %d\n%s", base, status, text)
		}
	}
	if status, text := get(t, client, d.debugURL()+"/healthz"); status != http.StatusOK || text != "ok\n" {
		t.Errorf("healthz beside the pages: %d %s", status, text)
	}
	for _, c := range []struct {
		name, want string
		do         func()
	}{
		{"the tables are older than the program", "schema: version ", func() { d.schema++ }},
		{"the process stops", "running: this process is stopping", func() { d.state.stopping.Store(true) }},
		{"nobody works", "work: nobody works", func() { d.state.working.Store(false) }},
		{"the database is gone", "database: does not answer", func() { _ = d.db.Close() }},
	} {
		c.do()
		if status, text := get(t, client, d.debugURL()+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d\n%s", c.name, status, text)
		}
	}
	if _, text := get(t, client, d.debugURL()+"/readyz"); strings.Contains(text, d.settings.Data) || strings.Contains(text, "sql") {
		t.Errorf("anybody may read this:\n%s", text)
	}
	stop()
}

func TestAFullDiskKeepsWorkFromGoingOnAndPagesNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		roles  []string
		status int
	}{{[]string{roleWorker}, http.StatusServiceUnavailable}, {nil, http.StatusOK}} {
		d, _ := newDaemon(t, func(s *Settings) { s.Roles = c.roles })
		d.state.working.Store(true)
		d.full = func() bool { return true }
		w := reply(d.handler(), http.MethodGet, "/readyz")
		if !strings.Contains(w.Body.String(), "work: waits, because the disk of the PostgreSQL server is full: free some space there\n") || w.Code != c.status {
			t.Errorf("roles %v: %d\n%s", c.roles, w.Code, w.Body)
		}
	}
}

func TestAProcessIsReadyForItsRoleAlone(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{
		roleWeb:    "database: ok\nschema: ok\nrunning: ok\n",
		roleWorker: "database: ok\nschema: ok\nwork: nobody works\nrunning: ok\n",
	} {
		d, _ := newDaemon(t, func(s *Settings) { s.Roles = []string{role} })
		h := d.handler()
		if w := reply(h, http.MethodGet, "/readyz"); w.Body.String() != want || (w.Code == http.StatusOK) != (role == roleWeb) {
			t.Errorf("%s: %d\n%s", role, w.Code, w.Body)
		}
		if w := reply(h, http.MethodGet, "/healthz"); w.Code != http.StatusOK {
			t.Errorf("%s: healthz answers %d", role, w.Code)
		}
		w := reply(h, http.MethodGet, "/join")
		if (w.Code == http.StatusOK) != (role == roleWeb) || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: a page answers %d with %v", role, w.Code, w.Header())
		}
	}
}
