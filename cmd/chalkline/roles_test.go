package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRolesAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roles    []string
		database string
		says     string // "" for nothing wrong
	}{
		"none given":           {nil, "", ""},
		"both":                 {[]string{"worker", "web"}, "", ""},
		"web on PostgreSQL":    {[]string{"web"}, "postgres://db/chalkline", ""},
		"worker on PostgreSQL": {[]string{"worker"}, "postgres://db/chalkline", ""},
		"web on SQLite":        {[]string{"web"}, "", "--roles web needs PostgreSQL"},
		"worker on SQLite":     {[]string{"worker"}, "", "--roles worker needs PostgreSQL"},
		"no such role":         {[]string{"web", "cook"}, "", `there is no role "cook"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Settings{Roles: c.roles, Database: c.database, Data: t.TempDir()}
			err := s.validateRoles()
			if err == nil {
				err = s.checkRoles()
			}
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestAProcessWithoutPagesSaysWhetherItIsWellAndNoMore(t *testing.T) {
	t.Parallel()
	s := Settings{Data: t.TempDir(), Listen: freeAddress(t), Crossref: "off", ERIC: "off", OpenAlex: "off", LogLevel: "error", Roles: []string{roleWorker}}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	d, err := openDaemon(t.Context(), s, streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/": http.StatusNotFound, "/join": http.StatusNotFound} {
		w := httptest.NewRecorder()
		d.handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		if w.Code != want {
			t.Errorf("%s answers %d, want %d", path, w.Code, want)
		}
	}
}

func TestASecondDaemonOnOneFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte("sources: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := startServe(t, dir, freeAddress(t))
	second := exec.CommandContext(t.Context(), program(t), "serve", "--listen", freeAddress(t), "--data", filepath.Join(dir, "data"))
	second.Args[0] = "chalkline"
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "another chalkline serve runs on") {
		t.Errorf("a second daemon on the same file: %v, %s", err, out)
	}
	if _, err := first.stop(t); err != nil {
		t.Error(err)
	}
}
