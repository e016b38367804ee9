//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// freeDisk measures the disk of the data folder. It is nil where the data is on
// another machine.
func (s *Settings) freeDisk() func() (int64, error) {
	if s.onPostgres() {
		return nil
	}
	return func() (int64, error) {
		var disk syscall.Statfs_t
		if err := syscall.Statfs(s.Data, &disk); err != nil {
			return 0, fmt.Errorf("look how full the disk of %s is: %w", s.Data, err)
		}
		return int64(disk.Bavail) * int64(disk.Bsize), nil //nolint:gosec,unconvert // no disk has 2^63 bytes; the types differ between systems
	}
}
