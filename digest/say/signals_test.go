package say_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/say"
)

func TestRawSignalsAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		signal      chalkline.Signal
		name, value string
		raw         bool
	}{
		{chalkline.Signal{Name: chalkline.SignalDesign, Value: "cluster-randomised trial"}, "diseño", "ensayo aleatorizado por grupos", false},
		{chalkline.Signal{Name: chalkline.SignalDesign, Value: "design unclear, perhaps case study"}, "diseño", "diseño poco claro, quizá estudio de caso", false},
		{chalkline.Signal{Name: chalkline.SignalPeerReview, Value: "yes"}, "revisión por pares", "sí", false},
		{chalkline.Signal{Name: chalkline.SignalCountry, Value: "GB"}, "país", "Reino Unido", false},
		{chalkline.Signal{Name: chalkline.SignalDuration, Value: "two years"}, "duración", "2 años", false},
		{chalkline.Signal{Name: chalkline.SignalDirection, Value: "null"}, "sentido", "sin diferencias", false},
		{chalkline.Signal{Name: "interval", Value: "0.03 to 0.21"}, "intervalo", "entre 0.03 y 0.21", false},
		{chalkline.Signal{Name: "words", Value: "words like: randomised, pupils"}, "palabras", "palabras como: randomised, pupils", false},
		{chalkline.Signal{Name: chalkline.SignalSchools, Value: "42"}, "centros", "42", false},
		{chalkline.Signal{Name: chalkline.SignalReplication, Value: "3 of 4 repeats found the same"}, "replicación", "3 of 4 repeats found the same", true},
		{chalkline.Signal{Name: "from_tomorrow", Value: "new"}, "from_tomorrow", "new", true},
	} {
		s := say.SheetOf(chalkline.Appraisal{Signals: []chalkline.Signal{test.signal}}, nil, chalkline.Class{}).Signals[0]
		if name, value := s.Name.In(say.Spanish), s.Value.In(say.Spanish); name != test.name || value != test.value || s.Raw != test.raw {
			t.Errorf("%s %q is said as %q %q (as stored: %v), want %q %q (%v)", test.signal.Name, test.signal.Value, name, value, s.Raw, test.name, test.value, test.raw)
		}
	}
}

// TestEverySignalHasAName holds the words to the table of package evidence.
func TestEverySignalHasAName(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../ranker/evidence/cues.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`\{signal: (\w+), value: ([^,]+),`).FindAllStringSubmatch(string(data), -1)
	if len(rows) < 20 {
		t.Fatalf("%d signals were found", len(rows))
	}
	for _, row := range rows {
		signal := chalkline.Signal{Name: row[1], Value: strings.Trim(row[2], "'")}
		s := say.SheetOf(chalkline.Appraisal{Signals: []chalkline.Signal{signal}}, nil, chalkline.Class{}).Signals[0]
		if s.Raw || s.Name.Format == "%s" {
			t.Errorf("%s %q has no words", signal.Name, signal.Value)
		}
	}
}
