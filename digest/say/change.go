package say

import (
	"cmp"
	"math"
	"slices"

	"chalkline"
)

// Rules are the points of the evidence rules. Names are those of their tables.
type Rules interface {
	Base(d chalkline.Design) int // where a design starts
	Points(fact string) float64  // what a stated fact adds or takes away
	Limit() float64              // how far all facts together move a score
	Cap(fact string) int         // the highest score once that is known
}

// Changes says what would move a grade, as short sentences, strongest first.
type Changes struct {
	Raise []chalkline.Text
	Lower []chalkline.Text
}

// mostChanges is how many each way are worth reading.
const mostChanges = 3

// The facts that change.go and levers.go ask the rules about.
const (
	factReplicated   = "replicated"
	factFailed       = "replication_failed"
	factPeerReviewed = "peer_reviewed"
	factConcern      = "concern"
	factRetracted    = "cites_retracted"
	factLimits       = "limits"
)

// ChangesTo reads from what an appraisal found, and did not find, what would
// raise or lower the grade. Only what fits the design is named, with its points
// where the rules give any.
func ChangesTo(a chalkline.Appraisal, rules Rules) Changes {
	switch {
	case a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR:
		return Changes{}
	case a.SecondHand:
		return ofSecondHand(a, rules)
	}
	b := balanceOf(a, rules)
	up, down := b.raising(), b.lowering()
	return Changes{Raise: strongest(up), Lower: strongest(down)}
}

func ofSecondHand(a chalkline.Appraisal, rules Rules) Changes {
	c := Changes{Raise: []chalkline.Text{chalkline.Textf("Links to stronger studies: a summary is never graded above what it summarises.")}}
	if _, ok := a.Signal(chalkline.SignalCites); !ok {
		c.Raise = []chalkline.Text{chalkline.Textf("A link to the study that it speaks of.")}
	}
	if _, ok := a.Signal(factLimits); !ok {
		c.Raise = append(c.Raise, chalkline.Textf("Saying what the study cannot tell: %s.", Points(rules.Points(factLimits))))
	}
	c.Lower = []chalkline.Text{chalkline.Textf("A retraction of a study it leans on: at most %d.", rules.Cap(factRetracted))}
	return c
}

// step is one thing that would move the grade.
type step struct {
	words chalkline.Text
	by    float64        // how far, for the order
	tail  chalkline.Text // points, or what else comes of it; zero for nothing
}

func (s step) line() chalkline.Text {
	if s.tail.IsZero() {
		return chalkline.Textf("%s.", s.words)
	}
	return chalkline.Textf("%s: %s.", s.words, s.tail)
}

// strongest are the lines of those steps that move the grade farthest.
func strongest(steps []step) []chalkline.Text {
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(math.Abs(b.by), math.Abs(a.by)) })
	var lines []chalkline.Text
	for _, s := range steps[:min(mostChanges, len(steps))] {
		lines = append(lines, s.line())
	}
	return lines
}

// balance is how a score came about, as far as the signals tell.
type balance struct {
	a      chalkline.Appraisal
	rules  Rules
	base   float64
	sum    float64            // of all facts
	weight map[string]float64 // by signal
	exact  bool               // base and sum give the score: no cap holds, and nothing else counts
}

func balanceOf(a chalkline.Appraisal, rules Rules) balance {
	b := balance{a: a, rules: rules, weight: make(map[string]float64)}
	for _, s := range a.Signals {
		if s.Name == chalkline.SignalDesign {
			b.base += s.Weight
			continue
		}
		b.sum += s.Weight
		b.weight[s.Name] += s.Weight
	}
	b.exact = a.Score == b.score(0)
	return b
}

// score is what the score would be with so many points more.
func (b balance) score(more float64) int {
	limit := b.rules.Limit()
	return max(1, min(100, int(b.base+math.Round(max(-limit, min(limit, b.sum+more))))))
}

// move makes a step of so many points, as far as they count. It is nothing when
// they do not.
func (b balance) move(words chalkline.Text, points float64) (step, bool) {
	s := step{words: words, by: points}
	if !b.exact {
		return s, points != 0
	}
	moved := b.score(points) - b.a.Score
	s.tail = Points(float64(moved))
	return s, moved != 0
}

// otherwise makes a step to another design, which keeps the facts.
func (b balance) otherwise(words chalkline.Text, d chalkline.Design) (step, bool) {
	by := float64(b.rules.Base(d)) - b.base
	s := step{words: words, by: by}
	if b.exact {
		s.tail = Points(by)
	}
	return s, by > 0
}

// states says whether a signal of that name, with that value if it is not "",
// is there.
func (b balance) states(name, value string) bool {
	return slices.ContainsFunc(b.a.Signals, func(s chalkline.Signal) bool {
		return s.Name == name && (value == "" || s.Value == value)
	})
}

// lowering is what would lower the grade.
func (b balance) lowering() []step {
	var list []step
	retraction := step{words: chalkline.Textf("A retraction"), by: float64(b.a.Score), tail: chalkline.Textf("no grade but R")}
	concern := step{words: chalkline.Textf("An expression of concern by its journal"), by: float64(b.a.Score - b.rules.Cap(factConcern)), tail: atMost(b.rules.Cap(factConcern))}
	if !b.counts() {
		if limit := b.rules.Cap(factRetracted); b.states(chalkline.SignalCites, "") && b.a.Score > limit {
			list = append(list, step{words: chalkline.Textf("A retraction of the work it points to"), by: float64(b.a.Score - limit), tail: atMost(limit)})
		}
		if b.states(chalkline.SignalPeerReview, "yes") {
			list = append(list, retraction)
		}
		return list
	}
	list = append(list, retraction)
	if concern.by > 0 && b.states(chalkline.SignalPeerReview, "yes") && !b.states(chalkline.SignalStanding, string(chalkline.StandingConcern)) {
		list = append(list, concern)
	}
	switch groupOf(b.a.Design) {
	case groupTest, groupAssociation:
		if s, ok := b.move(chalkline.Textf("A careful repeat that does not find the same"), b.rules.Points(factFailed)-b.weight[chalkline.SignalReplication]); ok && s.by < 0 {
			list = append(list, s)
		}
	case groupSynthesis:
		if s, ok := b.move(chalkline.Textf("New studies that disagree with the old ones"), b.rules.Points("heterogeneity_high")-b.weight["heterogeneity"]); ok && s.by < 0 {
			list = append(list, s)
		}
	}
	return list
}

func atMost(score int) chalkline.Text { return chalkline.Textf("at most %d", score) }

// counts says whether facts count: in an item that reports its own study and
// says how it was done.
func (b balance) counts() bool {
	own := b.a.Kind == chalkline.KindResearch || b.a.Kind == chalkline.KindSynthesis
	return own && empirical(b.a.Design) && b.a.Design != chalkline.DesignUnknown
}
