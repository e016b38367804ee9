package jobstest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"chalkline/jobs"
)

var oneTests = []test{
	{states: "what is due is done once", check: func(e *env) {
		for _, shape := range []struct{ units, batch, workers int }{{20, 0, 0}, {100, 1, 8}, {100, 7, 3}} {
			w := newWork(units(shape.units)...)
			k := w.kind("count", quick)
			k.Batch, k.Workers = shape.batch, shape.workers
			_, stop := e.start(k)
			e.until("all are done", w.over)
			stop()
			w.checkOnce(e, shape.units)
			for _, call := range w.calls {
				if len(call) > max(1, shape.batch) {
					e.Errorf("a call with %d units, want at most %d", len(call), shape.batch)
				}
			}
		}
	}},
	{states: "what becomes due later is done too, also a second time", check: func(e *env) {
		w := newWork("a")
		e.start(w.kind("later", quick))
		e.until("the first is done", w.over)
		w.add("b")
		e.until("the second is done", w.over)
		w.add("a")
		e.until("the first is done again", w.over)
		if w.times("a") != 2 || w.times("b") != 1 {
			e.Errorf("done in this order: %v", w.begun)
		}
	}},
	{states: "units are done in the order in which they are due", check: func(e *env) {
		w := newWork(units(20)...)
		e.start(w.kind("order", quick))
		e.until("all are done", w.over)
		if !slices.IsSorted(w.begun) {
			e.Errorf("done in this order: %v", w.begun)
		}
	}},
	{states: "every kind is looked at while another is busy", check: func(e *env) {
		slow, fast := newWork("s"), newWork(units(20)...)
		block := make(chan struct{})
		e.start(slow.kind("slow", func(context.Context, []string) error { <-block; return nil }), fast.kind("fast", quick))
		e.until("the other kind is done", fast.over)
		close(block)
		e.until("the slow one is done", slow.over)
	}},
	{states: "as many calls go on at once as there are workers", check: func(e *env) {
		w := newWork(units(12)...)
		var now, most atomic.Int32
		k := w.kind("busy", func(context.Context, []string) error {
			n := now.Add(1)
			defer now.Add(-1)
			if n > 3 {
				most.Store(n)
			}
			most.CompareAndSwap(n-1, n)
			time.Sleep(50 * time.Millisecond)
			return nil
		})
		k.Workers = 3
		e.start(k)
		e.until("all are done", w.over)
		w.checkOnce(e, 12)
		if most.Load() != 3 {
			e.Errorf("%d calls at once, want 3", most.Load())
		}
	}},
	{states: "a batch is full when enough is due", check: func(e *env) {
		for _, alone := range []bool{true, false} {
			w := newWork(units(100)...)
			k := w.kind("batch", func(context.Context, []string) error { time.Sleep(20 * time.Millisecond); return nil })
			k.Batch, k.Alone = 10, alone
			_, stop := e.start(k)
			e.until("all are done", w.over)
			stop()
			w.checkOnce(e, 100)
			if len(w.calls) > 20 {
				e.Errorf("%d calls for 100 units in batches of 10: %v", len(w.calls), w.calls)
			}
		}
	}},
	{states: "a failed unit waits longer each time while others go on", check: func(e *env) {
		w := newWork("bad", "good")
		e.start(w.kind("flaky", func(_ context.Context, keys []string) error {
			if keys[0] == "bad" && w.times("bad") < 4 {
				return errors.New("not yet")
			}
			return nil
		}))
		e.until("the good one is done", func() bool { return w.times("good") == 1 })
		if w.times("bad") > 1 {
			e.Error("the bad one was not made to wait")
		}
		e.until("the bad one is done", w.over)
		at := w.tried["bad"]
		for i, least := range []time.Duration{FirstPause, LongestPause, LongestPause} {
			if pause := at[i+1].Sub(at[i]); pause < least-10*time.Millisecond {
				e.Errorf("pause %d was %v, want at least %v", i+1, pause, least)
			}
		}
	}},
	{states: "a failed unit that is not due any more is not tried again", check: func(e *env) {
		w := newWork("bad")
		e.start(w.kind("dropped", func(context.Context, []string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.due = nil
			return errors.New("no")
		}))
		e.until("it has failed", func() bool { return w.times("bad") == 1 })
		time.Sleep(FirstPause + 200*time.Millisecond)
		if n := w.times("bad"); n != 1 {
			e.Errorf("tried %d times, want once", n)
		}
	}},
	{states: "a bad unit does not hold up its batch", check: func(e *env) {
		for name, fail := range map[string]func() error{
			"error": func() error { return errors.New("no") },
			"panic": func() error { panic("no") },
		} {
			w := newWork(units(10)...)
			k := w.kind("bad-"+name, nil)
			k.Batch = 10
			k.Run = func(_ context.Context, keys []string) error {
				if slices.Contains(keys, "0004") {
					w.begin([]string{"0004"})
					return fail()
				}
				w.begin(keys)
				w.end(keys, nil)
				return nil
			}
			r, stop := e.start(k)
			e.until("the good ones are done", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.done) == 9 })
			e.until("the bad one is known", func() bool { return len(r.Troubles()) == 1 })
			if trouble := r.Troubles()[0]; trouble.Key != "0004" || !strings.Contains(trouble.Error, "no") {
				e.Errorf("%s: trouble %+v", name, trouble)
			}
			stop()
		}
	}},
	{states: "a unit that stays due does not spin", check: func(e *env) {
		w := newWork("stuck")
		k := w.kind("stuck", nil)
		k.Run = func(_ context.Context, keys []string) error { w.begin(keys); return nil }
		e.start(k)
		e.until("it was done", func() bool { return w.times("stuck") > 0 })
		time.Sleep(2 * RestPause)
		if n := w.times("stuck"); n > 4 {
			e.Errorf("done %d times in %v, want a rest of %v", n, 2*RestPause, RestPause)
		}
	}},
	{states: "a panic is the failure of its unit", check: func(e *env) {
		w := newWork("bad", "good")
		r, _ := e.start(w.kind("panics", func(_ context.Context, keys []string) error {
			if keys[0] == "bad" {
				panic("no such thing")
			}
			return nil
		}))
		e.until("the good one is done", func() bool { return w.times("good") == 1 })
		e.until("the panic is known", func() bool { return len(r.Troubles()) == 1 })
		if got := r.Troubles()[0]; !strings.Contains(got.Error, "no such thing") {
			e.Errorf("trouble %+v", got)
		}
	}},
	{states: "troubles are what fails and is tried again", check: func(e *env) {
		w := newWork("bad", "good")
		var heal atomic.Bool
		r, _ := e.start(w.kind("crawl", func(_ context.Context, keys []string) error {
			if keys[0] == "bad" && !heal.Load() {
				return errors.New("no room")
			}
			return nil
		}))
		e.until("it has failed twice", func() bool { t := r.Troubles(); return len(t) == 1 && t[0].Failures > 1 })
		got := r.Troubles()[0]
		if got.Kind != "crawl" || got.Key != "bad" || got.Error != "crawl [bad]: no room" {
			e.Errorf("trouble %+v", got)
		}
		if since := time.Since(got.At); since < 0 || since > time.Minute || got.Again.Before(got.At) || got.Again.Sub(got.At) > time.Minute {
			e.Errorf("failed at %v, again at %v, and it is %v", got.At, got.Again, time.Now())
		}
		heal.Store(true)
		e.until("it is done", w.over)
		e.until("no trouble is left", func() bool { return len(r.Troubles()) == 0 })
	}},
	{states: "a due query that fails is asked again", check: func(e *env) {
		w := newWork("a")
		k := w.kind("blind", quick)
		var asked atomic.Int32
		k.Due = func(ctx context.Context, now time.Time, limit int) ([]string, error) {
			if asked.Add(1) < 3 {
				return nil, errors.New("no answer")
			}
			return w.find(ctx, now, limit)
		}
		e.start(k)
		e.until("it is done", w.over)
	}},
	{states: "a stop cancels units under way and waits for them", check: func(e *env) {
		w := newWork(units(20)...)
		var under, tidied atomic.Int32
		hang := func(ctx context.Context, _ []string) error {
			under.Add(1)
			<-ctx.Done()
			time.Sleep(50 * time.Millisecond)
			tidied.Add(1)
			return ctx.Err()
		}
		batched, single := w.kind("batched", hang), w.kind("single", hang)
		batched.Batch, single.Workers = 5, 2
		r, stop := e.start(batched, single)
		e.until("units are under way", func() bool { return under.Load() == 3 })
		began := time.Now()
		stop()
		if took := time.Since(began); took > Grace+10*time.Second {
			e.Errorf("stopping took %v", took)
		}
		if tidied.Load() != under.Load() {
			e.Errorf("%d units had begun, and %d had ended when the runner had", under.Load(), tidied.Load())
		}
		if got := r.Troubles(); len(got) > 0 && e.Many {
			e.Errorf("a stop is no failure: %+v", got)
		}
	}},
	{states: "what a stop cut off is done by the next", check: func(e *env) {
		w := newWork(units(10)...)
		var free atomic.Bool
		var under atomic.Int32
		kind := func() jobs.Kind {
			k := w.kind("cut", func(ctx context.Context, _ []string) error {
				if free.Load() {
					return nil
				}
				under.Add(1)
				<-ctx.Done()
				return ctx.Err()
			})
			k.Workers = 4
			return k
		}
		_, stop := e.start(kind())
		e.until("units are under way", func() bool { return under.Load() == 4 })
		stop()
		free.Store(true)
		e.start(kind())
		e.until("all are done", w.over)
		w.checkOnce(e, 10)
	}},
}
