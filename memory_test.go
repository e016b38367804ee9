package chalkline_test

import (
	"runtime/debug"
	"testing"

	"chalkline"
)

func TestTheEnvironmentHasTheLastWordOnMemory(t *testing.T) {
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	t.Setenv("GOGC", "100")
	chalkline.SaveMemory()
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("GOGC=100, and the collector runs at %d", got)
	}
	t.Setenv("GOGC", "")
	chalkline.SaveMemory()
	if got := debug.SetGCPercent(100); got != 50 {
		t.Errorf("the collector runs at %d", got)
	}
}
