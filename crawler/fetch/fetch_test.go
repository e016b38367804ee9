package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
)

// serve starts a server and a client that may ask it, without pauses unless
// the options say so.
func serve(t *testing.T, o Options, handler http.HandlerFunc) (*Client, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	if o.HostPause == 0 {
		o.HostPause = -1
	}
	o.AllowPrivate = true
	client := New(o)
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	return client, server.URL
}

func TestValidatorsTravelByteForByte(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ etag, modified string }{
		{`"abc"`, "Mon, 02 Nov 2026 09:30:00 GMT"},
		{`W/"abc-gzip"`, ""},
		{"", "yesterday, more or less"},
		{`unquoted;with "odd" \ bytes é`, "0"},
		{"", ""},
	} {
		client, url := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") != c.etag || r.Header.Get("If-Modified-Since") != c.modified {
				t.Errorf("sent %q and %q", r.Header.Values("If-None-Match"), r.Header.Values("If-Modified-Since"))
			}
			if c.etag == "" && r.Header.Values("If-None-Match") != nil || c.modified == "" && r.Header.Values("If-Modified-Since") != nil {
				t.Error("a validator was invented")
			}
			w.WriteHeader(http.StatusNotModified)
		})
		response, err := client.Get(t.Context(), Request{URL: url, ETag: c.etag, LastModified: c.modified})
		if err != nil {
			t.Fatal(err)
		}
		if conditional := c.etag != "" || c.modified != ""; response.NotModified != conditional || response.Status != 304 {
			t.Errorf("%+v: status %d, not modified %v", c, response.Status, response.NotModified)
		}
	}
}

func TestTheClientNamesItselfAndTellsNothingElse(t *testing.T) {
	t.Parallel()
	client, url := serve(t, Options{UserAgent: "Chalkline/1 (+https://school.example)"}, func(w http.ResponseWriter, r *http.Request) {
		if got := r.UserAgent(); got != "Chalkline/1 (+https://school.example)" {
			t.Errorf("User-Agent %q", got)
		}
		for _, name := range []string{"Cookie", "Referer", "From", "Accept-Language"} {
			if r.Header.Get(name) != "" {
				t.Errorf("%s is sent", name)
			}
		}
		if r.URL.RawQuery != "" {
			t.Errorf("query %q was added", r.URL.RawQuery)
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
		}
	})
	for range 2 {
		if _, err := client.Get(t.Context(), Request{URL: url}); err != nil {
			t.Fatal(err)
		}
	}
}

func compressed(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "br":
		w = brotli.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	case "bare deflate":
		bare, err := flate.NewWriter(&out, 5)
		if err != nil {
			t.Fatal(err)
		}
		w = bare
	default:
		return body
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCompressionIsUndone(t *testing.T) {
	t.Parallel()
	body := []byte(strings.Repeat("chalk ", 1000))
	for _, c := range []struct {
		name, header string
		sent         []byte
	}{
		{"none", "", body},
		{"identity", "identity", body},
		{"gzip", "gzip", compressed(t, "gzip", body)},
		{"brotli", "br", compressed(t, "br", body)},
		{"deflate", "deflate", compressed(t, "deflate", body)},
		{"deflate without its frame", "deflate", compressed(t, "bare deflate", body)},
		{"gzip that is none", "gzip", body},
		{"twice", "gzip, br", compressed(t, "br", compressed(t, "gzip", body))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", c.header)
				_, _ = w.Write(c.sent)
			})
			response, err := client.Get(t.Context(), Request{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(response.Body, body) {
				t.Errorf("got %d bytes: %.40q", len(response.Body), response.Body)
			}
		})
	}
}

