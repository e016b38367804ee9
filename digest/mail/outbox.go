package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// Outbox is a Sender for a machine without a mail server: it writes each message
// as a numbered .eml file, which mail programs open, to the folder Dir. Files
// are whole or not there, and only their owner can read them.
type Outbox struct{ Dir string }

// Send writes m. Senders in several processes may share a folder.
func (o Outbox) Send(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return &Refused{Temporary: true, Reason: "stopped before it was written", Err: err}
	}
	if m.At.IsZero() {
		m.At = time.Now()
	}
	data, err := m.Bytes()
	if err != nil {
		return &Refused{Reason: err.Error(), Err: err}
	}
	if err := o.write(m.To, data); err != nil {
		return &Refused{Temporary: true, Reason: err.Error(), Err: err}
	}
	return nil
}

func (o Outbox) write(to string, data []byte) (err error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("make the outbox: %w", err)
	}
	temp, err := os.CreateTemp(o.Dir, ".writing-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("write to the outbox: %w", err)
	}
	defer func() {
		if removeErr := os.Remove(temp.Name()); removeErr != nil && err == nil && !errors.Is(removeErr, fs.ErrNotExist) {
			err = fmt.Errorf("tidy the outbox: %w", removeErr)
		}
	}()
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Sync()
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write to the outbox: %w", err)
	}
	number, err := o.last()
	if err != nil {
		return err
	}
	// A link, unlike a rename, fails when the name is taken, so two senders
	// that chose the same number do not overwrite each other.
	for {
		number++
		err := os.Link(temp.Name(), filepath.Join(o.Dir, fmt.Sprintf("%06d-%s.eml", number, recipient(to))))
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, fs.ErrExist):
			return fmt.Errorf("write to the outbox: %w", err)
		}
	}
}

// last is the highest number in use.
func (o Outbox) last() (int, error) {
	entries, err := os.ReadDir(o.Dir)
	if err != nil {
		return 0, fmt.Errorf("read the outbox: %w", err)
	}
	highest := 0
	for _, e := range entries {
		digits, _, _ := strings.Cut(e.Name(), "-")
		if n, err := strconv.Atoi(digits); err == nil {
			highest = max(highest, n)
		}
	}
	return highest, nil
}

// recipient names the addressee in a file name without giving the address away.
func recipient(to string) string { return chalkline.HashSecret(strings.ToLower(to))[:10] }
