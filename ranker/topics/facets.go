package topics

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"sync"

	"chalkline"

	"github.com/goccy/go-yaml"
)

//go:embed facets.yaml
var facetFile []byte

// Facets are for whom an item is and where, as far as its own words say.
type Facets struct {
	Phases   []Facet[chalkline.Phase]   // at most mostPhases, the surest first
	Subjects []Facet[chalkline.TopicID] // topics of the group "subjects"
	Country  Facet[string]              // ISO 3166-1 alpha-2; empty when not said, or when several are
}

// Facet is one value and the words that say so.
type Facet[T ~string] struct {
	Value T
	Quote string
}

const (
	subjects   = "subjects" // the group of topics that are school subjects
	mostPhases = 2
	certain    = 1.0 // points that make a phase or country
	ahead      = 1.5 // times the points of the next country that make it the one
	ofPhase    = 0.5 // a phase with less than this share of the surest is only mentioned
)

// facets.yaml
type facetLists struct {
	Phases    []facetEntry `yaml:"phases"`
	Countries []facetEntry `yaml:"countries"`
}

type facetEntry struct {
	ID     string   `yaml:"id"`
	Strong []string `yaml:"strong"`
	Usual  []string `yaml:"usual"`
	NotIf  []string `yaml:"not_if"`
}

// facetTable finds the phrases of a list of facets.
type facetTable struct {
	ids     []string
	phrases phrases
}

type facetTables struct{ phases, countries *facetTable }

var builtInFacets = sync.OnceValue(func() facetTables {
	tables, err := readFacets(facetFile)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return tables
})

func readFacets(data []byte) (tables facetTables, err error) {
	var f facetLists
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
		return tables, fmt.Errorf("facets.yaml: %w", err)
	}
	if tables.phases, err = newFacetTable(f.Phases); err != nil {
		return tables, err
	}
	tables.countries, err = newFacetTable(f.Countries)
	return tables, err
}

func newFacetTable(entries []facetEntry) (*facetTable, error) {
	t := &facetTable{}
	var problems []error
	for n, e := range entries {
		t.ids = append(t.ids, e.ID)
		for _, l := range []phraseList{{class: strong, phrases: e.Strong}, {class: usual, phrases: e.Usual}, {class: against, phrases: e.NotIf}} {
			for _, text := range l.phrases {
				if err := t.phrases.add(text, n, l.class); err != nil {
					problems = append(problems, fmt.Errorf("facets.yaml: %s: %w", e.ID, err))
				}
			}
		}
	}
	return t, errors.Join(problems...)
}

// Facets finds out for whom an item is and where. Its topics are those that Match
// found.
func (l *List) Facets(item chalkline.Item, about []chalkline.TopicMatch) Facets {
	var f Facets
	tables := builtInFacets()
	phases := tables.phases.count(item, nil)
	for _, i := range phases.best(mostPhases) {
		if phases.tallies[i].points >= ofPhase*phases.tallies[phases.best(1)[0]].points {
			f.Phases = append(f.Phases, Facet[chalkline.Phase]{chalkline.Phase(tables.phases.ids[i]), phases.quote(i)})
		}
	}
	countries := tables.countries.count(item, phases.tokens)
	switch best := countries.best(2); {
	case len(best) == 1, len(best) == 2 && countries.tallies[best[0]].points >= ahead*countries.tallies[best[1]].points:
		f.Country = Facet[string]{tables.countries.ids[best[0]], countries.quote(best[0])}
	}
	for _, m := range about {
		if topic, _ := l.Topic(m.Topic); topic.Group == subjects {
			f.Subjects = append(f.Subjects, Facet[chalkline.TopicID]{m.Topic, m.Quote})
		}
	}
	return f
}

// count adds up what an item says of each facet of the table. It takes the memory of
// tokens that are not needed any more.
func (t *facetTable) count(item chalkline.Item, tokens []token) *scratch {
	s := &scratch{tokens: tokens, times: make([]uint8, t.phrases.entries), tallies: make([]tally, len(t.ids))}
	s.countFacets(&t.phrases, item.Title, true)
	for _, category := range item.Categories {
		s.countFacets(&t.phrases, category, false)
	}
	s.countFacets(&t.phrases, body(item.Text), false)
	return s
}

func (s *scratch) countFacets(p *phrases, text string, title bool) {
	s.tokens = s.tokens[:0]
	words := scanner{text: text}
	for capitals := !shouts(text); ; {
		w, ok := words.next()
		if !ok {
			break
		}
		s.tokens = append(s.tokens, p.token(w, capitals))
	}
	s.find(p)
	for n, c := range s.covered {
		if c.class != against && !s.mistaken(n) {
			s.count(c, title, text)
		}
	}
}

// best are the facets with enough points, those with most first, at most so many.
func (s *scratch) best(most int) []int {
	var chosen []int
	for _, i := range s.touched {
		s.tallies[i].logit = s.tallies[i].points
		if s.tallies[i].points >= certain {
			chosen = append(chosen, i)
		}
	}
	s.sort(chosen)
	return chosen[:min(len(chosen), most)]
}

func (s *scratch) quote(i int) string {
	t := s.tallies[i]
	return quote(t.text, t.start, t.end)
}
