// Package say puts a card into plain words. A page, a feed entry and a mail say
// the same things about an item because all three ask here. The functions are
// pure, return text without markup, and say what is not known instead of
// leaving a gap.
package say

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chalkline"
)

// Line is text on one line, fit for a header, a title or XML 1.0: white space
// is folded to single spaces, and control characters and bytes that are not
// UTF-8 are dropped.
func Line(text string) string {
	if isLine(text) {
		return text
	}
	return strings.Join(strings.Fields(clean(text)), " ")
}

// isLine says whether Line would leave text as it is, which is nearly always so.
func isLine(text string) bool {
	before := ' '
	for _, r := range text {
		switch {
		case r > ' ' && r < 0x7f: // nearly all of it
		case r == ' ' && before == ' ', r != ' ' && (breaks(r) || dropped(r) || unicode.IsSpace(r)):
			return false
		}
		before = r
	}
	return text == "" || before != ' '
}

// clean drops what XML 1.0 cannot hold and what a terminal or a mail program
// might act on.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case breaks(r):
			return ' '
		case dropped(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

func breaks(r rune) bool {
	return r == '\n' || r == '\t' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func dropped(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r >= 0xfffe && r <= 0xffff:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // would turn the text around it
		return true
	}
	return false
}

// Title is the item's title, or words in its place when the source gave none.
func Title(c chalkline.Card) string {
	if title := Line(c.Item.Title); title != "" {
		return title
	}
	if source := Line(c.Source.Name); source != "" {
		return "Untitled, from " + source
	}
	return "Untitled"
}

// Letter is the grade as one character, a dash when there is none.
func Letter(g chalkline.Grade) string {
	if g == chalkline.GradeNone {
		return "–"
	}
	return string(g)
}

// GradeLabel is the grade as a letter and a word, as "B Good", "C Some ·
// second-hand" or "– Not graded".
func GradeLabel(a chalkline.Appraisal) string { return Letter(a.Grade) + " " + GradeWord(a) }

// GradeWord is GradeLabel without its letter.
func GradeWord(a chalkline.Appraisal) string {
	if a.SecondHand && a.Grade != chalkline.GradeR && a.Grade != chalkline.GradeNone {
		return a.Grade.Word() + " · second-hand"
	}
	return a.Grade.Word()
}

// WhyLabel heads the reason, as "Why B".
func WhyLabel(a chalkline.Appraisal) string {
	if a.Grade == chalkline.GradeNone {
		return "Why no grade"
	}
	return "Why " + string(a.Grade)
}

// Why is the reason for the grade in a sentence.
func Why(a chalkline.Appraisal) string {
	if reason := Line(a.Reason); reason != "" {
		return Upper(reason)
	}
	if a.Grade == chalkline.GradeNone {
		return "This is not the sort of thing that is graded."
	}
	return "The reason was not stored."
}

// Score is the score with its margin, as "71 ± 8", and "" for what has none.
func Score(a chalkline.Appraisal) string {
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR {
		return ""
	}
	return fmt.Sprintf("%d ± %d", a.Score, a.Margin)
}

// Design is the design in plain words with the field's term beside it, as
// "Schools or classes were assigned at random (cluster-randomised trial)".
func Design(d chalkline.Design) string { return d.Plain() + " (" + d.Term() + ")" }

// Study is how it was found out and on whom, as "Schools or classes were
// assigned at random (cluster-randomised trial) · 1,375 people in 42 schools · on
// primary pupils in the UK · ESSA tier 2". It is "" for what is not graded.
func Study(a chalkline.Appraisal) string {
	switch {
	case a.Grade == chalkline.GradeNone:
		return ""
	case !empirical(a.Design) || unread(a):
		return designOf(a)
	}
	return strings.Join(present(Design(a.Design), Size(a), tested(a), Tier(a).Badge), " · ")
}

// designOf is Design, or what stands in its place for somebody else's study and
// for a text that could not be read.
func designOf(a chalkline.Appraisal) string {
	if a.SecondHand && !empirical(a.Design) {
		return "Speaks of somebody else's study (second-hand)"
	}
	if unread(a) && a.Design == chalkline.DesignUnknown {
		return "Not known: the text was not judged (design unclear)"
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

// NotFound stands where Found has no quote: it says so of a study, and is "" for
// what claims no result.
func NotFound(a chalkline.Appraisal) string {
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR || !empirical(a.Design) || unread(a) {
		return ""
	}
	return "No result is stated in the text we have."
}

// Size is who took part, as "1,375 people in 42 schools", "23 studies" or
// "Sample size: not stated".
func Size(a chalkline.Appraisal) string {
	count := func(name, one, many string) string {
		s, _ := a.Signal(name)
		value := Line(s.Value)
		if n, err := strconv.Atoi(value); err == nil {
			return counted(n, one, many)
		}
		return value
	}
	if studies := count(chalkline.SignalStudies, "study", "studies"); studies != "" {
		return studies
	}
	people := count(chalkline.SignalParticipants, "person", "people")
	schools := count(chalkline.SignalSchools, "school", "schools")
	switch {
	case people != "" && schools != "":
		return people + " in " + schools
	case people+schools != "":
		return people + schools
	}
	return "Sample size: not stated"
}

// Number is n with commas between the thousands.
func Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Minutes is how long the item takes to read, as "6 min".
func Minutes(c chalkline.Card) string {
	if c.Minutes == 0 {
		return "length not known"
	}
	return strconv.Itoa(c.Minutes) + " min"
}

// ForYou is why the item was picked for this reader, and "" when it was found
// otherwise.
func ForYou(c chalkline.Card) string { return Upper(Line(c.Pick.Reason)) }

// Cautions are the warnings that stand beside the grade.
func Cautions(a chalkline.Appraisal) []string {
	var lines []string
	for _, c := range a.Cautions {
		if text := Line(c.Text); text != "" {
			lines = append(lines, Upper(text))
		}
	}
	return lines
}

// Correction says in a sentence what has changed about an item that a reader
// was sent.
func Correction(a chalkline.Appraisal) string {
	standing, _ := a.Signal(chalkline.SignalStanding)
	switch {
	case a.Grade == chalkline.GradeR:
		return "This has been retracted since we picked it for you. Please do not rely on it."
	case chalkline.Standing(standing.Value) == chalkline.StandingConcern:
		return "The journal has published an expression of concern since we picked this for you."
	}
	return "This has changed since we picked it for you."
}

// Upper is text with a capital at its start.
func Upper(text string) string {
	if text == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(string(r)) + text[size:]
}
