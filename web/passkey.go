package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"chalkline"
	"chalkline/store"
)

// sessionCeremony is where a session keeps what the answer of an authenticator is
// checked against: the challenge above all. It is good for one answer.
const sessionCeremony = "ceremony" // string, webauthn.SessionData as JSON

// newPasskeys sets passkeys up for an instance: its host names it towards
// authenticators.
func newPasskeys(name string, base *url.URL) (*webauthn.WebAuthn, error) {
	timeout := webauthn.TimeoutConfig{Enforce: true, Timeout: strangerLife, TimeoutUVD: strangerLife}
	keys, err := webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: name, RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
	})
	if err != nil {
		return nil, fmt.Errorf("set passkeys up for %s: %w", base, err)
	}
	return keys, nil
}

// keyHolder is a reader as package webauthn sees one.
type keyHolder struct {
	handle []byte
	name   string
	keys   []webauthn.Credential
}

func (k keyHolder) WebAuthnID() []byte                         { return k.handle }
func (k keyHolder) WebAuthnName() string                       { return k.name }
func (k keyHolder) WebAuthnDisplayName() string                { return k.name }
func (k keyHolder) WebAuthnCredentials() []webauthn.Credential { return k.keys }

// holderOf is a reader with passkeys. The first passkey brings a random handle, which
// those that follow share; handle is that one while it is not stored.
func holderOf(email string, handle []byte, passkeys ...store.Passkey) (keyHolder, error) {
	k := keyHolder{handle: handle, name: email}
	for _, p := range passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(p.Data), &c); err != nil {
			return k, fmt.Errorf("read passkey %d: %w", p.ID, err)
		}
		k.handle, k.keys = []byte(p.Handle), append(k.keys, c)
	}
	return k, nil
}

// answered is what a script gets: where to go on, or what is the matter.
type answered struct {
	To      string `json:"to,omitempty"`
	Problem string `json:"problem,omitempty"`
}

// asJSON has a handler's error answered to a script.
func (s *server) asJSON(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if err == nil {
			return nil
		}
		status := statusOf(err)
		if status == http.StatusInternalServerError {
			s.Log.ErrorContext(r.Context(), "passkey failed", "route", r.Pattern, "error", err)
		}
		return toScript(w, status, answered{Problem: chalkline.ErrorText(err).In(localeOf(r))})
	}
}

// toScript answers with JSON.
func toScript(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %T as JSON: %w", v, err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	w.Write(text)
	return nil
}

// begin keeps what the answer is checked against and hands the question over.
func (s *server) begin(w http.ResponseWriter, r *http.Request, question any, ceremony *webauthn.SessionData) error {
	text, err := json.Marshal(ceremony)
	if err != nil {
		return fmt.Errorf("keep a challenge: %w", err)
	}
	s.sessions.Put(r.Context(), sessionCeremony, string(text))
	return toScript(w, http.StatusOK, question)
}

var errCeremony = chalkline.Errorf(chalkline.CodeInvalid, "That took too long, or was begun in another window. Please try again.")

// begun is what the answer of an authenticator is checked against. It is used up.
func (s *server) begun(ctx context.Context) (webauthn.SessionData, error) {
	var ceremony webauthn.SessionData
	text := s.sessions.PopString(ctx, sessionCeremony)
	if text == "" {
		return ceremony, errCeremony
	}
	if err := json.Unmarshal([]byte(text), &ceremony); err != nil {
		return ceremony, fmt.Errorf("read a challenge: %w", err)
	}
	return ceremony, nil
}

