package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"chalkline/digest/mail"
)

// The bounds of the LMTP listener. A report returns the mail that it is about,
// which has some hundred kilobytes at most.
const (
	lmtpConnections = 20
	lmtpRecipients  = 20
	lmtpBytes       = 4 << 20
	lmtpWait        = 30 * time.Second // for the next line
	lmtpLife        = 10 * time.Minute // of a connection
)

// ServeBounces takes what comes back from a mail server by LMTP (RFC 2033) until
// ctx is done, and closes l. A mail is answered with 250 when what it says is
// stored, so that the server keeps it until then.
func (u *Units) ServeBounces(ctx context.Context, l net.Listener) error {
	door := &lmtpDoor{units: u, ctx: ctx}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &lmtpSession{door: door}, nil }))
	server.LMTP = true
	server.Domain = "chalkline"
	server.MaxRecipients = lmtpRecipients
	server.MaxMessageBytes = lmtpBytes
	server.ReadTimeout, server.WriteTimeout = lmtpWait, lmtpWait
	server.ErrorLog = lmtpLog{u.Log}
	stop := context.AfterFunc(ctx, func() {
		_ = l.Close()
		door.close()
		_ = server.Close() // whoever is cut off has had no 250 and comes again
	})
	defer stop()
	err := server.Serve(shortLived{netutil.LimitListener(l, lmtpConnections)})
	door.close()
	if ctx.Err() != nil {
		return nil
	}
	_ = server.Close()
	return fmt.Errorf("taking bounces at %s: %w", l.Addr(), err)
}

// lmtpDoor lets mails in until it is closed, and waits for those inside.
type lmtpDoor struct {
	units *Units
	ctx   context.Context // the server that makes sessions has none to hand over

	mu     sync.RWMutex
	closed bool
}

func (d *lmtpDoor) close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
}

// The answers, with the codes of RFC 3463.
var (
	errStopping  = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "stopping, come again"}
	errNobody    = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such address; this server takes what comes back of its own mail"}
	errNotStored = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "could not be stored, come again"}
	errNoReport  = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "no report on mail of this server; people read another address"}
)

// lmtpSession is one connection.
type lmtpSession struct {
	door       *lmtpDoor
	recipients []string
}

// Mail begins a message. Who sends it does not matter: it is a server of the operator's.
func (s *lmtpSession) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt takes the address that bounces come to, with a delivery of ours or without.
func (s *lmtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	u := s.door.units
	if _, ok := mail.ParseReturnPath(u.Key, u.Bounces, to); !ok && !strings.EqualFold(to, u.Bounces) {
		return errNobody
	}
	s.recipients = append(s.recipients, to)
	return nil
}

// Data is not asked for by LMTP.
func (s *lmtpSession) Data(io.Reader) error { return errNotStored }

// LMTPData handles the message for each recipient.
func (s *lmtpSession) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	data, err := io.ReadAll(r) // at most lmtpBytes
	if err != nil {
		return err
	}
	s.door.mu.RLock()
	defer s.door.mu.RUnlock()
	if s.door.closed {
		return errStopping
	}
	for _, recipient := range s.recipients {
		status.SetStatus(recipient, s.handle(recipient, data))
	}
	return nil
}

// handle is the answer for one recipient.
func (s *lmtpSession) handle(recipient string, data []byte) error {
	done, err := s.door.units.Returned(s.door.ctx, recipient, bytes.NewReader(data))
	switch {
	case err != nil:
		s.door.units.Log.Warn("a returned mail was not stored", "error", err)
		return errNotStored
	case !done:
		return errNoReport
	}
	return nil
}

// Reset forgets the message.
func (s *lmtpSession) Reset() { s.recipients = nil }

// Logout ends the session.
func (s *lmtpSession) Logout() error { return nil }

// shortLived closes the connections of a listener after lmtpLife, however slowly
// they speak.
type shortLived struct{ net.Listener }

// Accept waits for the next connection.
func (l shortLived) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &shortConn{Conn: conn, end: time.AfterFunc(lmtpLife, func() { _ = conn.Close() })}, nil
}

type shortConn struct {
	net.Conn

	end *time.Timer
}

// Close closes the connection.
func (c *shortConn) Close() error {
	c.end.Stop()
	return c.Conn.Close()
}

// lmtpLog writes what the server has to say to the log.
type lmtpLog struct{ log *slog.Logger }

// Printf logs a fault of a connection.
func (l lmtpLog) Printf(format string, args ...any) {
	l.write(fmt.Sprintf(format, args...))
}

// Println logs a fault of a connection.
func (l lmtpLog) Println(args ...any) { l.write(fmt.Sprint(args...)) }

func (l lmtpLog) write(text string) {
	l.log.Debug("a connection for bounces broke", "error", errors.New(text))
}
