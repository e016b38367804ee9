package scholar

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"chalkline/crawler/fetch"
)

// Held is why a service is not asked that has asked to be left alone.
type Held struct {
	Until time.Time // when it may be asked again
}

// Error says so.
func (h *Held) Error() string {
	return "asked to be left alone until " + h.Until.UTC().Format(time.RFC3339)
}

// How a pace answers a service that refuses.
const (
	patience  = 5 * time.Second // a hold no longer than this is waited out
	firstHold = time.Minute     // after a 429 without Retry-After; doubled each time
	longHold  = 24 * time.Hour  // never held longer than this
	widestGap = time.Minute     // between two requests, whatever a header says
)

// rate is how fast a service may be asked.
type rate struct {
	gap    time.Duration // between the starts of two requests
	atOnce int
}

// pace keeps the requests to one service apart and few at a time. It starts
// with the rate that the service documents and follows what the service says
// in its answers, but is never faster than that.
type pace struct {
	most rate

	mu      sync.Mutex
	now     rate
	running int
	next    time.Time     // the earliest start of the next request
	until   time.Time     // held until then
	refused int           // times in a row
	freed   chan struct{} // closed when a turn may have become free
}

func newPace(most rate) *pace {
	return &pace{most: most, now: most, freed: make(chan struct{})}
}

// enter waits for a turn. The caller calls release when done.
func (p *pace) enter(ctx context.Context) (release func(), err error) {
	for {
		wait, freed, err := p.take(time.Now())
		if err != nil {
			return nil, err
		}
		if wait == 0 && freed == nil {
			return p.release, nil
		}
		var due <-chan time.Time
		if freed == nil {
			due = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-freed:
		case <-due:
		}
	}
}

// take takes a turn, or says how long to wait or what to wait for.
func (p *pace) take(now time.Time) (wait time.Duration, freed <-chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if hold := p.until.Sub(now); hold > patience {
		return 0, nil, &Held{Until: p.until}
	} else if hold > 0 {
		return hold, nil, nil
	}
	if p.running >= p.now.atOnce {
		return 0, p.freed, nil
	}
	if wait := p.next.Sub(now); wait > 0 {
		return wait, nil, nil
	}
	p.running++
	p.next = now.Add(p.now.gap)
	return 0, nil, nil
}

func (p *pace) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running--
	p.wake()
}

// wake lets all who wait for a turn look again. The caller holds the lock.
func (p *pace) wake() {
	close(p.freed)
	p.freed = make(chan struct{})
}

// learn takes from an answer how the service wants to be asked.
func (p *pace) learn(r *fetch.Response, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	limit := positive(r.Header.Get("X-Rate-Limit-Limit"))
	interval := interval(r.Header.Get("X-Rate-Limit-Interval"))
	if limit > 0 && interval > 0 {
		p.now.gap = min(max(interval/time.Duration(limit), p.most.gap), widestGap)
	}
	if atOnce := positive(r.Header.Get("X-Concurrency-Limit")); atOnce > 0 {
		p.now.atOnce = min(atOnce, p.most.atOnce)
		p.wake()
	}
	asked := r.RetryAfter(now)
	switch {
	case r.Status == http.StatusTooManyRequests, r.Status == http.StatusServiceUnavailable && asked > 0:
		if asked <= 0 {
			asked = firstHold << min(p.refused, 10)
		}
		p.refused++
		p.until = now.Add(min(asked, longHold))
	case r.Status/100 == 2:
		p.refused = 0
	}
}

func positive(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// interval reads "1s" and "5m", and "1" as seconds.
func interval(text string) time.Duration {
	text = strings.TrimSpace(text)
	if n := positive(text); n > 0 {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0
	}
	return d
}
