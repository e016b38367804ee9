package evidence

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// read is how the effects of a sentence read: "0.28 g [0.12 0.44]95".
func readEffects(text string) string {
	level := 0
	var list []string
	for _, e := range effectsIn(newSentence(text, 0, len(text), false).cased, &level) {
		one := fmt.Sprintf("%v %s", e.n.value, e.metric)
		if e.level > 0 {
			one += fmt.Sprintf(" [%v %v]%d", e.low.value, e.high.value, e.level)
		}
		list = append(list, one)
	}
	return strings.Join(list, ", ")
}

func TestEffectsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		// g and d
		{"Chess clubs raised counting scores, g = .28, 95% CI [.12, .44].", "0.28 g [0.12 0.44]95"},
		{"Kite lessons helped (d = 0.35; 95% CI 0.1 to 0.6).", "0.35 d [0.1 0.6]95"},
		{"Pupils with kites scored 0.12 SD higher than the others did (95% CI 0.03 to 0.21).", "0.12 SD [0.03 0.21]95"},
		{"Pupils scored 0.12 SD higher in kites (95% CI 0.03 to 0.21) and no different in songs (95% CI -0.1 to 0.2).", "0.12 SD"},
		{"Pupils scored 0.5 SD higher than a year before (95% CI 0.03 to 0.21).", "0.5 SD"},
		{"Songs helped a little (Hedges’ g of 0.11).", "0.11 g"},
		{"Songs helped a little (Hedges's g=0.11).", "0.11 g"},
		{"Gardening had an effect (Cohen's d: 0.4).", "0.4 d"},
		{"Gardening had an effect, Cohen d, 0.41.", "0.41 d"},
		{"Pupils in drum classes spelt worse (d = −0.21).", "-0.21 d"},
		{"Pupils in drum classes spelt worse (d = –.21).", "-0.21 d"},
		{"Pupils in drum classes spelt worse (d = &minus;.21).", "-0.21 d"},
		{"Pupils in drum classes spelt worse (d = - .21).", "-0.21 d"},
		{"Pupils in drum classes spelt worse (d = －0.21).", "-0.21 d"},
		{"Map games helped in spelling (d = 0.2) but not in sums (d = 0.02).", "0.2 d, 0.02 d"},
		{"Map games helped the young and the old (d = .61 and .79).", "0.61 d, 0.79 d"},
		{"Parents saw gains (g = .87/.75).", "0.87 g, 0.75 g"},
		{"Puppets helped (d\u200a=\u200a0.44).", "0.44 d"},
		{"Puppets helped (p < .01, d = 0.44, p = .01, 95% CI: 0.12; 0.76).", "0.44 d [0.12 0.76]95"},
		{"Puppets helped (d=0·44, 95% CI 0·12–0·76).", "0.44 d [0.12 0.76]95"},
		{"Puppets helped (d = 0,44).", "0.44 d"},
		{"A drop was seen (d = -0.30 [95% CI -0.50 to -0.10]).", "-0.3 d [-0.5 -0.1]95"},
		{"Puppets helped (g = 0.3, SE = 0.05).", "0.3 g"},
		{"The effect was small (d = .10; 90% credible interval from -.05 to .25).", "0.1 d [-0.05 0.25]90"},
		// effect sizes that do not say which
		{"The overall effect size was 0.40.", "0.4 effect size"},
		{"The median effect size across 100 comparisons was 1.38.", "1.38 effect size"},
		{"Rafts outperformed boats, with effect sizes of .43 and .45.", "0.43 effect size, 0.45 effect size"},
		{"Average weighted effect sizes of 0.87, 0.58, and 0.38 were found for three kinds of feedback.", "0.87 effect size, 0.58 effect size, 0.38 effect size"},
		{"There was an effect on spelling (mean ES = .31).", "0.31 effect size"},
		{"There was an effect on spelling (ES .31, p = .04).", "0.31 effect size"},
		{"The effect size for reading was found to be about 0.15.", "0.15 effect size"},
		{"The standardised mean difference was 0.22 (95% confidence interval 0.02, 0.42).", "0.22 effect size [0.02 0.42]95"},
		{"The effect size (partial eta squared = .06) was moderate.", "0.06 eta squared"},
		{"An effect size of g = 0.31 was found.", "0.31 g"},
		// standard deviations
		{"Rafting raised marks by 0.12 standard deviations.", "0.12 SD"},
		{"Rafting raised marks by 0.12 SDs (95% CI: 0.02 to 0.22).", "0.12 SD [0.02 0.22]95"},
		{"Rafting raised marks by 13 percent of a standard deviation.", "0.13 SD"},
		{"Rafting raised marks by 4% of a student-level standard deviation.", "0.04 SD"},
		{"Rafting raised marks by .10σ.", "0.1 SD"},
		{"Rafting raised marks by 0.2 sigma.", "0.2 SD"},
		{"Rafting raised marks by half a standard deviation.", "0.5 SD"},
		{"Rafting raised marks by a quarter of a standard deviation.", "0.25 SD"},
		{"The effect size was 0.52 standard deviations.", "0.52 SD"},
		{"A 0.3 SD increase in marks was found.", "0.3 SD"},
		// odds ratios
		{"Fewer pupils left (OR = 0.50, 95% CI 0.32-0.77).", "0.5 odds ratio [0.32 0.77]95"},
		{"Fewer pupils left (aOR: 0.5; CI not given).", "0.5 odds ratio"},
		{"Fewer pupils left (adjusted odds ratio 0.5).", "0.5 odds ratio"},
		{"The odds ratio [OR] of leaving at age 15 was 0.45 (95% confidence interval [CI] 0.36–0.57).", "0.45 odds ratio [0.36 0.57]95"},
		{"Odds ratios were 7.26 (95% CI 1.2-42), 2.60 (95% CI 1.3-5.2), and 1.58 (95% CI 1.1-2.2).", "7.26 odds ratio [1.2 42]95, 2.6 odds ratio [1.3 5.2]95, 1.58 odds ratio [1.1 2.2]95"},
		{"More girls joined (OR = 2.1 [95% CI 1.2-3.9]), and more boys (OR = 1.5 [1.1-2.0]).", "2.1 odds ratio [1.2 3.9]95, 1.5 odds ratio [1.1 2]95"},
		// correlations and shares of variance
		{"Sleep and marks went together, r = .34.", "0.34 r"},
		{"Sleep and marks went together (r(48) = .34, p < .05).", "0.34 r"},
		{"The mean correlation was ρ̄ = .29.", "0.29 r"},
		{"The correlation between sleep and marks (Spearman's rho = -.40) was clear.", "-0.4 r"},
		{"The correlation coefficient was 0.40.", "0.4 r"},
		{"The groups differed, F(1, 58) = 4.2, p = .04, η² = .07.", "0.07 eta squared"},
		{"The groups differed (ηp2 = .12).", "0.12 eta squared"},
		{"The groups differed (partial eta-squared = .12).", "0.12 eta squared"},
		// months
		{"Children made 2 additional months' progress.", "2 months of progress"},
		{"Children made the equivalent of four months of additional progress.", "4 months of progress"},
		{"Children in raft schools made two months' progress compared with children in other schools.", "2 months of progress"},
		{"Children made 2 months' fewer progress than others.", "-2 months of progress"},
		{"Children made +5 months progress.", "5 months of progress"},
	} {
		if got := readEffects(tt.text); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestWhatOnlyLooksLikeAnEffectIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		// ranges, of which neither end is the effect
		"Effect sizes ranged from .10 to .25.",
		"Effect sizes from .36 to .63 were found.",
		"Gains were found in all classes (d = 0.31-0.67).",
		"Effects ranged from d = .20 to d = .80.",
		"Effects lay between g = .20 and g = .80.",
		"A smaller class would raise marks by 0.04–0.05 standard deviations.",
		"The effect is between 3% and 7% of a standard deviation.",
		// nothing stated
		"There was no significant difference between the groups.",
		"A medium effect size was found for spelling in 12 classes.",
		// descriptions, not effects
		"Pupils were young (M = 6.2 years, SD = 0.83).",
		"Pupils were 6.2 years old (standard deviation = 0.83).",
		"The mean was 12.3 ± 0.7 SD.",
		"The mean age was 12.3 (0.7 SD).",
		"Pupils who scored 1.5 standard deviations below the mean were chosen.",
		"Marks rose from 12.4 to 14.1 points.",
		"Some 35.5% of pupils took part, p = .04.",
		// regression, reliability, agreement, shares
		"Sleep predicted marks (β = .34, p < .01; b = 0.21).",
		"The scale was reliable (α = .91, ICC = .80, κ = .75).",
		"Raters agreed, inter-rater reliability r = .91.",
		"Test-retest correlations were high (r = .88).",
		"The model explained much (R² = .42, R = .65, r2 = .42).",
		"Items had factor loadings of .45 and more; omega = .81.",
		"Children learned faster the higher they were on a psychometric g = .50.",
		"Marks rose by 0.3 per SD of sleep.",
		"Each additional 0.5 SD of sleep went with better marks.",
		"A 0.5 SD increase in sleep was associated with better marks.",
		"The hit rate was high (d' = 1.92).",
		"The stone fell at g = 9.81 m/s2.",
		"The test was significant, F(2, 40) = 3.21, t(41) = 2.20, χ2 = 4.5.",
		"Hazard ratios were 1.2 (95% CI 1.1 to 1.3).",
		"The risk ratio was 0.80 (95% CI 0.7 to 0.9).",
		"The mean difference was 2.1 points (95% CI 1.1 to 3.1).",
		"We searched for reading OR 2016 OR spelling.",
		"The 3-d = model had d = 25 days.",
		"Effect sizes in 6 of 8 classes grew.",
		"The effect size for trails (F = 1.64; p = .21) was small.",
		"The mean effect size of 0.80 hours was surprising.",
		// planned, supposed, ruled out
		"With 64 classes the study was powered to find a moderate effect (d = 0.5).",
		"The sample had power to detect an effect size of 0.20.",
		"The minimum detectable effect size was 0.18.",
		"We can rule out effects above 0.1 standard deviations.",
		"We can rule out effects as small as 1.5 percent of a standard deviation.",
		"A monte carlo study used effect sizes of 0.2 and 0.5.",
		"By convention, d = 0.2 is small.",
		"An effect size of 0.2 is considered small.",
		"The hinge-point is an effect size of 0.40.",
		"An effect size of more than 0.40 was hoped for.",
		// before anything was done
		"The groups differed at baseline (d = 0.30).",
		"There was a pretest difference of 0.3 SD.",
		// other people's studies
		"Doe (2011) found an effect of d = 0.75.",
		"Feedback is said to help (Doe, 2011; d = 0.75).",
		"They found that homework had larger effects (d = 0.41) than all other things (Doe & Roe, 2007).",
		"This is close to the effect in earlier studies (d = 0.30).",
		// no months of progress
		"The project made progress within 3 months.",
		"Readers made 12 months of progress in 4 months.",
		// numbers that cannot be
		"The effect was odd (d = 1.2.3, r = 1.4, OR = -2.0, η2 = 1.2).",
		"The effect was odd (d = 1,250).",
		"The effect was odd (g = 45.2).",
	} {
		if got := readEffects(text); got != "" {
			t.Errorf("%s\n got %s\nwant nothing", text, got)
		}
	}
}

