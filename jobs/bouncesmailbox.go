package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chalkline"
)

// mailboxBatch is how many mails one look into a mailbox takes at most.
const mailboxBatch = 200

// mailbox is where the mail server puts what comes back: a Maildir folder or an
// mbox file. What take is done with is removed; all else stays as it is, for
// people to read.
type mailbox struct {
	path string
	take func(ctx context.Context, r io.Reader) (done bool, err error)
	log  *slog.Logger
	now  func() time.Time

	mu   sync.Mutex      // a leader looks whether there is something new while it is read
	seen map[string]bool // Maildir: names of mails that stay
	file mboxState       // mbox: as it was left
	skip int             // mbox: how many mails at its start were looked at already; 0 after the end was reached
}

// mboxState tells whether a file was written to.
type mboxState struct {
	size    int64
	changed time.Time
}

// changed says whether there may be something new. What cannot be looked at
// counts as new, so that reading says why. While it is read there is nothing more to say.
func (m *mailbox) changed() bool {
	if !m.mu.TryLock() {
		return false
	}
	defer m.mu.Unlock()
	info, err := os.Stat(m.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false // the mail server makes it with the first mail
	case err != nil:
		return true
	case info.IsDir():
		names, err := m.mails(1)
		return err != nil || len(names) > 0
	}
	return info.Size() > 0 && mboxState{info.Size(), info.ModTime()} != m.file
}

// read takes what is new.
func (m *mailbox) read(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	info, err := os.Stat(m.path)
	switch {
	case err != nil:
		return chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces cannot be read: %w", err)
	case info.IsDir():
		return m.readMaildir(ctx)
	case info.Mode().IsRegular():
		return m.readMbox(ctx)
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces %s is neither a Maildir folder nor a file", m.path)
}

// readMaildir takes mails one by one. A mail that was handled and not removed, by
// a crash, is handled again, which changes nothing.
func (m *mailbox) readMaildir(ctx context.Context) error {
	paths, err := m.mails(mailboxBatch)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		done, err := m.readFile(ctx, path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a mail program moved it; it is found again at its new place
		case errors.Is(err, fs.ErrPermission):
			m.log.Warn("a mail in the mailbox for bounces cannot be read", "error", err)
		case err != nil:
			return err
		case done:
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return chalkline.Errorf(chalkline.CodeInvalid, "a mail in the mailbox for bounces was read and cannot be removed: %w", err)
			}
			continue
		}
		m.seen[mailName(path)] = true
	}
	return nil
}

func (m *mailbox) readFile(ctx context.Context, path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open a mail: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	return m.take(ctx, f)
}

// mails are the paths of at most limit mails of a Maildir that were not seen yet.
func (m *mailbox) mails(limit int) ([]string, error) {
	var paths []string
	still := make(map[string]bool, len(m.seen))
	for _, part := range [...]string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(m.path, part))
		if err != nil {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces %s is no Maildir folder that this user can read: %w", m.path, err)
		}
		for _, e := range entries {
			switch name := mailName(e.Name()); {
			case !e.Type().IsRegular() || strings.HasPrefix(name, "."):
			case m.seen[name]:
				still[name] = true
			case len(paths) < limit:
				paths = append(paths, filepath.Join(m.path, part, e.Name()))
			}
		}
	}
	m.seen = still
	return paths, nil
}

// mailName is what stays of a mail's file name when a mail program moves it or
// marks it as read.
func mailName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ":")
	return name
}
