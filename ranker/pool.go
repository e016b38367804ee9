package ranker

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"chalkline"
)

// Pool is candidates prepared for choosing: what is the same for all readers is
// worked out once, and entries stand in an order in which the choice may stop
// early. It does not change, so that many goroutines may use one.
type Pool struct {
	now     time.Time
	entries []entry                  // those with most points of their own first
	numbers map[chalkline.ItemID]int // of entries
	topics  map[chalkline.TopicID]int
	sources map[chalkline.SourceID]int
	about   [][]int // entries by topic
	from    [][]int // entries by source
	strong  []int   // entries with grade A or B that are about a topic, strongest first

	turns sync.Pool // queues to be used again

	byAuthor func() map[string][]int // entries by the folded name of an author
	byWord   func() map[string][]int // entries by a word of the title
}

// entry is a candidate with what the choice asks of it, side by side: most
// readers' choices pass over most candidates.
type entry struct {
	candidate *chalkline.Candidate
	topics    []topicWeight
	subjects  []int
	date      int64
	story     chalkline.StoryID

	evidence, freshness, rarity float64 // in points, at the usual weight
	worth                       int     // evidence and freshness together, in quarters

	source   int
	minutes  int      // reading time, 0 when it is not known
	language [2]byte  // zero when it is not known
	country  [2]byte  // where it was done, zero when it is not stated
	phases   phaseSet // for which it is
	grade    byte     // A to E, 0 for what is never picked
	opinion  bool
}

type topicWeight struct {
	topic  int
	weight float64
}

// phaseSet has a bit for each phase.
type phaseSet uint8

func phasesOf(phases []chalkline.Phase) (set phaseSet) {
	for _, p := range phases {
		if n := slices.Index(chalkline.Phases, p); n >= 0 {
			set |= 1 << n
		}
	}
	return set
}

// Prepare prepares candidates for the choices of a batch of readers at that
// time. The candidates must stay as they are while the pool is used.
func Prepare(candidates []chalkline.Candidate, now time.Time) *Pool {
	p := &Pool{
		now:     now,
		entries: make([]entry, 0, len(candidates)),
		numbers: make(map[chalkline.ItemID]int, len(candidates)),
		topics:  map[chalkline.TopicID]int{},
		sources: map[chalkline.SourceID]int{},
	}
	for i := range candidates {
		c := &candidates[i]
		if _, twice := p.numbers[c.Item.ID]; !twice {
			p.numbers[c.Item.ID] = 0
			p.entries = append(p.entries, p.entry(c))
		}
	}
	slices.SortFunc(p.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.own(), a.own()), cmp.Compare(a.candidate.Item.ID, b.candidate.Item.ID))
	})
	topics := make([]topicWeight, 0, 2*len(p.entries)) // side by side in the order in which they are asked for
	for n := range p.entries {
		p.numbers[p.entries[n].candidate.Item.ID] = n
		topics = p.entries[n].name(p.topics, topics)
	}
	p.about, p.from = make([][]int, len(p.topics)), make([][]int, len(p.sources))
	for n := range p.entries {
		e := &p.entries[n]
		p.from[e.source] = append(p.from[e.source], n)
		for _, t := range e.topics {
			p.about[t.topic] = append(p.about[t.topic], n)
		}
		if (e.grade == 'A' || e.grade == 'B') && len(e.topics) > 0 {
			p.strong = append(p.strong, n)
		}
	}
	slices.SortFunc(p.strong, func(a, b int) int { return p.entries[a].before(&p.entries[b]) })
	p.byAuthor = sync.OnceValue(func() map[string][]int {
		return p.index(func(c *chalkline.Candidate) []string { return folded(c.Item.Authors) })
	})
	p.byWord = sync.OnceValue(func() map[string][]int {
		return p.index(func(c *chalkline.Candidate) []string { return titleWords(c.Item.Title) })
	})
	return p
}

