package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	gomail "net/mail"
	"strings"

	"chalkline/digest/mail"
)

type mailTestCmd struct {
	To     string `arg:"" help:"Address that the test mail goes to."`
	DryRun bool   `help:"Do everything but send."`
	DNS    string `name:"dns" placeholder:"HOST:PORT" help:"Ask this DNS server, as 9.9.9.9:53, instead of the system's."`
}

// mailState is what a check of mail came to.
type mailState string

// The states of a check. All but the first two keep mail from being ready.
const (
	mailOK      mailState = "ok"
	mailNote    mailState = "note"
	mailMissing mailState = "missing"
	mailWrong   mailState = "wrong"
	mailUnknown mailState = "unknown" // could not be looked up
)

// mailCheck is one thing that mail needs.
type mailCheck struct {
	what    string
	state   mailState
	detail  string
	advice  string // what to do; "" when all is well
	publish string // the DNS record to publish; "" for none
}

func (c mailCheck) ready() bool { return c.state == mailOK || c.state == mailNote }

func (c mailCheck) print(w io.Writer) {
	fmt.Fprintf(w, "%-8s %-8s %s\n", c.state, c.what, c.detail)
	if c.advice != "" {
		fmt.Fprintf(w, "%-8s %-8s → %s\n", "", "", c.advice)
	}
	if c.publish != "" {
		fmt.Fprintf(w, "%-8s %-8s → publish: %s\n", "", "", c.publish)
	}
}

// Run is the command.
func (c mailTestCmd) Run(ctx context.Context, std streams, s Settings) error {
	to, err := mail.Address(c.To)
	if err != nil {
		return err
	}
	if c.DNS != "" {
		if _, _, err := net.SplitHostPort(c.DNS); err != nil {
			return invalid("dns %q is not HOST:PORT, as 9.9.9.9:53", c.DNS)
		}
	}
	checks, failed := 0, 0
	say := func(found ...mailCheck) {
		for _, check := range found {
			check.print(std.out)
			checks++
			if !check.ready() {
				failed++
			}
		}
	}
	server := checkServer(ctx, s)
	say(server)
	say(checkSender(s))
	key, keyCheck := checkDKIMKey(s)
	say(keyCheck)
	names := &dns{resolver: resolverOf(c.DNS)}
	say(names.checkDKIM(ctx, key)...)
	say(names.checkDomains(ctx, s, key)...)
	say(checkBounces(s))
	switch {
	case c.DryRun:
		say(mailCheck{"sending", mailNote, "nothing was sent (--dry-run)", "", ""})
	case !server.ready():
		say(mailCheck{"sending", mailWrong, "nothing was sent, because there is no session with the mail server", "", ""})
	default:
		say(sendTest(ctx, s, to))
	}
	if failed > 0 {
		return invalid("mail is not ready: %d of %d checks failed", failed, checks)
	}
	fmt.Fprintln(std.out, "Mail is ready.")
	return nil
}

// checkServer makes a session with the mail server.
func checkServer(ctx context.Context, s Settings) mailCheck {
	c := mailCheck{what: "server", state: mailOK}
	if s.SMTP == "" {
		c.state, c.detail = mailMissing, "no mail server is set; mails are written to "+s.outbox()
		c.advice = "set --smtp HOST:PORT, and --smtp-user and the variable CHALKLINE_SMTP_PASSWORD if it asks for them"
		return c
	}
	s.DKIMKey = "" // looked at by itself
	server, err := s.smtp()
	if err == nil {
		err = server.Check(ctx)
	}
	if err != nil {
		c.state, c.detail = mailWrong, reasonOf(err)
		return c
	}
	c.detail = s.SMTP + ": connected"
	if s.SMTPTLS != mail.TLSNone {
		c.detail += ", protected by TLS"
	}
	if s.SMTPUser != "" {
		c.detail += ", signed in as " + s.SMTPUser
	}
	return c
}

// checkSender looks at the address that mail is from.
func checkSender(s Settings) mailCheck {
	c := mailCheck{what: "sender", state: mailOK, detail: s.MailFrom}
	if domain := senderDomain(s); !strings.Contains(domain, ".") || net.ParseIP(strings.Trim(domain, "[]")) != nil {
		c.state, c.advice = mailWrong, "set --mail-from to an address whose domain is yours: receivers look it up"
	}
	return c
}

// checkBounces says whether somebody reads what comes back.
func checkBounces(s Settings) mailCheck {
	c := mailCheck{what: "bounces", state: mailOK}
	var places []string
	if s.BounceListen != "" {
		places = append(places, "by LMTP at "+s.BounceListen)
	}
	if s.BounceMailbox != "" {
		places = append(places, "in the mailbox "+s.BounceMailbox)
	}
	c.detail = fmt.Sprintf("mail that cannot be delivered comes back to %s", returnBase(s))
	switch {
	case len(places) == 0 && s.Bounces == "":
		c.state, c.detail = mailNote, c.detail+", which Chalkline does not read"
		c.advice = "set --bounces with --bounce-listen or --bounce-mailbox, so that mail to dead addresses stops by itself"
	case len(places) == 0:
		c.state, c.detail = mailMissing, c.detail+", which Chalkline does not read"
		c.advice = "set --bounce-listen or --bounce-mailbox"
	default:
		c.detail += " and is read " + strings.Join(places, " and ")
	}
	return c
}

// sendTest sends the test mail.
func sendTest(ctx context.Context, s Settings, to string) mailCheck {
	c := mailCheck{what: "sending", state: mailOK, detail: "a test mail went to " + mail.ShowAddress(to) + "; look whether it arrived, and not among spam"}
	const text = "This is a test of mail from Chalkline at %s.\n\nIt was sent by the command \"chalkline mail test\". Nothing needs to be done.\n"
	const html = "<!DOCTYPE html><html lang=\"en\"><body><p>This is a test of mail from Chalkline at %s.</p>" +
		"<p>It was sent by the command <code>chalkline mail test</code>. Nothing needs to be done.</p></body></html>\n"
	server, err := s.smtp()
	if err == nil {
		err = server.Send(ctx, mail.Message{
			From: s.MailFrom, To: to, ReturnPath: s.Bounces, Subject: "Test of mail from Chalkline",
			Text: fmt.Sprintf(text, s.BaseURL), HTML: fmt.Sprintf(html, s.BaseURL), // the address of a host only: see validate
		})
		_ = server.Close() // the mail is through or not by now
	}
	if err != nil {
		c.state, c.detail = mailWrong, reasonOf(err)
	}
	return c
}

// reasonOf is why a mail server did not do what it was asked.
func reasonOf(err error) string {
	if refused, ok := errors.AsType[*mail.Refused](err); ok {
		return refused.Reason
	}
	return err.Error()
}

// senderDomain is the domain that mail is from.
func senderDomain(s Settings) string {
	a, err := gomail.ParseAddress(s.MailFrom)
	if err != nil {
		return "" // refused by validate
	}
	return domainOf(a.Address)
}

// returnBase is the address that mail comes back to.
func returnBase(s Settings) string {
	if s.Bounces != "" {
		return s.Bounces
	}
	a, err := gomail.ParseAddress(s.MailFrom)
	if err != nil {
		return "" // refused by validate
	}
	return a.Address
}

func domainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}
