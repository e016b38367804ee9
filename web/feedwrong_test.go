package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// Whoever tries addresses learns nothing but that there is no feed.
func TestEveryWrongAddressIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, reader := s.feedOf("guess@school.example", fill(t, s.db, s.clock.now()))
	revoked := s.key.NewToken(reader.ID, "old")
	ok(t, s.db.CreateToken(t.Context(), &revoked))
	ok(t, s.db.RevokeToken(t.Context(), reader.ID, revoked.ID))
	b := s.browser()
	var first answer
	for _, path := range []string{
		"/feeds/" + chalkline.NewSecret() + ".rss", "/feeds/" + chalkline.NewSecret() + ".rss?grade=Z", "/feeds/" + s.key.FeedSecret(revoked) + ".rss", "/feeds/" + s.key.FeedSecret(revoked) + ".json",
		feed, feed + ".xml", feed + ".rss.rss", feed + ".RSS", feed + "%00.rss", feed + "'--.rss", "/feeds/.rss", "/feeds/x", "/feeds/" + strings.Repeat("a", 5000) + ".rss", "/feeds/" + url.PathEscape("é/ñ") + ".rss",
	} {
		a := b.get(path)
		want(t, a, http.StatusNotFound)
		a.header.Del("Date")
		a.header.Del("Content-Length")
		if first.status == 0 {
			first = a
		}
		if a.shared() != first.shared() || fmt.Sprint(a.header) != fmt.Sprint(first.header) {
			t.Errorf("%s is answered differently: %v, %s", path, a.header, a.body)
		}
		tab := b.get(path, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
		if tab.status != http.StatusNotFound || tab.shared() != first.shared() {
			t.Errorf("%s is answered differently in a tab", path)
		}
	}
	if first.header.Get("X-Robots-Tag") != "noindex" || first.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the answer may be listed or passed on: %v", first.header)
	}
}

// A fault is not kept for as long as a feed, nor taken for one that has not changed.
func TestNobodyKeepsAFault(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, _ := s.feedOf("fault@school.example", fill(t, s.db, s.clock.now()))
	a := s.browser().get(feed + ".atom?archive=99")
	want(t, a, http.StatusNotFound)
	for _, name := range []string{"ETag", "Last-Modified", "Link"} {
		if got := a.header.Get(name); got != "" {
			t.Errorf("a fault has %s: %s", name, got)
		}
	}
	if got := a.header.Get("Cache-Control"); strings.Contains(got, "max-age") {
		t.Errorf("a fault may be kept: %s", got)
	}
}

// The times of answers to addresses that never were, that were revoked, and that
// lack an extension differ by less than a guesser could use. What is compared is the
// least time of each, which other work on the machine can only lengthen; and only a
// difference that stays through several rounds is one.
func TestNoWrongAddressTakesLonger(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed, reader := s.feedOf("slow@school.example", fill(t, s.db, s.clock.now()))
	revoked := s.key.NewToken(reader.ID, "old")
	ok(t, s.db.CreateToken(t.Context(), &revoked))
	ok(t, s.db.RevokeToken(t.Context(), reader.ID, revoked.ID))
	b := s.browser()
	paths := []string{"/feeds/" + chalkline.NewSecret() + ".rss", "/feeds/" + s.key.FeedSecret(revoked) + ".rss", feed, feed + ".xml", "/feeds/x.rss"}
	least := make([]time.Duration, len(paths))
	for n := range least {
		least[n] = time.Hour
	}
	const rounds, turns = 10, 60
	for range rounds {
		for range turns {
			for n, path := range paths { // in turn, so that noise meets all of them
				start := time.Now()
				want(t, b.get(path), http.StatusNotFound)
				least[n] = min(least[n], time.Since(start))
			}
		}
		if slices.Max(least) <= 2*slices.Min(least)+200*time.Microsecond {
			return
		}
	}
	t.Errorf("the least times are %v for %v", least, paths)
}
