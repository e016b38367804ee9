package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/schedule"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestItemsAndValidatorsAreStoredAndSentBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"one-gzip"`)
		w.Header().Set("Last-Modified", "whenever")
		if r.Header.Get("If-None-Match") == `W/"one-gzip"` && r.Header.Get("If-Modified-Since") == "whenever" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = fmt.Fprint(w, feedOf("a", "b"))
	}, "/feed")
	report := b.crawl(t)
	if report.Asked != 1 || report.Failed != 0 || report.Stored.New != 2 || report.Bytes == 0 {
		t.Errorf("first: %+v", report)
	}
	poll := b.store.poll(1)
	if poll.State != chalkline.PollOK || poll.ETag != `W/"one-gzip"` || poll.LastModified != "whenever" || poll.HTTPStatus != 200 ||
		!poll.OKAt.Equal(b.now) || poll.NextAt.Before(b.now.Add(schedule.Default)) {
		t.Errorf("first: %+v", poll)
	}
	for key, item := range b.store.items[1] {
		if item.SourceID != 1 || !item.FirstSeen.Equal(b.now) || key != item.Key {
			t.Errorf("stored %+v", item)
		}
	}
	if report = b.crawl(t); report.NotModified != 1 || report.Stored != (chalkline.Stored{}) {
		t.Errorf("second: %+v", report)
	}
	if poll := b.store.poll(1); poll.ETag != `W/"one-gzip"` || poll.State != chalkline.PollOK || poll.HTTPStatus != 304 {
		t.Errorf("second: %+v", poll)
	}
}

func TestValidatorsFollowTheAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		status       int
		etag, wanted string
	}{
		{"an answer without validators drops the old", 200, "", ""},
		{"an answer with new ones replaces them", 200, `"new"`, `"new"`},
		{"nothing changed keeps the old", 304, "", `"old"`},
		{"nothing changed, but the validators did", 304, `"new"`, `"new"`},
		{"a part has none", 206, `"new"`, ""},
		{"an error keeps the old", 500, `"new"`, `"old"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.etag != "" {
					w.Header().Set("ETag", c.etag)
				}
				w.WriteHeader(c.status)
				if c.status != http.StatusNotModified {
					_, _ = fmt.Fprint(w, feedOf("a"))
				}
			}, "/feed")
			s := b.store.sources[1]
			s.Poll.ETag = `"old"`
			b.store.sources[1] = s
			b.crawl(t)
			if got := b.store.poll(1).ETag; got != c.wanted {
				t.Errorf("ETag %q, want %q", got, c.wanted)
			}
		})
	}
}

func TestAFeedThatCannotBeReadKeepsItsOldValidators(t *testing.T) {
	t.Parallel()
	body := feedOf("a")
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", fmt.Sprintf("%q", body[:4]))
		_, _ = fmt.Fprint(w, body)
	}, "/feed")
	b.crawl(t)
	body = "<html><body>Moved</body></html>"
	if report := b.crawl(t); report.Failed != 1 {
		t.Errorf("%+v", report)
	}
	poll := b.store.poll(1)
	if poll.ETag != `"<rss"` || poll.State != chalkline.PollFailing || poll.Failures != 1 ||
		poll.Error != "Answered with a web page, not a feed." {
		t.Errorf("%+v", poll)
	}
	if len(b.store.items[1]) != 1 {
		t.Error("items were lost")
	}
	body = feedOf("b")
	b.crawl(t)
	if poll := b.store.poll(1); poll.State != chalkline.PollOK || poll.Failures != 0 || poll.Error != "" {
		t.Errorf("recovered: %+v", poll)
	}
}

func TestAStoreThatFailsStoresNothingAndTheNextPollBringsAll(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"one"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = fmt.Fprint(w, feedOf("a", "b"))
	}, "/feed")
	b.store.fail = errors.New("disk full")
	if _, err := b.CrawlHost(t.Context(), b.host); err == nil {
		t.Fatal("the failure is not told")
	}
	poll := b.store.poll(1)
	if poll.ETag != "" || len(b.store.items[1]) != 0 {
		t.Errorf("stored %+v", poll)
	}
	if !poll.NextAt.Equal(start.Add(schedule.Floor)) {
		t.Errorf("the next check, %v, was not stored before the request", poll.NextAt)
	}
	b.store.fail = nil
	if report := b.crawl(t); report.Stored.New != 2 {
		t.Errorf("%+v", report)
	}
}

func TestACancelledCrawlWritesNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := newBench(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}, "/1", "/2")
	began := time.Now()
	if _, err := b.CrawlHost(ctx, b.host); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if b.store.batches != 0 {
		t.Error("something was stored")
	}
	if poll := b.store.poll(1); poll.State != chalkline.PollNew {
		t.Errorf("it counts as the source's fault: %+v", poll)
	}
}

func TestASourceThatSomebodyElsePollsIsLeftAlone(t *testing.T) {
	t.Parallel()
	asked := 0
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = fmt.Fprint(w, feedOf("a"))
	}, "/feed")
	due, err := b.store.DueSources(t.Context(), b.host, start)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.BeginPoll(t.Context(), 1, start, start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if p, err := b.poll(t.Context(), due[0], false); err != nil || p.asked || asked != 0 {
		t.Errorf("%+v, %v, asked %d times", p, err, asked)
	}
}

func TestFailuresAreExplainedAndBackedOff(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		}
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"404", answer(404, ""), "There is nothing at this address (404)."},
		{"403", answer(403, "no"), "127.0.0.1 does not let Chalkline read this (403)."},
		{"a challenge", answer(403, "<title>Just a moment...</title>"), "127.0.0.1 wants visitors to prove that they are human (403)."},
		{"500", answer(500, ""), "127.0.0.1 has trouble of its own (500)."},
		{"304 out of the blue", answer(304, ""), "127.0.0.1 says that nothing has changed, but was never asked before (304)."},
		{"nothing", answer(200, ""), "Answered with nothing at all."},
		{"204", answer(204, ""), "Answered with nothing at all."},
		{"other XML", answer(200, "<opml/>"), "Answered with something that is not a feed but a <opml>."},
		{"a web page with a feed", answer(200, `<html><link rel=alternate type="application/rss+xml" href="https://a.example/rss">`), "Answered with a web page, not a feed; it announces the feed https://a.example/rss."},
		{"too large", answer(200, strings.Repeat("x", 1<<20+1)), "The answer is larger than what is read of one source."},
		{"broken off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "127.0.0.1 broke off the connection."},
		{"a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "It redirects in circles, or too often."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, c.handler, "/feed")
			before := time.Duration(0)
			for failures := 1; failures <= 4; failures++ {
				b.crawl(t)
				poll := b.store.poll(1)
				if poll.State != chalkline.PollFailing || poll.Failures != failures || poll.Error != c.want {
					t.Fatalf("%+v", poll)
				}
				if poll.Interval <= before {
					t.Fatalf("interval %v after %v", poll.Interval, before)
				}
				before = poll.Interval
			}
		})
	}
}

func TestNetworkFailuresAreExplained(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(http.ResponseWriter, *http.Request) {})
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	b.add(chalkline.Source{ID: 1, Kind: chalkline.SourceFeed, URL: closed.URL})
	b.host = chalkline.HostOf(closed.URL)
	b.crawl(t)
	if got := b.store.poll(1).Error; got != "127.0.0.1 refused the connection." {
		t.Errorf("refused: %q", got)
	}
	private := fetch.New(fetch.Options{HostPause: -1})
	t.Cleanup(private.Close)
	b.Client = private
	b.crawl(t)
	if got := b.store.poll(1).Error; got != "The address leads into a private network, which is not asked." {
		t.Errorf("private: %q", got)
	}
}

func TestASourceThatIsGoneIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	asked := 0
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusGone)
	}, "/feed")
	b.crawl(t)
	b.crawl(t)
	if poll := b.store.poll(1); poll.State != chalkline.PollGone || asked != 1 {
		t.Errorf("%+v, asked %d times", poll, asked)
	}
}

func TestAHostThatAsksForFewerRequestsIsHeld(t *testing.T) {
	t.Parallel()
	var asked []string
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		if r.URL.Path == "/2" {
			w.Header().Set("Retry-After", "36000")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = fmt.Fprint(w, feedOf("a"))
	}, "/1", "/2", "/3")
	report := b.crawl(t)
	if got := strings.Join(asked, " "); got != "/1 /2" || report.Asked != 2 || report.Failed != 1 {
		t.Errorf("asked for %s: %+v", got, report)
	}
	second, third := b.store.poll(2), b.store.poll(3)
	if second.Failures != 0 || second.State != chalkline.PollNew || second.Error != "" || second.NextAt.Before(b.now.Add(10*time.Hour)) {
		t.Errorf("the one answered so: %+v", second)
	}
	if third.NextAt.Before(b.now.Add(10*time.Hour)) || !third.LastAt.IsZero() {
		t.Errorf("the one not reached: %+v", third)
	}
}

func TestRetryAfterOf503HoldsOnlyThatSource(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/1" {
			w.Header().Set("Retry-After", "36000")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, feedOf("a"))
	}, "/1", "/2")
	b.crawl(t)
	if first := b.store.poll(1); first.Interval != 10*time.Hour || first.Failures != 1 {
		t.Errorf("%+v", first)
	}
	if second := b.store.poll(2); second.State != chalkline.PollOK {
		t.Errorf("%+v", second)
	}
}

func TestHintsOfTheFeedAndTheServerRaiseTheInterval(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"x"`)
		if r.URL.Path == "/age" {
			w.Header().Set("Cache-Control", "max-age=18000")
		}
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = fmt.Fprint(w, strings.Replace(feedOf("a"), "<item>", "<ttl>240</ttl><item>", 1))
	}, "/age", "/ttl")
	for range 2 { // the second time nothing has changed
		b.crawl(t)
		if got := b.store.poll(1).Interval; got != 5*time.Hour {
			t.Errorf("max-age: %v", got)
		}
		if got := b.store.poll(2).Interval; got != 4*time.Hour {
			t.Errorf("ttl: %v", got)
		}
	}
}
