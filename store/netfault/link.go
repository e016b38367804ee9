package netfault

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// chunk is how much is passed on at a time.
const chunk = 4 << 10

// link is a connection that is passed on. The proxy's lock guards what changes.
type link struct {
	client, server net.Conn // server is nil until it is reached
	ended          bool
	silent         bool
	left           bool   // the client hung up in silence
	said           int    // bytes of the server's since the fault began
	heard          string // the last that the client said since then
	owed           bool   // an answer that is not to come through
}

// cut ends both halves without a goodbye.
func (l *link) cut() {
	l.ended = true
	for _, conn := range []net.Conn{l.client, l.server} {
		if conn == nil {
			continue
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not a goodbye
		}
		_ = conn.Close()
	}
}

// pass passes a connection on until it ends.
func (p *Proxy) pass(client net.Conn) {
	l := &link{client: client}
	p.mu.Lock()
	p.links[l] = true
	l.silent = p.fault.silent
	if p.listener == nil {
		l.cut()
	}
	silent := l.silent
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.links, l)
		_ = l.client.Close()
		if l.server != nil {
			_ = l.server.Close()
		}
	}()
	if !silent { // else the server does not hear of it
		var dialer net.Dialer
		server, err := dialer.DialContext(context.Background(), "tcp", p.to)
		if err != nil {
			return
		}
		p.mu.Lock()
		l.server = server
		if l.ended {
			l.cut()
		}
		p.mu.Unlock()
	}
	var both sync.WaitGroup
	both.Go(func() { p.copy(l, client, l.server) })
	if l.server != nil {
		both.Go(func() { p.copy(l, l.server, client) })
	}
	both.Wait()
}

// copy passes on what one end says, until the connection is cut.
func (p *Proxy) copy(l *link, from, to net.Conn) {
	buffer := make([]byte, chunk)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		pause := p.fault.pause
		p.mu.Unlock()
		if err == nil {
			time.Sleep(pause)
		}
		n, cut, silent := p.admit(l, buffer[:n], from == l.client)
		if silent {
			if err == nil {
				continue
			}
			p.leave(l, from)
			return
		}
		if n > 0 {
			if _, writeErr := to.Write(buffer[:n]); writeErr != nil {
				cut = true
			}
		}
		switch {
		case errors.Is(err, io.EOF) && !cut:
			if tcp, ok := to.(*net.TCPConn); ok {
				_ = tcp.CloseWrite()
			}
			return
		case err != nil || cut:
			p.mu.Lock()
			l.cut()
			p.mu.Unlock()
			return
		}
	}
}

// leave notes that one end of a silent connection hung up. The server does not hear
// of it before the way has healed.
func (p *Proxy) leave(l *link, from net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if from != l.client || !p.fault.silent {
		l.cut()
		return
	}
	l.left = true
	_ = l.client.Close()
}

// admit says how much of a chunk comes through, and whether the connection is cut
// then or silent.
func (p *Proxy) admit(l *link, data []byte, byClient bool) (n int, cut, silent bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n = len(data)
	f := p.fault
	switch {
	case l.ended:
		return 0, true, false
	case l.silent:
		return 0, false, true
	case byClient:
		known := len(l.heard)
		l.heard += string(data)
		if at := strings.Index(l.heard, f.before); f.before != "" && at >= 0 {
			return min(n, max(0, at+len(f.before)-known)), true, false
		}
		if f.answer != "" && strings.Contains(l.heard, f.answer) {
			l.owed = true
		}
		const longest = 200 // that is looked for
		l.heard = l.heard[max(0, len(l.heard)-longest):]
	case l.owed:
		return 0, n > 0, false
	case f.most > 0:
		l.said += n
		if l.said >= f.most {
			return max(0, n-(l.said-f.most)), true, false
		}
	}
	return n, false, false
}
