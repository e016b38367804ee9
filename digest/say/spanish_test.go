package say_test

import (
	"testing"

	"chalkline"
	"chalkline/digest/say"
)

func TestACardIsSaidInSpanish(t *testing.T) {
	t.Parallel()
	trial := chalkline.Appraisal{
		Grade: chalkline.GradeB, Design: chalkline.DesignCRCT, Tier: 2, Score: 71, Margin: 8,
		Signals: facts(chalkline.SignalParticipants, "1375", chalkline.SignalSchools, "42", chalkline.SignalPhase, "primary",
			chalkline.SignalCountry, "GB/US", chalkline.SignalDuration, "twelve weeks", chalkline.SignalPeerReview, "yes"),
	}
	secondHand := chalkline.Appraisal{Grade: chalkline.GradeC, SecondHand: true, Signals: facts(chalkline.SignalCites, "randomised trial (B 68)")}
	effect := say.Effect(chalkline.Effect{
		Metric: chalkline.MetricD, Value: -0.4, Low: -0.7, High: -0.1, Level: 95, UsualLow: -0.09, UsualHigh: 0.35, UsualOf: "randomised trials",
		G: -0.396, GLow: -0.693, GHigh: -0.099, Formula: "Cohen's d, times J = 1 − 3/(4 × 75 − 1) = 0.990 for small samples (Hedges 1981)",
	})
	for want, got := range map[string]chalkline.Text{
		"B Buena":                    say.GradeLabel(trial),
		"C Alguna · de segunda mano": say.GradeLabel(secondHand),
		"Los centros o las clases se asignaron al azar (ensayo aleatorizado por grupos) · 1.375 personas en 42 centros · con alumnado de primaria en el Reino Unido y en Estados Unidos · ESSA, nivel 2": say.Study(trial),
		"Probado con alumnado de primaria en el Reino Unido y en Estados Unidos; tú das clase en secundaria en España.":                                                                                  say.Setting(trial, chalkline.Class{Phases: []chalkline.Phase{chalkline.PhaseSecondary}, Country: "ES"}),
		"12 semanas":                 say.Facts(trial)[6].Values[0].Text,
		"Ensayo aleatorizado (B 68)": say.Facts(secondHand)[0].Values[0].Text,
		"−0,4 desviaciones estándar (d de Cohen), intervalo del 95 % de −0,7 a −0,1":          effect.Stated,
		"lo habitual en ensayos aleatorizados: de −0,09 a 0,35":                               effect.Usual,
		"d de Cohen, por J = 1 − 3/(4 × 75 − 1) = 0.990 para muestras pequeñas (Hedges 1981)": effect.Formula,
		"Sin título, de Aula": say.Title(chalkline.Card{Source: chalkline.Source{Name: "Aula"}}),
		"fecha no indicada":   say.Place(chalkline.Card{}),
		"«una cita»":          say.Quoted("una cita"),
	} {
		if in := got.In(say.Spanish); in != want {
			t.Errorf("%q, want %q", in, want)
		}
	}
}

func TestCountriesAreInTheOrderOfTheLanguage(t *testing.T) {
	t.Parallel()
	for _, locale := range say.Locales {
		order := locale.Order()
		list := say.Countries(locale)
		for n := range list[1:] {
			if order(list[n].Name, list[n+1].Name) > 0 {
				t.Errorf("%s: %s comes before %s", locale.Tag, list[n].Name.In(locale), list[n+1].Name.In(locale))
			}
		}
	}
	if first := say.Countries(say.Spanish)[0].Name.In(say.Spanish); first != "Alemania" {
		t.Errorf("the first country in Spanish is %s", first)
	}
}

func TestATextFromElsewhereIsCleaned(t *testing.T) {
	t.Parallel()
	hostile := chalkline.Textf("points to %s", chalkline.Textf("“%s”", "A title\r\nBcc: all\u202e"))
	if got := say.Clean(hostile).English(); got != "points to “A title Bcc: all”" {
		t.Errorf("%q", got)
	}
	if got := say.Clean(chalkline.Textf("stored\nas it was")).English(); got != "stored as it was" {
		t.Errorf("%q", got)
	}
}
