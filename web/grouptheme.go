package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
)

// themeView is a theme with its questions and, for members, their answers.
type themeView struct {
	chalkline.Theme

	Path      string
	Notes     []answerView // on the theme as a whole
	Questions []questionView
	Answers   int

	Typed    string         // an answer, as typed
	Asked    int            // the question it is to; -1 for none
	Problem  chalkline.Text // with it
	Inside   bool
	Forecast bool // of a month to come
}

// questionView is a question with its answers.
type questionView struct {
	Number  int
	Text    string
	Answers []answerView
}

// answerView is an answer as a member sees it.
type answerView struct {
	chalkline.Answer

	Body   template.HTML
	When   chalkline.Text
	Edited bool
	Mine   bool
	Path   string
}

// newThemeView puts a theme into words. Only members see answers.
func (s *server) newThemeView(ctx context.Context, in inGroup, t chalkline.Theme) (*themeView, error) {
	v := &themeView{
		Theme: t, Path: fmt.Sprintf("%s/themes/%d", in.Path(), t.ID), Asked: -1, Inside: in.Inside(),
		Forecast: t.Month > in.Month(),
	}
	for n, text := range t.Questions {
		v.Questions = append(v.Questions, questionView{Number: n + 1, Text: text})
	}
	if !in.Inside() {
		return v, nil
	}
	answers, err := s.DB.Answers(ctx, in.Member, t.ID)
	if err != nil {
		return nil, err
	}
	v.Answers = len(answers)
	for _, a := range answers {
		view := answerView{
			Answer: a, Body: markdown(a.Text), When: dayOf(a.At), Edited: a.Changed.After(a.At), Mine: a.By == in.Member.ReaderID,
			Path: fmt.Sprintf("%s/answers/%d", in.Path(), a.ID),
		}
		if a.Question == 0 || a.Question > len(v.Questions) {
			v.Notes = append(v.Notes, view)
			continue
		}
		q := &v.Questions[a.Question-1]
		q.Answers = append(q.Answers, view)
	}
	return v, nil
}

// themesPage are all themes of a group.
type themesPage struct {
	inGroup

	Coming, Now, Past []chalkline.Theme
}

// getThemes shows the themes of a group, those of months to come to members only.
func (s *server) getThemes(w http.ResponseWriter, r *http.Request, in inGroup) error {
	themes, err := s.DB.Themes(r.Context(), in.Group.ID)
	if err != nil {
		return err
	}
	page, now := themesPage{inGroup: in}, in.Month()
	for _, t := range themes {
		switch {
		case t.Month < now:
			page.Past = append(page.Past, t)
		case t.Month == now:
			page.Now = append(page.Now, t)
		case in.Inside():
			page.Coming = append(page.Coming, t)
		}
	}
	slices.Reverse(page.Coming)
	return s.render(w, r, "group-themes", chalkline.Textf("Themes · %s", in.Group.Name), page)
}

// themePage is one theme.
type themePage struct {
	inGroup

	Theme *themeView
}

// getTheme shows a theme with its answers.
func (s *server) getTheme(w http.ResponseWriter, r *http.Request, in inGroup) error {
	theme, err := s.themeIn(r, in)
	if err != nil {
		return err
	}
	return s.showTheme(w, r, http.StatusOK, in, theme, func(*themeView) {})
}

// showTheme answers with a theme's page; with changes what it shows.
func (s *server) showTheme(w http.ResponseWriter, r *http.Request, status int, in inGroup, t chalkline.Theme, with func(*themeView)) error {
	view, err := s.newThemeView(r.Context(), in, t)
	if err != nil {
		return err
	}
	with(view)
	return s.renderStatus(w, r, status, "group-theme", chalkline.Textf("%s · %s", t.Title, in.Group.Name), themePage{inGroup: in, Theme: view})
}

var errNoTheme = chalkline.Errorf(chalkline.CodeNotFound, "The group has no such theme.")

// themeIn is the theme that an address names.
func (s *server) themeIn(r *http.Request, in inGroup) (chalkline.Theme, error) {
	id, ok := idIn(r, "theme")
	if !ok {
		return chalkline.Theme{}, errNoTheme
	}
	t, err := s.DB.Theme(r.Context(), in.Group.ID, chalkline.ThemeID(id))
	forecast := t.Month > in.Month()
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && forecast && !in.Inside() {
		return t, errNoTheme
	}
	return t, err
}

