package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestTierByItsRule(t *testing.T) {
	t.Parallel()
	clean := evidence.TierFacts{Study: "a", Design: chalkline.DesignRCT, Rating: evidence.RatingClean, Positive: true, Participants: 350, Sites: 2}
	with := func(change func(*evidence.TierFacts)) evidence.TierFacts {
		f := clean
		change(&f)
		return f
	}
	for _, tt := range []struct {
		name   string
		own    evidence.TierFacts
		others []evidence.TierFacts
		want   int
	}{
		{"a clean trial of 350 at two sites", clean, nil, 1},
		{"a trial with reservations", with(func(f *evidence.TierFacts) { f.Rating = evidence.RatingReservations }), nil, 2},
		{"a comparison without chance is never clean", with(func(f *evidence.TierFacts) { f.Design = chalkline.DesignMatched }), nil, 2},
		{"a discontinuity may be", with(func(f *evidence.TierFacts) { f.Design = chalkline.DesignNatural }), nil, 1},
		{"nothing significant", with(func(f *evidence.TierFacts) { f.Positive = false }), nil, 0},
		{"one short of 350", with(func(f *evidence.TierFacts) { f.Participants = 349 }), nil, 0},
		{"one site", with(func(f *evidence.TierFacts) { f.Sites = 1 }), nil, 0},
		{"sites not stated", with(func(f *evidence.TierFacts) { f.Sites = 0 }), nil, 0},
		{"rating not stated", with(func(f *evidence.TierFacts) { f.Rating = evidence.RatingUnknown }), nil, 0},
		{"below the standards", with(func(f *evidence.TierFacts) { f.Rating = evidence.RatingFails }), nil, 0},
		{"a correlational study with controls", evidence.TierFacts{Design: chalkline.DesignCORC, Positive: true}, nil, 3},
		{"one without controls", evidence.TierFacts{Design: chalkline.DesignCOR, Positive: true}, nil, 0},
		{"two studies make up the sample", with(func(f *evidence.TierFacts) { f.Participants = 200 }), []evidence.TierFacts{with(func(f *evidence.TierFacts) { f.Study, f.Participants = "b", 150 })}, 1},
		{"two findings of one study do not", with(func(f *evidence.TierFacts) { f.Participants = 200 }), []evidence.TierFacts{with(func(f *evidence.TierFacts) { f.Participants = 200 })}, 0},
		{"a study that found nothing does not", with(func(f *evidence.TierFacts) { f.Participants = 200 }), []evidence.TierFacts{with(func(f *evidence.TierFacts) { f.Study, f.Positive = "b", false })}, 0},
		{"with a weaker study the tier is the weaker one's", with(func(f *evidence.TierFacts) { f.Participants = 200 }), []evidence.TierFacts{with(func(f *evidence.TierFacts) { f.Study, f.Rating = "b", evidence.RatingReservations })}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tier, why := evidence.Tier(tt.own, tt.others...)
			if tier != tt.want || (!why.IsZero()) != (tier > 0) {
				t.Errorf("got tier %d (%q), want %d", tier, why.English(), tt.want)
			}
		})
	}
}

func TestTierOfWhatATextStates(t *testing.T) {
	t.Parallel()
	const (
		drawn    = "Forty-two schools were randomly assigned to number games or to a control group, and 1,375 pupils took part. "
		gained   = "Pupils in the games group scored significantly higher in arithmetic than pupils in the control group. "
		few      = "Attrition was low. "
		matched  = "We used propensity score matching to compare 900 pupils in 12 schools who played number games with a comparison group of pupils. "
		alike    = "The groups were equivalent at baseline. "
		no       = "There was no significant difference between the groups in arithmetic. "
		standard = "The study meets What Works Clearinghouse standards with reservations. "
	)
	for _, tt := range []struct {
		name, text string
		work       chalkline.Work
		want       int
	}{
		{"a trial with low attrition", drawn + few + gained, chalkline.Work{}, 1},
		{"a share lost that is low", drawn + "Attrition was 6%. " + gained, chalkline.Work{}, 1},
		{"a share lost that is not", drawn + "Attrition was 24%. " + gained, chalkline.Work{}, 0},
		{"attrition not stated", drawn + gained, chalkline.Work{}, 0},
		{"attrition not stated, groups alike", drawn + alike + gained, chalkline.Work{}, 2},
		{"a rating that is stated", drawn + few + standard + gained, chalkline.Work{}, 2},
		{"a rating below the standards", drawn + few + "It does not meet WWC standards. " + gained, chalkline.Work{}, 0},
		{"a comparison with groups alike", matched + alike + gained, chalkline.Work{}, 2},
		{"a comparison, nothing said of the start", matched + gained, chalkline.Work{}, 0},
		{"a trial that found nothing", drawn + few + no, chalkline.Work{}, 0},
		{"a trial in which the control group gained", drawn + few + "The control group scored significantly higher. ", chalkline.Work{}, 0},
		{"somebody else's gain", drawn + few + "Previous studies found that pupils scored significantly higher. ", chalkline.Work{}, 0},
		{"a retracted one", drawn + few + gained, chalkline.Work{Standing: chalkline.StandingRetracted}, 0},
		{"one under concern", drawn + few + gained, chalkline.Work{Standing: chalkline.StandingConcern}, 0},
		{"one that contradicts itself", drawn + few + gained + "Assignment was not random.", chalkline.Work{}, 0},
		{"a few people", strings.Replace(drawn, "1,375", "240", 1) + few + gained, chalkline.Work{}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: "Number games in school", Text: tt.text}, Source: chalkline.Source{Genre: chalkline.GenreJournal}, Work: tt.work})
			if a.Tier != tt.want || (a.TierWhy.English() != "") != (a.Tier > 0) {
				t.Errorf("got tier %d (%q) of %s, want %d", a.Tier, a.TierWhy.English(), a.Design, tt.want)
			}
		})
	}
}

// A result moves the badge and never the score.
func TestTheDirectionOfAResultNeverMovesTheScore(t *testing.T) {
	t.Parallel()
	const trial = "Forty-two schools were randomly assigned to number games or to a control group, and 1,375 pupils took part. Attrition was low. "
	gained := appraise("Number games", trial+"Pupils in the games group scored significantly higher in arithmetic than others (g = 0.21).")
	nothing := appraise("Number games", trial+"Pupils in the games group scored no differently in arithmetic than others (g = 0.01).")
	if gained.Score != nothing.Score || gained.Tier == nothing.Tier {
		t.Errorf("a gain scores %d (tier %d), nothing %d (tier %d)", gained.Score, gained.Tier, nothing.Score, nothing.Tier)
	}
}

func TestScoreOfFactsIsThatOfTheText(t *testing.T) {
	t.Parallel()
	a := appraise("Number games", "Forty-two schools were randomly assigned to number games or to a control group, and 1,375 pupils took part. Pupils took a standardized test of arithmetic.")
	if got := evidence.Default().Score(chalkline.DesignCRCT, 1375, 42, "outcome_standardised"); got != a.Score {
		t.Errorf("the facts score %d, the text that states them %d (%s)", got, a.Score, a.Reason.English())
	}
	if got := evidence.Default().Score(chalkline.DesignCRCT, 300, 4); got != 48 {
		t.Errorf("four schools score %d, want the cap of 48", got)
	}
}
