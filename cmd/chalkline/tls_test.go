package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// selfMade writes a certificate that vouches for itself, and its key, to a folder.
func selfMade(t *testing.T, dir, name string, until time.Time) (cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: pkcs8}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// trusting is a client that comes to address whatever a URL names, trusts the
// certificates in files, and follows no redirect.
func trusting(t *testing.T, address string, files ...string) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pool.AppendCertsFromPEM(text)
	}
	transport := &http.Transport{
		DialTLSContext: nil, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool},
		DialContext: (&dialTo{address}).dial,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Timeout: 10 * time.Second, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestPagesAreServedByACertificateOfOnesOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := selfMade(t, dir, "picks.school.example", time.Now().AddDate(0, 2, 0))
	d, log := newDaemon(t, func(s *Settings) {
		s.TLSCert, s.TLSKey, s.BaseURL, s.RedirectListen = cert, key, "https://picks.school.example", "127.0.0.1:0"
	})
	address, _ := d.run(t)
	client := trusting(t, address, cert)
	response, err := client.Get("https://picks.school.example/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || response.ProtoMajor != 2 || response.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("the front page: %s %s, HSTS %q", response.Proto, response.Status, response.Header.Get("Strict-Transport-Security"))
	}

	plain := trusting(t, d.doors.redirect.listener.Addr().String())
	for _, c := range []struct {
		method, url, to string
		status          int
	}{
		{"GET", "http://picks.school.example/picks?page=2", "https://picks.school.example/picks?page=2", 301},
		{"HEAD", "http://elsewhere.example/", "https://picks.school.example/", 301},
		{"GET", "http://picks.school.example//evil.example/x", "https://picks.school.example/evil.example/x", 301},
		{"POST", "http://picks.school.example/join", "", 403},
	} {
		request, _ := http.NewRequestWithContext(t.Context(), c.method, c.url, http.NoBody)
		response, err := plain.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if to := response.Header.Get("Location"); response.StatusCode != c.status || to != c.to {
			t.Errorf("%s %s: %d to %q, want %d to %q", c.method, c.url, response.StatusCode, to, c.status, c.to)
		}
	}

	old := &tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}}
	if conn, err := old.DialContext(t.Context(), "tcp", address); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
	if err := askHealth(t.Context(), Settings{Listen: address, TLSCert: cert, BaseURL: d.settings.BaseURL}); err != nil {
		t.Errorf("doctor --health by HTTPS: %v", err)
	}
	if strings.Contains(log.String(), "127.0.0.1:") && strings.Contains(log.String(), "handshake error from 127") {
		t.Errorf("the log has the addresses of who came:\n%s", log)
	}
}

func TestAnotherNameIsSentToTheFirst(t *testing.T) {
	t.Parallel()
	h := oneName("https://picks.example", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("home")) }))
	for host, want := range map[string]int{
		"picks.example": 200, "Picks.Example:443": 200, "www.picks.example": 301, "192.0.2.7": 301, "": 301, "picks.example.evil.example": 301,
	} {
		r := httptest.NewRequest(http.MethodGet, "https://x/a?b", http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want || want == 301 && w.Header().Get("Location") != "https://picks.example/a?b" {
			t.Errorf("host %q: %d to %q", host, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestCertificateFilesAreReadAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := selfMade(t, dir, "picks.school.example", time.Now().AddDate(0, 1, 0))
	log := &logText{}
	f := &certificateFiles{cert: cert, key: key, log: slog.New(slog.NewTextHandler(log, nil))}
	if err := f.load(); err != nil {
		t.Fatal(err)
	}
	serial := func() string {
		f.looked = time.Time{} // as if reloadPause were over
		found, err := f.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return found.Leaf.SerialNumber.String()
	}
	first := serial()
	if err := os.WriteFile(key, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial() != first || !strings.Contains(log.String(), "the new certificate is not used") {
		t.Errorf("files that cannot be used: %s", log)
	}
	selfMade(t, dir, "picks.school.example", time.Now().AddDate(0, 3, 0))
	if serial() == first {
		t.Error("the new certificate is not in use")
	}
	for _, c := range []struct{ cert, key, want string }{
		{cert, filepath.Join(dir, "none.pem"), "none.pem: no such file"}, {cert, cert, "belong together"},
	} {
		if err := (&certificateFiles{cert: c.cert, key: c.key}).load(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestSettingsOfHTTPS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*Settings)
		want   string // part of the message; "" when valid
		listen string
		base   string
	}{
		{"nothing said", func(*Settings) {}, "", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"a domain is enough", func(s *Settings) { s.Domain = []string{"Picks.Example."} }, "", ":443", "https://picks.example"},
		{"two names", func(s *Settings) { s.Domain = []string{"picks.example", "bücher.example"} }, "", ":443", "https://picks.example"},
		{"another address", func(s *Settings) { s.Domain, s.Listen = []string{"picks.example"}, ":8443" }, "", ":8443", "https://picks.example"},
		{"a name within", func(s *Settings) { s.Domain = []string{"school"} }, "no public name", "", ""},
		{"an address for a name", func(s *Settings) { s.Domain = []string{"192.0.2.7"} }, "no public name", "", ""},
		{"a URL for a name", func(s *Settings) { s.Domain = []string{"https://picks.example"} }, "no public name", "", ""},
		{"a base URL in the clear", func(s *Settings) { s.Domain, s.BaseURL = []string{"picks.example"}, "http://picks.example" }, "write https://picks.example", "", ""},
		{"a base URL elsewhere", func(s *Settings) { s.Domain, s.BaseURL = []string{"picks.example"}, "https://else.example" }, "add its host to domain", "", ""},
		{"two ways to a certificate", func(s *Settings) { s.Domain, s.TLSCert, s.TLSKey = []string{"picks.example"}, "c", "k" }, "set one of them", "", ""},
		{"a certificate without a key", func(s *Settings) { s.TLSCert = "c" }, "belong together", "", ""},
		{"files, at the usual port", func(s *Settings) { s.TLSCert, s.TLSKey, s.BaseURL = "c", "k", "https://picks.example" }, "", ":443", "https://picks.example"},
		{"an authority in the clear", func(s *Settings) { s.Domain, s.ACMEDirectory = []string{"picks.example"}, "http://ca.example" }, "acme-directory", "", ""},
		{"nowhere to redirect from", func(s *Settings) { s.RedirectListen = "80" }, "redirect-listen", "", ""},
		{"nowhere for metrics", func(s *Settings) { s.DebugListen = "9090" }, "debug-listen", "", ""},
		{"profiles without a place", func(s *Settings) { s.Pprof = true }, "debug-listen", "", ""},
	} {
		s := Settings{Crossref: "off", ERIC: "off", OpenAlex: "off", ACMEDirectory: "https://ca.example/directory"}
		c.change(&s)
		err := s.validate()
		switch {
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)), c.want == "" && err != nil:
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		case c.want == "" && (s.Listen != c.listen || s.BaseURL != c.base):
			t.Errorf("%s: listens at %s as %s", c.name, s.Listen, s.BaseURL)
		}
	}
}

// drained reads a body to its end.
func drained(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
