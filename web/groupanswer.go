package web

import (
	"fmt"
	"net/http"
	"strconv"

	"chalkline"
)

// postAnswer stores what a member writes under a theme.
func (s *server) postAnswer(w http.ResponseWriter, r *http.Request, in inGroup) error {
	theme, err := s.themeIn(r, in)
	if err != nil {
		return err
	}
	question, err := strconv.Atoi(r.PostForm.Get("question"))
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "Please answer with one of the forms under the theme.")
	}
	text := written(r, "text")
	again := func(status int, err error) error {
		return s.showTheme(w, r, status, in, theme, func(v *themeView) {
			v.Typed, v.Asked, v.Problem = text, question, sentenceOf(err)
			if question < 0 || question > len(theme.Questions) {
				v.Asked = 0
			}
		})
	}
	if err := chalkline.CheckText("your answer", text, chalkline.AnswerRunes, true); err != nil {
		return again(http.StatusBadRequest, err)
	}
	a := chalkline.Answer{ThemeID: theme.ID, Question: question, By: in.Member.ReaderID, Text: text}
	switch err := s.DB.AddAnswer(r.Context(), in.Group.ID, &a, r.PostForm.Get("asked")); chalkline.ErrorCode(err) {
	case "":
	case chalkline.CodeConflict:
		return again(http.StatusConflict, err)
	case chalkline.CodeInvalid:
		return again(http.StatusBadRequest, err)
	default:
		return err
	}
	return see(w, r, fmt.Sprintf("%s/themes/%d?%s=%s#question-%d", in.Path(), theme.ID, saidParam, saidAnswered, a.Question))
}

// answerPage is the form that changes an answer.
type answerPage struct {
	inGroup

	Answer   chalkline.Answer
	Theme    chalkline.Theme
	Question string // "" for a note on the theme
	Problem  chalkline.Text
}

// getAnswer shows a member's own answer to be changed.
func (s *server) getAnswer(w http.ResponseWriter, r *http.Request, in inGroup) error {
	a, err := s.answerIn(r, in)
	if err != nil {
		return err
	}
	return s.showAnswer(w, r, http.StatusOK, in, a, chalkline.Text{})
}

func (s *server) showAnswer(w http.ResponseWriter, r *http.Request, status int, in inGroup, a chalkline.Answer, problem chalkline.Text) error {
	theme, err := s.DB.Theme(r.Context(), in.Group.ID, a.ThemeID)
	if err != nil {
		return err
	}
	page := answerPage{inGroup: in, Answer: a, Theme: theme, Problem: problem}
	if a.Question > 0 && a.Question <= len(theme.Questions) {
		page.Question = theme.Questions[a.Question-1]
	}
	return s.renderStatus(w, r, status, "group-answer", chalkline.Textf("Your answer · %s", in.Group.Name), page)
}

// postAnswerChange changes or deletes a member's own answer.
func (s *server) postAnswerChange(w http.ResponseWriter, r *http.Request, in inGroup) error {
	a, err := s.answerIn(r, in)
	if err != nil {
		return err
	}
	back := fmt.Sprintf("%s/themes/%d?%s=", in.Path(), a.ThemeID, saidParam)
	if r.PostForm.Get("do") == "delete" {
		if err := s.DB.DeleteAnswer(r.Context(), in.Member, a.ID); err != nil {
			return err
		}
		return see(w, r, back+string(saidAnswerGone))
	}
	a.Text = written(r, "text")
	if err := chalkline.CheckText("your answer", a.Text, chalkline.AnswerRunes, true); err != nil {
		return s.showAnswer(w, r, http.StatusBadRequest, in, a, sentenceOf(err))
	}
	if err := s.DB.ChangeAnswer(r.Context(), in.Member, a.ID, a.Text); err != nil {
		return err
	}
	return see(w, r, fmt.Sprintf("%s%s#question-%d", back, saidAnswered, a.Question))
}

// postAnswerHide hides an answer from members who are not curators, or shows it
// again.
func (s *server) postAnswerHide(w http.ResponseWriter, r *http.Request, in inGroup) error {
	id, ok := idIn(r, "answer")
	if !ok {
		return errNoAnswer
	}
	if err := s.DB.HideAnswer(r.Context(), in.Group.ID, chalkline.AnswerID(id), r.PostForm.Get("do") == "hide"); err != nil {
		return err
	}
	theme, ok := idOf(r.PostForm.Get("theme"))
	if !ok {
		return see(w, r, in.Path())
	}
	return see(w, r, fmt.Sprintf("%s/themes/%d", in.Path(), theme))
}

var errNoAnswer = chalkline.Errorf(chalkline.CodeNotFound, "There is no such answer of yours. It may have been deleted.")

// answerIn is the member's own answer that an address names.
func (s *server) answerIn(r *http.Request, in inGroup) (chalkline.Answer, error) {
	id, ok := idIn(r, "answer")
	if !ok {
		return chalkline.Answer{}, errNoAnswer
	}
	a, err := s.DB.Answer(r.Context(), in.Member, chalkline.AnswerID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return a, errNoAnswer
	}
	return a, err
}
