package evidence

import (
	"fmt"
	"math"
	"slices"

	"chalkline"
)

// scoreSecondHand scores a text by the works it cites, never above its best
// source.
func (r *reading) scoreSecondHand(a *chalkline.Appraisal) {
	r.dropWeights()
	rules := r.m.rules.SecondHand
	sources, retracted := r.sources()
	switch {
	case len(sources) > 0:
		top := sources[:min(rules.Best, len(sources))]
		sum := 0
		for _, source := range top {
			sum += source.Score
		}
		score := rules.Share * float64(sum) / float64(len(top))
		if r.has("limits", "") {
			score += rules.LimitsBonus
		}
		a.Score = min(rules.Cap, sources[0].Score, int(math.Round(score)))
		best := sources[0]
		r.record(origin(best.Work, "store"), chalkline.SignalCites, fmt.Sprintf("%s (%s %d)", best.Design.Term(), best.Grade, best.Score), 0)
	case r.namesStudy():
		a.Score = min(rules.NamedCap, rules.Named)
		r.record("text", chalkline.SignalCites, "a study that was not found", 0)
	default:
		a.Score = min(rules.UnsourcedCap, r.m.rules.Designs[chalkline.DesignPRAC].Base)
	}
	if retracted {
		a.Score = min(a.Score, rules.RetractedCap)
		r.record("crossref", chalkline.SignalCites, "a retracted work", 0)
	}
	a.Score = max(1, a.Score)
}

// sources are the cited works with a score, best first, and whether one of all
// cited works is retracted.
func (r *reading) sources() (scored []chalkline.Cited, retracted bool) {
	for _, cited := range r.doc.Cited {
		if cited.Work.Standing == chalkline.StandingRetracted || cited.Grade == chalkline.GradeR {
			retracted = true
			continue
		}
		if cited.Appraised && cited.Score > 0 {
			scored = append(scored, cited)
		}
	}
	slices.SortStableFunc(scored, func(a, b chalkline.Cited) int { return b.Score - a.Score })
	return scored, retracted
}

// namesStudy says whether the text points at a particular study.
func (r *reading) namesStudy() bool {
	return len(r.citations) > 0 || len(r.doc.Cited) > 0 || r.kindVotes[string(chalkline.KindSecondHand)] >= 5
}
