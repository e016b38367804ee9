package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"chalkline"
	"chalkline/digest/mail"
)

const (
	schoolTimeout = 10 * time.Second // for one request to the issuer
	schoolAgain   = 10 * time.Second // before an issuer that was down is asked again
	schoolAnswer  = 1 << 20          // bytes of an answer that are read
)

// schoolAccounts sign readers in by OpenID Connect.
type schoolAccounts struct {
	School
	back   string // where the issuer sends readers back to
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // as the issuer described itself; nil while it did not
	failed   error          // why it did not
	failedAt time.Time
}

// newSchoolAccounts is nil when none are configured. The issuer is not asked before
// somebody signs in: it may be down when the program starts.
func newSchoolAccounts(c School, base string) *schoolAccounts {
	if c.Issuer == "" {
		return nil
	}
	return &schoolAccounts{
		School: c, back: base + "/school/back",
		client: &http.Client{Timeout: schoolTimeout, Transport: capped{&http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}}},
	}
}

// capped reads only so much of an answer.
type capped struct{ next http.RoundTripper }

func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(r)
	if err == nil {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(response.Body, schoolAnswer), response.Body}
	}
	return response, err
}

// on has requests leave by the client of these accounts.
func (a *schoolAccounts) on(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, a.client)
}

// find is the issuer as it describes itself; it is asked once.
func (a *schoolAccounts) find(ctx context.Context, now time.Time) (*oidc.Provider, *oauth2.Config, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.provider == nil {
		if a.failed != nil && now.Sub(a.failedAt) < schoolAgain {
			return nil, nil, a.failed
		}
		provider, err := oidc.NewProvider(a.on(context.WithoutCancel(ctx)), a.Issuer)
		if err != nil {
			a.failed, a.failedAt = fmt.Errorf("ask %s who it is: %w", a.Issuer, err), now
			return nil, nil, a.failed
		}
		a.provider, a.failed = provider, nil
	}
	return a.provider, &oauth2.Config{
		ClientID: a.ClientID, ClientSecret: a.ClientSecret, Endpoint: a.provider.Endpoint(), RedirectURL: a.back,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}, nil
}

// sessionSchool is where a session keeps what the way back is checked against.
const sessionSchool = "school" // string, schoolTrip as JSON

// schoolTrip is a reader's way to the issuer and back.
type schoolTrip struct {
	State    string
	Nonce    string
	Verifier string             // of PKCE
	Reader   chalkline.ReaderID // who links the account; 0 when somebody signs in
}

// postSchool sends a reader to the issuer. It does so by a page, because a form of
// ours may lead nowhere else.
func (s *server) postSchool(w http.ResponseWriter, r *http.Request) error {
	if s.limits.attempts.OnLimit(w, r, s.client(r)) {
		return s.tooOften(w, r)
	}
	_, config, err := s.ways.account.find(r.Context(), s.Now())
	if err != nil {
		return s.schoolDown(w, r, err)
	}
	trip := schoolTrip{State: chalkline.NewSecret(), Nonce: chalkline.NewSecret(), Verifier: oauth2.GenerateVerifier()}
	if reader, in := readerOf(r); in {
		trip.Reader = reader.ID
	}
	text, err := json.Marshal(trip)
	if err != nil {
		return fmt.Errorf("keep the way back: %w", err)
	}
	s.sessions.Put(r.Context(), sessionSchool, string(text))
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "account-away", chalkline.Textf("On to %s", s.ways.school()), awayPage{
		Name: s.ways.school(), To: config.AuthCodeURL(trip.State, oidc.Nonce(trip.Nonce), oauth2.S256ChallengeOption(trip.Verifier)),
	})
}

// awayPage leads to the issuer.
type awayPage struct{ Name, To string }

// schoolDown answers while the issuer does not.
func (s *server) schoolDown(w http.ResponseWriter, r *http.Request, err error) error {
	s.Log.ErrorContext(r.Context(), "accounts elsewhere do not answer", "error", err)
	s.failWith(w, r, http.StatusServiceUnavailable, chalkline.Textf("%s does not answer just now. A mailed link signs you in as ever.", s.ways.school()))
	return nil
}

// getSchoolBack signs in, or links, whoever comes back from the issuer. It is a GET
// by the rules of OpenID Connect; the state that only this browser's session knows
// keeps it from doing anything for anybody else, and for a second time.
func (s *server) getSchoolBack(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var trip schoolTrip
	text, query := s.sessions.GetString(ctx, sessionSchool), r.URL.Query()
	if text != "" {
		if err := json.Unmarshal([]byte(text), &trip); err != nil {
			return fmt.Errorf("read the way back: %w", err)
		}
	}
	if trip.State == "" || query.Get("state") != trip.State {
		return chalkline.Errorf(chalkline.CodeExpired, "This way in took too long, or was begun in another window. Please begin again.")
	}
	s.sessions.Remove(ctx, sessionSchool)
	if iss := query.Get("iss"); query.Get("error") != "" || iss != "" && iss != s.ways.issuer() {
		return chalkline.Errorf(chalkline.CodeDenied, "%s did not let you in, or you turned back. A mailed link signs you in as ever.", s.ways.school())
	}
	who, err := s.ways.account.who(ctx, trip, query.Get("code"), s.Now)
	if errors.Is(err, errNotProven) {
		s.Log.WarnContext(ctx, "an account elsewhere was refused", "error", err)
		return chalkline.Errorf(chalkline.CodeDenied, "%s gave an answer that does not hold. Nobody was signed in.", s.ways.school())
	}
	if err != nil {
		return s.schoolDown(w, r, err)
	}
	if reader, in := readerOf(r); trip.Reader != 0 {
		if !in || reader.ID != trip.Reader {
			return chalkline.Errorf(chalkline.CodeDenied, "You are not signed in any more, so nothing was linked.")
		}
		return s.linkSchool(w, r, reader, who)
	}
	return s.enterBySchool(w, r, who)
}

