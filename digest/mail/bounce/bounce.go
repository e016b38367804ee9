// Package bounce reads what comes back when mail is sent: reports that a mail
// could not be delivered, complaints, answers by programs, and what people
// write. It is handed bytes and returns a Report, opens nothing and believes
// nothing: which delivery a report is about follows from signatures, which the
// caller checks (see mail.ParseReturnPath and mail.ParseMessageID).
//
// Reports follow RFC 3464 (delivery status) or RFC 5965 (complaints), and their
// international forms of RFC 6533; the plain texts of qmail, Exim, Exchange and
// others are read too.
package bounce

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // texts in other characters than UTF-8

	"chalkline"
	"chalkline/digest/say"
)

// Kind says what a mail that came in is.
type Kind string

// The kinds. Judge tells bounces of the first three apart.
const (
	Hard      Kind = "hard"      // there is no such mailbox, or it is closed
	Soft      Kind = "soft"      // it did not arrive this time; the mailbox is full, say
	Refused   Kind = "refused"   // the receiver does not want this mail or its sender; no word on the mailbox
	Complaint Kind = "complaint" // the reader reported the mail as unwanted
	Ignored   Kind = "ignored"   // a program's reply, or news of a delay or an arrival: nothing to do
	Other     Kind = "other"     // anything else, as what a person wrote
)

// Report is what a mail says of one that was sent.
type Report struct {
	Kind   Kind
	Code   string // of RFC 3463, as 5.1.1, or a reply code, as 550; "" when it has none
	Reason string // one line, for people

	// Where the delivery that it is about may be named; nobody has checked these.
	Addresses  []string // addresses that the mail was sent to, or that the returned one was sent from
	MessageIDs []string
}

// What is read of a mail, at most. A report stands before the mail that it
// returns, so what is cut off is of no use.
const (
	maxBytes  = 1 << 20
	maxHeader = 128 << 10
	maxPart   = 128 << 10
	maxText   = 16 << 10 // of texts for people, whose words are searched: costly, and what counts stands first
	maxParts  = 30
	maxDepth  = 4
	maxNames  = 40  // of each sort in a Report
	maxName   = 400 // bytes of an address or message id; RFC 5321 allows 254
	maxValue  = 4 << 10
	maxReason = 300 // runes
)

// Read reads a mail. Whatever it is handed, there is a Report; what cannot be
// read is Other. An error is that of r.
func Read(r io.Reader) (Report, error) {
	capped := &failing{r: io.LimitReader(r, maxBytes)}
	p := &parser{}
	p.mail(bufio.NewReader(capped))
	return p.report(), capped.err
}

// failing remembers the error of a reader, which a parser may take for a fault
// of what it parses.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// parser collects what the parts of one mail say.
type parser struct {
	head  fields // of the mail itself
	kind  string // its report type: delivery-status, feedback-report, ...; or ""
	text  string // the first texts in it, for people
	parts int

	status    []fields // blocks of the delivery status
	feedback  fields   // of the complaint
	addresses []string
	ids       []string
}

// mail reads the whole mail.
func (p *parser) mail(r *bufio.Reader) {
	p.head = readHeader(r)
	var header message.Header
	for _, f := range p.head {
		// The first of each counts, as with most mail programs.
		if !header.Has(f.name) {
			header.Add(f.name, f.value)
		}
	}
	for _, name := range [...]string{"to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"} {
		p.named(&p.addresses, p.head.all(name)...)
	}
	// Most reports answer the message that they are about.
	p.named(&p.ids, p.head.all("in-reply-to")...)
	p.named(&p.ids, p.head.all("references")...)
	entity, _ := message.New(header, r) // with an unknown charset or encoding the bytes are taken as they are
	p.part(entity, 0)
}

