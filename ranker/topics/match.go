package topics

import (
	"cmp"
	"slices"

	"chalkline"
)

// Most is how many topics an item has at most.
const Most = 6

// What a phrase counts by where it stands, when the topics of an item are put in
// order. The title says what an item is about, and so does its beginning;
// further down everything is mentioned.
const (
	inTitle    = 1.9
	inLead     = 1.0
	inRest     = 0.5
	leadWords  = 60
	earlyWords = 12   // of the text; what stands there counts as its subject
	firstHan   = 0xE3 // first byte of a Han character, which is about half a word
	fewWords   = 25   // of a text shorter than this, an education source is sign enough
)

// repeats is what a phrase counts when it stands there once more.
var repeats = [...]float64{1, 0.5, 0.25, 0.1}

// scratch is what one Match works with.
type scratch struct {
	tokens  []token
	covered []cover // phrases found in the text at hand
	times   []uint8 // by entry of the list
	tallies []tally // by topic
	touched []int
	bag     bag
	about   bool // there was a sign that the item is about education
	words   int  // of the text
	hits    *[]hit
}

// cover is a phrase found.
type cover struct {
	phrase
	first, words int
}

// hit is a phrase that counted, for Explain.
type hit struct {
	topic int
	text  string
	place string
}

// tally is what was found of one topic.
type tally struct {
	points float64 // of all phrases by place
	title  float64 // of phrases in the title, by class only
	lead   float64 // of phrases among the first words of the text, by class only
	rest   float64
	inside [strong + 1]bool // classes found in the title
	differ [strong + 1]int  // different phrases found in the text, by class
	early  bool
	votes  int
	logit  float64

	best  float64 // points of the phrase to be quoted
	text  string  // it stands in
	start int
	end   int
}

func newScratch(l *List) *scratch {
	return &scratch{times: make([]uint8, l.phrases.entries), tallies: make([]tally, len(l.topics)), bag: newBag(&l.learned)}
}

// Match finds the topics of an item, strongest first, at most Most. The
// descriptors are those of the work that the item is the record of, if any.
// Categories and descriptors are votes; what the source usually writes about
// counts a little and is never enough. Nothing is the right answer for many
// items.
func (l *List) Match(item chalkline.Item, source chalkline.Source, descriptors ...string) []chalkline.TopicMatch {
	s := l.scratch.Get().(*scratch) //nolint:forcetypeassert // New puts nothing else in
	defer l.scratch.Put(s)
	l.judge(s, item, source, descriptors, nil)

	chosen := s.touched[:0:len(s.touched)]
	for _, i := range s.touched {
		if l.enough(s, i) {
			chosen = append(chosen, i)
		} else {
			s.tallies[i] = tally{}
		}
	}
	s.touched = chosen
	if len(chosen) == 0 {
		return nil
	}
	s.sort(chosen)
	chosen = chosen[:min(len(chosen), Most)]
	matches := make([]chalkline.TopicMatch, len(chosen))
	for n, i := range chosen {
		t := &s.tallies[i]
		matches[n] = chalkline.TopicMatch{Topic: l.topics[i].ID, Weight: weight(t.logit), Quote: quote(t.text, t.start, t.end)}
	}
	return matches
}

// judge fills the tallies, logits included, and adds what counted to hits when
// there is a place for it.
func (l *List) judge(s *scratch, item chalkline.Item, source chalkline.Source, descriptors []string, hits *[]hit) {
	s.reset()
	s.hits = hits
	l.read(s, item.Title, true)
	l.read(s, body(item.Text), false)
	l.vote(s, item, descriptors)
	s.about = s.about || item.ERIC != "" || s.words < fewWords && len(source.Topics) > 0
	l.weigh(s, source)
}

func (s *scratch) reset() {
	clear(s.times)
	for _, i := range s.touched {
		s.tallies[i] = tally{}
	}
	s.touched = s.touched[:0]
	s.bag.reset()
	s.about, s.words = false, 0
}

