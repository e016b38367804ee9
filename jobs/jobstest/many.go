package jobstest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"chalkline/jobs"
)

var manyTests = []test{
	{states: "a unit is never done by two at once", many: true, check: func(e *env) {
		w := newWork(units(300)...)
		var by [3]atomic.Int32
		for i := range by {
			k := w.kind("shared", func(_ context.Context, keys []string) error {
				by[i].Add(1)
				time.Sleep(unevenly(keys[0], 10))
				return nil
			})
			k.Workers = 4
			e.start(k)
		}
		e.until("all are done", w.over)
		w.checkOnce(e, 300)
		for i := range by {
			if by[i].Load() == 0 {
				e.Errorf("process %d did nothing", i)
			}
		}
	}},
	{states: "what one does alone is done in one process at a time, by the one that looks", many: true, check: func(e *env) {
		w := newWork(units(60)...)
		var mu sync.Mutex
		busy, looked := map[int]int{}, map[int]int{}
		var at []int
		var stops []func()
		for i := range 3 {
			k := w.kind("alone", func(context.Context, []string) error {
				mu.Lock()
				busy[i]++
				if len(at) == 0 || at[len(at)-1] != i {
					at = append(at, i)
				}
				for other, n := range busy {
					if other != i && n > 0 {
						e.Errorf("process %d works beside %d", i, other)
					}
				}
				mu.Unlock()
				time.Sleep(10 * time.Millisecond)
				mu.Lock()
				busy[i]--
				mu.Unlock()
				return nil
			})
			due := k.Due
			k.Due = func(ctx context.Context, now time.Time, limit int) ([]string, error) {
				mu.Lock()
				looked[i]++
				mu.Unlock()
				return due(ctx, now, limit)
			}
			k.Alone, k.Workers = true, 2
			_, stop := e.start(k)
			stops = append(stops, stop)
		}
		e.until("some are done", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.done) > 10 })
		mu.Lock()
		first := at[0]
		if len(looked) != 1 {
			e.Errorf("looked for by %v, want one process", looked)
		}
		mu.Unlock()
		stops[first]()
		w.add("last")
		e.until("another one does the rest", w.over)
		w.checkOnce(e, 61)
		if len(at) != 2 {
			e.Errorf("done in processes %v, want two, one after the other", at)
		}
	}},
	{states: "what fails in one process waits in all", many: true, check: func(e *env) {
		w := newWork("bad")
		kind := func() jobs.Kind {
			return w.kind("flaky", func(context.Context, []string) error {
				if w.times("bad") < 4 {
					return errors.New("not yet")
				}
				return nil
			})
		}
		for range 3 {
			e.start(kind())
		}
		other := e.New(nil)
		e.until("all see the trouble", func() bool { return len(other.Troubles()) == 1 })
		e.until("it is done", w.over)
		at := w.tried["bad"]
		for i, least := range []time.Duration{FirstPause, LongestPause, LongestPause} {
			if pause := at[i+1].Sub(at[i]); pause < least-10*time.Millisecond {
				e.Errorf("pause %d was %v, want at least %v", i+1, pause, least)
			}
		}
	}},
	{states: "an older program leaves kinds alone that it does not know", many: true, check: func(e *env) {
		known, later := newWork(units(40)...), newWork(units(40)...)
		slow := func(context.Context, []string) error { time.Sleep(5 * time.Millisecond); return nil }
		_, stop := e.start(known.kind("known", slow), later.kind("later", slow)) // leads
		e.until("it leads", func() bool { return later.times("0000") == 1 })
		older, _ := e.start(known.kind("known", slow))
		e.until("all are done", func() bool { return known.over() && later.over() })
		later.add(units(80)[40:]...)
		e.until("the later kind is in the queue", func() bool { return later.times("0040") == 1 })
		stop()
		known.add("more")
		e.until("the older one leads", known.over)
		if got := older.Troubles(); len(got) > 0 {
			e.Errorf("the older one failed: %+v", got)
		}
		e.start(known.kind("known", slow), later.kind("later", quick))
		e.until("what was in the queue of the later kind is done", later.over)
	}},
	{states: "many units of many kinds are all done while processes come and go", many: true, check: func(e *env) {
		var all []*work
		kinds := func() []jobs.Kind {
			var out []jobs.Kind
			for i, w := range all {
				k := w.kind(fmt.Sprintf("kind%d", i), func(ctx context.Context, keys []string) error {
					select {
					case <-time.After(unevenly(keys[0], 20)):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				k.Workers, k.Batch, k.Alone = 1+i, 1+2*i, i == 1
				out = append(out, k)
			}
			return out
		}
		for range 3 {
			all = append(all, newWork(units(150)...))
		}
		over := func() bool {
			for _, w := range all {
				if !w.over() {
					return false
				}
			}
			return true
		}
		_, stop := e.start(kinds()...)
		for range 4 {
			_, next := e.start(kinds()...)
			time.Sleep(150 * time.Millisecond)
			stop()
			stop = next
		}
		e.until("all are done", over)
		for _, w := range all {
			w.checkOnce(e, 150)
		}
	}},
}

// unevenly is a time below so many milliseconds that differs from unit to unit.
func unevenly(key string, most int) time.Duration {
	n, _ := strconv.Atoi(key) // 0 for those that are no numbers
	return time.Duration(n*7919%most) * time.Millisecond
}
