package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/feed"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() feed.Feed {
	return feed.Feed{
		Title:       "Chalkline picks",
		Description: "Picks for one reader, each with a grade & its reason",
		Self:        "https://chalk.example/feeds/s3cret",
		Home:        "https://chalk.example",
		Cards:       append([]chalkline.Card{digesttest.Retracted()}, digesttest.Cards()...),
	}
}

// formats are the three ways to write a feed, by their extension.
var formats = map[string]func(feed.Feed) ([]byte, error){
	"rss":  feed.Feed.RSS,
	"atom": feed.Feed.Atom,
	"json": feed.Feed.JSON,
}

func write(t testing.TB, f feed.Feed, format string) []byte {
	t.Helper()
	b, err := formats[format](f)
	if err != nil {
		t.Fatalf("write %s: %v", format, err)
	}
	return b
}

// parse reads a feed as a feed reader does.
func parse(t testing.TB, b []byte) *gofeed.Feed {
	t.Helper()
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("a feed reader refuses it: %v\n%s", err, b)
	}
	return parsed
}

func TestFeedsLookAsTheyDid(t *testing.T) {
	t.Parallel()
	for format := range formats {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			got := write(t, sample(), format)
			golden := filepath.Join("testdata", "sample."+format)
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("run the test with -update if this is meant (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormatsSayTheSame(t *testing.T) {
	t.Parallel()
	type item struct {
		ID, Title, Link, Content, Published string
		Authors, Categories                 []string
	}
	read := func(format string) (items []item) {
		for _, i := range parse(t, write(t, sample(), format)).Items {
			it := item{ID: i.GUID, Title: i.Title, Link: i.Link, Content: strings.TrimSpace(i.Content), Categories: i.Categories}
			it.Published = i.PublishedParsed.UTC().Format(time.RFC3339)
			for _, a := range i.Authors {
				it.Authors = append(it.Authors, a.Name)
			}
			if format == "rss" && i.DublinCoreExt != nil {
				it.Authors = i.DublinCoreExt.Creator
			}
			items = append(items, it)
		}
		return items
	}
	rss, atom, js := read("rss"), read("atom"), read("json")
	if diff := cmp.Diff(rss, atom); diff != "" {
		t.Errorf("RSS and Atom differ (-rss +atom):\n%s", diff)
	}
	if diff := cmp.Diff(atom, js); diff != "" {
		t.Errorf("Atom and JSON Feed differ (-atom +json):\n%s", diff)
	}
	want := item{
		ID: "tag:chalk.example,2026:pick/1", Title: "Spaced maths quizzes raised end-of-year scores in 42 schools",
		Link: "https://journal.example/spaced-quizzes?a=1&b=2", Content: rss[1].Content, Published: "2026-11-22T16:00:00Z",
		Authors: []string{"Ada Okafor", "Lena Brandt"}, Categories: []string{"spacing", "mathematics", "grade B"},
	}
	if diff := cmp.Diff(want, rss[1]); diff != "" {
		t.Errorf("the trial (-want +got):\n%s", diff)
	}
}

func TestAnEntrySaysWhatTheCardSays(t *testing.T) {
	t.Parallel()
	items := parse(t, write(t, sample(), "json")).Items
	for i, wants := range [][]string{
		{"<strong>R Retracted</strong>", "could not verify the data"},
		{
			"<strong>B Good</strong> · 71 ± 8 · 6 min", "<strong>Why B:</strong> Schools were assigned at random", "1,375 people in 42 schools",
			"“Pupils in quiz classes scored 0.12 SD higher", "<strong>For you:</strong> You follow spacing", `<a href="https://chalk.example/quizzes">Chalk &amp; Talk (21 November)</a>`,
			`<a href="https://chalk.example/items/1001">Full evidence card</a>`,
		},
		{"<strong>C Some · second-hand</strong>", "31 studies"},
		{"<strong>Caution:</strong> Leans on learning styles", "No result is stated in the text we have."},
		{"<strong>E Opinion or practice</strong>", `lang="de"`},
		{"<strong>– Not graded</strong>"},
		{"Sample size: not stated", "length not known"},
	} {
		for _, want := range wants {
			if !strings.Contains(items[i].Content, want) {
				t.Errorf("entry %d lacks %q:\n%s", i, want, items[i].Content)
			}
		}
	}
}

func TestWhatIsRetractedIsMarkedAndNew(t *testing.T) {
	t.Parallel()
	parsed := parse(t, write(t, sample(), "atom"))
	got := parsed.Items[0]
	if !strings.HasPrefix(got.Title, "[R Retracted] ") {
		t.Errorf("title %q", got.Title)
	}
	want := digesttest.Retracted().Pick
	if !got.UpdatedParsed.Equal(want.Revised) || !got.PublishedParsed.Equal(want.At) {
		t.Errorf("published %v, updated %v; want %v, %v", got.PublishedParsed, got.UpdatedParsed, want.At, want.Revised)
	}
	if strings.Contains(parsed.Items[1].Title, "[") {
		t.Errorf("what stands is marked too: %q", parsed.Items[1].Title)
	}
}

func TestAnEntryKeepsItsIDWhateverChanges(t *testing.T) {
	t.Parallel()
	before, after := sample(), sample()
	for i := range after.Cards {
		c := &after.Cards[i]
		c.Item.Title, c.Item.URL, c.Item.Text = "Another title", "https://elsewhere.example/", "Another text."
		c.Appraisal.Grade = chalkline.GradeR
		c.Pick.Revised = digesttest.Now
	}
	for format := range formats {
		was, is := parse(t, write(t, before, format)), parse(t, write(t, after, format))
		for i := range was.Items {
			if was.Items[i].GUID != is.Items[i].GUID {
				t.Errorf("%s: id %q became %q", format, was.Items[i].GUID, is.Items[i].GUID)
			}
		}
	}
}

func TestTheFeedPointsToItselfAndHome(t *testing.T) {
	t.Parallel()
	for format := range formats {
		parsed := parse(t, write(t, sample(), format))
		if want := "https://chalk.example/feeds/s3cret." + format; parsed.FeedLink != want {
			t.Errorf("%s: self link %q, want %q", format, parsed.FeedLink, want)
		}
		if parsed.Link != "https://chalk.example" || parsed.Title != "Chalkline picks" || parsed.Language != "en" {
			t.Errorf("%s: home %q, title %q, language %q", format, parsed.Link, parsed.Title, parsed.Language)
		}
	}
}

func TestTheFeedIsAsNewAsItsNewestChange(t *testing.T) {
	t.Parallel()
	f := sample()
	newest := digesttest.Now.Add(-time.Hour)
	if got := parse(t, write(t, f, "atom")).UpdatedParsed; !got.Equal(newest) {
		t.Errorf("updated %v, want %v", got, newest)
	}
	f.Updated = digesttest.Now
	if got := parse(t, write(t, f, "rss")).UpdatedParsed; !got.Equal(digesttest.Now) {
		t.Errorf("updated %v, want what the caller says", got)
	}
}

func TestAFeedWithoutPicksIsAFeed(t *testing.T) {
	t.Parallel()
	f := sample()
	f.Cards = nil
	for format := range formats {
		if parsed := parse(t, write(t, f, format)); len(parsed.Items) != 0 || parsed.Title == "" {
			t.Errorf("%s: %d items, title %q", format, len(parsed.Items), parsed.Title)
		}
	}
	if b := write(t, f, "json"); !bytes.Contains(b, []byte(`"items": []`)) {
		t.Errorf("JSON Feed requires items:\n%s", b)
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ title, want string }{
		"end of a CDATA section":  {"Quotes ]]> and <![CDATA[ nests", "Quotes ]]> and <![CDATA[ nests"},
		"control characters":      {"A\x00B\x08C\x1bD\ufffeE\u0085F", "ABCDE F"},
		"bytes that are not text": {"caf\xe9 open", "caf open"},
		"markup":                  {`<script>alert("x")</script> & <b>bold</b>`, `<script>alert("x")</script> & <b>bold</b>`},
		"entities":                {"Tom &amp; Jerry &#x41;", "Tom &amp; Jerry &#x41;"},
		"emoji":                   {"Reading 📚👩🏽‍🏫 aloud", "Reading 📚👩🏽‍🏫 aloud"},
		"right to left":           {"القراءة في الصف", "القراءة في الصف"},
		"turned text":             {"abc \u202egnp.exe", "abc gnp.exe"},
		"lines":                   {"one\r\n two\tthree", "one two three"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sample()
			f.Title, f.Description = test.title, test.title
			c := &f.Cards[1]
			c.Item.Title, c.Item.Authors, c.Source.Name, c.Appraisal.Reason = test.title, []string{test.title}, test.title, test.title
			c.AlsoAt[0].Source, c.Pick.Reason = test.title, test.title
			for i := range c.Appraisal.Signals {
				c.Appraisal.Signals[i].Quote = test.title
			}
			for format := range formats {
				b := write(t, f, format)
				wellFormed(t, format, b)
				got := parse(t, b).Items[1]
				// gofeed reads the entities of a title twice, so those are seen to by wellFormed alone.
				if name != "entities" && got.Title != test.want {
					t.Errorf("%s: title %q, want %q", format, got.Title, test.want)
				}
				if strings.Contains(got.Content, "<script") || strings.Contains(got.Content, "<b>") {
					t.Errorf("%s: markup got through:\n%s", format, got.Content)
				}
			}
		})
	}
}

// wellFormed reads b as strictly as the standard library does.
func wellFormed(t testing.TB, format string, b []byte) {
	t.Helper()
	if format == "json" {
		if !json.Valid(b) {
			t.Errorf("not JSON:\n%s", b)
		}
		return
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Errorf("not XML: %v\n%s", err, b)
			return
		}
	}
}

