package feed_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"chalkline/digest/feed"
	"chalkline/digest/say"
)

// feedSite serves a feed and its style sheet as the daemon does.
func feedSite(t *testing.T, f feed.Feed, format string) *httptest.Server {
	t.Helper()
	sheet, err := feed.Style(languageOf(f))
	if err != nil {
		t.Fatal(err)
	}
	f.Stylesheet = "/static/feed.xsl?v=1"
	b := write(t, f, format)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		if r.URL.Path == "/static/feed.xsl" {
			h.Set("Content-Type", "text/xsl; charset=utf-8")
			_, _ = w.Write(sheet)
			return
		}
		h.Set("Content-Type", "text/xml; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'")
		_, _ = w.Write(b)
	}))
	t.Cleanup(server.Close)
	return server
}

// languageOf is the language of a feed.
func languageOf(f feed.Feed) *say.Locale {
	if f.Language == nil {
		return say.English
	}
	return f.Language
}

// shown is what a browser shows of a feed.
type shown struct {
	Text, Address, Badge, Language string

	Wide    bool // it scrolls sideways
	XSLT    bool // the browser can do it at all
	Entries int
	Ground  string // the colour of the page
}

const look = `(() => {
	const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? '';
	return {
		Text: document.body?.innerText ?? '', Address: text('code'), Badge: text('article:nth-of-type(2) .badge'), Language: document.documentElement.lang,
		Wide: document.documentElement.scrollWidth > innerWidth, XSLT: 'XSLTProcessor' in window,
		Entries: document.querySelectorAll('article h3 a[href]').length, Ground: document.body ? getComputedStyle(document.body).backgroundColor : '',
	};
})()`

// TestABrowserShowsAFeedAsAPage transforms feeds in Chromium, on a phone and on a
// desk, by day and by night.
func TestABrowserShowsAFeedAsAPage(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("skipped: no chromium-headless-shell")
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true))...)
	t.Cleanup(stop)
	allocator, cancel := context.WithTimeout(allocator, 2*time.Minute)
	t.Cleanup(cancel)
	tab, done := chromedp.NewContext(allocator)
	t.Cleanup(done)
	for name, sampled := range samples {
		for _, format := range []string{"rss", "atom"} {
			f := sampled()
			address := f.Self // that to subscribe to
			if f.Archive {
				address = f.Current
			}
			server := feedSite(t, f, format)
			grounds := map[string]bool{}
			for _, width := range []int64{360, 1280} {
				for _, scheme := range []string{"light", "dark"} {
					got := open(tab, t, server.URL, width, scheme)
					if !got.XSLT {
						t.Skip("skipped: this browser has no XSLT any more")
					}
					grounds[got.Ground] = true
					if got.Wide || got.Address != address.In("."+format) || got.Entries != len(f.Cards)+len(f.Shared)+len(f.Digests) {
						t.Errorf("%s.%s at %d px: scrolls sideways: %t, address %q, %d entries", name, format, width, got.Wide, got.Address, got.Entries)
					}
					if secret := strings.Contains(got.Text, languageOf(f).T("This address is secret.")); secret != f.Private {
						t.Errorf("%s.%s says that it is secret: %t", name, format, secret)
					}
					if got.Language != languageOf(f).Tag {
						t.Errorf("%s.%s: the page is in %q", name, format, got.Language)
					}
					if day := map[string]string{"reader": "22 Nov 2026", "spanish": "22 nov 2026"}[name]; !strings.Contains(got.Text, day) {
						t.Errorf("%s.%s: no entry is of %s:\n%s", name, format, day, got.Text)
					}
					if archive := strings.Contains(got.Text, "This is an archive"); archive != f.Archive {
						t.Errorf("%s.%s says that it is an archive: %t", name, format, archive)
					}
					if want := map[string]string{"reader": "B Good 71 ± 8", "spanish": "B Buena 71 ± 8", "group": "C Some · second-hand 57 ± 10", "digests": ""}[name]; got.Badge != want {
						t.Errorf("%s.%s: badge %q, want %q", name, format, got.Badge, want)
					}
				}
			}
			if len(grounds) != 2 {
				t.Errorf("%s.%s: it is not lighter by day than by night: %v", name, format, grounds)
			}
		}
	}
}

// open opens an address in a tab and says what is shown.
func open(tab context.Context, t *testing.T, url string, width int64, scheme string) shown {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 780)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(tab, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(tab, chromedp.Evaluate[shown](look))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
