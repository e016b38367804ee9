package evidence

import (
	"math"

	"chalkline"
)

// computedAdjustments are the adjustments that code applies by name; those of
// cues.yaml are checked where they are named.
var computedAdjustments = []string{
	"size_very_large", "size_large", "size_fair", "size_small", "size_tiny", "few_clusters", "studies_many", "studies_few",
	"attrition_high", "interval_given", "peer_reviewed", "preprint", "thesis",
}

// averagedMetaAnalyses caps a score without costing points.
const averagedMetaAnalyses = "averaged_meta_analyses"

// kindDesign is the design of the kinds that carry no study of their own.
var kindDesign = map[chalkline.Kind]chalkline.Design{
	chalkline.KindPractice: chalkline.DesignPRAC, chalkline.KindOpinion: chalkline.DesignOP, chalkline.KindNews: chalkline.DesignNEWS,
	chalkline.KindDiscussion: chalkline.DesignOP, chalkline.KindPodcastVideo: chalkline.DesignOP, chalkline.KindPolicyStats: chalkline.DesignDES,
	chalkline.KindEvent: chalkline.DesignNEWS, chalkline.KindAdvert: chalkline.DesignNEWS,
}

// doubtful is the probability under which a design counts as unclear.
const doubtful = 0.5

// sureOfKind is the probability of a design that follows from the kind.
const sureOfKind = 0.9

// appraise puts kind, design and facts together.
func (r *reading) appraise(first, second ranked) chalkline.Appraisal {
	a := chalkline.Appraisal{ItemID: r.doc.Item.ID, Kind: r.kind, Design: first.design, Probability: round2(first.probability), Model: Version}
	own := r.kind == chalkline.KindResearch || r.kind == chalkline.KindSynthesis || r.kind == chalkline.KindOffTopic || r.kind == chalkline.KindCorrection
	if design, ok := kindDesign[r.kind]; ok && !r.unread(first) {
		if r.m.Class(first.design) != r.m.Class(design) {
			a.Probability = sureOfKind
		}
		a.Design = design
	}
	base := r.m.rules.Designs[a.Design].Base
	r.addEffects(&a)
	r.addDirection(&a)
	switch {
	case r.kind == chalkline.KindSecondHand:
		a.SecondHand = true
		a.Design, a.Probability = chalkline.DesignNEWS, sureOfKind
		r.scoreSecondHand(&a)
		base = 0 // the score comes from the works it cites
	case own && r.m.Class(a.Design) != classNonEmpirical && a.Design != chalkline.DesignUnknown:
		r.addSizes(a.Design)
		if first.probability < doubtful {
			base = min(base, r.m.rules.Designs[second.design].Base)
		}
		a.Score = r.m.score(base, r.stated)
	default:
		r.addSizes(first.design) // whom it speaks of, though it weighs nothing
		r.dropWeights()
		a.Score = base
		if r.unread(first) {
			break
		}
		r.passingCitation(&a)
	}
	r.designSignal(&a, first.probability < doubtful && own, base)
	r.settle(&a)
	a.Signals = r.signals
	a.Margin = r.margin(a)
	a.Reason = r.reason(a)
	a.Cautions = append(r.doubts(a), r.cautions(a)...)
	a.Tier, a.TierWhy = r.tier(a)
	return a
}

// unread says whether the item is in a language that is not judged, and no record
// or English title says how the study was done.
func (r *reading) unread(first ranked) bool {
	return r.language != "" && first.design == chalkline.DesignUnknown
}

// doubts are the cautions that come of what could not be read or does not fit.
func (r *reading) doubts(a chalkline.Appraisal) []chalkline.Caution {
	if a.Grade == chalkline.GradeNone {
		return nil
	}
	var list []chalkline.Caution
	if r.language != "" {
		list = append(list, chalkline.Caution{Name: "other_language", Text: chalkline.Textf("Written in %s, which is not judged yet: only its records count.", chalkline.Textf(r.language))})
	}
	if r.contradiction > 0 && a.Grade != chalkline.GradeR {
		s := &r.sentences[r.contradiction-1]
		list = append(list, chalkline.Caution{
			Name: "contradicts_itself", Text: chalkline.Textf("It says two things about how the groups were formed: the weaker one is scored."), Quote: s.quote(r.doc.Item.Title, r.doc.Item.Text),
		})
	}
	for _, s := range r.signals {
		if s.Name == chalkline.SignalReplication && s.Weight <= r.m.rules.Adjustments["replication_failed"].Points {
			text := chalkline.Textf("A repeat did not find the same.")
			if s.Quote == "" {
				text = chalkline.Textf("Others did not find the same: %s.", s.Value)
			}
			list = append(list, chalkline.Caution{Name: "replication_failed", Text: text, Quote: s.Quote})
		}
	}
	return list
}

