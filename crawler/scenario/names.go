package scenario

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// names is a name server on loopback: every name is at 127.0.0.1 unless the
// scenario says otherwise.
type names struct {
	conn net.PacketConn

	mu    sync.Mutex
	where map[string]netip.Addr
	gone  map[string]bool
}

func serveNames() (*names, error) {
	var listen net.ListenConfig
	conn, err := listen.ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting a name server: %w", err)
	}
	n := &names{conn: conn, where: map[string]netip.Addr{}, gone: map[string]bool{}}
	go n.serve()
	return n, nil
}

func (n *names) close() { _ = n.conn.Close() }

// resolver asks this server and no other.
func (n *names) resolver() *net.Resolver {
	var dialer net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
}

// set says where a name is from now on; nowhere when the address is not valid.
func (n *names) set(name string, at netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.where[name], n.gone[name] = at, !at.IsValid()
}

func (n *names) serve() {
	packet := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		if reply, err := n.reply(packet[:size]); err == nil {
			_, _ = n.conn.WriteTo(reply, from)
		}
	}
}

func (n *names) reply(query []byte) ([]byte, error) {
	var message dnsmessage.Message
	if err := message.Unpack(query); err != nil || len(message.Questions) == 0 {
		return nil, fmt.Errorf("not a question: %w", err)
	}
	message.Response, message.Authoritative, message.RecursionAvailable = true, true, true
	message.Additionals = nil
	question := message.Questions[0]
	name := strings.TrimSuffix(question.Name.String(), ".")
	n.mu.Lock()
	at, known := n.where[name]
	gone := n.gone[name]
	n.mu.Unlock()
	if !known {
		at = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	switch {
	case gone:
		message.RCode = dnsmessage.RCodeNameError
	case question.Type == dnsmessage.TypeA && at.Is4():
		message.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: at.As4()},
		}}
	case question.Type == dnsmessage.TypeAAAA && at.Is6():
		message.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeAAAA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AAAAResource{AAAA: at.As16()},
		}}
	}
	reply, err := message.Pack()
	if err != nil {
		return nil, fmt.Errorf("packing an answer: %w", err)
	}
	return reply, nil
}
