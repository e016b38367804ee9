package fetch

import (
	"context"
	"sync"
	"time"
)

// gate keeps the requests to one host apart and few at a time. It remembers a
// host only while it matters, so its memory is bounded by what is going on.
type gate struct {
	pause   time.Duration
	perHost int

	mu    sync.Mutex
	hosts map[string]*turn
}

// turn is what is known of one host.
type turn struct {
	slots chan struct{}
	users int       // holding or waiting for a slot
	next  time.Time // the earliest start of the next request
}

// sweepAt is the number of hosts at which the gate forgets those at rest.
const sweepAt = 256

func newGate(pause time.Duration, perHost int) *gate {
	return &gate{pause: pause, perHost: perHost, hosts: make(map[string]*turn)}
}

// enter waits for a turn at host. The caller calls release when done.
func (g *gate) enter(ctx context.Context, host string) (release func(), err error) {
	t := g.join(host)
	select {
	case t.slots <- struct{}{}:
	case <-ctx.Done():
		g.leave(t)
		return nil, context.Cause(ctx)
	}
	release = func() {
		<-t.slots
		g.leave(t)
	}
	if err := sleepUntil(ctx, g.reserve(t)); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

func (g *gate) join(host string) *turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, known := g.hosts[host]
	if !known {
		g.sweep()
		t = &turn{slots: make(chan struct{}, g.perHost)}
		g.hosts[host] = t
	}
	t.users++
	return t
}

func (g *gate) leave(t *turn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t.users--
}

// reserve returns when the holder of a slot may start, and keeps the pause
// after it free.
func (g *gate) reserve(t *turn) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := time.Now()
	if t.next.After(at) {
		at = t.next
	}
	t.next = at.Add(g.pause)
	return at
}

func (g *gate) sweep() {
	if len(g.hosts) < sweepAt {
		return
	}
	now := time.Now()
	for host, t := range g.hosts {
		if t.users == 0 && !t.next.After(now) {
			delete(g.hosts, host)
		}
	}
}

func sleepUntil(ctx context.Context, at time.Time) error {
	wait := time.Until(at)
	if wait <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
