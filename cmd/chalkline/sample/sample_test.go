package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"chalkline"
	"chalkline/crawler/list"

	"github.com/mmcdole/gofeed"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

func base(site int) string { return fmt.Sprintf("http://127.0.0.%d:8080", site+1) }

// served is the web that all tests ask.
var served = sync.OnceValue(func() http.Handler { return Handler(now, base) })

func get(t *testing.T, address string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	served().ServeHTTP(answer, r)
	return answer
}

func sources(t *testing.T) []chalkline.Source {
	t.Helper()
	all, err := list.Read("sample feeds.yaml", Feeds(base))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFeedsIsAListOfSourcesOnTheirOwnHosts(t *testing.T) {
	t.Parallel()
	all := sources(t)
	if len(all) != 14 {
		t.Errorf("%d sources, want 14", len(all))
	}
	hosts := map[string]bool{}
	for _, s := range all {
		hosts[s.Host()] = true
		if len(s.Topics) == 0 {
			t.Errorf("%s has no topics", s.Name)
		}
	}
	if len(hosts) != len(all) {
		t.Errorf("%d hosts for %d sources", len(hosts), len(all))
	}
}

func TestEachFeedIsGoodOrBrokenAsMeant(t *testing.T) {
	t.Parallel()
	want := map[string]struct {
		kind  string // as gofeed calls it, "" when it cannot be read
		items int
	}{
		"classroom-trials":           {"rss", 10},
		"learning-evidence-review":   {"rss", 8},
		"teacher-leadership-studies": {"atom", 9},
		"edpreprint-commons":         {"json", 5},
		"spaced-chalk":               {"rss", 7},
		"tuesday-staffroom":          {"atom", 7},
		"bright-brain-classroom":     {"rss", 6},
		"room-twelve":                {"rss", 7},
		"harbour-schools":            {"rss", 8},
		"slate-and-satchel":          {"rss", 8},
		"corridor-notes":             {},
		"old-blackboard":             {},
		"forgotten-seminar":          {},
		"leaky-inkwell":              {},
	}
	for i, source := range sources(t) {
		slug := sites()[i].Slug
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			answer := get(t, source.URL)
			feed, err := gofeed.NewParser().Parse(answer.Body)
			if want[slug].kind == "" {
				if err == nil && answer.Code == http.StatusOK {
					t.Fatal("the feed is read, and should not be")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if feed.FeedType != want[slug].kind || len(feed.Items) != want[slug].items {
				t.Errorf("read as %s with %d items, want %+v", feed.FeedType, len(feed.Items), want[slug])
			}
			for _, item := range feed.Items {
				checkItem(t, item)
			}
		})
	}
}

func checkItem(t *testing.T, item *gofeed.Item) {
	t.Helper()
	switch age := now.Sub(*item.PublishedParsed); {
	case item.Title == "" || item.Link == "":
		t.Errorf("title %q, link %q", item.Title, item.Link)
	case age < time.Hour || age > 15*24*time.Hour:
		t.Errorf("%s is %s old", item.Title, age)
	case !utf8.ValidString(item.Title + item.Description + item.Content):
		t.Errorf("%s is not UTF-8", item.Title)
	}
}

func TestOddities(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path string
		says       string
		hides      string
	}{
		{"windows-1252 has bytes of its own", "/sites/bright-brain-classroom/feed.xml", "Caf\xe9 conversations", "Café"},
		{"windows-1252 says so", "/sites/bright-brain-classroom/feed.xml", `encoding="windows-1252"`, "UTF-8"},
		{"links are relative", "/sites/room-twelve/feed.xml", "<link>teacher-next-door</link>", "<link>http://127.0.0.8:8080/sites/room-twelve/teacher"},
		{"a missing guid", "/sites/harbour-schools/feed.xml", "<item>", "<guid"},
		{"content as XHTML", "/sites/tuesday-staffroom/atom.xml", `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>`, "&lt;p&gt;"},
		{"a feed cut off", "/sites/corridor-notes/feed.xml", "<title>Why I stopped writing reports on a Sunday</title>", "</channel>"},
		{"a page for a feed", "/sites/old-blackboard/feed.xml", "<!DOCTYPE html>", "<rss"},
		{"RDF", "/sites/learning-evidence-review/index.rdf", "<rdf:RDF", "<rss"},
		{"a cross-post names its original", "/sites/room-twelve/feed.xml", `<a href="http://127.0.0.10:8080/sites/slate-and-satchel/teacher-next-door">`, "site:"},
		{"a post links a trial by DOI", "/sites/spaced-chalk/feed.xml", `<a href="https://doi.org/10.5555/jct.2026.0411">`, "doi:10.5555/jct.2026.0411)"},
		{"a recording", "/sites/slate-and-satchel/feed.xml", `type="audio/mpeg" length="15846"`, "length=\"0\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := get(t, tt.path).Body.String()
			if !strings.Contains(body, tt.says) || strings.Contains(body, tt.hides) {
				t.Errorf("%s should have %q and not %q", tt.path, tt.says, tt.hides)
			}
		})
	}
}

