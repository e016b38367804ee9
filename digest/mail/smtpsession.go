package mail

import (
	"context"
	"net"
	"net/mail"
	"strings"
	"time"
	"unicode"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"chalkline"
)

// envelope is a message ready to go over the wire.
type envelope struct {
	from, to string // addresses
	data     []byte
	utf8     bool // an address has letters that SMTP knows only by an extension
}

// envelope writes m, and signs it where a key is set.
func (s *SMTP) envelope(m Message) (envelope, error) {
	data, err := m.Bytes()
	if err != nil {
		return envelope{}, err
	}
	if s.DKIM != nil {
		if data, err = s.DKIM.sign(data); err != nil {
			return envelope{}, err
		}
	}
	e := envelope{data: data}
	back := m.ReturnPath
	if back == "" {
		back = m.From
	}
	for _, field := range []struct {
		name, value string
		address     *string
	}{{"return path", back, &e.from}, {"recipient", m.To, &e.to}} {
		parsed, err := mail.ParseAddress(field.value)
		if err != nil || strings.ContainsFunc(parsed.Address, unicode.IsControl) {
			return envelope{}, chalkline.Errorf(chalkline.CodeInvalid, "the %s %q is not a mail address", field.name, field.value)
		}
		*field.address = parsed.Address
		e.utf8 = e.utf8 || strings.ContainsFunc(parsed.Address, notASCII)
	}
	return e, nil
}

// session is a connection to a mail server that is ready for messages.
type session struct {
	client *gosmtp.Client
	conn   net.Conn
	used   time.Time   // when it last sent
	timer  *time.Timer // closes it when it is not used
}

// dial connects, changes to TLS and signs in.
func (s *SMTP) dial(ctx context.Context) (*session, *Refused) {
	var conn net.Conn
	client, err := s.client(func(c net.Conn) { conn = c })
	if err != nil {
		return nil, &Refused{Temporary: true, NoServer: true, Reason: err.Error(), Err: err}
	}
	connected, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if conn != nil {
			_ = conn.Close() // go-mail leaves it open when the greeting or signing in fails
		}
		// Nobody has looked at a message yet, so even a 5xx says nothing of it.
		return nil, &Refused{Temporary: true, NoServer: true, Reason: s.noSession(ctx, conn != nil, err), Err: err}
	}
	return &session{client: connected, conn: conn}, nil
}

// send takes a message through all stages.
func (s *session) send(e envelope, timeout time.Duration) *failure {
	if err := s.client.UpdateDeadline(timeout); err != nil {
		return s.failed(stageSender, err)
	}
	s.client.SkipSMTPUTF8(!e.utf8)
	if err := s.client.Mail("<" + e.from + ">"); err != nil {
		return s.failed(stageSender, err)
	}
	if err := s.client.Rcpt("<" + e.to + ">"); err != nil {
		return s.failed(stageRecipient, err)
	}
	w, err := s.client.Data()
	if err != nil {
		return s.failed(stageData, err)
	}
	if _, err := w.Write(e.data); err != nil {
		return s.failed(stageContent, err)
	}
	if err := w.Close(); err != nil {
		return s.failed(stageEnd, err)
	}
	return nil
}

// failed is what err means, after the server was told to forget the message
// unless it has done so with its answer.
func (s *session) failed(at stage, err error) *failure {
	f := newFailure(at, err)
	if !f.broken && at < stageContent {
		f.broken = s.client.Reset() != nil
	}
	return f
}

// quit says goodbye and closes the connection, in five seconds at most.
func (s *session) quit() {
	if s.client.UpdateDeadline(5*time.Second) == nil {
		_ = s.client.Quit() // nothing is under way
	}
	s.drop()
}

// drop closes the connection.
func (s *session) drop() {
	if s.timer != nil {
		s.timer.Stop()
	}
	_ = s.conn.Close()
}
