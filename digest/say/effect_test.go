package say_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/say"
)

func TestEffectsAreInPlainWords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		effect chalkline.Effect
		want   say.EffectWords
	}{
		"with an interval": {
			chalkline.Effect{Metric: chalkline.MetricSD, Value: 0.12, Low: 0.03, High: 0.21, Level: 95, Size: "medium", Quote: "0.12 SD", Origin: "text"},
			say.EffectWords{
				Stated: chalkline.Verbatim("0.12 standard deviations, 95 % interval 0.03 to 0.21"), Zero: chalkline.Verbatim("0 is no effect, and outside the interval"), Size: chalkline.Verbatim("medium for a school programme (Kraft 2020)"),
				Quote: "0.12 SD", From: chalkline.Verbatim("in the text"),
			},
		},
		"with a usual range and a doubt": {
			chalkline.Effect{
				Metric: chalkline.MetricD, Value: -0.4, Inflated: "the study is small", UsualLow: -0.09, UsualHigh: 0.35, UsualOf: "randomised trials with an independent test",
				Formula: "d with the correction for small samples", G: -0.3912,
			},
			say.EffectWords{
				Stated: chalkline.Verbatim("−0.4 standard deviations (Cohen's d)"), Zero: chalkline.Verbatim("0 is no effect"), Inflated: chalkline.Verbatim("likely inflated: the study is small"),
				Usual: chalkline.Verbatim("usual for randomised trials with an independent test: −0.09 to 0.35"),
				AsG:   chalkline.Verbatim("Hedges' g −0.39"), Formula: chalkline.Verbatim("d with the correction for small samples"),
			},
		},
		"an odds ratio whose interval takes in no effect": {
			chalkline.Effect{
				Metric: chalkline.MetricOR, Value: 1.4, Low: 0.9, High: 2.2, Level: 90, Formula: "ln(OR) × √3 / π", G: 0.185, GLow: -0.058, GHigh: 0.435,
				UsualLow: -0.09, UsualHigh: 0.35, UsualOf: "randomised trials",
			},
			say.EffectWords{
				Stated: chalkline.Verbatim("1.4 (odds ratio), 90 % interval 0.9 to 2.2"), Zero: chalkline.Verbatim("1 is no effect, and within the interval"),
				Usual: chalkline.Verbatim("usual for randomised trials: −0.09 to 0.35 standard deviations"),
				AsG:   chalkline.Verbatim("Hedges' g 0.18, 90 % interval −0.06 to 0.43"), Formula: chalkline.Verbatim("ln(OR) × √3 / π"),
			},
		},
		"months":               {chalkline.Effect{Metric: chalkline.MetricMonths, Value: 3}, say.EffectWords{Stated: chalkline.Verbatim("3 months of progress"), Zero: chalkline.Verbatim("0 is no effect")}},
		"one month":            {chalkline.Effect{Metric: chalkline.MetricMonths, Value: 1}, say.EffectWords{Stated: chalkline.Verbatim("1 month of progress"), Zero: chalkline.Verbatim("0 is no effect")}},
		"a correlation":        {chalkline.Effect{Metric: chalkline.MetricR, Value: .31}, say.EffectWords{Stated: chalkline.Verbatim("0.31 (correlation)"), Zero: chalkline.Verbatim("0 is no effect")}},
		"a g is not converted": {chalkline.Effect{Metric: chalkline.MetricG, Value: .3, G: .3, Formula: "stated as g"}, say.EffectWords{Stated: chalkline.Verbatim("0.3 standard deviations (Hedges' g)"), Zero: chalkline.Verbatim("0 is no effect")}},
	} {
		if diff := cmp.Diff(test.want, say.Effect(test.effect), inEnglish); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnEffectIsSpokenWhole(t *testing.T) {
	t.Parallel()
	e := chalkline.Effect{Metric: chalkline.MetricSD, Value: 0.12, Low: -0.03, High: 0.21, Level: 95, UsualLow: -0.09, UsualHigh: 0.35, UsualOf: "trials"}
	want := "Effect: 0.12 standard deviations, 95 % interval −0.03 to 0.21. 0 is no effect, and within the interval. Usual for trials: −0.09 to 0.35."
	if got := say.Effect(e).Spoken().English(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMailsAndFeedsHearOfSizeAndDoubt(t *testing.T) {
	t.Parallel()
	big := chalkline.Effect{Metric: chalkline.MetricD, Value: 0.9, Size: "large", Inflated: "the test was made by the developer"}
	for name, test := range map[string]struct {
		grade   chalkline.Grade
		effects []chalkline.Effect
		want    string
	}{
		"both":                           {chalkline.GradeC, []chalkline.Effect{big, {Size: "small"}}, "Large for a school programme (Kraft 2020); likely inflated: the test was made by the developer"},
		"nothing to say":                 {chalkline.GradeC, []chalkline.Effect{{Value: 1}}, ""},
		"no effect":                      {chalkline.GradeC, nil, ""},
		"what was retracted is not said": {chalkline.GradeR, []chalkline.Effect{big}, ""},
	} {
		if got := say.EffectNote(chalkline.Appraisal{Grade: test.grade, Effects: test.effects}).English(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestPointsHaveTheirSign(t *testing.T) {
	t.Parallel()
	for points, want := range map[float64]string{6: "+6", -8: "−8", 0: "–", 2.5: "+2.5"} {
		if got := say.Points(points).English(); got != want {
			t.Errorf("%g: %q, want %q", points, got, want)
		}
	}
}
