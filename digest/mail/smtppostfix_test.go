package mail_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	chalkmail "chalkline/digest/mail"
)

// postfix is a real mail server, started by .ci/postfix, with Maildirs in a
// folder; senders to it trust its certificate.
type postfix struct{ addr, folder string }

func realServer(t *testing.T) postfix {
	t.Helper()
	words := strings.Fields(os.Getenv("CHALKLINE_TEST_POSTFIX"))
	if len(words) != 2 {
		t.Skip("skipped: no CHALKLINE_TEST_POSTFIX")
	}
	return postfix{addr: words[0], folder: words[1]}
}

func (p postfix) sender(t *testing.T) *chalkmail.SMTP {
	t.Helper()
	certificate, err := os.ReadFile(filepath.Join(p.folder, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		t.Fatal("no certificate")
	}
	sender := &chalkmail.SMTP{Addr: p.addr, TLS: chalkmail.TLSStart, Hello: "chalk.example"}
	sender.Trusting(roots)
	t.Cleanup(func() { _ = sender.Close() })
	return sender
}

// delivered waits for the message in a Maildir that holds text.
func (p postfix) delivered(t *testing.T, box, text string) []byte {
	t.Helper()
	for range 600 { // a minute
		files, err := filepath.Glob(filepath.Join(p.folder, "mail", box, "new", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if raw, err := os.ReadFile(name); err == nil && bytes.Contains(raw, []byte(text)) {
				return raw
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("nothing with %q came to the mailbox of %s", text, box)
	return nil
}

// delivery is a digest with a number of its own, so that no test meets the mail
// of another, or of an earlier run.
func delivery(t *testing.T, to string) chalkmail.Message {
	t.Helper()
	m := digestOf(t, page())
	m.To, m.MessageID = to, "test."+chalkline.NewSecret()+"@chalk.example"
	m.ReturnPath = "bounces+7.abcdefgh@chalk.example"
	return m
}

func TestARealServerDeliversADigestAsItIs(t *testing.T) {
	t.Parallel()
	server := realServer(t)
	for name, key := range map[string][]byte{"RSA": keyPEM(t, rsaKey(t)), "Ed25519": keyPEM(t, ed25519Key(t))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sender := server.sender(t)
			sender.DKIM = signer(t, key)
			m := delivery(t, "teacher@school.example")
			if err := sender.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			raw := bytes.ReplaceAll(server.delivered(t, "teacher", m.MessageID), []byte("\n"), []byte("\r\n"))
			if err := verified(t, sender.DKIM, raw); err != nil {
				t.Errorf("the signature does not hold in the mailbox: %v", err)
			}
			got, sent := read(t, raw), read(t, rawOf(t, m))
			if got.text != sent.text || got.html != sent.html {
				t.Error("text or HTML changed on the way")
			}
			for name := range sent.header {
				if got.header.Get(name) != sent.header.Get(name) {
					t.Errorf("%s: %q, sent %q", name, got.header.Get(name), sent.header.Get(name))
				}
			}
			if path := got.header.Get("Return-Path"); path != "<"+m.ReturnPath+">" {
				t.Errorf("mail that cannot be delivered would go back to %q, want %s", path, m.ReturnPath)
			}
			if how := got.header.Get("Received"); !strings.Contains(how, "TLSv1.") && !strings.Contains(how, "ESMTPS") {
				t.Errorf("it did not come over TLS: %s", how)
			}
		})
	}
}

func TestARealServerRefusesWhoIsNotThere(t *testing.T) {
	t.Parallel()
	server := realServer(t)
	sender := server.sender(t)
	for _, test := range []struct {
		to      string
		address bool
		want    string
	}{
		{"nobody@school.example", true, "550 5.1.1 <nobody@school.example>: Recipient address rejected: User unknown"},
		{"teacher@elsewhere.example", false, "554 5.7.1 <teacher@elsewhere.example>: Relay access denied"},
	} {
		err := sender.Send(t.Context(), delivery(t, test.to))
		refused, ok := errors.AsType[*chalkmail.Refused](err)
		if !ok || refused.Address != test.address || refused.Temporary == test.address || !strings.Contains(refused.Reason, test.want) {
			t.Errorf("to %s: %v, want %q", test.to, err, test.want)
		}
	}
	if err := sender.Send(t.Context(), delivery(t, "teacher@school.example")); err != nil {
		t.Errorf("the connection is of no use after a refusal: %v", err)
	}
}

func TestWhatARealServerTakesAndCannotDeliverComesBack(t *testing.T) {
	t.Parallel()
	server := realServer(t)
	m := delivery(t, "gone@school.example")
	if err := server.sender(t).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	report, err := mail.ReadMessage(bytes.NewReader(server.delivered(t, "returned", m.MessageID)))
	if err != nil {
		t.Fatal(err)
	}
	if to := report.Header.Get("To"); to != m.ReturnPath && to != "<"+m.ReturnPath+">" {
		t.Errorf("it comes back to %q, want %s", to, m.ReturnPath)
	}
	if kind := report.Header.Get("Content-Type"); !strings.Contains(kind, "report-type=delivery-status") {
		t.Errorf("it comes back as %s", kind)
	}
}
