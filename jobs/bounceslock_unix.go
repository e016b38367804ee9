//go:build unix

package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// fileLock takes the lock on a whole file that mail servers take besides the lock
// file (fcntl). It ends when the file is closed.
func fileLock(ctx context.Context, f *os.File) error {
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}
	err := untilFree(ctx, func() error {
		err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock)
		if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
			return errLocked
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("lock the mailbox for bounces: %w", err)
	}
	return nil
}
