package mail_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"chalkline/digest/mail"
)

func TestNoSessionIsNoFaultOfTheMessageAndSaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	signIn := func(password string) func(*mail.SMTP) {
		return func(s *mail.SMTP) { s.Username, s.Password = "chalkline", password }
	}
	start := func(s *mail.SMTP) { s.TLS = mail.TLSStart }
	always := func(s *mail.SMTP) { s.TLS = mail.TLSAlways }
	for name, test := range map[string]struct {
		ctx    context.Context
		server *server // nil for whatever set says
		trust  bool
		set    []func(*mail.SMTP)
		want   string
	}{
		"a wrong host": {set: []func(*mail.SMTP){start, func(s *mail.SMTP) {
			s.Addr = "smtp.chalk.example:587"
			s.Asking(knowsNoName(t))
		}}, want: "there is no host smtp.chalk.example: is the name of the mail server right?"},
		"a wrong port": {
			set:  []func(*mail.SMTP){func(s *mail.SMTP) { s.Addr = unusedAddress(t) }},
			want: "nothing listens at 127.0.0.1:",
		},
		"a port where something else speaks": {
			set:  []func(*mail.SMTP){func(s *mail.SMTP) { s.Addr = answering(t, "* OK IMAP4rev1 ready\r\n") }},
			want: "is no mail server, it says something else",
		},
		"a port where nobody speaks first": {
			set:  []func(*mail.SMTP){start, func(s *mail.SMTP) { s.Addr, s.Timeout = answering(t, ""), 200*time.Millisecond }},
			want: "set smtp-tls to tls",
		},
		"a server that takes nobody": {
			set:  []func(*mail.SMTP){func(s *mail.SMTP) { s.Addr = answering(t, "554 5.7.1 not from there\r\n") }},
			want: "turns this machine away: 554 5.7.1 not from there",
		},
		"a server that hangs up": {
			set:  []func(*mail.SMTP){func(s *mail.SMTP) { s.Addr = answering(t, "220 mx\r\n") }},
			want: "hung up before it was ready",
		},
		"STARTTLS is not offered":                     {server: &server{}, set: []func(*mail.SMTP){start}, want: "does not offer STARTTLS, and mail is not sent unprotected"},
		"STARTTLS is not offered, and nothing is set": {server: &server{}, set: []func(*mail.SMTP){func(s *mail.SMTP) { s.TLS = "" }}, want: "does not offer STARTTLS"},
		"STARTTLS is refused": {set: []func(*mail.SMTP){start, func(s *mail.SMTP) {
			s.Addr = answering(t, "220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n", "454 4.7.0 TLS not available\r\n")
		}}, want: "turns this machine away: 454 4.7.0 TLS not available"},
		"TLS towards a port for STARTTLS":      {server: &server{secure: true}, trust: true, set: []func(*mail.SMTP){always}, want: "does not speak TLS from the first byte: set smtp-tls to starttls"},
		"TLS from another age":                 {server: &server{wrapped: true, old: true}, trust: true, set: []func(*mail.SMTP){always}, want: "do not agree on TLS"},
		"an unknown authority":                 {server: &server{wrapped: true}, set: []func(*mail.SMTP){always}, want: "issued by an authority that this machine does not know"},
		"an unknown authority behind STARTTLS": {server: &server{secure: true}, set: []func(*mail.SMTP){start}, want: "issued by an authority that this machine does not know"},
		"a certificate for another name": {server: &server{secure: true}, trust: true, set: []func(*mail.SMTP){start, func(s *mail.SMTP) {
			s.Addr = strings.Replace(s.Addr, "127.0.0.1", "localhost", 1)
		}}, want: "is not for the name localhost"},
		"a wrong password":         {server: &server{wrapped: true, password: "s3cret"}, trust: true, set: []func(*mail.SMTP){always, signIn("guess")}, want: "127.0.0.1 refuses the user name or the password (smtp-user, smtp-password): 535"},
		"no password in the clear": {server: &server{password: "s3cret"}, set: []func(*mail.SMTP){signIn("s3cret")}, want: "does not let anybody sign in on this connection"},
		"the daemon is stopping":   {ctx: ended, server: &server{}, want: "sending was called off"},
		"settings that are wrong":  {server: &server{}, set: []func(*mail.SMTP){func(s *mail.SMTP) { s.TLS = "maybe" }}, want: `TLS mode "maybe"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := test.server
			if s == nil {
				s = &server{}
			}
			sender := s.start(t).sender(t)
			if test.trust {
				sender.Trusting(s.roots)
			}
			for _, set := range test.set {
				set(sender)
			}
			ctx := test.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			err := sender.Send(ctx, message())
			refused, ok := errors.AsType[*mail.Refused](err)
			if !ok || !refused.Temporary || refused.Unsure || refused.Address || refused.NoServer == (test.ctx == ended) || !strings.Contains(refused.Reason, test.want) || errors.Unwrap(err) == nil {
				t.Errorf("error %v, want a temporary one with %q", err, test.want)
			}
			if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error gives the password away or has several lines: %v", err)
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.got)+len(s.from) > 0 {
				t.Error("the message was begun all the same")
			}
		})
	}
}

// unusedAddress is one that nobody listens on.
func unusedAddress(t *testing.T) string {
	t.Helper()
	listener := listenLocally(t)
	defer listener.Close()
	return listener.Addr().String()
}

func listenLocally(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// answering is the address of somebody who says lines, each after hearing
// something, and hangs up then; with "" it says nothing until the other goes.
func answering(t *testing.T, lines ...string) string {
	t.Helper()
	listener := listenLocally(t)
	var served sync.WaitGroup
	served.Go(func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		heard := make([]byte, 1000)
		for n, line := range lines {
			if n > 0 || line == "" {
				if _, err := conn.Read(heard); err != nil {
					return
				}
			}
			_, _ = io.WriteString(conn, line)
		}
		_, _ = conn.Read(heard)
	})
	t.Cleanup(func() {
		_ = listener.Close()
		served.Wait()
	})
	return listener.Addr().String()
}

// knowsNoName is a resolver whose only server, on this machine, has never heard
// of any name.
func knowsNoName(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		packet := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(packet[:n]) != nil {
				continue
			}
			m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeNameError, nil
			if answer, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	})
	t.Cleanup(func() {
		_ = conn.Close()
		served.Wait()
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}
