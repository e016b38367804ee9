package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dialTo dials one address, whatever is asked for.
type dialTo struct{ address string }

func (d *dialTo) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, d.address)
}

// authority is Pebble, a real ACME server for tests, that believes a DNS of ours.
type authority struct {
	directory string
	roots     string // file of the certificate that its certificates go back to
	trust     string // file of the certificate of its own pages
	stop      func()
}

// startAuthority starts Pebble, which asks names at the given ports.
func startAuthority(t *testing.T, dir, name, httpPort, tlsPort string) authority {
	t.Helper()
	path, err := exec.LookPath("pebble")
	if err != nil {
		t.Skip("skipped: no pebble")
	}
	cert, key := selfMade(t, dir, "localhost", time.Now().AddDate(1, 0, 0))
	zone := filepath.Join(dir, "zone")
	if err := os.WriteFile(zone, []byte(name+" A 127.0.0.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	listen, manage := freeAddress(t), freeAddress(t)
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": listen, "managementListenAddress": manage, "certificate": cert, "privateKey": key,
		"httpPort": number(httpPort), "tlsPort": number(tlsPort), "profiles": map[string]any{"default": map[string]any{"description": "usual", "validityPeriod": 7776000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pebble.json"), config, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-config", filepath.Join(dir, "pebble.json"), "-dnsserver", dnsStub(t, zone))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	log := &logText{}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	a := authority{directory: "https://" + listen + "/dir", roots: filepath.Join(dir, "roots.pem"), trust: cert}
	a.stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	t.Cleanup(func() {
		a.stop()
		if t.Failed() {
			t.Log(log)
		}
	})
	client := trusting(t, manage, cert)
	waitFor(t, func() bool {
		response, err := client.Get("https://localhost/roots/0")
		if err != nil {
			return false
		}
		return os.WriteFile(a.roots, []byte(drained(t, response)), 0o600) == nil
	})
	return a
}

func number(port string) (n int) {
	_, _ = fmt.Sscan(port, &n)
	return n
}

// startWithDomain starts the program with a domain and waits for a line of its log.
func startWithDomain(t *testing.T, a authority, line string, args ...string) (stop func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t), args...)
	cmd.Args[0] = "chalkline"
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+a.trust)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	scanner, found := bufio.NewScanner(log), false
	for !found && scanner.Scan() {
		lines.WriteString(scanner.Text() + "\n")
		found = strings.Contains(scanner.Text(), line)
	}
	if !found {
		t.Fatalf("the log has no %q:\n%s", line, lines.String())
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()
	return func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the daemon ended with %v", err)
		}
	}
}

// TestADomainHasACertificateByItself obtains one from a real ACME server on this
// machine, serves pages with it, and keeps it over a new start.
func TestADomainHasACertificateByItself(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("skipped: short")
	}
	const name = "picks.school.example"
	dir, listen, plain := t.TempDir(), freeAddress(t), freeAddress(t)
	_, tlsPort, _ := net.SplitHostPort(listen)
	_, httpPort, _ := net.SplitHostPort(plain)
	a := startAuthority(t, dir, name, httpPort, tlsPort)
	data := filepath.Join(dir, "data")
	feeds := filepath.Join(dir, "feeds.yaml")
	if err := os.WriteFile(feeds, []byte("sources: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"serve", "--data", data, "--feeds", feeds, "--crossref", "off", "--eric", "off", "--domain", name, "--acme-directory", a.directory,
		"--listen", listen, "--redirect-listen", plain, "--contact", "head@school.example",
	}
	client := trusting(t, listen, a.roots)
	look := func() (serial string) {
		response, err := client.Get("https://" + name + "/")
		if err != nil {
			t.Fatal(err)
		}
		drained(t, response)
		if response.StatusCode != http.StatusOK || response.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s, HSTS %q", response.Status, response.Header.Get("Strict-Transport-Security"))
		}
		client.CloseIdleConnections()
		return response.TLS.PeerCertificates[0].SerialNumber.String()
	}
	stop := startWithDomain(t, a, "certificate ready", args...)
	first := look()
	if _, err := client.Get("https://other.school.example/"); err == nil {
		t.Error("a name that is not ours has a certificate")
	}
	response, err := trusting(t, plain).Get("http://" + name + "/join")
	if err != nil {
		t.Fatal(err)
	}
	drained(t, response)
	if response.Header.Get("Location") != "https://"+name+"/join" {
		t.Errorf("plain HTTP: %s to %q", response.Status, response.Header.Get("Location"))
	}
	for path, want := range map[string]os.FileMode{"certificates": 0o700, "certificates/" + name: 0o600} {
		if info, err := os.Stat(filepath.Join(data, path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	health := exec.CommandContext(t.Context(), program(t), append([]string{"doctor", "--health"}, args[1:]...)...)
	health.Args[0] = "chalkline"
	if out, err := health.CombinedOutput(); err != nil {
		t.Errorf("doctor --health: %v, %s", err, out)
	}
	stop()
	a.stop()
	stop = startWithDomain(t, a, "certificate ready", args...)
	if again := look(); again != first {
		t.Error("a new start has another certificate")
	}
	stop()
}
