package say

import (
	"slices"
	"strings"

	"chalkline"
)

// phaseWords say of a phase who was tested, and where when it was not pupils.
var phaseWords = map[chalkline.Phase]struct{ who, where string }{
	chalkline.PhaseEarly:     {"young children", "the early years"},
	chalkline.PhasePrimary:   {"primary pupils", "primary schools"},
	chalkline.PhaseSecondary: {"secondary pupils", "secondary schools"},
	chalkline.PhaseHigher:    {"university students", "higher education"},
}

// adults are words by which a sentence that names a phase may be about others
// than pupils.
var adults = []string{"teacher", "teaching staff", "faculty", "lecturer", "instructor", "principal", "headteacher", "school leader", "parent", "tutors"}

// Setting says on whom and where something was tried, and what the reader
// teaches when that is different: "Tested on university students in the US; you
// teach primary in the UK." It is "" for what is no study of its own, and says
// no more than the signals do. An empty class is a visitor's.
func Setting(a chalkline.Appraisal, class chalkline.Class) string {
	if !asked(a) {
		return ""
	}
	phases, codes := settings(a)
	verb := "tested"
	if g := groupOf(a.Design); g != groupTest && g != groupSynthesis {
		verb = "studied"
	}
	if len(phases) == 0 && len(codes) == 0 {
		return "Does not say where or with whom it was " + verb + "."
	}
	text := Upper(verb) + onWhom(a, phases) + inWhere(codes)
	switch {
	case len(phases) == 0:
		text += ", phase not stated"
	case len(codes) == 0:
		text += ", country not stated"
	}
	return text + elsewhere(phases, codes, class) + "."
}

// tested is Setting as part of a longer line: "tested on university students in
// the US", and "" when nothing is stated.
func tested(a chalkline.Appraisal) string {
	phases, codes := settings(a)
	if !asked(a) || len(phases)+len(codes) == 0 {
		return ""
	}
	return strings.TrimSpace(onWhom(a, phases) + inWhere(codes))
}

// settings are the phases and countries that an appraisal names.
func settings(a chalkline.Appraisal) (phases []chalkline.Phase, codes []string) {
	for _, s := range a.Signals {
		switch s.Name {
		case chalkline.SignalPhase:
			if phase := chalkline.Phase(Line(s.Value)); phase != "" && !slices.Contains(phases, phase) {
				phases = append(phases, phase)
			}
		case chalkline.SignalCountry:
			for code := range strings.SplitSeq(Line(s.Value), "/") {
				if code != "" && !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
			}
		}
	}
	return phases, codes
}

// onWhom names those of the phases, or the places when a sentence may be about
// their teachers.
func onWhom(a chalkline.Appraisal, phases []chalkline.Phase) string {
	if len(phases) == 0 {
		return ""
	}
	pupils := true
	for _, s := range a.Signals {
		quote := strings.ToLower(s.Quote)
		if s.Name == chalkline.SignalPhase && slices.ContainsFunc(adults, func(word string) bool { return strings.Contains(quote, word) }) {
			pupils = false
		}
	}
	names := make([]string, 0, len(phases))
	for _, phase := range phases {
		words, ok := phaseWords[phase]
		pupils = pupils && ok
		names = append(names, words.who)
	}
	if pupils {
		return " on " + and(names)
	}
	for i, phase := range phases {
		names[i] = string(phase)
		if words, ok := phaseWords[phase]; ok {
			names[i] = words.where
		}
	}
	return " in " + and(names)
}

func inWhere(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	const most = 3
	names := make([]string, 0, most)
	for _, code := range codes[:min(most, len(codes))] {
		names = append(names, country(code))
	}
	if len(codes) > most {
		names = append(names, "other countries")
	}
	return " in " + and(names)
}

// elsewhere says what the reader teaches, as far as it is something else.
func elsewhere(phases []chalkline.Phase, codes []string, class chalkline.Class) string {
	text := ""
	if len(phases) > 0 && len(class.Phases) > 0 && !slices.ContainsFunc(class.Phases, func(p chalkline.Phase) bool { return slices.Contains(phases, p) }) {
		names := make([]string, 0, len(class.Phases))
		for _, phase := range class.Phases {
			names = append(names, Line(string(phase)))
		}
		text += " " + and(names)
	}
	if code := Line(class.Country); len(codes) > 0 && code != "" && !slices.Contains(codes, code) {
		text += " in " + country(code)
	}
	return prefixed("; you teach", text)
}

// and lists names: "a", "a and b", "a, b and c".
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
