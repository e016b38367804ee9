package say_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/say"
)

func TestAnAccountHasThePartsAndTheirSum(t *testing.T) {
	t.Parallel()
	got := say.AccountOf(chalkline.Pick{Score: 48.25, Parts: []chalkline.Part{
		{Name: chalkline.PartTopic, Value: 27, Why: chalkline.Verbatim("you follow Spacing")},
		{Name: chalkline.PartEvidence, Value: 28.5, Why: chalkline.Verbatim("good evidence")},
		{Name: chalkline.PartTaste, Value: -7.25, Why: chalkline.Verbatim("unlike what you found useful")},
		{Name: "made-up", Value: 0, Why: chalkline.Verbatim("")},
	}})
	want := say.Account{Sum: chalkline.Verbatim("48.25"), Rows: []say.AccountRow{
		{Label: chalkline.Verbatim("Topics you follow"), Why: chalkline.Verbatim("You follow Spacing"), Points: chalkline.Verbatim("+27")},
		{Label: chalkline.Verbatim("Evidence"), Why: chalkline.Verbatim("Good evidence"), Points: chalkline.Verbatim("+28.5")},
		{Label: chalkline.Verbatim("Your marks"), Why: chalkline.Verbatim("Unlike what you found useful"), Points: chalkline.Verbatim("−7.25")},
		{Label: chalkline.Verbatim("made-up"), Points: chalkline.Verbatim("–")},
	}}
	if diff := cmp.Diff(want, got, inEnglish); diff != "" {
		t.Errorf("the account (-want +got):\n%s", diff)
	}
}

func TestEveryPartHasWords(t *testing.T) {
	t.Parallel()
	for _, name := range append([]chalkline.PartName{chalkline.PartSource, chalkline.PartAuthor, chalkline.PartQuery}, chalkline.WeighedParts...) {
		if words := say.Part(name); words.Label.English() == string(name) || words.About.IsZero() {
			t.Errorf("%s is called %+v", name, words)
		}
	}
}

func TestTheOtherSideSaysWhatItFound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		other *chalkline.OtherSide
		want  say.OtherWords
	}{
		{"nothing speaks against it", nil, say.OtherWords{}},
		{
			"no difference",
			&chalkline.OtherSide{ItemID: 4, Title: "Quizzes\nin 60 schools", Grade: chalkline.GradeB, Direction: chalkline.DirectionNull},
			say.OtherWords{ItemID: 4, Title: chalkline.Verbatim("Quizzes in 60 schools"), Grade: chalkline.Verbatim("B Good"), Found: chalkline.Verbatim("found no difference")},
		},
		{
			"harm",
			&chalkline.OtherSide{ItemID: 4, Title: "Quizzes", Grade: chalkline.GradeA, Direction: chalkline.DirectionNegative},
			say.OtherWords{ItemID: 4, Title: chalkline.Verbatim("Quizzes"), Grade: chalkline.Verbatim("A Strong"), Found: chalkline.Verbatim("found a result in the other direction")},
		},
		{
			"a mixed picture, of a piece without a title",
			&chalkline.OtherSide{ItemID: 4, Source: "Trials", Grade: chalkline.GradeC, Direction: chalkline.DirectionMixed},
			say.OtherWords{ItemID: 4, Title: chalkline.Verbatim("An untitled piece from Trials"), Grade: chalkline.Verbatim("C Some"), Found: chalkline.Verbatim("found a mixed picture")},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, has := say.OtherSide(chalkline.Card{Other: tt.other})
			if !cmp.Equal(got, tt.want, inEnglish) || has != (tt.other != nil) {
				t.Errorf("got %+v, %v; want %+v", got, has, tt.want)
			}
		})
	}
}

func TestLanguagesHaveNames(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"en": "English", "DE": "German", "xq": "xq"} {
		if got := say.Language(code).English(); got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}
