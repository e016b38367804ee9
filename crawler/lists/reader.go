package lists

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"chalkline"
	"chalkline/crawler/fetch"
)

// Reader looks at the places of lists.
type Reader struct {
	Client *fetch.Client // asks for a list at an address; its bounds are those of the download
	Dir    string        // where a download is kept while it is read
}

// Remote reports whether a list is at an address, and not in a file.
func Remote(location string) bool {
	scheme, _, found := strings.Cut(location, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// Open looks at location. was is the list as it was last read: what is the same
// as then is not read again. An address is asked with the validators of then, a
// file is known by its sum. The caller closes the Content.
//
// A download is kept in a file until it is whole, and read only then. The file
// has no name any more, so none is left behind by a process that is killed.
func (r Reader) Open(ctx context.Context, location string, was chalkline.List) (*Content, error) {
	if !Remote(location) {
		f, err := openFile(location)
		if err != nil {
			return nil, err
		}
		now := was
		now.Location, now.ETag, now.LastModified = location, "", ""
		return opened(&Content{List: now, file: f}, was)
	}
	if was.Location != location {
		was.ETag, was.LastModified = "", ""
	}
	f, err := os.CreateTemp(r.Dir, "list-*.part")
	if err != nil {
		return nil, invalid("cannot keep a download in %s: %w", r.Dir, bare(err))
	}
	c := &Content{List: was, file: f}
	c.List.Location = location
	if err := os.Remove(f.Name()); err != nil {
		_ = c.Close()
		return nil, invalid("cannot keep a download in %s: %w", r.Dir, bare(err))
	}
	answer, err := r.Client.Get(ctx, fetch.Request{URL: location, ETag: was.ETag, LastModified: was.LastModified, Into: f})
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		_ = c.Close()
		return nil, invalid("%s broke off before its end: %w", location, err)
	case err != nil:
		_ = c.Close()
		return nil, err
	case answer.NotModified:
		c.Same = true
		return c, nil
	case answer.Status != http.StatusOK:
		_ = c.Close()
		return nil, invalid("%s answered with status %d", location, answer.Status)
	}
	c.List.ETag, c.List.LastModified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	return opened(c, was)
}

// opened takes the sum of a content and compares it with that of what was read.
func opened(c *Content, was chalkline.List) (*Content, error) {
	sum := sha256.New()
	_, err := c.file.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(sum, io.LimitReader(c.file, MaxBytes+1))
	}
	var info fs.FileInfo
	if err == nil {
		info, err = c.file.Stat()
	}
	if err != nil {
		_ = c.Close()
		return nil, invalid("cannot read %s: %w", c.List.Location, bare(err))
	}
	if c.size, c.modified = info.Size(), info.ModTime(); c.size > MaxBytes {
		_ = c.Close()
		return nil, invalid("%s: more than %s, which is more than is read", c.List.Location, size(MaxBytes))
	}
	c.List.Sum = hex.EncodeToString(sum.Sum(nil))
	c.Same = c.List.Sum == was.Sum
	return c, nil
}

// Content is a list as it is at its place.
type Content struct {
	List chalkline.List // as last read, but for where it is and how this content is known
	Same bool           // nothing is new: there is nothing to read

	file     *os.File
	size     int64
	modified time.Time
}

// Close ends the reading. A download is gone with it.
func (c *Content) Close() error { return c.file.Close() }

// Retractions are the entries of a list of retractions.
func (c *Content) Retractions() iter.Seq2[chalkline.Notice, error] { return entries(c, Retractions) }

// Replications are the entries of a list of replications.
func (c *Content) Replications() iter.Seq2[chalkline.Replication, error] {
	return entries(c, Replications)
}

// entries reads the content from its beginning. A file that is written to
// meanwhile is an error in place of its first entry.
func entries[T any](c *Content, read func(string, io.Reader) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if _, err := c.file.Seek(0, io.SeekStart); err != nil {
			yield(none, invalid("cannot read %s: %w", c.List.Location, bare(err)))
			return
		}
		plain, err := unpacked(c.List.Location, c.file)
		if err != nil {
			yield(none, err)
			return
		}
		checked := false
		for entry, err := range read(c.List.Location, plain) {
			if err == nil && !checked { // all rows were read before the first entry came
				checked, err = true, c.unchanged()
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

// unchanged is an error when the file is not what its sum was taken of.
func (c *Content) unchanged() error {
	info, err := c.file.Stat()
	if err == nil && info.Size() == c.size && info.ModTime().Equal(c.modified) {
		return nil
	}
	return invalid("%s was written to while it was read; write a new list under another name and move it there", c.List.Location)
}

// openFile opens the file of a list. One that is no plain file is refused before
// it is opened: a pipe would be waited for without an end.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, invalid("cannot open %s: %w", path, bare(err))
	case info.IsDir():
		return nil, invalid("%s is a folder; name the file in it", path)
	case !info.Mode().IsRegular():
		return nil, invalid("%s is no plain file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, invalid("cannot open %s: %w", path, bare(err))
	}
	return f, nil
}

// unpacked undoes gzip, by the first bytes of what is read.
func unpacked(name string, r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	if magic, _ := buffered.Peek(2); string(magic) != "\x1f\x8b" {
		return buffered, nil
	}
	plain, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, unread(name, err)
	}
	return plain, nil
}

// unread is the error for a list that cannot be read to its end.
func unread(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return invalid("%s ends in the middle; is the file whole? (%w)", name, err)
	}
	return invalid("reading %s: %w", name, bare(err))
}

// bare is the reason of a file error, without the path that the message names.
func bare(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
