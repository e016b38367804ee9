package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
)

// themeJSON is a theme.
type themeJSON struct {
	ID        chalkline.ThemeID `json:"id"`
	Month     chalkline.Month   `json:"month"`
	Title     string            `json:"title"`
	Text      string            `json:"text"`
	Questions []questionJSON    `json:"questions"`
	Changed   time.Time         `json:"changed"` // its version
}

// questionJSON is a question. Number is the one that it has; 0 when it is new.
type questionJSON struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
}

func newThemeJSON(t chalkline.Theme) themeJSON {
	v := themeJSON{t.ID, t.Month, t.Title, t.Text, []questionJSON{}, t.At}
	for n, text := range t.Questions {
		v.Questions = append(v.Questions, questionJSON{n + 1, text})
	}
	return v
}

// themesJSON are the themes of a group.
type themesJSON struct {
	Data []themeJSON `json:"data"`
}

// apiThemes lists the themes of a group, the newest month first; those of months
// to come for members only.
func (s *server) apiThemes(r *http.Request, in inGroup) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	themes, err := s.DB.Themes(r.Context(), in.Group.ID)
	answer := themesJSON{Data: []themeJSON{}}
	for _, t := range themes {
		if in.Inside() || t.Month <= in.Month() {
			answer.Data = append(answer.Data, newThemeJSON(t))
		}
	}
	return answer, err
}

// apiTheme is a theme.
func (s *server) apiTheme(r *http.Request, in inGroup) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	t, err := s.themeIn(r, in)
	if err != nil {
		return nil, err
	}
	return newThemeJSON(t), nil
}

// themeSentJSON is what is sent to set a theme. Seen is the version that it is
// changed from; it is left out for a new one.
type themeSentJSON struct {
	Month     chalkline.Month `json:"month"`
	Title     string          `json:"title"`
	Text      string          `json:"text"`
	Questions []questionJSON  `json:"questions"`
	Seen      time.Time       `json:"seen"`
}

// theme checks what was sent and puts it into a theme, with the numbers that its
// questions had.
func (sent themeSentJSON) theme(t chalkline.Theme) (chalkline.Theme, []int, error) {
	t.Month, t.Title, t.Text, t.Questions = sent.Month, lineOf(sent.Title), linesOf(sent.Text), nil
	if len(sent.Questions) > chalkline.MostQuestions {
		return t, nil, chalkline.Errorf(chalkline.CodeInvalid, "A theme has %d questions at most.", chalkline.MostQuestions)
	}
	for _, err := range []error{
		t.Month.Validate(),
		chalkline.CheckText("the title", t.Title, chalkline.NameRunes, true),
		chalkline.CheckText("the text", t.Text, chalkline.ThemeRunes, false),
	} {
		if err != nil {
			return t, nil, err
		}
	}
	var from []int
	for _, q := range sent.Questions {
		q.Text = lineOf(q.Text)
		if err := chalkline.CheckText("the question", q.Text, chalkline.QuestionRunes, true); err != nil {
			return t, nil, err
		}
		if q.Number < 0 || q.Number > chalkline.MostQuestions || q.Number > 0 && slices.Contains(from, q.Number) {
			return t, nil, chalkline.Errorf(chalkline.CodeInvalid, "The number of a question is the one it had, once, or 0 for a new one; not %d.", q.Number)
		}
		t.Questions, from = append(t.Questions, q.Text), append(from, q.Number)
	}
	return t, from, nil
}

// apiAddTheme sets a theme for a month that has none.
func (s *server) apiAddTheme(r *http.Request, in inGroup) (any, error) {
	var sent themeSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	t, from, err := sent.theme(chalkline.Theme{GroupID: in.Group.ID, By: in.Member.ReaderID})
	if err != nil {
		return nil, err
	}
	if err := s.DB.SaveTheme(r.Context(), &t, from); err != nil {
		return nil, err
	}
	return made{newThemeJSON(t)}, nil
}

// apiSetTheme changes a theme as a curator saw it.
func (s *server) apiSetTheme(r *http.Request, in inGroup) (any, error) {
	var sent themeSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	t, err := s.themeIn(r, in)
	if err != nil {
		return nil, err
	}
	t, from, err := sent.theme(t)
	if err != nil {
		return nil, err
	}
	t.At = chalkline.Time(sent.Seen)
	if err := s.DB.SaveTheme(r.Context(), &t, from); err != nil {
		return nil, err
	}
	return newThemeJSON(t), nil
}

