package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// maxLayers is how many compressions on top of each other are undone.
const maxLayers = 2

// There is room for largeBodies answers of over smallBody bytes at a time, so
// that many huge ones at once do not fill the memory.
const (
	smallBody   = 512 << 10
	largeBodies = 2
)

// readBody reads a body and undoes its compression. At most limit bytes are
// taken from the network and at most limit come out, whichever is met first;
// none of a good answer that announces more than that. Release is not nil when
// the body takes room that is to be given back.
func (c *Client) readBody(ctx context.Context, answer *http.Response, limit int64) (_ []byte, release func(), _ error) {
	decoded, packed, err := decode(answer, limit)
	if err != nil {
		return nil, nil, err
	}
	expect := int64(-1)
	if !packed {
		expect = answer.ContentLength
	}
	body, release, err := c.readAll(ctx, decoded, expect, limit)
	if err != nil && packed {
		err = broken(err)
	}
	return body[:min(int64(len(body)), limit)], release, err
}

// copyBody is readBody for an answer that goes elsewhere as it comes.
func copyBody(answer *http.Response, limit int64, into io.Writer) error {
	decoded, packed, err := decode(answer, limit)
	if err != nil {
		return err
	}
	n, err := io.Copy(into, io.LimitReader(decoded, limit+1))
	switch {
	case n > limit:
		return ErrTooLarge
	case err != nil && packed:
		return broken(err)
	}
	return err
}

// decode is the body without its compression, and whether it has any.
func decode(answer *http.Response, limit int64) (_ io.Reader, packed bool, _ error) {
	if answer.ContentLength > limit && answer.StatusCode/100 == 2 {
		return nil, false, ErrTooLarge
	}
	layers := layersOf(answer.Header.Values("Content-Encoding"))
	if len(layers) > maxLayers {
		return nil, false, fmt.Errorf("%w: %d times", ErrEncoding, len(layers))
	}
	body := io.Reader(&capped{from: answer.Body, left: limit})
	for i := len(layers) - 1; i >= 0; i-- {
		var err error
		if body, err = undo(body, layers[i]); err != nil {
			return nil, false, broken(err)
		}
	}
	return body, len(layers) > 0, nil
}

// readAll reads up to limit bytes; expect is how many there should be, or -1.
func (c *Client) readAll(ctx context.Context, from io.Reader, expect, limit int64) (_ []byte, release func(), _ error) {
	var out bytes.Buffer
	if expect > 0 && expect <= smallBody {
		out.Grow(int(expect) + bytes.MinRead)
	}
	n, err := io.Copy(&out, io.LimitReader(from, min(smallBody, limit+1)))
	if err != nil || n < smallBody {
		if err == nil && n > limit {
			err = ErrTooLarge
		}
		return out.Bytes(), nil, err
	}
	select {
	case c.large <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	body, err := readRest(&out, from, limit)
	return body, func() { <-c.large }, err
}

// readRest reads what follows the beginning of a large body, in pieces that are
// put together at the end: a buffer that doubles would take three times as much.
func readRest(beginning *bytes.Buffer, from io.Reader, limit int64) ([]byte, error) {
	pieces := [][]byte{beginning.Bytes()}
	total := int64(beginning.Len())
	for {
		piece, err := readPiece(from)
		total += int64(len(piece))
		pieces = append(pieces, piece)
		switch {
		case total > limit:
			return nil, ErrTooLarge
		case errors.Is(err, io.EOF):
			return slices.Concat(pieces...), nil
		case err != nil:
			return nil, err
		}
	}
}

// readPiece reads until a piece is full or reading fails.
func readPiece(from io.Reader) ([]byte, error) {
	piece := make([]byte, smallBody)
	n := 0
	for n < len(piece) {
		m, err := from.Read(piece[n:])
		n += m
		if err != nil {
			return piece[:n], err
		}
	}
	return piece, nil
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
