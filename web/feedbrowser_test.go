package web

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAFeedIsFriendlyInABrowser opens feeds in Chromium: as the page that browsers
// get, and as the bare feed that older ones get, which say nothing of tabs.
func TestAFeedIsFriendlyInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s := newSite(t)
	feed, _ := s.feedOf("browser@school.example", fill(t, s.db, s.clock.now()))
	silent := withoutFetchHeaders(t, s.url)
	for _, width := range []int64{360, 1280} {
		t.Run(strconv.FormatInt(width, 10)+" px wide", func(t *testing.T) {
			t.Parallel()
			ctx, cancel := chromedp.NewContext(allocator)
			defer cancel()
			ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 780)))
			said := listen(t, ctx)
			ask := func(script string) string {
				t.Helper()
				got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
				ok(t, err)
				return got
			}
			look := func(address, wants string) {
				t.Helper()
				if _, err := chromedp.RunResponse(ctx, chromedp.Navigate(address)); err != nil {
					t.Fatalf("%s: %v", address, err)
				}
				if text := ask(`document.body?.innerText ?? 'no HTML'`); !strings.Contains(text, wants) {
					t.Errorf("%s shows no %q but %.200s", address, wants, text)
				}
				if bad := ask(`document.documentElement.scrollWidth > innerWidth ? 'it is wider than the screen' : ''`) + ask(unnamed); bad != "" {
					t.Errorf("%s: %s", address, bad)
				}
			}
			look(s.url+feed+".rss", "Keep it to yourself")
			look(s.url+feed+".json", "Keep it to yourself")
			look(s.url+"/topics/retrieval-practice.atom", "Spaced maths quizzes")
			if complaints := said(); complaints != "" {
				t.Errorf("the browser complains: %s", complaints)
			}
			if ask(`typeof XSLTProcessor`) != "undefined" { // browsers that apply style sheets to XML complain of it
				look(silent+feed+".rss", "Spaced maths quizzes")
				look(silent+feed+".atom", "Spaced maths quizzes")
			}
		})
	}
}

// withoutFetchHeaders is the address of a site as older browsers meet it: they do
// not say what they want an answer for.
func withoutFetchHeaders(t *testing.T, site string) string {
	t.Helper()
	target, err := url.Parse(site)
	ok(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.HasPrefix(name, "Sec-Fetch-") {
				r.Header.Del(name)
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
