package mail_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"chalkline"
	"chalkline/digest/mail"
)

// server is a mail server in this process. A hook that is nil agrees to
// everything.
type server struct {
	onFrom, onRcpt func(c *smtp.Conn) error
	onData         func(c *smtp.Conn) error // called when the whole message has arrived
	secure         bool                     // offers STARTTLS
	wrapped        bool                     // speaks TLS from the first byte
	old            bool                     // knows no TLS that is still in use
	password       string                   // "" to take mail from anybody

	addr  string
	roots *x509.CertPool

	mu       sync.Mutex
	got      [][]byte
	from, to []string
	hello    string
	sessions int // begun
	left     int // ended
	open     []*smtp.Conn
}

func (s *server) start(t *testing.T) *server {
	t.Helper()
	listener := listenLocally(t)
	s.addr = listener.Addr().String()
	srv := smtp.NewServer(s)
	srv.Domain = "mx.school.example"
	srv.ReadTimeout, srv.WriteTimeout = 10*time.Second, 10*time.Second
	srv.AllowInsecureAuth = false
	srv.ErrorLog = quiet{}
	if s.secure || s.wrapped {
		certified := httptest.NewTLSServer(nil) // has a certificate for 127.0.0.1
		config := &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
		if s.old {
			config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		}
		s.roots = x509.NewCertPool()
		s.roots.AddCert(certified.Certificate())
		certified.Close()
		if s.wrapped {
			listener = tls.NewListener(listener, config)
		} else {
			srv.TLSConfig = config
		}
	}
	var served sync.WaitGroup
	served.Go(func() { _ = srv.Serve(listener) })
	t.Cleanup(func() {
		_ = srv.Close()
		_ = listener.Close() // which the server does not know when a test ends before it serves
		served.Wait()
	})
	return s
}

// sender is set up for the server in the clear, which loopback may be.
func (s *server) sender(t *testing.T) *mail.SMTP {
	t.Helper()
	sender := &mail.SMTP{Addr: s.addr, TLS: mail.TLSNone, Hello: "chalk.example", Timeout: 5 * time.Second}
	t.Cleanup(func() { _ = sender.Close() })
	return sender
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hello = c.Hostname()
	s.sessions++
	s.open = append(s.open, c)
	return &session{server: s, conn: c}, nil
}

type session struct {
	*server

	conn     *smtp.Conn
	signedIn bool
}

func (s *session) Reset() {}

func (s *session) Logout() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left++
	return nil
}

