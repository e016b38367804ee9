package main

import (
	"net"
	"net/url"

	"chalkline/web"
)

// validateSchool says what is missing for accounts elsewhere to sign in. Whether
// their issuer answers is not asked: it may be down for an hour without keeping the
// program down.
func (s *Settings) validateSchool() error {
	if s.OIDCIssuer == "" && s.OIDCClientID == "" && s.OIDCSecret == "" {
		return nil
	}
	for _, needed := range []struct{ name, value string }{
		{"oidc-issuer", s.OIDCIssuer}, {"oidc-client-id", s.OIDCClientID}, {"oidc-client-secret", s.OIDCSecret},
	} {
		if needed.value == "" {
			return invalid("%s is not set; to let accounts of a school sign in, oidc-issuer, oidc-client-id and oidc-client-secret are all needed", needed.name)
		}
	}
	issuer, err := url.Parse(s.OIDCIssuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !(issuer.Scheme == "http" && onThisMachine(issuer.Hostname())) {
		return invalid("oidc-issuer %q is not an https address, as https://login.school.example.org", s.OIDCIssuer)
	}
	return nil
}

// onThisMachine says whether a host is reached without a network.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// school are the accounts elsewhere that sign readers in.
func (s *Settings) school() web.School {
	return web.School{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCSecret, Name: s.OIDCName, Join: s.OIDCJoin}
}
