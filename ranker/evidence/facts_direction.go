package evidence

import (
	"math"
	"strings"

	"chalkline"
)

// A study may have found that something helped, that it made no difference, that
// it did harm, or one of these for one outcome and another for the next. Which it
// was is read from the sentences that report results, clause by clause: "scores
// rose, but absence did not change" says two things. It informs: it stands beside
// the grade and never moves the score.
//
// A null or contrary result is held against somebody's claim, so it has to be
// right more often than it has to be found. What is no finding about the main
// question is left out: groups that did not differ before anything was done, boys
// and girls, plans and hypotheses, the studies of others.

// outcomeSaid is what a sentence says of the results: a weight for each direction.
type outcomeSaid struct {
	sentence int
	says     map[chalkline.Direction]float64
}

// Weights of a finding.
const (
	weightMain  = 2   // of the main result, or a conclusion
	weightOther = 1   // of any other
	weightSide  = 0.5 // of a part of the people, or of what was found by the way
)

// Shares of all findings from which those against a positive result count.
const (
	shareVaried   = 0.2 // from which those said to be mixed make it mixed
	shareMixed    = 0.3 // from which it is mixed
	shareContrary = 0.7 // from which it is no longer mixed
)

// directionless are the designs that ask how or how many, and so find nothing that
// goes one way or the other.
var directionless = map[chalkline.Design]bool{
	chalkline.DesignQUAL: true, chalkline.DesignCS: true, chalkline.DesignDES: true, chalkline.DesignMEAS: true, chalkline.DesignTH: true,
	chalkline.DesignOP: true, chalkline.DesignPRAC: true,
}

// addDirection notes which way the main finding goes, as far as the text says,
// with the sentence that says it loudest.
func (r *reading) addDirection(a *chalkline.Appraisal) {
	switch r.kind {
	case chalkline.KindResearch, chalkline.KindSynthesis:
		if directionless[a.Design] && !r.compares() && !titleAsks.MatchString(strings.ToLower(r.doc.Item.Title)) {
			return
		}
	case chalkline.KindSecondHand:
	default:
		return
	}
	list := r.findings(a)
	if way := directionOf(list); way != chalkline.DirectionUnknown && (way != chalkline.DirectionMixed || r.tries(a.Design)) {
		r.signal(&r.sentences[loudest(list, way)], chalkline.SignalDirection, string(way), 0)
	}
}

// tries says whether a study of this design tries something out. Elsewhere one
// association beside the lack of another is no mixed result.
func (r *reading) tries(design chalkline.Design) bool {
	switch r.m.Class(design) {
	case classTrial, classComparison, classSynthesis:
		return true
	}
	switch design {
	case chalkline.DesignRCT2, chalkline.DesignPP, chalkline.DesignSCD, chalkline.DesignEXP:
		return true
	}
	return r.kind == chalkline.KindSecondHand || r.compares()
}

