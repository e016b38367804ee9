package evidence_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestAnEffectComesWithItsMeaning(t *testing.T) {
	t.Parallel()
	a := appraise(trialTitle, trialText)
	want := []chalkline.Effect{{
		Metric: chalkline.MetricD, Value: 0.12, Low: 0.04, High: 0.20, Level: 95,
		Formula: "Cohen's d, times J = 1 − 3/(4 × 1373 − 1) = 0.999 for small samples (Hedges 1981)", G: 0.12, GLow: 0.04, GHigh: 0.2,
		Size: "medium", UsualLow: -0.20, UsualHigh: 0.27, UsualOf: "randomised trials of over 100 people with tests made by others",
		Quote: "Results showed a small gain (d = 0.12, 95% CI 0.04 to 0.20).", Origin: "text", Offset: strings.Index(trialText, "Results showed"),
	}}
	if diff := cmp.Diff(want, a.Effects); diff != "" {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
	if s, _ := a.Signal(chalkline.SignalEffect); s.Value != "0.12 d" || s.Quote != want[0].Quote {
		t.Errorf("the signal is %+v", s)
	}
	if s, _ := a.Signal("interval"); s.Value != "0.04 to 0.20" || s.Quote != want[0].Quote || s.Weight <= 0 {
		t.Errorf("the interval is %+v", s)
	}
}

// Ways to begin a text, each of a design.
const (
	ofTrial      = "Eighty pupils were randomly assigned to rafting or to a control group. "
	ofLargeTrial = "Nine hundred pupils were randomly assigned to rafting or to a control group. "
	ofComparison = "In this quasi-experimental study 240 pupils went rafting and a control group of 230 pupils was taught as usual. "
	ofSurvey     = "We surveyed 300 pupils with a questionnaire about rafting and examined correlations. "
	ofSynthesis  = "A systematic review and meta-analysis was conducted; 24 studies met the inclusion criteria. "
	ofOneGroup   = "In a one-group pretest-posttest design, 30 pupils went rafting and were tested before and after. "
)

func TestOnlyCausesAreCalledSmallOrLarge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"a large effect", ofLargeTrial + "On a standardized test of reading, rafters did better (d = 0.20).", "large"},
		{"a medium effect", ofLargeTrial + "On a standardized test of reading, rafters did better (d = 0.12).", "medium"},
		{"a small effect", ofLargeTrial + "On a standardized test of reading, rafters did better (d = 0.04).", "small"},
		{"a medium effect against the programme", ofLargeTrial + "On a standardized test of reading, rafters did worse (d = -0.12).", "medium"},
		{"a comparison group", ofComparison + "On a standardized test of reading, rafters did better (effect size = 0.30).", "large"},
		{"no test named", ofLargeTrial + "Rafters did better in reading (d = 0.20).", ""},
		{"the researchers' own test", ofLargeTrial + "On a researcher-made test of reading, rafters did better (d = 0.20).", ""},
		{"another outcome than achievement", ofLargeTrial + "Pupils took a standardized test of reading. Rafters felt less anxiety (d = 0.20).", ""},
		{"an association", ofSurvey + "Rafting and scores on a standardized test of reading went together (r = 0.20).", ""},
		{"a synthesis", ofSynthesis + "The overall effect on standardized tests of reading was g = 0.20.", ""},
		{"odds", ofLargeTrial + "Rafters passed a state test more often (OR = 1.50).", ""},
		{"months", ofLargeTrial + "Rafters took a standardized test of reading. They made 2 additional months' progress.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("Rafting and reading", tt.text)
			if len(a.Effects) == 0 || a.Effects[0].Size != tt.want {
				t.Errorf("%s: got %+v, want %q", a.Design, a.Effects, tt.want)
			}
		})
	}
}

func TestWhatMakesAnEffectLikelyInflated(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"a small study", ofTrial + "Rafters read better (d = 0.60).", "the study is small"},
		{"a home-made test", ofLargeTrial + "Rafters did better on a researcher-made test of reading (d = 0.60).", "the test was made by the researchers"},
		{"both", ofTrial + "Rafters did better on a researcher-made test of reading (d = 0.60).", "the test was made by the researchers and the study is small"},
		{"one group over time", ofOneGroup + "Reading improved (d = 0.60).", "the study is small"},
		{"a large study", ofLargeTrial + "Rafters read better (d = 0.60).", ""},
		{"nothing was found that could be", ofTrial + "Rafters read no better (d = 0.02).", ""},
		{"the effect on the test of others", ofLargeTrial + "Rafters did better on a researcher-made test. On a standardized test of reading they did a little better (d = 0.06).", ""},
		{"an association", ofSurvey + "Rafting and reading went together (r = .30).", ""},
		{"a synthesis of home-made tests", ofSynthesis + "On researcher-made tests the effect was g = 0.60.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("Rafting and reading", tt.text)
			if len(a.Effects) == 0 || a.Effects[0].Inflated != tt.want {
				t.Fatalf("%s: got %+v, want %q", a.Design, a.Effects, tt.want)
			}
			warned := false
			for _, c := range a.Cautions {
				warned = warned || c.Name == "likely_inflated" && c.Text.English() == "The effect is likely inflated: "+tt.want+"." && c.Quote == a.Effects[0].Quote
			}
			if warned != (tt.want != "") {
				t.Errorf("cautions %+v", a.Cautions)
			}
		})
	}
}

func TestTheMostTellingEffectComesFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []float64
	}{
		{"the overall effect before those of parts", ofSynthesis + "Effects were larger for girls (g = 0.50) and smaller for boys (g = 0.10). The overall effect was g = 0.30.", []float64{0.30, 0.50, 0.10}},
		{"achievement before feelings", ofTrial + "Rafters were less anxious (d = 0.70) and read better (d = 0.20).", []float64{0.20, 0.70}},
		{"a difference before an association", ofTrial + "Sleep correlated with reading (r = .40). Rafters read better (d = 0.20).", []float64{0.20, 0.40}},
		{"else as the text has them", ofTrial + "Rafters read better (d = 0.20) and spelt better (d = 0.30).", []float64{0.20, 0.30}},
		{"each once", ofTrial + "Rafters read better (d = 0.20). In conclusion, rafting helps (d = 0.20).", []float64{0.20}},
		{"five at most", ofTrial + "Effects on reading were d = 0.1, spelling d = 0.2, sums d = 0.3, maps d = 0.4, songs d = 0.5, and knots d = 0.6.", []float64{0.1, 0.2, 0.3, 0.4, 0.5}},
		{"not those of others", ofTrial + "Previous studies found large effects (d = 0.90). Rafters read better (d = 0.20).", []float64{0.20}},
		{"these studies are a synthesis's own", ofSynthesis + "Across these studies the mean effect size was 0.30.", []float64{0.30}},
		{"earlier ones are not", ofSynthesis + "Previous reviews found d = 0.90.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []float64
			for _, e := range appraise("Rafting and reading", tt.text).Effects {
				got = append(got, e.Value)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestATextWithoutAStudyHasNoEffects(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		genre             chalkline.Genre
	}{
		{"an opinion", "Why we should raft", "I think every school should raft. In my experience rafting is worth d = 0.90.", chalkline.GenreBlog},
		{"a lesson", "How to teach rafting", "In this post I will show a lesson plan. You will need rafts. Step 1: float. It has an effect size of 0.75.", chalkline.GenreBlog},
		{"an invitation", "Webinar on reading for new teachers", "Join us on Tuesday, March 3 at 4 p.m. Registration is open. Rafting works (d = 0.90).", chalkline.GenreOrganisation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: tt.genre}})
			if len(a.Effects) > 0 {
				t.Errorf("a %s has effects %+v", a.Kind, a.Effects)
			}
		})
	}
}

func TestASecondHandEffectIsOnlyRepeated(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{
			Title: "Study finds that rafting helps reading",
			Text:  "Researchers at a university led the study, published in the journal Rafts. Forty pupils were randomly assigned to rafts. On a researcher-made test, rafters did better (effect size = 0.60).",
		},
		Source: chalkline.Source{Genre: chalkline.GenreNews},
	})
	if !a.SecondHand || len(a.Effects) != 1 {
		t.Fatalf("got %s with %+v", a.Kind, a.Effects)
	}
	e := a.Effects[0]
	if e.Value != 0.60 || e.Formula != "" || e.Size != "" || e.Inflated != "" || e.UsualOf != "" {
		t.Errorf("got %+v", e)
	}
}

func TestEffectsAreNumbersAndReceipts(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"d = 0.2", "d = −0.31 (95% CI −0.5 to −0.1)", "OR = 1.4, 95% CI [1.1, 1.8]", "an effect size of 0.43", "r = .30", "F(1, 40) = 4.1, η² = .09", "0.12 standard deviations",
		"2 additional months' progress", "g = 9.99", "OR = 0.001", "r = .999", "η² = .999", "overall", "on a standardized test of reading", "for girls", "on a researcher-made test",
	}
	openings := []string{ofTrial, ofLargeTrial, ofComparison, ofSurvey, ofSynthesis, ofOneGroup}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(openings).Draw(t, "opening") + "Rafters did better: " + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), ", ") + "."
		a, again := appraise("Rafting and reading", text), appraise("Rafting and reading", text)
		if diff := cmp.Diff(a, again); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
		if len(a.Effects) > 5 {
			t.Fatalf("%d effects", len(a.Effects))
		}
		for _, e := range a.Effects {
			for _, v := range []float64{e.Value, e.Low, e.High, e.G, e.GLow, e.GHigh, e.UsualLow, e.UsualHigh} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("no number in %+v", e)
				}
			}
			if e.Offset < 0 || !strings.HasPrefix(text[e.Offset:], e.Quote) || e.Quote == "" {
				t.Fatalf("the quote %q does not stand at offset %d", e.Quote, e.Offset)
			}
			if e.Formula != "" && e.Level > 0 && (e.GLow > e.G || e.GHigh < e.G) || e.Formula == "" && e.G != 0 {
				t.Fatalf("odd conversion %+v", e)
			}
		}
		if s, ok := a.Signal(chalkline.SignalEffect); ok != (len(a.Effects) > 0) || ok && s.Quote != a.Effects[0].Quote {
			t.Fatalf("the signal %+v does not go with %+v", s, a.Effects)
		}
	})
}
