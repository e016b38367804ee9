package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"chalkline"
	"chalkline/digest/say"
)

// searchNone is what may help where nothing was found.
type searchNone struct {
	Fewer  []searchWay // the same search without a filter that kept something out
	Topics []chalkline.Topic
}

// searchWay leads to another search.
type searchWay struct {
	Label chalkline.Text
	URL   string
}

// filterWords say what a filter asks for, in the order in which they are tried.
var filterWords = []struct {
	field string
	label chalkline.Text
	drop  func(*chalkline.Search)
}{
	{"grade", chalkline.Textf("With any grade"), func(s *chalkline.Search) { s.Least = "" }},
	{"design", chalkline.Textf("With any design"), func(s *chalkline.Search) { s.Design = "" }},
	{"kind", chalkline.Textf("With any kind of piece"), func(s *chalkline.Search) { s.Kind = "" }},
	{"phase", chalkline.Textf("With any phase"), func(s *chalkline.Search) { s.Phase = "" }},
	{"topic", chalkline.Textf("With any topic"), func(s *chalkline.Search) { s.Topic = "" }},
	{"source", chalkline.Textf("With any source"), func(s *chalkline.Search) { s.Source = 0 }},
	{"open", chalkline.Textf("With free to read or not"), func(s *chalkline.Search) { s.Open = false }},
	{"from", chalkline.Textf("With any first year"), func(s *chalkline.Search) { s.From = 0 }},
	{"to", chalkline.Textf("With any last year"), func(s *chalkline.Search) { s.Until = 0 }},
}

// searchNone looks for ways on from a search that found nothing.
func (s *server) searchNone(ctx context.Context, search chalkline.Search, values url.Values, locale *say.Locale) (*searchNone, error) {
	none := &searchNone{Topics: s.nearTopics(search.Words, locale)}
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
			none.Fewer = append(none.Fewer, searchWay{chalkline.Textf("%s: %s", filter.label, howMany(found)), searchAddress(values, filter.field, "")})
		}
	}
	if len(none.Fewer) == 0 && search.Narrowed() && search.Words != "" {
		found, err := s.Search.Search(ctx, chalkline.Search{Words: search.Words, Limit: 1})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			none.Fewer = append(none.Fewer, searchWay{chalkline.Textf("Without any filter: %s", howMany(found)), searchAddress(url.Values{}, "q", search.Words)})
		}
	}
	return none, nil
}

func howMany(found chalkline.Found) chalkline.Text {
	pieces := chalkline.Counted(found.Total, "%s piece", "%s pieces")
	if found.More {
		return chalkline.Textf("more than %s", pieces)
	}
	return pieces
}

// nearTopics are topics whose name has one of the words, or one that differs from
// it by a typing mistake, those with most words first; three at most.
func (s *server) nearTopics(words string, locale *say.Locale) []chalkline.Topic {
	const most = 3
	type near struct {
		chalkline.Topic
		words int
	}
	var found []near
	asked := nameWords(words)
	for _, t := range s.Topics.Topics() {
		n := near{Topic: t}
		names := nameWords(topicNames(t, locale))
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

// shortWords say something although they are short, and wideWords do not although
// they are long.
var (
	shortWords = []string{"ai", "ia", "pe", "eal"}
	wideWords  = []string{"learning", "education", "teaching", "school", "schools", "aprendizaje", "educacion", "ensenanza", "escuela", "escuelas", "escolar"}
)

// nameWords are the words of a name that say something, in lower case and without
// accents.
func nameWords(text string) []string {
	words := strings.FieldsFunc(withoutAccents(strings.ToLower(chalkline.Cut(text, mostQuery))), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.DeleteFunc(words, func(w string) bool {
		return len(w) < 4 && !slices.Contains(shortWords, w) || slices.Contains(wideWords, w)
	})
}
