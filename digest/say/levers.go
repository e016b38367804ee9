package say

import (
	"slices"

	"chalkline"
)

// better are the designs that would tell more, and how that is said.
var better = map[chalkline.Design]struct {
	design chalkline.Design
	words  chalkline.Text
}{
	chalkline.DesignNatural: {chalkline.DesignRCT, chalkline.Textf("A trial in which chance decides who takes part")},
	chalkline.DesignMatched: {chalkline.DesignRCT, chalkline.Textf("A trial in which chance decides who takes part")},
	chalkline.DesignQED:     {chalkline.DesignRCT, chalkline.Textf("A trial in which chance decides who takes part")},
	chalkline.DesignRCT2:    {chalkline.DesignRCT, chalkline.Textf("A trial made for this question")},
	chalkline.DesignSCD:     {chalkline.DesignRCT, chalkline.Textf("A randomised trial with more people")},
	chalkline.DesignEXP:     {chalkline.DesignRCT, chalkline.Textf("A randomised trial in ordinary lessons")},
	chalkline.DesignPP:      {chalkline.DesignQED, chalkline.Textf("A comparison group")},
	chalkline.DesignLON:     {chalkline.DesignQED, chalkline.Textf("A study with a comparison group")},
	chalkline.DesignCORC:    {chalkline.DesignQED, chalkline.Textf("A study with a comparison group")},
	chalkline.DesignCOR:     {chalkline.DesignQED, chalkline.Textf("A study with a comparison group")},
	chalkline.DesignDES:     {chalkline.DesignQED, chalkline.Textf("A study with a comparison group, to tell what works")},
	chalkline.DesignMIX:     {chalkline.DesignQED, chalkline.Textf("A study with a comparison group, to tell whether it works")},
	chalkline.DesignQUAL:    {chalkline.DesignQED, chalkline.Textf("A study with a comparison group, to tell whether it works")},
	chalkline.DesignCS:      {chalkline.DesignQED, chalkline.Textf("A study with a comparison group, to tell whether it works")},
	chalkline.DesignLR:      {chalkline.DesignSR, chalkline.Textf("A search for all studies by stated rules")},
	chalkline.DesignSR:      {chalkline.DesignMA, chalkline.Textf("Pooling the results of the studies")},
	chalkline.DesignTH:      {chalkline.DesignQED, chalkline.Textf("A study of it, with a comparison group")},
	chalkline.DesignPRAC:    {chalkline.DesignQED, chalkline.Textf("A study of it, with a comparison group")},
	chalkline.DesignOP:      {chalkline.DesignQED, chalkline.Textf("A study of it, with a comparison group")},
	chalkline.DesignNEWS:    {chalkline.DesignQED, chalkline.Textf("A study of it, with a comparison group")},
}

// lever is a fact that would add points to studies of some groups.
type lever struct {
	signal string  // what tells of it now
	fact   string  // what it would count as then; "" when a minus would only be gone
	mend   bool    // named only where it takes points away now
	groups []group // of designs that it fits
	words  chalkline.Text
}

var levers = []lever{
	{chalkline.SignalReplication, factReplicated, false, []group{groupTest, groupAssociation}, chalkline.Textf("An independent repeat with the same result")},
	{chalkline.SignalIndependent, "independent_evaluator", false, []group{groupTest}, chalkline.Textf("A test by people who did not make the programme")},
	{chalkline.SignalOutcome, "outcome_standardised", false, []group{groupTest}, chalkline.Textf("An independent, standardised test")},
	{chalkline.SignalPrereg, "preregistered", false, []group{groupTest, groupAssociation, groupSynthesis}, chalkline.Textf("A plan published before the data were collected")},
	{"baseline", "baseline_equivalent", true, []group{groupTest}, chalkline.Textf("Groups that are alike at the start")},
	{"attrition", "", true, []group{groupTest, groupAssociation}, chalkline.Textf("Fewer people dropping out")},
	{chalkline.SignalStudies, "studies_many", false, []group{groupSynthesis}, chalkline.Textf("Twenty studies or more")},
	{"reviewed_designs", "", true, []group{groupSynthesis}, chalkline.Textf("Randomised studies among those it gathers")},
	{"heterogeneity", "", true, []group{groupSynthesis}, chalkline.Textf("Studies that agree, or saying why they do not")},
	{"publication_bias", "publication_bias_tested", false, []group{groupSynthesis}, chalkline.Textf("A test for studies that were never published")},
	{chalkline.SignalPeerReview, factPeerReviewed, false, []group{groupTest, groupAssociation, groupSynthesis, groupReview, groupDescription, groupUnderstand}, chalkline.Textf("Publication in a peer-reviewed journal")},
}

// raising is what would raise the grade.
func (b balance) raising() []step {
	var list []step
	add := func(s step, ok bool) {
		if ok && s.by > 0 {
			list = append(list, s)
		}
	}
	if b.states(chalkline.SignalStanding, string(chalkline.StandingConcern)) {
		return []step{{words: chalkline.Textf("The journal clearing it")}}
	}
	if unread(b.a) && b.a.Design == chalkline.DesignUnknown {
		return nil // it may say all that is asked for
	}
	if unclear := b.a.Design == chalkline.DesignUnknown || b.a.Probability > 0 && b.a.Probability < doubtful && b.counts(); unclear {
		add(step{words: chalkline.Textf("Saying clearly how it was done"), by: 100}, true)
	} else if next, ok := better[b.a.Design]; ok {
		add(b.otherwise(next.words, next.design))
	}
	if !b.counts() {
		return list
	}
	g := groupOf(b.a.Design)
	for _, l := range levers {
		if !slices.Contains(l.groups, g) || l.mend && b.weight[l.signal] >= 0 || l.signal == chalkline.SignalPrereg && b.states(signalRegistered, "") {
			continue
		}
		then := 0.0
		if l.fact != "" {
			then = b.rules.Points(l.fact)
		}
		add(b.move(l.words, then-b.weight[l.signal]))
	}
	if g == groupTest || g == groupAssociation || b.a.Design == chalkline.DesignDES {
		add(b.larger())
	}
	return list
}

// larger is a larger sample, or saying how large it was.
func (b balance) larger() (step, bool) {
	people, schools := b.states(chalkline.SignalParticipants, ""), b.states(chalkline.SignalSchools, "")
	if !people && !schools {
		return step{words: chalkline.Textf("Saying how many took part"), by: b.rules.Points("size_fair")}, true
	}
	words := chalkline.Textf("500 people or more")
	if b.a.Design == chalkline.DesignCRCT {
		words = chalkline.Textf("20 schools or classes, or more")
	}
	return b.move(words, b.rules.Points("size_large")-b.weight[chalkline.SignalParticipants]-b.weight[chalkline.SignalSchools])
}
