package say

import (
	"regexp"
	"strings"

	"chalkline"
)

// Signal is a raw signal in words.
type Signal struct {
	Name   chalkline.Text
	Value  chalkline.Text
	Raw    bool // Value stands as it is stored, in English where it has words
	Quote  string
	From   chalkline.Text
	Points chalkline.Text
}

// signalNames name the signals of package evidence.
var signalNames = map[string]chalkline.Text{
	chalkline.SignalDesign:       chalkline.Textf("design"),
	chalkline.SignalParticipants: chalkline.Textf("participants"),
	chalkline.SignalSchools:      chalkline.Textf("schools"),
	chalkline.SignalStudies:      chalkline.Textf("studies"),
	chalkline.SignalEffect:       chalkline.Textf("effect"),
	chalkline.SignalOutcome:      chalkline.Textf("outcome"),
	chalkline.SignalPhase:        chalkline.Textf("phase"),
	chalkline.SignalCountry:      chalkline.Textf("country"),
	chalkline.SignalDuration:     chalkline.Textf("duration"),
	chalkline.SignalPrereg:       chalkline.Textf("preregistered"),
	signalRegistered:             chalkline.Textf("registered report"),
	chalkline.SignalIndependent:  chalkline.Textf("independent"),
	chalkline.SignalFunder:       chalkline.Textf("funder"),
	chalkline.SignalPeerReview:   chalkline.Textf("peer review"),
	chalkline.SignalReplication:  chalkline.Textf("replication"),
	chalkline.SignalStanding:     chalkline.Textf("standing"),
	chalkline.SignalCites:        chalkline.Textf("cites"),
	chalkline.SignalFinding:      chalkline.Textf("finding"),
	chalkline.SignalDirection:    chalkline.Textf("direction"),
	"interval":                   chalkline.Textf("interval"),
	"attrition":                  chalkline.Textf("attrition"),
	"recorded":                   chalkline.Textf("recorded"),
	"words":                      chalkline.Textf("words"),
	"baseline":                   chalkline.Textf("baseline"),
	"blinding":                   chalkline.Textf("blinding"),
	"publication_bias":           chalkline.Textf("publication bias"),
	"heterogeneity":              chalkline.Textf("heterogeneity"),
	"averaged":                   chalkline.Textf("averaged"),
	"reviewed_designs":           chalkline.Textf("reviewed designs"),
	"limits":                     chalkline.Textf("limits"),
}

// rawValues are values from a list that the rows of facts have no words for, or
// others.
var rawValues = map[string]chalkline.Text{
	"stated":                            chalkline.Textf("stated"),
	"tested":                            chalkline.Textf("tested"),
	"high":                              chalkline.Textf("high"),
	"preprint":                          chalkline.Textf("preprint"),
	"thesis":                            chalkline.Textf("thesis"),
	"concern":                           chalkline.Textf("expression of concern"),
	"groups alike at the start":         chalkline.Textf("groups alike at the start"),
	"groups differed at the start":      chalkline.Textf("groups differed at the start"),
	"assessors did not know the groups": chalkline.Textf("assessors did not know the groups"),
	"an average of meta-analyses":       chalkline.Textf("an average of meta-analyses"),
	"no randomised studies":             chalkline.Textf("no randomised studies"),
	string(chalkline.DirectionPositive): chalkline.Textf("positive"),
	string(chalkline.DirectionNegative): chalkline.Textf("negative"),
	string(chalkline.DirectionNull):     chalkline.Textf("no difference"),
}

// worded is what has words of some language in it.
var worded = regexp.MustCompile(`[A-Za-z]{2}`)

// signalOf puts a signal into words.
func signalOf(s chalkline.Signal) Signal {
	name, ok := signalNames[s.Name]
	if !ok {
		name = chalkline.Verbatim(Line(s.Name))
	}
	v := Signal{Name: name, Quote: Line(s.Quote), From: origin(s.Origin), Points: Points(s.Weight)}
	v.Value, v.Raw = rawValue(s)
	return v
}

// rawValue is the value of a signal, and whether it is as it is stored.
func rawValue(s chalkline.Signal) (words chalkline.Text, raw bool) {
	text := Line(s.Value)
	if words, ok := rawValues[text]; ok {
		return words, false
	}
	switch s.Name {
	case chalkline.SignalDesign:
		if perhaps, unclear := strings.CutPrefix(text, "design unclear, perhaps "); unclear {
			return chalkline.Textf("design unclear, perhaps %s", chalkline.Textf(perhaps)), false
		}
		return chalkline.Textf(text), false
	case chalkline.SignalCountry:
		return Country(text), false
	case chalkline.SignalPhase:
		return Phase(chalkline.Phase(text)), false
	case "interval":
		if low, high, ok := strings.Cut(text, " to "); ok {
			return chalkline.Textf("between %s and %s", low, high), false
		}
	case "words":
		if words, ok := strings.CutPrefix(text, "words like: "); ok {
			return chalkline.Textf("words like: %s", words), false
		}
	}
	words = valueWords(text)
	return words, words.Format == "%s" && worded.MatchString(text)
}
