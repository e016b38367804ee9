package websub

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

// Store keeps subscriptions.
type Store interface {
	// Subscription is that of a source, or an error with CodeNotFound.
	Subscription(ctx context.Context, source chalkline.SourceID) (chalkline.Subscription, error)
	// SubscriptionByToken is the one whose token that is, or an error with
	// CodeNotFound.
	SubscriptionByToken(ctx context.Context, token string) (chalkline.Subscription, error)
	// SaveSubscription stores the subscription of a source; its Until becomes
	// the PushUntil of the source.
	SaveSubscription(ctx context.Context, s chalkline.Subscription) error
	// DropSubscription forgets the subscription of a source, if there is one.
	DropSubscription(ctx context.Context, source chalkline.SourceID) error
}

// Subscriber subscribes to feeds at hubs and takes what they bring. All exported
// fields must be set.
type Subscriber struct {
	Store  Store
	Client *fetch.Client
	// Base is the public address under which ServeHTTP is reached, https and
	// without a slash at the end: a hub calls Base/TOKEN.
	Base string
	// Push stores what a hub brought.
	Push func(ctx context.Context, source chalkline.SourceID, body []byte, contentType string) (chalkline.Stored, error)
	Now  func() time.Time
	Log  *slog.Logger

	reading gate
	pushes  counts
}

// What is asked of hubs, and how often.
const (
	lease      = 10 * 24 * time.Hour // what is asked for; hubs give what they like
	minLease   = time.Hour           // shorter leases are not worth their renewals, and are refused
	maxLease   = 30 * 24 * time.Hour
	renewIn    = 10            // the share of the lease that is left when it is renewed: a tenth
	firstRetry = 6 * time.Hour // for a hub that does not ask back, doubled each time
	maxRetry   = 7 * 24 * time.Hour
)

// Usable says whether hubs could reach an instance with that public address: it
// is https, and no name or number of a private network.
func Usable(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	return strings.Contains(host, ".") && !strings.HasSuffix(host, ".local") && !strings.HasSuffix(host, ".localhost") &&
		!strings.HasSuffix(host, ".internal")
}

// trusted says whether a hub may be told a secret: over https, or on this machine,
// which only a client that may ask private addresses reaches.
func trusted(hub string) bool {
	u, err := url.Parse(hub)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || err == nil && u.Scheme == "http" && ip.IsLoopback()
}

// Announced notes the hub and topic that a source announces, or that it
// announces none when both are "". A new or changed one is due to be asked at
// once. A hub without https is as good as none.
func (s *Subscriber) Announced(ctx context.Context, source chalkline.SourceID, hub, topic string) error {
	if !trusted(hub) {
		hub = ""
	}
	known, err := s.Store.Subscription(ctx, source)
	switch {
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		if hub == "" {
			return nil
		}
	case err != nil:
		return err
	case hub == "":
		return s.Store.DropSubscription(ctx, source)
	case known.Hub == hub && known.Topic == topic:
		return nil
	}
	return s.Store.SaveSubscription(ctx, chalkline.Subscription{
		Source: source, Hub: hub, Topic: topic, Token: rand.Text(), Secret: rand.Text(), NextAt: s.Now(),
	})
}

// Renew asks the hub of a source for its feed. When the hub does not answer well
// or never asks back, it is asked again, less and less often; that is no error.
func (s *Subscriber) Renew(ctx context.Context, source chalkline.SourceID) error {
	sub, err := s.Store.Subscription(ctx, source)
	if err != nil {
		return fmt.Errorf("renewing the subscription of source %d: %w", source, err)
	}
	now := s.Now()
	if now.Before(sub.NextAt) {
		return nil
	}
	if !trusted(sub.Hub) {
		return s.Store.DropSubscription(ctx, source)
	}
	retry := min(maxRetry, firstRetry<<min(sub.Tries, 10))
	sub.Tries++
	sub.NextAt = now.Add(retry)
	if err := s.Store.SaveSubscription(ctx, sub); err != nil { // before the request: hubs may ask back at once
		return fmt.Errorf("renewing the subscription of source %d: %w", source, err)
	}
	response, err := s.Client.Post(ctx, sub.Hub, url.Values{
		"hub.mode":          {"subscribe"},
		"hub.topic":         {sub.Topic},
		"hub.callback":      {s.Base + "/" + sub.Token},
		"hub.secret":        {sub.Secret},
		"hub.lease_seconds": {strconv.Itoa(int(lease.Seconds()))},
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && response.Status/100 != 2 {
		err = fmt.Errorf("status %d", response.Status)
	}
	if err != nil {
		s.Log.LogAttrs(ctx, slog.LevelInfo, "hub not asked", slog.String("hub", sub.Hub), slog.String("topic", sub.Topic), slog.Any("error", err))
	}
	return nil
}
