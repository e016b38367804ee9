package evidence

import "chalkline"

// Base is where studies of a design start, 0 to 100.
func (m *Model) Base(d chalkline.Design) int { return m.rules.Designs[d].Base }

// Points is what a stated fact adds to a score, by its name in designs.yaml;
// limits is what stating limits adds to a text about somebody else's study.
func (m *Model) Points(fact string) float64 {
	if fact == "limits" {
		return m.rules.SecondHand.LimitsBonus
	}
	return m.rules.Adjustments[fact].Points
}

// Limit is how far all facts together can move a score.
func (m *Model) Limit() float64 { return m.rules.AdjustmentLimit }

// Cap is the highest score of an item once a fact is known: concern, or
// cites_retracted; 100 for others.
func (m *Model) Cap(fact string) int {
	switch fact {
	case "concern":
		return m.rules.Caps.Concern
	case "cites_retracted":
		return m.rules.SecondHand.RetractedCap
	}
	return 100
}
