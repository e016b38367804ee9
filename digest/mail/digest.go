package mail

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"chalkline"
	"chalkline/digest/say"
)

// Page is all that a digest mail shows.
type Page struct {
	From        string // "Name <address>" or an address
	Base        string // public URL of the instance, no slash at the end
	Key         chalkline.Key
	Reader      chalkline.Reader
	Edition     chalkline.Edition
	Delivery    chalkline.DeliveryID
	Alerts      []chalkline.Card                  // what was sent earlier and is retracted now
	Cards       []chalkline.Card                  // the edition's picks in their order
	Studies     map[chalkline.ItemID]say.WorkLine // of cards that are second-hand: the study that they speak of
	Groups      []chalkline.GroupNews             // of the reader's groups
	Waiting     []chalkline.GroupWaiting          // groups in which something waits for the reader to decide
	Unsubscribe string                            // URL that a POST unsubscribes at and a GET asks at
	Contact     string                            // address or URL of who runs the instance, or ""
	Next        time.Time                         // when the next digest is due; zero for never
}

// maxHTML is how many bytes the HTML part has at most. Gmail cuts off what is
// over about 102 KB, and with it the link to leave.
const maxHTML = 90_000

// Digest is the digest as a mail: what is retracted first, then the picks, then
// what groups have to tell. Two calls with the same page give the same message. It
// is made whole or not at all.
func Digest(p Page) (Message, error) { return written(p.locale()).digest(p) }

// locale is the reader's language.
func (p Page) locale() *say.Locale { return say.In(p.Reader.Language) }

func (t templates) digest(p Page) (Message, error) {
	if _, err := mail.ParseAddress(p.From); err != nil {
		return Message{}, chalkline.Errorf(chalkline.CodeInvalid, "sender address %q: %w", p.From, err)
	}
	p.Base, p.Unsubscribe = asciiHost(p.Base), asciiHost(p.Unsubscribe)
	text, html, err := t.fit(p)
	if err != nil {
		return Message{}, fmt.Errorf("write digest of edition %d: %w", p.Edition.ID, err)
	}
	return Message{
		From:        p.From,
		To:          p.Reader.Email,
		Subject:     say.Line(p.Edition.Subject.In(p.locale())),
		Text:        text,
		HTML:        html,
		MessageID:   MessageID(p.Key, p.From, p.Delivery),
		ListID:      fmt.Sprintf("Chalkline digest <digest.%s>", hostName(p.Base)), // programs sort by it: the same in all languages
		Unsubscribe: p.Unsubscribe,
		At:          p.Edition.At,
	}, nil
}

// fit writes both parts. When the HTML has more than maxHTML bytes, the longest
// texts are shortened, and less is told of groups, until it does not.
func (t templates) fit(p Page) (text, html string, err error) {
	for most := fullLimits; ; most = most.shorter() {
		text, html, err = t.render("digest", p.view(most))
		if err != nil || len(html) <= maxHTML || most.text <= leastText {
			return text, html, err
		}
	}
}

// hostName is the host of a URL without its port.
func hostName(base string) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return strings.ToLower(u.Hostname())
	}
	return "localhost"
}

// asciiHost is address with its host as it is written where only ASCII may stand,
// as the header of a mail: "schüle.example" becomes "xn--schle-mva.example".
func asciiHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.IndexFunc(u.Host, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return address
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return address
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	return u.String()
}
