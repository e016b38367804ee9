package evidence

import (
	"cmp"
	"math"
	"slices"

	"chalkline"
)

// Marks are votes for something that is no design but bears on several.
const (
	markData     = "data"     // the text reports data of its own
	markSecond   = "second"   // it looks again at a finished trial
	markCount    = "count"    // a number of studies was read by stated rules
	markControls = "controls" // an association, with other factors allowed for
	markApart    = "apart"    // not a study, whatever data it speaks of
)

var markNames = map[string]struct{}{markData: {}, markSecond: {}, markCount: {}, markApart: {}, markControls: {}}

// Sums of votes from which a design counts as stated rather than hinted at.
const (
	statedReview = 6.0
	statedRules  = 7.0
	surelyReview = 10.0
	statedChance = 5.0
	statedGroup  = 6.0
	statedMixed  = 5.0
	statedWords  = 4.0
	statedModel  = 4.0
	statedMatch  = 6.0
	statedCase   = 3.0
	littleData   = 5.0 // marks of data that a single cue of a design brings by itself
	statedTheory = 9.0
	plentyOfData = 12.0 // marks of data at which nothing is left of "no data here"
	reviewData   = 6.0  // marks of data that a review may have: "results suggest"
	someData     = 8.0  // marks of data at which a plain design is believed in full
	plainMost    = 9.0  // what a design without a decisive word can reach
	dataPeople   = 3.0  // marks of data that a number of participants is worth
	fallBackData = 4.0  // marks of data from which a text without a design is taken for a study
	statedLab    = 4.0  // materials and memory tests of a laboratory
	statedAgain  = 6.0  // data of a trial that others ran
	namedTrial   = 11.5 // votes of a trial that calls itself one
	hair         = 0.01 // breaks a tie
	temperature  = 3.4  // of the softmax: higher is less sure; wording never seen before is read worse than any that was
)

var (
	reviews     = []chalkline.Design{chalkline.DesignMA, chalkline.DesignUmbrella, chalkline.DesignSR}
	comparisons = []chalkline.Design{chalkline.DesignNatural, chalkline.DesignMatched, chalkline.DesignQED}
	plain       = []chalkline.Design{
		chalkline.DesignLON, chalkline.DesignCORC, chalkline.DesignCOR, chalkline.DesignDES, chalkline.DesignMEAS,
		chalkline.DesignQUAL, chalkline.DesignCS,
	}
	wordsOnly = []chalkline.Design{chalkline.DesignPRAC, chalkline.DesignOP, chalkline.DesignTH, chalkline.DesignNEWS}
)

// ranked is a design with the probability of its class.
type ranked struct {
	design      chalkline.Design
	probability float64
}

// design weighs the votes against each other and returns the likeliest design
// and the likeliest one of another class.
func (r *reading) design() (first, second ranked) {
	t := r.weighed()
	r.withWords(t)
	first, second = r.m.rank(t)
	first, second = r.withRecord(t, first, second)
	return r.contradicted(first, second)
}

// weighed is the sum of votes of each design after they were weighed against
// each other.
func (r *reading) weighed() tally {
	t := tally{}
	for _, design := range chalkline.Designs {
		t[design] = r.votes[string(design)]
	}
	data := r.votes[markData]
	if !r.hasBody {
		data += r.recordData
	}
	if r.votes[markApart] > 0 {
		data = 0
	}
	data = max(0, data)
	if r.n.value >= fewPeople && !r.journalism() && r.votes[markApart] == 0 {
		data += dataPeople
	}
	groups := t[chalkline.DesignRCT] >= statedChance && r.assignedGroups()
	t.weigh(data, groups, r.votes[markSecond], r.votes[markCount])
	if r.votes[markApart] > 0 { // the trial that a critique speaks of is somebody else's
		t.scale(0.4, chalkline.DesignRCT, chalkline.DesignCRCT, chalkline.DesignRCT2)
		t.scale(0.4, comparisons...)
	}
	t.fallBack(data, len(r.sentences) > 1, r.journalism())
	t.weighNeighbours(r.votes[markControls] > 0)
	return t
}

