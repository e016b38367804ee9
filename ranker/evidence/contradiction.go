package evidence

import (
	"regexp"

	"chalkline"
)

// A text may say of the same groups that chance formed them and that it did not,
// or that there was a comparison group and that there was none. Nobody can tell
// which is so, so neither is believed: the design counts as unclear, and the
// weaker of the two is scored.
var (
	deniesChance = regexp.MustCompile(`\b(?:assignment|allocation)\b(?: to (?:[\w-]+ ){1,4})? ?(?:was|were|is) (?:\w+ )?not (?:\w+ ){0,2}?random|` +
		`\b(?:was|were) (?:\w+ )?not (?:\w+ )?(?:randomly|randomi[sz]ed|(?:assigned|allocated) (?:randomly|at random|by chance))\b|` +
		`\bcould not be (?:\w+ )?(?:randomi[sz]ed|randomly (?:assigned|allocated))\b|\b(?:no|without) (?:random assignment|randomi[sz]ation)\b|\bnon-?random(?:ly|i[sz]ed)? (?:assign|allocat)\w*`)
	aboutOthers = regexp.MustCompile(`\b(?:who|those|that|which|and|but|others?) (?:\w+ )?(?:was|were) not\b|\bnot (?:\w+ )?random(?:ly)? (?:select|sampl|chosen|drawn)|\b(?:school|site|teacher|district)s? (?:\w+ )?(?:was|were) not\b|\bif\b`)
)

// contradictedMost is the probability of a design that the text also denies.
const contradictedMost = 0.45

// contradicted takes a design back that the text itself denies.
func (r *reading) contradicted(first, second ranked) (ranked, ranked) {
	var other chalkline.Design
	switch r.m.Class(first.design) {
	case classTrial, classComparison:
		chance := r.votes[string(chalkline.DesignRCT)] >= statedChance
		if at := r.denied(); chance && at >= 0 {
			r.contradiction = at + 1
			other = chalkline.DesignQED
			if r.m.Class(first.design) == classComparison {
				other = chalkline.DesignRCT
			}
		}
	}
	if other == "" {
		return first, second
	}
	first.probability = min(first.probability, contradictedMost)
	return first, ranked{other, 1 - first.probability}
}

// denied is the sentence that says that chance did not form the groups of which
// another sentence says that it did; -1 when there is none.
func (r *reading) denied() int {
	for i := range r.sentences {
		s := &r.sentences[i]
		if s.cited || r.m.matches(s, r.m.cited) || !r.m.matches(s, r.m.sought.chance) || !r.m.matches(s, r.m.sought.deniesChance) {
			continue
		}
		at := deniesChance.FindStringIndex(s.plain)
		if at == nil || aboutOthers.MatchString(s.plain[:at[1]]) {
			continue
		}
		if r.assignedElsewhere(i) {
			return i
		}
	}
	return -1
}

// assignedElsewhere says whether another sentence of the text's own study says
// that somebody was assigned by chance.
func (r *reading) assignedElsewhere(denial int) bool {
	for i := range r.sentences {
		s := &r.sentences[i]
		if i == denial || s.title || s.cited || !r.m.matches(s, r.m.sought.chance) || r.m.matches(s, r.m.sought.notByChance) {
			continue
		}
		if r.m.matches(s, r.m.sought.byChance) {
			return true
		}
	}
	return false
}
