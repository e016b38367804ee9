package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"chalkline"
)

// A session ends when it was not used for sessionLife. Its end is moved on at
// most once in sessionTouch, so that reading pages writes next to nothing.
const (
	sessionLife  = 30 * 24 * time.Hour
	sessionTouch = 24 * time.Hour
)

// What a session holds.
const (
	sessionReader = "reader" // int64, the ReaderID
	sessionSeen   = "seen"   // int64, Unix seconds of the last touch
)

// newSessions keeps sessions in the database, under the hash of their token.
func (s *server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = s.DB.Sessions()
	m.Lifetime = sessionLife
	m.Cookie.Name = "chalkline"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = s.secure
	if s.secure {
		m.Cookie.Name = "__Host-chalkline" // browsers then refuse one set by a neighbouring subdomain
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.fail(w, r, fmt.Errorf("load or save the session: %w", err))
	}
	return m
}

type contextKey int

const readerKey contextKey = iota

// withReader finds out who is signed in.
func (s *server) withReader(r *http.Request) (*http.Request, error) {
	ctx := r.Context()
	id := chalkline.ReaderID(s.sessions.GetInt64(ctx, sessionReader))
	if id == 0 {
		return r, nil
	}
	reader, err := s.DB.Reader(ctx, id)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return r, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return r, fmt.Errorf("who is signed in: %w", err)
	}
	if now := time.Now(); now.Sub(time.Unix(s.sessions.GetInt64(ctx, sessionSeen), 0)) > sessionTouch {
		s.sessions.Put(ctx, sessionSeen, now.Unix())
		s.sessions.SetDeadline(ctx, now.Add(sessionLife).UTC())
	}
	return r.WithContext(context.WithValue(ctx, readerKey, reader)), nil
}

// readerOf is the reader who is signed in, if any.
func readerOf(r *http.Request) (chalkline.Reader, bool) {
	reader, ok := r.Context().Value(readerKey).(chalkline.Reader)
	return reader, ok
}

// signIn starts a session for a reader under a fresh token, so that one planted
// beforehand is worth nothing.
func (s *server) signIn(ctx context.Context, reader chalkline.ReaderID) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session token: %w", err)
	}
	s.sessions.Put(ctx, sessionReader, int64(reader))
	s.sessions.Put(ctx, sessionSeen, time.Now().Unix())
	if err := s.DB.SetSessionReader(ctx, s.sessions.Token(ctx), reader); err != nil {
		return fmt.Errorf("tie the session to its reader: %w", err)
	}
	return nil
}

// postSignOut ends the session on this device.
func (s *server) postSignOut(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return see(w, r, "/")
}

// signedOut is the request as of a visitor.
func signedOut(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), readerKey, nil))
}
