package web

import (
	"net/http"
	"strconv"

	"chalkline"
)

// themeRemoval asks once before a theme is deleted, and says what goes with it.
type themeRemoval struct {
	inGroup

	Theme   chalkline.Theme
	Answers int // and notes
	Seen    string
	Problem chalkline.Text
}

// getThemeRemove asks.
func (s *server) getThemeRemove(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.showThemeRemoval(w, r, http.StatusOK, themeRemoval{inGroup: in})
}

func (s *server) showThemeRemoval(w http.ResponseWriter, r *http.Request, status int, page themeRemoval) error {
	var err error
	if page.Theme, err = s.themeIn(r, page.inGroup); err != nil {
		return err
	}
	answers, err := s.DB.Answers(r.Context(), page.Member, page.Theme.ID)
	if err != nil {
		return err
	}
	page.Answers, page.Seen = len(answers), stampOf(page.Theme.At)
	return s.renderStatus(w, r, status, "group-theme-remove", chalkline.Textf("Take back %s", page.Theme.Title), page)
}

// postThemeRemove deletes a theme as a curator saw it, with all that stands under it.
func (s *server) postThemeRemove(w http.ResponseWriter, r *http.Request, in inGroup) error {
	theme, err := s.themeIn(r, in)
	if err != nil {
		return err
	}
	theme.At = stampIn(r)
	answers, err := strconv.Atoi(r.PostForm.Get("answers"))
	if err != nil {
		answers = -1 // which no theme has
	}
	err = s.DB.DeleteTheme(r.Context(), theme, answers)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return s.showThemeRemoval(w, r, http.StatusConflict, themeRemoval{inGroup: in, Problem: sentenceOf(err)})
	}
	if err != nil {
		return err
	}
	return see(w, r, in.Path()+"/themes?"+saidParam+"="+string(saidThemeGone))
}
