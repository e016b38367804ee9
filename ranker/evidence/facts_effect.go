package evidence

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"chalkline"
)

// effects are the ways in which an effect is written, most telling first.
var effects = []struct {
	metric  string
	needs   []string
	pattern *regexp.Regexp
}{
	{"g", []string{"g =", "g=", "hedges"}, regexp.MustCompile(`\b(?:hedges'? ?)?g ?= ?([-−]?\d*\.\d+)`)},
	{"d", []string{"d =", "d=", "cohen"}, regexp.MustCompile(`\b(?:cohen'?s ?)?d ?= ?([-−]?\d*\.\d+)`)},
	{"SD", []string{" sd", "standard deviation"}, regexp.MustCompile(`([-−]?\d*\.\d+)(?: of a| of one)? ?(?:sds?\b|standard deviations?\b)`)},
	{"effect size", []string{"effect size", "es =", "es="}, regexp.MustCompile(`(?:\beffect sizes?\b[^.;]{0,30}?|\bmean es ?= ?|\bes ?= ?)([-−]?\d*\.\d+)`)},
	{"odds ratio", []string{"odds ratio", "or ="}, regexp.MustCompile(`(?:\bodds ratio\b[^.;]{0,20}?|\bor ?= ?)(\d*\.\d+)`)},
	{"months of progress", []string{"months"}, regexp.MustCompile(`([-−]?\d{1,2})(?: additional| extra)? months?'? (?:of )?(?:additional |extra )?progress`)},
	{"r", []string{"r =", "r="}, regexp.MustCompile(`\br ?= ?([-−]?\d*\.\d+)`)},
}

var interval = regexp.MustCompile(`\b9[059] ?% (?:ci\b|confidence interval|credible interval)[^0-9−-]{0,12}([-−]?\d*\.?\d+)[, to–-]{1,6}([-−]?\d*\.?\d+)`)

// readEffect notes the first effect with its metric, and its interval.
func (r *reading) readEffect(s *sentence) {
	if s.cited {
		return
	}
	if strings.Contains(s.plain, "95") || strings.Contains(s.plain, "confidence interval") || strings.Contains(s.plain, "credible interval") {
		if found := interval.FindStringSubmatch(s.plain); found != nil && !r.has("interval", "") {
			r.signal(s, "interval", found[1]+" to "+found[2], r.state("interval_given"))
		}
	}
	if r.has(chalkline.SignalEffect, "") || !strings.Contains(s.plain, ".") && !strings.Contains(s.plain, "months") {
		return
	}
	for i := range effects {
		e := &effects[i]
		if !containsAny(s.plain, e.needs) {
			continue
		}
		if found := e.pattern.FindStringSubmatch(s.plain); found != nil {
			r.signal(s, chalkline.SignalEffect, found[1]+" "+e.metric, 0)
			return
		}
	}
}

// Effects in plain words are for tests that others made, in studies that can tell
// causes; the bounds are Kraft's (2020), doi:10.3102/0013189X20912798.
const (
	mediumEffect = 0.05
	largeEffect  = 0.20
)

// addEffectWords says how large an effect in standard deviations is.
func (r *reading) addEffectWords(design chalkline.Design) {
	class := r.m.Class(design)
	if class != classTrial && class != classComparison || !r.has(chalkline.SignalOutcome, "standardised test") {
		return
	}
	for i := range r.signals {
		value, metric, _ := strings.Cut(r.signals[i].Value, " ")
		if r.signals[i].Name != chalkline.SignalEffect || metric == "r" || metric == "odds ratio" || strings.HasPrefix(metric, "months") {
			continue
		}
		effect, err := strconv.ParseFloat(strings.Replace(value, "−", "-", 1), 64)
		if err != nil {
			return
		}
		word := "small"
		switch size := math.Abs(effect); {
		case size >= largeEffect:
			word = "large"
		case size >= mediumEffect:
			word = "medium"
		}
		s := r.signals[i]
		s.Name, s.Value = "effect_in_words", word
		r.signals = append(r.signals, s)
		return
	}
}

var findingStarts = []string{
	"results", "findings", "we find", "we found", "analyses", "the study found", "outcomes", "conclusion", "it was found", "the results", "there was no", "there were no",
	"overall", "students in the", "the intervention", "the program",
}

var findingWords = []string{
	"show", "indicat", "reveal", "suggest", "found", "find ", "demonstrat", "significant", "improv", "no difference", "no effect", "no evidence", "effect", "increase", "higher", "lower",
}

// readFinding notes the first sentence that reads like the main result.
func (r *reading) readFinding() {
	for i := range r.sentences {
		s := &r.sentences[i]
		if s.title || s.cited || !containsAny(s.plain, findingWords) {
			continue
		}
		for _, start := range findingStarts {
			if strings.HasPrefix(s.plain, start) {
				r.signal(s, chalkline.SignalFinding, "stated", 0)
				return
			}
		}
	}
}
