package jobs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"chalkline"
)

// span is where something stands in a file.
type span struct{ from, to int64 }

// readMbox takes mails out of an mbox file while it is locked against the mail
// server. What stays is moved together in place, so that the file keeps its
// owner and whoever waits to write to it writes to the right one. While that
// happens there is a whole copy beside it.
func (m *mailbox) readMbox(ctx context.Context) (err error) {
	saved := m.path + ".before"
	if _, err := os.Lstat(saved); err == nil {
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the mailbox for bounces is left alone: %s is what was in it when tidying it was cut off; put back from it what %s lacks, then remove it", saved, m.path)
	}
	unlock, err := dotLock(ctx, m.path+".lock", m.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	f, err := os.OpenFile(m.path, os.O_RDWR, 0)
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces cannot be opened: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }() // which also ends its lock
	if err := fileLock(ctx, f); err != nil {
		return err
	}
	mails, size, err := mboxMails(f)
	if err != nil {
		return err
	}
	keep, takeErr := m.takeSpans(ctx, f, mails)
	if size > 0 && (len(keep) != 1 || keep[0] != span{0, size}) {
		if err := tidy(f, saved, keep); err != nil {
			return err
		}
	}
	info, err := f.Stat()
	if takeErr != nil || err != nil {
		return errors.Join(takeErr, err)
	}
	if m.skip == 0 {
		m.file = mboxState{info.Size(), info.ModTime()}
	}
	return nil
}

// takeSpans hands the next mails of a file to take and returns what stays of it,
// neighbours as one.
func (m *mailbox) takeSpans(ctx context.Context, f io.ReaderAt, mails []span) (keep []span, err error) {
	stays := func(s span) {
		if n := len(keep); n > 0 && keep[n-1].to == s.from {
			keep[n-1].to = s.to
			return
		}
		keep = append(keep, s)
	}
	first, looked := m.skip, 0
	for n, s := range mails {
		done := false
		if n >= first && looked < mailboxBatch && err == nil {
			looked++
			done, err = m.take(ctx, io.NewSectionReader(f, s.from, s.to-s.from))
		}
		if !done {
			stays(s)
		}
		if !done && n >= first && n < first+looked {
			m.skip++
		}
	}
	if err != nil || first+looked >= len(mails) {
		m.skip = 0
	}
	return keep, err
}

// mboxMails are the mails of an mbox file: each begins with a line that begins
// with "From ", at the start or after an empty line. What stands before the first
// is part of it.
func mboxMails(f io.ReadSeeker) (mails []span, size int64, err error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, fmt.Errorf("read the mailbox for bounces: %w", err)
	}
	r := bufio.NewReaderSize(f, 64<<10)
	var at, begin int64
	empty, whole := false, true // the last line; that at is at the start of a line
	for {
		piece, err := r.ReadSlice('\n')
		if whole && empty && bytes.HasPrefix(piece, []byte("From ")) {
			mails = append(mails, span{begin, at})
			begin = at
		}
		at += int64(len(piece))
		empty = whole && len(bytes.TrimRight(piece, "\r\n")) == 0
		whole = err == nil
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, 0, fmt.Errorf("read the mailbox for bounces: %w", err)
		}
	}
	if at > begin {
		mails = append(mails, span{begin, at})
	}
	return mails, at, nil
}

// tidy leaves only some spans of a file in it.
func tidy(f *os.File, saved string, keep []span) error {
	if err := copyOf(f, saved); err != nil {
		return err
	}
	var at int64
	for _, s := range keep {
		// The place written to is never behind the one read from.
		n, err := io.Copy(io.NewOffsetWriter(f, at), onlyReader{io.NewSectionReader(f, s.from, s.to-s.from)})
		if err != nil {
			return fmt.Errorf("tidy the mailbox for bounces; %s has it as it was: %w", saved, err)
		}
		at += n
	}
	if err := errors.Join(f.Truncate(at), f.Sync()); err != nil {
		return fmt.Errorf("tidy the mailbox for bounces; %s has it as it was: %w", saved, err)
	}
	if err := os.Remove(saved); err != nil {
		return fmt.Errorf("remove the copy of the mailbox for bounces: %w", err)
	}
	return nil
}

// onlyReader hides what else a reader can do, so that a copy goes through a buffer.
type onlyReader struct{ io.Reader }

// copyOf writes a file's content to a new file beside it.
func copyOf(f *os.File, path string) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces cannot be tidied, because this user cannot write beside it: %w", err)
	}
	_, err = io.Copy(to, io.NewSectionReader(f, 0, 1<<62))
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return errors.Join(fmt.Errorf("copy the mailbox for bounces: %w", err), os.Remove(path))
	}
	return nil
}

// How long to wait for a lock, and when one is left over from a program that
// ended: Postfix takes a lock file for that after 500 seconds.
const (
	lockWait  = 5 * time.Second
	lockPause = 100 * time.Millisecond
	lockStale = 500 * time.Second
)

// errLocked is what a lock says that somebody else has.
var errLocked = errors.New("it is locked by another program")

// dotLock makes the lock file that mail programs agree on.
func dotLock(ctx context.Context, path string, now func() time.Time) (unlock func() error, err error) {
	err = untilFree(ctx, func() error {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = fmt.Fprintln(f, os.Getpid())
			return errors.Join(err, f.Close())
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if info, statErr := os.Stat(path); statErr == nil && now().Sub(info.ModTime()) > lockStale {
			_ = os.Remove(path) // the next try says whether it is gone
		}
		return errLocked
	})
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "the mailbox for bounces cannot be locked with %s: %w", path, err)
	}
	return func() error { return os.Remove(path) }, nil
}

// untilFree tries until it is not errLocked any more, within lockWait.
func untilFree(ctx context.Context, try func() error) error {
	for waited := time.Duration(0); ; waited += lockPause {
		err := try()
		if !errors.Is(err, errLocked) || waited >= lockWait {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}
