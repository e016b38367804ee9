package say

import (
	"slices"
	"strings"

	"chalkline"
)

// phaseWords say of a phase who was tested, and where when it was not pupils.
type phaseWords struct {
	who, onWho     chalkline.Text
	where, inWhere chalkline.Text
}

var phases = map[chalkline.Phase]phaseWords{
	chalkline.PhaseEarly: {
		chalkline.Textf("young children"), chalkline.Textf("on young children"),
		chalkline.Textf("the early years"), chalkline.Textf("in the early years"),
	},
	chalkline.PhasePrimary: {
		chalkline.Textf("primary pupils"), chalkline.Textf("on primary pupils"),
		chalkline.Textf("primary schools"), chalkline.Textf("in primary schools"),
	},
	chalkline.PhaseSecondary: {
		chalkline.Textf("secondary pupils"), chalkline.Textf("on secondary pupils"),
		chalkline.Textf("secondary schools"), chalkline.Textf("in secondary schools"),
	},
	chalkline.PhaseHigher: {
		chalkline.Textf("university students"), chalkline.Textf("on university students"),
		chalkline.Textf("higher education"), chalkline.Textf("in higher education"),
	},
}

// phaseNames are the names of the phases.
var phaseNames = map[chalkline.Phase]chalkline.Text{
	chalkline.PhaseEarly:     chalkline.Textf("early years"),
	chalkline.PhasePrimary:   chalkline.Textf("primary"),
	chalkline.PhaseSecondary: chalkline.Textf("secondary"),
	chalkline.PhaseHigher:    chalkline.Textf("higher education"),
}

// Phase is the name of a phase in lower case.
func Phase(p chalkline.Phase) chalkline.Text {
	if name, ok := phaseNames[p]; ok {
		return name
	}
	return chalkline.Verbatim(Line(string(p)))
}

// adults are words by which a sentence that names a phase may be about others
// than pupils.
var adults = []string{"teacher", "teaching staff", "faculty", "lecturer", "instructor", "principal", "headteacher", "school leader", "parent", "tutors"}

// Setting says on whom and where something was tried, and what the reader
// teaches when that is different: "Tested on university students in the US; you
// teach primary in the UK." It is zero for what is no study of its own, and says
// no more than the signals do. An empty class is a visitor's.
func Setting(a chalkline.Appraisal, class chalkline.Class) chalkline.Text {
	if !asked(a) {
		return chalkline.Text{}
	}
	stages, codes := settings(a)
	g := groupOf(a.Design)
	tested := g == groupTest || g == groupSynthesis
	if len(stages) == 0 && len(codes) == 0 {
		if tested {
			return chalkline.Textf("Does not say where or with whom it was tested.")
		}
		return chalkline.Textf("Does not say where or with whom it was studied.")
	}
	text := chalkline.Joined(" ", onWhom(a, stages), inWhere(codes))
	if tested {
		text = chalkline.Textf("Tested %s", text)
	} else {
		text = chalkline.Textf("Studied %s", text)
	}
	switch {
	case len(stages) == 0:
		text = chalkline.Textf("%s, phase not stated", text)
	case len(codes) == 0:
		text = chalkline.Textf("%s, country not stated", text)
	}
	return chalkline.Textf("%s.", elsewhere(text, stages, codes, class))
}

// tested is Setting as part of a longer line: "on university students in the US",
// and zero when nothing is stated.
func tested(a chalkline.Appraisal) chalkline.Text {
	if !asked(a) {
		return chalkline.Text{}
	}
	stages, codes := settings(a)
	return chalkline.Joined(" ", onWhom(a, stages), inWhere(codes))
}

// settings are the phases and countries that an appraisal names.
func settings(a chalkline.Appraisal) (stages []chalkline.Phase, codes []string) {
	for _, s := range a.Signals {
		switch s.Name {
		case chalkline.SignalPhase:
			if phase := chalkline.Phase(Line(s.Value)); phase != "" && !slices.Contains(stages, phase) {
				stages = append(stages, phase)
			}
		case chalkline.SignalCountry:
			for code := range strings.SplitSeq(Line(s.Value), "/") {
				if code != "" && !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
			}
		}
	}
	return stages, codes
}

// onWhom names those of the phases, or the places when a sentence may be about
// their teachers.
func onWhom(a chalkline.Appraisal, stages []chalkline.Phase) chalkline.Text {
	pupils := true
	for _, phase := range stages {
		_, ok := phases[phase]
		pupils = pupils && ok
	}
	for _, s := range a.Signals {
		if s.Name == chalkline.SignalPhase && pupils {
			quote := strings.ToLower(s.Quote)
			pupils = !slices.ContainsFunc(adults, func(word string) bool { return strings.Contains(quote, word) })
		}
	}
	names := make([]chalkline.Text, 0, len(stages))
	for _, phase := range stages {
		words, ok := phases[phase]
		switch first := len(names) == 0; {
		case !ok && first:
			names = append(names, chalkline.Textf("in %s", Phase(phase)))
		case !ok:
			names = append(names, Phase(phase))
		case pupils && first:
			names = append(names, words.onWho)
		case pupils:
			names = append(names, words.who)
		case first:
			names = append(names, words.inWhere)
		default:
			names = append(names, words.where)
		}
	}
	return and(names)
}

// inWhere names the countries, or the first of them.
func inWhere(codes []string) chalkline.Text {
	const most = 3
	names := make([]any, 0, most)
	for _, code := range codes[:min(most, len(codes))] {
		names = append(names, country(code))
	}
	switch {
	case len(codes) > most:
		return chalkline.Textf("in %s, %s, %s and other countries", names...)
	case len(codes) == most:
		return chalkline.Textf("in %s, %s and %s", names...)
	case len(codes) == 2:
		return chalkline.Textf("in %s and %s", names...)
	case len(codes) == 1:
		return chalkline.Textf("in %s", names...)
	}
	return chalkline.Text{}
}

// elsewhere adds what the reader teaches, as far as it is something else.
func elsewhere(text chalkline.Text, stages []chalkline.Phase, codes []string, class chalkline.Class) chalkline.Text {
	var teaches []chalkline.Text
	if len(stages) > 0 && !slices.ContainsFunc(class.Phases, func(p chalkline.Phase) bool { return slices.Contains(stages, p) }) {
		for _, phase := range class.Phases {
			teaches = append(teaches, Phase(phase))
		}
	}
	code := Line(class.Country)
	abroad := len(codes) > 0 && code != "" && !slices.Contains(codes, code)
	switch {
	case abroad && len(teaches) > 0:
		return chalkline.Textf("%s; you teach %s in %s", text, and(teaches), country(code))
	case abroad:
		return chalkline.Textf("%s; you teach in %s", text, country(code))
	case len(teaches) > 0:
		return chalkline.Textf("%s; you teach %s", text, and(teaches))
	}
	return text
}

// and lists names: "a", "a and b", "a, b and c".
func and(names []chalkline.Text) chalkline.Text {
	if len(names) < 2 {
		return chalkline.Joined("", names...)
	}
	last := len(names) - 1
	return chalkline.Textf("%s and %s", chalkline.Joined(", ", names[:last]...), names[last])
}
