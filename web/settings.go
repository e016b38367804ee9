package web

import (
	"net/http"
	"slices"
	"strconv"

	"chalkline"
)

// maxTokens is how many feed addresses a reader may have at once.
const maxTokens = 10

// settingsPage is what a reader can change about themselves.
type settingsPage struct {
	Email     string
	MailError string
	Schedule  string
	Class     classForm
	Picks     wantsForm
	Tokens    []tokenView
	CanAdd    bool
}

// getSettings shows what a reader can change about themselves.
func (s *server) getSettings(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	form, err := s.newWantsForm(r.Context(), reader.Wants)
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, reader, form)
}

// showSettings shows the settings with that form for how picks are made.
func (s *server) showSettings(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, form wantsForm) error {
	tokens, err := s.DB.Tokens(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	page := settingsPage{
		Email: reader.Email, MailError: reader.MailError, Schedule: reader.Schedule.String(), Class: s.newClassForm(reader.Class),
		Picks: form, CanAdd: len(tokens) < maxTokens,
	}
	for _, t := range tokens {
		page.Tokens = append(page.Tokens, s.newTokenView(t))
	}
	return s.renderStatus(w, r, status, "settings", "Settings", page)
}

// postMail has mail to the reader tried again after it was stopped.
func (s *server) postMail(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := s.DB.SetMailError(r.Context(), reader.ID, ""); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidMail))
}

// postFeedNew makes one more feed address, for another device or program.
func (s *server) postFeedNew(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	tokens, err := s.DB.Tokens(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	if len(tokens) >= maxTokens {
		return chalkline.Errorf(chalkline.CodeInvalid, "You have %d feed addresses, which is as many as there can be. Please stop one first.", maxTokens)
	}
	name := chalkline.Cut(r.PostForm.Get("name"), 40)
	if name == "" {
		name = firstToken
	}
	token := s.Key.NewToken(reader.ID, name)
	if err := s.DB.CreateToken(r.Context(), &token); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidAdded)+"#feeds")
}

// postFeedRotate replaces a feed address by a new one.
func (s *server) postFeedRotate(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	old, err := s.tokenIn(r, reader)
	if err != nil {
		return err
	}
	token := s.Key.NewToken(reader.ID, old.Name)
	if err := s.DB.CreateToken(r.Context(), &token); err != nil {
		return err
	}
	if err := s.DB.RevokeToken(r.Context(), reader.ID, old.ID); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidRotated)+"#feeds")
}

// postFeedRevoke stops a feed address.
func (s *server) postFeedRevoke(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	token, err := s.tokenIn(r, reader)
	if err != nil {
		return err
	}
	if err := s.DB.RevokeToken(r.Context(), reader.ID, token.ID); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidRevoked)+"#feeds")
}

// tokenIn is the reader's own token that an address names.
func (s *server) tokenIn(r *http.Request, reader chalkline.Reader) (chalkline.Token, error) {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "You have no such feed address. It may have been stopped before.")
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return chalkline.Token{}, missing
	}
	tokens, err := s.DB.Tokens(r.Context(), reader.ID)
	if err != nil {
		return chalkline.Token{}, err
	}
	i := slices.IndexFunc(tokens, func(t chalkline.Token) bool { return t.ID == chalkline.TokenID(id) })
	if i < 0 {
		return chalkline.Token{}, missing
	}
	return tokens[i], nil
}

// getLeave asks once before everything is deleted.
func (s *server) getLeave(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.render(w, r, "leave", "Leave", reader.Role == chalkline.RoleOperator)
}

// postLeave deletes the reader and everything of theirs at once.
func (s *server) postLeave(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx := r.Context()
	if err := s.DB.DeleteReader(ctx, reader.ID); err != nil {
		return err
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	return s.render(w, signedOut(r), "left", "You have left", nil)
}
