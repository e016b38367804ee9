package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// feedOf makes a reader with every item of fill picked and returns the path of
// their feed without its extension.
func (s *site) feedOf(email string, f filled) (path string, reader chalkline.Reader) {
	s.t.Helper()
	_, reader = s.signIn(email)
	pickAll(s.t, s.db, reader.ID, f, s.clock.now())
	tokens, err := s.db.Tokens(s.t.Context(), reader.ID)
	ok(s.t, err)
	return "/feeds/" + s.key.FeedSecret(tokens[0]), reader
}

// many stores items and has the reader pick all of them, a minute apart.
func (s *site) many(reader chalkline.ReaderID, n int) {
	s.t.Helper()
	ctx := s.t.Context()
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Daily Trials", URL: "https://daily.example/feed", Genre: chalkline.GenreBlog}
	ok(s.t, s.db.AddSource(ctx, &source))
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for i := range n {
		batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(i), Title: fmt.Sprintf("Trial number %03d.", i), URL: fmt.Sprintf("https://daily.example/%d", i)})
	}
	_, err := s.db.StoreBatch(ctx, batch)
	ok(s.t, err)
	ids, err := s.db.ItemsToAppraise(ctx, n)
	ok(s.t, err)
	items, err := s.db.Items(ctx, ids)
	ok(s.t, err)
	var list []chalkline.Appraised
	for i, item := range items {
		list = append(list, chalkline.Appraised{
			Appraisal: chalkline.Appraisal{
				ItemID: item.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: leastGrades[i%5], Model: 1, At: s.clock.now(),
			},
			Topics:    []chalkline.TopicMatch{{Topic: []chalkline.TopicID{"phonics", "spacing", "homework"}[i%3], Weight: 1}},
			StoryKeys: []string{"url:" + item.URL}, Changed: item.Changed,
		})
	}
	ok(s.t, s.db.SaveAppraised(ctx, list))
	items, err = s.db.Items(ctx, ids)
	ok(s.t, err)
	var picks []chalkline.Pick
	for i, item := range items {
		picks = append(picks, chalkline.Pick{ReaderID: reader, ItemID: item.ID, StoryID: item.StoryID, At: s.clock.now().Add(time.Duration(i) * time.Minute)})
	}
	_, err = s.db.SavePicks(ctx, reader, picks, s.clock.now(), s.clock.now().Add(30*time.Hour))
	ok(s.t, err)
}

