package mail_test

import (
	"strings"
	"testing"
	"time"

	"chalkline/digest/mail"
	"chalkline/digest/say"
)

func TestMailsOfOperatorsSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	const from, base, to = "chalkline@school.example", "https://chalkline.school.example", "new@school.example"
	for _, c := range []struct {
		message mail.Message
		says    []string
	}{
		{
			mail.InviteReader(say.English, from, base, to, base+"/invited/secret", time.Date(2026, 12, 6, 9, 0, 0, 0, time.UTC)),
			[]string{"invites you to read", base + "/invited/secret", "6 December 2026", "for this address alone", "chalkline.school.example"},
		},
		{
			mail.Removed(say.English, from, base, to, base+"/imprint"),
			[]string{"has removed this address", "no more digests come", base + "/imprint", "the last mail to you"},
		},
	} {
		for _, part := range c.says {
			if !strings.Contains(strings.Join(strings.Fields(c.message.Text), " "), part) || !strings.Contains(c.message.HTML, part) {
				t.Errorf("%q lacks %q:\n%s", c.message.Subject, part, c.message.Text)
			}
		}
		if _, err := c.message.Bytes(); err != nil || c.message.To != to {
			t.Errorf("%q to %s cannot be sent: %v", c.message.Subject, c.message.To, err)
		}
	}
}
