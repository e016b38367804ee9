package mail

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"net/mail"
	"net/url"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
)

// Page is all that a digest mail shows.
type Page struct {
	From        string // "Name <address>" or an address
	Base        string // public URL of the instance, no slash at the end
	Reader      chalkline.Reader
	Edition     chalkline.Edition
	Delivery    chalkline.DeliveryID
	Alerts      []chalkline.Card // what was sent earlier and is retracted now
	Cards       []chalkline.Card // the edition's picks in their order
	Unsubscribe string           // URL that a POST unsubscribes at and a GET asks at
	Next        time.Time        // when the next digest is due; zero for never
}

//go:embed templates
var templates embed.FS

var (
	htmlTemplates = htmltemplate.Must(htmltemplate.ParseFS(templates, "templates/*.html"))
	textTemplates = texttemplate.Must(texttemplate.New("text").Funcs(texttemplate.FuncMap{"wrap": wrap}).ParseFS(templates, "templates/*.txt"))
)

// Digest is the digest as a mail: what is retracted first, then the picks. Two
// calls with the same page give the same message.
func Digest(p Page) (Message, error) {
	from, err := mail.ParseAddress(p.From)
	if err != nil {
		return Message{}, chalkline.Errorf(chalkline.CodeInvalid, "sender address %q: %w", p.From, err)
	}
	v := p.view()
	text, html, err := render("digest", v)
	if err != nil {
		return Message{}, fmt.Errorf("write digest of edition %d: %w", p.Edition.ID, err)
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return Message{
		From:        p.From,
		To:          p.Reader.Email,
		Subject:     say.Line(p.Edition.Subject),
		Text:        text,
		HTML:        html,
		MessageID:   messageID(p.Delivery, p.Base, domain),
		ListID:      fmt.Sprintf("Chalkline digest <digest.%s>", v.Host),
		Unsubscribe: p.Unsubscribe,
		At:          p.Edition.At,
	}, nil
}

// messageID is the same for each attempt at a delivery, so that a mail server
// or a mail program recognises a repeat. The hash keeps two instances that share
// a domain apart.
func messageID(id chalkline.DeliveryID, base, domain string) string {
	hash := chalkline.HashSecret(fmt.Sprintf("%s delivery %d", base, id))
	return fmt.Sprintf("delivery-%d.%s@%s", id, hash[:16], domain)
}

// render runs the templates of that name for text and HTML.
func render(name string, view any) (text, html string, err error) {
	var t, h strings.Builder
	if err := textTemplates.ExecuteTemplate(&t, name+".txt", view); err != nil {
		return "", "", err
	}
	if err := htmlTemplates.ExecuteTemplate(&h, name+".html", view); err != nil {
		return "", "", err
	}
	return t.String(), h.String(), nil
}

// hostName is the host of a URL without its port.
func hostName(base string) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return strings.ToLower(u.Hostname())
	}
	return "localhost"
}

// textWidth is where the lines of a text part end, as mail programs that quote
// expect.
const textWidth = 72

// wrap breaks text that stands at column indent into lines of at most textWidth
// runes, and indents them. A word that is longer, such as a URL, has a line of
// its own.
func wrap(indent int, text string) string {
	var b strings.Builder
	column := indent
	for word := range strings.FieldsSeq(text) {
		width := utf8.RuneCountInString(word)
		switch {
		case column == indent:
		case column+1+width > textWidth:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	return b.String()
}
