package web

import (
	"net/http"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// apiTokensPage is where readers make and revoke tokens for programs.
type apiTokensPage struct {
	Tokens   []apiTokenView
	Made     *apiTokenMade // the one that was just made; nil for none
	Full     bool
	Name     string // of the next, as typed
	Writes   bool
	Problems faults
}

// apiTokenView is a token as its reader sees it.
type apiTokenView struct {
	ID    store.APITokenID
	Name  string
	Scope chalkline.Text
	Since chalkline.Text
	Used  chalkline.Text
}

// apiTokenMade is a token whose secret is shown this once.
type apiTokenMade struct{ Name, Secret string }

// apiScopes are what a token may do, in words.
var apiScopes = map[bool]chalkline.Text{false: chalkline.Textf("read"), true: chalkline.Textf("read and write")}

// getAPITokens shows a reader's tokens.
func (s *server) getAPITokens(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.showAPITokens(w, r, http.StatusOK, reader, apiTokensPage{})
}

func (s *server) showAPITokens(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, page apiTokensPage) error {
	tokens, err := s.DB.APITokens(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	page.Full = len(tokens) >= store.MostAPITokens
	for _, t := range tokens {
		v := apiTokenView{ID: t.ID, Name: say.Line(t.Name), Scope: apiScopes[t.Writes], Since: say.Date(t.CreatedAt), Used: chalkline.Textf("never used")}
		if t.UsedOn != "" {
			v.Used = chalkline.Textf("last used on %s", t.UsedOn.Date())
		}
		page.Tokens = append(page.Tokens, v)
	}
	return s.renderStatus(w, r, status, "api-tokens", chalkline.Textf("Tokens for programs"), page)
}

// postAPIToken makes a token and shows its secret.
func (s *server) postAPIToken(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	page := apiTokensPage{Name: typed(r, "name"), Writes: r.PostForm.Get("scope") == "write", Problems: faults{}}
	page.Problems.check("name", chalkline.CheckText("a name", page.Name, apiNameRunes, true))
	if len(page.Problems) > 0 {
		return s.showAPITokens(w, r, http.StatusBadRequest, reader, page)
	}
	secret := apiSecret + chalkline.NewSecret()
	token := store.APIToken{ReaderID: reader.ID, Name: page.Name, Writes: page.Writes, Hash: chalkline.HashSecret(secret)}
	err := s.DB.CreateAPIToken(r.Context(), &token)
	if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
		page.Problems.check("name", err)
		return s.showAPITokens(w, r, http.StatusBadRequest, reader, page)
	}
	if err != nil {
		return err
	}
	return s.showAPITokens(w, r, http.StatusOK, reader, apiTokensPage{Made: &apiTokenMade{page.Name, secret}})
}

// apiNameRunes is how long the name of a token may be.
const apiNameRunes = 40

// postAPITokenRevoke ends a token.
func (s *server) postAPITokenRevoke(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "You have no such token. It may have been revoked before.")
	id, ok := idIn(r, "id")
	if !ok {
		return missing
	}
	err := s.DB.RevokeAPIToken(r.Context(), reader.ID, store.APITokenID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return missing
	}
	if err != nil {
		return err
	}
	return see(w, r, "/settings/api?"+saidParam+"="+string(saidToken))
}
