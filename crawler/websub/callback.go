package websub

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // WebSub allows it, and the largest hub uses nothing else
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// maxPush is the largest feed that a hub may bring, in bytes.
const maxPush = 8 << 20

// ServeHTTP answers hubs at Base/TOKEN. A GET is a hub's question whether we
// want what was asked for in our name; it is the one GET that changes something,
// because the protocol wants it so. A POST brings a feed.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sub, err := s.Store.SubscriptionByToken(r.Context(), path.Base(r.URL.Path))
	switch {
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		http.NotFound(w, r) // also what a hub is told that nobody needs any more: it stops
	case err != nil:
		s.Log.LogAttrs(r.Context(), slog.LevelError, "subscription not read", slog.Any("error", err))
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	case r.Method == http.MethodGet:
		s.verify(w, r, sub)
	case r.Method == http.MethodPost:
		s.receive(w, r, sub)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "hubs ask and bring", http.StatusMethodNotAllowed)
	}
}

// verify answers a hub that asks back. Only what was asked for, for the same
// topic and lately, is confirmed.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request, sub chalkline.Subscription) {
	q, now := r.URL.Query(), s.Now()
	if q.Get("hub.topic") != sub.Topic {
		http.NotFound(w, r)
		return
	}
	switch {
	case q.Get("hub.mode") == "denied":
		sub.Active, sub.Until = false, time.Time{}
		sub.NextAt = now.Add(maxRetry)
	case q.Get("hub.mode") == "subscribe" && sub.Tries > 0 && q.Get("hub.challenge") != "":
		seconds, err := strconv.ParseInt(q.Get("hub.lease_seconds"), 10, 64)
		if err != nil || seconds <= 0 {
			seconds = int64(lease.Seconds())
		}
		given := max(minLease, time.Duration(min(seconds, int64(maxLease.Seconds())))*time.Second)
		sub.Active, sub.Tries = true, 0
		sub.Until = now.Add(given)
		sub.NextAt = sub.Until.Add(-given / renewIn)
	default:
		http.NotFound(w, r)
		return
	}
	if err := s.Store.SaveSubscription(r.Context(), sub); err != nil {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "subscription not stored", slog.Any("error", err))
		http.Error(w, "try again later", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, q.Get("hub.challenge")) //nolint:gosec // echoed as plain text, as the protocol asks
}

// receive takes a feed. One that is not signed as it should be is ignored, and
// the hub is not told, as the protocol asks: who guesses learns nothing.
func (s *Subscriber) receive(w http.ResponseWriter, r *http.Request, sub chalkline.Subscription) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "broken off", http.StatusBadRequest)
		return
	}
	if !signed(body, r.Header.Get("X-Hub-Signature"), sub.Secret) {
		s.Log.LogAttrs(r.Context(), slog.LevelWarn, "push without a good signature", slog.Int64("source", int64(sub.Source)), slog.String("hub", sub.Hub))
		w.WriteHeader(http.StatusAccepted)
		return
	}
	stored, err := s.Push(r.Context(), sub.Source, body, r.Header.Get("Content-Type"))
	if err != nil {
		// Asking for the feed itself will bring it.
		s.Log.LogAttrs(r.Context(), slog.LevelWarn, "push not stored", slog.Int64("source", int64(sub.Source)), slog.Any("error", err))
	}
	s.Log.LogAttrs(r.Context(), slog.LevelDebug, "pushed", slog.Int64("source", int64(sub.Source)), slog.Int("new", stored.New))
	w.WriteHeader(http.StatusNoContent)
}

// methods are the ways to sign that WebSub knows.
var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// signed says whether a signature, as "sha256=1a2b...", was made of body with
// the secret.
func signed(body []byte, signature, secret string) bool {
	method, value, _ := strings.Cut(strings.TrimSpace(signature), "=")
	algorithm, known := methods[strings.ToLower(method)]
	given, err := hex.DecodeString(value)
	if !known || err != nil {
		return false
	}
	mac := hmac.New(algorithm, []byte(secret))
	_, _ = mac.Write(body) // never fails
	return hmac.Equal(mac.Sum(nil), given)
}
