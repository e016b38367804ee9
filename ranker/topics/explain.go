package topics

import (
	"slices"

	"chalkline"
)

// Finding is how much an item is about a topic and why.
type Finding struct {
	chalkline.TopicMatch
	Chosen bool   // Match names it
	Words  []Word // that counted, in the order they were found
}

// Word is something that counted for a topic.
type Word struct {
	Text  string
	Place string // title, beginning, text or category
}

// Explain is Match with all topics of which there was anything, the strongest
// first, and with the words that counted.
func (l *List) Explain(item chalkline.Item, source chalkline.Source, descriptors ...string) []Finding {
	s := newScratch(l)
	var hits []hit
	l.judge(s, item, source, descriptors, &hits)
	order := slices.Clone(s.touched)
	s.sort(order)
	found := make([]Finding, len(order))
	for n, i := range order {
		t := &s.tallies[i]
		found[n] = Finding{
			TopicMatch: chalkline.TopicMatch{Topic: l.topics[i].ID, Weight: weight(t.logit), Quote: quote(t.text, t.start, t.end)},
			Chosen:     n < Most && l.enough(s, i),
		}
		for _, h := range hits {
			if h.topic == i {
				found[n].Words = append(found[n].Words, Word{h.text, h.place})
			}
		}
	}
	return found
}
