package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"chalkline"
	"chalkline/digest/say"
)

// maxTokens is how many feed addresses a reader may have at once.
const maxTokens = 10

// settingsPage is what a reader can change about themselves.
type settingsPage struct {
	Email     string
	MailError chalkline.Text
	Digest    rhythmForm
	Pause     pauseForm
	Class     classForm
	Picks     wantsForm
	Tokens    []tokenView
	CanAdd    bool
}

// getSettings shows what a reader can change about themselves.
func (s *server) getSettings(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.showSettings(w, r, http.StatusOK, reader, func(*settingsPage) {})
}

// showSettings shows the settings as they are stored. Change puts in the form that
// was sent, as it was filled in.
func (s *server) showSettings(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, change func(*settingsPage)) error {
	ctx := r.Context()
	tokens, err := s.DB.Tokens(ctx, reader.ID)
	if err != nil {
		return err
	}
	breaks, err := s.DB.Breaks(ctx, reader)
	if err != nil {
		return err
	}
	page := settingsPage{
		Email: reader.Email, MailError: reader.MailError, Digest: newRhythmForm(reader, breaks, s.Now()),
		Class: s.newClassForm(reader.Class, localeOf(r)), CanAdd: len(tokens) < maxTokens,
	}
	if page.Pause, err = s.newPauseForm(ctx, reader); err != nil {
		return err
	}
	if page.Picks, err = s.newWantsForm(ctx, reader.Wants); err != nil {
		return err
	}
	for _, t := range tokens {
		page.Tokens = append(page.Tokens, s.newTokenView(t))
	}
	change(&page)
	return s.renderStatus(w, r, status, "settings", chalkline.Textf("Settings"), page)
}

// postMail has mail to the reader tried again after it was stopped.
func (s *server) postMail(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := s.DB.SetMailError(r.Context(), reader.ID, chalkline.Text{}); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidMail))
}

// postFeedNew makes one more feed address, for another device or program.
func (s *server) postFeedNew(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if _, err := s.addFeed(r.Context(), reader, r.PostForm.Get("name")); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidAdded)+"#feeds")
}

// addFeed makes a feed address for a reader who has not as many as there can be.
func (s *server) addFeed(ctx context.Context, reader chalkline.Reader, name string) (chalkline.Token, error) {
	tokens, err := s.DB.Tokens(ctx, reader.ID)
	if err != nil {
		return chalkline.Token{}, err
	}
	if len(tokens) >= maxTokens {
		return chalkline.Token{}, chalkline.Errorf(chalkline.CodeInvalid, "You have %d feed addresses, which is as many as there can be. Please stop one first.", maxTokens)
	}
	token := s.Key.NewToken(reader.ID, cmp.Or(chalkline.Cut(name, 40), firstToken.In(say.In(reader.Language))))
	err = s.DB.CreateToken(ctx, &token)
	return token, err
}

// postFeedRotate replaces a feed address by a new one.
func (s *server) postFeedRotate(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	old, err := s.tokenIn(r, reader)
	if err != nil {
		return err
	}
	if _, err := s.rotateFeed(r.Context(), old); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidRotated)+"#feeds")
}

// rotateFeed makes a new feed address in the place of an old one, which stops.
func (s *server) rotateFeed(ctx context.Context, old chalkline.Token) (chalkline.Token, error) {
	token := s.Key.NewToken(old.ReaderID, old.Name)
	if err := s.DB.CreateToken(ctx, &token); err != nil {
		return token, err
	}
	return token, s.DB.RevokeToken(ctx, old.ReaderID, old.ID)
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