// tally is the sum of votes of each design.
type tally map[chalkline.Design]float64

// scale multiplies the votes of some designs.
func (t tally) scale(factor float64, designs ...chalkline.Design) {
	for _, design := range designs {
		t[design] *= factor
	}
}

// most is the highest sum among some designs.
func (t tally) most(designs ...chalkline.Design) float64 {
	most := math.Inf(-1)
	for _, design := range designs {
		most = max(most, t[design])
	}
	return most
}

// weigh lets designs explain each other's words away: a review speaks of the
// trials it read, a trial has control groups and questionnaires too.
func (t tally) weigh(data float64, groups bool, again, counted float64) {
	for _, design := range plain {
		t[design] = min(t[design], plainMost)
	}
	t[chalkline.DesignPP] = min(t[chalkline.DesignPP], plainMost)
	for _, design := range comparisons {
		t[design] = min(t[design], plainMost+2)
	}
	t.weighReviews(data, counted)
	t.weighTrials(groups, again)
	if data < littleData && t.most(wordsOnly...) >= statedWords { // groups are spoken of, not studied
		t.scale(0.6, comparisons...)
	}
	if t.most(comparisons...) >= statedGroup {
		t.scale(0.5, plain...)
		t.scale(0.4, chalkline.DesignPP)
		t.scale(0.6, chalkline.DesignMIX)
	}
	if t[chalkline.DesignNatural] >= statedGroup {
		t.scale(0.5, chalkline.DesignQED)
	}
	if t[chalkline.DesignPP] >= statedGroup {
		t.scale(0.7, plain...)
	}
	if t[chalkline.DesignMIX] >= statedMixed {
		t.scale(0.6, plain...)
		t.scale(0.6, chalkline.DesignPP)
	}
	t.scale(max(0, 1-data/plentyOfData), wordsOnly...)
	t.scale(min(1, 0.4+data/someData), plain...)
	t.scale(min(1, 0.3+data/someData), comparisons...)
	t.scale(min(1, 0.3+data/someData), chalkline.DesignPP, chalkline.DesignSCD, chalkline.DesignEXP, chalkline.DesignMIX)
}

// weighNeighbours settles between designs of one class, where the more telling
// word counts: matching over a plain comparison, a model with controls over the
// survey it was fed by, a case study over its interviews.
func (t tally) weighNeighbours(controls bool) {
	if controls {
		t[chalkline.DesignCORC] += t[chalkline.DesignCOR]
		t[chalkline.DesignCOR] = 0
	}
	t.prefer(chalkline.DesignCORC, chalkline.DesignDES, statedModel)
	t.prefer(chalkline.DesignMatched, chalkline.DesignQED, statedMatch)
	t.prefer(chalkline.DesignCS, chalkline.DesignQUAL, statedCase)
}

// prefer lets one design change places with another that has more votes, once
// it is stated.
func (t tally) prefer(one, other chalkline.Design, stated float64) {
	if t[one] >= stated && t[one] <= t[other] {
		t[one], t[other] = t[other]+hair, t[one]-hair
	}
}

