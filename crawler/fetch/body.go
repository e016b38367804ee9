package fetch

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// maxLayers is how many compressions on top of each other are undone.
const maxLayers = 2

// readBody reads a body and undoes its compression. At most limit bytes are
// taken from the network and at most limit come out, whichever is met first.
// Length is what the server announced, or -1.
func readBody(body io.Reader, encodings []string, length, limit int64) ([]byte, error) {
	layers := layersOf(encodings)
	if len(layers) > maxLayers {
		return nil, fmt.Errorf("%w: %d times", ErrEncoding, len(layers))
	}
	raw := &capped{from: body, left: limit}
	var decoded io.Reader = raw
	for i := len(layers) - 1; i >= 0; i-- {
		var err error
		if decoded, err = undo(decoded, layers[i]); err != nil {
			return nil, broken(err)
		}
	}
	var out bytes.Buffer
	out.Grow(int(min(max(length, 0), limit)) + bytes.MinRead)
	n, err := io.Copy(&out, io.LimitReader(decoded, limit+1))
	if err == nil && n > limit {
		err = ErrTooLarge
	}
	if err != nil {
		if len(layers) > 0 {
			err = broken(err)
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// broken tells errors of decompression from those of the connection.
func broken(err error) error {
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrEncoding):
		return err
	}
	return fmt.Errorf("%w: %w", ErrEncoding, err)
}

func layersOf(encodings []string) []string {
	var layers []string
	for _, line := range encodings {
		for name := range strings.SplitSeq(line, ",") {
			name = strings.ToLower(strings.TrimSpace(name))
			if name != "" && name != "identity" {
				layers = append(layers, name)
			}
		}
	}
	return layers
}

// undo returns a reader of what is compressed in r. Servers that announce gzip
// and send plain text are common enough to be believed by their bytes.
func undo(r io.Reader, encoding string) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	switch encoding {
	case "gzip", "x-gzip":
		magic, err := buffered.Peek(2)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			return buffered, nil
		}
		return gzip.NewReader(buffered)
	case "br":
		return brotli.NewReader(buffered), nil
	case "deflate":
		// The name means zlib; some servers send the bare stream inside it.
		head, err := buffered.Peek(2)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(head) == 2 && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
			return zlib.NewReader(buffered)
		}
		return flate.NewReader(buffered), nil
	}
	return nil, fmt.Errorf("%w: %q", ErrEncoding, encoding)
}

// capped ends with ErrTooLarge once more than left bytes were read.
type capped struct {
	from io.Reader
	left int64
}

// Read reads from the capped reader.
func (c *capped) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.left -= int64(n)
	if c.left < 0 {
		return n, ErrTooLarge
	}
	return n, err
}
