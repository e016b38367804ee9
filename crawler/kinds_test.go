package crawler

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestEveryKindOfSourceIsRead(t *testing.T) {
	t.Parallel()
	var asked []string
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		switch r.URL.Path {
		case "/robots.txt":
			_, _ = fmt.Fprint(w, "User-agent: chalkline\nDisallow: /closed")
		case "/list", "/closed":
			_, _ = fmt.Fprint(w, `<ul><li><a href="/one">One</a></ul>`)
		case "/journals/1234-5678/works":
			_, _ = fmt.Fprint(w, `{"message":{"items":[{"DOI":"10.5555/x","title":["X"]}]}}`)
		case "/eric/":
			_, _ = fmt.Fprint(w, `{"response":{"docs":[{"id":"EJ123456","title":"Y"}]}}`)
		default:
			_, _ = fmt.Fprint(w, feedOf("a"))
		}
	})
	list := chalkline.Selectors{List: "li"}
	for i, s := range []chalkline.Source{
		{Kind: chalkline.SourceFeed, URL: b.url + "/feed"},
		{Kind: chalkline.SourcePage, URL: b.url + "/list", Selectors: list},
		{Kind: chalkline.SourceCrossref, URL: b.url + "/journals/1234-5678"},
		{Kind: chalkline.SourceERIC, URL: b.url + "/eric/?search=x"},
		{Kind: chalkline.SourcePage, URL: b.url + "/closed", Selectors: list},
		{Kind: "gopher", URL: b.url + "/gopher"},
	} {
		s.ID = chalkline.SourceID(i + 1)
		b.add(s)
	}
	report := b.crawl(t)
	if report.Asked != 6 || report.Stored.New != 4 || report.Failed != 2 {
		t.Errorf("%+v", report)
	}
	if got, want := strings.Join(asked, " "), "/feed /robots.txt /list /journals/1234-5678/works /eric/"; got != want {
		t.Errorf("asked for %q, want %q", got, want)
	}
	if got := b.store.poll(5).Error; !strings.Contains(got, "robots.txt") {
		t.Errorf("closed: %q", got)
	}
	if got := b.store.poll(6).Error; got != `Sources of kind "gopher" cannot be read.` {
		t.Errorf("gopher: %q", got)
	}
}

func TestRobotsAreKeptForADayAndInBounds(t *testing.T) {
	t.Parallel()
	asked := 0
	status := http.StatusOK
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(status)
	})
	allowed := func() bool { return b.allowed(t.Context(), b.url+"/page") == nil }
	if !slices.Equal([]bool{allowed(), allowed()}, []bool{true, true}) || asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	b.now, status = b.now.Add(25*time.Hour), http.StatusServiceUnavailable
	if !slices.Equal([]bool{allowed(), allowed()}, []bool{false, false}) || asked != 2 {
		t.Errorf("a server in trouble: asked %d times", asked)
	}
	b.now, status = b.now.Add(2*time.Hour), http.StatusNotFound
	if !allowed() || asked != 3 {
		t.Errorf("none there: asked %d times", asked)
	}
	for i := range 3 * robotsHosts {
		b.robots.put(fmt.Sprintf("https://h%d.example", i), b.robots.kept[b.url].rules, b.now, b.now.Add(time.Hour))
	}
	if len(b.robots.kept) > robotsHosts {
		t.Errorf("%d hosts are kept", len(b.robots.kept))
	}
}
