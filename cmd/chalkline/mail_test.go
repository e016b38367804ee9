package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/dns/dnsmessage"
)

// TestMailScripts are ways through the commands about mail. Each has a mail
// server at $SMTP that takes mail for all but nobody@, and a DNS server at $DNS
// that answers from the script's file zone: lines of a name, a type and a value,
// or a name and SERVFAIL.
func TestMailScripts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("commands do one thing after the other")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/mail",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LISTEN", freeAddress(t))
			env.Setenv("SMTP", smtpStub(t, filepath.Join(env.WorkDir, "arrived")))
			env.Setenv("DNS", dnsStub(t, filepath.Join(env.WorkDir, "zone")))
			env.Setenv("NODNS", freeAddress(t))
			return nil
		},
	})
}

// smtpStub is a mail server that writes the last mail to a file.
func smtpStub(t *testing.T, path string) string {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &stubSession{path: path}, nil }))
	server.Domain = "localhost"
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

type stubSession struct{ path, from string }

func (s *stubSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *stubSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	return nil
}

func (s *stubSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	return errors.Join(err, os.WriteFile(s.path, append([]byte("Return-Path: <"+s.from+">\r\n"), data...), 0o600))
}

func (s *stubSession) Reset()        {}
func (s *stubSession) Logout() error { return nil }

// dnsStub answers from a zone file, which it reads for every question.
func dnsStub(t *testing.T, zone string) string {
	t.Helper()
	var config net.ListenConfig
	conn, err := config.ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			if answer, err := dnsAnswer(question[:n], zone); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func dnsAnswer(question []byte, zone string) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	text, err := os.ReadFile(zone)
	if err != nil {
		return nil, err
	}
	asked := m.Questions[0]
	known := false
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.EqualFold(name+".", asked.Name.String()) {
			continue
		}
		known = true
		kind, value, _ := strings.Cut(rest, " ")
		if kind == "SERVFAIL" {
			m.RCode = dnsmessage.RCodeServerFailure
		}
		var body dnsmessage.ResourceBody
		switch {
		case kind == "TXT" && asked.Type == dnsmessage.TypeTXT:
			body = &dnsmessage.TXTResource{TXT: strings.Split(value, "|")}
		case kind == "MX" && asked.Type == dnsmessage.TypeMX:
			body = &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName(value)}
		case kind == "PTR" && asked.Type == dnsmessage.TypePTR:
			body = &dnsmessage.PTRResource{PTR: dnsmessage.MustNewName(value)}
		case kind == "A" && asked.Type == dnsmessage.TypeA:
			body = &dnsmessage.AResource{A: [4]byte(net.ParseIP(value).To4())}
		default:
			continue
		}
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: asked.Name, Class: asked.Class, TTL: 1}, Body: body})
	}
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	}
	return m.Pack()
}

func TestARecordIsCutIntoStrings(t *testing.T) {
	t.Parallel()
	got := zoneLine("k._domainkey.chalk.example", strings.Repeat("a", 255)+"b")
	if want := `k._domainkey.chalk.example. TXT "` + strings.Repeat("a", 255) + `" "b"`; got != want {
		t.Errorf("got %q", got)
	}
}

func TestASocketLeftBehindIsReplacedAndOneInUseIsNot(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bounces")
	first, err := listenSocket(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if socket, ok := first.(*net.UnixListener); ok {
		socket.SetUnlinkOnClose(false)
	}
	if _, err := listenSocket(t.Context(), path); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a socket in use: %v", err)
	}
	_ = first.Close()
	second, err := listenSocket(t.Context(), path)
	if err != nil {
		t.Fatalf("a socket left behind: %v", err)
	}
	_ = second.Close()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listenSocket(t.Context(), path); err == nil || !strings.Contains(err.Error(), "no socket") {
		t.Errorf("a file: %v", err)
	}
	if _, err := listenSocket(t.Context(), filepath.Join(path, "below")); err == nil {
		t.Error("a socket was made below a file")
	}
}

func TestTheDoorForBouncesIsOpenWhileTheDaemonRuns(t *testing.T) {
	t.Parallel()
	s := Settings{
		Data: t.TempDir(), Listen: freeAddress(t), Bounces: "bounces@chalk.example", BounceListen: freeAddress(t),
		Crossref: "off", ERIC: "off", OpenAlex: "off", Join: "open", LogLevel: "error",
	}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	d, err := openDaemon(t.Context(), s, streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	listener, err := listen(t.Context(), s.Listen, "--listen")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.listenBounces(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- d.serve(ctx, listener) }()
	client, err := net.Dial("tcp", s.BounceListen)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	greeting := make([]byte, 4)
	if _, err := io.ReadFull(client, greeting); err != nil || string(greeting) != "220 " {
		t.Errorf("greeted with %q (%v)", greeting, err)
	}
	stop()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the daemon does not stop")
	}
	if _, err := net.Dial("tcp", s.BounceListen); err == nil {
		t.Error("the door is still open")
	}
}
