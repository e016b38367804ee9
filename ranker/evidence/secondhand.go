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

// mostRecords keeps a page full of links from costing more than it is worth.
const mostRecords = 6

// scoreSecondHand scores a text by the works it cites, never above its best
// source.
func (r *reading) scoreSecondHand(a *chalkline.Appraisal) {
	r.dropWeights()
	rules := r.m.rules.SecondHand
	sources, retracted := r.sources()
	thin := r.judgeRecords()
	sources = r.ranked(sources)
	switch {
	case retracted != "":
		a.Score = rules.RetractedCap
		r.cites("crossref", "a retracted work", chalkline.Textf("a retracted work"), a.Score)
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
		r.resting = len(top)
		r.recordSource(sources[0], a.Score)
	case r.namesStudy() && thin.Score > 0:
		a.Score = min(rules.NamedCap, thin.Score, max(rules.Named, int(math.Round(rules.Share*float64(thin.Score)))))
		r.cites(origin(thin.Work, "store"), thin.Design.Term()+", by its title", chalkline.Textf("%s, by its title", aStudy(thin.Design)), a.Score)
	case r.namesStudy():
		a.Score = min(rules.NamedCap, rules.Named)
		r.cites("text", "a study that was not found", chalkline.Textf("a study that was not found"), a.Score)
	default:
		a.Score = min(rules.UnsourcedCap, r.m.rules.Designs[chalkline.DesignPRAC].Base)
	}
	a.Score = max(1, a.Score)
}

// recordSource notes the best source with its design and grade.
func (r *reading) recordSource(best chalkline.Cited, weight int) {
	value := fmt.Sprintf("%s (%s %d)", best.Design.Term(), best.Grade, best.Score)
	words := chalkline.Textf("%s (%s %d)", aStudy(best.Design), string(best.Grade), best.Score)
	if best.Work.Standing == chalkline.StandingConcern {
		value += ", about which its journal has expressed concern"
		words = chalkline.Textf("%s, about which its journal has expressed concern", words)
	}
	r.cites(origin(best.Work, "store"), value, words, weight)
}

// cites notes what the text rests on, as a signal and in words for the reason.
func (r *reading) cites(origin, value string, words chalkline.Text, weight int) {
	r.record(origin, chalkline.SignalCites, value, float64(weight))
	if r.rests.IsZero() {
		r.rests = words
	}
}

// judgeRecords judges the cited works that have no item here by what their
// records say: title, abstract and what an index calls them. Those that say how
// the study was done join the sources. The strongest of those of which only a
// title is known is returned, and counts as a named study: its score is 0 when
// there is none.
func (r *reading) judgeRecords() (thin chalkline.Cited) {
	left := mostRecords
	for _, cited := range r.doc.Cited {
		if cited.Appraised || isRetracted(cited) || cited.Work.Title == "" && cited.Work.Abstract == "" {
			continue
		}
		if left--; left < 0 {
			break
		}
		own := r.m.read(Document{Item: chalkline.Item{Title: cited.Work.Title, DOI: cited.Work.DOI, ERIC: cited.Work.ERIC}, Work: cited.Work})
		own.behind = true
		a := own.judge()
		if a.Probability < doubtful || a.Score == 0 || r.m.Class(a.Design) == classNonEmpirical || a.Design == chalkline.DesignUnknown {
			continue
		}
		cited.Design, cited.Score, cited.Grade = a.Design, a.Score, a.Grade
		switch {
		case own.hasBody || own.recorded != nil:
			r.judged = append(r.judged, cited)
		case a.Score > thin.Score:
			thin = cited
		}
	}
	return thin
}

// ranked are the sources with those judged by their records, best first. A work
// under an expression of concern counts for no more than it may score itself.
func (r *reading) ranked(sources []chalkline.Cited) []chalkline.Cited {
	all := slices.Concat(sources, r.judged)
	for i := range all {
		if all[i].Work.Standing == chalkline.StandingConcern && all[i].Score > r.m.rules.Caps.Concern {
			all[i].Score = r.m.rules.Caps.Concern
			all[i].Grade = chalkline.GradeFor(all[i].Score)
		}
	}
	slices.SortStableFunc(all, func(a, b chalkline.Cited) int { return b.Score - a.Score })
	return all
}

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
		r.cites("crossref", "a retracted work", chalkline.Textf("a retracted work"), 0)
	case len(sources) > 0:
		r.recordSource(r.ranked(sources)[0], 0)
	}
}

func isRetracted(cited chalkline.Cited) bool {
	return cited.Work.Standing == chalkline.StandingRetracted || cited.Grade == chalkline.GradeR
}

// untitledWork is what a retracted work without a known title is called.
const untitledWork = "a work without a known title"

// sources are the cited works that were appraised here, and the title of the
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
