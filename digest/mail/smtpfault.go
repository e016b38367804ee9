package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
)

// noSession says in a sentence why there is no session with the mail server and
// what to look at. Connected means that there was a connection at all.
func (s *SMTP) noSession(ctx context.Context, connected bool, err error) string {
	host, _, _ := net.SplitHostPort(s.Addr) // read before by client
	switch {
	case ctx.Err() != nil:
		return fmt.Sprintf("sending was called off before %s was ready: %v", s.Addr, ctx.Err())
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("nothing listens at %s: is the port right? Usual are 587 with smtp-tls starttls and 465 with smtp-tls tls", s.Addr)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fmt.Sprintf("%s cannot be reached from this machine: is its network up?", s.Addr)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return fmt.Sprintf("there is no host %s: is the name of the mail server right?", host)
		}
		return fmt.Sprintf("the address of %s cannot be looked up: %v", host, dns)
	}
	if reason := s.certificateFault(host, err); reason != "" {
		return reason
	}
	if reason := signInFault(host, err); reason != "" {
		return reason
	}
	return s.protocolFault(connected, err)
}

// certificateFault is about a certificate that cannot be trusted, or "".
func (s *SMTP) certificateFault(host string, err error) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return fmt.Sprintf("the certificate of %s was issued by an authority that this machine does not know: add its CA certificate to the system's, or point SSL_CERT_FILE to it", host)
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("the certificate of the mail server is not for the name %s: write smtp with the name that the certificate is for (%v)", host, err)
	}
	invalid, ok := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case ok && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate of %s has expired or does not hold yet: it needs a new one, unless the clock of this machine is wrong", host)
	case ok:
		return fmt.Sprintf("the certificate of %s is not valid: %v", host, invalid)
	}
	return ""
}

// signInFault is about user name and password, or "". Go-mail has no error types
// for what it finds wrong itself.
func signInFault(host string, err error) string {
	text := err.Error()
	answer, ok := errors.AsType[*textproto.Error](err)
	switch {
	case !strings.Contains(text, "SMTP AUTH") && !strings.Contains(text, "SMTP Auth"):
		return ""
	case ok && answer.Code >= 500:
		return fmt.Sprintf("%s refuses the user name or the password (smtp-user, smtp-password): %s", host, oneLine(answer))
	case ok:
		return fmt.Sprintf("%s cannot check the password now: %s", host, oneLine(answer))
	case strings.HasPrefix(text, "SMTP AUTH failed"):
		return fmt.Sprintf("signing in at %s failed: %v", host, err)
	}
	return fmt.Sprintf("%s does not let anybody sign in on this connection, or not by a password (no usable AUTH): "+
		"use its port for sending, usually 587, or leave smtp-user empty", host)
}

// protocolFault is about who answers and how.
func (s *SMTP) protocolFault(connected bool, err error) string {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok && s.TLS == TLSAlways {
		return fmt.Sprintf("%s does not speak TLS from the first byte: set smtp-tls to starttls, or name the port for TLS, usually 465", s.Addr)
	}
	if netErr, ok := errors.AsType[net.Error](err); ok && netErr.Timeout() {
		if !connected {
			return fmt.Sprintf("%s does not answer within %v: are name and port right, and does a firewall or the provider block the port?", s.Addr, s.timeout())
		}
		return fmt.Sprintf("%s takes the connection but did not answer within %v: if it speaks TLS from the first byte, as on port 465, set smtp-tls to tls", s.Addr, s.timeout())
	}
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Sprintf("%s turns this machine away: %s", s.Addr, oneLine(answer))
	}
	if strange, ok := errors.AsType[textproto.ProtocolError](err); ok {
		return fmt.Sprintf("%s is no mail server, it says something else (%v): are name and port right?", s.Addr, strange)
	}
	switch text := err.Error(); {
	case strings.Contains(text, "does not support STARTTLS"):
		return fmt.Sprintf("%s does not offer STARTTLS, and mail is not sent unprotected: name another port of it, or set smtp-tls to tls", s.Addr)
	case strings.Contains(text, "tls: "):
		return fmt.Sprintf("%s and this machine do not agree on TLS: %v", s.Addr, err)
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Sprintf("%s hung up before it was ready: is it a mail server, and may this machine use it?", s.Addr)
	}
	return fmt.Sprintf("no session with %s: %v", s.Addr, err)
}

// oneLine is a server's answer in one line.
func oneLine(answer *textproto.Error) string {
	return fmt.Sprintf("%d %s", answer.Code, strings.Join(strings.Fields(answer.Msg), " "))
}
