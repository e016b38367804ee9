package evidence

import "chalkline"

// reading is what one pass over a document has found so far.
type reading struct {
	m             *Model
	doc           Document // its texts are those that are read; see chooseText
	origin        string   // of the text: text, or where the record is from that holds the abstract
	language      string   // the text's, when it is not English and so is not judged; else ""
	hasBody       bool     // there is more than a title to judge
	behind        bool     // it is a work behind another item
	keywords      bool     // the text lists keywords and says nothing
	sentences     []sentence
	votes         map[string]float64 // for designs and marks
	kindVotes     map[string]float64
	fired         map[*cue]int // cue -> the sentence in which it matched
	records       map[chalkline.Design]recordVote
	recordKinds   []vote
	recorded      *recordVote // the record that decided the design, if one did
	recordData    float64     // marks of data by the record
	worded        bool        // the words decided between designs; see withWords
	contradiction int         // the sentence that denies what another says of the groups, counted from 1; 0 for none
	kind          chalkline.Kind
	signals       []chalkline.Signal
	stated        map[string]bool // adjustments that apply
	n             count           // participants
	units         weighed         // schools or classes
	studies       weighed         // studies in a synthesis
	educated      int             // sentences about education
	titled        bool            // the title is about education
	elsewhere     bool            // words of another field
	citations     []chalkline.Citation
	resting       int               // how many works a second-hand score rests on
	rests         chalkline.Text    // what the text rests on or points to, in words
	unclear       bool              // its own design is little more than a guess
	judged        []chalkline.Cited // cited works without an item here, judged by their records; see judgeRecords
}

// read splits the item into sentences and collects all votes.
func (m *Model) read(d Document) *reading {
	r := &reading{
		m: m, doc: d, records: map[chalkline.Design]recordVote{},
		votes: map[string]float64{}, kindVotes: map[string]float64{}, stated: map[string]bool{}, fired: map[*cue]int{},
		citations: m.Citations(d.Item),
	}
	r.chooseText()
	text := unmarked(r.doc.Item.Text)
	r.sentences = r.prepare(sentences(unmarked(r.doc.Item.Title), text), text)
	body := 0
	for i := range r.sentences {
		if !r.sentences[i].title {
			body++
		}
		r.vote(m.cues, i, body, r.votes)
		r.vote(m.kindCues, i, body, r.kindVotes)
	}
	r.hasBody = body > 0
	return r
}

// prepare finds what each sentence may match, drops boilerplate and what cannot
// be judged, and marks the sentences about other people's studies.
func (r *reading) prepare(list []sentence, text string) []sentence {
	m, whole := r.m, len(list)
	for i := range list {
		s := &list[i]
		s.found = m.patterns.scan(s.plain)
		if s.title {
			r.readField(s)
			continue
		}
		if at := m.boilerplateAt(s, text); at >= 0 {
			if whole = i; at > 0 {
				*s = newSentence(text, s.start, s.start+at, false)
				s.found = m.patterns.scan(s.plain)
				r.readField(s)
				whole++
			}
			break
		}
		r.readField(s)
	}
	list = r.dropKeywords(r.readLanguage(list[:whole]))
	for i := range list {
		s := &list[i]
		s.cited = !s.title && m.matches(s, m.cited) && !m.matches(s, m.citedUnless)
	}
	return list
}

// boilerplateAt is the offset in the sentence, as written, where boilerplate
// begins, or -1.
func (m *Model) boilerplateAt(s *sentence, text string) int {
	for i, pattern := range m.boilerplate {
		if !m.matches(s, pattern) {
			continue
		}
		if at := m.boilerplateRaw[i].FindStringIndex(text[s.start:s.end]); at != nil {
			return at[0]
		}
		return 0
	}
	return -1
}

// matches says whether a pattern matches a sentence.
func (m *Model) matches(s *sentence, pattern int) bool {
	return pattern != noPattern && m.patterns.matches(s.found, s.plain, pattern)
}

// vote adds what the cues say of a sentence; each cue counts once a document.
func (r *reading) vote(cues []cue, at, body int, into map[string]float64) {
	s := &r.sentences[at]
	for i := range cues {
		c := &cues[i]
		if (c.own && s.cited) || !c.in.holds(s, body) {
			continue
		}
		if _, again := r.fired[c]; again {
			continue
		}
		if !r.m.matches(s, c.match) || r.m.matches(s, c.unless) {
			continue
		}
		r.fired[c] = at
		for _, v := range c.votes {
			into[v.name] += v.weight
		}
	}
}

// holds says whether a cue of this part is read in the sentence; body is how
// many sentences of the text have been seen, this one included.
func (p part) holds(s *sentence, body int) bool {
	switch p {
	case partTitle:
		return s.title
	case partText:
		return !s.title
	case partLead:
		return !s.title && body <= leadSentences
	default:
		return true
	}
}

// readField notes whether the sentence is about education.
func (r *reading) readField(s *sentence) {
	if r.m.matches(s, r.m.education) && !(r.m.matches(s, r.m.educationUnless) && s.title) {
		r.educated++
		r.titled = r.titled || s.title
	}
	r.elsewhere = r.elsewhere || (r.m.matches(s, r.m.otherField) && (s.title || r.elsewhereLead(s)))
}

func (r *reading) elsewhereLead(s *sentence) bool { return !s.title && s.start == 0 }

// signal records a fact with the sentence it stands in.
func (r *reading) signal(s *sentence, name, value string, weight float64) {
	r.signals = append(r.signals, chalkline.Signal{
		Name: name, Value: value, Quote: s.quote(r.doc.Item.Title, r.doc.Item.Text), Origin: r.originOf(s), Offset: s.start, Weight: weight,
	})
}

// originOf says where a sentence stands: in the title, in the text, or in the
// abstract of a record.
func (r *reading) originOf(s *sentence) string {
	if s.title {
		return "title"
	}
	return r.origin
}

// record notes a fact that came from a record, not from a sentence.
func (r *reading) record(origin, name, value string, weight float64) {
	r.signals = append(r.signals, chalkline.Signal{Name: name, Value: value, Origin: origin, Offset: -1, Weight: weight})
}

// state applies an adjustment once and returns its points.
func (r *reading) state(adjustment string) float64 {
	r.stated[adjustment] = true
	return r.m.rules.Adjustments[adjustment].Points
}