// schoolReader is who the issuer says it is.
type schoolReader struct {
	Subject  string
	Email    string // in its normal form; "" when the issuer gave none or did not check it
	Verified bool   // the issuer has checked the address
}

// errNotProven marks answers of an issuer that prove nothing.
var errNotProven = errors.New("not proven")

// who has the issuer say who came back.
func (a *schoolAccounts) who(ctx context.Context, trip schoolTrip, code string, now func() time.Time) (schoolReader, error) {
	var who schoolReader
	ctx = a.on(ctx)
	provider, config, err := a.find(ctx, now())
	if err != nil {
		return who, err
	}
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(trip.Verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
		return who, fmt.Errorf("%w: %s took the code for nothing: %s", errNotProven, a.Issuer, refused.ErrorCode)
	}
	if err != nil {
		return who, fmt.Errorf("exchange a code at %s: %w", a.Issuer, err)
	}
	raw, _ := token.Extra("id_token").(string)
	proof, err := provider.Verifier(&oidc.Config{ClientID: a.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return who, fmt.Errorf("%w: %w", errNotProven, err)
	}
	if proof.Nonce != trip.Nonce || proof.Subject == "" {
		return who, fmt.Errorf("%w: the nonce is another one, or there is no subject", errNotProven)
	}
	var claims schoolClaims
	if err := proof.Claims(&claims); err != nil {
		return who, fmt.Errorf("%w: %w", errNotProven, err)
	}
	if claims.Email == "" && trip.Reader == 0 && provider.UserInfoEndpoint() != "" {
		info, err := provider.UserInfo(ctx, config.TokenSource(ctx, token))
		if err != nil {
			return who, fmt.Errorf("ask %s for the address: %w", a.Issuer, err)
		}
		if info.Subject != proof.Subject {
			return who, fmt.Errorf("%w: the address is of another account", errNotProven)
		}
		claims = schoolClaims{Email: info.Email, Verified: loose(info.EmailVerified)}
	}
	who.Subject = proof.Subject
	if email, err := mail.Address(claims.Email); err == nil && bool(claims.Verified) {
		who.Email, who.Verified = email, true
	}
	return who, nil
}

// schoolClaims is what is read of a proof.
type schoolClaims struct {
	Email    string `json:"email"`
	Verified loose  `json:"email_verified"`
}

// loose is a bool that some issuers write as a string.
type loose bool

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(text []byte) error {
	*l = string(text) == "true" || string(text) == `"true"`
	return nil
}

// linkSchool ties an account to the reader who is signed in.
func (s *server) linkSchool(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, who schoolReader) error {
	owner, err := s.DB.ReaderByIdentity(r.Context(), s.ways.issuer(), who.Subject)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	if err != nil || owner.ID != reader.ID {
		if err := s.DB.AddIdentity(r.Context(), reader.ID, s.ways.issuer(), who.Subject); err != nil {
			if chalkline.ErrorCode(err) == chalkline.CodeConflict {
				return chalkline.Errorf(chalkline.CodeConflict, "You have another %s here already, or this one belongs to another reader. Nothing was changed.", s.ways.school())
			}
			return err
		}
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidSchool)+"#school")
}

// enterBySchool signs in whose account it is: the reader it was tied to, whatever
// their address is now, else the reader with the address that the issuer has
// checked, else a new one where that is allowed.
func (s *server) enterBySchool(w http.ResponseWriter, r *http.Request, who schoolReader) error {
	ctx, school := r.Context(), s.ways.account
	reader, err := s.DB.ReaderByIdentity(ctx, school.Issuer, who.Subject)
	if err == nil {
		if err := s.signIn(ctx, reader.ID); err != nil {
			return err
		}
		return see(w, r, "/picks")
	}
	if chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	if !who.Verified {
		return chalkline.Errorf(chalkline.CodeDenied,
			"%s does not vouch for your mail address, so we cannot tell who you are here. Sign in with a mailed link, then link the account on the page of your account.", school.Name)
	}
	reader, err = s.DB.ReaderByEmail(ctx, who.Email)
	isNew := chalkline.ErrorCode(err) == chalkline.CodeNotFound
	if isNew {
		if !s.OpenJoin && !school.Join {
			return chalkline.Errorf(chalkline.CodeDenied, "No reader here has the address %s, and this instance is for a group that was invited.", mail.ShowAddress(who.Email))
		}
		reader, err = s.createReader(ctx, newReader(r, who.Email, "", chalkline.RoleReader), "")
	}
	if err != nil {
		return err
	}
	if err := s.DB.AddIdentity(ctx, reader.ID, school.Issuer, who.Subject); err != nil {
		if chalkline.ErrorCode(err) == chalkline.CodeConflict { // the address went from one person to another
			return chalkline.Errorf(chalkline.CodeDenied, "The reader with the address %s signs in with another %s. If that is you, sign in with a mailed link.", mail.ShowAddress(who.Email), school.Name)
		}
		return err
	}
	if err := s.signIn(ctx, reader.ID); err != nil {
		return err
	}
	if isNew {
		return see(w, r, "/welcome/topics?"+saidParam+"="+string(saidWelcome))
	}
	return see(w, r, "/picks")
}
