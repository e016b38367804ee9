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
		{Name: chalkline.PartTopic, Value: 27, Why: "you follow Spacing"},
		{Name: chalkline.PartEvidence, Value: 28.5, Why: "good evidence"},
		{Name: chalkline.PartTaste, Value: -7.25, Why: "unlike what you found useful"},
		{Name: "made-up", Value: 0, Why: ""},
	}})
	want := say.Account{Sum: "48.25", Rows: []say.AccountRow{
		{Label: "Topics you follow", Why: "You follow Spacing", Points: "+27"},
		{Label: "Evidence", Why: "Good evidence", Points: "+28.5"},
		{Label: "Your marks", Why: "Unlike what you found useful", Points: "−7.25"},
		{Label: "made-up", Points: "–"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the account (-want +got):\n%s", diff)
	}
}

func TestEveryPartHasWords(t *testing.T) {
	t.Parallel()
	for _, name := range append([]chalkline.PartName{chalkline.PartSource, chalkline.PartAuthor, chalkline.PartQuery}, chalkline.WeighedParts...) {
		if words := say.Part(name); words.Label == string(name) || words.About == "" {
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
			say.OtherWords{ItemID: 4, Title: "Quizzes in 60 schools", Grade: "B Good", Found: "found no difference"},
		},
		{
			"harm",
			&chalkline.OtherSide{ItemID: 4, Title: "Quizzes", Grade: chalkline.GradeA, Direction: chalkline.DirectionNegative},
			say.OtherWords{ItemID: 4, Title: "Quizzes", Grade: "A Strong", Found: "found a result in the other direction"},
		},
		{
			"a mixed picture, of a piece without a title",
			&chalkline.OtherSide{ItemID: 4, Source: "Trials", Grade: chalkline.GradeC, Direction: chalkline.DirectionMixed},
			say.OtherWords{ItemID: 4, Title: "An untitled piece from Trials", Grade: "C Some", Found: "found a mixed picture"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, has := say.OtherSide(chalkline.Card{Other: tt.other})
			if got != tt.want || has != (tt.other != nil) {
				t.Errorf("got %+v, %v; want %+v", got, has, tt.want)
			}
		})
	}
}

func TestLanguagesHaveNames(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"en": "English", "DE": "German", "xq": "xq"} {
		if got := say.Language(code); got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}
