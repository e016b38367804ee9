package web

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

func TestTheBestLikedCodingIsTaken(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		accept []string
		want   string
	}{
		{nil, codingNone},
		{[]string{""}, codingNone},
		{[]string{"gzip"}, codingGzip},
		{[]string{"x-gzip"}, codingGzip},
		{[]string{"GZIP;Q=1"}, codingGzip},
		{[]string{"gzip, deflate, br, zstd"}, codingBrotli},
		{[]string{"gzip, deflate"}, codingGzip},
		{[]string{"gzip", "br"}, codingBrotli},
		{[]string{"br;q=0.5, gzip;q=0.8"}, codingGzip},
		{[]string{"br;q=0.8, gzip;q=0.8"}, codingBrotli},
		{[]string{"br;q=0, gzip"}, codingGzip},
		{[]string{"gzip;q=0"}, codingNone},
		{[]string{"gzip;q=0.000, br;q=0"}, codingNone},
		{[]string{"identity, gzip;q=0.5"}, codingNone},
		{[]string{"identity;q=0.5, gzip;q=0.5"}, codingGzip},
		{[]string{"identity;q=0"}, codingNone},
		{[]string{"*"}, codingBrotli},
		{[]string{"*;q=0"}, codingNone},
		{[]string{"*, br;q=0"}, codingGzip},
		{[]string{"deflate, zstd"}, codingNone},
		{[]string{"gzip;q=high"}, codingNone},
		{[]string{"gzip;q=2"}, codingNone},
		{[]string{"gzip;q=NaN"}, codingNone},
		{[]string{"gzip;level=1"}, codingNone},
	} {
		r := &http.Request{Header: http.Header{}}
		if tc.accept != nil {
			r.Header["Accept-Encoding"] = tc.accept
		}
		if got := codingFor(r); got != tc.want {
			t.Errorf("%q takes %q, want %q", tc.accept, got, tc.want)
		}
	}
}

func TestWhatIsCompressedComesBackTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a", strings.Repeat("Spaced quizzes raised scores. ", 9000)} {
		for _, coding := range []string{codingNone, codingGzip, codingBrotli} {
			for range 2 { // the second time with a compressor that was used before
				packed, err := compress(coding, []byte(text))
				ok(t, err)
				if got := decoded(t, coding, packed); got != text {
					t.Errorf("%d bytes through %q come back as %d others", len(text), coding, len(got))
				}
			}
		}
	}
}

// decoded undoes a coding.
func decoded(t *testing.T, coding string, packed []byte) string {
	t.Helper()
	var in io.Reader = bytes.NewReader(packed)
	switch coding {
	case codingGzip:
		z, err := gzip.NewReader(in)
		ok(t, err)
		in = z
	case codingBrotli:
		in = brotli.NewReader(in)
	}
	text, err := io.ReadAll(in)
	ok(t, err)
	return string(text)
}

func TestStaticFilesComeInTheBestCoding(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	plain := b.get("/static/chalkline.css", "Accept-Encoding", "identity")
	tags := map[string]bool{}
	for accept, coding := range map[string]string{"gzip": codingGzip, "gzip, br": codingBrotli, "identity": codingNone, "br;q=0.1, gzip;q=0": codingBrotli} {
		a := b.get("/static/chalkline.css", "Accept-Encoding", accept)
		want(t, a, http.StatusOK)
		if a.header.Get("Content-Encoding") != coding || a.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q is answered in %q", accept, a.header.Get("Content-Encoding"))
		}
		if decoded(t, coding, []byte(a.body)) != plain.body {
			t.Errorf("%q is answered with something else", accept)
		}
		tags[a.header.Get("ETag")] = true
		want(t, b.get("/static/chalkline.css", "Accept-Encoding", accept, "If-None-Match", a.header.Get("ETag")), http.StatusNotModified)
	}
	if len(tags) != 3 {
		t.Errorf("three codings have the tags %v: a strong tag is of bytes", tags)
	}
}