func (s *session) AuthMechanisms() []string {
	if s.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "chalkline" || password != s.password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.password != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.mu.Lock()
	s.from = append(s.from, from)
	s.mu.Unlock()
	if s.onFrom != nil {
		return s.onFrom(s.conn)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	s.to = append(s.to, to)
	s.mu.Unlock()
	if s.onRcpt != nil {
		return s.onRcpt(s.conn)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.onData != nil {
		if err := s.onData(s.conn); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.got = append(s.got, raw)
	s.mu.Unlock()
	return nil
}

func TestAMessageArrivesAsItIs(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*server{
		"in the clear on this machine": {},
		"STARTTLS":                     {secure: true},
		"STARTTLS with a password":     {secure: true, password: "s3cret"},
		"TLS":                          {wrapped: true},
		"TLS with a password":          {wrapped: true, password: "s3cret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.start(t)
			sender := s.sender(t)
			switch {
			case s.secure:
				sender.TLS = ""
				sender.Trusting(s.roots)
			case s.wrapped:
				sender.TLS = mail.TLSAlways
				sender.Trusting(s.roots)
			}
			if s.password != "" {
				sender.Username, sender.Password = "chalkline", s.password
			}
			m := digestOf(t, page())
			m.Text = ".\nA line of one dot must not end the message.\n..\n" + m.Text
			if err := sender.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.got) != 1 || !bytes.Equal(s.got[0], rawOf(t, m)) {
				t.Fatalf("%d messages, or not as written", len(s.got))
			}
			if s.from[0] != "digest@chalk.example" || len(s.to) != 1 || s.to[0] != "teacher@school.example" || s.hello != "chalk.example" {
				t.Errorf("from %q to %q by %q", s.from, s.to, s.hello)
			}
			read(t, s.got[0])
		})
	}
}

func TestWhatTheServerSaysDecidesWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	answerAs := func(code int, enhanced smtp.EnhancedCode, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
	}
	answer := func(code int) error {
		return answerAs(code, smtp.EnhancedCode{code / 100, 0, 0}, "as the test says")
	}
	const (
		later   = "later"
		never   = "never"
		unsure  = "unsure"
		unknown = "never, to this address"
	)
	for name, test := range map[string]struct {
		server *server
		want   string
	}{
		"4xx to the sender":    {&server{onFrom: func(*smtp.Conn) error { return answer(451) }}, later},
		"5xx to the sender":    {&server{onFrom: func(*smtp.Conn) error { return answer(553) }}, later},
		"4xx to the recipient": {&server{onRcpt: func(*smtp.Conn) error { return answer(450) }}, later},
		"5xx to the recipient": {&server{onRcpt: func(*smtp.Conn) error { return answer(550) }}, unknown},
		"no such mailbox": {&server{onRcpt: func(*smtp.Conn) error {
			return answerAs(550, smtp.EnhancedCode{5, 1, 1}, "no such user")
		}}, unknown},
		"mail may not be relayed": {&server{onRcpt: func(*smtp.Conn) error {
			return answerAs(554, smtp.EnhancedCode{5, 7, 1}, "relay access denied")
		}}, later},
		"mail may not be relayed, without a code": {&server{onRcpt: func(*smtp.Conn) error { return answerAs(550, smtp.EnhancedCode{5, 0, 0}, "Relaying denied") }}, later},
		"4xx to the message":                      {&server{onData: func(*smtp.Conn) error { return answer(452) }}, later},
		"5xx to the message":                      {&server{onData: func(*smtp.Conn) error { return answer(554) }}, never},
		"it hangs up before it has the message":   {&server{onRcpt: func(c *smtp.Conn) error { return c.Conn().Close() }}, later},
		"it hangs up when it has the message":     {&server{onData: func(c *smtp.Conn) error { return c.Conn().Close() }}, unsure},
		"it never answers the message": {&server{onData: func(*smtp.Conn) error {
			time.Sleep(600 * time.Millisecond)
			return nil
		}}, unsure},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sender := test.server.start(t).sender(t)
			sender.Timeout = 300 * time.Millisecond
			err := sender.Send(t.Context(), message())
			refused, ok := errors.AsType[*mail.Refused](err)
			if !ok {
				t.Fatalf("error %v, want *Refused", err)
			}
			got := never
			if refused.Temporary {
				got = later
			}
			if refused.Unsure {
				got = unsure
			}
			if refused.Address {
				got = unknown
			}
			if got != test.want || refused.Temporary && refused.Unsure {
				t.Errorf("try again %s, want %s: %v", got, test.want, err)
			}
			if refused.Reason == "" || errors.Unwrap(err) == nil {
				t.Errorf("no reason for the operator: %#v", refused)
			}
		})
	}
}

func TestABrokenMessageIsNeverTriedAgain(t *testing.T) {
	t.Parallel()
	s := (&server{}).start(t)
	m := message()
	m.To = "nobody"
	refused, ok := errors.AsType[*mail.Refused](s.sender(t).Send(t.Context(), m))
	if !ok || refused.Temporary || refused.Unsure {
		t.Errorf("%#v", refused)
	}
}

func TestSettingsAreCheckedBeforeAnyMail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sender *mail.SMTP
		want   string // "" when they are right
	}{
		{&mail.SMTP{Addr: "mail.school.example:587"}, ""},
		{&mail.SMTP{Addr: "mail.school.example:465", TLS: mail.TLSAlways, Username: "a", Password: "b"}, ""},
		{&mail.SMTP{Addr: "localhost:25", TLS: mail.TLSNone}, ""},
		{&mail.SMTP{Addr: "[::1]:25", TLS: mail.TLSNone}, ""},
		{&mail.SMTP{Addr: "mail.school.example"}, "host:port"},
		{&mail.SMTP{Addr: ":25"}, "host:port"},
		{&mail.SMTP{Addr: "mail.school.example:smtp"}, "port"},
		{&mail.SMTP{Addr: "mail.school.example:70000"}, "port"},
		{&mail.SMTP{Addr: "mail.school.example:25", TLS: mail.TLSNone}, "unprotected"},
		{&mail.SMTP{Addr: "10.0.0.1:25", TLS: mail.TLSNone}, "unprotected"},
		{&mail.SMTP{Addr: "mail.school.example:25", TLS: "ssl"}, `TLS mode "ssl"`},
	} {
		err := test.sender.Validate()
		if test.want == "" && err != nil || test.want != "" && (chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s %s: %v, want %q", test.sender.Addr, test.sender.TLS, err, test.want)
		}
	}
}
