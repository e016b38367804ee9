package crawler

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chalkline"
)

func TestPagesOfAHostThatAsksForAPauseAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"too many requests": http.StatusTooManyRequests, "busy until": http.StatusServiceUnavailable} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var pages atomic.Int32
			b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/page") {
					pages.Add(1)
					w.Header().Set("Retry-After", "86400")
					w.WriteHeader(status)
				}
			}, "/feed")
			read := func() {
				t.Helper()
				if err := b.ReadItem(t.Context(), chalkline.Item{ID: 1, URL: b.url + "/page"}); err != nil {
					t.Fatal(err)
				}
			}
			for range 5 {
				read()
			}
			if n := pages.Load(); n != 1 {
				t.Errorf("%d pages were asked for, want the one that was answered with a pause", n)
			}
			b.now = b.now.Add(48 * time.Hour)
			read()
			if n := pages.Load(); n != 2 {
				t.Errorf("%d pages were asked for after the pause, want one more", n)
			}
		})
	}
}

func TestAPageBehindARedirectIsReadOnlyWhereItsOwnPathMayBe(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			_, _ = w.Write([]byte("User-agent: *\nDisallow: /closed"))
		case "/open":
			http.Redirect(w, r, "/closed/page", http.StatusMovedPermanently)
		default:
			_, _ = w.Write([]byte("<!doctype html><p>Not for programs."))
		}
	}, "/feed")
	if _, err := b.AskPage(t.Context(), b.url+"/open"); chalkline.ErrorCode(err) != chalkline.CodeDenied {
		t.Errorf("the page was read: %v", err)
	}
}