// score is a base with the adjustments that apply, within the limit and under
// the caps. A fact counts once, however often it is stated.
func (m *Model) score(base int, stated map[string]bool) int {
	sum := 0.0
	for name := range stated {
		sum += m.rules.Adjustments[name].Points // whole numbers: the order does not matter
	}
	limit := m.rules.AdjustmentLimit
	score := base + int(math.Round(max(-limit, min(limit, sum))))
	if stated["few_clusters"] {
		score = min(score, m.rules.Caps.FewClusters)
	}
	if stated["vendor_page"] {
		score = min(score, m.rules.Caps.VendorPage)
	}
	if stated["studies_few"] {
		score = min(score, m.rules.Caps.FewStudies)
	}
	if stated[averagedMetaAnalyses] {
		score = min(score, m.rules.Caps.AveragedMetaAnalyses)
	}
	return max(1, min(100, score))
}

// Score is the score of a study whose facts are known without a text: its design,
// how many people and schools or classes took part (0 when not known), and the
// facts that adjust it, by their names in designs.yaml.
func (m *Model) Score(design chalkline.Design, people, units int, facts ...string) int {
	r := &reading{m: m, stated: map[string]bool{}}
	r.n.value, r.units.value = people, units
	r.stateSizes(design)
	for _, fact := range facts {
		r.state(fact)
	}
	return m.score(m.rules.Designs[design].Base, r.stated)
}

// dropWeights keeps the facts of an item without a study of its own as
// information only.
func (r *reading) dropWeights() {
	for i := range r.signals {
		r.signals[i].Weight = 0
	}
}

// designSignal puts the design first among the signals.
func (r *reading) designSignal(a *chalkline.Appraisal, unclear bool, base int) {
	value := a.Design.Term()
	if r.unclear = unclear; unclear {
		value = "design unclear, perhaps " + value
	}
	s := chalkline.Signal{Name: chalkline.SignalDesign, Value: value, Origin: r.origin, Offset: -1, Weight: float64(base)}
	if i := r.designSentence(a.Design); r.recorded != nil {
		s.Origin = r.recorded.from
	} else if i >= 0 {
		at := &r.sentences[i]
		s.Quote, s.Offset, s.Origin = at.quote(r.doc.Item.Title, r.doc.Item.Text), at.start, r.originOf(at)
	}
	r.signals = append([]chalkline.Signal{s}, r.signals...)
}

// designSentence is the sentence whose cues speak loudest for a design, or -1.
func (r *reading) designSentence(design chalkline.Design) int {
	best, most := -1, 0.0
	sums := make([]float64, len(r.sentences))
	for i := range r.m.cues {
		c := &r.m.cues[i]
		at, fired := r.fired[c]
		if !fired {
			continue
		}
		if sums[at] += max(0, c.weightFor(design)); sums[at] > most {
			best, most = at, sums[at]
		}
	}
	return best
}

// kin are designs whose cues speak for another one too.
var kin = map[chalkline.Design]chalkline.Design{
	chalkline.DesignCRCT: chalkline.DesignRCT, chalkline.DesignRCT2: chalkline.DesignRCT, chalkline.DesignSR: chalkline.DesignLR,
}

func (c *cue) weightFor(design chalkline.Design) float64 {
	for _, v := range c.votes {
		if v.name == string(design) || v.name == string(kin[design]) {
			return v.weight
		}
	}
	return 0
}

// settle applies what beats every score: the standing, and kinds that are not
// graded.
func (r *reading) settle(a *chalkline.Appraisal) {
	switch r.standing() {
	case chalkline.StandingRetracted:
		a.Score, a.Grade = 0, chalkline.GradeR
		return
	case chalkline.StandingConcern:
		a.Score = min(a.Score, r.m.rules.Caps.Concern)
	}
	if !a.Kind.Graded() {
		a.Score, a.Grade = 0, chalkline.GradeNone
		return
	}
	a.Grade = chalkline.GradeFor(a.Score)
}

// margin is how far the score may be off: doubt about the design and what is
// not stated widen it.
func (r *reading) margin(a chalkline.Appraisal) int {
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR {
		return 0
	}
	rules := r.m.rules.Margin
	doubt := 1 - a.Probability
	if a.Design == chalkline.DesignUnknown {
		doubt = 1 // it is certain only that nothing is known
	}
	width := rules.Least + rules.Doubt*doubt
	if a.Kind == chalkline.KindResearch || a.Kind == chalkline.KindSynthesis {
		_, sized := a.Signal(chalkline.SignalParticipants)
		_, counted := a.Signal(chalkline.SignalStudies)
		_, measured := a.Signal(chalkline.SignalOutcome)
		_, reviewed := a.Signal(chalkline.SignalPeerReview)
		for _, known := range []bool{sized || counted, r.compares(), measured, reviewed} {
			if !known {
				width += rules.Missing
			}
		}
	}
	if !r.hasBody {
		width += rules.TitleOnly
	}
	return int(math.Round(width))
}

// compares says whether the text names what was compared with.
func (r *reading) compares() bool {
	return r.votes[string(chalkline.DesignQED)] >= statedGroup || r.votes[string(chalkline.DesignRCT)] >= statedChance ||
		r.votes[string(chalkline.DesignNatural)] > 0 || r.votes[string(chalkline.DesignMatched)] > 0
}

func round2(x float64) float64 { return math.Round(x*100) / 100 }
