package evidence

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"chalkline"
)

// mostEffects is how many effects an appraisal holds.
const mostEffects = 5

// addEffects finds the effects that a text states of its study, most telling
// first, with what they mean for a study of this design; the first becomes a
// signal. A text that only points to studies has none.
func (r *reading) addEffects(a *chalkline.Appraisal) {
	list := r.statedEffects(a.Design)
	if len(list) > 0 {
		first := &list[0]
		r.signal(&r.sentences[first.sentence], chalkline.SignalEffect, first.n.text+" "+string(first.metric), 0)
	}
	r.addInterval(list)
	for i := range list {
		a.Effects = append(a.Effects, r.effect(&list[i], a.Design))
	}
}

// statedEffects are the effects of the study of a text. In a synthesis "these
// studies" are its own.
func (r *reading) statedEffects(design chalkline.Design) []statedEffect {
	switch r.kind {
	case chalkline.KindResearch, chalkline.KindSynthesis, chalkline.KindSecondHand, chalkline.KindOffTopic, chalkline.KindCorrection:
	default:
		return nil
	}
	pooled := r.m.Class(design) == classSynthesis
	var list []statedEffect
	level := 0
	for i := range r.sentences {
		s := &r.sentences[i]
		if !mayHoldEffect(s.cased) || s.cited && (!pooled || r.m.matches(s, r.m.sought.earlier)) {
			continue
		}
		if found := levelOf.FindStringSubmatch(s.cased); found != nil && level == 0 {
			level, _ = strconv.Atoi(found[1])
		}
		for _, e := range effectsIn(s.cased, &level) {
			e.sentence, e.weight = i, e.weigh()
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b statedEffect) int { return cmp.Compare(b.weight, a.weight) })
	return list[:min(len(list), firstOfEach(list))]
}

// levelOf finds the level that all intervals of a text have.
var levelOf = regexp.MustCompile(`\b(9\d) ?% ?(?:CI|[Cc]onfidence|[Cc]redible)`)

// firstOfEach moves the first of each metric and value to the front and counts
// them, up to mostEffects: a conclusion repeats the results.
func firstOfEach(list []statedEffect) int {
	kept := 0
	for _, e := range list {
		same := func(other statedEffect) bool { return other.metric == e.metric && other.n.value == e.n.value }
		if kept == mostEffects {
			break
		}
		if !slices.ContainsFunc(list[:kept], same) {
			list[kept] = e
			kept++
		}
	}
	return kept
}

// effectMarks are parts of the words and signs that announce effects.
var effectMarks = []string{"=", "ffect", "FFECT", "dds", "OR", "ES", "SMD", "SD", " sd", "s.d.", "eviation", "igma", "\u03c3", "rogress", "\u03b7", "eta", "orrelat", "edges", "ohen", "rho", "earson", "pearman", "\u03c1", "andardi", "\u2248"}

// mayHoldEffect says whether it is worth looking closer at a sentence.
func mayHoldEffect(cased string) bool {
	return (strings.ContainsAny(cased, "0123456789") || strings.Contains(cased, "eviation") || strings.Contains(cased, "rogress")) && containsAny(cased, effectMarks)
}

// addInterval notes the interval of the first effect, or the first that is
// stated of anything.
func (r *reading) addInterval(list []statedEffect) {
	if len(list) > 0 && list[0].level > 0 {
		first := &list[0]
		r.signal(&r.sentences[first.sentence], signalInterval, first.low.text+" to "+first.high.text, r.state("interval_given"))
		return
	}
	for i := range r.sentences {
		s := &r.sentences[i]
		if s.cited || !r.m.matches(s, r.m.sought.interval) {
			continue
		}
		if found := interval.FindStringSubmatch(s.plain); found != nil {
			r.signal(s, signalInterval, found[1]+" to "+found[2], r.state("interval_given"))
			return
		}
	}
}

// effect puts an effect with its receipt and its meaning together.
func (r *reading) effect(e *statedEffect, design chalkline.Design) chalkline.Effect {
	s := &r.sentences[e.sentence]
	out := chalkline.Effect{
		Metric: e.metric, Value: e.n.value, Low: e.low.value, High: e.high.value, Level: e.level,
		Quote: s.quote(r.doc.Item.Title, r.doc.Item.Text), Origin: r.originOf(s), Offset: s.start,
	}
	c := r.comparisonOf(e, design)
	if way, ok := toG(e, c); ok {
		out.Formula, out.G = way.formula, way.convert(e.n.value)
		if e.level > 0 {
			out.GLow, out.GHigh = way.convert(e.low.value), way.convert(e.high.value)
		}
		c.usual(&out)
	}
	out.Size = c.size(&out)
	out.Inflated = c.inflated(&out)
	return out
}
