package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"time"
)

// checkMail looks at all that mail needs and sends none.
func checkMail(ctx context.Context, s Settings, dnsServer string) []finding {
	if s.SMTP == "" {
		return []finding{{what: "mail", detail: "written to " + s.outbox(), advice: "readers get no mail until --smtp is set"}}
	}
	key, keyCheck := checkDKIMKey(s)
	server := checkServer(ctx, s)
	found := []finding{ofMail(server, true), ofMail(checkSender(s), false), ofMail(keyCheck, true)}
	names := &dns{resolver: resolverOf(dnsServer)}
	for _, c := range append(names.checkDKIM(ctx, key), names.checkDomains(ctx, s, key)...) {
		found = append(found, ofMail(c, false))
	}
	return found
}

// ofMail makes a finding of a check of mail. What only receivers may mind is no
// fault of this installation.
func ofMail(c mailCheck, needed bool) finding {
	f := finding{what: "mail " + c.what, detail: c.detail, advice: c.advice}
	if c.publish != "" {
		f.advice = strings.TrimPrefix(f.advice+"; publish: "+c.publish, "; ")
	}
	if c.ready() {
		return f
	}
	f.bad = needed
	if f.advice == "" {
		f.advice = "chalkline mail test with your address looks closer"
	}
	return f
}

// checkAddress looks for settings that contradict each other about how readers come.
func checkAddress(s Settings) finding {
	f := finding{what: "address", detail: s.BaseURL + ", served at " + s.Listen}
	secure := strings.HasPrefix(s.BaseURL, "https://")
	switch {
	case !secure && openToOthers(s.Listen):
		f.advice = "pages are open to others without encryption: set --domain with a name that leads here, or put a proxy in front that speaks HTTPS and set --base-url https://..."
	case secure && !s.ownTLS() && len(s.TrustedProxies) == 0:
		f.advice = "something in front speaks HTTPS, so all readers seem to come from there and share the limits of one: name its address with --trusted-proxies, as 127.0.0.1"
	case s.DebugListen != "" && openToOthers(s.DebugListen):
		f.advice = "metrics at " + s.DebugListen + " are open to others: use a loopback address, or see that a firewall closes the port"
	case s.ownTLS() && s.RedirectListen == "" && len(s.Domain) > 0:
		f.advice = "who types the name without https:// finds nothing: set --redirect-listen, usually :80"
	}
	return f
}

// openToOthers says that other machines can come to a listen address.
func openToOthers(address string) bool {
	host, _, _ := net.SplitHostPort(address) // checked by validate
	ip := net.ParseIP(host)
	return host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// soonOver is when somebody should look why a certificate was not renewed: that is
// tried from a third of its time before its end, for most 30 days.
const soonOver = 14 * 24 * time.Hour

// checkCertificates says how long certificates hold.
func checkCertificates(s Settings, now time.Time) []finding {
	if !s.ownTLS() {
		return nil
	}
	f := finding{what: "certificate", detail: "none yet"}
	leaves := s.certificateLeaves()
	if len(leaves) == 0 && s.TLSCert != "" {
		f.bad, f.advice = true, "there is no certificate in "+s.TLSCert+" that can be read: it should be PEM"
		return []finding{f}
	}
	if len(leaves) < len(s.Domain) {
		f.advice = fmt.Sprintf("%d of %d names have one: they are obtained when chalkline serve runs, which needs the names to lead here and ports 80 and 443 to be open", len(leaves), len(s.Domain))
	}
	findings := []finding{f}
	if len(leaves) > 0 {
		findings = findings[:0]
	}
	for _, leaf := range leaves {
		findings = append(findings, judgeCertificate(s, leaf, now))
	}
	return findings
}

func judgeCertificate(s Settings, leaf *x509.Certificate, now time.Time) finding {
	f := finding{what: "certificate", detail: fmt.Sprintf("for %s until %s", strings.Join(leaf.DNSNames, ", "), leaf.NotAfter.UTC().Format(time.DateOnly))}
	renew := "the log of chalkline serve says why it is not renewed: does the name lead here, and are ports 80 and 443 open?"
	if s.TLSCert != "" {
		renew = "put a new one into " + s.TLSCert + " and " + s.TLSKey + "; it is taken without a new start"
	}
	switch {
	case now.After(leaf.NotAfter):
		f.bad, f.advice = true, "it has ended, and browsers refuse the pages: "+renew
	case now.Before(leaf.NotBefore):
		f.bad, f.advice = true, "it begins on "+leaf.NotBefore.UTC().Format(time.DateOnly)+": is the clock right?"
	case leaf.NotAfter.Sub(now) < soonOver:
		f.advice = renew
	}
	return f
}

func checkRunning(ctx context.Context, s Settings) finding {
	f := finding{what: "daemon", detail: "running at " + s.Listen}
	if err := askHealth(ctx, s); err != nil {
		f.detail = "not running at " + s.Listen
		f.advice = "start it with chalkline serve"
	}
	return f
}