func (t tally) weighReviews(data, counted float64) {
	if t[chalkline.DesignTH] >= statedTheory {
		t.scale(0.7, chalkline.DesignLR)
	}
	if t[chalkline.DesignUmbrella] >= statedReview { // it searched and counted as the reviews it read did
		t[chalkline.DesignUmbrella] = max(t[chalkline.DesignUmbrella], t[chalkline.DesignMA], t[chalkline.DesignSR])
		t.scale(0.5, chalkline.DesignMA, chalkline.DesignSR)
	}
	if counted >= 3 && t[chalkline.DesignLR] >= statedReview {
		t[chalkline.DesignSR] += t[chalkline.DesignLR] / 2
		t.scale(0.6, chalkline.DesignLR)
	}
	if data > reviewData && t[chalkline.DesignLR] < surelyReview { // a study with a review in front of it
		t.scale(max(0.3, 1-(data-reviewData)/plentyOfData), chalkline.DesignLR)
	}
	if data > reviewData && t[chalkline.DesignSR] < statedRules {
		t.scale(0.7, chalkline.DesignSR)
	}
	most := t.most(reviews...)
	if most < statedReview && t[chalkline.DesignLR] < statedReview {
		return
	}
	if most >= statedReview {
		t.scale(0.35, plain...)
		t.scale(0.35, comparisons...)
		t.scale(0.35, chalkline.DesignRCT, chalkline.DesignPP, chalkline.DesignMIX, chalkline.DesignSCD, chalkline.DesignEXP)
		t.scale(0.5, wordsOnly...)
		return
	}
	t.scale(0.6, plain...)
	t.scale(0.7, wordsOnly...)
}

func (t tally) weighTrials(groups bool, again float64) {
	chance := t[chalkline.DesignRCT]
	if chance < statedChance {
		return
	}
	t.scale(0.4, comparisons...)
	t.scale(0.4, plain...)
	t.scale(0.3, chalkline.DesignPP, chalkline.DesignMIX)
	t.scale(0.5, wordsOnly...)
	if groups {
		t[chalkline.DesignCRCT] = chance + 1.5
		t[chalkline.DesignRCT] = chance - 1.5
	}
	if t[chalkline.DesignEXP] >= statedLab && chance < namedTrial { // chance assigned, in a laboratory
		t[chalkline.DesignEXP] += chance / 2
		t.scale(0.75, chalkline.DesignRCT, chalkline.DesignCRCT)
	}
	if again >= 3 || t[chalkline.DesignRCT2] >= statedAgain {
		t[chalkline.DesignRCT2] = max(chance, t[chalkline.DesignRCT2]) + max(again, 3)
	}
}

// fallBack gives a little to a plain reading, so that a text without cues gets
// a design at low probability.
func (t tally) fallBack(data float64, hasText, journalism bool) {
	switch {
	case !hasText:
		t[chalkline.DesignUnknown] += 2
	case data >= 2 && journalism && data < plentyOfData: // on blogs and in the news, data are mostly spoken of
		t[chalkline.DesignOP] += 1.5
	case data >= fallBackData:
		t[chalkline.DesignDES] += 1.5
	case data >= 2:
		t[chalkline.DesignDES]++
		t[chalkline.DesignPRAC] += 1.2
	default:
		t[chalkline.DesignPRAC] += 1.5
	}
}

// rank turns votes into probabilities (a softmax) and adds them up by class.
func (m *Model) rank(t tally) (first, second ranked) {
	total := 1.0 // the share of none of them: a text with hardly a cue stays open
	classes := map[string]float64{}
	for _, design := range chalkline.Designs {
		if share := math.Exp(t[design] / temperature); t[design] > 0 {
			total += share
			classes[m.Class(design)] += share
		}
	}
	if len(classes) == 0 {
		return ranked{design: chalkline.DesignUnknown}, ranked{design: chalkline.DesignUnknown}
	}
	order := slices.Clone(chalkline.Designs)
	slices.SortStableFunc(order, func(a, b chalkline.Design) int { // by class, then within it
		if byClass := cmp.Compare(classes[m.Class(b)], classes[m.Class(a)]); byClass != 0 {
			return byClass
		}
		return cmp.Compare(t[b], t[a])
	})
	first = ranked{order[0], classes[m.Class(order[0])] / total}
	second = ranked{design: chalkline.DesignUnknown}
	for _, design := range order[1:] {
		if m.Class(design) != m.Class(first.design) && t[design] > 0 {
			second = ranked{design, classes[m.Class(design)] / total}
			break
		}
	}
	return first, second
}
