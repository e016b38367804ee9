// Package netfault is a TCP proxy for tests that stands between Chalkline and a
// server and breaks in the ways that networks do: connections that are cut, are
// refused, go silent, crawl, or end in the middle of an answer. It heals when told
// to.
package netfault

import (
	"context"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy passes connections on to a server.
type Proxy struct {
	// Addr is where it listens, as host:port.
	Addr string

	to string

	mu       sync.Mutex
	fault    fault
	listener net.Listener // nil while new connections are refused
	links    map[*link]bool
	running  sync.WaitGroup
}

// fault is what is wrong with the way. The zero fault is none.
type fault struct {
	silent bool
	pause  time.Duration // before each chunk
	most   int           // bytes of the server's until a connection is cut; 0 for no end
	before string        // what of the client's is the last to be passed on; "" for no end
	answer string        // whose answer is not passed on; "" for none
}

// New starts a proxy to the server at an address that lasts for the test.
func New(tb testing.TB, to string) *Proxy {
	tb.Helper()
	p := &Proxy{to: to, links: make(map[*link]bool)}
	if err := p.listen("127.0.0.1:0"); err != nil {
		tb.Fatal(err)
	}
	p.Addr = p.listener.Addr().String()
	tb.Cleanup(func() {
		p.Refuse()
		p.running.Wait()
	})
	return p
}

func (p *Proxy) listen(address string) error {
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", address)
	if err != nil {
		return err
	}
	p.listener = listener
	p.running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			p.running.Go(func() { p.pass(conn) })
		}
	})
	return nil
}

// Cut ends all connections at once, as a server does that is killed. New ones are
// taken.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.cut()
	}
}

// Refuse ends all connections and takes no new ones.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	p.mu.Unlock()
	p.Cut()
}

// Silence takes connections and passes nothing on, either way. A connection that
// lived through it stays silent: what was said meanwhile is lost.
func (p *Proxy) Silence() { p.set(fault{silent: true}) }

// Slow passes on after a pause each time, a few kilobytes at most.
func (p *Proxy) Slow(pause time.Duration) { p.set(fault{pause: pause}) }

// CutAfter cuts each connection on which the server has said so many bytes more.
func (p *Proxy) CutAfter(bytes int) { p.set(fault{most: bytes}) }

// CutAt cuts each connection on which the client says that. The server hears it,
// and nothing behind it.
func (p *Proxy) CutAt(said string) { p.set(fault{before: said}) }

// CutAnswer cuts each connection on which the client says that when the server has
// heard it and answers.
func (p *Proxy) CutAnswer(said string) { p.set(fault{answer: said}) }

// Heal passes everything on again, but on connections that were silent. The server
// learns which of those have no other end any more.
func (p *Proxy) Heal(tb testing.TB) {
	tb.Helper()
	p.set(fault{})
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		if l.left {
			l.cut()
		}
	}
	if p.listener == nil {
		if err := p.listen(p.Addr); err != nil {
			tb.Fatal(err)
		}
	}
}

// set has a fault begin, and ends the last one.
func (p *Proxy) set(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
	for l := range p.links {
		l.said, l.heard, l.owed = 0, "", false
		l.silent = l.silent || f.silent
	}
}

// Before starts a proxy to the server of a database, and returns the URL of the
// database behind it.
func Before(tb testing.TB, database string) (behind string, p *Proxy) {
	tb.Helper()
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	p = New(tb, u.Host)
	u.Host = p.Addr
	q := u.Query()
	q.Set("connect_timeout", "1")
	u.RawQuery = q.Encode()
	return u.String(), p
}
