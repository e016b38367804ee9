package mail_test

import (
	"strings"
	"testing"
	"time"

	"chalkline/digest/mail"
	"chalkline/digest/say"
)

func TestAnInvitationSaysWhoInvitesWhereto(t *testing.T) {
	t.Parallel()
	const url = "https://chalkline.school.example/invitations/secret"
	m := mail.Invite(say.English, "chalkline@school.example", "https://chalkline.school.example", "new@school.example", url, mail.Invitation{
		Group: "Maths\r\nBcc: all@school.example", About: "For <b>whoever</b> teaches maths.", By: "Ada", Until: time.Date(2026, 12, 6, 9, 0, 0, 0, time.UTC),
	})
	if strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("the subject %q has a line break", m.Subject)
	}
	for _, part := range []string{"Ada invites you", "Maths Bcc", "For <b>whoever</b>", url, "6 December 2026", "for this address alone"} {
		if !strings.Contains(strings.Join(strings.Fields(m.Text), " "), part) {
			t.Errorf("the text lacks %q:\n%s", part, m.Text)
		}
	}
	if strings.Contains(m.HTML, "<b>whoever") || !strings.Contains(m.HTML, url) {
		t.Errorf("the HTML is not as the text:\n%s", m.HTML)
	}
	if _, err := m.Bytes(); err != nil {
		t.Errorf("it cannot be sent: %v", err)
	}
}
