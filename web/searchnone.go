package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"chalkline"
)

// searchNone is what may help where nothing was found.
type searchNone struct {
	Fewer  []searchWay // the same search without a filter that kept something out
	Topics []chalkline.Topic
}

// searchWay leads to another search.
type searchWay struct {
	Label, URL string
}

// filterWords say what a filter asks for, in the order in which they are tried.
var filterWords = []struct {
	field, label string
	drop         func(*chalkline.Search)
}{
	{"grade", "any grade", func(s *chalkline.Search) { s.Least = "" }},
	{"design", "any design", func(s *chalkline.Search) { s.Design = "" }},
	{"kind", "any kind of piece", func(s *chalkline.Search) { s.Kind = "" }},
	{"phase", "any phase", func(s *chalkline.Search) { s.Phase = "" }},
	{"topic", "any topic", func(s *chalkline.Search) { s.Topic = "" }},
	{"source", "any source", func(s *chalkline.Search) { s.Source = 0 }},
	{"open", "free to read or not", func(s *chalkline.Search) { s.Open = false }},
	{"from", "any first year", func(s *chalkline.Search) { s.From = 0 }},
	{"to", "any last year", func(s *chalkline.Search) { s.Until = 0 }},
}

// searchNone looks for ways on from a search that found nothing.
func (s *server) searchNone(ctx context.Context, search chalkline.Search, values url.Values) (*searchNone, error) {
	none := &searchNone{Topics: s.nearTopics(search.Words)}
	search.Offset, search.Limit = 0, 1
	for _, filter := range filterWords {
		wider := search
		if filter.drop(&wider); wider == search {
			continue
		}
		found, err := s.Search.Search(ctx, wider)
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			none.Fewer = append(none.Fewer, searchWay{"With " + filter.label + ": " + howMany(found), searchAddress(values, filter.field, "")})
		}
	}
	if len(none.Fewer) == 0 && search.Narrowed() && search.Words != "" {
		found, err := s.Search.Search(ctx, chalkline.Search{Words: search.Words, Limit: 1})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			none.Fewer = append(none.Fewer, searchWay{"Without any filter: " + howMany(found), searchAddress(url.Values{}, "q", search.Words)})
		}
	}
	return none, nil
}

func howMany(found chalkline.Found) string {
	if found.More {
		return "more than " + count(found.Total, "piece", "pieces")
	}
	return count(found.Total, "piece", "pieces")
}

// nearTopics are topics whose name has one of the words, or one that differs from
// it by a typing mistake, those with most words first; three at most.
func (s *server) nearTopics(words string) []chalkline.Topic {
	const most = 3
	type near struct {
		chalkline.Topic
		words int
	}
	var found []near
	asked := nameWords(words)
	for _, t := range s.Topics.Topics() {
		n := near{Topic: t}
		names := nameWords(t.Label + " " + strings.ReplaceAll(string(t.ID), "-", " "))
		for _, word := range asked {
			if slices.Contains(names, word) || chalkline.Nearest(word, names) != "" {
				n.words++
			}
		}
		if n.words > 0 {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return b.words - a.words })
	var out []chalkline.Topic
	for _, n := range found[:min(len(found), most)] {
		out = append(out, n.Topic)
	}
	return out
}

// nameWords are the words of a name that say something, in lower case.
func nameWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(chalkline.Cut(text, mostQuery)), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.DeleteFunc(words, func(w string) bool {
		return len(w) < 4 && w != "ai" && w != "pe" && w != "eal" || w == "learning" || w == "education" || w == "teaching" || w == "school" || w == "schools"
	})
}
