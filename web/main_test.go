package web

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain looks for goroutines that outlive the tests: mail that nobody waits
// for, and sites that are not closed.
func TestMain(m *testing.M) {
	// scs makes a store in memory by itself, which is not used and cannot be stopped safely.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/alexedwards/scs/v2/memstore.(*MemStore).startCleanup"))
}
