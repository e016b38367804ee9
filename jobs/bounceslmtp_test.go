package jobs

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"chalkline"
	"chalkline/digest/mail"
)

// serveBounces opens the door of a fixture until the test ends and returns its
// address; stop ends it before.
func (f *fixture) serveBounces(t *testing.T, network, address string) (at net.Addr, stop func()) {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), network, address)
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- f.ServeBounces(ctx, l) }()
	stop = func() {
		cancel()
		select {
		case err := <-served:
			if err != nil {
				t.Errorf("serving ended with %v", err)
			}
			served <- nil
		case <-time.After(20 * time.Second):
			t.Error("serving does not end")
		}
	}
	t.Cleanup(stop)
	return l.Addr(), stop
}

// hand hands a mail over by LMTP as a mail server does.
func hand(t *testing.T, at net.Addr, to, text string) error {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), at.Network(), at.String())
	must(t, err)
	client := smtp.NewClientLMTP(conn)
	defer func() { _ = client.Close() }()
	must(t, client.Hello("mx.school.example"))
	if err := client.Mail("", nil); err != nil {
		return err
	}
	if err := client.Rcpt(to, nil); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	_, _ = w.Write([]byte(text)) // the answer says what became of it
	return w.Close()
}

func TestABounceHandedOverByLMTPStopsMail(t *testing.T) {
	t.Parallel()
	for network, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s")} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			f, m := returning(t)
			at, _ := f.serveBounces(t, network, address)
			must(t, hand(t, at, strings.ToUpper(m.ReturnPath), dsn("", "x@y.example", "5.1.1", "550 5.1.1 no such user")))
			if why := f.mailError(t); !strings.Contains(why, "no such user") {
				t.Errorf("mail stopped because %q", why)
			}
		})
	}
}

func TestLMTPAnswersSayWhatBecameOfAMail(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		to   func(mail.Message) string
		text func(mail.Message) string
		code int // 0 when it is taken
	}{
		{"a complaint to the plain address", toBase, func(m mail.Message) string { return complaint(m.MessageID) }, 0},
		{"a program's answer", toPath, func(m mail.Message) string { return awayNotice(m.ReturnPath) }, 0},
		{"somebody else", func(mail.Message) string { return "head@chalk.example" }, textOf("x"), 550},
		{"a forged return path", func(mail.Message) string { return mail.ReturnPath(chalkline.NewKey(), bouncesTo, 1) }, textOf("x"), 550},
		{"a person's letter is not swallowed", toBase, func(m mail.Message) string { return letter(m.MessageID) }, 550},
		{"a bounce of nothing we sent", toBase, textOf(dsn(bouncesTo, "x@y.example", "5.1.1", "550 gone")), 550},
		{"too large", toPath, textOf(dsn("", "", "5.1.1", "550 gone") + strings.Repeat("0123456789abcdef\r\n", lmtpBytes/18+1)), 552},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, m := returning(t)
			at, _ := f.serveBounces(t, "tcp", "127.0.0.1:0")
			err := hand(t, at, tc.to(m), tc.text(m))
			code := 0
			if answer, ok := errors.AsType[*smtp.SMTPError](err); ok {
				code = answer.Code
			} else {
				must(t, err)
			}
			if code != tc.code {
				t.Errorf("answer %v, want code %d", err, tc.code)
			}
		})
	}
}

func toBase(mail.Message) string   { return bouncesTo }
func toPath(m mail.Message) string { return m.ReturnPath }

func textOf(text string) func(mail.Message) string {
	return func(mail.Message) string { return text }
}

func TestAMailThatCannotBeStoredIsAskedForAgain(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	at, _ := f.serveBounces(t, "tcp", "127.0.0.1:0")
	must(t, f.DB.Close())
	err := hand(t, at, m.ReturnPath, dsn("", "", "5.1.1", "550 gone"))
	if answer, ok := errors.AsType[*smtp.SMTPError](err); !ok || answer.Code != 451 {
		t.Errorf("answer %v, want 451", err)
	}
}

func TestTheDoorClosesWithConnectionsOpen(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	at, stop := f.serveBounces(t, "tcp", "127.0.0.1:0")
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", at.String())
	must(t, err)
	client := smtp.NewClientLMTP(conn)
	defer func() { _ = client.Close() }()
	must(t, client.Mail("", nil))
	must(t, client.Rcpt(m.ReturnPath, nil))
	w, err := client.Data()
	must(t, err)
	_, err = w.Write([]byte(dsn("", "", "5.1.1", "550 gone")))
	must(t, err)
	stop()
	if err := w.Close(); err == nil {
		t.Error("a mail was taken after the end")
	}
	if why := f.mailError(t); why != "" {
		t.Errorf("mail stopped because %q", why)
	}
	if _, err := dialer.DialContext(t.Context(), "tcp", at.String()); err == nil {
		t.Error("the door is still open")
	}
}
