package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// names is a resolver that answers every question for an address with the next of
// some, and the last of them from then on.
func names(t *testing.T, addresses ...string) *net.Resolver {
	t.Helper()
	var config net.ListenConfig
	conn, err := config.ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	var asked atomic.Int64
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			q := m.Questions[0]
			next := netip.MustParseAddr(addresses[min(int(asked.Load()), len(addresses)-1)])
			header := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0}
			switch {
			case q.Type == dnsmessage.TypeA && next.Is4():
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: next.As4()}})
				asked.Add(1)
			case q.Type == dnsmessage.TypeAAAA && !next.Is4():
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: next.As16()}})
				asked.Add(1)
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	var dialer net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// inside are addresses that lead into somebody's own network, or nowhere: private,
// shared, local, special and those that carry such an IPv4 address.
var inside = []string{
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254",
	"172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.19.255.254",
	"198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1",
	"64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "2002:c0a8:1::1",
	"3fff::1", "5f00::1", "fc00::1", "fd00::1", "fd12:3456:789a::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
}

func TestNoAddressLeadsInside(t *testing.T) {
	t.Parallel()
	for _, address := range inside {
		host := address
		if strings.Contains(address, ":") {
			host = "[" + address + "]"
		}
		plain := New(Options{HostPause: -1, Timeout: 2 * time.Second})
		if _, err := plain.Get(t.Context(), Request{URL: "http://" + host + "/"}); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s itself: %v", address, err)
		}
		named := New(Options{HostPause: -1, Timeout: 2 * time.Second, Resolver: names(t, address)})
		if _, err := named.Get(t.Context(), Request{URL: "http://blog.example/"}); !errors.Is(err, ErrPrivate) {
			t.Errorf("a name that leads to %s: %v", address, err)
		}
	}
}

// TestOddSpellingsLeadInsideNeither states that what browsers take for 127.0.0.1 is a
// name here, which only DNS could lead inside.
func TestOddSpellingsLeadInsideNeither(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "127.0.1", "127.0.0.1.", "localhost.", "LOCALHOST", "a.localhost", "①②⑦.0.0.1", "127。0。0。1"} {
		client := New(Options{HostPause: -1, Timeout: 2 * time.Second, Resolver: names(t, "127.0.0.1")})
		_, err := client.Get(t.Context(), Request{URL: "http://" + host + ":1/"})
		if !errors.Is(err, ErrPrivate) && !errors.Is(err, ErrAddress) && !isNoName(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func isNoName(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns)
}

// TestANameThatTurnsInsideIsRefused plays DNS rebinding: a name leads to a host that
// may be asked, and when it is asked again, to one that may not.
func TestANameThatTurnsInsideIsRefused(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("skipped: no 127.0.0.2")
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		_, _ = w.Write([]byte("outside"))
	}))
	_ = server.Listener.Close()
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	client := New(Options{
		HostPause: -1, Timeout: 2 * time.Second, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, Resolver: names(t, "127.0.0.2", "127.0.0.1"),
	})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	address := "http://blog.example:" + port + "/"
	response, err := client.Get(t.Context(), Request{URL: address})
	if err != nil || string(response.Body) != "outside" {
		t.Fatalf("the first time: %v", err)
	}
	if _, err := client.Get(t.Context(), Request{URL: address}); !errors.Is(err, ErrPrivate) {
		t.Errorf("the second time: %v", err)
	}
}

func TestARedirectInsideIsRefused(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("skipped: no 127.0.0.2")
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	}))
	_ = server.Listener.Close()
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	client := New(Options{HostPause: -1, Timeout: 2 * time.Second, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}})
	t.Cleanup(client.Close)
	for to, want := range map[string]error{
		"http://127.0.0.1:1/": ErrPrivate, "http://[::1]/": ErrPrivate, "http://169.254.169.254/latest/meta-data/": ErrPrivate, "//10.0.0.1/x": ErrPrivate,
		"http://[::ffff:127.0.0.1]/": ErrPrivate, "file:///etc/passwd": ErrAddress, "gopher://127.0.0.1:6379/_INFO": ErrAddress, "unix:///var/run/docker.sock": ErrAddress,
		"ftp://127.0.0.1/": ErrAddress,
	} {
		if _, err := client.Get(t.Context(), Request{URL: server.URL + "/?to=" + to}); !errors.Is(err, want) {
			t.Errorf("to %s: %v, want %v", to, err, want)
		}
	}
}

// TestBombsOfEveryCompressionAreStopped sends 64 MB of zeros in a few KB.
func TestBombsOfEveryCompressionAreStopped(t *testing.T) {
	t.Parallel()
	size := 64 << 20
	if testing.Short() {
		size = 4 << 20
	}
	zeros := make([]byte, size)
	for _, encoding := range []string{"gzip", "br", "deflate"} {
		bomb := compressed(t, encoding, zeros)
		for header, body := range map[string][]byte{encoding: bomb, encoding + ", gzip": compressed(t, "gzip", bomb)} {
			client, url := serve(t, Options{MaxBody: 1 << 20, Timeout: 10 * time.Second}, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", header)
				_, _ = w.Write(body)
			})
			if _, err := client.Get(t.Context(), Request{URL: url}); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s: %v", header, err)
			}
		}
	}
	client, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip, gzip, gzip, gzip")
		_, _ = w.Write([]byte("x"))
	})
	if _, err := client.Get(t.Context(), Request{URL: url}); !errors.Is(err, ErrEncoding) {
		t.Errorf("many layers: %v", err)
	}
}
