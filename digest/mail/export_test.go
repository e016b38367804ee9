package mail

import (
	"crypto/tls"
	"crypto/x509"
)

// Trusting is s for a server whose certificate only roots vouch for.
func (s SMTP) Trusting(roots *x509.CertPool) SMTP {
	s.config = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return s
}
