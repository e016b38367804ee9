package say_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest/say"
)

func TestGradeIsALetterAndAWord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		appraisal        chalkline.Appraisal
		label, why, note string
	}{
		{chalkline.Appraisal{Grade: chalkline.GradeB, Score: 71, Margin: 8}, "B Good", "Why B", "71 ± 8"},
		{chalkline.Appraisal{Grade: chalkline.GradeC, SecondHand: true, Score: 57, Margin: 10}, "C Some · second-hand", "Why C", "57 ± 10"},
		{chalkline.Appraisal{Grade: chalkline.GradeR, SecondHand: true}, "R Retracted", "Why R", ""},
		{chalkline.Appraisal{}, "– Not graded", "Why no grade", ""},
	} {
		a := test.appraisal
		if say.GradeLabel(a).English() != test.label || say.WhyLabel(a).English() != test.why || say.Score(a) != test.note {
			t.Errorf("%q, %q, %q; want %q, %q, %q", say.GradeLabel(a).English(), say.WhyLabel(a).English(), say.Score(a), test.label, test.why, test.note)
		}
	}
}

func TestWhatIsNotKnownIsSaid(t *testing.T) {
	t.Parallel()
	study := chalkline.Appraisal{Grade: chalkline.GradeD, Design: chalkline.DesignUnknown}
	opinion := chalkline.Appraisal{Grade: chalkline.GradeE, Design: chalkline.DesignOP}
	for _, test := range []struct{ what, got, want string }{
		{"a missing title", say.Title(chalkline.Card{Source: chalkline.Source{Name: "Staffroom"}}).English(), "Untitled, from Staffroom"},
		{"a missing title and source", say.Title(chalkline.Card{}).English(), "Untitled"},
		{"a missing reason", say.Why(study).English(), "The reason was not stored."},
		{"an event's missing reason", say.Why(chalkline.Appraisal{}).English(), "This is not the sort of thing that is graded."},
		{"a missing size", say.Size(study).English(), "Sample size: not stated"},
		{"a study of unknown design", say.Study(study).English(), "Does not say how it was done (design unclear) · Sample size: not stated"},
		{"an opinion has no size to state", say.Study(opinion).English(), "An author's view (opinion)"},
		{"a missing result", say.NotFound(study).English(), "No result is stated in the text we have."},
		{"an opinion has no result to state", say.NotFound(opinion).English(), ""},
		{"a missing text", say.Minutes(chalkline.Card{}).English(), "length not known"},
		{"a missing date and source", say.Place(chalkline.Card{}).English(), "date not stated"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.what, test.got, test.want)
		}
	}
}

func TestSizeIsInPlainWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		signals [][2]string
		want    string
	}{
		{[][2]string{{chalkline.SignalParticipants, "1375"}, {chalkline.SignalSchools, "42"}}, "1,375 people in 42 schools"},
		{[][2]string{{chalkline.SignalParticipants, "1"}, {chalkline.SignalSchools, "1"}}, "1 person in 1 school"},
		{[][2]string{{chalkline.SignalSchools, "1200"}}, "1,200 schools"},
		{[][2]string{{chalkline.SignalStudies, "31"}, {chalkline.SignalParticipants, "12000"}}, "31 studies"},
		{[][2]string{{chalkline.SignalParticipants, "about 60 pupils"}}, "about 60 pupils"},
	} {
		var a chalkline.Appraisal
		for _, s := range test.signals {
			a.Signals = append(a.Signals, chalkline.Signal{Name: s[0], Value: s[1]})
		}
		if got := say.Size(a).English(); got != test.want {
			t.Errorf("%v: %q, want %q", test.signals, got, test.want)
		}
	}
}

