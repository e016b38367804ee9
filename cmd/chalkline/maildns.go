package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"

	"chalkline/digest/mail"
)

// dnsWait is how long one question to DNS may take.
const dnsWait = 10 * time.Second

// dns looks up what mail needs. Once nobody answers it asks no more.
type dns struct {
	resolver *net.Resolver
	down     error
}

// resolverOf asks a server at HOST:PORT, the system's when that is "".
func resolverOf(server string) *net.Resolver {
	if server == "" {
		return &net.Resolver{}
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, server)
	}}
}

// ask is the answer of a lookup; none when the name is not there.
func ask[T any](ctx context.Context, d *dns, lookup func(context.Context) ([]T, error)) ([]T, error) {
	if d.down != nil {
		return nil, d.down
	}
	ctx, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	found, err := lookup(ctx)
	dnsErr, ok := errors.AsType[*net.DNSError](err)
	switch {
	case !ok: // no error at all, or none of DNS
		return found, err
	case dnsErr.IsNotFound:
		return nil, nil
	case dnsErr.IsTimeout || slices.Contains([]string{"dial", "read", "write"}, firstField(dnsErr.Err)): // as net.OpError begins
		d.down = fmt.Errorf("DNS does not answer: is there a network? (%s)", dnsErr.Err)
		return nil, d.down
	}
	return nil, fmt.Errorf("DNS has no answer for %s (%s)", strings.TrimSuffix(dnsErr.Name, "."), dnsErr.Err)
}

func firstField(text string) string {
	first, _, _ := strings.Cut(text, " ")
	return first
}

// txt are the TXT records of a name, each as one string.
func (d *dns) txt(ctx context.Context, name string) ([]string, error) {
	return ask(ctx, d, func(ctx context.Context) ([]string, error) { return d.resolver.LookupTXT(ctx, name+".") })
}

// unknown is the state of a check that DNS gave no answer for.
func (c mailCheck) unknown(err error) mailCheck {
	c.state, c.detail = mailUnknown, err.Error()
	return c
}

// checkDomains looks at what receivers ask the domains of the mail.
func (d *dns) checkDomains(ctx context.Context, s Settings, key *mail.DKIM) []mailCheck {
	back := domainOf(returnBase(s))
	checks := []mailCheck{d.checkSPF(ctx, s, back), d.checkDMARC(ctx, senderDomain(s), back, key)}
	if s.Bounces != "" {
		checks = append(checks, d.checkMX(ctx, back))
	}
	return append(checks, d.checkPTR(ctx, s)...)
}

// checkDKIM compares the key with what is published.
func (d *dns) checkDKIM(ctx context.Context, key *mail.DKIM) []mailCheck {
	if key == nil {
		return nil
	}
	c := mailCheck{what: "dkim", state: mailOK}
	name, want, err := key.Record()
	if err != nil {
		c.state, c.detail = mailWrong, err.Error()
		return []mailCheck{c}
	}
	records, err := d.txt(ctx, name)
	if err != nil {
		return []mailCheck{c.unknown(err)}
	}
	published := false
	for _, record := range records {
		tags := tagsOf(record)
		published = published || tags["p"] != ""
		if tags["p"] == tagsOf(want)["p"] {
			c.detail = name + " has the key"
			return []mailCheck{c}
		}
	}
	c.state, c.detail, c.publish = mailMissing, name+" is not published", zoneLine(name, want)
	if published {
		c.state, c.detail = mailWrong, name+" has another key"
	}
	return []mailCheck{c}
}

// checkSPF looks who may send for the domain that mail comes back to (RFC 7208).
func (d *dns) checkSPF(ctx context.Context, s Settings, domain string) mailCheck {
	c := mailCheck{what: "spf", state: mailOK}
	records, err := d.txt(ctx, domain)
	if err != nil {
		return c.unknown(err)
	}
	records = slices.DeleteFunc(records, func(r string) bool { return !strings.HasPrefix(strings.ToLower(r)+" ", "v=spf1 ") })
	propose := zoneLine(domain, spfFor(s))
	switch {
	case len(records) == 0:
		c.state, c.detail, c.publish = mailMissing, domain+" does not say who may send for it", propose
		c.advice = "if a provider sends for you, take its include: in place of a: and mx"
	case len(records) > 1:
		c.state, c.detail = mailWrong, fmt.Sprintf("%s has %d SPF records, which counts as none", domain, len(records))
		c.advice = "make one of them (RFC 7208, section 4.5)"
	case slices.ContainsFunc(strings.Fields(strings.ToLower(records[0])), func(term string) bool { return term == "all" || term == "+all" }):
		c.state, c.detail, c.publish = mailWrong, fmt.Sprintf("%s lets everybody send: %s", domain, records[0]), propose
	default:
		c.detail = domain + ": " + records[0]
	}
	return c
}

// spfFor is a record that lets the mail server send, and whoever takes mail for
// the domain.
func spfFor(s Settings) string {
	host, _, err := net.SplitHostPort(s.SMTP)
	if ip := net.ParseIP(host); err != nil || host == "localhost" || ip != nil && ip.IsLoopback() {
		host = mailHost(s.BaseURL) // this machine sends itself
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		return "v=spf1 mx ip4:" + host + " ~all"
	} else if err == nil {
		return "v=spf1 mx ip6:" + host + " ~all"
	}
	return "v=spf1 mx a:" + host + " ~all"
}