// postPasskeyBegin asks the browser for a new passkey.
func (s *server) postPasskeyBegin(w http.ResponseWriter, r *http.Request) error {
	reader, err := s.keeper(r)
	if err != nil {
		return err
	}
	passkeys, err := s.DB.Passkeys(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	holder, err := holderOf(reader.Email, []byte(chalkline.NewSecret()), passkeys...)
	if err != nil {
		return err
	}
	question, ceremony, err := s.ways.keys.BeginRegistration(holder, webauthn.WithExclusions(webauthn.Credentials(holder.keys).CredentialDescriptors()))
	if err != nil {
		return fmt.Errorf("ask for a new passkey: %w", err)
	}
	return s.begin(w, r, question, ceremony)
}

// postPasskeyFinish stores the passkey that the browser made.
func (s *server) postPasskeyFinish(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	reader, err := s.keeper(r)
	if err != nil {
		return err
	}
	ceremony, err := s.begun(ctx)
	if err != nil {
		return err
	}
	passkeys, err := s.DB.Passkeys(ctx, reader.ID)
	if err != nil {
		return err
	}
	holder, err := holderOf(reader.Email, ceremony.UserID, passkeys...)
	if err != nil {
		return err
	}
	key, err := s.ways.keys.FinishRegistration(holder, ceremony, r)
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "Your browser made a passkey that does not fit this site. Nothing was added.")
	}
	data, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("keep a passkey: %w", err)
	}
	name := chalkline.Cut(r.URL.Query().Get("name"), 40)
	if name == "" {
		name = deviceIn(ctx)
	}
	if name == "" {
		name = "Passkey"
	}
	err = s.DB.AddPasskey(ctx, &store.Passkey{
		ReaderID: reader.ID, Credential: base64.RawURLEncoding.EncodeToString(key.ID), Handle: string(holder.handle), Name: name, Data: string(data),
	})
	if err != nil {
		return err
	}
	return toScript(w, http.StatusOK, answered{To: "/account?" + saidParam + "=" + string(saidKeyAdded) + "#passkeys"})
}

// keeper is the reader who keeps passkeys; a script is told when nobody is signed in
// any more.
func (*server) keeper(r *http.Request) (chalkline.Reader, error) {
	reader, in := readerOf(r)
	if !in {
		return reader, chalkline.Errorf(chalkline.CodeDenied, "You are not signed in any more. Please load the page again.")
	}
	return reader, nil
}

// postEnterBegin asks the browser for any passkey of this site. Nobody says who they
// are before.
func (s *server) postEnterBegin(w http.ResponseWriter, r *http.Request) error {
	if s.limits.attempts.OnLimit(w, r, s.client(r)) {
		return toScript(w, http.StatusTooManyRequests, answered{Problem: localeOf(r).T("Passkeys were tried many times within an hour. Please try again later, or ask for a link.")})
	}
	question, ceremony, err := s.ways.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.begin(w, r, question, ceremony)
}

// errNoKey is all that is said of a passkey that does not sign in.
var errNoKey = chalkline.Errorf(chalkline.CodeDenied, "This passkey does not sign in here. It may have been removed. The mailed link still works.")

// postEnterFinish signs the reader in whose passkey answered.
func (s *server) postEnterFinish(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ceremony, err := s.begun(ctx)
	if err != nil {
		return err
	}
	var passkey store.Passkey
	find := func(id, _ []byte) (webauthn.User, error) {
		var err error
		if passkey, err = s.DB.Passkey(ctx, base64.RawURLEncoding.EncodeToString(id)); err != nil {
			return nil, err
		}
		return holderOf("", nil, passkey)
	}
	_, key, err := s.ways.keys.FinishPasskeyLogin(find, ceremony, r)
	if err != nil {
		if protocolFault, ok := errors.AsType[*protocol.Error](err); ok {
			s.Log.DebugContext(ctx, "passkey refused", "why", protocolFault.Details)
		}
		return errNoKey
	}
	if key.Authenticator.CloneWarning || !passkey.DoubtedAt.IsZero() {
		if err := s.DB.DoubtPasskey(ctx, passkey.ID); err != nil {
			return err
		}
		s.Log.WarnContext(ctx, "a passkey may have been copied and is not taken any more", "reader", passkey.ReaderID, "passkey", passkey.ID)
		return chalkline.Errorf(chalkline.CodeDenied, "This passkey may have been copied, so it is not taken any more. Please ask for a link, remove the passkey on the page of your account, and add a new one.")
	}
	data, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("keep a passkey: %w", err)
	}
	if err := s.DB.UsePasskey(ctx, passkey.ID, string(data)); err != nil {
		return err
	}
	if err := s.signIn(ctx, passkey.ReaderID); err != nil {
		return err
	}
	return toScript(w, http.StatusOK, answered{To: "/picks"})
}
