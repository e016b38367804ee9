package topics

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"chalkline"
)

// Most is how many topics an item has at most.
const Most = 4

// What a phrase counts by where it stands. The title says what an item is about,
// and so does its beginning; further down everything is mentioned.
const (
	inTitle    = 1.9
	inCategory = 1.2
	inLead     = 1.0
	inRest     = 0.5
	leadWords  = 60
	fewWords   = 25 // of a text shorter than this, an education source is sign enough
)

const (
	enough     = 1.0  // points that make an item be about a topic
	fromSource = 0.15 // points that a source gives to what it usually writes about
	ofBest     = 0.25 // a topic with less than this share of the strongest is a side matter
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
}

// cover is a phrase found.
type cover struct {
	phrase
	first, words int
}

// tally is what was found of one topic.
type tally struct {
	points float64
	best   float64 // points of the phrase to be quoted
	text   string  // it stands in
	start  int
	end    int
	class  class // of the phrase that says most
}

func newScratch(l *List) *scratch {
	return &scratch{times: make([]uint8, l.phrases.entries), tallies: make([]tally, len(l.topics))}
}

// Match finds the topics of an item, strongest first, at most Most. What the
// source usually writes about counts a little and is never enough. Nothing is
// the right answer for many items.
func (l *List) Match(item chalkline.Item, source chalkline.Source) []chalkline.TopicMatch {
	s := l.scratch.Get().(*scratch) //nolint:forcetypeassert // New puts nothing else in
	defer l.scratch.Put(s)
	s.reset()

	about := l.read(s, item.Title, inTitle, inTitle)
	for _, category := range item.Categories {
		about = l.read(s, category, inCategory, inCategory) || about
	}
	about = l.read(s, body(item.Text), inLead, inRest) || about
	about = about || len(s.tokens) < fewWords && len(source.Topics) > 0

	for _, id := range source.Topics {
		if i, ok := l.index[id]; ok && s.tallies[i].points > 0 {
			s.tallies[i].points += fromSource
		}
	}
	return l.choose(s, about)
}

func (s *scratch) reset() {
	clear(s.times)
	for _, i := range s.touched {
		s.tallies[i] = tally{}
	}
	s.touched = s.touched[:0]
}

// choose makes the answer from the tallies.
func (l *List) choose(s *scratch, about bool) []chalkline.TopicMatch {
	best := 0.0
	for _, i := range s.touched {
		best = max(best, s.tallies[i].points)
	}
	chosen := make([]int, 0, 8)
	for _, i := range s.touched {
		t := &s.tallies[i]
		if t.points < enough || t.points < ofBest*best || t.class < usual {
			continue
		}
		if !about && (t.class < strong || l.within[i]) {
			continue
		}
		chosen = append(chosen, i)
	}
	if len(chosen) == 0 {
		return nil
	}
	slices.SortFunc(chosen, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.tallies[b].points, s.tallies[a].points), cmp.Compare(a, b))
	})
	chosen = chosen[:min(len(chosen), Most)]
	matches := make([]chalkline.TopicMatch, len(chosen))
	for n, i := range chosen {
		t := s.tallies[i]
		matches[n] = chalkline.TopicMatch{Topic: l.topics[i].ID, Weight: weight(t.points), Quote: quote(t.text, t.start, t.end)}
	}
	return matches
}

// weight turns points into a weight between 0 and 1: .5 for just enough, .75
// for three times that.
func weight(points float64) float64 {
	return math.Round(100*points/(points+1)) / 100
}

// read adds up what a text says. Lead and rest are what a phrase counts among
// the first leadWords words and after them. It says whether there was a sign
// that the text is about education.
func (l *List) read(s *scratch, text string, lead, rest float64) bool {
	s.tokens = s.tokens[:0]
	words := scanner{text: text}
	for capitals := !shouts(text); ; {
		w, ok := words.next()
		if !ok {
			break
		}
		s.tokens = append(s.tokens, l.phrases.token(w, capitals))
	}
	s.covered = s.covered[:0]
	for i := range s.tokens {
		if s.tokens[i].count == 0 {
			continue
		}
		l.phrases.find(s.tokens[i:min(len(s.tokens), i+maxPhrase)], 0, 0, func(ph phrase, n int) {
			s.covered = append(s.covered, cover{ph, i, n})
		})
	}
	about := false
	for n, c := range s.covered {
		if c.topic == education {
			about = true
			continue
		}
		if c.class == against || s.mistaken(n) {
			continue
		}
		place := lead
		if c.first >= leadWords {
			place = rest
		}
		s.count(c, place, text)
	}
	return about
}

// mistaken says that the n-th phrase found is part of another one of the same topic: one
// that is only mistaken for it, or a longer one that says more.
func (s *scratch) mistaken(n int) bool {
	c := s.covered[n]
	covers := func(other cover) bool {
		return other.topic == c.topic && other.first <= c.first && other.first+other.words >= c.first+c.words &&
			(other.class == against || other.words > c.words && other.points >= c.points)
	}
	// They stand in the order of their first words, and none is longer than maxPhrase.
	for i := n; i >= 0 && s.covered[i].first > c.first-maxPhrase; i-- {
		if covers(s.covered[i]) {
			return true
		}
	}
	for i := n + 1; i < len(s.covered) && s.covered[i].first == c.first; i++ {
		if covers(s.covered[i]) {
			return true
		}
	}
	return false
}

func (s *scratch) count(c cover, place float64, text string) {
	times := s.times[c.number]
	if int(times) >= len(repeats) {
		return
	}
	s.times[c.number]++
	t := &s.tallies[c.topic]
	if *t == (tally{}) {
		s.touched = append(s.touched, c.topic)
	}
	points := c.points * place * repeats[times]
	t.points += points
	t.class = max(t.class, c.class)
	if points > t.best {
		t.best, t.text = points, text
		t.start, t.end = int(s.tokens[c.first].start), int(s.tokens[c.first+c.words-1].end)
	}
}

// shouts says that a text is written in capitals, which then mean nothing.
func shouts(text string) bool {
	upper, lower := 0, 0
	for i := 0; i < len(text) && upper+lower < 200; i++ {
		switch c := text[i]; {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		}
	}
	return upper > 8 && upper > lower
}

// tails are how paragraphs begin after which a page speaks of other things.
var tails = []string{
	"related articles", "related posts", "related stories", "related:", "related reading", "read more:", "read next",
	"more from", "you might also like", "you may also like", "recommended reading", "about the author",
	"keep reading", "see also", "share this", "sign up for", "subscribe to", "media contact",
}

// body is the text without the page furniture at its end.
func body(text string) string {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return text
		}
		at += i + 1
		line := text[at:min(len(text), at+24)]
		for _, tail := range tails {
			if len(line) >= len(tail) && strings.EqualFold(line[:len(tail)], tail) {
				return text[:at-1]
			}
		}
	}
}

// quoteWords is how many bytes a quote shows on either side.
const quoteAround = 40

// quote is the words between start and end with their surroundings.
func quote(text string, start, end int) string {
	from, to := max(0, start-quoteAround), min(len(text), end+quoteAround)
	if from > 0 {
		if i := strings.IndexAny(text[from:start], " \n\t"); i >= 0 {
			from += i + 1
		} else {
			from = start
		}
	}
	if to < len(text) {
		if i := strings.LastIndexAny(text[end:to], " \n\t"); i >= 0 {
			to = end + i
		} else {
			to = end
		}
	}
	return strings.Join(strings.Fields(text[from:to]), " ")
}
