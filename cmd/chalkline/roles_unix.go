//go:build unix

package main

import (
	"os"
	"syscall"
)

// lockDatabase keeps a second daemon off an SQLite database. The lock ends with
// the process.
func lockDatabase(path string) (release func(), err error) {
	path += ".lock"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, invalid("cannot write %s: %v", path, cause(err))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, invalid("another chalkline serve runs on %s; on SQLite there is one at a time", path[:len(path)-len(".lock")])
	}
	return func() { _ = f.Close() }, nil
}
