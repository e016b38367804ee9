package page

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func reports(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/reports.html")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestListReadsWhatTheSelectorsFind(t *testing.T) {
	t.Parallel()
	got, err := List(reports(t), "https://a.example/research/all", chalkline.Selectors{
		List: "ul.reports > li", Title: "h3", Link: "h3 a", Date: "time", Author: ".by",
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	want := []chalkline.Item{
		{
			Key: "page https://a.example/research/tutoring", URL: "https://a.example/research/tutoring",
			Title: "Tutoring & small groups", Authors: []string{"Ada Marsh"},
			Text:      "Tutoring & small groups\n\nAda Marsh 3rd November\n\nWhat 12 trials say.",
			Links:     []string{"https://a.example/research/tutoring"},
			Published: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC),
		},
		{
			Key: "page https://other.example/doi/10.5555/read.7", URL: "https://other.example/doi/10.5555/read.7",
			Title: "Reading aloud", Text: "Reading aloud\n\n14th October 2026",
			Links: []string{"https://other.example/doi/10.5555/read.7"}, DOI: "10.5555/read.7",
			Published: time.Date(2026, 10, 14, 0, 0, 0, 0, time.UTC),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheListAloneIsEnough(t *testing.T) {
	t.Parallel()
	got, err := List(reports(t), "https://a.example/", chalkline.Selectors{List: "h3 a"}, now)
	if err != nil || len(got) != 2 || got[0].Title != "Tutoring & small groups" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSelectorsThatDoNotWorkAreErrors(t *testing.T) {
	t.Parallel()
	for _, sel := range []chalkline.Selectors{
		{List: "li["}, {List: "li", Title: "h3["}, {List: "li", Link: ">"}, {List: ".gone"}, {},
	} {
		if _, err := List(reports(t), "https://a.example/", sel, now); chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("%+v: %v", sel, err)
		}
	}
}

func TestDatesOfPages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2 Nov 2026": "2026-11-02", "Sept 3, 2026": "2026-09-03", "Monday 2 November 2026": "2026-11-02", "03/04/2026": "2026-04-03",
		"01.10.2026": "2026-10-01", "November 2, 2027": "", "soon": "", "1 January 1970": "",
	} {
		items, err := List([]byte(`<p><a href="/1">x</a> <i>`+text+`</i></p>`), "https://a.example/", chalkline.Selectors{List: "p", Date: "i"}, now)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if at := items[0].Published; !at.IsZero() {
			got = at.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
