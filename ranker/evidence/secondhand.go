package evidence

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"chalkline"
)

// retractedMark is what publishers put in front of the title of a retracted work.
var retractedMark = regexp.MustCompile(`(?i)^\s*\[?(?:retracted|withdrawn)(?: article| paper)?\]?\s*[:.\]—–-]?\s*`)

// scoreSecondHand scores a text by the works it cites, never above its best
// source.
func (r *reading) scoreSecondHand(a *chalkline.Appraisal) {
	r.dropWeights()
	rules := r.m.rules.SecondHand
	sources, retracted := r.sources()
	switch {
	case retracted != "":
		a.Score = rules.RetractedCap
		r.record("crossref", chalkline.SignalCites, "a retracted work", float64(a.Score))
		return
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
		r.recordSource(sources[0], a.Score)
	case r.namesStudy():
		work, design, score := r.bestByTitle()
		a.Score = min(rules.NamedCap, max(rules.Named, int(math.Round(rules.Share*float64(score)))))
		if score == 0 {
			r.record("text", chalkline.SignalCites, "a study that was not found", float64(a.Score))
			break
		}
		r.record(origin(work, "store"), chalkline.SignalCites, design.Term()+", by its title", float64(a.Score))
	default:
		a.Score = min(rules.UnsourcedCap, r.m.rules.Designs[chalkline.DesignPRAC].Base)
	}
	a.Score = max(1, a.Score)
}

func (r *reading) recordSource(best chalkline.Cited, weight int) {
	r.record(origin(best.Work, "store"), chalkline.SignalCites, fmt.Sprintf("%s (%s %d)", best.Design.Term(), best.Grade, best.Score), float64(weight))
}

// bestByTitle is the strongest of the cited works that were found but not read,
// judged by title and record alone; its score is 0 when no title says how the
// study was done.
func (r *reading) bestByTitle() (work chalkline.Work, design chalkline.Design, score int) {
	for _, cited := range r.doc.Cited[:min(len(r.doc.Cited), mostTitles)] {
		if cited.Appraised || cited.Work.Title == "" {
			continue
		}
		a := r.m.Appraise(Document{Item: chalkline.Item{Title: cited.Work.Title}, Work: cited.Work})
		if a.Probability >= doubtful && r.m.Class(a.Design) != classNonEmpirical && a.Design != chalkline.DesignUnknown && a.Score > score {
			work, design, score = cited.Work, a.Design, a.Score
		}
	}
	return work, design, score
}

// mostTitles keeps a page full of links from costing more than it is worth.
const mostTitles = 5

// passingCitation notes what an opinion or a lesson idea points to. It adds
// nothing, but a retracted work takes away.
func (r *reading) passingCitation(a *chalkline.Appraisal) {
	if r.m.Class(a.Design) != classNonEmpirical || !a.Kind.Graded() {
		return
	}
	sources, retracted := r.sources()
	switch {
	case retracted != "":
		a.Score = min(a.Score, r.m.rules.SecondHand.RetractedCap)
		r.record("crossref", chalkline.SignalCites, "a retracted work", 0)
	case len(sources) > 0:
		r.recordSource(sources[0], 0)
	}
}

func isRetracted(cited chalkline.Cited) bool {
	return cited.Work.Standing == chalkline.StandingRetracted || cited.Grade == chalkline.GradeR
}

// untitledWork is what a retracted work without a known title is called.
const untitledWork = "a work without a known title"

// sources are the cited works with a score, best first, and the title of the
// first retracted one among all cited works, "" when there is none.
func (r *reading) sources() (scored []chalkline.Cited, retracted string) {
	for _, cited := range r.doc.Cited {
		if isRetracted(cited) {
			if retracted == "" {
				retracted = cmp.Or(strings.TrimSpace(retractedMark.ReplaceAllString(cited.Work.Title, "")), cited.Work.DOI, cited.Work.ERIC, untitledWork)
			}
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
	if len(r.citations) > 0 || len(r.doc.Cited) > 0 {
		return true
	}
	talk, _, titled := r.studyTalk()
	return talk > 0 || titled
}