// findings are what the sentences say of the results of the text's own study.
func (r *reading) findings(a *chalkline.Appraisal) []outcomeSaid {
	pooled := r.m.Class(a.Design) == classSynthesis
	grouped := passageOf(strings.ToLower(r.doc.Item.Title)).says(isGroups)
	var list []outcomeSaid
	passages, first := r.passages()
	for i := range r.sentences {
		s, p := &r.sentences[i], passages[i]
		if s.cited && (!pooled || r.m.matches(s, r.m.sought.earlier)) || !s.title && (i < first || !p.reports()) {
			continue
		}
		f := outcomeSaid{sentence: i, says: map[chalkline.Direction]float64{}}
		if s.title {
			if way := titleSays(s.plain); way != chalkline.DirectionUnknown {
				f.add(way, weightMain)
			}
		} else {
			f.read(p, grouped)
			f.measure(s, r.originOf(s), a.Effects)
		}
		if len(f.says) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// passages are the sentences, passed over, and the first of them about the text's
// own study: what comes before it is background. It is 0 when none says so.
func (r *reading) passages() (list []passage, first int) {
	list = make([]passage, len(r.sentences))
	for i := range r.sentences {
		s := &r.sentences[i]
		list[i] = passageOf(s.plain)
		if first == 0 && !s.title && !s.cited && list[i].saysAny(isOwnWork, isReported) {
			first = i
		}
	}
	return list, first
}

// reports says whether a sentence may tell results, rather than plans, questions
// and what else there is to say.
func (p passage) reports() bool {
	switch {
	case strings.HasSuffix(p.text, "?"), !p.saysAny(saysNull, saysGain, saysBetter, saysWorse, saysMixed, saysSame, isReverse, isBurden):
		return false
	case p.says(isPlan) && !p.says(isReported):
		return false
	}
	return !p.says(isKnown) && (!p.says(isStated) || p.says(isFate))
}

func (f *outcomeSaid) add(way chalkline.Direction, weight float64) {
	f.says[way] = max(f.says[way], weight)
}

// read reads a sentence clause by clause.
func (f *outcomeSaid) read(p passage, grouped bool) {
	weight := float64(weightOther)
	switch {
	case p.says(isConclusion):
		weight = weightMain
	case p.says(isAside):
		weight = weightSide
	}
	grouped = grouped && !isModified.MatchString(p.text)
	for _, clause := range clauses(p.text) {
		for _, way := range clauseSays(clause, grouped) {
			f.add(way, weight)
		}
	}
}

// measure corrects the words by the effects that the sentence states: a small one
// whose interval holds the value of no effect is null, whatever is said of it.
func (f *outcomeSaid) measure(s *sentence, origin string, effects []chalkline.Effect) {
	spans, clears := false, false
	for i := range effects {
		e := &effects[i]
		if e.Origin != origin || e.Offset != s.start || e.Level == 0 {
			continue
		}
		if e.Low <= e.Metric.Null() && e.High >= e.Metric.Null() {
			spans = spans || e.Formula != "" && math.Abs(e.G) < largeEffect
		} else {
			clears = true
		}
	}
	if spans && !clears {
		weight := float64(weightOther)
		for _, w := range f.says {
			weight = max(weight, w)
		}
		f.says = map[chalkline.Direction]float64{chalkline.DirectionNull: weight}
	}
}

// directionOf weighs what was found.
func directionOf(list []outcomeSaid) chalkline.Direction {
	sum, total := map[chalkline.Direction]float64{}, 0.0
	for _, f := range list {
		for way, weight := range f.says {
			sum[way] += weight // weights are halves: the order does not matter
			total += weight
		}
	}
	if total == 0 {
		return chalkline.DirectionUnknown
	}
	against := sum[chalkline.DirectionNull] + sum[chalkline.DirectionNegative] + sum[chalkline.DirectionMixed]
	switch {
	case sum[chalkline.DirectionMixed] >= shareVaried*total:
		return chalkline.DirectionMixed
	case against < shareMixed*total:
		return chalkline.DirectionPositive
	case against < shareContrary*total:
		return chalkline.DirectionMixed
	case sum[chalkline.DirectionNegative] >= shareContrary*against:
		return chalkline.DirectionNegative
	case sum[chalkline.DirectionNegative] > shareMixed*against:
		return chalkline.DirectionMixed
	}
	return chalkline.DirectionNull
}

// loudest is the sentence that says most for a direction. Mixed results are best
// told by one that says so, or that says two things.
func loudest(list []outcomeSaid, way chalkline.Direction) int {
	best, most := list[0].sentence, -1.0
	for _, f := range list {
		loud := f.says[way]
		if way == chalkline.DirectionMixed {
			against := f.says[chalkline.DirectionNull] + f.says[chalkline.DirectionNegative]
			loud = 4*loud + 2*min(f.says[chalkline.DirectionPositive], against) + against
		}
		if loud > most {
			best, most = f.sentence, loud
		}
	}
	return best
}
