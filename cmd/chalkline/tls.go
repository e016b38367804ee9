package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// certificates are where the pages' certificate comes from.
type certificates struct {
	config  *tls.Config
	domains []string                        // that certificates are obtained for; none with files
	answer  func(http.Handler) http.Handler // of an authority's questions, before anything else on plain HTTP
}

// certificates is nil when pages are served without TLS. Files that cannot be read
// are an error, so that nothing starts without them.
func (d *daemon) certificates() (*certificates, error) {
	s := &d.settings
	switch {
	case s.TLSCert != "":
		files := &certificateFiles{cert: s.TLSCert, key: s.TLSKey, log: d.log}
		if err := files.load(); err != nil {
			return nil, err
		}
		return &certificates{
			config: &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: files.get},
			answer: func(next http.Handler) http.Handler { return next },
		}, nil
	case len(s.Domain) > 0:
		manager := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(s.certificateFolder()),
			HostPolicy: autocert.HostWhitelist(s.Domain...),
			Email:      s.contactMail(),
			Client:     &acme.Client{DirectoryURL: s.ACMEDirectory, UserAgent: "chalkline/" + version()},
		}
		config := manager.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		config.GetCertificate = d.tellOfFailures(manager.GetCertificate)
		return &certificates{config: config, domains: s.Domain, answer: manager.HTTPHandler}, nil
	}
	return nil, nil //nolint:nilnil // no TLS is no error
}

// certificateFolder is where certificates that were obtained are kept.
func (s *Settings) certificateFolder() string { return filepath.Join(s.Data, "certificates") }

// failurePause is how long nothing more is said of a domain without a certificate.
const failurePause = time.Minute

// tellOfFailures logs why there is no certificate. Who asks for another name than
// ours learns nothing and is no news.
func (d *daemon) tellOfFailures(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	var mu sync.Mutex
	told := make(map[string]time.Time)
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		found, err := get(hello)
		name := strings.ToLower(strings.TrimSuffix(hello.ServerName, "."))
		if err == nil || !slices.Contains(d.settings.Domain, name) {
			return found, err
		}
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); now.Sub(told[name]) > failurePause {
			told[name] = now
			d.log.Error("there is no certificate: does the name lead here, and are ports 80 and 443 open to the internet?",
				"domain", name, "authority", d.settings.ACMEDirectory, "error", err)
		}
		return nil, err
	}
}

// obtain asks for the certificates at the start, so that the log has at once what
// keeps them away, and the first reader does not wait.
func (c *certificates) obtain(ctx context.Context, log *slog.Logger) {
	for _, domain := range c.domains {
		if ctx.Err() != nil {
			return
		}
		hello := &tls.ClientHelloInfo{
			ServerName: domain, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256},
		}
		found, err := c.config.GetCertificate(hello)
		if err == nil && found.Leaf != nil {
			log.Info("certificate ready", "domain", domain, "until", found.Leaf.NotAfter)
		}
	}
}

// certificateEnd is when the first of our certificates ends; zero when there is none
// yet, or TLS is not ours.
func (d *daemon) certificateEnd() time.Time {
	var first time.Time
	for _, leaf := range d.settings.certificateLeaves() {
		if first.IsZero() || leaf.NotAfter.Before(first) {
			first = leaf.NotAfter
		}
	}
	return first
}

// certificateLeaves are the certificates on disk that pages are served with.
func (s *Settings) certificateLeaves() []*x509.Certificate {
	paths := []string{s.TLSCert}
	if len(s.Domain) > 0 {
		paths = paths[:0]
		for _, domain := range s.Domain {
			paths = append(paths, filepath.Join(s.certificateFolder(), domain))
		}
	}
	var leaves []*x509.Certificate
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // none yet
		}
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if block.Type != "CERTIFICATE" {
				continue
			}
			if leaf, err := x509.ParseCertificate(block.Bytes); err == nil {
				leaves = append(leaves, leaf)
			}
			break // the others are those of the authority
		}
	}
	return leaves
}

// redirect sends who comes by plain HTTP, or by another name, to the public address.
// What is sent with a form is not sent on: it has been on the wire in the clear.
func redirect(base string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Please use "+base, http.StatusForbidden)
			return
		}
		http.Redirect(w, r, base+"/"+strings.TrimLeft(r.URL.RequestURI(), "/"), http.StatusMovedPermanently) //nolint:gosec // to a path below base, which is ours
	})
}

// oneName sends on who asks for another of our names than that of base.
func oneName(base string, next http.Handler) http.Handler {
	home, err := url.Parse(base)
	if err != nil {
		return next // refused by validate
	}
	away := redirect(base)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if strings.EqualFold(host, home.Hostname()) {
			next.ServeHTTP(w, r)
			return
		}
		away.ServeHTTP(w, r)
	})
}

// reloadPause is how long certificate files are believed before they are looked at
// again.
const reloadPause = 10 * time.Second

// certificateFiles is a certificate in two files, read again when they change.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	found  *tls.Certificate
	stamp  string    // of the files that were read
	looked time.Time // at the files
}

// load reads the files.
func (f *certificateFiles) load() error {
	f.looked = time.Now()
	stamp, err := stampOf(f.cert, f.key)
	if err != nil {
		return invalid("cannot read the certificate: %v; check tls-cert and tls-key", err)
	}
	if stamp == f.stamp {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return invalid("the certificate in %s and the key in %s cannot be used: %v; both should be PEM, and belong together", f.cert, f.key, err)
	}
	f.found, f.stamp = &pair, stamp
	return nil
}

// stampOf changes when one of the files does.
func stampOf(paths ...string) (string, error) {
	var b strings.Builder
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("%s: %w", path, cause(err))
		}
		fmt.Fprintf(&b, "%d %d ", info.Size(), info.ModTime().UnixNano())
	}
	return b.String(), nil
}

// get is the certificate as the files have it. New files that cannot be used, such
// as one of two that were not written at once, leave the old ones in use.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) > reloadPause {
		before := f.stamp
		if err := f.load(); err != nil {
			f.log.Warn("the new certificate is not used", "error", err)
		} else if f.stamp != before {
			f.log.Info("certificate read again", "file", f.cert)
		}
	}
	if f.found == nil {
		return nil, errors.New("no certificate")
	}
	return f.found, nil
}
