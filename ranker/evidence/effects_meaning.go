package evidence

import (
	"math"
	"strings"

	"chalkline"
)

// comparison is what is known of the study behind an effect.
type comparison struct {
	usualOf  usualKind
	causal   bool // the words small, medium and large apply
	groups   bool // it compares groups
	oneGroup bool // it compares a group with itself
	pooled   bool // it pools studies
	tried    bool // it is a study of something that was done to people
	people   int  // 0 when not known
	outcome  outcomeKind
	achieved bool // the outcome is achievement
	judged   bool // the text is about the study, and the study about education
}

// outcomeKind says who made the measure.
type outcomeKind string

const (
	outcomeUnknown    outcomeKind = ""
	outcomeBroad      outcomeKind = "broad"
	outcomeNarrow     outcomeKind = "narrow"
	outcomeTest       outcomeKind = "independent" // broad or narrow
	outcomeResearcher outcomeKind = "researcher"
	outcomeDeveloper  outcomeKind = "developer"
)

// measures are the outcomes by the value of their signal.
var measures = map[string]outcomeKind{
	"standardised test": outcomeTest, "narrow measure": outcomeNarrow, madeBy + "researchers": outcomeResearcher, madeBy + "developer": outcomeDeveloper,
}

// madeBy begins the value of an outcome signal for a home-made measure.
const madeBy = "made by the "

// broadTests are words of tests of a whole subject, as the What Works
// Clearinghouse data count them.
var broadTests = []string{
	"state ", "national", "gcse", "sats", "key stage", "naep", "pisa", "timss", "pirls", "staar", "nwea", "iowa", "stanford achievement", "terranova",
	"achievement", "attainment",
}

// comparisonOf finds out what is known of the study behind an effect.
func (r *reading) comparisonOf(e *statedEffect, design chalkline.Design) comparison {
	if r.kind == chalkline.KindSecondHand {
		return comparison{}
	}
	c := comparison{people: r.n.value, judged: r.kind == chalkline.KindResearch || r.kind == chalkline.KindSynthesis}
	switch class := r.m.Class(design); {
	case class == classTrial:
		c.causal, c.groups, c.tried, c.usualOf = true, true, true, usualTrial
	case class == classComparison:
		c.causal, c.groups, c.tried, c.usualOf = true, true, true, usualComparison
	case class == classSynthesis:
		c.pooled, c.usualOf = true, usualPooled
	case design == chalkline.DesignRCT2:
		c.groups, c.tried, c.usualOf = true, true, usualTrial
	case design == chalkline.DesignEXP:
		c.groups, c.tried = true, true
	case design == chalkline.DesignPP, design == chalkline.DesignSCD:
		c.oneGroup, c.tried = true, true
	}
	c.outcome = r.outcomeOf(&r.sentences[e.sentence])
	c.achieved = !isSide.MatchString(e.context) && (c.outcome != outcomeUnknown || isAchieved.MatchString(e.context) || isAchieved.MatchString(r.doc.Item.Title))
	return c
}

// outcomeOf is the measure that a sentence names, or else the only one that the
// text names.
func (r *reading) outcomeOf(s *sentence) outcomeKind {
	own := map[outcomeKind]bool{}
	for i := range r.m.facts {
		f := &r.m.facts[i]
		if kind, ok := measures[f.Value]; ok && f.Signal == chalkline.SignalOutcome && r.m.matches(s, f.match) && !r.m.matches(s, f.unless) {
			own[kind] = true
		}
	}
	if kind, ok := single(own); ok {
		return kind.widened(s.plain)
	}
	all, words := map[outcomeKind]bool{}, ""
	for _, signal := range r.signals {
		if kind, ok := measures[signal.Value]; ok && signal.Name == chalkline.SignalOutcome {
			all[kind] = true
			words = strings.ToLower(signal.Quote)
		}
	}
	if kind, ok := single(all); ok && len(own) == 0 {
		return kind.widened(words)
	}
	return outcomeUnknown
}

// single is the only kind of a set; narrow says more than independent.
func single(kinds map[outcomeKind]bool) (outcomeKind, bool) {
	if kinds[outcomeNarrow] {
		delete(kinds, outcomeTest)
	}
	for kind := range kinds {
		return kind, len(kinds) == 1
	}
	return outcomeUnknown, false
}

// widened tells broad tests from those of which it is not known.
func (k outcomeKind) widened(words string) outcomeKind {
	if k == outcomeTest && containsAny(words, broadTests) {
		return outcomeBroad
	}
	return k
}

func (k outcomeKind) independent() bool { return k == outcomeTest || k == outcomeBroad }

func (k outcomeKind) homeMade() bool { return k == outcomeResearcher || k == outcomeDeveloper }

// Bounds of the words for effects, in g: Kraft (2020),
// doi:10.3102/0013189X20912798. They are for tests that others made, in studies
// that can tell causes.
const (
	mediumEffect = 0.05
	largeEffect  = 0.20
)

// size says how large an effect is, in Kraft's words.
func (c comparison) size(e *chalkline.Effect) string {
	size := math.Abs(e.G)
	switch {
	case !c.causal || !c.judged || !c.achieved || !c.outcome.independent() || e.Formula == "" || e.Metric == chalkline.MetricOR:
		return ""
	case size >= largeEffect:
		return "large"
	case size >= mediumEffect:
		return "medium"
	}
	return "small"
}

// smallStudy is the number of people up to which a large effect is likely
// inflated.
const smallStudy = 100

// inflated says why an effect would likely be smaller in a larger study with
// somebody else's test.
func (c comparison) inflated(e *chalkline.Effect) string {
	if !c.tried || !c.judged || !grows(e) {
		return ""
	}
	small := c.people > 0 && c.people <= smallStudy
	switch {
	case c.outcome.homeMade() && small:
		return "the test was " + madeBy + makers[c.outcome] + " and the study is small"
	case c.outcome.homeMade():
		return "the test was " + madeBy + makers[c.outcome]
	case small:
		return "the study is small"
	}
	return ""
}

// grows says whether an effect is one that a small study or a home-made test
// makes larger: of a programme, and not next to nothing.
func grows(e *chalkline.Effect) bool {
	switch e.Metric {
	case chalkline.MetricG, chalkline.MetricD, chalkline.MetricSD, chalkline.MetricES:
		return math.Abs(e.Value) >= mediumEffect
	case chalkline.MetricMonths:
		return e.Value > 0
	}
	return e.Formula != "" && math.Abs(e.G) >= mediumEffect
}

var makers = map[outcomeKind]string{outcomeResearcher: "researchers", outcomeDeveloper: "developer"}
