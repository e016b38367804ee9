package jobs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
)

const bouncesTo = "bounces@chalk.example"

// returning is a fixture that knows where bounces come to, and the mail of a
// digest that it has sent.
func returning(t *testing.T) (*fixture, mail.Message) {
	t.Helper()
	f := newFixture(t, 2)
	f.Bounces = bouncesTo
	return f, f.sendNext(t)
}

// sendNext sends the reader's next digest, made of nothing where no picks are left.
func (f *fixture) sendNext(t *testing.T) mail.Message {
	t.Helper()
	reader, err := f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
	edition := chalkline.Edition{Subject: chalkline.Verbatim("2 picks"), At: f.now}
	delivery, err := f.DB.CreateEdition(t.Context(), &edition, reader, reader.DigestAt.Add(24*time.Hour))
	must(t, err)
	d, err := f.Deliver(t.Context(), delivery)
	must(t, err)
	if d.State != chalkline.DeliverySent {
		t.Fatalf("the digest was not sent: %s %s", d.State, d.Error)
	}
	return f.post.sent[len(f.post.sent)-1]
}

// mailError is why mail to the reader stopped.
func (f *fixture) mailError(t *testing.T) string {
	t.Helper()
	reader, err := f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
	return reader.MailError.English()
}

// dsn is a delivery status notification to an address, with a message id.
func dsn(to, messageID, status, diagnostic string) string {
	return crlf(fmt.Sprintf(`From: MAILER-DAEMON@mx.school.example
To: %s
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.school.example

Final-Recipient: rfc822; ada@school.example
Action: failed
Status: %s
Diagnostic-Code: smtp; %s

--b
Content-Type: text/rfc822-headers

From: us@chalk.example
Message-ID: <%s>

--b--
`, to, status, diagnostic, messageID))
}

// complaint is a feedback report about a message.
func complaint(messageID string) string {
	return crlf(fmt.Sprintf(`From: abusedesk@provider.example
To: abuse@chalk.example
Subject: FW: 2 picks
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b
Content-Type: message/rfc822

Message-ID: <%s>
Subject: 2 picks

--b--
`, messageID))
}

// letter is what a person writes about a digest.
func letter(messageID string) string {
	return crlf(fmt.Sprintf("From: parent@family.example\nTo: abuse@chalk.example\nSubject: Please stop\nIn-Reply-To: <%s>\n\nThis is not for me.\n", messageID))
}

// awayNotice is what a program answers to a digest.
func awayNotice(to string) string {
	return crlf(fmt.Sprintf("From: ada@school.example\nTo: %s\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.\n", to))
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

func TestADigestIsSentWithWhatItsReturnIsKnownBy(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	byPath, ok := mail.ParseReturnPath(f.Key, bouncesTo, m.ReturnPath)
	byID, okID := mail.ParseMessageID(f.Key, m.MessageID)
	if !ok || !okID || byPath != byID {
		t.Errorf("return path %q and message id %q name %d (%v) and %d (%v)", m.ReturnPath, m.MessageID, byPath, ok, byID, okID)
	}
	f.Bounces = ""
	if m = f.sendNext(t); m.ReturnPath != "" {
		t.Errorf("without an address for bounces the return path is %q", m.ReturnPath)
	}
}

func TestReturnedMailHasItsConsequence(t *testing.T) {
	t.Parallel()
	other := chalkline.NewKey()
	for _, tc := range []struct {
		name string
		text func(mail.Message) string
		done bool
		why  string // part of why mail stopped; "" when it did not
		kind string // of the report that was stored
	}{
		{"no such user, by the return path", func(m mail.Message) string {
			return dsn(m.ReturnPath, "x@y.example", "5.1.1", "550 5.1.1 no such user")
		}, true, "550 5.1.1 no such user", "hard"},
		{"no such user, by the message id", func(m mail.Message) string { return dsn("us@chalk.example", m.MessageID, "5.1.1", "550 no such user") }, true, "no such user", "hard"},
		{"one full mailbox", func(m mail.Message) string { return dsn(m.ReturnPath, "x@y.example", "5.2.2", "552 full") }, true, "", "soft"},
		{"a refusal of our mail", func(m mail.Message) string { return dsn(m.ReturnPath, "x@y.example", "5.7.1", "554 blocked") }, true, "", "refused"},
		{"a complaint", func(m mail.Message) string { return complaint(m.MessageID) }, true, "complaint", "complaint"},
		{"somebody is away", func(m mail.Message) string { return awayNotice(m.ReturnPath) }, true, "", ""},
		{"a person writes", func(m mail.Message) string { return letter(m.MessageID) }, false, "", ""},
		{"a forged return path", func(mail.Message) string {
			return dsn(mail.ReturnPath(other, bouncesTo, 1), mail.MessageID(other, "us@chalk.example", 1), "5.1.1", "550 gone")
		}, false, "", ""},
		{"a forged complaint", func(mail.Message) string { return complaint(mail.MessageID(other, "us@chalk.example", 1)) }, false, "", ""},
		{"a bounce of somebody else's mail", func(mail.Message) string { return dsn("head@school.example", "x@y.example", "5.1.1", "550 gone") }, false, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, m := returning(t)
			for range 2 { // a second time changes nothing
				done, err := f.Returned(t.Context(), "", strings.NewReader(tc.text(m)))
				must(t, err)
				if done != tc.done {
					t.Errorf("done: %v, want %v", done, tc.done)
				}
			}
			if why := f.mailError(t); (why != "") != (tc.why != "") || !strings.Contains(why, tc.why) {
				t.Errorf("mail stopped because %q, want %q", why, tc.why)
			}
			health, err := f.DB.MailHealth(t.Context(), time.Time{})
			must(t, err)
			if want := map[bool]int{true: 1}[tc.kind != ""]; health.Bounced != want || health.Kinds[tc.kind] != want {
				t.Errorf("stored: %v, want one %q", health.Kinds, tc.kind)
			}
		})
	}
}

func TestAMailboxThatStaysFullStopsMail(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	for n := 1; n <= 5; n++ {
		done, err := f.Returned(t.Context(), m.ReturnPath, strings.NewReader(dsn("", "x@y.example", "5.2.2", "552 mailbox full")))
		must(t, err)
		if why := f.mailError(t); !done || (why != "") != (n == 5) {
			t.Errorf("after %d: done %v, mail stopped because %q", n, done, why)
		}
		if n < 5 {
			f.now = f.now.Add(7 * 24 * time.Hour)
			m = f.sendNext(t)
			f.now = f.now.Add(time.Hour)
		}
	}
	if why := f.mailError(t); !strings.Contains(why, "5 digests came back") || !strings.Contains(why, "552 mailbox full") {
		t.Errorf("the reason is %q", why)
	}
}

func TestAReportThatCannotBeStoredIsNotDone(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	must(t, f.DB.Close())
	done, err := f.Returned(t.Context(), m.ReturnPath, strings.NewReader(dsn("", "", "5.1.1", "550 gone")))
	if done || err == nil {
		t.Errorf("done %v, error %v", done, err)
	}
}