func TestNumbersHaveCommas(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -100: "-100", -1000: "-1,000"} {
		if got := say.Number(n).English(); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestFoundPrefersTheFindingToTheEffect(t *testing.T) {
	t.Parallel()
	effect := chalkline.Signal{Name: chalkline.SignalEffect, Value: "0.12 SD", Quote: "d = 0.12"}
	finding := chalkline.Signal{Name: chalkline.SignalFinding, Quote: "Scores rose."}
	record := chalkline.Signal{Name: chalkline.SignalFinding, Value: "from a record"}
	for name, test := range map[string]struct {
		grade   chalkline.Grade
		signals []chalkline.Signal
		want    string
	}{
		"finding first":               {chalkline.GradeB, []chalkline.Signal{effect, finding}, "Scores rose."},
		"else the effect":             {chalkline.GradeB, []chalkline.Signal{record, effect}, "d = 0.12"},
		"nothing quoted":              {chalkline.GradeB, []chalkline.Signal{record}, ""},
		"a retracted one is not said": {chalkline.GradeR, []chalkline.Signal{finding}, ""},
	} {
		got, ok := say.Found(chalkline.Appraisal{Grade: test.grade, Signals: test.signals})
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, got, ok, test.want)
		}
	}
}

func TestPlaceAndAlsoAt(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)
	c := chalkline.Card{
		Item:      chalkline.Item{Venue: "Journal of Lessons", Published: day},
		Source:    chalkline.Source{Name: "Staffroom"},
		Appraisal: chalkline.Appraisal{Signals: []chalkline.Signal{{Name: chalkline.SignalPeerReview, Value: "yes"}}},
		AlsoAt: []chalkline.Appearance{
			{Source: "EdNews", URL: "https://ednews.example/1", At: day.AddDate(0, 0, -2)},
			{URL: "https://nameless.example/2", At: day.AddDate(-1, 0, 0)},
			{},
			{Source: "A"},
			{Source: "B"},
			{Source: "C"},
		},
	}
	if got, want := say.Place(c).English(), "Staffroom · Journal of Lessons · peer reviewed · 2026"; got != want {
		t.Errorf("place %q, want %q", got, want)
	}
	places, more := say.AlsoAt(c)
	want := []say.Also{
		{Label: chalkline.Verbatim("EdNews (12 May)"), URL: "https://ednews.example/1"},
		{Label: chalkline.Verbatim("nameless.example (14 May 2025)"), URL: "https://nameless.example/2"},
		{Label: chalkline.Verbatim("A")},
		{Label: chalkline.Verbatim("B")},
	}
	if diff := cmp.Diff(want, places, inEnglish); diff != "" || more != 1 {
		t.Errorf("also at, %d more (-want +got):\n%s", more, diff)
	}
}

func TestCorrectionSaysWhatHappened(t *testing.T) {
	t.Parallel()
	concern := chalkline.Appraisal{Grade: chalkline.GradeD, Signals: []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "concern"}}}
	for word, a := range map[string]chalkline.Appraisal{
		"retracted": {Grade: chalkline.GradeR}, "expression of concern": concern, "changed": {Grade: chalkline.GradeC},
	} {
		if got := say.Correction(a).English(); !strings.Contains(got, word) {
			t.Errorf("%q does not say %q", got, word)
		}
	}
}

func TestALinkLeadsToTheWeb(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://a.example/x?y=1&z=2": "https://a.example/x?y=1&z=2",
		"http://a.example":            "http://a.example",
		"javascript:alert(1)":         "",
		"//a.example/x":               "",
		"/x":                          "",
		"":                            "",
		"mailto:a@b.example":          "",
	} {
		if got := say.Link(raw); got != want {
			t.Errorf("Link(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestALineIsALine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := say.Line(rapid.String().Draw(t, "text") + string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		if !utf8.ValidString(line) || line != strings.Join(strings.Fields(line), " ") || say.Line(line) != line {
			t.Fatalf("%q", line)
		}
		for _, r := range line {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0xfffe && r <= 0xffff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%U in %q", r, line)
			}
		}
	})
}
