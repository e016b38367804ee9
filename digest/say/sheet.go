package say

import (
	"fmt"
	"strings"

	"chalkline"
)

// Sheet is an evidence card in words: all that an item's page and the command
// line show of an appraisal, so that both say the same.
type Sheet struct {
	Label    string // "B Good"
	Score    string // "71 ± 8", or ""
	WhyLabel string
	Why      string
	Alert    string // that it no longer stands, or ""
	Cautions []string
	Tier     TierWords
	Setting  string // on whom it was tested, or ""
	Found    string // the sentence that states the main result, or ""
	Effects  []EffectWords
	NoEffect string // stands where a study has no effects
	Facts    []Fact
	Changes  Changes
	Signals  []Signal
	Built    string // kind, design and rules that the signals led to
}

// Signal is a raw signal in words.
type Signal struct{ Name, Value, Points, Quote, From string }

// SheetOf puts an appraisal into words for a reader of that class.
func SheetOf(a chalkline.Appraisal, rules Rules, class chalkline.Class) Sheet {
	s := Sheet{
		Label: GradeLabel(a), Score: Score(a), WhyLabel: WhyLabel(a), Why: Why(a), Alert: Alert(a), Cautions: Cautions(a),
		Tier: Tier(a), Setting: Setting(a, class), Effects: Effects(a), Facts: Facts(a), Changes: ChangesTo(a, rules),
		Built: fmt.Sprintf("Kind: %s. Design: %s, probability %.2f. Rules: version %d.", kindWords(a.Kind), a.Design.Term(), a.Probability, a.Model),
	}
	s.Found, _ = Found(a)
	if len(s.Effects) == 0 && asked(a) {
		s.NoEffect = NoEffect
	}
	for _, signal := range a.Signals {
		s.Signals = append(s.Signals, Signal{
			Name: Line(signal.Name), Value: Line(signal.Value), Points: Points(signal.Weight), Quote: Line(signal.Quote), From: Line(signal.Origin),
		})
	}
	return s
}

func kindWords(k chalkline.Kind) string { return strings.ReplaceAll(Line(string(k)), "_", " ") }