func TestAGoodAnswerGoesWhereItIsTold(t *testing.T) {
	t.Parallel()
	packed := compressed(t, "gzip", []byte("a long list"))
	client, url := serve(t, Options{MaxBody: 1 << 10, HostPause: -1}, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/none":
			http.NotFound(w, r)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("x"))
		case "/large":
			_, _ = w.Write(make([]byte, 1<<10+1))
			_ = http.NewResponseController(w).Flush() // its size is not announced
		case "/broken":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed[:len(packed)-6])
		default:
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed)
		}
	})
	for path, want := range map[string]string{"/list": "a long list", "/none": ""} {
		var into bytes.Buffer
		response, err := client.Get(t.Context(), Request{URL: url + path, Into: &into})
		if err != nil || into.String() != want || (want != "") != (response.Body == nil) {
			t.Errorf("%s: %v, %q, and %q kept", path, err, into.String(), response.Body)
		}
	}
	for path, want := range map[string]error{"/cut": io.ErrUnexpectedEOF, "/large": ErrTooLarge, "/broken": ErrEncoding} {
		if _, err := client.Get(t.Context(), Request{URL: url + path, Into: io.Discard}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

func TestAnswersThatAreNotWholeAreErrors(t *testing.T) {
	t.Parallel()
	bomb := compressed(t, "gzip", make([]byte, 64<<20))
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		want    error
	}{
		{"too large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20+1)) }, ErrTooLarge},
		{"too large once decoded", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		}, ErrTooLarge},
		{"an unknown compression", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "zstd")
			_, _ = w.Write([]byte("x"))
		}, ErrEncoding},
		{"broken compression", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb[:500])
		}, ErrEncoding},
		{"a slow drip", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}, ErrTooSlow},
		{"silence", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ErrTooSlow},
		{"cut short", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("x"))
		}, io.ErrUnexpectedEOF},
		{"redirects in a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, ErrRedirects},
		{"a redirect to a file", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}, ErrAddress},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, url := serve(t, Options{MaxBody: 1 << 20, Timeout: 300 * time.Millisecond}, c.handler)
			start := time.Now()
			if _, err := client.Get(t.Context(), Request{URL: url}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestAddressesThatCannotBeAskedAreErrors(t *testing.T) {
	t.Parallel()
	client := New(Options{})
	t.Cleanup(client.Close)
	for _, address := range []string{"", "feed.xml", "ftp://a.example/", "https://", "http://[", "javascript:x", "/etc/passwd"} {
		if _, err := client.Get(t.Context(), Request{URL: address}); !errors.Is(err, ErrAddress) {
			t.Errorf("Get(%q): %v", address, err)
		}
	}
}

func TestPrivateAddressesAreRefusedAtTheDial(t *testing.T) {
	t.Parallel()
	client := New(Options{HostPause: -1, Timeout: 5 * time.Second})
	t.Cleanup(client.Close)
	for _, address := range []string{
		"http://127.0.0.1:1/", "http://127.1.2.3/", "http://localhost/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
		"http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
		"http://100.64.0.1/", "http://[fe80::1]/",
	} {
		if _, err := client.Get(t.Context(), Request{URL: address}); !errors.Is(err, ErrPrivate) {
			t.Errorf("Get(%q): %v", address, err)
		}
	}
}

func TestWhereASourceHasMovedForGood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		statuses []int
		want     bool
	}{
		{"no redirect", nil, false},
		{"one permanent", []int{301}, true},
		{"all permanent", []int{301, 308, 301}, true},
		{"temporary", []int{302}, false},
		{"temporary, then permanent", []int{302, 301}, false},
		{"permanent, then temporary", []int{308, 307}, false},
		{"five", []int{301, 301, 301, 301, 301}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, url := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				var hop int
				_, _ = fmt.Sscanf(r.URL.Path, "/%d", &hop)
				if hop < len(c.statuses) {
					w.Header().Set("Location", fmt.Sprintf("/%d", hop+1))
					w.WriteHeader(c.statuses[hop])
				}
			})
			response, err := client.Get(t.Context(), Request{URL: url + "/0"})
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if c.want {
				want = fmt.Sprintf("%s/%d", url, len(c.statuses))
			}
			if response.Permanent != want {
				t.Errorf("permanent %q, want %q", response.Permanent, want)
			}
		})
	}
}

func TestLeavingHTTPSIsNeverForGood(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL+"/x", http.StatusMovedPermanently))
	client := New(Options{AllowPrivate: true, HostPause: -1})
	trusting, ok := secure.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("the test server's client has another transport")
	}
	client.transport.TLSClientConfig = trusting.TLSClientConfig
	t.Cleanup(func() {
		client.Close()
		secure.Close()
		plain.Close()
	})
	response, err := client.Get(t.Context(), Request{URL: secure.URL})
	if err != nil {
		t.Fatal(err)
	}
	if response.Permanent != "" || response.URL != plain.URL+"/x" {
		t.Errorf("%+v", response)
	}
}

func TestStatusesAreAnswersAndNotErrors(t *testing.T) {
	t.Parallel()
	for _, status := range []int{204, 206, 301, 403, 404, 410, 429, 500, 503} {
		client, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			if status != http.StatusNoContent {
				_, _ = w.Write(make([]byte, 1<<20))
			}
		})
		response, err := client.Get(t.Context(), Request{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if response.Status != status || status >= 300 && len(response.Body) > 64<<10 {
			t.Errorf("%d: status %d with %d bytes", status, response.Status, len(response.Body))
		}
	}
}
