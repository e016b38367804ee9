package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// searchFields are what an address of a search may say, but for the page.
var searchFields = []string{"q", "grade", "kind", "design", "topic", "phase", "from", "to", "source", "open", "sort"}

// searchForm is a search as the form has it: what was typed stays as it was typed.
type searchForm struct {
	Words, From, To, Source      string
	Grades, Kinds, Phases, Sorts []choice
	Designs                      []choice
	Topics                       []choiceGroup
	Open                         bool
	Narrowed                     bool           // a filter is set
	Set                          chalkline.Text // what filters say, in words
	Wrong                        bool           // a filter cannot be read, so that filters are shown
	Problems                     faults         // by the name of the field
}

// choice is an option of a select.
type choice struct {
	Value  string
	Label  chalkline.Text
	Chosen bool
}

type choiceGroup struct {
	Label   chalkline.Text
	Choices []choice

	name string
}

// filter is a select of a search.
type filter struct {
	Name, Label, Any string
	Choices          []choice
	Problem          chalkline.Text
}

func newFilter(name, label, every string, choices []choice, problems faults) filter {
	return filter{Name: name, Label: label, Any: every, Choices: choices, Problem: problems[name]}
}

// kindChoices are the kinds of item in a reader's words.
var kindChoices = []choice{
	{Value: string(chalkline.KindResearch), Label: chalkline.Textf("Studies")},
	{Value: string(chalkline.KindSynthesis), Label: chalkline.Textf("Reviews of studies")},
	{Value: string(chalkline.KindSecondHand), Label: chalkline.Textf("About a study, second-hand")},
	{Value: string(chalkline.KindPractice), Label: chalkline.Textf("Practice")},
	{Value: string(chalkline.KindOpinion), Label: chalkline.Textf("Opinion")},
	{Value: string(chalkline.KindNews), Label: chalkline.Textf("News")},
	{Value: string(chalkline.KindPolicyStats), Label: chalkline.Textf("Official figures")},
	{Value: string(chalkline.KindDiscussion), Label: chalkline.Textf("Discussions")},
	{Value: string(chalkline.KindPodcastVideo), Label: chalkline.Textf("To hear or watch")},
	{Value: string(chalkline.KindCorrection), Label: chalkline.Textf("Corrections")},
	{Value: string(chalkline.KindEvent), Label: chalkline.Textf("Events")},
}

var sortChoices = []choice{{Value: "", Label: chalkline.Textf("Best match first")}, {Value: "new", Label: chalkline.Textf("Newest first")}}

// choose is a copy of choices with one of them chosen, and whether it is one.
func choose(choices []choice, value string) ([]choice, bool) {
	out := slices.Clone(choices)
	n := slices.IndexFunc(out, func(c choice) bool { return c.Value == value })
	if n >= 0 {
		out[n].Chosen = true
	}
	return out, n >= 0
}

// searchIn reads a search out of an address. What cannot be read is told in the
// form and left out of the search.
func (s *server) searchIn(ctx context.Context, values url.Values) (chalkline.Search, searchForm, error) {
	search := chalkline.Search{Open: values.Get("open") == "1"}
	form := searchForm{Open: search.Open, Problems: faults{}}
	words := strings.TrimSpace(chalkline.Cut(values.Get("q"), mostQuery))
	search.Words, form.Words = words, words
	if err := store.CheckQuery(words); err != nil && words != "" {
		form.Problems["q"] = sentenceOf(err)
	}
	if utf8.RuneCountInString(strings.Join(strings.Fields(values.Get("q")), " ")) > mostQuery {
		form.Problems["q"] = chalkline.Textf("A search has at most %d characters.", mostQuery)
	}
	pick := func(field string, choices []choice, problem chalkline.Text) ([]choice, string) {
		value := values.Get(field)
		out, ok := choose(choices, value)
		if !ok && value != "" {
			form.Problems[field] = problem
			value = ""
		}
		return out, value
	}
	var v string
	form.Grades, v = pick("grade", gradeChoices(), chalkline.Textf("There is no such grade."))
	search.Least = chalkline.Grade(v)
	form.Kinds, v = pick("kind", kindChoices, chalkline.Textf("There is no such kind of piece."))
	search.Kind = chalkline.Kind(v)
	form.Designs, v = pick("design", designChoices(), chalkline.Textf("There is no such design."))
	search.Design = chalkline.Design(v)
	form.Phases, v = pick("phase", phaseChoices(), chalkline.Textf("There is no such phase."))
	search.Phase = chalkline.Phase(v)
	form.Sorts, v = pick("sort", sortChoices, chalkline.Text{})
	search.Newest = v == "new"
	delete(form.Problems, "sort")
	var ok bool
	if form.Topics, ok = s.topicChoices(values.Get("topic")); ok {
		search.Topic = chalkline.TopicID(values.Get("topic"))
	} else if values.Get("topic") != "" {
		form.Problems["topic"] = chalkline.Textf("There is no such topic.")
	}
	search.From, form.From = yearIn(values, "from", form.Problems)
	search.Until, form.To = yearIn(values, "to", form.Problems)
	if search.From > search.Until && search.Until != 0 {
		form.Problems["to"] = chalkline.Textf("This year is before the first one.")
	}
	err := s.searchSource(ctx, values.Get("source"), &search, &form)
	_, badWords := form.Problems["q"]
	form.Wrong = len(form.Problems) > 1 || len(form.Problems) == 1 && !badWords
	form.Narrowed, form.Set = search.Narrowed() || form.Wrong, form.inWords(search)
	return search, form, err
}

