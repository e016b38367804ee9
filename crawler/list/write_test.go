package list

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chalkline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawSources draws a list of sources as Read gives it.
func drawSources(t *rapid.T) []chalkline.Source {
	name := rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(
			rapid.StringMatching(`[A-Za-z0-9 :#'"\[\]{}&*!|>%@,?\\-]{1,30}`),
			rapid.StringN(1, 40, 160),
			rapid.SampledFrom([]string{"yes", "null", "~", "NO", "1.5", "0x1f", "2026-01-01", "- a", "<<", "é 😀", "a\\n", "true ", "-"}),
		).Draw(t, "name")
		s = strings.TrimSpace(strings.Map(func(c rune) rune {
			if isControl(c) || c == '\ufeff' {
				return 'x'
			}
			return c
		}, strings.ToValidUTF8(s, "x")))
		if s == "" {
			return "x"
		}
		return s
	})
	count := rapid.IntRange(0, 8).Draw(t, "count")
	var sources []chalkline.Source
	for i := range count {
		s := chalkline.Source{
			Kind:       rapid.SampledFrom(kinds).Draw(t, "kind"),
			Name:       name.Draw(t, "name"),
			URL:        fmt.Sprintf("https://s%d.example/%s", i, rapid.StringMatching(`[a-z0-9/._~=&?%#:;,'()-]{0,20}`).Draw(t, "path")),
			Genre:      rapid.SampledFrom(chalkline.Genres).Draw(t, "genre"),
			Country:    rapid.SampledFrom([]string{"", "GB", "NO", "US/GB"}).Draw(t, "country"),
			Language:   rapid.SampledFrom([]string{"", "en", "de", "no"}).Draw(t, "language"),
			Unverified: rapid.Bool().Draw(t, "unverified"),
			Listed:     true,
		}
		s.URL = strings.ReplaceAll(s.URL, "%", "%25")
		if rapid.Bool().Draw(t, "site") {
			s.SiteURL = fmt.Sprintf("http://s%d.example", i)
		}
		for _, topic := range []chalkline.TopicID{"spacing", "eal", "true", "no", "5-minutes"} {
			if rapid.Bool().Draw(t, string(topic)) {
				s.Topics = append(s.Topics, topic)
			}
		}
		if s.Kind == chalkline.SourcePage {
			s.Selectors = chalkline.Selectors{List: name.Draw(t, "list"), Title: "h2 > a", Date: "#date"}
		}
		sources = append(sources, s)
	}
	return sources
}

func TestReadGivesBackWhatWriteYAMLWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := drawSources(t)
		var b bytes.Buffer
		if err := WriteYAML(&b, want); err != nil {
			t.Fatal(err)
		}
		got, err := Read("feeds.yaml", b.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", diff, b.String())
		}
	})
}

func TestReadOPMLGivesBackTheFeedsThatWriteOPMLWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var want []chalkline.Source
		all := drawSources(t)
		for _, genre := range chalkline.Genres {
			for _, s := range all {
				if s.Kind == chalkline.SourceFeed && s.Genre == genre {
					s.Listed, s.Unverified, s.Topics, s.Country = false, false, nil, ""
					s.Name = strings.Join(strings.Fields(s.Name), " ")
					want = append(want, s)
				}
			}
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, all); err != nil {
			t.Fatal(err)
		}
		got, _, err := ReadOPML(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTheStarterListSurvivesBothForms(t *testing.T) {
	t.Parallel()
	want, err := Read("feeds.yaml", chalkline.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	var y, o bytes.Buffer
	if err := errors.Join(WriteYAML(&y, want), WriteOPML(&o, want)); err != nil {
		t.Fatal(err)
	}
	fromYAML, err := Read("export.yaml", y.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, fromYAML); diff != "" {
		t.Error(diff)
	}
	fromOPML, _, err := ReadOPML(&o)
	if err != nil {
		t.Fatal(err)
	}
	feeds := slices.DeleteFunc(slices.Clone(want), func(s chalkline.Source) bool { return s.Kind != chalkline.SourceFeed })
	if len(fromOPML) != len(feeds) {
		t.Errorf("%d feeds after OPML, want %d", len(fromOPML), len(feeds))
	}
}

func TestWriteYAMLReadsLikeTheFileByHand(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := WriteYAML(&b, []chalkline.Source{
		{Kind: "feed", Name: "Spaced Chalk", URL: "https://chalk.example/feed/", Genre: "blog", Topics: []chalkline.TopicID{"spacing", "maths"}, Language: "en"},
		{
			Kind: "page", Name: "Reports: all", URL: "https://r.example/?a=[1]", SiteURL: "https://r.example", Genre: "organisation",
			Country: "NO", Unverified: true, Selectors: chalkline.Selectors{List: "li.report", Link: "a"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `sources:
  - name: Spaced Chalk
    url: https://chalk.example/feed/
    genre: blog
    topics: [spacing, maths]

  - name: "Reports: all"
    url: "https://r.example/?a=[1]"
    site: https://r.example
    kind: page
    genre: organisation
    country: "NO"
    language: ""
    unverified: true
    selectors:
      list: "li.report"
      link: a
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWritersReportAFullDisk(t *testing.T) {
	t.Parallel()
	sources := []chalkline.Source{{Kind: "feed", Name: "A", URL: "https://a.example"}}
	if WriteYAML(full{}, sources) == nil || WriteOPML(full{}, sources) == nil {
		t.Error("no error from a disk that is full")
	}
}
