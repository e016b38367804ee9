package web

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
)

// fact is a row of the evidence card.
type fact struct {
	Label  string
	Values []found // none when the fact is not stated
	Plot   *plot   // of an effect with its interval
}

// found is one value of a fact with its receipt.
type found struct {
	Value string
	Quote string
	From  string // where it was found, in words
}

// factRows are the facts that a reader asks about, in the order of asking.
var factRows = []struct{ signal, label string }{
	{chalkline.SignalParticipants, "Who took part"},
	{chalkline.SignalSchools, "Schools or classes"},
	{chalkline.SignalStudies, "Studies pooled"},
	{chalkline.SignalPhase, "Phase"},
	{chalkline.SignalCountry, "Country"},
	{chalkline.SignalOutcome, "What was measured"},
	{chalkline.SignalEffect, "Effect"},
	{chalkline.SignalDuration, "How long"},
	{chalkline.SignalPrereg, "Planned in public beforehand"},
	{chalkline.SignalIndependent, "Independent of its makers"},
	{chalkline.SignalFunder, "Paid for by"},
	{chalkline.SignalPeerReview, "Peer reviewed"},
	{chalkline.SignalReplication, "Repeated by others"},
}

// factValues is how many values a row shows at most.
const factValues = 4

// facts are the rows for an appraisal. "Studies pooled" is asked of reviews
// only.
func facts(a chalkline.Appraisal) []fact {
	design := fact{Label: "How it was done"}
	if a.Design != "" {
		value := found{Value: say.Design(a.Design)}
		if s, ok := a.Signal(chalkline.SignalDesign); ok {
			value.Quote, value.From = say.Line(s.Quote), origin(s.Origin)
		}
		design.Values = []found{value}
	}
	rows := []fact{design}
	for _, row := range factRows {
		f := fact{Label: row.label}
		for _, s := range a.Signals {
			if s.Name != row.signal || len(f.Values) == factValues {
				continue
			}
			f.Values = append(f.Values, found{Value: value(s), Quote: say.Line(s.Quote), From: origin(s.Origin)})
			if row.signal == chalkline.SignalEffect && f.Plot == nil {
				f.Plot = newPlot(a, s)
			}
		}
		if row.signal == chalkline.SignalStudies && len(f.Values) == 0 {
			continue
		}
		rows = append(rows, f)
	}
	return rows
}

// words puts a stored value into words: thousands get commas, and the first
// letter is a capital.
func words(value string) string {
	value = say.Line(value)
	if n, err := strconv.Atoi(value); err == nil {
		return say.Number(n)
	}
	if value == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(value)
	return string(unicode.ToUpper(first)) + value[size:]
}

// value is a signal's value in words.
func value(s chalkline.Signal) string {
	if s.Name == chalkline.SignalCountry {
		return country(s.Value)
	}
	text := words(s.Value)
	if _, err := strconv.Atoi(s.Value); err != nil {
		return text
	}
	switch s.Name {
	case chalkline.SignalParticipants:
		return text + " people"
	case chalkline.SignalStudies:
		return text + " studies"
	}
	return text
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
	case "":
		return ""
	}
	return "from " + say.Line(name)
}

// change says what would move the grade, as short sentences.
type change struct {
	Raise []string
	Lower []string
}

// changes reads from the missing facts what would raise the grade, and from the
// present ones what would lower it.
func changes(a chalkline.Appraisal) change {
	var c change
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR {
		return c
	}
	if a.SecondHand {
		c.Raise = append(c.Raise, "Links to stronger studies: a summary is never graded above what it summarises.")
		c.Lower = append(c.Lower, "A retraction of a study it leans on.")
		return c
	}
	for _, m := range missing {
		if s, ok := a.Signal(m.signal); !ok || s.Value == "no" || s.Weight < 0 {
			c.Raise = append(c.Raise, m.raise)
		}
	}
	c.Lower = append(c.Lower, "A careful repeat that does not find the same.", "A retraction or an expression of concern.")
	return c
}

var missing = []struct{ signal, raise string }{
	{chalkline.SignalReplication, "An independent repeat with the same result."},
	{chalkline.SignalPrereg, "A plan published before the data were collected."},
	{chalkline.SignalIndependent, "A test by people who did not make the programme."},
	{chalkline.SignalParticipants, "Saying how many people took part."},
	{chalkline.SignalOutcome, "Saying how the outcome was measured."},
	{chalkline.SignalPeerReview, "Publication in a peer-reviewed journal."},
}
