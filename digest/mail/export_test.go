package mail

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"time"
)

// Trusting makes s trust a server whose certificate only roots vouch for.
func (s *SMTP) Trusting(roots *x509.CertPool) {
	s.config = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// Asking makes s look names up with r.
func (s *SMTP) Asking(r *net.Resolver) { s.resolver = r }

// Resting makes s close its connection after that time without a message.
func (s *SMTP) Resting(d time.Duration) { s.idle = d }