// checkDMARC looks at the policy for the sender's domain (RFC 7489), and whether
// what SPF and DKIM stand for is that domain.
func (d *dns) checkDMARC(ctx context.Context, domain, back string, key *mail.DKIM) mailCheck {
	c := mailCheck{what: "dmarc", state: mailOK}
	at := domain
	records, err := d.dmarc(ctx, at)
	if whole := organisation(domain); err == nil && len(records) == 0 && whole != domain {
		at = whole
		records, err = d.dmarc(ctx, at)
	}
	if err != nil {
		return c.unknown(err)
	}
	if len(records) != 1 {
		c.state, c.detail = mailMissing, "_dmarc."+domain+" is not published"
		c.publish = zoneLine("_dmarc."+domain, "v=DMARC1; p=none")
		if len(records) > 1 {
			c.state, c.detail, c.publish = mailWrong, fmt.Sprintf("_dmarc.%s has %d policies, which counts as none", at, len(records)), ""
		}
		return c
	}
	policy, err := dmarc.Parse(records[0])
	if err != nil {
		c.state, c.detail, c.publish = mailWrong, fmt.Sprintf("_dmarc.%s: %s (%v)", at, records[0], err), zoneLine("_dmarc."+at, "v=DMARC1; p=none")
		return c
	}
	c.detail = "_dmarc." + at + ": " + records[0]
	signs := ""
	if key != nil {
		name, _, err := key.Record()
		if _, after, found := strings.Cut(name, "._domainkey."); err == nil && found {
			signs = after
		}
	}
	if !aligned(back, domain, policy.SPFAlignment) && !aligned(signs, domain, policy.DKIMAlignment) {
		c.state = mailWrong
		c.advice = fmt.Sprintf("mail from %s comes back to %s and is signed by %q: let one of them be the sender's domain, or DMARC fails", domain, back, signs)
	}
	return c
}

func (d *dns) dmarc(ctx context.Context, domain string) ([]string, error) {
	records, err := d.txt(ctx, "_dmarc."+domain)
	return slices.DeleteFunc(records, func(r string) bool { return !strings.HasPrefix(r, "v=DMARC1") }), err
}

// aligned says whether what was proved stands for the sender's domain.
func aligned(proved, from string, mode dmarc.AlignmentMode) bool {
	if mode == dmarc.AlignmentStrict {
		return strings.EqualFold(proved, from)
	}
	return proved != "" && organisation(proved) == organisation(from)
}

// organisation is the domain that its owner registered.
func organisation(domain string) string {
	whole, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(domain))
	if err != nil {
		return strings.ToLower(domain)
	}
	return whole
}

// checkMX looks where mail goes that comes back.
func (d *dns) checkMX(ctx context.Context, domain string) mailCheck {
	c := mailCheck{what: "mx", state: mailOK}
	servers, err := ask(ctx, d, func(ctx context.Context) ([]*net.MX, error) { return d.resolver.LookupMX(ctx, domain+".") })
	if err != nil {
		return c.unknown(err)
	}
	hosts := make([]string, 0, len(servers))
	for _, server := range servers {
		hosts = append(hosts, strings.TrimSuffix(server.Host, "."))
	}
	switch {
	case len(hosts) == 0:
		c.state, c.detail = mailMissing, domain+" names no server that takes its mail, so nothing comes back"
		c.publish = fmt.Sprintf("%s. MX 10 %s.", domain, "the-name-of-your-mail-server")
	case slices.Contains(hosts, ""): // RFC 7505
		c.state, c.detail, c.advice = mailWrong, domain+" says that it takes no mail", "name the server that takes its mail, or take another domain for --bounces"
	default:
		c.detail = "mail to " + domain + " goes to " + strings.Join(hosts, ", ")
	}
	return c
}

// checkPTR looks whether the addresses of the base URL have a name. Receivers want
// that of a machine that hands its mail to them itself.
func (d *dns) checkPTR(ctx context.Context, s Settings) []mailCheck {
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Hostname() == "localhost" || net.ParseIP(u.Hostname()) != nil {
		return nil
	}
	c := mailCheck{what: "ptr", state: mailOK}
	addresses, err := ask(ctx, d, func(ctx context.Context) ([]string, error) { return d.resolver.LookupHost(ctx, u.Hostname()) })
	if err != nil {
		return []mailCheck{c.unknown(err)}
	}
	for _, address := range addresses {
		names, err := ask(ctx, d, func(ctx context.Context) ([]string, error) { return d.resolver.LookupAddr(ctx, address) })
		switch {
		case err != nil:
			return []mailCheck{c.unknown(err)}
		case len(names) == 0:
			c.state, c.detail = mailNote, fmt.Sprintf("%s (%s) has no name in DNS", address, u.Hostname())
			c.advice = "if this machine hands its mail to the receivers itself, let its provider set the reverse name"
			return []mailCheck{c}
		}
		c.detail = fmt.Sprintf("%s is %s", address, strings.TrimSuffix(names[0], "."))
	}
	if len(addresses) == 0 {
		return nil
	}
	return []mailCheck{c}
}

// tagsOf reads a record of tags, as DKIM and DMARC have it, without its blanks.
func tagsOf(record string) map[string]string {
	tags := map[string]string{}
	for part := range strings.SplitSeq(strings.Join(strings.Fields(record), ""), ";") {
		if name, value, found := strings.Cut(part, "="); found {
			tags[strings.ToLower(name)] = value
		}
	}
	return tags
}

// zoneLine is a TXT record as a line of a zone file, in strings of at most 255
// bytes.
func zoneLine(name, value string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s. TXT", name)
	for part := range slices.Chunk([]byte(value), 255) {
		fmt.Fprintf(&b, " %q", part)
	}
	return b.String()
}
