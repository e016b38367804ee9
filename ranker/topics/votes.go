package topics

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chalkline"

	"github.com/goccy/go-yaml"
)

//go:embed descriptors.yaml
var descriptorFile []byte

// descriptors.yaml
type descriptorList struct {
	Descriptors map[chalkline.TopicID]Descriptors `yaml:"descriptors"`
}

// Descriptors are the terms of the ERIC thesaurus that go with a topic.
type Descriptors struct {
	About []string `yaml:"about"` // a record with one of these is about the topic
	Near  []string `yaml:"near"`  // it may be
}

// ReadDescriptors are the terms of the ERIC thesaurus by the topics of the
// built-in list they go with.
func ReadDescriptors() map[chalkline.TopicID]Descriptors {
	var f descriptorList
	if err := yaml.UnmarshalWithOptions(descriptorFile, &f, yaml.Strict()); err != nil {
		panic(fmt.Errorf("descriptors.yaml: %w", err)) // the file is part of the program, and a test reads it
	}
	return f.Descriptors
}

// takeDescriptors notes which topics of the list each term is a vote for.
func (l *List) takeDescriptors(all map[chalkline.TopicID]Descriptors) {
	l.votes = map[string][]int{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if i, ok := l.index[id]; ok {
			for _, term := range all[id].About {
				key := strings.ToLower(term)
				l.votes[key] = append(l.votes[key], i)
			}
		}
	}
}

// filed is what a category counts that is a strong phrase and nothing else: the
// author has filed the item there.
const filed = mostVotes

// vote counts the votes of descriptors and categories.
func (l *List) vote(s *scratch, item chalkline.Item, descriptors []string) {
	if item.ERIC != "" && len(descriptors) == 0 {
		descriptors = item.Categories
	}
	for _, term := range descriptors {
		for _, topic := range l.votes[strings.ToLower(term)] {
			s.vote(topic, 1, term)
			s.about = true
		}
	}
	if item.ERIC != "" {
		return
	}
	for _, category := range item.Categories {
		l.category(s, category)
	}
}

// category counts what a category of a feed says.
func (l *List) category(s *scratch, text string) {
	s.tokens = s.tokens[:0]
	words := scanner{text: text}
	for capitals := !shouts(text); ; {
		w, ok := words.next()
		if !ok {
			break
		}
		s.tokens = append(s.tokens, l.phrases.token(w, capitals))
	}
	s.find(&l.phrases)
	for n, c := range s.covered {
		switch {
		case c.topic == education:
			s.about = true
		case c.class < usual || s.mistaken(n):
		case c.class == strong && c.words == len(s.tokens):
			s.vote(c.topic, filed, text)
		default:
			s.vote(c.topic, 1, text)
		}
	}
}

func (s *scratch) vote(topic, votes int, term string) {
	t := s.tally(topic)
	t.votes += votes
	if t.best == 0 {
		t.text, t.start, t.end = term, 0, len(term)
	}
	if s.hits != nil {
		*s.hits = append(*s.hits, hit{topic, term, "category"})
	}
}
