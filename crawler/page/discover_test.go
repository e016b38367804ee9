package page

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiscoverFindsTheFeedsAPageAnnounces(t *testing.T) {
	t.Parallel()
	want := []string{"https://a.example/feed/", "https://a.example/research/atom.xml", "https://a.example/comments/feed/"}
	if diff := cmp.Diff(want, Discover(reports(t), "https://a.example/x")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := Discover([]byte("no page"), "https://a.example/"); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestDiscoverFindsTheFeedsAPageLinksTo(t *testing.T) {
	t.Parallel()
	page := `<a href="/feeding-programmes">Meals</a><a href="https://social.example/share?u=/rss">s</a><a href="news.rss">News</a>
		<a href="/blog/feed/">Blog</a><a href="/blog/feed/">again</a><a href="x" type="application/atom+xml; charset=utf-8">Atom</a>
		<link rel="alternate" type="application/feed+json" href="/feed.json">`
	want := []string{"https://a.example/feed.json", "https://a.example/news.rss", "https://a.example/blog/feed/", "https://a.example/x"}
	if diff := cmp.Diff(want, Discover([]byte(page), "https://a.example/")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestGuessKnowsPublishingServices(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://chalk.substack.com/p/reading":         "https://chalk.substack.com/feed",
		"https://substack.com/@chalk":                  "https://chalk.substack.com/feed",
		"https://medium.com/@ada/a-post-1":             "https://medium.com/feed/@ada",
		"https://medium.com/the-chalk":                 "https://medium.com/feed/the-chalk",
		"https://chalk.medium.com/":                    "https://chalk.medium.com/feed",
		"https://chalk.wordpress.com/2026/05/":         "https://chalk.wordpress.com/feed/",
		"https://chalk.blogspot.com/":                  "https://chalk.blogspot.com/feeds/posts/default",
		"https://www.youtube.com/channel/UCabc/videos": "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc",
		"https://www.youtube.com/playlist?list=PL1":    "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1",
		"https://www.reddit.com/r/teaching/top/":       "https://www.reddit.com/r/teaching/.rss",
		"https://bsky.app/profile/ada.example":         "https://bsky.app/profile/ada.example/rss",
		"https://mastodon.example/@ada":                "https://mastodon.example/@ada.rss",
		"https://a.example/blog/":                      "https://a.example/blog/feed/",
		"https://a.example/blog/index.html":            "https://a.example/feed/",
		"https://a.example":                            "https://a.example/feed/",
		"mailto:ada@a.example":                         "",
		"ftp://a.example/":                             "",
		"https://[":                                    "",
	} {
		got := ""
		if all := Guess(address); len(all) > 0 {
			got = all[0]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
