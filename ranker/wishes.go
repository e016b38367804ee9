package ranker

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"chalkline"
)

// wishes are a reader's follows, ready to be asked of a thousand candidates.
type wishes struct {
	topics  map[chalkline.TopicID]float64
	sources map[chalkline.SourceID]float64
	authors map[string]float64 // by folded name
	queries []query

	mutedTopics  map[chalkline.TopicID]bool
	mutedSources map[chalkline.SourceID]bool
	mutedAuthors map[string]bool
	mutedQueries []query
}

// query is a followed search: an item matches when its title has all the words.
type query struct {
	text   string
	words  []string
	weight float64
}

func newWishes(follows []chalkline.Follow) wishes {
	w := wishes{
		topics: map[chalkline.TopicID]float64{}, sources: map[chalkline.SourceID]float64{}, authors: map[string]float64{},
		mutedTopics: map[chalkline.TopicID]bool{}, mutedSources: map[chalkline.SourceID]bool{}, mutedAuthors: map[string]bool{},
	}
	for _, f := range follows {
		weight := followWeight(f.Weight)
		switch f.Kind {
		case chalkline.FollowTopic:
			note(w.topics, w.mutedTopics, chalkline.TopicID(f.Value), weight, f.Mute)
		case chalkline.FollowSource:
			if id, err := strconv.ParseInt(f.Value, 10, 64); err == nil {
				note(w.sources, w.mutedSources, chalkline.SourceID(id), weight, f.Mute)
			}
		case chalkline.FollowAuthor:
			if name := fold(f.Value); name != "" {
				note(w.authors, w.mutedAuthors, name, weight, f.Mute)
			}
		case chalkline.FollowQuery:
			q := query{text: strings.TrimSpace(f.Value), words: titleWords(f.Value), weight: weight}
			switch {
			case len(q.words) == 0:
			case f.Mute:
				w.mutedQueries = append(w.mutedQueries, q)
			default:
				w.queries = append(w.queries, q)
			}
		}
	}
	return w
}

func note[K comparable](follows map[K]float64, mutes map[K]bool, key K, weight float64, mute bool) {
	if mute {
		mutes[key] = true
		return
	}
	follows[key] = max(follows[key], weight)
}

// followWeight is the weight of a follow; one that says nothing sensible counts
// as not said.
func followWeight(weight float64) float64 {
	if math.IsNaN(weight) || weight <= 0 || weight > 1 {
		return 1
	}
	return weight
}

func (w wishes) empty() bool {
	return len(w.topics)+len(w.sources)+len(w.authors)+len(w.queries) == 0
}

// muted says that the reader asked not to get it.
func (w wishes) muted(c *chalkline.Candidate) bool {
	if w.mutedSources[c.Item.SourceID] {
		return true
	}
	for _, m := range c.Topics {
		if w.mutedTopics[m.Topic] {
			return true
		}
	}
	if len(w.mutedAuthors) > 0 {
		for _, name := range c.Item.Authors {
			if w.mutedAuthors[fold(name)] {
				return true
			}
		}
	}
	_, found := best(w.mutedQueries, c.Item.Title)
	return found
}

// author is the followed author among the names, as the item writes it.
func (w wishes) author(names []string) (name string, weight float64, ok bool) {
	if len(w.authors) == 0 {
		return "", 0, false
	}
	for _, n := range names {
		if found := w.authors[fold(n)]; found > weight {
			name, weight = n, found
		}
	}
	return name, weight, weight > 0
}

// query is the followed search that the title matches.
func (w wishes) query(title string) (text string, weight float64, ok bool) {
	q, ok := best(w.queries, title)
	return q.text, q.weight, ok
}

// best is the weightiest query that matches the title, the first of equals by
// its text.
func best(queries []query, title string) (found query, ok bool) {
	if len(queries) == 0 {
		return query{}, false
	}
	words := map[string]bool{}
	for _, word := range titleWords(title) {
		words[word] = true
	}
	for _, q := range queries {
		if ok && (q.weight < found.weight || q.weight == found.weight && q.text >= found.text) {
			continue
		}
		if hasAll(words, q.words) {
			found, ok = q, true
		}
	}
	return found, ok
}

func hasAll(words map[string]bool, wanted []string) bool {
	for _, word := range wanted {
		if !words[word] {
			return false
		}
	}
	return true
}

func titleWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

// fold makes two spellings of a name comparable.
func fold(name string) string { return strings.Join(strings.Fields(strings.ToLower(name)), " ") }
