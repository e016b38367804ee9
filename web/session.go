package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"chalkline"
)

// A session ends when it was not used for sessionIdle, and sessionLife after signing
// in whatever happens. Its end is moved on at most once in sessionTouch, so that
// reading pages writes next to nothing.
const (
	sessionIdle  = 90 * 24 * time.Hour
	sessionLife  = 365 * 24 * time.Hour
	sessionTouch = 24 * time.Hour
)

// strangerLife is how long the session of a visitor lasts: there is one only while
// they sign in by other ways than a mailed link.
const strangerLife = 15 * time.Minute

// What a session holds.
const (
	sessionReader = "reader" // int64, the ReaderID
	sessionSince  = "since"  // int64, Unix seconds of signing in
	sessionSeen   = "seen"   // int64, Unix seconds of the last touch
)

// newSessions keeps sessions in the database, under the hash of their token.
func (s *server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = s.DB.Sessions()
	m.Lifetime = strangerLife
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

const (
	readerKey contextKey = iota
	deviceKey
	languageKey
)

// withReader finds out who is signed in, and on what device.
func (s *server) withReader(r *http.Request) (*http.Request, error) {
	ctx := context.WithValue(r.Context(), deviceKey, deviceOf(r.UserAgent()))
	r = r.WithContext(ctx)
	if s.sessions.GetInt64(ctx, sessionReader) == 0 {
		return r, nil
	}
	token := s.sessions.Token(ctx)
	reader, err := s.DB.SessionReader(ctx, token)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return r, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return r, fmt.Errorf("who is signed in: %w", err)
	}
	if now := s.Now(); now.Sub(time.Unix(s.sessions.GetInt64(ctx, sessionSeen), 0)) > sessionTouch {
		s.touch(ctx, now)
		if err := s.DB.SeeSession(ctx, token, deviceIn(ctx)); err != nil {
			return r, err
		}
	}
	return r.WithContext(context.WithValue(ctx, readerKey, reader)), nil
}

// touch moves the end of a reader's session on.
func (s *server) touch(ctx context.Context, now time.Time) {
	since := s.sessions.GetInt64(ctx, sessionSince)
	if since == 0 { // of a session that began before this was noted
		since = now.Unix()
		s.sessions.Put(ctx, sessionSince, since)
	}
	s.sessions.Put(ctx, sessionSeen, now.Unix())
	end := now.Add(sessionIdle)
	if last := time.Unix(since, 0).Add(sessionLife); last.Before(end) {
		end = last
	}
	s.sessions.SetDeadline(ctx, end.UTC())
}

// readerOf is the reader who is signed in, if any.
func readerOf(r *http.Request) (chalkline.Reader, bool) {
	reader, ok := r.Context().Value(readerKey).(chalkline.Reader)
	return reader, ok
}

// deviceIn is the device that a page is asked for with, in words.
func deviceIn(ctx context.Context) string {
	device, _ := ctx.Value(deviceKey).(string)
	return device
}

// signIn starts a session for a reader under a fresh token and with nothing of what
// was in it, so that one planted beforehand is worth nothing.
func (s *server) signIn(ctx context.Context, reader chalkline.ReaderID) error {
	if err := s.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("empty the session: %w", err)
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session token: %w", err)
	}
	s.sessions.Put(ctx, sessionReader, int64(reader))
	s.touch(ctx, s.Now())
	return s.DB.SetSessionReader(ctx, s.sessions.Token(ctx), reader, deviceIn(ctx))
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
