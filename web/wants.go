package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker"
)

// wantsForm is how a reader wants picks to be made, as the form has it: what was
// typed stays as it was typed.
type wantsForm struct {
	Minutes   string
	Least     string
	Leasts    []leastChoice
	NoOpinion bool
	Languages []languageBox
	Weights   []weightField
	Alone     bool
	Problems  faults
	Off       bool       // all weights are off
	Tried     *triedWeek // nil when nothing was tried
}

// leastChoice is a weakest grade to choose.
type leastChoice struct {
	Value string
	Label chalkline.Text
}

var leastChoices = []leastChoice{
	{"", chalkline.Textf("Any grade")},
	{"D", chalkline.Textf("D Limited, or better")},
	{"C", chalkline.Textf("C Some, or better")},
	{"B", chalkline.Textf("B Good, or better")},
	{"A", chalkline.Textf("A Strong only")},
}

type languageBox struct {
	Code   string
	Label  chalkline.Text
	Ticked bool
}

// weightField is the weight of one part of a score.
type weightField struct {
	say.PartWords

	Part    chalkline.PartName
	Value   string // 0 to 2
	Problem chalkline.Text
}

// newWantsForm shows what is stored.
func (s *server) newWantsForm(ctx context.Context, wants chalkline.Wants) (wantsForm, error) {
	form := wantsForm{
		Minutes: strconv.Itoa(wants.Budget()), Least: string(wants.Least), Leasts: leastChoices,
		NoOpinion: wants.NoOpinion, Alone: wants.Alone, Problems: faults{}, Off: true,
	}
	for _, part := range chalkline.WeighedParts {
		weight := wants.Weight(part)
		form.Off = form.Off && weight == 0
		form.Weights = append(form.Weights, weightField{
			PartWords: say.Part(part), Part: part, Value: strconv.FormatFloat(weight, 'f', -1, 64),
		})
	}
	if form.Least == string(chalkline.GradeE) { // everything that is graded
		form.Least = ""
	}
	codes, err := s.languages(ctx, wants.Languages)
	for _, code := range codes {
		form.Languages = append(form.Languages, languageBox{code, say.Language(code).Upper(), slices.Contains(wants.Languages, code)})
	}
	return form, err
}

// languages are those that sources here write in, and those the reader has chosen.
func (s *server) languages(ctx context.Context, chosen []string) ([]string, error) {
	sources, err := s.DB.Sources(ctx)
	if err != nil {
		return nil, err
	}
	codes := append([]string{"en"}, chosen...)
	for _, source := range sources {
		code := strings.ToLower(source.Language)
		if (chalkline.Wants{Languages: []string{code}}).Validate() == nil {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return strings.Compare(say.Language(a).English(), say.Language(b).English()) })
	return slices.Compact(codes), nil
}

// wantsIn reads the form. Where something is wrong, the form says what and where,
// and has all that was typed.
func (s *server) wantsIn(r *http.Request, stored chalkline.Wants) (chalkline.Wants, wantsForm, error) {
	wants := chalkline.Wants{NoOpinion: r.PostForm.Get("no-opinion") == "1", Alone: r.PostForm.Get("alone") == "1"}
	problems := faults{}
	check := func(field string, part chalkline.Wants) bool {
		err := part.Validate()
		if err != nil {
			problems[field] = chalkline.Textf("%s.", chalkline.ErrorText(err)).Upper()
		}
		return err == nil
	}

	typed := strings.TrimSpace(r.PostForm.Get("minutes"))
	if minutes, err := strconv.Atoi(typed); err == nil && minutes > 0 && check("minutes", chalkline.Wants{Minutes: minutes}) {
		wants.Minutes = minutes
	} else if !problems.Has("minutes") {
		problems["minutes"] = chalkline.Textf("Please write how many minutes a day, from 1 to 120.")
	}
	if least := chalkline.Grade(r.PostForm.Get("least")); check("least", chalkline.Wants{Least: least}) {
		wants.Least = least
	}
	for _, code := range r.PostForm["language"] {
		if check("language", chalkline.Wants{Languages: []string{code}}) && !slices.Contains(wants.Languages, code) {
			wants.Languages = append(wants.Languages, code)
		}
	}
	for _, part := range chalkline.WeighedParts {
		field := "weight-" + string(part)
		if !r.PostForm.Has(field) {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimSpace(r.PostForm.Get(field)), 64)
		switch {
		case err != nil || !(weight >= 0 && weight <= 2):
			problems[field] = chalkline.Textf("A weight is a number from 0 to 2.")
		case weight != 1:
			if wants.Weights == nil {
				wants.Weights = map[chalkline.PartName]float64{}
			}
			wants.Weights[part] = weight
		}
	}
	wants = settled(wants, stored)

	form, err := s.newWantsForm(r.Context(), wants)
	form.Minutes, form.Problems = chalkline.Cut(typed, 20), problems
	for i := range form.Weights {
		field := "weight-" + string(form.Weights[i].Part)
		if problem, wrong := problems[field]; wrong {
			form.Weights[i].Problem, form.Weights[i].Value, form.Off = problem, chalkline.Cut(r.PostForm.Get(field), 20), false
		}
	}
	return wants, form, err
}

// settled leaves minutes unsaid that were not said before, nor now.
func settled(wants, stored chalkline.Wants) chalkline.Wants {
	if wants.Minutes == chalkline.DefaultMinutes && stored.Minutes == 0 {
		wants.Minutes = 0
	}
	return wants
}

// postWants stores how the reader wants picks to be made.
func (s *server) postWants(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	wants, form, err := s.wantsIn(r, reader.Wants)
	if err != nil {
		return err
	}
	if len(form.Problems) > 0 {
		return s.showSettings(w, r, http.StatusBadRequest, reader, func(p *settingsPage) { p.Picks = form })
	}
	if err := s.DB.SetWants(r.Context(), reader.ID, wants); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidWants)+"#picks")
}

// postTry shows what the last week's picks would have been, and stores nothing.
func (s *server) postTry(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	wants, form, err := s.wantsIn(r, reader.Wants)
	if err != nil {
		return err
	}
	if len(form.Problems) > 0 {
		return s.showSettings(w, r, http.StatusBadRequest, reader, func(p *settingsPage) { p.Picks = form })
	}
	err = s.choosing(r.Context(), reader.ID, func(request ranker.Request) {
		tried := tryWeek(request, s.weeks.of(request), wants)
		form.Tried = &tried
	})
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, reader, func(p *settingsPage) { p.Picks = form })
}
