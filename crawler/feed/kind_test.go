package feed

import (
	"strings"
	"testing"
)

func TestFeedsOfCommentsAreTold(t *testing.T) {
	t.Parallel()
	feed := func(head, link string) string {
		return "<rss><channel>" + head + strings.Repeat("<item><title>By: Ada</title><link>"+link+"</link></item>", 2) + "</channel></rss>"
	}
	const self = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://s.example/comments/feed/"/>`
	for _, c := range []struct {
		name, doc, url string
		want           bool
	}{
		{"by its address", feed("<title>x</title>", "https://s.example/1"), "https://s.example/2026/a/comments/feed/", true},
		{"by the address that it names", feed("<title>x</title>"+self, "https://s.example/1"), "https://s.example/x", true},
		{"by its title", feed("<title>Comments on: A post</title>", "https://s.example/1#comment-7"), "https://s.example/a/feed/", true},
		{"by what its entries answer", atomFeed(` xmlns:thr="http://purl.org/syndication/thread/1.0"`, strings.Repeat(`<entry><thr:in-reply-to ref="x"/></entry>`, 2)), "https://s.example/f", true},
		{"a piece that is called so", feed("<title>Comments on the draft curriculum</title>", "https://s.example/1"), "https://s.example/feed/", false},
		{"a blog", feed("<title>A blog</title>", "https://s.example/1"), "https://s.example/feed/", false},
		{"a blog without posts", "<rss><channel><title>A blog</title></channel></rss>", "https://s.example/feed/", false},
	} {
		f, err := Parse([]byte(c.doc), Meta{URL: c.url, Now: now})
		if err != nil || f.Comments != c.want {
			t.Errorf("%s: %v (%v)", c.name, f.Comments, err)
		}
	}
}

func TestMessagesAreCalledByTheirFirstWords(t *testing.T) {
	t.Parallel()
	const item = `<item><guid>1</guid><description>&lt;p>Exit tickets &lt;a href="https://m.example/tags/edu">#edu&lt;/a>&lt;/p>&lt;p>More.&lt;/p></description></item>`
	for _, c := range []struct{ name, generator, want string }{
		{"a service of messages", "Mastodon v4.2.1", "Exit tickets #edu"},
		{"a blog", "WordPress 6", ""},
	} {
		f, err := Parse([]byte("<rss><channel><generator>"+c.generator+"</generator>"+item+"</channel></rss>"), Meta{Now: now})
		if err != nil || f.Items[0].Title != c.want {
			t.Errorf("%s: title %q (%v), want %q", c.name, f.Items[0].Title, err, c.want)
		}
	}
}

func TestAVideoHasTheTextOfItsDescription(t *testing.T) {
	t.Parallel()
	f, err := Parse([]byte(atomFeed(namespaces+` xmlns:yt="http://www.youtube.com/xml/schemas/2015"`, `<entry><id>yt:video:x</id><title>How to quiz</title>`+
		`<link rel="alternate" href="https://www.youtube.com/watch?v=x"/><media:group><media:title>Other</media:title>`+
		`<media:content url="https://www.youtube.com/v/x" type="application/x-shockwave-flash"/><media:description>Line one.

See https://s.example/</media:description></media:group></entry>`)), Meta{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if item := f.Items[0]; item.Title != "How to quiz" || item.Text != "Line one.\n\nSee https://s.example/" || item.URL != "https://www.youtube.com/watch?v=x" {
		t.Errorf("item %+v", item)
	}
}

func TestAPodcastWithoutPagesLeadsToItsFile(t *testing.T) {
	t.Parallel()
	f, err := Parse([]byte(rssItem(`<guid isPermaLink="false">1</guid><itunes:title>Show</itunes:title><itunes:author>Ada</itunes:author>`+
		`<enclosure url="https://s.example/1.mp3" type="audio/mpeg"/>`)), Meta{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if item := f.Items[0]; item.URL != "https://s.example/1.mp3" || item.Title != "Show" || len(item.Authors) != 1 {
		t.Errorf("item %+v", item)
	}
}
