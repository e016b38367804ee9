package say

import (
	"regexp"

	"chalkline"
)

// sizedFormula is how an effect was converted for a sample of known size.
var sizedFormula = regexp.MustCompile(`^(.+), times J = 1 − 3/\(4 × (\d+) − 1\) = ([\d.]+) for small samples \(Hedges 1981\)$`)

// plainFormulas are how effects are converted where that is all.
var plainFormulas = map[string]chalkline.Text{
	"stated as Hedges' g":                                          chalkline.Textf("stated as Hedges' g"),
	"standard deviations, taken as g as stated":                    chalkline.Textf("standard deviations, taken as g as stated"),
	"an effect size that does not say which, taken as g as stated": chalkline.Textf("an effect size that does not say which, taken as g as stated"),
}

// unsized ends a formula where the number of people is not known.
var unsized = regexp.MustCompile(`^(.+), taken as g: without the number of people there is no small-sample correction \(Hedges 1981\)$`)

// starts are how the formulas begin.
var starts = map[string]chalkline.Text{
	"Cohen's d": chalkline.Textf("Cohen's d"),
	"d = 2√(η²/(1 − η²)) for two groups (Cohen 1988); η² does not tell the sign": chalkline.Textf("d = 2√(η²/(1 − η²)) for two groups (Cohen 1988); η² does not tell the sign"),
}

// formula is how an effect was converted, with its source.
func formula(text string) chalkline.Text {
	if words, ok := plainFormulas[text]; ok {
		return words
	}
	start := func(of string) chalkline.Text {
		if words, ok := starts[of]; ok {
			return words
		}
		return chalkline.Verbatim(of)
	}
	if m := sizedFormula.FindStringSubmatch(text); m != nil {
		return chalkline.Textf("%s, times J = 1 − 3/(4 × %s − 1) = %s for small samples (Hedges 1981)", start(m[1]), m[2], m[3])
	}
	if m := unsized.FindStringSubmatch(text); m != nil {
		return chalkline.Textf("%s, taken as g: without the number of people there is no small-sample correction (Hedges 1981)", start(m[1]))
	}
	return chalkline.Verbatim(text)
}
