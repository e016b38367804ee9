package say

import (
	"slices"
	"strconv"

	"chalkline"
)

// Fact is a row of the evidence card.
type Fact struct {
	Label  chalkline.Text
	Values []Value // none when the fact is not stated
}

// Value is one value of a fact with its receipt.
type Value struct {
	Text  chalkline.Text
	Quote string         // "" when it came from a record
	From  chalkline.Text // where it was found
}

// NotStated stands where a fact has no value.
var NotStated = chalkline.Textf("Not stated")

// rows are the facts that a reader asks about, in the order of asking.
var rows = []struct {
	signal string
	label  chalkline.Text
}{
	{chalkline.SignalParticipants, chalkline.Textf("Who took part")},
	{chalkline.SignalSchools, chalkline.Textf("Schools or classes")},
	{chalkline.SignalStudies, chalkline.Textf("Studies pooled")},
	{chalkline.SignalPhase, chalkline.Textf("Phase")},
	{chalkline.SignalCountry, chalkline.Textf("Country")},
	{chalkline.SignalOutcome, chalkline.Textf("What was measured")},
	{chalkline.SignalDuration, chalkline.Textf("How long")},
	{chalkline.SignalPrereg, chalkline.Textf("Planned in public beforehand")},
	{chalkline.SignalIndependent, chalkline.Textf("Independent of its makers")},
	{chalkline.SignalFunder, chalkline.Textf("Paid for by")},
	{chalkline.SignalPeerReview, chalkline.Textf("Peer reviewed")},
	{chalkline.SignalReplication, chalkline.Textf("Repeated by others")},
	{chalkline.SignalStanding, chalkline.Textf("Standing")},
	{chalkline.SignalCites, chalkline.Textf("Rests on")},
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
	f := Fact{Label: chalkline.Textf("How it was done")}
	if a.Grade == chalkline.GradeNone || a.Design == "" {
		return f
	}
	v := Value{Text: designOf(a)}
	if s, ok := a.Signal(chalkline.SignalDesign); ok && !a.SecondHand && (s.Quote != "" || s.Origin != "text") {
		v.Quote, v.From = Line(s.Quote), origin(s.Origin)
	}
	if asked(a) && a.Probability > 0 && a.Probability < doubtful && a.Design != chalkline.DesignUnknown {
		v.Text = chalkline.Textf("Unclear, perhaps: %s", v.Text)
	}
	f.Values = []Value{v}
	return f
}

// doubtful is the probability under which a design counts as unclear.
const doubtful = 0.5

// value is a signal's value in words.
func value(s chalkline.Signal) chalkline.Text {
	text := Line(s.Value)
	n, err := strconv.Atoi(text)
	switch {
	case s.Name == chalkline.SignalCountry:
		return Country(text)
	case s.Name == chalkline.SignalPhase:
		return Phase(chalkline.Phase(text)).Upper()
	case err == nil && s.Name == chalkline.SignalParticipants:
		return chalkline.Counted(n, "%s person", "%s people")
	case err == nil && s.Name == chalkline.SignalStudies:
		return chalkline.Counted(n, "%s study", "%s studies")
	case err == nil:
		return Number(n)
	case s.Name == signalRegistered && text == "yes":
		return chalkline.Textf("Yes: a registered report, accepted before its results were known")
	case s.Name == chalkline.SignalFunder && text == "stated":
		return chalkline.Textf("Named in the sentence")
	case s.Name == chalkline.SignalPeerReview && text == "preprint":
		return chalkline.Textf("Not yet: a preprint")
	case s.Name == chalkline.SignalPeerReview && text == "thesis":
		return chalkline.Textf("Not yet: a thesis")
	case s.Name == chalkline.SignalStanding && text == string(chalkline.StandingConcern):
		return chalkline.Textf("Under an expression of concern")
	}
	return valueWords(text).Upper()
}

// origins say where a signal was found.
var origins = map[string]chalkline.Text{
	"title":        chalkline.Textf("in the title"),
	"text":         chalkline.Textf("in the text"),
	"source":       chalkline.Textf("known of the source"),
	"crossref":     chalkline.Textf("from the Crossref record"),
	"openalex":     chalkline.Textf("from the OpenAlex record"),
	"eric":         chalkline.Textf("from the ERIC record"),
	"replications": chalkline.Textf("from a list of replications"),
	"retractions":  chalkline.Textf("from a list of retractions"),
	"store":        chalkline.Textf("judged here"),
	"":             {},
}

func origin(name string) chalkline.Text {
	if words, ok := origins[name]; ok {
		return words
	}
	return chalkline.Textf("from %s", Line(name))
}
