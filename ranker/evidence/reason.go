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
	if r.contradiction > 0 && !a.SecondHand && kindPhrase[a.Kind] == "" {
		minus = "it contradicts itself about how the groups were formed"
	}
	parts = append(parts, plus...)
	text := strings.Join(parts, ", ")
	if minus != "" {
		text += "; but " + minus
	}
	if r.language != "" && !r.unreadDesign(a) {
		text += "; the text is in " + r.language + ", which is not judged yet"
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
	if phrase, ok := kindPhrase[a.Kind]; ok && !r.unreadDesign(a) {
		if source, ok := a.Signal(chalkline.SignalCites); ok {
			phrase += "; points to " + article(source.Value)
		}
		return phrase
	}
	if a.Design == chalkline.DesignUnknown {
		return a.Design.Term() + r.whyUnclear()
	}
	phrase := a.Design.Term()
	if r.recorded != nil {
		phrase += " by its record in " + recordNames[r.recorded.from]
	}
	if r.m.Class(a.Design) == classNonEmpirical {
		return phrase
	}
	if design, ok := a.Signal(chalkline.SignalDesign); ok && r.recorded == nil {
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

// recordNames are the libraries and indexes of records.yaml as people write them.
var recordNames = map[string]string{"eric": "ERIC", "openalex": "OpenAlex"}

// unreadDesign says whether nothing is known of the design because of the
// language.
func (r *reading) unreadDesign(a chalkline.Appraisal) bool {
	return r.language != "" && a.Design == chalkline.DesignUnknown
}

// whyUnclear says what is missing where a text gives no design.
func (r *reading) whyUnclear() string {
	switch {
	case r.language != "":
		return ": written in " + r.language + ", which is not judged yet"
	case r.hasBody:
		return ": the text does not say how it was done"
	case r.keywords:
		return ": only keywords are known"
	case len(r.sentences) == 0:
		return ": there is nothing to read"
	}
	return ": only a title is known"
}

func (r *reading) secondHandPhrase() string {
	for _, s := range r.signals {
		switch {
		case s.Name != chalkline.SignalCites:
		case r.resting > 0:
			return "second-hand: summarises " + article(s.Value) + more(r.resting-1)
		default:
			return "second-hand: points to " + article(s.Value)
		}
	}
	return "second-hand: speaks of research without naming a study"
}

// more is " and 2 more".
func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
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
