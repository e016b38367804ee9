package main

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// Where pages are served when no setting says so.
const (
	plainListen    = "127.0.0.1:8080"
	tlsListen      = ":443"
	redirectListen = ":80"
)

// ownTLS says that this program speaks HTTPS itself, with no proxy in front.
func (s *Settings) ownTLS() bool { return len(s.Domain) > 0 || s.TLSCert != "" }

// validateTLS checks the settings of HTTPS, and sets what follows from them: where
// to listen, and the public address.
func (s *Settings) validateTLS() error {
	if len(s.Domain) > 0 && s.TLSCert != "" {
		return invalid("domain and tls-cert are two ways to a certificate: set one of them")
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return invalid("tls-cert and tls-key belong together: set both or none")
	}
	for i, domain := range s.Domain {
		name, err := idna.Lookup.ToASCII(strings.TrimSuffix(strings.TrimSpace(domain), "."))
		if err != nil || !strings.Contains(name, ".") || net.ParseIP(name) != nil {
			return invalid("domain %q is no public name, as picks.example.org", domain)
		}
		s.Domain[i] = name
	}
	s.setListen()
	if s.ownTLS() {
		if err := s.setSecureBase(); err != nil {
			return err
		}
	}
	if u, err := url.Parse(s.ACMEDirectory); len(s.Domain) > 0 && (err != nil || u.Scheme != "https" || u.Host == "") {
		return invalid("acme-directory %q is not an https address", s.ACMEDirectory)
	}
	for _, listener := range []struct{ name, address, example string }{
		{"redirect-listen", s.RedirectListen, ":80"}, {"debug-listen", s.DebugListen, "127.0.0.1:9090"},
	} {
		if listener.address == "" {
			continue
		}
		if err := hostPort(listener.name, listener.address, listener.example); err != nil {
			return err
		}
	}
	if s.DebugListen == "" && s.Pprof {
		return invalid("pprof is served at debug-listen: set that too, as 127.0.0.1:9090")
	}
	return nil
}

// setListen sets where to listen when no setting says so.
func (s *Settings) setListen() {
	switch {
	case s.Listen != "":
	case s.ownTLS():
		s.Listen = tlsListen
	default:
		s.Listen = plainListen
	}
	if s.RedirectListen == "" && len(s.Domain) > 0 {
		s.RedirectListen = redirectListen
	}
	if s.RedirectListen == "off" {
		s.RedirectListen = ""
	}
}

// setSecureBase makes the public address that of the certificate, and refuses one
// that the certificate cannot be for.
func (s *Settings) setSecureBase() error {
	if s.BaseURL == "" {
		if len(s.Domain) > 0 {
			s.BaseURL = "https://" + s.Domain[0]
		} else {
			s.BaseURL = "https://" + reachable(s.Listen)
		}
		return nil
	}
	base, err := url.Parse(s.BaseURL)
	if err != nil {
		return nil //nolint:nilerr // validate says it better
	}
	if base.Scheme == "http" {
		return invalid("base-url %q is not encrypted, but domain or tls-cert says that pages are: write https://%s, or leave base-url out", s.BaseURL, base.Host)
	}
	if len(s.Domain) > 0 && !slices.Contains(s.Domain, strings.ToLower(base.Hostname())) {
		return invalid("base-url %q is at none of the names in domain (%s): leave base-url out, or add its host to domain", s.BaseURL, strings.Join(s.Domain, ", "))
	}
	return nil
}
