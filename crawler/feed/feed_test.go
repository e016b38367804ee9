package feed

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func parseFile(t *testing.T, name, url string) Feed {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(body, Meta{URL: url, Now: now})
	if err != nil {
		t.Fatalf("Parse(%s): %v", name, err)
	}
	return f
}

func TestEveryFormatBecomesItems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		want Feed
	}{
		{"journal.rdf", Feed{
			Title: "Journal of Classroom Trials: Table of Contents", SiteURL: "https://journals.example/loi/jct?ai=1&af=R",
			Language: "en", TTL: 12 * time.Hour,
			Items: []chalkline.Item{{
				URL:       "https://journals.example/doi/abs/10.5555/JCT.2026.0042?ai=1&af=R",
				Title:     "Spaced retrieval in year 7 science: a cluster-randomised trial in 48 schools",
				Text:      "Journal of Classroom Trials, Ahead of Print.\n\nPupils who were quizzed remembered more (d = 0.21).",
				Authors:   []string{"Ada Marsh", "Bo Lindqvist", "Chidi Okafor"},
				Venue:     "Journal of Classroom Trials",
				DOI:       "10.5555/jct.2026.0042",
				Language:  "en",
				Published: time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC),
			}},
		}},
		{"blog.xml", Feed{
			Title: "The Quiet Corridor", SiteURL: "https://corridor.example/", Language: "en",
			TTL: 3 * time.Hour, SkipHours: []int{2, 3}, SkipDays: []time.Weekday{time.Sunday},
			Items: []chalkline.Item{
				{
					GUID:       "https://corridor.example/?p=101",
					URL:        "https://corridor.example/exit-tickets/",
					Title:      "Exit tickets & what they can't tell you",
					Text:       "Exit tickets are cheap to run.\n\nThey miss forgetting.\n\nSee this trial.",
					Links:      []string{"https://corridor.example/cheap/", "https://doi.org/10.5555/abc"},
					Authors:    []string{"Mina Sol"},
					Categories: []string{"Assessment", "Planning"},
					Language:   "en",
					Published:  time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC),
				},
				{
					GUID: "https://corridor.example/note/", URL: "https://corridor.example/note/",
					Title: "A note without a link", Text: "Dated far ahead.", Authors: []string{"Mina Sol"}, Language: "en",
				},
				{URL: "https://corridor.example/relative/post/", Text: "No title, and a date of nought.", Language: "en"},
			},
		}},
		{"atom.xml", Feed{
			Title: "Tafel & Kreide", SiteURL: "https://lehrer.example/", Language: "de",
			Items: []chalkline.Item{{
				GUID: "tag:lehrer.example,2026:7", URL: "https://lehrer.example/7/", Title: "Üben verteilt",
				Text: "Kurz und oft.\n\nMehr hier.", Links: []string{"https://lehrer.example/quelle"},
				Authors: []string{"Jonas Weber"}, Categories: []string{"Üben"}, Language: "de",
				Published: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
			}},
		}},
		{"feed.json", Feed{
			Title: "Staffroom notes", SiteURL: "https://staffroom.example/", Language: "en",
			Items: []chalkline.Item{
				{
					GUID: "12", URL: "https://staffroom.example/12", Title: "Two < three", Text: "First part.\n\nSecond <b> part.",
					Authors: []string{"Priya Nair"}, Categories: []string{"maths"}, Language: "en",
					Published: time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC),
				},
				{
					GUID: "https://staffroom.example/11", URL: "https://staffroom.example/11", Text: "Only HTML",
					Authors: []string{"Guest"}, Language: "en", Published: time.Date(2026, 11, 18, 8, 0, 0, 0, time.UTC),
				},
			},
		}},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			got := parseFile(t, c.file, "https://feed.example/all.xml")
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(chalkline.Item{}, "Key")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoFeedIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       error
	}{
		{"nothing", "", ErrEmpty},
		{"white space", " \r\n\t", ErrEmpty},
		{"a web page", "<!DOCTYPE html><html><body>Hello</body></html>", ErrWebPage},
		{"a web page after a comment", "<!-- saved --> <HTML><head></head></HTML>", ErrWebPage},
		{"another XML document", `<?xml version="1.0"?><opml version="2.0"><body/></opml>`, ErrNoFeed},
		{"other JSON", `{"error": "no such feed"}`, ErrNoFeed},
		{"half of some JSON", `{"version": "https://jsonfeed.org/version/1", "items": [`, ErrNoFeed},
		{"plain text", "503 try later", ErrNoFeed},
		{"a feed cut in its first item", "<rss><channel><title>x</title><item><title>y</ti", ErrBroken},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse([]byte(c.body), Meta{}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestFaultyItemsCostOnlyThemselves(t *testing.T) {
	t.Parallel()
	item := func(n string) string { return "<item><guid>" + n + "</guid><title>" + n + "</title></item>" }
	for _, c := range []struct {
		name, body string
		want       string
	}{
		{"cut in the third", "<rss><channel><title>c</title>" + item("1") + item("2") + "<item><title>3", "1 2"},
		{"cut after the second", "<rss><channel><title>c</title>" + item("1") + item("2"), "1 2"},
		{"no end to the second", "<rss><channel>" + item("1") + "<item><guid>2</guid><p>" + item("3") + "</channel></rss>", "1 2 3"},
		{"cut Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id></entry><entry><id>2</i`, "1"},
		{"cut RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/>` + item("1") + "<item>", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Parse([]byte(c.body), Meta{})
			if err != nil {
				t.Fatal(err)
			}
			var guids []string
			for _, item := range f.Items {
				guids = append(guids, item.GUID)
			}
			if got := strings.Join(guids, " "); got != c.want {
				t.Errorf("items %q, want %q", got, c.want)
			}
			if len(f.Warnings) == 0 {
				t.Error("the damage is not mentioned")
			}
		})
	}
}

func TestSmallFaultsAreMended(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, title string }{
		{"white space first", "\n\n  <?xml version='1.0'?><rss><channel><item><title>ok</title></item></channel></rss>", "ok"},
		{"XML 1.1", "<?xml version='1.1'?><rss><channel><item><title>ok</title></item></channel></rss>", "ok"},
		{"a control character", "<rss><channel><item><title>o\x0bk</title></item></channel></rss>", "ok"},
		{"a reference to one", "<rss><channel><item><title>o&#8;&#x1F;k</title></item></channel></rss>", "ok"},
		{"an undeclared entity", "<rss><channel><item><title>o&nbsp;k</title></item></channel></rss>", "o k"},
		{"a bare ampersand", "<rss><channel><item><title>o & k</title></item></channel></rss>", "o & k"},
		{"a root after 5 KB", "<!--" + strings.Repeat("x", 5000) + "--><rss><channel><item><title>ok</title></item></channel></rss>", "ok"},
		{"a sign of markup in an attribute", `<rss><channel><item><title x="<">ok</title></item></channel></rss>`, "ok"},
		{"an end tag too many", "<rss><channel></p><item></b><title>ok</title></item></channel></rss>", "ok"},
		{"an element without an end", "<rss><channel><item><description>x<title>ok</title></item></channel></rss>", "ok"},
		{"attributes without quotes", "<rss version=2.0><channel><item><title type=text>ok</title></item></channel></rss>", "ok"},
		{"names in capitals", "<RSS><Channel><ITEM><Title>ok</Title></ITEM></Channel></RSS>", "ok"},
		{"a prefix for everything", `<r:rss xmlns:r="http://backend.userland.com/rss2"><r:channel><r:item><r:title>ok</r:title></r:item></r:channel></r:rss>`, "ok"},
		{"an undeclared prefix", "<rss><channel><item><title>ok</title><foo:bar>x</foo:bar></item></channel></rss>", "ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Parse([]byte(c.body), Meta{})
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Items) != 1 || f.Items[0].Title != c.title {
				t.Errorf("items %+v, want one titled %q", f.Items, c.title)
			}
		})
	}
}
