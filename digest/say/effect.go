package say

import (
	"math"
	"strconv"
	"strings"

	"chalkline"
)

// EffectWords is an effect in words.
type EffectWords struct {
	Stated   chalkline.Text // "0.12 standard deviations (Cohen's d), 95 % interval 0.03 to 0.21"
	Zero     chalkline.Text // "0 is no effect, and within the interval"
	Size     chalkline.Text // "medium for a school programme (Kraft 2020)", or zero
	Inflated chalkline.Text // "likely inflated: the test was made by the developer", or zero
	Usual    chalkline.Text // "usual for randomised trials: −0.09 to 0.35", or zero
	AsG      chalkline.Text // "Hedges' g 0.12, 95 % interval 0.03 to 0.21", or zero when it was not converted
	Formula  chalkline.Text // how it was converted
	Quote    string
	From     chalkline.Text // where it was found
}

// NoEffect stands where no effect is known.
var NoEffect = chalkline.Textf("Effect: not stated")

// units are the metrics in words, after a number.
var units = map[chalkline.Metric]chalkline.Text{
	chalkline.MetricG:    chalkline.Textf("standard deviations (Hedges' g)"),
	chalkline.MetricD:    chalkline.Textf("standard deviations (Cohen's d)"),
	chalkline.MetricSD:   chalkline.Textf("standard deviations"),
	chalkline.MetricES:   chalkline.Textf("(effect size)"),
	chalkline.MetricR:    chalkline.Textf("(correlation)"),
	chalkline.MetricEta2: chalkline.Textf("(eta squared: the share of the differences that it accounts for)"),
	chalkline.MetricOR:   chalkline.Textf("(odds ratio)"),
}

// sizes are the words for how large an effect is.
var sizes = map[string]chalkline.Text{
	"small":  chalkline.Textf("small for a school programme (Kraft 2020)"),
	"medium": chalkline.Textf("medium for a school programme (Kraft 2020)"),
	"large":  chalkline.Textf("large for a school programme (Kraft 2020)"),
}

// Effect puts an effect into words.
func Effect(e chalkline.Effect) EffectWords {
	w := EffectWords{
		Stated: chalkline.Textf("%s %s", Decimal(e.Value), unit(e)), Zero: chalkline.Textf("%s is no effect", Decimal(e.Metric.Null())),
		Size: sizes[e.Size], Inflated: inflated(e), Usual: usual(e), Quote: Line(e.Quote), From: origin(e.Origin),
	}
	if e.Level > 0 {
		w.Stated = chalkline.Textf("%s, %d %% interval %s to %s", w.Stated, e.Level, Decimal(e.Low), Decimal(e.High))
		if null := e.Metric.Null(); e.Low <= null && null <= e.High {
			w.Zero = chalkline.Textf("%s is no effect, and within the interval", Decimal(null))
		} else {
			w.Zero = chalkline.Textf("%s is no effect, and outside the interval", Decimal(null))
		}
	}
	if e.Formula == "" || e.Metric == chalkline.MetricG && e.G == e.Value {
		return w
	}
	w.Formula, w.AsG = formula(Line(e.Formula)), chalkline.Textf("Hedges' g %s", Hundredths(e.G))
	if e.Level > 0 {
		w.AsG = chalkline.Textf("Hedges' g %s, %d %% interval %s to %s", Hundredths(e.G), e.Level, Hundredths(e.GLow), Hundredths(e.GHigh))
	}
	return w
}

// Effects are the effects of an appraisal in words. What was retracted is not
// repeated, and what is not graded claims none.
func Effects(a chalkline.Appraisal) []EffectWords {
	if a.Grade == chalkline.GradeR || a.Grade == chalkline.GradeNone {
		return nil
	}
	list := make([]EffectWords, 0, len(a.Effects))
	for _, e := range a.Effects {
		list = append(list, Effect(e))
	}
	return list
}

// Spoken is the effect in one sentence, for those who do not see its picture.
func (w EffectWords) Spoken() chalkline.Text {
	if w.Usual.IsZero() {
		return chalkline.Textf("Effect: %s. %s.", w.Stated, w.Zero.Upper())
	}
	return chalkline.Textf("Effect: %s. %s. %s.", w.Stated, w.Zero.Upper(), w.Usual.Upper())
}

// EffectNote is what a mail and a feed entry say of the first effect beyond the
// quoted sentence: "medium for a school programme (Kraft 2020); likely inflated:
// the study is small". It is zero when there is nothing to say.
func EffectNote(a chalkline.Appraisal) chalkline.Text {
	if len(a.Effects) == 0 || a.Grade == chalkline.GradeR || a.Grade == chalkline.GradeNone {
		return chalkline.Text{}
	}
	return chalkline.Joined("; ", sizes[a.Effects[0].Size], inflated(a.Effects[0])).Upper()
}

// inflated says why an effect is larger than what to expect.
func inflated(e chalkline.Effect) chalkline.Text {
	if why := Line(e.Inflated); why != "" {
		return chalkline.Textf("likely inflated: %s", chalkline.Textf(why))
	}
	return chalkline.Text{}
}

func unit(e chalkline.Effect) chalkline.Text {
	if e.Metric == chalkline.MetricMonths {
		if math.Abs(e.Value) == 1 {
			return chalkline.Textf("month of progress")
		}
		return chalkline.Textf("months of progress")
	}
	if words, ok := units[e.Metric]; ok {
		return words
	}
	return chalkline.Verbatim(Line(string(e.Metric)))
}

// usual says what studies of the kind find. It is in standard deviations, which
// is said where the effect itself is not.
func usual(e chalkline.Effect) chalkline.Text {
	of := Line(e.UsualOf)
	if of == "" {
		return chalkline.Text{}
	}
	if Standardised(e.Metric) {
		return chalkline.Textf("usual for %s: %s to %s", chalkline.Textf(of), Hundredths(e.UsualLow), Hundredths(e.UsualHigh))
	}
	return chalkline.Textf("usual for %s: %s to %s standard deviations", chalkline.Textf(of), Hundredths(e.UsualLow), Hundredths(e.UsualHigh))
}

// Standardised says whether a metric counts in standard deviations.
func Standardised(m chalkline.Metric) bool {
	switch m {
	case chalkline.MetricG, chalkline.MetricD, chalkline.MetricSD, chalkline.MetricES:
		return true
	}
	return false
}

// Decimal is v as short as it can be written, with a true minus sign, which is
// also read aloud.
func Decimal(v float64) chalkline.Text {
	_, decimals, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return signed(v, len(decimals), "%s")
}

// Hundredths is v to two places.
func Hundredths(v float64) chalkline.Text { return signed(v, 2, "%s") }

// Points is what a fact adds to a score, as "+6" or "−8", and "–" for nothing.
func Points(points float64) chalkline.Text {
	if points == 0 {
		return chalkline.Textf("–")
	}
	_, decimals, _ := strings.Cut(strconv.FormatFloat(points, 'f', -1, 64), ".")
	return signed(points, len(decimals), "+%s")
}

// signed is v to so many digits, by a format for what is not under 0.
func signed(v float64, digits int, positive string) chalkline.Text {
	if text := strconv.FormatFloat(v, 'f', digits, 64); strings.HasPrefix(text, "-") && strings.Trim(text, "-0.") != "" {
		return chalkline.Textf("−%s", chalkline.Decimal{Value: -v, Digits: digits})
	}
	return chalkline.Textf(positive, chalkline.Decimal{Value: math.Abs(v), Digits: digits})
}