// sort puts topics in the order of their logits.
func (s *scratch) sort(topics []int) {
	slices.SortFunc(topics, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.tallies[b].logit, s.tallies[a].logit), cmp.Compare(a, b))
	})
}

// read adds up what a title or a text says.
func (l *List) read(s *scratch, text string, title bool) {
	s.tokens = s.tokens[:0]
	times := 1
	if title {
		times = titleTimes
	}
	words, syllables := scanner{text: text}, 0
	for capitals := !shouts(text); ; {
		w, ok := words.next()
		if !ok {
			break
		}
		if text[w.start] >= firstHan {
			syllables++
		}
		s.tokens = append(s.tokens, l.phrases.token(w, capitals))
		if len(s.tokens) <= bagWords {
			s.bag.add(w.text, times)
		}
	}
	s.find(&l.phrases)
	for n, c := range s.covered {
		switch {
		case c.topic == education:
			s.about = s.about || title || c.first < leadWords
		case c.class != against && !s.mistaken(n):
			s.count(c, title, text)
		}
	}
	if !title {
		s.words = len(s.tokens) - syllables/2
	}
}

// find gathers the phrases among the tokens.
func (s *scratch) find(p *phrases) {
	s.covered = s.covered[:0]
	for i := range s.tokens {
		if s.tokens[i].count == 0 {
			continue
		}
		p.find(s.tokens[i:min(len(s.tokens), i+maxPhrase)], 0, 0, func(ph phrase, n int) {
			s.covered = append(s.covered, cover{ph, i, n})
		})
	}
}

// mistaken says that the n-th phrase found shares words with one that is only
// mistaken for its topic, or is part of a longer one that says more.
func (s *scratch) mistaken(n int) bool {
	c := s.covered[n]
	end := c.first + c.words
	covers := func(other cover) bool {
		if other.topic != c.topic {
			return false
		}
		if other.class == against {
			return other.first < end && other.first+other.words > c.first
		}
		return other.first <= c.first && other.first+other.words >= end && other.words > c.words && other.points >= c.points
	}
	// They stand in the order of their first words, and none is longer than maxPhrase.
	for i := n; i >= 0 && s.covered[i].first > c.first-maxPhrase; i-- {
		if covers(s.covered[i]) {
			return true
		}
	}
	for i := n + 1; i < len(s.covered) && s.covered[i].first < end; i++ {
		if covers(s.covered[i]) {
			return true
		}
	}
	return false
}

// tally is the tally of a topic that something was found of.
func (s *scratch) tally(topic int) *tally {
	t := &s.tallies[topic]
	if t.points == 0 && t.votes == 0 {
		s.touched = append(s.touched, topic)
	}
	return t
}

func (s *scratch) count(c cover, title bool, text string) {
	times := s.times[c.number]
	if int(times) >= len(repeats) {
		return
	}
	s.times[c.number]++
	t := s.tally(c.topic)
	said, place, where := c.points*repeats[times], inTitle, "title"
	switch {
	case title:
		t.title += said
		t.inside[c.class] = true
	case c.first < leadWords:
		t.lead += said
		place, where = inLead, "beginning"
	default:
		t.rest += said
		place, where = inRest, "text"
	}
	if !title {
		t.early = t.early || c.first < earlyWords
		// Far down in a long text a single mention says nothing.
		if times == 0 && c.first < deepDown || times == 1 && c.first >= deepDown {
			t.differ[c.class]++
		}
	}
	t.points += said * place
	start, end := int(s.tokens[c.first].start), int(s.tokens[c.first+c.words-1].end)
	if said*place > t.best {
		t.best, t.text, t.start, t.end = said*place, text, start, end
	}
	if s.hits != nil {
		*s.hits = append(*s.hits, hit{c.topic, text[start:end], where})
	}
}