func TestBrokenSitesAnswerWithTheirStatus(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{
		"/sites/old-blackboard/feed.xml":    http.StatusOK,
		"/sites/forgotten-seminar/feed.xml": http.StatusNotFound,
		"/sites/leaky-inkwell/feed.xml":     http.StatusInternalServerError,
		"/sites/nowhere/":                   http.StatusNotFound,
	} {
		if got := get(t, path).Code; got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
}

func TestAFeedAlreadyHadIsNotSentAgain(t *testing.T) {
	t.Parallel()
	const path = "/sites/spaced-chalk/feed.xml"
	first := get(t, path)
	etag, modified := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
	if etag == "" || modified == "" {
		t.Fatalf("ETag %q, Last-Modified %q", etag, modified)
	}
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
		again := get(t, path, header...)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("with %s: %d and %d bytes, want 304 and none", header[0], again.Code, again.Body.Len())
		}
	}
	if got := get(t, path, "If-None-Match", `"other"`); got.Code != http.StatusOK {
		t.Errorf("with another ETag: %d, want 200", got.Code)
	}
}

func TestTheSameMomentGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	again := Handler(now, base)
	for i, s := range sites() {
		address := base(i) + s.path() + s.feedFile()
		answer := httptest.NewRecorder()
		again.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
		if !bytes.Equal(answer.Body.Bytes(), get(t, address).Body.Bytes()) {
			t.Errorf("%s differs between two runs", address)
		}
	}
}

func TestTextsAreAsLongAsRealOnes(t *testing.T) {
	t.Parallel()
	count := 0
	for _, s := range sites() {
		seen := map[string]bool{}
		for _, i := range s.Items {
			count++
			if seen[i.Slug] {
				t.Errorf("%s has two items %s", s.Slug, i.Slug)
			}
			seen[i.Slug] = true
			low, high := 55, 420
			if s.journal() {
				low, high = 80, 200
			}
			if words := len(strings.Fields(i.Text)); words < low || words > high {
				t.Errorf("%s/%s has %d words, want %d to %d", s.Slug, i.Slug, words, low, high)
			}
			if s.journal() != strings.HasPrefix(i.DOI, "10.5555/") {
				t.Errorf("%s/%s has DOI %q", s.Slug, i.Slug, i.DOI)
			}
		}
	}
	if count < 78 || count > 84 {
		t.Errorf("%d items, want about 80", count)
	}
}

var hrefs = regexp.MustCompile(`href="([^"]+)"`)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	dois := map[string]bool{}
	for _, s := range sites() {
		for _, i := range s.Items {
			dois[i.DOI] = true
		}
	}
	pages := []string{base(0) + "/"}
	for number, s := range sites() {
		pages = append(pages, base(number)+s.path())
		for _, i := range s.Items {
			pages = append(pages, base(number)+s.path()+i.Slug)
		}
	}
	for _, page := range pages {
		from, err := url.Parse(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range hrefs.FindAllStringSubmatch(get(t, page).Body.String(), -1) {
			to, err := from.Parse(html.UnescapeString(m[1]))
			if err != nil {
				t.Errorf("%s links to %q: %v", page, m[1], err)
				continue
			}
			if to.Host == "doi.org" {
				if !dois[strings.TrimPrefix(to.Path, "/")] {
					t.Errorf("%s links to %s, which is no sample work", page, to)
				}
				continue
			}
			if got := get(t, to.String()).Code; got != http.StatusOK {
				t.Errorf("%s links to %s, which answers %d", page, to, got)
			}
		}
	}
}

func TestCrossrefKnowsTheSampleWorks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path string
		want       string // type, title's start, update-to and updated-by as TYPE DOI
	}{
		{"a trial", "/crossref/works/10.5555/jct.2026.0411", "journal-article|Spaced retrieval||"},
		{"in capitals and escaped", "/crossref/works/10.5555%2FJCT.2026.0411", "journal-article|Spaced retrieval||"},
		{"a preprint", "/crossref/works/10.5555/epc.2026.33017", "posted-content|An AI tutor that||"},
		{"a retracted article", "/crossref/works/10.5555/jct.2024.0288", "journal-article|RETRACTED: Two-m||retraction 10.5555/jct.2026.0441"},
		{"its notice", "/crossref/works/10.5555/jct.2026.0441", "journal-article|Retraction notic|retraction 10.5555/jct.2024.0288|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var answer crossrefAnswer
			if err := json.Unmarshal(get(t, tt.path).Body.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
			w := answer.Message
			updates := func(all []crossrefUpdates) string {
				if len(all) == 0 {
					return ""
				}
				return all[0].Type + " " + all[0].DOI
			}
			got := strings.Join([]string{w.Type, w.Title[0][:16], updates(w.UpdateTo), updates(w.UpdatedBy)}, "|")
			if got != tt.want || answer.Status != "ok" || len(w.Issued.Parts) == 0 || len(w.Author) == 0 {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	if got := get(t, "/crossref/works/10.5555/none"); got.Code != http.StatusNotFound {
		t.Errorf("an unknown DOI answers %d", got.Code)
	}
}

func TestOnlyReading(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	answer := httptest.NewRecorder()
	served().ServeHTTP(answer, r)
	if answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d, want 405", answer.Code)
	}
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	href := func(target string) string { return "to:" + target }
	tests := []struct{ name, text, want string }{
		{"paragraphs", "One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"},
		{"a heading with text under it", "## Plan\nDo it.", "<h3>Plan</h3>\n<p>Do it.</p>\n"},
		{"a list", "- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"},
		{"a link", "See [a & b](doi:10.1/x).", `<p>See <a href="to:doi:10.1/x">a &amp; b</a>.</p>` + "\n"},
		{"signs of HTML", "1 < 2", "<p>1 &lt; 2</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := markup(tt.text, href); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if got := plain("## Plan\nSee [this](x).\n\n- one\n- two"); got != "Plan See this. one two" {
		t.Errorf("plain text is %q", got)
	}
}
