package evidence

import (
	"math"

	"chalkline"
)

// Classes of designs.yaml that only the words ask for.
const (
	classTrialAgain    = "rct_secondary"
	classReview        = "literature_review"
	classObservational = "observational"
	classWeak          = "weak_intervention"
	classQualitative   = "qualitative"
	classMixed         = "mixed"
)

const (
	// wordsTrust is how many log-odds of the cues one of the words is worth: what
	// did best on abstracts that the words were not learned from.
	wordsTrust = 0.5
	// wordsLimit is the most that words give to a class or take from it, in votes.
	wordsLimit = 4.0
)

// hasToBeSaid are the classes that score highest: words may speak against them,
// never for them.
var hasToBeSaid = map[string]bool{classTrial: true, classTrialAgain: true, classSynthesis: true}

// commonest is the design that is meant where words alone speak for a class: the
// one that most abstracts of the class have. A comparison of groups is not among
// them: a cue has to speak for it too.
var commonest = map[string]chalkline.Design{
	classReview: chalkline.DesignLR, classObservational: chalkline.DesignCOR, classWeak: chalkline.DesignPP,
	classQualitative: chalkline.DesignQUAL, classMixed: chalkline.DesignMIX, classNonEmpirical: chalkline.DesignPRAC,
}

// withWords adds the vote of the words to a tally: for each class, how much
// likelier they make it than if all were as likely. They are silent where a
// sentence says that chance formed the groups or that this is no study, where
// there is only a title, and on blogs and in the news, since they were learned
// from abstracts. Where cues state a design, words speak for no class of which
// they say nothing.
func (r *reading) withWords(t tally) {
	before, _ := r.m.rank(t)
	if !r.hasBody || r.journalism() || r.votes[markApart] > 0 || r.statedTrial(before) {
		return
	}
	v := r.m.vocabulary
	votes, ok := v.logOdds(r.heard())
	if !ok {
		return
	}
	cued, even := r.cuesByClass(), math.Log(float64(len(votes)))
	stated := cued[r.m.classOf[before.design]] >= clearText
	for class, name := range v.classes {
		most := wordsLimit
		if hasToBeSaid[name] || stated && cued[class] == 0 {
			most = 0
		}
		votes[class] = max(-wordsLimit, min(most, wordsTrust*temperature*(votes[class]+even)))
	}
	t.lift(r.m, votes)
	after, _ := r.m.rank(t)
	r.worded = r.m.Class(after.design) != r.m.Class(before.design) || before.probability < doubtful && after.probability >= doubtful
}

// lift adds votes to the designs of classes.
func (t tally) lift(m *Model, votes []float64) {
	has := make([]bool, len(votes))
	for _, design := range chalkline.Designs {
		if class := m.classOf[design]; t[design] > 0 {
			has[class] = true
			t[design] += votes[class]
		}
	}
	for class, name := range m.vocabulary.classes {
		if design, ok := commonest[name]; ok && !has[class] {
			t[design] = votes[class]
		}
	}
}

// cuesByClass are the votes of the cues by class.
func (r *reading) cuesByClass() []float64 {
	sums := make([]float64, len(r.m.vocabulary.classes))
	for _, design := range chalkline.Designs {
		sums[r.m.classOf[design]] += max(0, r.votes[string(design)])
	}
	return sums
}

// statedTrial says whether the text says that chance assigned somebody.
func (r *reading) statedTrial(first ranked) bool {
	class := r.m.Class(first.design)
	return r.votes[string(chalkline.DesignRCT)] >= statedChance && (class == classTrial || class == classTrialAgain)
}
