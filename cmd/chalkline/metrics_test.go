package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"chalkline"
	"chalkline/crawler"
)

func TestTheDoorOfTheOperatorIsNoPartOfThePages(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, func(s *Settings) { s.DebugListen, s.Pprof = "127.0.0.1:0", true })
	address, _ := d.run(t)
	client := &http.Client{Timeout: 10 * time.Second}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/cmdline"} {
		if status, _ := get(t, client, "http://"+address+path); status != http.StatusNotFound {
			t.Errorf("the pages answer %s with %d", path, status)
		}
		if status, _ := get(t, client, d.debugURL()+path); status != http.StatusOK {
			t.Errorf("the operator's door answers %s with %d", path, status)
		}
	}
	quiet, _ := newDaemon(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	quiet.run(t)
	if status, _ := get(t, client, quiet.debugURL()+"/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("profiles that nobody asked for: %d", status)
	}
	if none, _ := newDaemon(t, nil); none.meter != nil || none.openDoors(t.Context()) != nil || none.doors.debug != nil {
		t.Error("a daemon listens, or counts, where nobody asked for it")
	}
}

func TestMetricsTellNothingOfReaders(t *testing.T) {
	t.Parallel()
	d, path := fed(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	h, secret := d.handler(), strings.TrimSuffix(strings.TrimPrefix(path, "/feeds/"), ".atom")
	first := reply(h, http.MethodGet, path)
	reply(h, http.MethodGet, path, "If-None-Match", first.Header().Get("ETag"))
	reply(h, http.MethodGet, "/feeds/guessed.rss")
	for _, path := range []string{
		"/", "/search?q=quiet+worries+of+mine", "/nothing/here/at/all", "/items/1", "/topics/spacing", "/readyz", "/enter/secretsecret",
		"/%ff%00/odd", "/static/chalkline.css",
	} {
		reply(h, http.MethodGet, path)
	}
	reply(h, "BREW", "/odd")
	d.meter.Crawled(crawler.Report{Host: "private-reading.example", Asked: 3, Failed: 1, NotModified: 1, Bytes: 10})
	d.meter.Worked("crawl", 1, time.Second, errors.New("asking private-reading.example"))
	d.meter.Delivered(chalkline.DeliverySent)
	d.meter.Bounced("hard")
	text := reply(d.debugHandler(), http.MethodGet, "/metrics").Body.String()
	for _, private := range []string{"ada.lovelace", "school.example", secret, "quiet", "worries", "nothing/here", "private-reading", "guessed", "secretsecret", "odd", "BREW", d.settings.Data} {
		if strings.Contains(text, private) {
			t.Errorf("the metrics have %q", private)
		}
	}
	for _, want := range []string{
		`chalkline_feed_requests_total{answer="sent"} 1`, `chalkline_feed_requests_total{answer="not_modified"} 1`,
		`chalkline_feed_requests_total{answer="refused"} 1`, `chalkline_http_requests_total{class="3xx",route="GET /feeds/{file}"} 1`,
		`chalkline_http_requests_total{class="4xx",route="none"}`, `chalkline_crawl_sources_total{answer="fresh"} 1`,
		`chalkline_work_units_total{kind="crawl",result="failed"} 1`, `chalkline_readers 1`, `chalkline_sources{health="failing"} 0`,
		`chalkline_database_up 1`, `chalkline_work_due{kind="deliver"} 0`, `chalkline_search_duration_seconds_count 1`, "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestLabelsAreFew holds the labels to words of the program itself.
func TestLabelsAreFew(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	h := d.handler()
	for n := range 200 {
		reply(h, http.MethodGet, fmt.Sprintf("/items/%d", n))
		reply(h, http.MethodGet, fmt.Sprintf("/somewhere/%d", n))
		reply(h, fmt.Sprintf("M%d", n), "/")
	}
	allowed := []string{
		"route", "class", "answer", "change", "kind", "result", "pool", "state", "health", "le", "version",
		"quantile", "goversion", // of Go's own collector
	}
	for line := range strings.Lines(reply(d.debugHandler(), http.MethodGet, "/metrics").Body.String()) {
		if _, labels, ok := strings.Cut(line, "{"); ok && !strings.HasPrefix(line, "#") {
			for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(labels, -1) {
				if !slices.Contains(allowed, label[1]) {
					t.Errorf("label %s: %s", label[1], line)
				}
			}
		}
	}
	if n := testutil.CollectAndCount(d.meter.requests); n > 3 {
		t.Errorf("600 requests for three sorts of addresses make %d series", n)
	}
}

// TestMetricsAreNamedAsPrometheusAsks lints names, units and help texts.
func TestMetricsAreNamedAsPrometheusAsks(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	faults, err := testutil.GatherAndLint(d.meter.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Errorf("%s: %s", f.Metric, f.Text)
	}
}

func TestMetricsWithoutADatabaseSaySo(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	text := reply(d.debugHandler(), http.MethodGet, "/metrics").Body.String()
	if !strings.Contains(text, "chalkline_database_up 0") || strings.Contains(text, "chalkline_readers") {
		t.Errorf("a database that is gone is told as\n%s", text)
	}
}

func TestSearchesAreTimedAndFaultsOfTheAskerAreNone(t *testing.T) {
	t.Parallel()
	m := newMeter()
	for _, s := range []stubSearch{
		{}, {err: chalkline.Errorf(chalkline.CodeInvalid, "what?")}, {err: errors.New("broken")}, {found: chalkline.Found{Notice: chalkline.Textf("It is down.")}},
	} {
		_, _ = timedSearch{s, m}.Search(t.Context(), chalkline.Search{})
	}
	if failed, fell := testutil.ToFloat64(m.searchFailures), testutil.ToFloat64(m.fallBacks); failed != 1 || fell != 1 {
		t.Errorf("%v failures and %v fall-backs", failed, fell)
	}
}

type stubSearch struct {
	found chalkline.Found
	err   error
}

func (s stubSearch) Search(context.Context, chalkline.Search) (chalkline.Found, error) {
	return s.found, s.err
}

// TestTheDashboardShowsWhatIsExported reads deploy/grafana/chalkline.json.
func TestTheDashboardShowsWhatIsExported(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../deploy/grafana/chalkline.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	d, path := fed(t, func(s *Settings) { s.DebugListen = "127.0.0.1:0" })
	reply(d.handler(), http.MethodGet, path)
	d.meter.Crawled(crawler.Report{})
	d.meter.Worked("crawl", 1, 0, nil)
	d.meter.Delivered(chalkline.DeliverySent)
	d.meter.Bounced("hard")
	exported := reply(d.debugHandler(), http.MethodGet, "/metrics").Body.String()
	shown := 0
	for _, panel := range board.Panels {
		if panel.Type != "row" && len(panel.Targets) == 0 {
			t.Errorf("panel %q shows nothing", panel.Title)
		}
		for _, target := range panel.Targets {
			for _, name := range regexp.MustCompile(`\b(chalkline|go|process)_\w+`).FindAllString(target.Expr, -1) {
				shown++
				if !strings.Contains(exported, "\n"+name+"{") && !strings.Contains(exported, "\n"+name+" ") && name != "chalkline_certificate_expiry_timestamp_seconds" {
					t.Errorf("panel %q asks for %s, which is not exported", panel.Title, name)
				}
			}
		}
	}
	if shown < 20 {
		t.Errorf("the dashboard shows %d metrics", shown)
	}
}

// BenchmarkFeed304 is a feed that has not changed, as feed programs ask all day.
func BenchmarkFeed304(b *testing.B) {
	for _, c := range []struct{ name, listen string }{{"uncounted", ""}, {"counted", "127.0.0.1:0"}} {
		b.Run(c.name, func(b *testing.B) {
			d, path := fed(b, func(s *Settings) { s.DebugListen, s.LogLevel = c.listen, "info" })
			h := d.handler()
			tag := reply(h, http.MethodGet, path).Header().Get("ETag")
			b.ReportAllocs()
			for b.Loop() {
				if w := reply(h, http.MethodGet, path, "If-None-Match", tag); w.Code != http.StatusNotModified {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
