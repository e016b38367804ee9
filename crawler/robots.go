package crawler

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"sync"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/robots"
)

// How long what a robots.txt says is kept.
const (
	robotsFresh   = 24 * time.Hour
	robotsTrouble = time.Hour // when the server could not say
	robotsHosts   = 512       // kept at most
)

// robotsCache keeps what the robots.txt of hosts say. Its zero value is ready.
type robotsCache struct {
	mu   sync.Mutex
	kept map[string]keptRules
}

type keptRules struct {
	rules robots.Rules
	until time.Time
}

func (r *robotsCache) get(origin string, now time.Time) (robots.Rules, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept, ok := r.kept[origin]
	return kept.rules, ok && now.Before(kept.until)
}

func (r *robotsCache) put(origin string, rules robots.Rules, now, until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = make(map[string]keptRules)
	}
	if len(r.kept) >= robotsHosts {
		maps.DeleteFunc(r.kept, func(_ string, k keptRules) bool { return !now.Before(k.until) })
	}
	if len(r.kept) >= robotsHosts {
		clear(r.kept) // rather ask some again than grow
	}
	r.kept[origin] = keptRules{rules: rules, until: until}
}

// allowed says by its error whether the robots.txt of an address forbids it.
func (c *Crawler) allowed(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%w: %q", fetch.ErrAddress, address)
	}
	origin := u.Scheme + "://" + u.Host
	now := c.Now()
	rules, known := c.robots.get(origin, now)
	if !known {
		var keep time.Duration
		if rules, keep, err = c.askRobots(ctx, origin); err != nil {
			return err
		}
		c.robots.put(origin, rules, now, now.Add(keep))
	}
	if !rules.Allowed(c.Client.UserAgent(), u.RequestURI()) {
		if c.Denied != nil {
			c.Denied(ctx, chalkline.HostOf(address))
		}
		return chalkline.Errorf(chalkline.CodeDenied, "the robots.txt of %s does not allow programs to read this page, or could not be read", u.Host)
	}
	return nil
}

// askRobots fetches the rules of a site. None there allow everything; a server
// in trouble is taken to allow nothing for a while.
func (c *Crawler) askRobots(ctx context.Context, origin string) (robots.Rules, time.Duration, error) {
	response, err := c.Client.Get(ctx, fetch.Request{URL: origin + "/robots.txt", Accept: "text/plain, */*;q=0.1"})
	switch {
	case err != nil:
		return robots.Rules{}, 0, fmt.Errorf("asking for the robots.txt of %s: %w", origin, err)
	case response.Status >= 500 || response.Status == 429:
		return robots.None(), robotsTrouble, nil
	case response.Status/100 != 2:
		return robots.Rules{}, robotsFresh, nil
	}
	return robots.Parse(response.Body), robotsFresh, nil
}
