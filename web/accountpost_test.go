package web

import (
	"regexp"
	"testing"

	"chalkline/digest/mail"
)

// last is the newest mail to an address.
func (p *postbox) last(t *testing.T, to string) mail.Message {
	t.Helper()
	p.wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.sent) - 1; i >= 0; i-- {
		if p.sent[i].To == to {
			return p.sent[i]
		}
	}
	t.Fatalf("no mail to %s", to)
	return mail.Message{}
}

var addressLinkInMail = regexp.MustCompile(`https?://\S+/address/[A-Za-z0-9_-]+`)

// addressLink is the link in the newest mail to an address that changes an address.
func (p *postbox) addressLink(t *testing.T, to string) string {
	t.Helper()
	return p.newest(t, to, addressLinkInMail)
}