// apiRemoveTheme deletes a theme as a curator saw it.
func (s *server) apiRemoveTheme(r *http.Request, in inGroup) (any, error) {
	_, query, err := apiAskOf(r, "seen", "answers")
	if err != nil {
		return nil, err
	}
	seen, err := time.Parse(time.RFC3339Nano, query.Get("seen"))
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "The parameter \"seen\" is the field \"changed\" of the theme, as 2026-11-02T09:30:00Z.")
	}
	answers, err := strconv.Atoi(query.Get("answers"))
	if err != nil || answers < 0 {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "The parameter \"answers\" is how many answers and notes are under the theme.")
	}
	t, err := s.themeIn(r, in)
	if err != nil {
		return nil, err
	}
	t.At = chalkline.Time(seen)
	return nil, s.DB.DeleteTheme(r.Context(), t, answers)
}

// answerJSON is what a member wrote under a theme.
type answerJSON struct {
	ID       chalkline.AnswerID `json:"id"`
	Question int                `json:"question"` // 0 for a note on the theme
	By       string             `json:"by"`
	Mine     bool               `json:"mine"`
	Text     string             `json:"text"` // a little Markdown
	Hidden   bool               `json:"hidden"`
	At       time.Time          `json:"at"`
	Changed  time.Time          `json:"changed"`
}

func newAnswerJSON(in inGroup, a chalkline.Answer) answerJSON {
	return answerJSON{a.ID, a.Question, a.ByName, a.By == in.Member.ReaderID, a.Text, a.Hidden, a.At, a.Changed}
}

// answersJSON are the answers under a theme.
type answersJSON struct {
	Data []answerJSON `json:"data"`
}

// apiAnswers lists what a member sees under a theme, the oldest first.
func (s *server) apiAnswers(r *http.Request, in inGroup) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	t, err := s.themeIn(r, in)
	if err != nil {
		return nil, err
	}
	answers, err := s.DB.Answers(r.Context(), in.Member, t.ID)
	list := answersJSON{Data: []answerJSON{}}
	for _, a := range answers {
		list.Data = append(list.Data, newAnswerJSON(in, a))
	}
	return list, err
}

// answerSentJSON is what is sent to write an answer.
type answerSentJSON struct {
	Question int    `json:"question"` // 0 for a note on the theme
	Text     string `json:"text"`
}

// apiAddAnswer writes an answer under a theme.
func (s *server) apiAddAnswer(r *http.Request, in inGroup) (any, error) {
	var sent answerSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	t, err := s.themeIn(r, in)
	if err != nil {
		return nil, err
	}
	sent.Text = linesOf(sent.Text)
	if err := chalkline.CheckText("your answer", sent.Text, chalkline.AnswerRunes, true); err != nil {
		return nil, err
	}
	a := chalkline.Answer{ThemeID: t.ID, Question: sent.Question, By: in.Member.ReaderID, Text: sent.Text}
	if err := s.DB.AddAnswer(r.Context(), in.Group.ID, &a, ""); err != nil {
		return nil, err
	}
	return made{newAnswerJSON(in, a)}, nil
}

// textSentJSON is what is sent to change an answer.
type textSentJSON struct {
	Text string `json:"text"`
}

// apiSetAnswer changes the member's own answer.
func (s *server) apiSetAnswer(r *http.Request, in inGroup) (any, error) {
	var sent textSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	a, err := s.answerIn(r, in)
	if err != nil {
		return nil, err
	}
	sent.Text = linesOf(sent.Text)
	if err := chalkline.CheckText("your answer", sent.Text, chalkline.AnswerRunes, true); err != nil {
		return nil, err
	}
	if err := s.DB.ChangeAnswer(r.Context(), in.Member, a.ID, sent.Text); err != nil {
		return nil, err
	}
	if a, err = s.DB.Answer(r.Context(), in.Member, a.ID); err != nil {
		return nil, err
	}
	return newAnswerJSON(in, a), nil
}

// apiRemoveAnswer deletes the member's own answer.
func (s *server) apiRemoveAnswer(r *http.Request, in inGroup) (any, error) {
	a, err := s.answerIn(r, in)
	if err != nil {
		return nil, err
	}
	return nil, s.DB.DeleteAnswer(r.Context(), in.Member, a.ID)
}

// hiddenJSON is what is sent to hide an answer or show it again.
type hiddenJSON struct {
	Hidden *bool `json:"hidden"`
}

// apiHideAnswer hides an answer from members who are not curators, or shows it
// again.
func (s *server) apiHideAnswer(r *http.Request, in inGroup) (any, error) {
	var sent hiddenJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	if sent.Hidden == nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "The field \"hidden\" is missing.")
	}
	id, ok := idIn(r, "answer")
	if !ok {
		return nil, errNoAnswer
	}
	return nil, s.DB.HideAnswer(r.Context(), in.Group.ID, chalkline.AnswerID(id), *sent.Hidden)
}
