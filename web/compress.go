package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// The codings of an answer, as Accept-Encoding and Content-Encoding name them.
const (
	codingBrotli = "br"
	codingGzip   = "gzip"
	codingNone   = "" // as it is
)

// tinyBody is how many bytes fit in one packet with the headers: less is not
// worth compressing.
const tinyBody = 1000

// How hard a body is compressed that is made for one request. The window, in bits,
// decides what a brotli compressor takes of memory: 2 MB with 64 KB, 35 MB with as
// much as it likes, for one part in a hundred.
const (
	brotliLevel  = 5
	brotliWindow = 16
	gzipLevel    = 5
)

// codingFor is the coding that an asker takes: the one that they like best, and
// of equals the one that packs best. Whoever says nothing gets none.
func codingFor(r *http.Request) string {
	accepted := r.Header["Accept-Encoding"]
	if len(accepted) == 0 {
		return codingNone
	}
	said := map[string]float64{}
	for _, line := range accepted {
		for part := range strings.SplitSeq(line, ",") {
			name, quality := qualityOf(part)
			said[name] = quality
		}
	}
	liking := func(coding string) float64 {
		if quality, ok := said[coding]; ok {
			return quality
		}
		return said["*"]
	}
	brotli, gzip := liking(codingBrotli), max(liking(codingGzip), said["x-gzip"])
	switch plain := said["identity"]; {
	case brotli > 0 && brotli >= gzip && brotli >= plain:
		return codingBrotli
	case gzip > 0 && gzip >= plain:
		return codingGzip
	}
	return codingNone
}

// qualityOf reads a part of Accept-Encoding, such as "br;q=0.5". What is no
// quality counts as refused.
func qualityOf(part string) (name string, quality float64) {
	name, parameter, weighed := strings.Cut(part, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	if !weighed {
		return name, 1
	}
	key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
	quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !strings.EqualFold(strings.TrimSpace(key), "q") || !(quality >= 0 && quality <= 1) {
		return name, 0
	}
	return name, quality
}

// resettable is a compressor that can be used again.
type resettable interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// Compressors are large, so they are used again.
var (
	brotlis = sync.Pool{New: func() any {
		return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: brotliLevel, LGWin: brotliWindow})
	}}
	gzips = sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzipLevel) // the level is a good one
		return z
	}}
)

// compress packs a body for a coding.
func compress(coding string, body []byte) ([]byte, error) {
	var pool *sync.Pool
	switch coding {
	case codingBrotli:
		pool = &brotlis
	case codingGzip:
		pool = &gzips
	default:
		return body, nil
	}
	z, ok := pool.Get().(resettable)
	if !ok {
		return nil, fmt.Errorf("there is no compressor for %q", coding)
	}
	defer pool.Put(z)
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	z.Reset(&b)
	if _, err := z.Write(body); err != nil {
		return nil, fmt.Errorf("compress with %s: %w", coding, err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress with %s: %w", coding, err)
	}
	return b.Bytes(), nil
}

// writeCoded answers with a body in the coding that the asker takes. The headers
// that hold of it in any coding are set already.
func writeCoded(w http.ResponseWriter, r *http.Request, body []byte) error {
	h := w.Header()
	if coding := codingFor(r); coding != codingNone && len(body) >= tinyBody {
		packed, err := compress(coding, body)
		if err != nil {
			return err
		}
		if len(packed) < len(body) {
			h.Set("Content-Encoding", coding)
			body = packed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(body)
	return err
}
