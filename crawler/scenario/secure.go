package scenario

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"time"
)

// secureSite starts a server that speaks TLS with a certificate of its own,
// which the crawler is made to trust.
func (st *stage) secureSite(answer http.HandlerFunc) *site {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	st.must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(day), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	st.must(err)
	certificate, err := x509.ParseCertificate(der)
	st.must(err)
	st.options.RootCAs = x509.NewCertPool()
	st.options.RootCAs.AddCert(certificate)
	st.restart()

	var listen net.ListenConfig
	listener, err := listen.Listen(st.ctx, "tcp", "127.0.0.1:0")
	st.must(err)
	s := &site{url: "https://" + listener.Addr().String(), st: st, answer: answer}
	s.server = &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it is asked badly on purpose
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
	}
	st.sites = append(st.sites, s)
	go func() { _ = s.server.ServeTLS(listener, "", "") }()
	return s
}
