package jobs

import (
	"sync/atomic"
	"time"
)

// moment is a time that Due and Run of a kind share: a leader looks for work while
// other work of the kind is done.
type moment struct{ at atomic.Pointer[time.Time] }

func (m *moment) set(at time.Time) { m.at.Store(&at) }

// get is zero before the first set.
func (m *moment) get() time.Time {
	if at := m.at.Load(); at != nil {
		return *at
	}
	return time.Time{}
}