// themeForm is the form that sets a theme.
type themeForm struct {
	inGroup

	ID        chalkline.ThemeID // 0 for a new one
	Seen      string
	Month     chalkline.Month
	Months    []chalkline.Month
	Title     string
	Text      string
	Questions []questionField
	Problems  faults
	Now       *themeView // how somebody else has set it meanwhile; nil else
}

// questionField is a field for a question, with the number it had.
type questionField struct {
	Number int
	Was    int
	Text   string
}

// monthsAhead is for how many months a theme can be set in advance.
const monthsAhead = 12

// getThemeForm shows the form, empty or with a theme.
func (s *server) getThemeForm(w http.ResponseWriter, r *http.Request, in inGroup) error {
	t := chalkline.Theme{Month: in.Month()}
	if r.PathValue("theme") != "" {
		var err error
		if t, err = s.themeIn(r, in); err != nil {
			return err
		}
	}
	f := s.newThemeForm(in, t)
	return s.showThemeForm(w, r, http.StatusOK, f)
}

func (s *server) newThemeForm(in inGroup, t chalkline.Theme) themeForm {
	f := themeForm{inGroup: in, ID: t.ID, Month: t.Month, Title: t.Title, Text: t.Text, Problems: faults{}}
	if t.ID != 0 {
		f.Seen = stampOf(t.At)
	}
	for n := range chalkline.MostQuestions {
		q := questionField{Number: n + 1}
		if n < len(t.Questions) {
			q.Was, q.Text = n+1, t.Questions[n]
		}
		f.Questions = append(f.Questions, q)
	}
	return f
}

func (s *server) showThemeForm(w http.ResponseWriter, r *http.Request, status int, f themeForm) error {
	now := f.inGroup.Now
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	for n := range monthsAhead {
		f.Months = append(f.Months, chalkline.MonthOf(first.AddDate(0, n, 0)))
	}
	if !slices.Contains(f.Months, f.Month) && f.Month.Validate() == nil {
		f.Months = slices.Insert(f.Months, 0, f.Month)
	}
	return s.renderStatus(w, r, status, "group-theme-form", chalkline.Textf("Theme · %s", f.Group.Name), f)
}

// postTheme stores a theme as a curator saw and changed it.
func (s *server) postTheme(w http.ResponseWriter, r *http.Request, in inGroup) error {
	t := chalkline.Theme{GroupID: in.Group.ID, By: in.Member.ReaderID}
	if r.PathValue("theme") != "" {
		seen, err := s.themeIn(r, in)
		if err != nil {
			return err
		}
		t.ID, t.At = seen.ID, stampIn(r)
	}
	t.Month, t.Title, t.Text = chalkline.Month(typed(r, "month")), typed(r, "title"), written(r, "text")
	f := s.newThemeForm(in, t)
	f.Problems.check("month", t.Month.Validate())
	f.Problems.check("title", chalkline.CheckText("the title", t.Title, chalkline.NameRunes, true))
	f.Problems.check("text", chalkline.CheckText("the text", t.Text, chalkline.ThemeRunes, false))
	var from []int
	for n := range f.Questions {
		q := &f.Questions[n]
		field := "question-" + strconv.Itoa(q.Number)
		q.Text = typed(r, field)
		q.Was, _ = strconv.Atoi(r.PostForm.Get("was-" + strconv.Itoa(q.Number))) // 0 is a new one
		f.Problems.check(field, chalkline.CheckText("the question", q.Text, chalkline.QuestionRunes, false))
		if q.Text != "" {
			t.Questions, from = append(t.Questions, q.Text), append(from, q.Was)
		}
	}
	if len(f.Problems) > 0 {
		return s.showThemeForm(w, r, http.StatusBadRequest, f)
	}
	ctx := r.Context()
	err := s.DB.SaveTheme(ctx, &t, from)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		f.Problems.check("form", err)
		if now, err := s.DB.Theme(ctx, in.Group.ID, t.ID); err == nil && t.ID != 0 {
			f.Seen = stampOf(now.At)
			if f.Now, err = s.newThemeView(ctx, in, now); err != nil {
				return err
			}
		}
		return s.showThemeForm(w, r, http.StatusConflict, f)
	}
	if err != nil {
		return err
	}
	return see(w, r, fmt.Sprintf("%s/themes/%d?%s=%s", in.Path(), t.ID, saidParam, saidTheme))
}
