package jobs

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/store"
)

// Feeds are the feeds of this instance as they are published. Their errors have
// CodeNotFound when a feed is published no more.
type Feeds interface {
	// FeedVersion tells one state of a feed without a token from the next.
	FeedVersion(ctx context.Context, f store.FeedRef) (string, error)
	// FeedDocument is a feed and its content type, as it would be served now.
	FeedDocument(ctx context.Context, f store.FeedRef) (body []byte, contentType string, err error)
	// FeedAddress is the address of a feed, also when it was published once.
	FeedAddress(ctx context.Context, f store.FeedRef) (string, error)
	// HubAddress is that of the hub itself.
	HubAddress() string
}

// When listeners are sent something.
const (
	// listenTimeout is for one request to a callback, waiting for its turn at the
	// host included.
	listenTimeout = 10 * time.Second
	// listenClaim is longer than anything that is done for a listener takes.
	listenClaim = 2 * time.Minute
	// pushPause is the least time between two versions of a feed that one listener
	// is brought. Our own subscriber stores 12 pushes of a source an hour.
	pushPause = 5 * time.Minute
	// pushRetry is when a push that failed is tried again, doubled each time up to
	// longestPushRetry, and pushGiveUp after how long of nothing but failures the
	// subscription ends.
	pushRetry        = time.Minute
	longestPushRetry = 6 * time.Hour
	pushGiveUp       = 3 * 24 * time.Hour
	// askRetry is when a callback that did not answer is asked again whether it
	// wants what was asked for, five times as long each time, askTries times in all.
	askRetry = time.Minute
	askTries = 4
	// watchPause is the time between two looks at the feeds that have no reader.
	watchPause = time.Minute
)

// push is the kind of work of a hub: it asks listeners whether they want to
// listen, and brings them what is new.
func (u *Units) push() Kind {
	var watched time.Time
	return Kind{
		Name:    "push",
		Workers: 8,
		Every:   5 * time.Second,
		Due: func(ctx context.Context, now time.Time, limit int) ([]string, error) {
			if !now.Before(watched.Add(watchPause)) {
				if err := u.watch(ctx); err != nil {
					return nil, err
				}
				watched = now
			}
			return ids(u.DB.ListenersDue)(ctx, now, limit)
		},
		Run: one(u.pushTo),
	}
}

// watch notes which feeds without a reader have changed. What a reader's feed
// is at, SQL knows by itself.
func (u *Units) watch(ctx context.Context) error {
	heard, err := u.DB.FeedsHeard(ctx)
	if err != nil {
		return err
	}
	for _, f := range heard {
		version, err := u.Feeds.FeedVersion(ctx, f)
		gone := chalkline.ErrorCode(err) == chalkline.CodeNotFound
		if err != nil && !gone {
			return err
		}
		if err := u.DB.NoteFeed(ctx, f, version, gone); err != nil {
			return err
		}
	}
	return nil
}

// pushTo does what is due for one listener. Faults of the callback are settled
// there and are no errors. Neither address nor callback stand in errors or in the
// log, because both may hold secrets.
func (u *Units) pushTo(ctx context.Context, key string) error {
	listenerID, err := id[store.ListenerID](key)
	if err != nil {
		return err
	}
	now := u.Now()
	l, mine, err := u.DB.ClaimListener(ctx, listenerID, now.Add(listenClaim))
	if err != nil || !mine {
		return err
	}
	address, err := u.Feeds.FeedAddress(ctx, l.Feed)
	switch {
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		return u.DB.EndListener(ctx, l)
	case err != nil:
		return err
	case l.Gone:
		return u.deny(ctx, l, address)
	case l.Asked.Mode != "":
		return u.confirm(ctx, l, address)
	case !l.Until.After(now):
		return u.DB.EndListener(ctx, l)
	case !l.Changed.After(l.Pushed):
		l.NextAt = now
		return u.DB.SettleListener(ctx, l)
	}
	return u.bring(ctx, l, address)
}

