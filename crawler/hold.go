package crawler

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"golang.org/x/net/publicsuffix"

	"chalkline"
	"chalkline/crawler/schedule"
)

// hold leaves a host that asked for fewer requests alone, with all its sources,
// until the one that was answered so is asked again.
func (c *Crawler) hold(ctx context.Context, host string, asked chalkline.Poll) error {
	hosts := []string{host}
	if c.HoldDomains {
		known, err := c.Store.Hosts(ctx)
		if err != nil {
			return fmt.Errorf("finding the hosts beside %s: %w", host, err)
		}
		domain := registrable(host)
		hosts = append(hosts, slices.DeleteFunc(known, func(h string) bool { return h == host || registrable(h) != domain })...)
	}
	if err := c.Store.HoldHosts(ctx, hosts, asked.HeldUntil, asked.Busy); err != nil {
		return fmt.Errorf("holding %s: %w", host, err)
	}
	return nil
}

// registrable is the domain that somebody registered to have the host, as
// example.co.uk for feeds.example.co.uk; the host itself where there is none.
func registrable(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if net.ParseIP(host) != nil {
		return host
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return domain
}

// SpreadOverdue is to be called before the work begins: it spreads the sources
// that became overdue while nobody was there to ask them over a window, so that
// a restart is no burst. Sources that were never asked are not made to wait. It
// says how many it spread.
func (c *Crawler) SpreadOverdue(ctx context.Context) (int, error) {
	now := c.Now()
	n, err := c.Store.SpreadOverdue(ctx, now, func(id chalkline.SourceID, of int) time.Time {
		return schedule.Spread(c.seed(id), of, now)
	})
	if err != nil {
		return 0, fmt.Errorf("spreading overdue sources: %w", err)
	}
	return n, nil
}

// seed is the seed of a source's jitter.
func (c *Crawler) seed(id chalkline.SourceID) uint64 {
	return c.Seed ^ uint64(id)*0x9e3779b97f4a7c15 //nolint:gosec // bits for a seed
}
