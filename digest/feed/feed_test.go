package feed_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/digesttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestFeedsLookAsTheyDid(t *testing.T) {
	t.Parallel()
	for name, sampled := range samples {
		for format := range formats {
			t.Run(name+"."+format, func(t *testing.T) {
				t.Parallel()
				got := write(t, sampled(), format)
				golden := filepath.Join("testdata", name+"."+format)
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

func BenchmarkFortyCards(b *testing.B) {
	f := sample()
	for len(f.Cards) < 40 {
		f.Cards = append(f.Cards, digesttest.Cards()...)
	}
	f.Cards = f.Cards[:40]
	for _, format := range []string{"rss", "atom", "json"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(write(b, f, format))))
			}
		})
	}
}