// inWords says which filters are set.
func (f searchForm) inWords(search chalkline.Search) chalkline.Text {
	var words []chalkline.Text
	lists := [][]choice{f.Grades, f.Kinds, f.Designs, f.Phases}
	for _, g := range f.Topics {
		lists = append(lists, g.Choices)
	}
	for _, list := range lists {
		for _, c := range list {
			if c.Chosen && c.Value != "" {
				words = append(words, c.Label)
			}
		}
	}
	if search.Source != 0 {
		words = append(words, chalkline.Verbatim(f.Source))
	}
	switch {
	case search.From != 0 && search.Until != 0:
		words = append(words, chalkline.Textf("%d to %d", search.From, search.Until))
	case search.From != 0:
		words = append(words, chalkline.Textf("from %d", search.From))
	case search.Until != 0:
		words = append(words, chalkline.Textf("until %d", search.Until))
	}
	if search.Open {
		words = append(words, chalkline.Textf("free to read"))
	}
	return chalkline.Joined(" · ", words...)
}

func gradeChoices() []choice {
	var out []choice
	for _, g := range leastChoices[1:] {
		out = append(out, choice{Value: g.Value, Label: g.Label})
	}
	return append([]choice{{Value: string(chalkline.GradeE), Label: chalkline.Textf("Anything graded")}}, out...)
}

func designChoices() []choice {
	var out []choice
	for _, d := range chalkline.Designs {
		out = append(out, choice{Value: string(d), Label: say.Term(d).Upper()})
	}
	return out
}

func phaseChoices() []choice {
	var out []choice
	for _, p := range chalkline.Phases {
		out = append(out, choice{Value: string(p), Label: say.Phase(p).Upper()})
	}
	return out
}

// topicChoices are all topics, and whether one of them is chosen.
func (s *server) topicChoices(chosen string) ([]choiceGroup, bool) {
	var out []choiceGroup
	known := false
	for _, t := range s.Topics.Topics() {
		if len(out) == 0 || out[len(out)-1].name != t.Group {
			out = append(out, choiceGroup{Label: chalkline.Textf(t.Group).Upper(), name: t.Group})
		}
		g := &out[len(out)-1]
		g.Choices = append(g.Choices, choice{Value: string(t.ID), Label: chalkline.Textf(t.Label), Chosen: string(t.ID) == chosen})
		known = known || string(t.ID) == chosen
	}
	return out, known
}

// yearIn is a year that was typed; 0 for none.
func yearIn(values url.Values, field string, problems faults) (year int, typed string) {
	typed = chalkline.Cut(values.Get(field), 10)
	if year = wholeNumber(typed, 1000, 2999); year == 0 && typed != "" {
		problems[field] = chalkline.Textf("A year has four digits, as 2024.")
	}
	return year, typed
}

// searchSource finds the source that is meant by its number or by its name, or a
// part of it that no other has.
func (s *server) searchSource(ctx context.Context, typed string, search *chalkline.Search, form *searchForm) error {
	form.Source = say.Line(chalkline.Cut(typed, 100))
	if form.Source == "" {
		return nil
	}
	sources, err := s.DB.Sources(ctx)
	if err != nil {
		return err
	}
	wanted := foldName(form.Source)
	var within []chalkline.Source
	var names []string
	for _, source := range sources {
		name := foldName(source.Name)
		names = append(names, name)
		switch {
		case strconv.FormatInt(int64(source.ID), 10) == wanted:
			form.Source = say.Line(source.Name)
			search.Source = source.ID
			return nil
		case name == wanted:
			search.Source = cmp.Or(search.Source, source.ID)
		case strings.Contains(name, wanted):
			within = append(within, source)
		}
	}
	switch {
	case search.Source != 0:
	case len(within) == 1:
		search.Source, form.Source = within[0].ID, say.Line(within[0].Name)
	case len(within) > 1:
		form.Problems["source"] = chalkline.Textf("More than one source is called so: %s. Please write more of its name.", sourceNames(within))
	default:
		form.Problems["source"] = chalkline.Textf("No source here is called so.")
		if n := slices.Index(names, chalkline.Nearest(wanted, names)); n >= 0 {
			form.Problems["source"] = chalkline.Textf("No source here is called so. Did you mean %s?", say.Line(sources[n].Name))
		}
	}
	return nil
}

// sourceNames are the names of the first few sources.
func sourceNames(sources []chalkline.Source) chalkline.Text {
	const most = 4
	var names []string
	for _, s := range sources[:min(len(sources), most)] {
		names = append(names, say.Line(s.Name))
	}
	if more := len(sources) - most; more > 0 {
		return chalkline.Textf("%s, and %d more", strings.Join(names, ", "), more)
	}
	return chalkline.Verbatim(strings.Join(names, ", "))
}
