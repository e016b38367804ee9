// Package fetch asks for one address over HTTP the way a good neighbour does.
//
// A Client makes conditional requests with the validators it is handed, keeps
// apart the requests to one host, follows few redirects and looks at each,
// refuses private addresses after the name is resolved, undoes the compression
// itself so that its cap counts what comes out, and gives up after a total time
// however slowly the answer drips. It keeps no cookies, sends no referrer and
// ignores proxies named in the environment.
//
// A Client decides nothing about sources: it reports what was answered, and
// package crawler makes of it what is stored.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// What a request may fail with, beside the errors of package net. All are
// wrapped; ask with errors.Is.
var (
	ErrAddress   = errors.New("not an http or https address")
	ErrPrivate   = errors.New("a private address")
	ErrTooLarge  = errors.New("the answer is too large")
	ErrTooSlow   = errors.New("the answer took too long")
	ErrRedirects = errors.New("too many redirects")
	ErrEncoding  = errors.New("compressed in an unknown or broken way")
)

// Options are what may differ between clients. The zero value of each field
// stands for the default given.
type Options struct {
	UserAgent    string         // "Chalkline"; should name version, address and contact
	AllowPrivate bool           // also ask private and loopback addresses
	Allow        []netip.Prefix // private networks that may be asked all the same
	MaxBody      int64          // cap of a decoded answer in bytes; 8 MB
	Timeout      time.Duration  // for one Get in all, waiting for its turn at the host excepted; 30 s
	HostPause    time.Duration  // between two requests to one host; 1 s. Negative: none
	PerHost      int            // connections to one host at a time; 2
	Resolver     *net.Resolver  // looks up names; the system's
	RootCAs      *x509.CertPool // whose certificates are trusted; the system's
}

// maxRedirects is how many redirects one Get follows.
const maxRedirects = 5

// Client asks for addresses. It is safe for concurrent use and made to be
// shared: the pauses between requests hold for one Client.
type Client struct {
	options   Options
	transport *http.Transport
	gate      *gate
	large     chan struct{} // holds one for each answer of over smallBody bytes that has not given back its room
}

// New makes a client.
func New(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = "Chalkline"
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 8 << 20
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.HostPause == 0 {
		o.HostPause = time.Second
	}
	if o.PerHost <= 0 {
		o.PerHost = 2
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Resolver: o.Resolver}
	if !o.AllowPrivate {
		// After the name was resolved, so that an answer of the DNS that
		// changes between check and use gains nothing.
		dialer.Control = guard(o.Allow)
	}
	return &Client{
		options: o,
		transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			DisableCompression:     true,
			ForceAttemptHTTP2:      true,
			TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    10 * time.Second,
			MaxIdleConns:           64,
			MaxIdleConnsPerHost:    o.PerHost,
			MaxConnsPerHost:        o.PerHost,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 128 << 10,
		},
		gate:  newGate(o.HostPause, o.PerHost),
		large: make(chan struct{}, largeBodies),
	}
}

// guard refuses connections to private addresses outside the allowed networks.
func guard(allow []netip.Prefix) func(network, address string, _ syscall.RawConn) error {
	var v4, v6 []netip.Prefix
	for _, network := range allow {
		if network.Addr().Is4() {
			v4 = append(v4, network)
		} else {
			v6 = append(v6, network)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)).Safe
}

// Paced says whether requests to a host are kept apart at all.
func (c *Client) Paced() bool { return c.gate.pause > 0 }

// Close ends the idle connections. The client may be used again.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Request says what to ask for.
type Request struct {
	URL          string
	ETag         string    // sent as If-None-Match, byte for byte; "" to leave out
	LastModified string    // sent as If-Modified-Since, byte for byte; "" to leave out
	Accept       string    // "" for anything
	Into         io.Writer // a good answer is written here as it comes and not kept in Body; what was written before an error is no answer
	Hold         bool      // a large answer keeps its room until Response.Release, which must be called
}

// Response is what was answered in the end, after redirects.
type Response struct {
	URL         string // that answered
	Status      int
	Header      http.Header
	Body        []byte // decoded; cut at 64 KB unless Status is 2xx; nil when NotModified
	NotModified bool   // Status 304, and the request was a conditional one
	Permanent   string // where the source has moved for good, or ""; see Get

	release func() // gives back the room of a large answer; nil when there is none
}

// Release gives back the room that a large answer takes, of which there is only
// so much: the next one may be read. It is for answers to a Request with Hold,
// and may be called more than once.
func (r *Response) Release() {
	if r.release != nil {
		r.release()
		r.release = nil
	}
}

