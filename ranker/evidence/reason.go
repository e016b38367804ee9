package evidence

import (
	"fmt"
	"strconv"
	"strings"

	"chalkline"
)

// reason is the one sentence that says why, built from the signals: the design
// with its size, up to two pluses, the biggest minus.
func (r *reading) reason(a chalkline.Appraisal) string {
	switch {
	case a.Grade == chalkline.GradeR:
		return "Retracted: the publisher has withdrawn this work."
	case a.Grade == chalkline.GradeNone:
		return upperFirst(notGraded[a.Kind])
	}
	parts := []string{r.designPhrase(a)}
	plus, minus := r.pluses(a)
	parts = append(parts, plus...)
	text := strings.Join(parts, ", ")
	if minus != "" {
		text += "; but " + minus
	}
	switch r.standing() {
	case chalkline.StandingConcern:
		text += "; its journal has expressed concern about it"
	case chalkline.StandingCorrected:
		text += "; a correction was published"
	}
	return upperFirst(text) + "."
}

var notGraded = map[chalkline.Kind]string{
	chalkline.KindEvent:      "an event: nothing to grade.",
	chalkline.KindAdvert:     "an advert: nothing to grade.",
	chalkline.KindOffTopic:   "not about education: not graded.",
	chalkline.KindCorrection: "a notice about another item: not graded.",
}

var kindPhrase = map[chalkline.Kind]string{
	chalkline.KindPractice: "describes practice, reports no study", chalkline.KindOpinion: "an author's view, reports no study",
	chalkline.KindNews: "news, reports no study", chalkline.KindDiscussion: "a discussion among practitioners, reports no study",
	chalkline.KindPodcastVideo: "a recording, judged by its description", chalkline.KindPolicyStats: "figures from an agency",
}

// designPhrase is "cluster-randomised trial in 42 schools (1,375 pupils)".
func (r *reading) designPhrase(a chalkline.Appraisal) string {
	if a.SecondHand {
		return r.secondHandPhrase()
	}
	if phrase, ok := kindPhrase[a.Kind]; ok {
		if source, ok := a.Signal(chalkline.SignalCites); ok {
			phrase += "; points to " + article(source.Value)
		}
		return phrase
	}
	if r.m.Class(a.Design) == classNonEmpirical || a.Design == chalkline.DesignUnknown {
		return a.Design.Term()
	}
	phrase := a.Design.Term()
	if design, ok := a.Signal(chalkline.SignalDesign); ok {
		phrase = design.Value
	}
	if studies, ok := a.Signal(chalkline.SignalStudies); ok {
		if a.Design == chalkline.DesignUmbrella {
			return phrase + " of " + many(studies.Value, "review", "reviews")
		}
		return phrase + " of " + many(studies.Value, "study", "studies")
	}
	people, hasPeople := a.Signal(chalkline.SignalParticipants)
	schools, hasSchools := a.Signal(chalkline.SignalSchools)
	switch {
	case hasPeople && hasSchools:
		return fmt.Sprintf("%s in %s (%s)", phrase, many(schools.Value, "school or class", "schools or classes"), many(people.Value, "person", "people"))
	case hasSchools:
		return phrase + " in " + many(schools.Value, "school or class", "schools or classes")
	case hasPeople:
		return phrase + " with " + many(people.Value, "person", "people")
	}
	return phrase
}

func (r *reading) secondHandPhrase() string {
	for _, s := range r.signals {
		if s.Name == chalkline.SignalCites {
			return "second-hand: points to " + article(s.Value)
		}
	}
	return "second-hand: speaks of research without naming a study"
}

func article(value string) string {
	if strings.HasPrefix(value, "a ") {
		return value
	}
	if strings.IndexByte("aeiou", value[0]) >= 0 {
		return "an " + value
	}
	return "a " + value
}

// pluses are the words for the two heaviest positive adjustments and for the
// heaviest negative one. Adjustments of 5 points and more are all in the signals.
func (r *reading) pluses(a chalkline.Appraisal) (plus []string, minus string) {
	if a.SecondHand || kindPhrase[a.Kind] != "" {
		return nil, ""
	}
	var first, second, worst adjustment
	for _, name := range r.m.order {
		if !r.stated[name] {
			continue
		}
		adj := r.m.rules.Adjustments[name]
		switch {
		case adj.Points > first.Points:
			first, second = adj, first
		case adj.Points > second.Points:
			second = adj
		case adj.Points < worst.Points:
			worst = adj
		}
	}
	for _, adj := range []adjustment{first, second} {
		if adj.Plus != "" {
			plus = append(plus, adj.Plus)
		}
	}
	return plus, worst.Minus
}

// many is a number with its noun.
func many(number, one, more string) string {
	if number == "1" {
		return "1 " + one
	}
	return grouped(number) + " " + more
}

// grouped writes 1375 as 1,375.
func grouped(number string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1000 {
		return number
	}
	return grouped(strconv.Itoa(n/1000)) + fmt.Sprintf(",%03d", n%1000)
}

func upperFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