func TestAnIntervalBelongsToItsValue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"an interval without the value is of something else", "Marks rose, d = 1.30, 95% CI (0.33, 0.90).", "1.3 d"},
		{"ends that fall are no interval", "The effect size was .20 (95% CI = [.39, .01]).", "0.2 effect size"},
		{"without a level none is shown", "Marks rose, d = 0.40 (CI 0.33 to 0.90).", "0.4 d"},
		{"a level counts for what follows", "Marks rose, d = 0.40 (95% CI 0.3 to 0.5), and sleep, d = 0.20 (CI 0.1 to 0.3).", "0.4 d [0.3 0.5]95, 0.2 d [0.1 0.3]95"},
		{"a p value stands between", "Marks rose, d = 0.40, p = .003, 95% CI [0.3, 0.5].", "0.4 d [0.3 0.5]95"},
		{"the interval of the next value is left to it", "Marks rose (d = 0.40), sleep too (d = 0.20, 95% CI [0.1, 0.3]).", "0.4 d, 0.2 d [0.1 0.3]95"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := readEffects(tt.text); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestReadingEffectsIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			"d = 0.2", "(", ")", "95% CI", "0.1 to 0.3", ",", "and", ".4", "OR", "=", "effect size of", "SD", "0.3", "r = .5", "η² = .1", "g", "−", "2 months' additional progress", "ranged from",
		})).Draw(t, "words"), " ")
		if one, two := readEffects(text), readEffects(text); one != two {
			t.Fatalf("%q reads as %s and as %s", text, one, two)
		}
	})
}

func FuzzEffects(f *testing.F) {
	f.Add("Chess clubs raised scores, g = .28, 95% CI [.12, .44], OR 2.1 (1.2; 3.9), and .10σ.")
	f.Add("ηp² = .1 d = -.2/.3 95% CI - ES (x) = 1 of a standard deviation half 3 months progress")
	f.Add("odds ratio odds ratio [OR] = 5, 5.5, 6.5 and 7.5 (95% CI 0 to 1e9), d = 0,5 SD")
	f.Fuzz(func(t *testing.T, text string) {
		level := 0
		for _, e := range effectsIn(newSentence(text, 0, len(text), false).cased, &level) {
			value := e.n.value
			if value != value || max(value, -value) > mostOf[e.metric] || e.start >= e.end || e.from > e.start {
				t.Fatalf("odd effect %+v in %q", e, text)
			}
			if e.level != 0 && (e.low.value > value || e.high.value < value || e.level < 80 || e.level > 99) {
				t.Fatalf("odd interval %+v in %q", e, text)
			}
		}
	})
}