// Get asks for an address. Any status is a Response, an error means that there
// was no whole answer. Permanent is set when every redirect on the way was a
// permanent one (301 or 308) and none led from https to http.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	at, err := parseAddress(r.URL)
	if err != nil {
		return nil, err
	}
	left := c.options.Timeout
	permanent := true
	for hop := 0; ; hop++ {
		release, err := c.gate.enter(ctx, strings.ToLower(at.Host))
		if err != nil {
			return nil, fmt.Errorf("waiting for a turn at %s: %w", at.Host, err)
		}
		start := time.Now()
		response, next, err := c.hop(ctx, at, r, left)
		release()
		left -= time.Since(start)
		switch {
		case err != nil:
			return nil, fmt.Errorf("asking %s: %w", at.Redacted(), err)
		case next == nil:
			if hop > 0 && permanent {
				response.Permanent = at.String()
			}
			if !r.Hold {
				response.Release()
			}
			return response, nil
		case hop == maxRedirects:
			return nil, fmt.Errorf("asking %s: %w (%d)", r.URL, ErrRedirects, maxRedirects)
		}
		forGood := response.Status == http.StatusMovedPermanently || response.Status == http.StatusPermanentRedirect
		permanent = permanent && forGood && (at.Scheme != "https" || next.Scheme == "https")
		at = next
	}
}

// hop makes one request. When it is answered by a redirect, next is where to.
func (c *Client) hop(ctx context.Context, at *url.URL, r Request, left time.Duration) (_ *Response, next *url.URL, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, left, ErrTooSlow)
	defer cancel()
	defer func() { err = cause(ctx, err) }()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	c.introduce(request)
	setValid(request.Header, "Accept", r.Accept)
	setValid(request.Header, "If-None-Match", r.ETag)
	setValid(request.Header, "If-Modified-Since", r.LastModified)
	conditional := request.Header.Get("If-None-Match") != "" || request.Header.Get("If-Modified-Since") != ""

	answer, err := c.transport.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	response := &Response{URL: at.String(), Status: answer.StatusCode, Header: answer.Header}
	if redirects(answer.StatusCode) && answer.Header.Get("Location") != "" {
		_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // lets the connection be used again
		next, err := redirectTarget(at, answer.Header.Get("Location"))
		return response, next, err
	}
	if answer.StatusCode == http.StatusNotModified {
		response.NotModified = conditional
		return response, nil, nil
	}
	limit := c.options.MaxBody
	succeeded := answer.StatusCode/100 == 2
	if succeeded && r.Into != nil {
		return response, nil, copyBody(answer, limit, r.Into)
	}
	if !succeeded {
		limit = min(limit, 64<<10)
	}
	response.Body, response.release, err = c.readBody(ctx, answer, limit)
	if !succeeded {
		err = nil // the status says enough
	}
	if err != nil {
		response.Release()
	}
	return response, nil, err
}

// introduce sets the headers that every request has.
func (c *Client) introduce(request *http.Request) {
	request.Header.Set("User-Agent", c.options.UserAgent)
	request.Header.Set("Accept-Encoding", "gzip, br, deflate")
}

// cause names the reason behind an error that came from the end of ctx or from
// the guard at the dialer.
func cause(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if why := context.Cause(ctx); why != nil {
		return why
	}
	if errors.Is(err, ssrf.ErrProhibitedIP) {
		return fmt.Errorf("%w: %w", ErrPrivate, err)
	}
	if netErr, ok := errors.AsType[net.Error](err); ok && netErr.Timeout() {
		return fmt.Errorf("%w: %w", ErrTooSlow, err)
	}
	return err
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func redirectTarget(from *url.URL, location string) (*url.URL, error) {
	to, err := from.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%w: redirected to %q", ErrAddress, location)
	}
	if err := check(to); err != nil {
		return nil, err
	}
	to.Fragment = ""
	return to, nil
}

func parseAddress(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrAddress, raw)
	}
	if err := check(u); err != nil {
		return nil, err
	}
	u.Fragment = ""
	return u, nil
}

func check(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return fmt.Errorf("%w: %q", ErrAddress, u.Redacted())
	}
	return nil
}

// maxHeader is the length in bytes above which a validator is not sent back.
const maxHeader = 4 << 10

// setValid sets a header unless its value is empty or cannot stand in a header.
func setValid(h http.Header, name, value string) {
	if value == "" || len(value) > maxHeader {
		return
	}
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return
		}
	}
	h[name] = []string{value}
}

// UserAgent is how the client names itself.
func (c *Client) UserAgent() string { return c.options.UserAgent }
