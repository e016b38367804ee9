package evidence

import (
	"math"

	"chalkline"
)

var allKinds = []chalkline.Kind{
	chalkline.KindResearch, chalkline.KindSynthesis, chalkline.KindSecondHand, chalkline.KindPractice, chalkline.KindOpinion, chalkline.KindNews,
	chalkline.KindEvent, chalkline.KindAdvert, chalkline.KindPolicyStats, chalkline.KindDiscussion, chalkline.KindPodcastVideo,
	chalkline.KindCorrection, chalkline.KindOffTopic,
}

// Classes of designs.yaml that the code asks for.
const (
	classSynthesis    = "synthesis"
	classNonEmpirical = "non_empirical"
	classTrial        = "rct"
	classComparison   = "qed"
)

// What the design says about the kind.
const (
	dataForResearch  = 0.45 // research votes for each mark of data
	mostFromData     = 7.0
	designOfItsOwn   = 3.0
	synthesisOfOwn   = 9.0
	researchInReview = 0.4 // of the votes for research when the design is a review by stated rules
	reviewOfOwn      = 6.0
	opinionNoData    = 1.5 // an abstract that speaks of no data at all
	practiceNoData   = 1.0
	wordsLeast       = 0.5
	wordsMost        = 2.5
	likelyNotice     = 4.0 // votes from which an event or advert is likely
	benefitOfDoubt   = 3.5 // better to leave a piece ungraded than to grade an advert
	noticeInStudy    = 0.3 // of the votes for an event or advert in the report of a study
	namelessEssay    = 3.0 // a piece in the news that names nobody
	namelessNews     = 1.0
	untitledTalk     = 4.0 // a tweet has no title
	plainDesign      = 0.75
	journalismDamp   = 0.6 // on blogs and in news, data are mostly somebody else's
)

// decideKind weighs the votes for kinds with what the design says.
func (r *reading) decideKind(design ranked) chalkline.Kind {
	if r.kindVotes[string(chalkline.KindCorrection)] == 0 && r.offTopic() {
		return chalkline.KindOffTopic
	}
	best, most := chalkline.KindOpinion, math.Inf(-1)
	if r.scholarly() {
		best = chalkline.KindResearch
	}
	votes := r.votesForKinds(design)
	for _, kind := range allKinds {
		if kind != chalkline.KindOffTopic && votes[kind] > most && votes[kind] > 0 {
			best, most = kind, votes[kind]
		}
	}
	switch {
	case r.aboutCited(best, design.design):
		return chalkline.KindSecondHand
	case r.surelyStudied(best, design):
		return r.studyKind(design.design)
	}
	return best
}

// surelyStudied says whether the design is too plain to be taken for the words
// of somebody who did no study. Where people write about studies it may be that
// of another.
func (r *reading) surelyStudied(kind chalkline.Kind, design ranked) bool {
	switch kind {
	case chalkline.KindPractice, chalkline.KindOpinion, chalkline.KindPolicyStats, chalkline.KindNews, chalkline.KindSecondHand:
	default:
		return false
	}
	class := r.m.Class(design.design)
	return !r.journalism() && design.probability >= plainDesign && class != classNonEmpirical && class != "other"
}

func (r *reading) studyKind(design chalkline.Design) chalkline.Kind {
	if r.m.Class(design) == classSynthesis || design == chalkline.DesignLR {
		return chalkline.KindSynthesis
	}
	return chalkline.KindResearch
}

