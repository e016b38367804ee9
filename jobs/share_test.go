package jobs

import (
	"strings"
	"sync/atomic"
	"testing"
)

func TestSharedWorkIsDoneOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 1000} {
		done := make([]atomic.Int32, n)
		share(n, func(i int) { done[i].Add(1) })
		for i := range done {
			if got := done[i].Load(); got != 1 {
				t.Fatalf("of %d, piece %d was done %d times", n, i, got)
			}
		}
	}
}

func TestAPanicInSharedWorkReachesTheCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), "hostile") {
			t.Errorf("recovered %v", err)
		}
	}()
	share(100, func(i int) {
		if i == 50 {
			panic("hostile")
		}
	})
}
