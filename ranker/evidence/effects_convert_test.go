package evidence

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chalkline"
)

// trialOf is what is known of a plain trial of so many people.
func trialOf(people int) comparison { return comparison{groups: true, people: people} }

func TestEffectsBecomeHedgesG(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		metric chalkline.Metric
		value  float64
		before string // the sentence up to the number
		study  comparison
		want   float64
		words  string
	}{
		// Borenstein and others (2009), Introduction to Meta-Analysis, chapter 4:
		// d = 0.5970 of two groups of 50 has df = 98, J = 0.9923 and g = 0.5924.
		{"d is corrected for a small sample", chalkline.MetricD, 0.5970, "", trialOf(100), 0.592, "4 × 98 − 1) = 0.992"},
		{"d is left alone without a number of people", chalkline.MetricD, 0.5970, "", trialOf(0), 0.597, "without the number of people"},
		{"the people of a synthesis are not those of a study", chalkline.MetricD, 0.5970, "", comparison{pooled: true, people: 100}, 0.597, "without the number of people"},
		{"g is g", chalkline.MetricG, 0.5924, "", comparison{}, 0.592, "stated as Hedges' g"},
		{"standard deviations of a comparison are taken as g", chalkline.MetricSD, 0.12, "", trialOf(20), 0.12, "standard deviations, taken as g"},
		{"so is an effect size that does not say which", chalkline.MetricES, 0.12, "", trialOf(20), 0.12, "does not say which"},
		{"and one of a synthesis", chalkline.MetricES, 0.40, "The overall effect size was ", comparison{pooled: true}, 0.4, "taken as g"},
		// The same book, chapter 7: a log odds ratio of 0.9069, an odds ratio of
		// 2.4766, is d = 0.5000.
		{"an odds ratio by way of its logarithm", chalkline.MetricOR, 2.4766, "", trialOf(0), 0.5, "Chinn 2000"},
		{"an odds ratio of one is nothing", chalkline.MetricOR, 1, "", trialOf(0), 0, "Chinn 2000"},
		// The same chapter: r = 0.50 is d = 1.1547.
		{"r of two groups", chalkline.MetricR, 0.5, "The effect size was large, r = ", trialOf(0), 1.155, "2r/√(1 − r²)"},
		// Cohen (1988), Statistical Power Analysis, tables 8.2: η² = .0588 is
		// f = .25, and so d = .50; η² = .1379 is f = .40, and so d = .80.
		{"eta squared of two groups", chalkline.MetricEta2, 0.0588, "The groups differed, F(1, 98) = 6.12, p = .01, η² = ", trialOf(0), 0.5, "does not tell the sign"},
		{"eta squared by a t test", chalkline.MetricEta2, 0.1379, "The groups differed, t(98) = 3.9, η² = ", trialOf(0), 0.8, "does not tell the sign"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			way, ok := toG(stating(tt.metric, tt.before), tt.study)
			if !ok {
				t.Fatal("not converted")
			}
			if got := way.convert(tt.value); math.Abs(got-tt.want) > 0.0005 || !strings.Contains(way.formula, tt.words) {
				t.Errorf("got %v by %q, want %v and %q", got, way.formula, tt.want, tt.words)
			}
		})
	}
}

func stating(metric chalkline.Metric, before string) *statedEffect {
	return &statedEffect{hit: hit{metric: metric}, before: before, context: before}
}

func TestWhatCannotBeComparedIsLeftAsStated(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		metric chalkline.Metric
		before string
		study  comparison
	}{
		{"d of one group over time", chalkline.MetricD, "", comparison{oneGroup: true}},
		{"standard deviations of an association", chalkline.MetricSD, "", comparison{}},
		{"an effect size of an association", chalkline.MetricES, "", comparison{}},
		{"a pooled correlation", chalkline.MetricES, "The mean correlation as an effect size was ", comparison{pooled: true}},
		{"odds of an association", chalkline.MetricOR, "", comparison{}},
		{"odds in a synthesis", chalkline.MetricOR, "", comparison{pooled: true}},
		{"a correlation in a survey", chalkline.MetricR, "The effect size was r = ", comparison{}},
		{"a correlation in a trial", chalkline.MetricR, "Sleep and marks correlated, r = ", trialOf(80)},
		{"eta squared without its test", chalkline.MetricEta2, "The groups differed, η² = ", trialOf(80)},
		{"eta squared of three groups", chalkline.MetricEta2, "The groups differed, F(2, 97) = 4.1, η² = ", trialOf(80)},
		{"eta squared of a survey", chalkline.MetricEta2, "Girls and boys differed, F(1, 98) = 4.1, η² = ", comparison{}},
		{"eta squared with covariates", chalkline.MetricEta2, "An ANCOVA showed a difference, F(1, 97) = 4.1, ηp² = ", trialOf(80)},
		{"months of progress", chalkline.MetricMonths, "", trialOf(4000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if way, ok := toG(stating(tt.metric, tt.before), tt.study); ok {
				t.Errorf("converted by %q", way.formula)
			}
		})
	}
}

func TestTheSmallSampleCorrectionShrinks(t *testing.T) {
	t.Parallel()
	// By hand: 1 − 3/(4 × 8 − 1) = 28/31; 1 − 3/(4 × 98 − 1) = 388/391.
	for df, want := range map[int]float64{8: 28.0 / 31, 98: 388.0 / 391} {
		if got := smallSample(df); math.Abs(got-want) > 1e-12 {
			t.Errorf("J(%d) = %v, want %v", df, got, want)
		}
	}
}

func TestConversionKeepsOrderAndSign(t *testing.T) {
	t.Parallel()
	ranges := map[chalkline.Metric][2]float64{
		chalkline.MetricG: {-10, 10}, chalkline.MetricD: {-10, 10}, chalkline.MetricSD: {-5, 5}, chalkline.MetricES: {-10, 10},
		chalkline.MetricR: {-0.99, 0.99}, chalkline.MetricEta2: {0, 0.99}, chalkline.MetricOR: {0.01, 1000},
	}
	metrics := []chalkline.Metric{
		chalkline.MetricG, chalkline.MetricD, chalkline.MetricSD, chalkline.MetricES, chalkline.MetricR, chalkline.MetricEta2, chalkline.MetricOR,
	}
	rapid.Check(t, func(t *rapid.T) {
		metric := rapid.SampledFrom(metrics).Draw(t, "metric")
		bounds := ranges[metric]
		values := rapid.Float64Range(bounds[0], bounds[1])
		one, two := values.Draw(t, "one"), values.Draw(t, "two")
		way, ok := toG(stating(metric, "The effect size of F(1, 20) = 3 was "), trialOf(rapid.IntRange(0, 5000).Draw(t, "people")))
		if !ok {
			t.Fatalf("%s was not converted", metric)
		}
		g, h := way.convert(one), way.convert(two)
		if math.IsNaN(g) || math.IsInf(g, 0) || one < two && g > h {
			t.Fatalf("%s %v and %v became %v and %v", metric, one, two, g, h)
		}
		if null := metric.Null(); g > 0 && one < null || g < 0 && one > null {
			t.Fatalf("%s %v became %v", metric, one, g)
		}
	})
}