// part reads a part, and those within it that may be of a report.
func (p *parser) part(e *message.Entity, depth int) {
	if p.parts++; p.parts > maxParts || depth > maxDepth {
		return
	}
	mediaType, params, err := e.Header.ContentType()
	if err != nil || mediaType == "" {
		mediaType = "text/plain" // RFC 2045, section 5.2
	}
	switch mediaType {
	case "multipart/report":
		if p.kind == "" {
			p.kind = strings.ToLower(params["report-type"])
		}
		p.within(e, depth)
	case "message/delivery-status", "message/global-delivery-status":
		p.status = append(p.status, blocks(leaf(e))...)
	case "message/feedback-report":
		for _, b := range blocks(leaf(e)) {
			p.feedback = append(p.feedback, b...)
		}
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
		p.returned(readHeader(bufio.NewReader(e.Body)))
	case "text/plain", "text/html":
		p.readText(mediaType, leaf(e))
	default:
		if strings.HasPrefix(mediaType, "multipart/") {
			p.within(e, depth)
		}
	}
}

// within reads the parts of a part.
func (p *parser) within(e *message.Entity, depth int) {
	parts := e.MultipartReader()
	for p.parts < maxParts {
		part, err := parts.NextPart()
		if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return // the end, or damaged from here on
		}
		p.part(part, depth+1)
	}
}

// readText keeps a text for people. What it returns of the mail, with its header,
// is in the same text.
func (p *parser) readText(mediaType, text string) {
	start := text[:min(len(text), maxText)]
	if mediaType == "text/html" {
		if p.text == "" {
			p.text = tags.ReplaceAllString(start, " ")
		}
		return
	}
	if len(p.text) < maxText {
		p.text += start + "\n"
	}
	for _, b := range blocks(text) {
		p.returned(b)
	}
}

// returned notes what names the delivery in the header of the returned mail.
func (p *parser) returned(header fields) {
	p.named(&p.ids, header.all("message-id")...)
	p.named(&p.addresses, header.all("return-path")...)
}

// named adds names, which may stand in angle brackets or be several, to a list.
func (p *parser) named(list *[]string, values ...string) {
	for _, value := range values {
		for name := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" \t,;<>\"", r) }) {
			if len(*list) < maxNames && len(name) <= maxName && strings.Contains(name, "@") {
				*list = append(*list, name)
			}
		}
	}
}

// report judges what was collected.
func (p *parser) report() Report {
	r := Report{Kind: Other, MessageIDs: p.ids, Addresses: p.addresses}
	switch {
	case p.kind == "feedback-report":
		r.Kind, r.Reason = p.complaint()
		p.named(&r.Addresses, p.feedback.all("original-mail-from")...)
	case p.kind == "disposition-notification":
		r.Kind, r.Reason = Ignored, "a notice that the mail was displayed or deleted"
	case len(p.status) > 0:
		r.Kind, r.Code, r.Reason = p.failure()
	case p.saysItFailed():
		r.Kind, r.Code, r.Reason = p.textFailure()
	case p.automatic():
		r.Kind, r.Reason = Ignored, "a program's reply"
	}
	r.Reason = chalkline.Cut(say.Line(r.Reason), maxReason)
	return r
}

// complaint is what a complaint says: only some are about a mail being unwanted
// (RFC 5965, section 7.3).
func (p *parser) complaint() (kind Kind, reason string) {
	switch feedbackType := strings.ToLower(p.feedback.first("feedback-type")); feedbackType {
	case "abuse", "fraud", "opt-out", "opt-out-list":
		return Complaint, "reported as " + feedbackType
	default:
		return Other, "feedback of type " + feedbackType
	}
}

// automatic says whether a program replied by itself: RFC 3834, section 5, and
// what programs from before it write.
func (p *parser) automatic() bool {
	if auto := strings.ToLower(p.head.first("auto-submitted")); auto != "" && !strings.HasPrefix(auto, "no") {
		return true
	}
	for _, name := range [...]string{"x-autoreply", "x-autorespond", "x-autoresponder", "x-autogenerated"} {
		if value := p.head.first(name); value != "" && !strings.EqualFold(value, "no") {
			return true
		}
	}
	return strings.EqualFold(p.head.first("precedence"), "auto_reply")
}

// leaf is the decoded text of a part, up to maxPart bytes.
func leaf(e *message.Entity) string {
	data, _ := io.ReadAll(io.LimitReader(e.Body, maxPart)) // damaged further on: what came before counts
	return string(data)
}
