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
	reviewOfOwn      = 6.0
	wordsLeast       = 0.5
	wordsMost        = 2.5
	likelyNotice     = 5.0 // votes from which an event or advert is likely
	benefitOfDoubt   = 1.5 // better to leave a piece ungraded than to grade an advert
	untitledTalk     = 4.0 // a tweet has no title
	shortText        = 40  // bytes; a title alone may leave its field open
	journalismDamp   = 0.6 // on blogs and in news, data are mostly somebody else's
	elsewhereSeconds = 2   // sentences about education below which words of another field win
)

// decideKind weighs the votes for kinds with what the design says.
func (r *reading) decideKind(design ranked) chalkline.Kind {
	if r.kindVotes[string(chalkline.KindCorrection)] == 0 && r.offTopic() {
		return chalkline.KindOffTopic
	}
	v := map[chalkline.Kind]float64{}
	for _, kind := range allKinds {
		v[kind] = r.kindVotes[string(kind)]
	}
	r.kindFromDesign(v, design)
	r.kindFromPlace(v)
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
		if v[kind] >= likelyNotice {
			v[kind] += benefitOfDoubt
		}
	}
	best, most := chalkline.KindOpinion, math.Inf(-1)
	if r.scholarly() {
		best = chalkline.KindResearch
	}
	for _, kind := range allKinds {
		if kind != chalkline.KindOffTopic && v[kind] > most && v[kind] > 0 {
			best, most = kind, v[kind]
		}
	}
	if r.aboutCited(best, design.design) {
		return chalkline.KindSecondHand
	}
	return best
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
	v[chalkline.KindResearch] += weight * min(mostFromData, dataForResearch*r.votes[markData])
	switch {
	case r.m.Class(design.design) == classSynthesis:
		v[chalkline.KindResearch] *= 0.5
		v[chalkline.KindSynthesis] += weight * synthesisOfOwn
	case design.design == chalkline.DesignLR:
		v[chalkline.KindSynthesis] += weight * reviewOfOwn
	case r.m.Class(design.design) == classNonEmpirical:
		v[wordsKind(design.design)] += wordsLeast + wordsMost*design.probability
	case design.probability >= 0.5:
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

// citesEducation says whether a work that the item points to is about education.
func (r *reading) citesEducation() bool {
	for _, cited := range r.doc.Cited {
		title := newSentence(cited.Work.Title, 0, len(cited.Work.Title), true)
		title.found = r.m.patterns.scan(title.plain)
		if r.m.matches(&title, r.m.education) && !r.m.matches(&title, r.m.educationUnless) {
			return true
		}
	}
	return false
}

// offTopic says whether the item is not about education: it has none of its
// words, or hardly any beside those of another field.
func (r *reading) offTopic() bool {
	if len(r.sentences) == 0 {
		return false
	}
	if r.educated == 0 && r.citesEducation() {
		return false
	}
	if r.educated == 0 {
		known := len(r.doc.Source.Topics) > 0 || len(r.doc.Item.Text) < shortText
		return !known || r.elsewhere
	}
	return r.elsewhere && !r.titled && r.educated <= elsewhereSeconds
}
