package evidence

import (
	"strings"
	"unicode"

	"chalkline"
)

// When is a piece that points to a study second-hand evidence, and when is it an
// opinion or a lesson idea with a link in it? A reader who sees a grade on a blog
// post takes it for what the post tells them. So a post inherits from a study
// only when it is mostly about that study: then the grade speaks of what was
// read. One link at the foot of a rant, or a paper named in the first line of a
// lesson idea, leaves the piece what it is, at the score of an opinion or of
// practice; the study is then named in the reason and adds no points.
//
// "Mostly about" is read from the sentences that talk of a study: what the
// researchers did and found, trials, samples, comparison groups, effect sizes. A
// title that names the study needs a few such sentences; without it a good part
// of the text has to be of that kind. How-to pieces explain their grounds before
// they tell what to do, so for them the title is not enough. And the talk has to
// be of that study: a word of its title must be there, or a class that tried
// something of its own would inherit from whatever it links.
const (
	talkMost  = 1.0 / 3 // share of the sentences that is enough by itself
	talkPart  = 0.2     // share that is enough when there are several
	talkSome  = 4       // several
	talkNamed = 0.15    // share that is enough when the title names a study
	talkKin   = 2       // sentences that are enough when the title shares words with the work's
	kinWords  = 2       // words that title and work have to share
	kinLeast  = 0.2     // share of the words of the work's title, and at least one, found in a text about it
	kinOwn    = 0.6     // share of the work's title found in a text that reads like a study of its own
	wordLeast = 4       // letters of a word that tells works apart
)

// commonWords stand in so many titles that they tell nothing.
var commonWords = nouns(`study studie trial review analysi analyse meta meta-analysi evidence effect impact result school pupil student teacher
	teaching learning education classroom children child from with that this what when where does into their about more than using between among randomised
	randomized controlled systematic cluster cluster-randomised cluster-randomized research experiment retracted survey case notice`)

// aboutCited says whether a piece of this kind is mostly about a work it cites.
func (r *reading) aboutCited(kind chalkline.Kind, design chalkline.Design) bool {
	if r.scholarly() || !r.resolved() {
		return false
	}
	text := r.doc.Item.Title + " " + r.doc.Item.Text
	if r.language != "" || !r.kin(text, 1, kinLeast) {
		return false
	}
	talk, body, titled := r.studyTalk()
	named := mostly(talk, body) || talk >= talkKin && (titled || r.kin(r.doc.Item.Title, kinWords, 0)) || titled && talk > 0 && float64(talk) >= talkNamed*float64(body)
	switch kind {
	case chalkline.KindOpinion, chalkline.KindNews, chalkline.KindPolicyStats:
		return named
	case chalkline.KindPractice:
		return mostly(talk, body)
	case chalkline.KindResearch, chalkline.KindSynthesis:
		// On a blog or in the news, what reads like a study is somebody else's when
		// it shows no design of its own, or when the title of the work that it links
		// is all over the text.
		return r.journalism() && (named && r.m.Class(design) == classNonEmpirical || r.kin(text, kinWords, kinOwn))
	}
	return false
}

func mostly(talk, body int) bool {
	share := float64(talk) / float64(max(1, body))
	return talk > 0 && (share >= talkMost || talk >= talkSome && share >= talkPart)
}

// resolved says whether something is known of a work that the item points to.
func (r *reading) resolved() bool {
	for _, cited := range r.doc.Cited {
		if cited.Appraised || cited.Work.Title != "" || cited.Work.Type != "" || isRetracted(cited) {
			return true
		}
	}
	return false
}

// studyTalk counts the sentences of the text that talk of a study, and all of
// them; references are not counted. The title is looked at by itself.
func (r *reading) studyTalk() (talk, body int, titled bool) {
	for i := range r.sentences {
		s := &r.sentences[i]
		talks := r.m.matches(s, r.m.talk) && !r.m.matches(s, r.m.talkUnless)
		switch {
		case s.title:
			titled = r.m.matches(s, r.m.talkTitle) && !r.m.matches(s, r.m.talkUnless)
			continue
		case r.isReference(s):
			continue
		case talks:
			talk++
		}
		body++
	}
	return talk, body, titled
}

// isReference says whether a sentence is part of a list of references: a number,
// a year in brackets, or the title of a work by itself.
func (r *reading) isReference(s *sentence) bool {
	if strings.Contains(s.plain, "doi.org/") || yearPattern.MatchString(s.cased) {
		return true
	}
	bare := strings.TrimRight(s.plain, ".?! ")
	if len(bare) < 2*wordLeast {
		return false
	}
	for _, cited := range r.doc.Cited {
		if strings.Contains(strings.ToLower(fold(cited.Work.Title)), bare) {
			return true
		}
	}
	return false
}

// kin says whether a text has at least that many, and that share, of the telling
// words of the title of a cited work. A work without a known title is taken to
// be meant.
func (r *reading) kin(text string, least int, share float64) bool {
	have := tellingWords(text)
	for _, cited := range r.doc.Cited {
		wanted := tellingWords(cited.Work.Title)
		if len(wanted) == 0 && least <= 1 {
			return true
		}
		shared := 0
		for word := range wanted {
			if have[word] {
				shared++
			}
		}
		if shared >= least && float64(shared) >= share*float64(len(wanted)) {
			return true
		}
	}
	return false
}

// tellingWords are the words of a text that may tell one work from another,
// without the s of a plural.
func tellingWords(text string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(fold(text)), func(c rune) bool { return c != '-' && !unicode.IsLetter(c) }) {
		word = strings.TrimSuffix(strings.Trim(word, "-"), "s")
		if len(word) >= wordLeast && !commonWords[word] {
			words[word] = true
		}
	}
	return words
}
