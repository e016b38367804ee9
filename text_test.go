package chalkline_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"chalkline"
)

func TestTextsInEnglish(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text chalkline.Text
		want string
	}{
		"nothing":                        {chalkline.Text{}, ""},
		"a sentence":                     {chalkline.Textf("Your picks"), "Your picks"},
		"a percent sign without verbs":   {chalkline.Textf("50% off"), "50% off"},
		"one thing":                      {chalkline.Counted(1, "%s pick", "%s picks"), "1 pick"},
		"many things, grouped":           {chalkline.Counted(1375, "%s pupil in %s", "%s pupils in %s", "Leeds"), "1,375 pupils in Leeds"},
		"none":                           {chalkline.Counted(0, "%s pick", "%s picks"), "0 picks"},
		"a text in a text":               {chalkline.Textf("Today: %s.", chalkline.Counted(2, "%s pick", "%s picks")), "Today: 2 picks."},
		"a year is not grouped":          {chalkline.Textf("from %d", 2026), "from 2026"},
		"a capital":                      {chalkline.Textf("éducation: %s", "x").Upper(), "Éducation: x"},
		"words as they are":              {chalkline.Verbatim("100 % sure"), "100 % sure"},
		"a decimal":                      {chalkline.Textf("%s SD", chalkline.Decimal{Value: 0.125, Digits: 2}), "0.12 SD"},
		"a day":                          {chalkline.Textf("on %s", chalkline.Moment{At: time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC), Layout: "2 January 2006"}), "on 12 May 2026"},
		"joined without what is missing": {chalkline.Joined(" · ", chalkline.Textf("a"), chalkline.Text{}, chalkline.Verbatim("b")), "a · b"},
		"joined of one":                  {chalkline.Joined(", ", chalkline.Textf("a")), "a"},
		"joined of none":                 {chalkline.Joined(", "), ""},
	} {
		if got := test.text.English(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestTextsAreReadBackAsStored(t *testing.T) {
	t.Parallel()
	for _, want := range []chalkline.Text{
		{},
		chalkline.Textf("plain"),
		chalkline.Textf("no args").Upper(),
		chalkline.Counted(3, "%s school in %s", "%s schools in %s", chalkline.Textf("the %s", "UK")),
		chalkline.Textf("%s, %s", chalkline.Decimal{Value: 0.5, Digits: 2}, chalkline.Moment{At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Layout: "2 January"}),
		chalkline.Joined("; ", chalkline.Textf("a"), chalkline.Textf("b")),
	} {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got chalkline.Text
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", data, diff)
		}
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`17`, `["a"]`, `["t","%s",true]`, `["t",7]`, `["n","one"]`, `["m","now","2006"]`, `["d","x",1]`, `["t","a"`, `["t","a"]x`, `"a`, strings.Repeat(`["t","%s",`, 50)} {
		var got chalkline.Text
		if err := json.Unmarshal([]byte(data), &got); err == nil {
			t.Errorf("%s is read as %+v", data, got)
		}
	}
}

func TestAnErrorCanBeSaidInAnotherLanguage(t *testing.T) {
	t.Parallel()
	inner := chalkline.Errorf(chalkline.CodeInvalid, "the name is %q", "x")
	outer := chalkline.Errorf(chalkline.CodeInvalid, "line %d: %w", 7, inner)
	if got, want := outer.Error(), `line 7: the name is "x"`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !errors.Is(outer, inner) {
		t.Error("the cause is lost")
	}
	if text := chalkline.ErrorText(outer); text.Format != "line %d: %v" || len(text.Args) != 2 {
		t.Errorf("the parts are lost: %+v", text)
	}
}

func BenchmarkTextIsReadBack(b *testing.B) {
	reason := chalkline.Textf("%s.", chalkline.Textf("%s; but %s", chalkline.Joined(", ",
		chalkline.Textf("%s in %s (%s)", chalkline.Textf("cluster-randomised trial"), chalkline.Counted(42, "%s school", "%s schools"), chalkline.Counted(1375, "%s person", "%s people")),
		chalkline.Textf("independent test")), chalkline.Textf("many dropped out"))).Upper()
	data, err := json.Marshal(reason)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var t chalkline.Text
		if err := t.UnmarshalJSON(data); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParseText(f *testing.F) {
	for _, stored := range []string{`"a"`, `["t","%s · %s","b",["n","%s pick","%s picks",7]]`, `["T","é\\u00e9 \\"q\\""]`, `["t","%s",["d","0.5",2]]`, `["t","%s",["m","2026-01-02T03:04:05Z","2 January"]]`} {
		f.Add(stored)
	}
	f.Fuzz(func(t *testing.T, stored string) {
		text, err := chalkline.ParseText(stored)
		if err != nil || !utf8.ValidString(stored) {
			return
		}
		_ = text.English()
		again, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := chalkline.ParseText(string(again)); err != nil || back.English() != text.English() {
			t.Errorf("%q is stored as %s and read as %q (%v)", text.English(), again, back.English(), err)
		}
	})
}