// votesForKinds adds up what cues, design and place say.
func (r *reading) votesForKinds(design ranked) map[chalkline.Kind]float64 {
	v := map[chalkline.Kind]float64{}
	for _, kind := range allKinds {
		v[kind] = r.kindVotes[string(kind)]
	}
	r.kindFromDesign(v, design)
	r.kindFromPlace(v)
	r.kindFromForeign(v)
	if r.doc.Source.Genre == chalkline.GenreNews && r.language == "" && r.hasBody && r.names() == 0 {
		v[chalkline.KindOpinion] += namelessEssay
		v[chalkline.KindNews] -= namelessNews
	}
	if r.doc.Item.Title == "" && v[chalkline.KindDiscussion] > 0 {
		v[chalkline.KindDiscussion] += untitledTalk
	}
	if r.scholarly() {
		v[chalkline.KindSecondHand] *= 0.3
		v[chalkline.KindNews] *= 0.4
		v[chalkline.KindEvent] *= 0.3
		v[chalkline.KindAdvert] *= 0.3
		v[chalkline.KindDiscussion] *= 0.3
		v[chalkline.KindPodcastVideo] *= 0.3
	}
	for _, kind := range []chalkline.Kind{chalkline.KindEvent, chalkline.KindAdvert} {
		switch {
		case r.studied(design):
			v[kind] *= noticeInStudy
		case v[kind] >= likelyNotice:
			v[kind] += benefitOfDoubt
		}
	}
	return v
}

// studied says whether the text reports a study, with a design that it states or
// with data: whoever was invited, registered or applied in it took part in it.
func (r *reading) studied(design ranked) bool {
	class := r.m.Class(design.design)
	return !r.journalism() && r.votes[markData] >= someData && class != classNonEmpirical
}

// scholarly says whether the item came from where scholarly work is listed.
func (r *reading) scholarly() bool {
	genre := r.doc.Source.Genre
	return genre == chalkline.GenreJournal || genre == chalkline.GenreDatabase || r.doc.Item.ERIC != "" || r.doc.Work.Type != "" ||
		(r.doc.Item.DOI != "" && genre == "")
}

// journalism says whether the item came from where people write about teaching
// and about studies rather than report their own.
func (r *reading) journalism() bool { return !r.scholarly() && r.doc.Source.Genre != "" }

func (r *reading) kindFromDesign(v map[chalkline.Kind]float64, design ranked) {
	weight := 1.0
	if r.journalism() {
		weight = journalismDamp
	}
	v[chalkline.KindResearch] = weight * (v[chalkline.KindResearch] + min(mostFromData, dataForResearch*r.votes[markData]))
	if r.scholarly() && r.hasBody && r.votes[markData] <= 0 {
		v[chalkline.KindOpinion] += opinionNoData
		v[chalkline.KindPractice] += practiceNoData
	}
	if r.language != "" && r.journalism() && design.design == chalkline.DesignUnknown {
		return // its words are not read, and most of what such places bring is no study
	}
	switch {
	case r.m.Class(design.design) == classSynthesis:
		v[chalkline.KindResearch] *= researchInReview
		v[chalkline.KindSynthesis] += weight * synthesisOfOwn
	case design.design == chalkline.DesignLR:
		v[chalkline.KindSynthesis] += weight * reviewOfOwn
	case r.m.Class(design.design) == classNonEmpirical:
		if r.votes[string(design.design)] > 0 { // else nothing was said, and the design is what is left
			v[wordsKind(design.design)] += wordsLeast + wordsMost*design.probability
		}
	case design.probability >= 0.5 && design.design != chalkline.DesignUnknown:
		v[chalkline.KindResearch] += weight * designOfItsOwn
	}
}

// wordsKind is the kind that a design without data speaks for.
func wordsKind(design chalkline.Design) chalkline.Kind {
	switch design {
	case chalkline.DesignPRAC:
		return chalkline.KindPractice
	case chalkline.DesignNEWS:
		return chalkline.KindNews
	default:
		return chalkline.KindOpinion
	}
}

// kindFromPlace adds what source and address say; where both say the same, the
// stronger counts.
func (r *reading) kindFromPlace(v map[chalkline.Kind]float64) {
	place := map[string]float64{}
	for name, weight := range r.m.genres[r.doc.Source.Genre] {
		place[name] = weight
	}
	if r.doc.Item.URL != "" {
		for _, path := range r.m.paths {
			if !path.match.MatchString(r.doc.Item.URL) {
				continue
			}
			for _, vote := range path.votes {
				place[vote.name] = max(place[vote.name], vote.weight)
			}
		}
	}
	for name, weight := range place {
		v[chalkline.Kind(name)] += weight
	}
}