func TestAnyTextMakesAWellFormedFeed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text") + string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes"))
		f := sample()
		c := &f.Cards[1]
		c.Item.Title, c.Item.Text, c.Item.Venue, c.Pick.Reason, c.Item.Language = text, text, text, text, text
		c.AlsoAt[0].URL, c.Source.URL = text, text
		for format := range formats {
			b := write(t, f, format)
			wellFormed(t, format, b)
			if again := write(t, f, format); !bytes.Equal(b, again) {
				rt.Fatalf("%s: two runs differ", format)
			}
		}
	})
}

func BenchmarkFiftyCards(b *testing.B) {
	f := sample()
	for len(f.Cards) < 50 {
		f.Cards = append(f.Cards, digesttest.Cards()...)
	}
	f.Cards = f.Cards[:50]
	for _, format := range []string{"rss", "atom", "json"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(write(b, f, format))))
			}
		})
	}
}

func ExampleFeed_JSON() {
	f := feed.Feed{Title: "Chalkline picks", Self: "https://chalk.example/feeds/s3cret", Home: "https://chalk.example"}
	b, _ := f.JSON()
	fmt.Printf("%s", b)
	// Output:
	// {
	//  "version": "https://jsonfeed.org/version/1.1",
	//  "title": "Chalkline picks",
	//  "language": "en",
	//  "home_page_url": "https://chalk.example",
	//  "feed_url": "https://chalk.example/feeds/s3cret.json",
	//  "items": []
	// }
}
