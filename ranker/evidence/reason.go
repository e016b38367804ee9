package evidence

import (
	"strconv"
	"strings"

	"chalkline"
)

// reason is the one sentence that says why, built from the signals: the design
// with its size, up to two pluses, the biggest minus.
func (r *reading) reason(a chalkline.Appraisal) chalkline.Text {
	switch {
	case a.Grade == chalkline.GradeR:
		return chalkline.Textf("Retracted: the publisher has withdrawn this work.")
	case a.Grade == chalkline.GradeNone:
		return notGraded[a.Kind].Upper()
	}
	plus, minus := r.pluses(a)
	if r.contradiction > 0 && !a.SecondHand && kindPhrase[a.Kind].IsZero() {
		minus = chalkline.Textf("it contradicts itself about how the groups were formed")
	}
	text := chalkline.Joined(", ", append([]chalkline.Text{r.designPhrase(a)}, plus...)...)
	if !minus.IsZero() {
		text = chalkline.Textf("%s; but %s", text, minus)
	}
	if r.language != "" && !r.unreadDesign(a) {
		text = chalkline.Textf("%s; the text is in %s, which is not judged yet", text, chalkline.Textf(r.language))
	}
	switch r.standing() {
	case chalkline.StandingConcern:
		text = chalkline.Textf("%s; its journal has expressed concern about it", text)
	case chalkline.StandingCorrected:
		text = chalkline.Textf("%s; a correction was published", text)
	}
	return chalkline.Textf("%s.", text).Upper()
}

var notGraded = map[chalkline.Kind]chalkline.Text{
	chalkline.KindEvent:      chalkline.Textf("an event: nothing to grade."),
	chalkline.KindAdvert:     chalkline.Textf("an advert: nothing to grade."),
	chalkline.KindOffTopic:   chalkline.Textf("not about education: not graded."),
	chalkline.KindCorrection: chalkline.Textf("a notice about another item: not graded."),
}

var kindPhrase = map[chalkline.Kind]chalkline.Text{
	chalkline.KindPractice:     chalkline.Textf("describes practice, reports no study"),
	chalkline.KindOpinion:      chalkline.Textf("an author's view, reports no study"),
	chalkline.KindNews:         chalkline.Textf("news, reports no study"),
	chalkline.KindDiscussion:   chalkline.Textf("a discussion among practitioners, reports no study"),
	chalkline.KindPodcastVideo: chalkline.Textf("a recording, judged by its description"),
	chalkline.KindPolicyStats:  chalkline.Textf("figures from an agency"),
}

// designPhrase is "cluster-randomised trial in 42 schools (1,375 pupils)".
func (r *reading) designPhrase(a chalkline.Appraisal) chalkline.Text {
	if a.SecondHand {
		return r.secondHandPhrase()
	}
	if phrase, ok := kindPhrase[a.Kind]; ok && !r.unreadDesign(a) {
		if r.rests.IsZero() {
			return phrase
		}
		return chalkline.Textf("%s; points to %s", phrase, r.rests)
	}
	if a.Design == chalkline.DesignUnknown {
		return r.whyUnclear()
	}
	phrase := chalkline.Textf(a.Design.Term())
	if r.recorded != nil {
		phrase = chalkline.Textf("%s by its record in %s", phrase, recordNames[r.recorded.from])
	}
	if r.m.Class(a.Design) == classNonEmpirical {
		return phrase
	}
	if r.unclear && r.recorded == nil {
		phrase = chalkline.Textf("design unclear, perhaps %s", phrase)
	}
	return r.sized(a, phrase)
}

// sized is a design with how many studies, people and places it rests on.
func (r *reading) sized(a chalkline.Appraisal, phrase chalkline.Text) chalkline.Text {
	if studies, ok := a.Signal(chalkline.SignalStudies); ok {
		if a.Design == chalkline.DesignUmbrella {
			return chalkline.Textf("%s of %s", phrase, many(studies.Value, chalkline.Counted(0, "%s review", "%s reviews")))
		}
		return chalkline.Textf("%s of %s", phrase, many(studies.Value, chalkline.Counted(0, "%s study", "%s studies")))
	}
	people, hasPeople := a.Signal(chalkline.SignalParticipants)
	schools, hasSchools := a.Signal(chalkline.SignalSchools)
	places := many(schools.Value, chalkline.Counted(0, "%s school or class", "%s schools or classes"))
	persons := many(people.Value, chalkline.Counted(0, "%s person", "%s people"))
	switch {
	case hasPeople && hasSchools:
		return chalkline.Textf("%s in %s (%s)", phrase, places, persons)
	case hasSchools:
		return chalkline.Textf("%s in %s", phrase, places)
	case hasPeople:
		return chalkline.Textf("%s with %s", phrase, persons)
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
func (r *reading) whyUnclear() chalkline.Text {
	switch {
	case r.language != "":
		return chalkline.Textf("design unclear: written in %s, which is not judged yet", chalkline.Textf(r.language))
	case r.hasBody:
		return chalkline.Textf("design unclear: the text does not say how it was done")
	case r.keywords:
		return chalkline.Textf("design unclear: only keywords are known")
	case len(r.sentences) == 0:
		return chalkline.Textf("design unclear: there is nothing to read")
	}
	return chalkline.Textf("design unclear: only a title is known")
}

func (r *reading) secondHandPhrase() chalkline.Text {
	switch {
	case r.rests.IsZero():
		return chalkline.Textf("second-hand: speaks of research without naming a study")
	case r.resting > 1:
		return chalkline.Textf("second-hand: summarises %s and %d more", r.rests, r.resting-1)
	case r.resting > 0:
		return chalkline.Textf("second-hand: summarises %s", r.rests)
	}
	return chalkline.Textf("second-hand: points to %s", r.rests)
}

// aStudy is a design with its article, as "a randomised trial". Translations
// have it whole.
func aStudy(d chalkline.Design) chalkline.Text {
	term := d.Term()
	if strings.IndexByte("aeiou", term[0]) >= 0 {
		return chalkline.Textf("an " + term)
	}
	return chalkline.Textf("a " + term)
}

// pluses are the words for the two heaviest positive adjustments and for the
// heaviest negative one. Adjustments of 5 points and more are all in the signals.
func (r *reading) pluses(a chalkline.Appraisal) (plus []chalkline.Text, minus chalkline.Text) {
	if a.SecondHand || !kindPhrase[a.Kind].IsZero() {
		return nil, minus
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
	return []chalkline.Text{chalkline.Textf(first.Plus), chalkline.Textf(second.Plus)}, chalkline.Textf(worst.Minus)
}

// many is a number with its noun; what is no whole number stays as it is.
func many(number string, noun chalkline.Text) chalkline.Text {
	if n, err := strconv.Atoi(number); err == nil {
		noun.Args[0] = n
		return noun
	}
	return chalkline.Textf(noun.Format, number)
}
