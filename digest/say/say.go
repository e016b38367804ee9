// Package say puts a card into plain words. A page, a feed entry and a mail say
// the same things about an item because all three ask here. The functions are
// pure, return texts without markup and in no language yet, and say what is not
// known instead of leaving a gap.
package say

import (
	"strconv"

	"chalkline"
)

// Title is the item's title, or words in its place when the source gave none.
func Title(c chalkline.Card) chalkline.Text {
	if title := Line(c.Item.Title); title != "" {
		return chalkline.Verbatim(title)
	}
	if source := Line(c.Source.Name); source != "" {
		return chalkline.Textf("Untitled, from %s", source)
	}
	return chalkline.Textf("Untitled")
}

// Study is how it was found out and on whom, as "Schools or classes were
// assigned at random (cluster-randomised trial) · 1,375 people in 42 schools · on
// primary pupils in the UK · ESSA tier 2". It is zero for what is not graded.
func Study(a chalkline.Appraisal) chalkline.Text {
	switch {
	case a.Grade == chalkline.GradeNone:
		return chalkline.Text{}
	case !empirical(a.Design) || unread(a):
		return designOf(a)
	}
	return chalkline.Joined(" · ", Design(a.Design), Size(a), tested(a), tierBadge(a))
}

// designOf is Design, or what stands in its place for somebody else's study and
// for a text that could not be read.
func designOf(a chalkline.Appraisal) chalkline.Text {
	if a.SecondHand && !empirical(a.Design) {
		return chalkline.Textf("Speaks of somebody else's study (second-hand)")
	}
	if unread(a) && a.Design == chalkline.DesignUnknown {
		return chalkline.Textf("Not known: the text was not judged (design unclear)")
	}
	return Design(a.Design)
}

// empirical says whether a design rests on data that have a size and a result.
func empirical(d chalkline.Design) bool {
	switch d {
	case chalkline.DesignTH, chalkline.DesignPRAC, chalkline.DesignOP, chalkline.DesignNEWS:
		return false
	}
	return true
}

// Found is the sentence that states the main result, as the item has it, and
// whether there is one. A retracted result is not repeated.
func Found(a chalkline.Appraisal) (quote string, ok bool) {
	if a.Grade == chalkline.GradeR {
		return "", false
	}
	for _, name := range [...]string{chalkline.SignalFinding, chalkline.SignalEffect} {
		if s, has := a.Signal(name); has {
			if quote := Line(s.Quote); quote != "" {
				return chalkline.Cut(quote, maxQuote), true
			}
		}
	}
	return "", false
}

// maxQuote is the length of a quote in runes: two long sentences.
const maxQuote = 320

// NotFound stands where Found has no quote: it says so of a study, and is zero for
// what claims no result.
func NotFound(a chalkline.Appraisal) chalkline.Text {
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR || !empirical(a.Design) || unread(a) {
		return chalkline.Text{}
	}
	return chalkline.Textf("No result is stated in the text we have.")
}

// Size is who took part, as "1,375 people in 42 schools", "23 studies" or
// "Sample size: not stated".
func Size(a chalkline.Appraisal) chalkline.Text {
	studies := counted(a, chalkline.SignalStudies, func(n int) chalkline.Text { return chalkline.Counted(n, "%s study", "%s studies") })
	if !studies.IsZero() {
		return studies
	}
	people := counted(a, chalkline.SignalParticipants, func(n int) chalkline.Text { return chalkline.Counted(n, "%s person", "%s people") })
	schools := counted(a, chalkline.SignalSchools, func(n int) chalkline.Text { return chalkline.Counted(n, "%s school", "%s schools") })
	switch {
	case people.IsZero() && schools.IsZero():
		return chalkline.Textf("Sample size: not stated")
	case people.IsZero():
		return schools
	case schools.IsZero():
		return people
	}
	return chalkline.Textf("%s in %s", people, schools)
}

// counted is the value of a signal with its noun; what is no number stays as it is.
func counted(a chalkline.Appraisal, signal string, noun func(n int) chalkline.Text) chalkline.Text {
	s, _ := a.Signal(signal)
	value := Line(s.Value)
	if n, err := strconv.Atoi(value); err == nil {
		return noun(n)
	}
	return chalkline.Verbatim(value)
}

// Number is n as it is written, with what stands between the thousands.
func Number(n int) chalkline.Text { return chalkline.Counted(n, "%s", "%s") }

// Minutes is how long the item takes to read, as "6 min".
func Minutes(c chalkline.Card) chalkline.Text {
	if c.Minutes == 0 {
		return chalkline.Textf("length not known")
	}
	return chalkline.Textf("%d min", c.Minutes)
}

// ForYou is why the item was picked for this reader, and zero when it was found
// otherwise.
func ForYou(c chalkline.Card) chalkline.Text { return Clean(c.Pick.Reason).Upper() }

// Cautions are the warnings that stand beside the grade.
func Cautions(a chalkline.Appraisal) []chalkline.Text {
	var lines []chalkline.Text
	for _, c := range a.Cautions {
		if text := Clean(c.Text); !text.IsZero() {
			lines = append(lines, text.Upper())
		}
	}
	return lines
}

// Correction says in a sentence what has changed about an item that a reader
// was sent.
func Correction(a chalkline.Appraisal) chalkline.Text {
	standing, _ := a.Signal(chalkline.SignalStanding)
	switch {
	case a.Grade == chalkline.GradeR:
		return chalkline.Textf("This has been retracted since we picked it for you. Please do not rely on it.")
	case chalkline.Standing(standing.Value) == chalkline.StandingConcern:
		return chalkline.Textf("The journal has published an expression of concern since we picked this for you.")
	}
	return chalkline.Textf("This has changed since we picked it for you.")
}
