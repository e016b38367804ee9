package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/store"
)

// press is a publisher with a feed, a page that announces it, and a page with a
// list.
func press(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/feed.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		var items strings.Builder
		for n := range 7 {
			fmt.Fprintf(&items, "<item><title>Piece %d &lt;i&gt;x</title><link>http://press.example/%d</link><guid>%d</guid></item>", n, n, n)
		}
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>The Staffroom</title><link>http://press.example/</link><description>d</description>%s</channel></rss>`, items.String())
	})
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><html><head><title>Staffroom</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><p>Hello</p></body></html>`)
	})
	mux.HandleFunc("/news", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><html><head><title>News</title></head><body><main>`)
		for n := range 6 {
			fmt.Fprintf(w, `<article class="story"><h2><a href="/news/%d">How class %d learned its tables by quizzes</a></h2><time datetime="2026-11-0%d">%d November 2026</time></article>`, n, n, n+1, n+1)
		}
		fmt.Fprint(w, `</main></body></html>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// probing is a site whose operator can look at publishers on this machine.
func probing(t *testing.T, private bool) *site {
	t.Helper()
	return newSite(t, func(c *Config) {
		c.Sources = &crawler.Crawler{Client: fetch.New(fetch.Options{UserAgent: "test", AllowPrivate: private, HostPause: time.Millisecond}), Now: time.Now, Log: c.Log}
	})
}

func TestAFeedIsFoundFromItsSiteAndAdded(t *testing.T) {
	t.Parallel()
	s, p := probing(t, true), press(t)
	b := s.operator("head@school.example")
	const add = "/operator/sources/add"

	a := b.submit(add, "url", p.URL+"/", "do", "look")
	want(t, a, http.StatusOK)
	has(t, a, "A web page, not a feed", p.URL+"/feed.xml")
	a = b.submit(add, "url", p.URL+"/feed.xml", "do", "look")
	want(t, a, http.StatusOK)
	has(t, a, "The Staffroom", "7 items", "Piece 0", `value="The Staffroom"`)
	lacks(t, a, "Piece 6", "<i>")
	if counts, err := s.db.SourceCounts(t.Context()); err != nil || counts[store.AnySource] != 0 {
		t.Errorf("looking stored something: %v %v", counts, err)
	}
	a = b.submit(add, "url", p.URL+"/feed.xml", "name", "", "genre", "blog", "do", "add")
	want(t, a, http.StatusBadRequest)
	has(t, a, "Its name is missing.")
	a = b.submit(add, "url", p.URL+"/feed.xml", "name", `The "Staffroom": #1`, "genre", "newsletter", "topic", "spacing", "rest", "12", "do", "add")
	want(t, a, http.StatusSeeOther)
	source, err := s.db.SourceByURL(t.Context(), p.URL+"/feed.xml")
	ok(t, err)
	if source.Name != `The "Staffroom": #1` || source.Genre != chalkline.GenreNewsletter || source.Listed || len(source.Topics) != 1 || source.Rest != 12*time.Hour {
		t.Errorf("added was %+v", source)
	}
	report, err := s.db.SyncSources(t.Context(), nil) // the next start, with a list that does not know it
	ok(t, err)
	if report.Retired != 0 {
		t.Error("the next start retires what was added")
	}
	a = b.submit(add, "url", p.URL+"/feed.xml", "do", "look")
	want(t, a, http.StatusConflict)
	has(t, a, "is a source already", fmt.Sprintf("/operator/sources/%d", source.ID))
	a = b.submit(add, "url", p.URL+"/feed.xml", "name", "Twice", "genre", "blog", "do", "add")
	want(t, a, http.StatusConflict)

	path := fmt.Sprintf("/operator/sources/%d", source.ID)
	a = b.submit(path + "/try")
	want(t, a, http.StatusOK)
	has(t, a, "What it has now", "7 items", "Piece 4", "nothing was stored")
	lacks(t, a, "Piece 5")
	a = b.submit(path + "/try")
	want(t, a, http.StatusTooManyRequests)
	has(t, a, "wait a quarter of an hour")
	counts, err := s.db.Counts(t.Context())
	ok(t, err)
	after, err := s.db.Source(t.Context(), source.ID)
	ok(t, err)
	if counts.Items != 0 || !after.Poll.LastAt.IsZero() {
		t.Errorf("trying stored something: %d items, %+v", counts.Items, after.Poll)
	}
}

func TestAPageIsReadAsAList(t *testing.T) {
	t.Parallel()
	s, p := probing(t, true), press(t)
	b := s.operator("head@school.example")
	a := b.submit("/operator/sources/add", "url", p.URL+"/news", "do", "look")
	want(t, a, http.StatusOK)
	has(t, a, "Or read the page itself as a list", "How class 0 learned")
	a = b.submit("/operator/sources/add", "url", p.URL+"/news", "name", "News", "genre", "organisation", "rest", "0", "list", "article", "title", "h2", "link", "a", "do", "add")
	want(t, a, http.StatusSeeOther)
	source, err := s.db.SourceByURL(t.Context(), p.URL+"/news")
	ok(t, err)
	if source.Kind != chalkline.SourcePage || source.Selectors.List != "article" {
		t.Errorf("added was %+v", source)
	}
	has(t, b.submit(fmt.Sprintf("/operator/sources/%d/try", source.ID)), "6 items", "How class 4 learned")
}

func TestAnOperatorCannotReachIntoThePrivateNetwork(t *testing.T) {
	t.Parallel()
	s, p := probing(t, false), press(t)
	b := s.operator("head@school.example")
	for _, c := range []struct{ url, says string }{
		{p.URL + "/", "private network"},
		{"http://[::1]:1/", "private network"},
		{"http://localhost/", "private network"},
		{"http://169.254.169.254/latest", "private network"},
		{"file:///etc/passwd", "not file:"},
		{"gopher://x.example/", "not gopher:"},
		{"https://me:pass@x.example/", "name or password"},
		{"", "Please give its address"},
		{"https://", "has no host"},
	} {
		a := b.submit("/operator/sources/add", "url", c.url, "do", "look")
		want(t, a, http.StatusBadRequest)
		has(t, a, c.says)
	}
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Inside", URL: p.URL + "/feed.xml"}
	ok(t, s.db.AddSource(t.Context(), &source))
	has(t, b.submit(fmt.Sprintf("/operator/sources/%d/try", source.ID)), "private network")
}

func TestASourceThatWasAskedLatelyIsNotTried(t *testing.T) {
	t.Parallel()
	s, p := probing(t, true), press(t)
	b := s.operator("head@school.example")
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Fresh", URL: p.URL + "/feed.xml"}
	ok(t, s.db.AddSource(t.Context(), &source))
	_, err := s.db.StoreBatch(t.Context(), chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK, LastAt: time.Now().Add(-time.Minute)}})
	ok(t, err)
	a := b.submit(fmt.Sprintf("/operator/sources/%d/try", source.ID))
	has(t, a, "It was asked just now")
	lacks(t, a, "Piece 0", "nothing was stored")
}

func TestASourceThatAskedForRestIsNotTried(t *testing.T) {
	t.Parallel()
	s, p := probing(t, true), press(t)
	b := s.operator("head@school.example")
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Tired", URL: p.URL + "/feed.xml"}
	ok(t, s.db.AddSource(t.Context(), &source))
	ok(t, s.db.HoldHosts(t.Context(), []string{source.Host()}, time.Now().Add(time.Hour), 1))
	a := b.submit(fmt.Sprintf("/operator/sources/%d/try", source.ID))
	has(t, a, "It asked to be left alone until")
	lacks(t, a, "Piece 0")
}
