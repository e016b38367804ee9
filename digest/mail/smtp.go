package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
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

// defaultTimeout is for one whole message.
const defaultTimeout = 30 * time.Second

// SMTP is a Sender that talks to a mail server, with one connection a message.
type SMTP struct {
	Addr     string // host:port
	Username string // "" to send without signing in
	Password string
	TLS      string        // TLSStart when ""
	Hello    string        // the name this machine gives itself; its host name when ""
	Timeout  time.Duration // for connecting and again for sending; 30 seconds when zero

	config *tls.Config // for tests, which have a certificate of their own
}

// Validate says what is wrong with the settings, without connecting.
func (s SMTP) Validate() error {
	_, err := s.client(nil)
	return err
}

// Send sends m. When ctx ends while the message is on its way, it is still
// finished within Timeout, since nobody could say whether half a message
// arrived.
func (s SMTP) Send(ctx context.Context, m Message) error {
	var conn net.Conn
	client, err := s.client(func(c net.Conn) { conn = c })
	if err != nil {
		return &Refused{Temporary: true, Reason: err.Error(), Err: err}
	}
	msg, err := m.build()
	if err != nil {
		return &Refused{Reason: err.Error(), Err: err}
	}
	err = client.DialWithContext(ctx)
	if conn != nil {
		defer conn.Close() // go-mail leaves it open when the greeting or signing in fails
	}
	if err != nil {
		// Nobody has looked at the message yet, so even a 5xx says nothing of it.
		return &Refused{Temporary: true, Reason: fmt.Sprintf("no session with %s: %v", s.Addr, err), Err: err}
	}
	err = client.Send(msg)
	_ = client.Close() // says goodbye; the message is through or not by now
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return refused(err)
}

// refused reads what an error of sending says about the message.
func refused(err error) *Refused {
	r := &Refused{Reason: err.Error(), Err: err}
	sendErr, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		r.Temporary = true
		return r
	}
	switch code := sendErr.ErrorCode(); {
	case code >= 500 && sendErr.Reason == gomail.ErrSMTPRcptTo && unknownAddress(code, sendErr.EnhancedStatusCode(), sendErr.Error()):
		r.Address = true
	case code >= 500 && (sendErr.Reason == gomail.ErrSMTPMailFrom || sendErr.Reason == gomail.ErrSMTPRcptTo):
		// Signing in, relaying, the sender's name: a fault of our settings, which
		// the operator mends, and no word on this message.
		r.Temporary = true
	case code >= 500:
	case code >= 400:
		r.Temporary = true
	case sendErr.Reason == gomail.ErrSMTPDataClose: // the whole message is out, the answer never came
		r.Unsure = true
	case sendErr.Reason == gomail.ErrGetSender || sendErr.Reason == gomail.ErrGetRcpts:
	default:
		r.Temporary = true
	}
	return r
}

// unknownAddress says whether a server that refused a recipient for good said
// that there is no such mailbox: RFC 3463 codes 5.1.x and 5.2.1. Without a code
// that says anything RFC 5321's 550, 551 and 553 count, unless the words are about relaying.
func unknownAddress(code int, enhanced, text string) bool {
	if enhanced != "" && enhanced != "5.0.0" {
		return strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.2.1"
	}
	return (code == 550 || code == 551 || code == 553) && !strings.Contains(strings.ToLower(text), "relay")
}

// client makes a client from the settings, which hands each connection that it
// opens to opened. Errors are for the operator.
func (s SMTP) client(opened func(net.Conn)) (*gomail.Client, error) {
	host, portText, err := net.SplitHostPort(s.Addr)
	if err != nil || host == "" {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail server %q is not of the form host:port", s.Addr)
	}
	port, err := strconv.Atoi(portText)
	if err != nil || port < 1 || port > 65535 {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "mail server %q has no port between 1 and 65535", s.Addr)
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.config != nil {
		config = s.config.Clone()
	}
	config.ServerName = host
	dial := (&net.Dialer{}).DialContext
	if s.TLS == TLSAlways {
		dial = (&tls.Dialer{Config: config}).DialContext
	}
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(config),
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
