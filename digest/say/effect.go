package say

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"chalkline"
)

// EffectWords is an effect in words.
type EffectWords struct {
	Stated   string // "0.12 standard deviations (Cohen's d), 95 % interval 0.03 to 0.21"
	Zero     string // "0 is no effect, and within the interval"
	Size     string // "medium for a school programme (Kraft 2020)", or ""
	Inflated string // "likely inflated: the test was made by the developer", or ""
	Usual    string // "usual for randomised trials: −0.09 to 0.35", or ""
	AsG      string // "Hedges' g 0.12, 95 % interval 0.03 to 0.21", or "" when it was not converted
	Formula  string // how it was converted
	Quote    string
	From     string // where it was found, in words
}

// NoEffect stands where no effect is known.
const NoEffect = "Effect: not stated"

// units are the metrics in words, after a number.
var units = map[chalkline.Metric]string{
	chalkline.MetricG:    "standard deviations (Hedges' g)",
	chalkline.MetricD:    "standard deviations (Cohen's d)",
	chalkline.MetricSD:   "standard deviations",
	chalkline.MetricES:   "(effect size)",
	chalkline.MetricR:    "(correlation)",
	chalkline.MetricEta2: "(eta squared: the share of the differences that it accounts for)",
	chalkline.MetricOR:   "(odds ratio)",
}

// Effect puts an effect into words.
func Effect(e chalkline.Effect) EffectWords {
	w := EffectWords{
		Stated: Decimal(e.Value) + " " + unit(e), Inflated: prefixed("likely inflated: ", Line(e.Inflated)),
		Zero: Decimal(e.Metric.Null()) + " is no effect", Usual: usual(e), Formula: Line(e.Formula), Quote: Line(e.Quote), From: origin(e.Origin),
	}
	if e.Level > 0 {
		w.Stated += fmt.Sprintf(", %d %% interval %s", e.Level, span(e.Low, e.High, Decimal))
		if null := e.Metric.Null(); e.Low <= null && null <= e.High {
			w.Zero += ", and within the interval"
		} else {
			w.Zero += ", and outside the interval"
		}
	}
	if size := Line(e.Size); size != "" {
		w.Size = size + " for a school programme (Kraft 2020)"
	}
	if e.Formula != "" && (e.Metric != chalkline.MetricG || e.G != e.Value) {
		w.AsG = "Hedges' g " + Hundredths(e.G)
		if e.Level > 0 {
			w.AsG += fmt.Sprintf(", %d %% interval %s", e.Level, span(e.GLow, e.GHigh, Hundredths))
		}
	} else {
		w.Formula = ""
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
func (w EffectWords) Spoken() string {
	text := "Effect: " + w.Stated + ". " + Upper(w.Zero) + "."
	if w.Usual != "" {
		text += " " + Upper(w.Usual) + "."
	}
	return text
}

// EffectNote is what a mail and a feed entry say of the first effect beyond the
// quoted sentence: "medium for a school programme (Kraft 2020); likely inflated:
// the study is small". It is "" when there is nothing to say.
func EffectNote(a chalkline.Appraisal) string {
	list := Effects(a)
	if len(list) == 0 {
		return ""
	}
	return Upper(strings.Join(present(list[0].Size, list[0].Inflated), "; "))
}

func unit(e chalkline.Effect) string {
	if e.Metric == chalkline.MetricMonths {
		if math.Abs(e.Value) == 1 {
			return "month of progress"
		}
		return "months of progress"
	}
	if words, ok := units[e.Metric]; ok {
		return words
	}
	return Line(string(e.Metric))
}

// usual says what studies of the kind find. It is in standard deviations, which
// is said where the effect itself is not.
func usual(e chalkline.Effect) string {
	of := Line(e.UsualOf)
	if of == "" {
		return ""
	}
	text := "usual for " + of + ": " + span(e.UsualLow, e.UsualHigh, Hundredths)
	if !Standardised(e.Metric) {
		text += " standard deviations"
	}
	return text
}

// Standardised says whether a metric counts in standard deviations.
func Standardised(m chalkline.Metric) bool {
	switch m {
	case chalkline.MetricG, chalkline.MetricD, chalkline.MetricSD, chalkline.MetricES:
		return true
	}
	return false
}

func span(low, high float64, number func(float64) string) string {
	return number(low) + " to " + number(high)
}

// Decimal is v as short as it can be written, with a true minus sign, which is
// also read aloud.
func Decimal(v float64) string { return minus(strconv.FormatFloat(v, 'f', -1, 64)) }

// Hundredths is v to two places.
func Hundredths(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	if text == "-0.00" {
		text = "0.00"
	}
	return minus(text)
}

func minus(number string) string { return strings.Replace(number, "-", "−", 1) }

// Points is what a fact adds to a score, as "+6" or "−8", and "–" for nothing.
func Points(points float64) string {
	switch {
	case points == 0:
		return "–"
	case points > 0:
		return "+" + Decimal(points)
	}
	return Decimal(points)
}

// present are those of the texts that are not empty.
func present(texts ...string) []string {
	var list []string
	for _, text := range texts {
		if text != "" {
			list = append(list, text)
		}
	}
	return list
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
