package mail

import (
	"context"
	"crypto/tls"
	"net"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"chalkline"
)

// The ways to protect the connection to a mail server.
const (
	TLSStart  = "starttls" // begins in the clear and changes over; a server that cannot is refused
	TLSAlways = "tls"      // from the first byte, as on port 465
	TLSNone   = "none"     // only to this machine itself
)

const (
	// defaultTimeout is for one whole message.
	defaultTimeout = 30 * time.Second
	// defaultIdle is how long a connection is kept without a message: much less
	// than the five minutes that RFC 5321, section 4.5.3.2.7, has servers wait.
	defaultIdle = 20 * time.Second
)

// SMTP is a Sender that talks to a mail server. It keeps one connection while
// there is work and uses it for one message after the other, whoever sends them.
// Close it in the end.
type SMTP struct {
	Addr     string // host:port
	Username string // "" to send without signing in
	Password string
	TLS      string        // TLSStart when ""
	Hello    string        // the name this machine gives itself; its host name when ""
	Timeout  time.Duration // for connecting and again for sending; 30 seconds when zero
	DKIM     *DKIM         // signs each message; nil where the server does it

	idle     time.Duration // until an unused connection is closed; defaultIdle when zero
	config   *tls.Config   // for tests, which have a certificate of their own
	resolver *net.Resolver // for tests, which ask nobody

	mu   sync.Mutex
	open *session // nil when there is none
}

// Validate says what is wrong with the settings, without connecting.
func (s *SMTP) Validate() error {
	_, err := s.client(nil)
	return err
}

// Send sends m. When ctx ends while the message is on its way, it is still
// finished within Timeout, since nobody could say whether half a message
// arrived.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	e, err := s.envelope(m)
	if err != nil {
		return &Refused{Reason: err.Error(), Err: err}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return &Refused{Temporary: true, Reason: "sending was called off before it began: " + err.Error(), Err: err}
	}
	reused := s.open != nil
	for {
		if s.open == nil {
			var refused *Refused
			if s.open, refused = s.dial(ctx); refused != nil {
				return refused
			}
		}
		f := s.open.send(e, s.timeout())
		if f == nil || !f.broken {
			s.rest()
		} else {
			s.open.drop()
			s.open = nil
		}
		switch {
		case f == nil:
			return nil
		case reused && f.broken && f.stage < stageContent:
			reused = false // the server had enough of that connection, and has seen nothing of the message
		default:
			return f.refused()
		}
	}
}

// Close ends the connection. A Sender that is used again opens another.
func (s *SMTP) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.open.quit()
		s.open = nil
	}
	return nil
}

// rest closes the connection later unless it is used again.
func (s *SMTP) rest() {
	idle := s.idle
	if idle == 0 {
		idle = defaultIdle
	}
	resting := s.open
	resting.used = time.Now()
	if resting.timer != nil {
		resting.timer.Reset(idle)
		return
	}
	resting.timer = time.AfterFunc(idle, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open == resting && time.Since(resting.used) >= idle { // else it was used just now
			resting.quit()
			s.open = nil
		}
	})
}

func (s *SMTP) timeout() time.Duration {
	if s.Timeout == 0 {
		return defaultTimeout
	}
	return s.Timeout
}

// client makes a client from the settings, which hands each connection that it
// opens to opened. Errors are for the operator.
func (s *SMTP) client(opened func(net.Conn)) (*gomail.Client, error) {
	host, portText, err := net.SplitHostPort(s.Addr)
	if err != nil || host == "" {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail server %q is not of the form host:port", s.Addr)
	}
	port, err := strconv.Atoi(portText)
	if err != nil || port < 1 || port > 65535 {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail server %q has no port between 1 and 65535", s.Addr)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.config != nil {
		config = s.config.Clone()
	}
	config.ServerName = host
	plain := &net.Dialer{Resolver: s.resolver}
	dial := plain.DialContext
	if s.TLS == TLSAlways {
		dial = (&tls.Dialer{NetDialer: plain, Config: config}).DialContext
	}
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(s.timeout()), gomail.WithTLSConfig(config),
		gomail.WithDialContextFunc(func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			if err == nil {
				opened(conn)
			}
			return conn, err
		}),
	}
	switch s.TLS {
	case "", TLSStart:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLSAlways:
		options = append(options, gomail.WithSSL())
	case TLSNone:
		if !loopback(host) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail to %s would cross the network unprotected; use TLS mode %s or %s", host, TLSStart, TLSAlways)
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "TLS mode %q is not %s, %s or %s", s.TLS, TLSStart, TLSAlways, TLSNone)
	}
	if s.Hello != "" {
		options = append(options, gomail.WithHELO(s.Hello))
	}
	if s.Username != "" {
		options = append(options, gomail.WithUsername(s.Username), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail server %s: %w", s.Addr, err)
	}
	return client, nil
}

// loopback says whether host is this machine. A name other than localhost is
// not looked up: it may mean another machine tomorrow.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