// trials are the numbers of the trials in a document, in its order.
func trials(a answer) (numbers []string) {
	for _, m := range regexp.MustCompile(`(?:<title[^>]*>|"title": ?")(?:\[[^\]]*\] )?Trial number (\d+)`).FindAllStringSubmatch(a.body, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

// older is where a document says the one before it is; "" when it says none.
func older(t *testing.T, s *site, a answer) string {
	t.Helper()
	var address string
	if strings.HasPrefix(a.body, "{") {
		var document struct {
			Next string `json:"next_url"`
		}
		ok(t, json.Unmarshal([]byte(a.body), &document))
		address = document.Next
	} else if m := regexp.MustCompile(`<(?:atom:)?link[^>]*rel="prev-archive"[^>]*>`).FindString(a.body); m != "" {
		address = strings.ReplaceAll(regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(m)[1], "&amp;", "&")
	}
	return strings.TrimPrefix(address, s.url)
}

func TestAFeedLeadsBackToEveryPick(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("years@school.example")
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	s.many(reader.ID, 4*store.ArchivePicks+7)
	b, feed := s.browser(), "/feeds/"+s.key.FeedSecret(tokens[0])
	for _, tc := range []struct {
		query string
		in    func(n int) bool
	}{
		{"", func(int) bool { return true }},
		{"?grade=B", func(n int) bool { return n%5 < 2 }},
		{"?topic=spacing", func(n int) bool { return n%3 == 1 }},
		{"?topic=phonics,homework&grade=c", func(n int) bool { return n%3 != 1 && n%5 < 3 }},
		{"?topic=phonics&topic=homework&grade=C", func(n int) bool { return n%3 != 1 && n%5 < 3 }},
	} {
		var all []string
		for n := 4*store.ArchivePicks + 6; n >= 0; n-- {
			if tc.in(n) {
				all = append(all, fmt.Sprintf("%03d", n))
			}
		}
		for _, extension := range extensions {
			var walked []string
			documents := 0
			for next := feed + extension + tc.query; next != ""; documents++ {
				a := b.get(next)
				want(t, a, http.StatusOK)
				walked = append(walked, trials(a)...)
				next = older(t, s, a)
				if next != "" && !strings.HasPrefix(next, feed+extension+"?") {
					t.Fatalf("%s%s leads on to %s", extension, tc.query, next)
				}
			}
			if !slices.Equal(walked, all) {
				t.Errorf("%s%s: %d documents have %v, want %v", extension, tc.query, documents, walked, all)
			}
		}
	}
	want(t, b.get(feed+".rss?archive=4"), http.StatusOK)
	want(t, b.get(feed+".rss?archive=5"), http.StatusNotFound)
}

func TestWhatAnAddressAsksForIsReadOrRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("ask@school.example", fill(t, s.db, s.clock.now()))
	b := s.browser()
	for query, says := range map[string]string{
		"":                             "",
		"grade=":                       "",
		"grade=e":                      "",
		"topic=":                       "",
		"topic=,phonics,,":             "",
		"utm_source=x&fbclid=y":        "",
		"as=digest":                    "",
		"grade=F":                      "Name one of A, B, C, D and E",
		"grade=R":                      "what was retracted always does",
		"grade=A&grade=B":              "Name one of A, B, C, D and E",
		"topic=phoncs":                 "Did you mean phonics?",
		"topic=phonics,xyzzyqwertyuio": "The topics are ",
		"topic=%3Cscript%3E":           "&lt;script&gt;",
		"as=mail":                      "?as=digest",
		"as=digest&grade=B":            "Digests come whole",
		"archive=0":                    "numbered from 1",
		"archive=-1":                   "numbered from 1",
		"archive=one":                  "numbered from 1",
		"archive=99999999999999999999": "numbered from 1",
	} {
		a := b.get(feed + ".rss?" + query)
		if says == "" {
			want(t, a, http.StatusOK)
			continue
		}
		want(t, a, http.StatusBadRequest)
		has(t, a, says)
		lacks(t, a, "<script>")
	}
}

func TestAGradeLeavesOutWhatIsWeakerButNoCorrection(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("strong@school.example", fill(t, s.db, s.clock.now()))
	a := s.browser().get(feed + ".atom?grade=B")
	has(t, a, "Spaced maths quizzes", "Large review of homework", "Gum chewing", "my picks, grade B or better")
	lacks(t, a, "What the quiz trial means", "How 300 heads", "Conference on reading", "learning style")
}

func TestAnAnswerIsTheSameInEveryCoding(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("coding@school.example", fill(t, s.db, s.clock.now()))
	b := s.browser()
	for _, extension := range extensions {
		plain := b.get(feed+extension, "Accept-Encoding", "identity")
		want(t, plain, http.StatusOK)
		for accept, coding := range map[string]string{"gzip": codingGzip, "gzip, deflate, br": codingBrotli, "identity": codingNone} {
			a := b.get(feed+extension, "Accept-Encoding", accept)
			h := a.header
			if h.Get("Content-Encoding") != coding || h.Get("Content-Length") != fmt.Sprint(len(a.body)) || !strings.Contains(h.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s, %q: coding %q, length %q of %d, Vary %q", extension, accept, h.Get("Content-Encoding"), h.Get("Content-Length"), len(a.body), h.Get("Vary"))
			}
			if decoded(t, coding, []byte(a.body)) != plain.body {
				t.Errorf("%s, %q: another feed", extension, accept)
			}
			if coding != codingNone && 3*len(a.body) > len(plain.body) {
				t.Errorf("%s, %q: %d of %d bytes", extension, accept, len(a.body), len(plain.body))
			}
			head := b.do(http.MethodHead, feed+extension, "", "Accept-Encoding", accept)
			want(t, head, http.StatusOK)
			h.Del("Date")
			head.header.Del("Date")
			if head.body != "" || fmt.Sprint(head.header) != fmt.Sprint(h) {
				t.Errorf("%s, %q: HEAD has %v, GET %v", extension, accept, head.header, h)
			}
			want(t, b.get(feed+extension, "Accept-Encoding", accept, "If-None-Match", plain.header.Get("ETag")), http.StatusNotModified)
		}
	}
}

func TestEachFeedHasATagOfItsOwn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("tags@school.example", fill(t, s.db, s.clock.now()))
	b, seen := s.browser(), map[string]string{}
	for _, path := range []string{feed + ".rss", feed + ".atom", feed + ".json", feed + ".rss?grade=A", feed + ".rss?grade=B", feed + ".rss?topic=phonics", feed + ".rss?as=digest"} {
		etag := b.get(path).header.Get("ETag")
		if other := seen[etag]; other != "" || etag == "" {
			t.Errorf("%s and %s have the tag %q", path, other, etag)
		}
		seen[etag] = path
	}
	same := b.get(feed + ".rss?topic=phonics,spacing&grade=b").header.Get("ETag")
	if b.get(feed+".rss?grade=B&topic=spacing&x=1&topic=phonics").header.Get("ETag") != same {
		t.Error("the same question has two tags")
	}
}

func TestTheHubIsNamedForWholeFeedsOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("hub@school.example", fill(t, s.db, s.clock.now()))
	b := s.browser()
	for path, hub := range map[string]bool{feed + ".atom": true, feed + ".atom?grade=A": false, feed + ".atom?as=digest": false, "/topics/retrieval-practice.rss": true} {
		links := strings.Join(b.get(path).header.Values("Link"), ", ")
		if self := "<" + s.url + path + `>; rel="self"`; !strings.Contains(links, self) {
			t.Errorf("%s: Link is %s, want %s in it", path, links, self)
		}
		if named := strings.Contains(links, "<"+s.url+`/hub>; rel="hub"`); named != hub {
			t.Errorf("%s: Link is %s", path, links)
		}
	}
}

func TestATopicHasAFeedForEverybody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b := s.browser()
	for _, extension := range extensions {
		path := "/topics/retrieval-practice" + extension
		a := b.get(path)
		want(t, a, http.StatusOK)
		has(t, a, "Spaced maths quizzes", "Gum chewing")
		lacks(t, a, "Conference on reading", "you follow")
		for name, value := range map[string]string{
			"Cache-Control": "public, max-age=900", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
			"X-Robots-Tag": "", "Set-Cookie": "",
		} {
			if got := a.header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", extension, name, got, value)
			}
		}
		if n := len(regexp.MustCompile(`(?:<title[^>]*>|"title": ?")[^<"]*omment-only marking`).FindAllString(a.body, -1)); n != 1 {
			t.Errorf("%s: one story stands there %d times", extension, n)
		}
		want(t, b.get(path, "If-None-Match", a.header.Get("ETag")), http.StatusNotModified)
		want(t, b.get(path, "If-Modified-Since", a.header.Get("Last-Modified")), http.StatusNotModified)
	}
	strong := b.get("/topics/retrieval-practice.rss?grade=A")
	has(t, strong, "Large review of homework", "Gum chewing")
	lacks(t, strong, "Spaced maths quizzes raised")
	none := b.get("/topics/phonics.rss")
	want(t, none, http.StatusOK)
	for path, status := range map[string]int{
		"/topics/phonics.xml": 404, "/topics/nothing.rss": 404, "/topics/.rss": 404, "/topics/phonics.rss?grade=Z": 400,
		"/topics/phonics.rss?archive=1": 400, "/topics/phonics.rss?as=digest": 400, "/topics/phonics.rss?topic=spacing": 400,
	} {
		want(t, b.get(path), status)
	}
}

func TestASearchForATopicLeadsToItsFeed(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser()
	for query, link := range map[string]string{
		"retrieval practice": "/topics/retrieval-practice.atom", "Phonics": "/topics/phonics.atom", "spaced": "", "": "", "the": "",
	} {
		a := b.get("/search?q=" + url.QueryEscape(query))
		want(t, a, http.StatusOK)
		if link == "" {
			lacks(t, a, `rel="alternate"`)
			continue
		}
		has(t, a, `<link rel="alternate" type="application/atom+xml"`, `href="`+link+`"`)
	}
}

