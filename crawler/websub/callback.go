package websub

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strconv"
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
// topic, is confirmed, and again as long as the lease lasts: some hubs ask twice
// or renew by themselves. A lease that is too short is refused and changes
// nothing, so that the source is polled as if there were no hub.
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
	case q.Get("hub.mode") == "subscribe" && (sub.Tries > 0 || sub.Active && now.Before(sub.Until)) && q.Get("hub.challenge") != "":
		given := granted(q.Get("hub.lease_seconds"))
		if given < minLease {
			http.NotFound(w, r)
			return
		}
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

// granted is the lease that a hub gives, at most maxLease, and what was asked for
// when the hub does not say.
func granted(seconds string) time.Duration {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return lease
	}
	return time.Duration(min(max(n, 0), int64(maxLease.Seconds()))) * time.Second
}

// receive takes a feed. One that is not signed as it should be is ignored, and
// the hub is not told, as the protocol asks: who guesses learns nothing. One too
// many is ignored in the same way: hubs repeat what is refused, and give up those
// who refuse often, while the next poll brings what was left out.
func (s *Subscriber) receive(w http.ResponseWriter, r *http.Request, sub chalkline.Subscription) {
	signature, err := parseSignature(r.Header.Get("X-Hub-Signature"))
	if err != nil {
		s.ignore(w, r, sub, err.Error())
		return
	}
	if !s.pushes.room(sub.Source, s.Now()) {
		s.ignore(w, r, sub, "too many")
		return
	}
	if !s.reading.enter() {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "try again later", http.StatusServiceUnavailable)
		return
	}
	defer s.reading.leave()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "broken off", http.StatusBadRequest)
		return
	}
	if !signature.of(body, sub.Secret) {
		s.ignore(w, r, sub, "wrong signature")
		return
	}
	if !s.pushes.take(sub.Source, s.Now()) {
		s.ignore(w, r, sub, "too many")
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

// ignore answers a push as if it were taken.
func (s *Subscriber) ignore(w http.ResponseWriter, r *http.Request, sub chalkline.Subscription, why string) {
	s.Log.LogAttrs(r.Context(), slog.LevelWarn, "push ignored", slog.Int64("source", int64(sub.Source)), slog.String("hub", sub.Hub), slog.String("why", why))
	w.WriteHeader(http.StatusAccepted)
}
