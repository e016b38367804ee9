package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"chalkline"
	"chalkline/cmd/chalkline/sample"
)

// TestAppraiseScripts runs the scripts that look things up. $WEB is the sample
// web, which the list of sources knows, with the files below web/ of the script
// added; $ELSEWHERE is the same at a host that is on no list. Crossref and ERIC
// answer from crossref/ and eric/ there. Each is a server of its own, because
// requests to one server are kept a second apart.
func TestAppraiseScripts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("commands do one thing after the other")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script/appraise",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			answers := recorded(filepath.Join(env.WorkDir, "web"))
			serve := func(path string) string {
				server := httptest.NewServer(answers)
				env.Defer(server.Close)
				return server.URL + path
			}
			web := serve("")
			env.Setenv("WEB", web)
			env.Setenv("ELSEWHERE", strings.Replace(web, "127.0.0.1", "localhost", 1))
			env.Setenv("DOWN", "http://"+freeAddress(t))
			env.Setenv("CHALKLINE_CROSSREF", serve(sample.CrossrefPath))
			env.Setenv("CHALKLINE_ERIC", serve("/eric/"))
			env.Setenv("CHALKLINE_ALLOW_PRIVATE", "true")
			env.Setenv("CHALKLINE_FEEDS", env.Getenv("WORK")+"/feeds.yaml")
			return os.WriteFile(filepath.Join(env.WorkDir, "feeds.yaml"), sample.Feeds(func(int) string { return web }), 0o600)
		},
	})
}

// recorded answers with the files of a folder, else with the sample web.
// Crossref's answer to a search is crossref/found.json, ERIC's to all
// questions eric/index.json; /status/N is answered with that status.
func recorded(dir string) http.Handler {
	web := sample.Handler(time.Now(), func(int) string { return "" })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path
		switch name {
		case sample.CrossrefPath + "/works":
			name = "/crossref/found.json"
		case "/eric/":
			name = "/eric/index.json"
		}
		status := 0
		if n, _ := fmt.Sscanf(name, "/status/%d", &status); n == 1 {
			w.WriteHeader(status)
			return
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			web.ServeHTTP(w, r)
			return
		}
		_, _ = w.Write(data)
	})
}

func TestAppraiseReadsTextAsItComes(t *testing.T) {
	t.Parallel()
	sentence := "We surveyed 412 teachers in 30 schools about homework and marking. "
	long := "A survey of teachers\n\n" + strings.Repeat(sentence, maxDocument/len(sentence)-1)
	line := `{"id": %q, "title": "A survey of teachers", "text": "We surveyed 412 teachers about homework."}` + "\n"
	for _, tc := range []struct {
		name, in, out, err string
	}{
		{"Windows-1252", "A survey\r\n\r\n\x93We surveyed 412 teachers\x94 in caf\xe9s about homework.", "“We surveyed 412 teachers” in cafés", ""},
		{"a text that begins like a page", "<2 hours of homework\n\nWe surveyed 412 teachers about homework.", `"kind":"research"`, ""},
		{"bytes that are no characters", "A survey\n\nWe surveyed 412 teachers\xff\xfe about homework.", `"kind":"research"`, ""},
		{"a text of nearly ten megabytes", long, `"kind":"research"`, ""},
		{"a longer text", long + strings.Repeat("x", 200), "", "standard input is longer than 10 MB"},
		{
			"a long line among others", fmt.Sprintf(line, "one") + `{"text": "` + strings.Repeat("x", maxDocument) + `"}` + "\n" + fmt.Sprintf(line, "three"),
			`"id":"three"`, "standard input:2: the line is longer than 10 MB",
		},
		{"one JSON list", `[{"title": "A survey of teachers"}]`, "", "standard input is one JSON list; put each object on a line of its own"},
		{"a text that begins with a bracket", "[Editorial] A survey\n\nWe surveyed 412 teachers about homework.", `"kind":"research"`, ""},
		{"an object over several lines", "{\n\"title\": \"A\"\n}", "", "standard input:1: not a JSON object with id, title and text on one line"},
		{"numbers that are none", `{"title": "A survey of teachers", "doi": "10.x", "eric": "12"}`, `"notes":["\"10.x\" is no DOI.","\"12\" is no ERIC number."]`, ""},
		{"a last line without an end", strings.TrimSpace(fmt.Sprintf(line, "one")), `"id":"one"`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out, err bytes.Buffer
			code := run(t.Context(), []string{"appraise", "--json", "--data", t.TempDir()}, streams{in: strings.NewReader(tc.in), out: &out, err: &err})
			if (code == 0) != (tc.err == "") || !strings.Contains(err.String(), tc.err) {
				t.Errorf("code %d, error %q, want %q", code, err.String(), tc.err)
			}
			if !strings.Contains(out.String(), tc.out) {
				t.Errorf("answered %.300q, want %q in it", out.String(), tc.out)
			}
		})
	}
}

func TestAppraiseStopsWhileItWaitsForAText(t *testing.T) {
	t.Parallel()
	in, typing := io.Pipe()
	defer typing.Close()
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, stop)
	var out, err bytes.Buffer
	if code := run(ctx, []string{"appraise", "--data", t.TempDir()}, streams{in: in, out: &out, err: &err}); code != 1 || err.String() != "chalkline: stopped\n" {
		t.Errorf("code %d, error %q", code, err.String())
	}
}

func TestAppraiseAsksAboutTenWorksAtMostAndAboutNoneTwice(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	defer server.Close()
	var item strings.Builder
	item.WriteString(`{"title": "What I read this year", "text": "Teachers asked me for the studies:`)
	for n := range 12 {
		fmt.Fprintf(&item, " 10.5555/read.%d", n)
	}
	item.WriteString(`"}` + "\n")
	yes := true
	s := Settings{Data: t.TempDir(), Crossref: server.URL, ERIC: "off", AllowPrivate: true, pause: -1}
	var out, err bytes.Buffer
	std := streams{in: strings.NewReader(item.String() + item.String()), out: &out, err: &err}
	if fault := (appraiseCmd{Online: &yes}).Run(t.Context(), std, s); fault != nil {
		t.Fatal(fault, err.String())
	}
	if asked.Load() != mostLookups {
		t.Errorf("asked %d times, want %d", asked.Load(), mostLookups)
	}
	if want := "It cites 12 works that are not known here; the first 10 were looked up."; strings.Count(out.String(), want) != 2 {
		t.Errorf("answered %q, want %q twice", out.String(), want)
	}
}

func TestAPageBelongsToTheSiteThatItIsDeepestIn(t *testing.T) {
	t.Parallel()
	sources := []chalkline.Source{
		{Name: "Press", SiteURL: "https://www.press.example/news/"},
		{Name: "Journal", SiteURL: "https://press.example/journals/one/"},
		{Name: "Feed", URL: "https://feeds.example/all.xml"},
	}
	for address, want := range map[string]string{
		"https://press.example/journals/one/12":  "Journal",
		"https://www.press.example/news/today":   "Press",
		"https://press.example/about":            "Press",
		"https://feeds.example/articles/12":      "Feed",
		"https://other.example/journals/one/12":  "",
		"https://press.example.org/journals/one": "",
		"":                                       "",
	} {
		if got := nearestSource(sources, address).Name; got != want {
			t.Errorf("%q belongs to %q, want %q", address, got, want)
		}
	}
}