func TestATopicsFeedChangesWithWhatIsFoundOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, path := s.browser(), "/topics/retrieval-practice.atom"
	etag := b.get(path).header.Get("ETag")
	s.clock.forward(time.Hour)
	item, err := s.db.Item(t.Context(), f.items["feedback"])
	ok(t, err)
	ok(t, s.db.SaveAppraised(t.Context(), []chalkline.Appraised{{
		Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindResearch, Grade: chalkline.GradeNone, Model: 1, At: s.clock.now()}, Changed: item.Changed,
	}}))
	a := b.get(path, "If-None-Match", etag)
	want(t, a, http.StatusOK)
	lacks(t, a, "A fair test of comment-only")
}

func TestDigestsCanBeReadAsAFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, reader := s.feedOf("digests@school.example", fill(t, s.db, s.clock.now()))
	b := s.browser()
	empty := b.get(feed + ".atom?as=digest")
	want(t, empty, http.StatusOK)
	lacks(t, empty, "<entry>")
	for n := range 2*archiveDigests + 3 {
		s.clock.forward(time.Hour)
		_, picks, err := s.db.EditionCards(t.Context(), reader.ID, time.Time{})
		ok(t, err)
		reader, err = s.db.Reader(t.Context(), reader.ID)
		ok(t, err)
		edition := chalkline.Edition{Subject: chalkline.Verbatim(fmt.Sprintf("Trial number %03d", n+1))}
		if len(picks) > 0 {
			edition.Picks = []chalkline.PickID{picks[0].Pick.ID}
		}
		_, err = s.db.CreateEdition(t.Context(), &edition, reader, s.clock.now().Add(time.Hour))
		ok(t, err)
	}
	want(t, b.get(feed+".atom?as=digest", "If-None-Match", empty.header.Get("ETag")), http.StatusOK)
	for _, extension := range extensions {
		var walked []string
		for next := feed + extension + "?as=digest"; next != ""; {
			a := b.get(next)
			want(t, a, http.StatusOK)
			walked = append(walked, trials(a)...)
			next = older(t, s, a)
		}
		if len(walked) != 2*archiveDigests+3 || walked[0] != "023" || walked[22] != "001" {
			t.Errorf("%s: the digests are %v", extension, walked)
		}
	}
	has(t, b.get(feed+".rss?as=digest"), s.url+"/digests/23")
	has(t, b.get(feed+".rss?as=digest&archive=1"), s.url+"/digests/1<", "Large review of homework")
	want(t, b.get(feed+".rss?as=digest&archive=3"), http.StatusNotFound)
}

func TestAFeedInABrowsersTabIsAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, reader := s.feedOf("tab@school.example", fill(t, s.db, s.clock.now()))
	b := s.browser()
	for _, header := range [][]string{{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}} {
		for _, extension := range extensions {
			a := b.get(feed+extension, header...)
			want(t, a, http.StatusOK)
			has(t, a, "Spaced maths quizzes", "Keep it to yourself", s.url+feed+".rss", s.url+feed+".atom", s.url+feed+".json", `class="badge`, `content="noindex"`)
			lacks(t, a, "<script")
			for name, value := range map[string]string{
				"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store", "ETag": "",
			} {
				if got := a.header.Get(name); got != value {
					t.Errorf("%s: %s is %q, want %q", extension, name, got, value)
				}
			}
			for _, name := range []string{"Sec-Fetch-Mode", "Sec-Fetch-Dest"} {
				if !strings.Contains(a.header.Get("Vary"), name) || !strings.Contains(b.get(feed+extension).header.Get("Vary"), name) {
					t.Errorf("%s: a cache is not told of %s", extension, name)
				}
			}
		}
	}
	want(t, b.get(feed+".rss?grade=Z", "Sec-Fetch-Mode", "navigate"), http.StatusBadRequest)
	has(t, b.get(feed+".rss", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"), "<rss")
	topic := b.get("/topics/retrieval-practice.rss", "Sec-Fetch-Mode", "navigate")
	has(t, topic, s.url+"/topics/retrieval-practice.atom", "Spaced maths quizzes")
	lacks(t, topic, "Keep it to yourself", `content="noindex"`)

	s.many(reader.ID, 4*store.ArchivePicks)
	now := b.get(feed+".atom?grade=B", "Sec-Fetch-Mode", "navigate")
	has(t, now, feed+".atom?archive=1&amp;grade=B", feed+".json?grade=B")
	old := b.get(feed+".atom?grade=B&archive=1", "Sec-Fetch-Mode", "navigate")
	has(t, old, "An older part of it", `<a href="`+feed+`.atom?grade=B">What is new</a>`)
}
