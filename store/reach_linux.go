package store

import (
	"errors"
	"strings"
	"syscall"
)

// userTimeout is TCP_USER_TIMEOUT of Linux (tcp(7)): for how many milliseconds what
// was sent may stay unheard. Otherwise a quarter of an hour of repeating goes by.
const userTimeout = 0x12

// heardWithin ends a connection on which nothing is heard of what was sent.
func heardWithin(network, _ string, c syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var set error
	err := c.Control(func(fd uintptr) {
		set = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, userTimeout, int(heardTime.Milliseconds()))
	})
	return errors.Join(err, set)
}
