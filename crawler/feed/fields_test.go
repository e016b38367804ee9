package feed

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline/crawler/htmltext"
)

func TestAuthorsAreNamesWithoutAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		elements []string
		want     []string
	}{
		{[]string{"Ada Marsh, Bo Lindqvist"}, []string{"Ada Marsh", "Bo Lindqvist"}},
		{[]string{"Ada Marsh, Bo Lindqvist, and Chidi Okafor"}, []string{"Ada Marsh", "Bo Lindqvist", "Chidi Okafor"}},
		{[]string{"Marsh, Ada"}, []string{"Marsh, Ada"}},
		{[]string{"Marsh, Ada; Lindqvist, Bo"}, []string{"Marsh, Ada", "Lindqvist, Bo"}},
		{[]string{"ada@school.example (Ada Marsh)"}, []string{"Ada Marsh"}},
		{[]string{"Ada Marsh <ada@school.example>"}, []string{"Ada Marsh"}},
		{[]string{"ada@school.example"}, nil},
		{[]string{"Ada Marsh", "Ada Marsh", " "}, []string{"Ada Marsh"}},
		{[]string{"<a href='x'>Ada</a> &amp; Co"}, []string{"Ada & Co"}},
	} {
		if diff := cmp.Diff(c.want, authorsOf(c.elements)); diff != "" {
			t.Errorf("authorsOf(%q) (-want +got)\n%s", c.elements, diff)
		}
	}
}

func TestLanguageIsTwoLettersOrNothing(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"en-GB": "en", " EN ": "en", "pt_BR": "pt", "zh-Hans-CN": "zh", "eng": "", "english": "", "": "", "1x": "", "*": "",
	} {
		if got := languageOf(tag); got != want {
			t.Errorf("languageOf(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestDatesThatCannotBeBelievedAreNone(t *testing.T) {
	t.Parallel()
	good := now.Add(-time.Hour)
	for _, c := range []struct {
		name  string
		dates []time.Time
		want  time.Time
	}{
		{"none", nil, time.Time{}},
		{"in the future", []time.Time{now.Add(time.Minute)}, time.Time{}},
		{"1970", []time.Time{time.Unix(0, 0)}, time.Time{}},
		{"year 1", []time.Time{{}}, time.Time{}},
		{"the second of two", []time.Time{now.AddDate(11, 0, 0), good}, good},
	} {
		if got := published(c.dates, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestHintsAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"60": time.Hour, " 1440 ": 24 * time.Hour, "-5": 0, "soon": 0, "NaN": 0, "1e99": maxTTL, "": 0,
	} {
		if got := ttlOf(text); got != want {
			t.Errorf("ttlOf(%q) = %v, want %v", text, got, want)
		}
	}
	if got := hoursOf([]string{"0", "24", "25", "x", "7"}); !cmp.Equal(got, []int{0, 0, 7}) {
		t.Errorf("hoursOf = %v", got)
	}
	if got := daysOf([]string{"monday", " Friday ", "Caturday"}); !cmp.Equal(got, []time.Weekday{time.Monday, time.Friday}) {
		t.Errorf("daysOf = %v", got)
	}
}

func TestTheLongerTextIsKeptAndAllLinks(t *testing.T) {
	t.Parallel()
	text, links := fullest([]body{
		{text: `<p>A long text with one <a href="https://a.example/">link</a>.</p>`},
		{text: `Short, <a href="https://b.example/">other</a>.`},
	}, nil)
	if text != "A long text with one link." {
		t.Errorf("text %q", text)
	}
	if !cmp.Equal(links, []string{"https://a.example/", "https://b.example/"}) {
		t.Errorf("links %q", links)
	}
	text, _ = fullest([]body{{text: "<p>" + strings.Repeat("word ", 50000) + "</p>"}}, nil)
	if len(text) > htmltext.MaxText || len(text) < htmltext.MaxText-100 {
		t.Errorf("%d bytes of text, want nearly %d", len(text), htmltext.MaxText)
	}
}
