// Package mail writes the mails that Chalkline sends (the digest, and the links
// to join and to sign in) and hands them to a mail server or to a folder.
//
// Digest and SignIn make a Message, a value that says the same in text and in
// HTML; a Sender takes it from there. Whatever a source wrote into a title, a
// Message cannot gain a header by it.
package mail

import (
	"bytes"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"chalkline"
	"chalkline/digest/say"
)

// Message is one mail to one address. Its text and its HTML say the same.
type Message struct {
	From        string // "Name <address>" or an address
	To          string // one address
	Subject     string
	Text        string
	HTML        string
	MessageID   string    // "local@host"; "" for a random one
	ListID      string    // "Name <list.host>"; "" when it is no list mail
	Unsubscribe string    // URL that a POST unsubscribes at, or ""
	ReturnPath  string    // envelope sender; the From address when empty
	At          time.Time // zero means now
}

// Bytes is the message as it goes over the wire, with CRLF line ends. It is the
// same each time when MessageID and At are given. The error says which field
// cannot be sent.
func (m Message) Bytes() ([]byte, error) {
	msg, err := m.build()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write mail to %s: %w", m.To, err)
	}
	return b.Bytes(), nil
}

// How long a subject and a sender's name may be in runes. Both have their place
// in a line of at most 998 bytes (RFC 5322, section 2.1.1) also without a space
// at which it could be folded.
const (
	mostSubject = 400
	mostName    = 100
)

// build makes the message in go-mail's form. Subject and display name lose
// their control characters and what is too long; in the other headers such a
// character is an error, because nothing that Chalkline makes has one there.
func (m Message) build() (*gomail.Msg, error) {
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "sender address %q: %w", m.From, err)
	}
	from.Name = chalkline.Cut(say.Line(from.Name), mostName)
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "recipient address %q: %w", m.To, err)
	}
	_, host, _ := strings.Cut(from.Address, "@")
	id := m.MessageID
	if id == "" {
		id = chalkline.NewSecret() + "@" + host
	}
	for _, field := range [...]struct{ name, value string }{
		{"sender", from.Address}, {"recipient", to.Address}, {"message id", id}, {"list id", m.ListID}, {"unsubscribe address", m.Unsubscribe},
	} {
		if strings.ContainsFunc(field.value, unicode.IsControl) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the %s %q holds a line break or control character", field.name, field.value)
		}
	}
	if strings.ContainsAny(id, " <>") || !strings.Contains(id, "@") {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "the message id %q is not of the form local@host", id)
	}
	at := m.At
	if at.IsZero() {
		at = time.Now()
	}

	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent(),
		gomail.WithBoundary("chalkline-"+chalkline.HashSecret(id)[:32]))
	msg.FromMailAddress(from)
	msg.ToMailAddress(&mail.Address{Address: to.Address})
	msg.Subject(chalkline.Cut(say.Line(m.Subject), mostSubject))
	msg.SetMessageIDWithValue(id)
	msg.SetDateWithValue(at.UTC())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.ListID != "" {
		if strings.ContainsFunc(m.ListID, notASCII) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the list id %q has letters beyond ASCII", m.ListID)
		}
		msg.SetGenHeader("List-Id", m.ListID)
	}
	if m.Unsubscribe != "" {
		u, err := url.Parse(m.Unsubscribe)
		if err != nil || u.Host == "" || strings.ContainsAny(m.Unsubscribe, " <>,") || strings.ContainsFunc(m.Unsubscribe, notASCII) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the unsubscribe address %q is not a URL", m.Unsubscribe)
		}
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		if u.Scheme == "https" { // RFC 8058 asks for it; without TLS there is only the link
			msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}

func notASCII(r rune) bool { return r > unicode.MaxASCII }
