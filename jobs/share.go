package jobs

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// share does 0 to n-1 on all processors and waits for them. A panic goes on in
// the caller, who may know what to do with it.
func share(n int, do func(i int)) {
	var (
		group  sync.WaitGroup
		next   atomic.Int64
		once   sync.Once
		broken error
	)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { broken = fmt.Errorf("%v\n%s", p, debug.Stack()) })
				}
			}()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
	if broken != nil {
		panic(broken)
	}
}
