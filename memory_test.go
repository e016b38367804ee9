package chalkline_test

import (
	"math"
	"runtime/debug"
	"testing"

	"chalkline"
)

func TestTheEnvironmentHasTheLastWordOnMemory(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) })
	for _, test := range []struct {
		gogc, gomemlimit string
		memory           uint64
		percent          int
		limit            int64
	}{
		{"", "", 0, 50, math.MaxInt64},
		{"100", "", 0, 100, math.MaxInt64},
		{"", "", 550 << 20, 50, 50 << 20},
		{"", "", 256 << 20, 50, 40 << 20},
		{"", "1GiB", 512 << 20, 50, math.MaxInt64},
		{"", "", 4 << 30, 50, math.MaxInt64},
	} {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
		t.Setenv("GOGC", test.gogc)
		t.Setenv("GOMEMLIMIT", test.gomemlimit)
		chalkline.SaveMemory(test.memory)
		if got := debug.SetGCPercent(100); got != test.percent {
			t.Errorf("%+v: the collector runs at %d", test, got)
		}
		if got := debug.SetMemoryLimit(-1); got != test.limit {
			t.Errorf("%+v: the limit is %d", test, got)
		}
	}
}
