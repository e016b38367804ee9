package feed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pinned are the keys of items as they were first stored. They must stay:
// another key is another item.
var pinned = map[string][]string{
	"testdata/atom.xml":    {"289-RXeI5VMtyW1N-bUzAu"},
	"testdata/blog.xml":    {"OVLJtib6gTopPXThNV08Yt", "QLg8BNEWa0GGBdJV2pTulR", "WzrmrQmNUWZKYH-7ifPV5e"},
	"testdata/feed.json":   {"Uoe6bAPNeTq9j0-7HfrwMC", "uEPjaALrL0Si4pd7Y1nqxG"},
	"testdata/journal.rdf": {"gMS8XvGYa1PwkX1fTYJ1_2"},
	"<rss><channel><link>https://s.example/</link><item><link>/a/</link><title>t</title></item></channel></rss>":                                                                                                {"UlllsEeTbnmF58XIc2gr-5"},
	"<rss><channel><item><title>t &amp; u</title><pubDate>Mon, 16 Nov 2026 07:00:00 EST</pubDate></item></channel></rss>":                                                                                       {"qMRqsoPN_Qy-ZegDyjC0h5"},
	"<rss><channel><item><description>&lt;p>Only a text&lt;/p></description></item></channel></rss>":                                                                                                            {"FiAcK7hn2DdV-z6fsO-Kij"},
	"<rss><channel><item><guid> https://s.example/?p=1 </guid><link>https://s.example/1</link></item><item><guid>https://s.example/?p=1</guid><link>https://s.example/2</link></item></channel></rss>":          {"GTrzMs5xVkgtEs8Nv2j0vH", "D-0gyRAImPrbyUHJjMayXU"},
	`<rss><channel><item><guid isPermaLink="false">x y</guid></item><item><enclosure url="https://s.example/1.mp3"/></item></channel></rss>`:                                                                    {"FJhwiaIKlOMdhfGGlBGa86", "TZtjp3Edhk_T0c9_Ln66SA"},
	`<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><item><atom:id>7</atom:id><atom:link href="https://s.example/7"/><title>t</title></item></channel></rss>`:                                           {"p3i4R_5TzlW9Gx9rTjDvsT"},
	`<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><link>https://p.example/1</link><feedburner:origLink>https://s.example/1</feedburner:origLink></item></channel></rss>`:   {"totm6WNGubw6pG1iyeUhv6"},
	`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:s.example,2026:Ü b[1]#</id></entry><entry><link href="/2"/></entry></feed>`:                                                                       {"boDOBI8uwnR1Ixi0GFcxdW", "U7nhwbig5DbGOl6JCq1y0I"},
	`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://s.example/blog/"><entry><id>7</id></entry><entry><link href="8"/></entry></feed>`:                                                              {"Bb-xEM9cZPMnNDHZNYz1OS", "hV0KsDM_vC1Kzlgugz2HEZ"},
	`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://s.example/x"><title>t</title><link>https://s.example/y</link></item></rdf:RDF>`: {"lHFNnTNuWASZyIG98miNfz"},
	`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"url":"https://s.example/1"},{"id":"https://s.example/2"}]}`:                                                                              {"Y5URHbkG84xpRU1VqoHuId", "totm6WNGubw6pG1iyeUhv6", "nuhPhEzx6jVhFiIBIeKrcK"},
}

func TestKeysOfStoredItemsStay(t *testing.T) {
	t.Parallel()
	for doc, want := range pinned {
		body := []byte(doc)
		if strings.HasPrefix(doc, "testdata/") {
			var err error
			if body, err = os.ReadFile(filepath.FromSlash(doc)); err != nil {
				t.Fatal(err)
			}
		}
		f, err := Parse(body, Meta{URL: "https://feed.example/all.xml", Now: now})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range f.Items {
			got = append(got, item.Key)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: keys %q, want %q", doc, got, want)
		}
	}
}
