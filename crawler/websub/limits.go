package websub

import (
	"sync"
	"sync/atomic"
	"time"

	"chalkline"
)

// What hubs may bring.
const (
	maxReading = 2    // pushes in memory at once
	perHour    = 12   // pushes of one source that are stored
	maxCounted = 4096 // sources that are counted; more are not stored within the hour
)

// gate lets maxReading in at once.
type gate struct{ inside atomic.Int32 }

// enter says whether there was a place; whoever got it must leave.
func (g *gate) enter() bool {
	if g.inside.Add(1) > maxReading {
		g.inside.Add(-1)
		return false
	}
	return true
}

func (g *gate) leave() { g.inside.Add(-1) }

// counts remembers the last pushes of each source.
type counts struct {
	mu   sync.Mutex
	last map[chalkline.SourceID]recent
}

// recent are the times of the last pushes, in Unix seconds, as a ring.
type recent struct {
	at   [perHour]int64
	next int // where the oldest stands
}

// room says whether one more push of a source may be stored now.
func (c *counts) room(source chalkline.SourceID, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fits(source, now)
}

// take counts a push of a source, if there is room for it.
func (c *counts) take(source chalkline.SourceID, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.fits(source, now) {
		return false
	}
	if c.last == nil {
		c.last = map[chalkline.SourceID]recent{}
	}
	r := c.last[source]
	r.at[r.next] = now.Unix()
	r.next = (r.next + 1) % perHour
	c.last[source] = r
	return true
}

// fits is room for those who hold the lock. It forgets what is over when it runs
// out of places.
func (c *counts) fits(source chalkline.SourceID, now time.Time) bool {
	hourAgo := now.Add(-time.Hour).Unix()
	r, known := c.last[source]
	if known {
		return r.at[r.next] <= hourAgo
	}
	if len(c.last) >= maxCounted {
		for id, r := range c.last {
			if r.at[(r.next+perHour-1)%perHour] <= hourAgo {
				delete(c.last, id)
			}
		}
	}
	return len(c.last) < maxCounted
}
