package say_test

import (
	"testing"

	"chalkline"
	"chalkline/digest/say"
)

// facts are signals from pairs of name and value.
func facts(pairs ...string) []chalkline.Signal {
	var list []chalkline.Signal
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, chalkline.Signal{Name: pairs[i], Value: pairs[i+1]})
	}
	return list
}

func TestAReaderHearsOnWhomItWasTested(t *testing.T) {
	t.Parallel()
	const phase, country = chalkline.SignalPhase, chalkline.SignalCountry
	primary := chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}, Country: "GB"}
	everything := chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseHigher}}
	american := facts(phase, "higher education", country, "US")
	teachers := []chalkline.Signal{{Name: phase, Value: "secondary", Quote: "We asked 40 secondary school teachers."}, {Name: country, Value: "NL"}}
	for name, test := range map[string]struct {
		design  chalkline.Design
		signals []chalkline.Signal
		class   chalkline.Class
		want    string
	}{
		"a visitor":                    {chalkline.DesignRCT, american, chalkline.Class{}, "Tested on university students in the US."},
		"both differ":                  {chalkline.DesignRCT, american, primary, "Tested on university students in the US; you teach primary in the UK."},
		"only the country differs":     {chalkline.DesignMA, facts(phase, "primary", country, "DE"), primary, "Tested on primary pupils in Germany; you teach in the UK."},
		"one of the reader's phases":   {chalkline.DesignRCT, american, everything, "Tested on university students in the US."},
		"one of the study's countries": {chalkline.DesignRCT, facts(phase, "primary", country, "US/GB"), primary, "Tested on primary pupils in the US and the UK."},
		"several phases":               {chalkline.DesignSR, facts(phase, "primary", phase, "secondary"), chalkline.Class{}, "Tested on primary pupils and secondary pupils, country not stated."},
		"phase not stated":             {chalkline.DesignQED, facts(country, "FR"), primary, "Tested in France, phase not stated; you teach in the UK."},
		"nothing stated":               {chalkline.DesignRCT, nil, primary, "Does not say where or with whom it was tested."},
		"interviews test nothing":      {chalkline.DesignQUAL, nil, primary, "Does not say where or with whom it was studied."},
		"teachers are no pupils":       {chalkline.DesignDES, teachers, chalkline.Class{}, "Studied in secondary schools in the Netherlands."},
		"an opinion":                   {chalkline.DesignOP, american, primary, ""},
	} {
		a := chalkline.Appraisal{Grade: chalkline.GradeC, Design: test.design, Signals: test.signals}
		if got := say.Setting(a, test.class).English(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for name, a := range map[string]chalkline.Appraisal{
		"retracted":   {Grade: chalkline.GradeR, Design: chalkline.DesignRCT, Signals: american},
		"second-hand": {Grade: chalkline.GradeC, Design: chalkline.DesignRCT, SecondHand: true, Signals: american},
		"ungraded":    {Design: chalkline.DesignRCT, Signals: american},
	} {
		if got := say.Setting(a, primary).English(); got != "" {
			t.Errorf("%s: %q, want nothing", name, got)
		}
	}
}

func TestTheStudyLineHasSettingAndTier(t *testing.T) {
	t.Parallel()
	a := chalkline.Appraisal{
		Grade: chalkline.GradeB, Design: chalkline.DesignRCT, Tier: 2, TierWhy: chalkline.Verbatim("a randomised trial with 412 people at 3 sites"),
		Signals: facts(chalkline.SignalParticipants, "412", chalkline.SignalPhase, "primary", chalkline.SignalCountry, "GB"),
	}
	if got, want := say.Study(a).English(), "People were assigned at random (randomised trial) · 412 people · on primary pupils in the UK · ESSA tier 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	want := "“Moderate evidence” as the Every Student Succeeds Act of the US counts it: a randomised trial with 412 people at 3 sites."
	if got := say.Tier(a).Why.English(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	a.Grade = chalkline.GradeR
	if got := say.Tier(a); !got.Badge.IsZero() || !got.Why.IsZero() {
		t.Errorf("what was retracted is of %v", got)
	}
}
