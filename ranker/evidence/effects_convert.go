package evidence

import (
	"fmt"
	"math"
	"regexp"

	"chalkline"
)

// wayToG is a way from a metric to Hedges' g.
type wayToG struct {
	formula string
	convert func(float64) float64
}

// Sources of the formulas: Hedges (1981), doi:10.3102/10769986006002107, for the
// small-sample correction; Chinn (2000),
// doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M, for odds
// ratios; Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to
// Meta-Analysis, chapter 7, for r; Cohen (1988), Statistical Power Analysis,
// chapter 8, for eta squared (d = 2f with two groups).

// toG finds the way from an effect to Hedges' g, if there is a legitimate one.
// Months of progress are left as they are: the funder's table gives one number
// of months to a whole span of effects and was changed over the years, so it
// cannot be read backwards.
func toG(e *statedEffect, c comparison) (wayToG, bool) {
	switch e.metric {
	case chalkline.MetricG:
		return wayToG{"stated as Hedges' g", rounded}, true
	case chalkline.MetricD:
		if c.oneGroup {
			return wayToG{}, false // d of one group over time is on another scale
		}
		return c.corrected("Cohen's d", same), true
	case chalkline.MetricSD, chalkline.MetricES:
		if !c.groups && !c.pooled || c.pooled && isCorrelation.MatchString(e.before) {
			return wayToG{}, false
		}
		words := "standard deviations"
		if e.metric == chalkline.MetricES {
			words = "an effect size that does not say which"
		}
		return wayToG{words + ", taken as g as stated", rounded}, true
	case chalkline.MetricOR:
		if !c.groups {
			return wayToG{}, false
		}
		return c.corrected("d = ln(odds ratio) × √3/π (Chinn 2000)", func(or float64) float64 { return math.Log(or) * math.Sqrt(3) / math.Pi }), true
	case chalkline.MetricR:
		if !c.groups || !isEffect.MatchString(e.context) || isCorrelation.MatchString(e.context) {
			return wayToG{}, false
		}
		return c.corrected("d = 2r/√(1 − r²) (Borenstein et al. 2009)", func(r float64) float64 { return 2 * r / math.Sqrt(1-r*r) }), true
	case chalkline.MetricEta2:
		if !c.groups || !oneDegree.MatchString(e.before) || isModelled.MatchString(e.before) {
			return wayToG{}, false
		}
		return c.corrected("d = 2√(η²/(1 − η²)) for two groups (Cohen 1988); η² does not tell the sign", func(eta2 float64) float64 { return 2 * math.Sqrt(eta2/(1-eta2)) }), true
	}
	return wayToG{}, false
}

var (
	isCorrelation = regexp.MustCompile(`(?i)\bcorrelat|\bassociat`)

	// oneDegree finds a test of two groups: F with one degree of freedom, or t.
	oneDegree = regexp.MustCompile(`\bF ?[({\[] ?1 ?[,;][^A-Za-z]*$|\bF ?[({\[] ?1 ?[,;][^()]*\)[^()]{0,50}$|\bt ?\(\d+\)[^()]{0,50}$`)

	// isModelled finds that a share of variance is one of what covariates and
	// time left over, which makes it larger.
	isModelled = regexp.MustCompile(`(?i)\bancova|\bcovari|\brepeated|\binteraction|\btime\b|\bmixed\b|\bmancova`)
)

// corrected is a way to d with the small-sample correction, where the number of
// people is known.
func (c comparison) corrected(formula string, d func(float64) float64) wayToG {
	df := c.people - 2
	if c.pooled || df < 2 {
		return wayToG{formula + ", taken as g: without the number of people there is no small-sample correction (Hedges 1981)", func(v float64) float64 { return rounded(d(v)) }}
	}
	j := smallSample(df)
	return wayToG{fmt.Sprintf("%s, times J = 1 − 3/(4 × %d − 1) = %.3f for small samples (Hedges 1981)", formula, df, j), func(v float64) float64 { return rounded(j * d(v)) }}
}

// smallSample is Hedges' correction J for df degrees of freedom.
func smallSample(df int) float64 { return 1 - 3/(4*float64(df)-1) }

func same(v float64) float64 { return v }

// rounded keeps three decimals, more than any text states of an effect.
func rounded(v float64) float64 { return math.Round(v*1000) / 1000 }
