package say_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/say"
)

// table is a small set of rules.
type table struct{}

func (table) Base(d chalkline.Design) int {
	return map[chalkline.Design]int{chalkline.DesignRCT: 68, chalkline.DesignCRCT: 74, chalkline.DesignQED: 48, chalkline.DesignMA: 82}[d]
}

func (table) Points(fact string) float64 {
	return map[string]float64{
		"replicated": 6, "replication_failed": -20, "independent_evaluator": 3, "outcome_standardised": 5, "preregistered": 4, "studies_many": 4,
		"publication_bias_tested": 2, "peer_reviewed": 3, "size_fair": 3, "size_large": 5, "heterogeneity_high": -4, "limits": 3,
	}[fact]
}

func (table) Limit() float64 { return 25 }

func (table) Cap(fact string) int {
	return map[string]int{"concern": 20, "cites_retracted": 5}[fact]
}

// weighed are signals from a design's base and pairs of name and points.
func weighed(base float64, more ...chalkline.Signal) []chalkline.Signal {
	return append([]chalkline.Signal{{Name: chalkline.SignalDesign, Weight: base}}, more...)
}

func TestWhatWouldChangeAGradeFitsTheDesign(t *testing.T) {
	t.Parallel()
	published := chalkline.Signal{Name: chalkline.SignalPeerReview, Value: "yes", Weight: 3}
	for name, test := range map[string]struct {
		a    chalkline.Appraisal
		want say.Changes
	}{
		"a trial by its makers": {
			chalkline.Appraisal{
				Kind: chalkline.KindResearch, Design: chalkline.DesignCRCT, Grade: chalkline.GradeB, Score: 74,
				Signals: weighed(74, published, chalkline.Signal{Name: chalkline.SignalIndependent, Value: "tested by those who made it", Weight: -8},
					chalkline.Signal{Name: chalkline.SignalSchools, Value: "42", Weight: 5}),
			},
			say.Changes{
				Raise: texts(
					"A test by people who did not make the programme: +11.", "An independent repeat with the same result: +6.", "An independent, standardised test: +5.",
				),
				Lower: texts("A retraction: no grade but R.", "An expression of concern by its journal: at most 20.", "A careful repeat that does not find the same: −20."),
			},
		},
		"a comparison that chance did not make": {
			chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignQED, Grade: chalkline.GradeC, Score: 48, Signals: weighed(48)},
			say.Changes{
				Raise: texts("A trial in which chance decides who takes part: +20.", "An independent repeat with the same result: +6.", "An independent, standardised test: +5."),
				Lower: texts("A retraction: no grade but R.", "A careful repeat that does not find the same: −20."),
			},
		},
		"interviews": {
			chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignQUAL, Grade: chalkline.GradeD, Score: 24, Signals: weighed(24)},
			say.Changes{
				Raise: texts("A study with a comparison group, to tell whether it works: +24.", "Publication in a peer-reviewed journal: +3."),
				Lower: texts("A retraction: no grade but R."),
			},
		},
		"a meta-analysis of many studies": {
			chalkline.Appraisal{
				Kind: chalkline.KindSynthesis, Design: chalkline.DesignMA, Grade: chalkline.GradeA, Score: 89,
				Signals: weighed(82, published, chalkline.Signal{Name: chalkline.SignalStudies, Value: "61", Weight: 4}),
			},
			say.Changes{
				Raise: texts("A plan published before the data were collected: +4.", "A test for studies that were never published: +2."),
				Lower: texts("A retraction: no grade but R.", "An expression of concern by its journal: at most 20.", "New studies that disagree with the old ones: −4."),
			},
		},
		"an opinion": {
			chalkline.Appraisal{Kind: chalkline.KindOpinion, Design: chalkline.DesignOP, Grade: chalkline.GradeE, Score: 6, Signals: weighed(6)},
			say.Changes{Raise: texts("A study of it, with a comparison group: +42.")},
		},
		"a practice that points to a study": {
			chalkline.Appraisal{
				Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Grade: chalkline.GradeE, Score: 8,
				Signals: weighed(8, chalkline.Signal{Name: chalkline.SignalCites, Value: "randomised trial (B 68)"}),
			},
			say.Changes{Raise: texts("A study of it, with a comparison group: +40."), Lower: texts("A retraction of the work it points to: at most 5.")},
		},
		"second-hand": {
			chalkline.Appraisal{Kind: chalkline.KindSecondHand, SecondHand: true, Grade: chalkline.GradeC, Score: 48, Signals: facts(chalkline.SignalCites, "a trial")},
			say.Changes{
				Raise: texts("Links to stronger studies: a summary is never graded above what it summarises.", "Saying what the study cannot tell: +3."),
				Lower: texts("A retraction of a study it leans on: at most 5."),
			},
		},
		"a study that does not say how": {
			chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignUnknown, Grade: chalkline.GradeE, Score: 14, Signals: weighed(14)},
			say.Changes{Raise: texts("Saying clearly how it was done.")},
		},
		"a study that could not be read": {
			chalkline.Appraisal{
				Kind: chalkline.KindResearch, Design: chalkline.DesignUnknown, Grade: chalkline.GradeE, Score: 14, Signals: weighed(14),
				Cautions: []chalkline.Caution{{Name: "other_language"}},
			},
			say.Changes{},
		},
		"an event":       {chalkline.Appraisal{Kind: chalkline.KindEvent}, say.Changes{}},
		"what is fallen": {chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeR}, say.Changes{}},
	} {
		if diff := cmp.Diff(test.want, say.ChangesTo(test.a, table{}), inEnglish); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPointsThatWouldNotCountAreNotPromised(t *testing.T) {
	t.Parallel()
	trial := chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeA}

	trial.Score, trial.Signals = 92, weighed(68, chalkline.Signal{Name: "rigour", Weight: 24})
	if got := say.ChangesTo(trial, table{}).Raise[0].English(); got != "An independent repeat with the same result: +1." {
		t.Errorf("one point below the limit: %q", got)
	}
	trial.Score, trial.Signals = 93, weighed(68, chalkline.Signal{Name: "rigour", Weight: 25})
	for _, line := range say.ChangesTo(trial, table{}).Raise {
		if strings.Contains(line.English(), "+") {
			t.Errorf("at the limit: %q", line.English())
		}
	}
	trial.Score, trial.Signals = 48, weighed(68) // something holds it down
	for _, line := range say.ChangesTo(trial, table{}).Raise {
		if strings.Contains(line.English(), "+") {
			t.Errorf("under a cap: %q", line.English())
		}
	}
}