func (p *Pool) entry(c *chalkline.Candidate) entry {
	e := entry{
		candidate: c, date: c.Item.Date().UnixMicro(), story: c.Item.StoryID, source: number(p.sources, c.Item.SourceID),
		minutes: min(max(0, c.Minutes), maxMinutes), language: code(cmp.Or(c.Item.Language, c.SourceLanguage)),
		country: code(c.For.Country), phases: phasesOf(c.For.Phases),
		evidence:  mostEvidence * share(float64(c.Appraisal.Score)/100),
		freshness: mostFreshness * freshness(&c.Item, p.now),
		rarity:    mostRarity * rarity(c.Monthly),
	}
	e.worth = quarters(e.evidence) + quarters(e.freshness)
	if pickable(c) {
		e.grade = c.Appraisal.Grade[0]
	}
	switch c.Appraisal.Kind {
	case chalkline.KindOpinion, chalkline.KindDiscussion, chalkline.KindPodcastVideo:
		e.opinion = true
	}
	for _, id := range c.For.Subjects {
		e.subjects = append(e.subjects, number(p.topics, id))
	}
	return e
}

// name gives the entry its topics by number, appended to those of others.
func (e *entry) name(numbers map[chalkline.TopicID]int, topics []topicWeight) []topicWeight {
	first := len(topics)
	for _, m := range e.candidate.Topics {
		topics = append(topics, topicWeight{number(numbers, m.Topic), share(m.Weight)})
	}
	e.topics = topics[first:len(topics):len(topics)]
	return topics
}

// own are the points that an entry has whoever the reader is.
func (e *entry) own() float64 { return e.evidence + e.freshness + e.rarity }

// maxMinutes is far over any budget, and keeps sums small.
const maxMinutes = 10_000

// before orders entries by evidence, then the newer first.
func (e *entry) before(o *entry) int {
	return cmp.Or(cmp.Compare(o.evidence, e.evidence), cmp.Compare(o.date, e.date), cmp.Compare(e.candidate.Item.ID, o.candidate.Item.ID))
}

// strongest is the number of the topic that the item is most about, -1 for none.
func (e *entry) strongest() int {
	topic, best := -1, 0.0
	for _, t := range e.topics {
		if t.weight > best {
			topic, best = t.topic, t.weight
		}
	}
	return topic
}

// cost is what the item takes from a reader's minutes.
func (e *entry) cost() int { return max(1, e.minutes) }

// pickable says that the item is of a kind and a grade that may be picked.
func pickable(c *chalkline.Candidate) bool {
	if !c.Appraisal.Kind.Graded() {
		return false
	}
	switch c.Appraisal.Grade {
	case chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeD, chalkline.GradeE:
		return true
	}
	return false
}

// index lists the entries by what keys tells of them, each once a key.
func (p *Pool) index(keys func(*chalkline.Candidate) []string) map[string][]int {
	index := map[string][]int{}
	for n := range p.entries {
		for _, key := range keys(p.entries[n].candidate) {
			if list := index[key]; len(list) == 0 || list[len(list)-1] != n {
				index[key] = append(list, n)
			}
		}
	}
	return index
}

// withWords are the entries whose titles have all the words.
func (p *Pool) withWords(words []string) []int {
	if len(words) == 0 {
		return nil
	}
	index := p.byWord()
	found := index[words[0]]
	for _, word := range words[1:] {
		also := index[word]
		var both []int
		for _, n := range found {
			if _, ok := slices.BinarySearch(also, n); ok {
				both = append(both, n)
			}
		}
		found = both
	}
	return found
}

// number is the number of a key, a new one when it has none.
func number[K comparable](numbers map[K]int, key K) int {
	n, ok := numbers[key]
	if !ok {
		n = len(numbers)
		numbers[key] = n
	}
	return n
}

// code is a code of two letters; what is no such code is not known.
func code(s string) (c [2]byte) {
	if len(s) == 2 {
		copy(c[:], s)
	}
	return c
}
