package evidence

import "chalkline"

// Is an item about education at all? Sources that write about education write
// about other things too: a professor's blog about software, a university's
// newsroom about dreams, a database of education about photonic crystals. So an
// item has to show that it is: with words of schooling in its title or at its
// start, with several families of them (schools, teaching, learners, universities),
// with a good part of its sentences. Words of other fields speak against it. A
// word in passing is not enough, nor is a name that holds one. The words are cues
// of kinds.yaml that vote for or against off_topic.
const (
	fieldDoubt     = 1.6 // what an item that says nothing of education has against it
	fieldShare     = 1.5 // for a text of which each sentence is about education
	fieldTrust     = 1.1 // places where scholarly work on education is listed
	fieldElsewhere = 1.0 // for a title or a first sentence with words of another field
	fieldKnown     = 2.1 // places that are known to write about topics of education
	fieldUnknown   = 0.7 // against items of a source of which nothing is known
	fieldNoText    = 0.5 // a title alone may leave its field open
	foreignShare   = 0.1 // share of the sentences of a text in another language that has to be about education
	shortText      = 40  // bytes; what is less is no more than a title
)

// offTopic says whether the item is not about education.
func (r *reading) offTopic() bool {
	if len(r.sentences) == 0 && r.language == "" {
		return false
	}
	if r.educated == 0 && r.citesEducation() {
		return false
	}
	if r.language != "" {
		return r.foreignField()
	}
	return r.fieldVotes() > 0
}

// fieldVotes is what speaks against the item being about education.
func (r *reading) fieldVotes() float64 {
	votes := fieldDoubt + r.kindVotes[string(chalkline.KindOffTopic)]
	votes -= fieldShare * float64(r.educated) / float64(max(1, len(r.sentences)))
	if r.scholarly() {
		votes -= fieldTrust
	}
	if r.elsewhere {
		votes += fieldElsewhere
	}
	switch {
	case len(r.doc.Source.Topics) > 0:
		votes -= fieldKnown
	case r.doc.Source.Genre == "" && !r.scholarly():
		votes += fieldUnknown
	}
	for _, path := range r.m.paths {
		if path.match.MatchString(r.doc.Item.URL) {
			votes += path.votesFor(chalkline.KindOffTopic)
		}
	}
	if len(r.doc.Item.Text) < shortText {
		votes -= fieldNoText
	}
	return votes
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

// foreignField says whether a text in another language is not about education:
// neither its title nor a good part of the text says that it is.
func (r *reading) foreignField() bool {
	text := unmarked(r.doc.Item.Text)
	return !r.titled && float64(r.educated) < foreignShare*float64(len(sentences("", text)))
}

// votesFor is what an address says of a kind.
func (p pathCue) votesFor(kind chalkline.Kind) float64 {
	for _, vote := range p.votes {
		if vote.name == string(kind) {
			return vote.weight
		}
	}
	return 0
}
