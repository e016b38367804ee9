package say

import (
	"slices"
	"strconv"

	"chalkline"
)

// Fact is a row of the evidence card.
type Fact struct {
	Label  string
	Values []Value // none when the fact is not stated
}

// Value is one value of a fact with its receipt.
type Value struct {
	Text  string
	Quote string // "" when it came from a record
	From  string // where it was found, in words
}

// NotStated stands where a fact has no value.
const NotStated = "Not stated"

// rows are the facts that a reader asks about, in the order of asking.
var rows = []struct{ signal, label string }{
	{chalkline.SignalParticipants, "Who took part"},
	{chalkline.SignalSchools, "Schools or classes"},
	{chalkline.SignalStudies, "Studies pooled"},
	{chalkline.SignalPhase, "Phase"},
	{chalkline.SignalCountry, "Country"},
	{chalkline.SignalOutcome, "What was measured"},
	{chalkline.SignalDuration, "How long"},
	{chalkline.SignalPrereg, "Planned in public beforehand"},
	{chalkline.SignalIndependent, "Independent of its makers"},
	{chalkline.SignalFunder, "Paid for by"},
	{chalkline.SignalPeerReview, "Peer reviewed"},
	{chalkline.SignalReplication, "Repeated by others"},
	{chalkline.SignalStanding, "Standing"},
	{chalkline.SignalCites, "Rests on"},
}

// mostValues is how many values a row shows at most.
const mostValues = 4

// Facts are the rows of the card. Of a study every row is shown, stated or not;
// of an opinion, a lesson or an event, which have no sample to state, of what
// speaks of others' studies, of what was retracted and of what could not be read,
// only what is stated.
// Effects are not among them: they have words of their own.
func Facts(a chalkline.Appraisal) []Fact {
	var list []Fact
	if design := designFact(a); len(design.Values) > 0 {
		list = append(list, design)
	}
	all := asked(a)
	for _, row := range rows {
		f := Fact{Label: row.label}
		for _, s := range a.Signals {
			if factOf(s.Name) == row.signal && len(f.Values) < mostValues {
				f.Values = append(f.Values, Value{Text: value(s), Quote: Line(s.Quote), From: origin(s.Origin)})
			}
		}
		if len(f.Values) == 0 && !(all && expected(row.signal, a.Design)) {
			continue
		}
		list = append(list, f)
	}
	return list
}

// signalRegistered tells of a study whose plan was accepted by a journal before
// its results were known.
const signalRegistered = "registered_report"

// factOf is the signal whose row a signal stands in.
func factOf(signal string) string {
	if signal == signalRegistered {
		return chalkline.SignalPrereg
	}
	return signal
}

// asked says whether a study is before us that was read, of which what is missing
// is told.
func asked(a chalkline.Appraisal) bool {
	return !unread(a) && a.Grade != chalkline.GradeNone && a.Grade != chalkline.GradeR && !a.SecondHand && empirical(a.Design)
}

// unread says whether an item is in a language that is not judged, so that
// nothing can be said of what its text does not state.
func unread(a chalkline.Appraisal) bool {
	return slices.ContainsFunc(a.Cautions, func(c chalkline.Caution) bool { return c.Name == "other_language" })
}

// expected says whether a study of the design should state a fact.
func expected(signal string, d chalkline.Design) bool {
	switch signal {
	case chalkline.SignalStanding, chalkline.SignalCites:
		return false
	case chalkline.SignalStudies:
		return groupOf(d) == groupSynthesis
	case chalkline.SignalSchools, chalkline.SignalDuration, chalkline.SignalIndependent:
		return groupOf(d) != groupSynthesis && groupOf(d) != groupReview
	}
	return true
}

func designFact(a chalkline.Appraisal) Fact {
	f := Fact{Label: "How it was done"}
	if a.Grade == chalkline.GradeNone || a.Design == "" {
		return f
	}
	v := Value{Text: designOf(a)}
	if s, ok := a.Signal(chalkline.SignalDesign); ok && !a.SecondHand && (s.Quote != "" || s.Origin != "text") {
		v.Quote, v.From = Line(s.Quote), origin(s.Origin)
	}
	if asked(a) && a.Probability > 0 && a.Probability < doubtful && a.Design != chalkline.DesignUnknown {
		v.Text = "Unclear, perhaps: " + v.Text
	}
	f.Values = []Value{v}
	return f
}

// doubtful is the probability under which a design counts as unclear.
const doubtful = 0.5

// value is a signal's value in words.
func value(s chalkline.Signal) string {
	text := Line(s.Value)
	n, err := strconv.Atoi(text)
	switch {
	case s.Name == chalkline.SignalCountry:
		return Country(text)
	case err == nil && s.Name == chalkline.SignalParticipants:
		return counted(n, "person", "people")
	case err == nil && s.Name == chalkline.SignalStudies:
		return counted(n, "study", "studies")
	case err == nil:
		return Number(n)
	case s.Name == signalRegistered && text == "yes":
		return "Yes: a registered report, accepted before its results were known"
	case s.Name == chalkline.SignalFunder && text == "stated":
		return "Named in the sentence"
	case s.Name == chalkline.SignalPeerReview && (text == "preprint" || text == "thesis"):
		return "Not yet: a " + text
	case s.Name == chalkline.SignalStanding && text == string(chalkline.StandingConcern):
		return "Under an expression of concern"
	}
	return Upper(text)
}

// counted is n with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// origin says where a signal was found.
func origin(name string) string {
	switch name {
	case "title":
		return "in the title"
	case "text":
		return "in the text"
	case "source":
		return "known of the source"
	case "crossref":
		return "from the Crossref record"
	case "openalex":
		return "from the OpenAlex record"
	case "eric":
		return "from the ERIC record"
	case "replications":
		return "from a list of replications"
	case "retractions":
		return "from a list of retractions"
	case "store":
		return "judged here"
	case "":
		return ""
	}
	return "from " + Line(name)
}