// confirm asks a callback whether it wants what was asked for in its name. Only
// an answer that repeats the challenge changes anything. A callback that does
// not answer, or is in trouble, is asked again a few times.
func (u *Units) confirm(ctx context.Context, l store.Listener, address string) error {
	challenge := chalkline.NewSecret()
	question := url.Values{"hub.mode": {string(l.Asked.Mode)}, "hub.topic": {address}, "hub.challenge": {challenge}}
	if l.Asked.Mode == store.AskedSubscribe {
		question.Set("hub.lease_seconds", strconv.Itoa(int(l.Asked.Lease.Seconds())))
	}
	answer, err := u.sendTo(ctx, fetch.Sending{Method: http.MethodGet, URL: withQuery(l.Callback, question)})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := u.Now()
	said := err == nil && answer.Status/100 == 2 && subtle.ConstantTimeCompare(answer.Body, []byte(challenge)) == 1
	if !said && troubled(answer) && !errors.Is(err, fetch.ErrPrivate) && l.Tries+1 < askTries {
		pause := askRetry
		for range l.Tries {
			pause *= 5
		}
		l.Tries++
		l.NextAt = now.Add(pause)
		return u.DB.SettleListener(ctx, l)
	}
	u.Log.Info("listener asked", "mode", string(l.Asked.Mode), "host", chalkline.HostOf(l.Callback), "confirmed", said)
	if said && l.Asked.Mode == store.AskedUnsubscribe || !said && !l.Until.After(now) {
		return u.DB.EndListener(ctx, l)
	}
	if said {
		l.Secret, l.Until, l.FailedAt = l.Asked.Secret, now.Add(l.Asked.Lease), time.Time{}
	}
	l.Asked.Mode, l.Tries, l.NextAt = "", 0, now
	return u.DB.SettleListener(ctx, l)
}

// bring sends a listener the feed as it is now. A callback that says 410 is
// rid of it, and so is one that has failed for days.
func (u *Units) bring(ctx context.Context, l store.Listener, address string) error {
	body, contentType, err := u.Feeds.FeedDocument(ctx, l.Feed)
	if err != nil {
		return err
	}
	header := http.Header{
		"Content-Type": {contentType},
		"Link":         {fmt.Sprintf(`<%s>; rel="hub", <%s>; rel="self"`, u.Feeds.HubAddress(), address)},
	}
	if l.Secret != "" {
		mac := hmac.New(sha256.New, []byte(l.Secret))
		_, _ = mac.Write(body) // never fails
		header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	answer, err := u.sendTo(ctx, fetch.Sending{Method: http.MethodPost, URL: l.Callback, Header: header, Body: body})
	if ctx.Err() != nil {
		return ctx.Err() // the claim ends by itself, and the push is tried again
	}
	now := u.Now()
	switch {
	case answer != nil && answer.Status/100 == 2:
		l.Pushed, l.FailedAt, l.Tries = l.Changed, time.Time{}, 0
		l.NextAt = now.Add(pushPause)
		u.Log.Debug("feed brought", "host", chalkline.HostOf(l.Callback), "bytes", len(body))
		return u.DB.SettleListener(ctx, l)
	case answer != nil && answer.Status == http.StatusGone:
		u.Log.Info("listener gone", "host", chalkline.HostOf(l.Callback))
		return u.DB.EndListener(ctx, l)
	}
	if l.FailedAt.IsZero() {
		l.FailedAt = now
	}
	if now.Sub(l.FailedAt) >= pushGiveUp {
		u.Log.Info("listener given up", "host", chalkline.HostOf(l.Callback), "failing_since", l.FailedAt, "error", reason(answer, err))
		return u.DB.EndListener(ctx, l)
	}
	pause := min(longestPushRetry, pushRetry<<min(l.Tries, 10))
	if answer != nil {
		pause = max(pause, min(longestPushRetry, answer.RetryAfter(now)))
	}
	l.Tries++
	l.NextAt = now.Add(pause)
	u.Log.Info("feed not brought", "host", chalkline.HostOf(l.Callback), "tries", l.Tries, "error", reason(answer, err))
	return u.DB.SettleListener(ctx, l)
}

// deny tells a listener that the feed is gone, and forgets it. One that does not
// answer is told again a few times.
func (u *Units) deny(ctx context.Context, l store.Listener, address string) error {
	words := url.Values{"hub.mode": {"denied"}, "hub.topic": {address}, "hub.reason": {"There is no feed at this address any more."}}
	answer, _ := u.sendTo(ctx, fetch.Sending{Method: http.MethodGet, URL: withQuery(l.Callback, words)})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !troubled(answer) || l.Tries+1 >= askTries {
		return u.DB.EndListener(ctx, l)
	}
	l.NextAt = u.Now().Add(askRetry << l.Tries)
	l.Tries++
	return u.DB.SettleListener(ctx, l)
}

// sendTo makes one request to a callback. The error is nil when there was an
// answer.
func (u *Units) sendTo(ctx context.Context, s fetch.Sending) (*fetch.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, listenTimeout)
	defer cancel()
	answer, err := u.Crawler.Client.Send(ctx, s)
	if answer != nil {
		return answer, nil // the status says enough
	}
	return nil, err
}

// troubled says that an answer may be a better one another time.
func troubled(answer *fetch.Response) bool {
	return answer == nil || answer.Status/100 == 5 || answer.Status == http.StatusTooManyRequests
}

// reason is why a listener did not take what it was brought.
func reason(answer *fetch.Response, err error) string {
	if answer != nil {
		return "status " + strconv.Itoa(answer.Status)
	}
	return err.Error()
}

// withQuery appends parameters to an address, whose own stay as they are.
func withQuery(address string, parameters url.Values) string {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + parameters.Encode()
}
