// Package jobstest is the contract of the runners in package jobs: how work is
// done, whoever does it. Run is called once for each kind of runner; every
// subtest has due work of its own and states one behaviour.
package jobstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/jobs"
)

// Runner does the work of its kinds.
type Runner interface {
	Run(ctx context.Context)
	Troubles() []chalkline.Trouble
}

// The pauses that the runners under test are to make. Failing units wait for
// FirstPause, doubled up to LongestPause, and those that stay due for RestPause.
// Grace is how long units under way are left alone at a stop at most.
const (
	FirstPause   = 300 * time.Millisecond
	LongestPause = 500 * time.Millisecond
	RestPause    = 300 * time.Millisecond
	Grace        = 200 * time.Millisecond
)

// Every is for kinds of tests.
const Every = 20 * time.Millisecond

// Place is where runners meet: each that New makes stands for a process.
type Place struct {
	New  func(kinds []jobs.Kind) Runner
	Many bool // more than one may run at a time
}

// Run checks a kind of runner. Open makes a place with nothing in it that lasts for
// a test.
func Run(t *testing.T, open func(t *testing.T) Place) {
	t.Helper()
	for _, test := range slices.Concat(oneTests, manyTests) {
		t.Run(strings.ReplaceAll(test.states, " ", "_"), func(t *testing.T) {
			t.Parallel()
			e := &env{T: t, Place: open(t)}
			if test.many && !e.Many {
				t.Skip("one runner works alone here")
			}
			t.Cleanup(e.stopAll)
			test.check(e)
		})
	}
}

// test is one statement about runners.
type test struct {
	states string
	check  func(e *env)
	many   bool // is about several runners
}

// env is what a test works with.
type env struct {
	*testing.T
	Place

	stops []func()
}

// start lets a runner work, and returns how it is stopped and awaited.
func (e *env) start(kinds ...jobs.Kind) (Runner, func()) {
	e.Helper()
	r := e.New(kinds)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	stop := func() {
		cancel()
		<-ended
	}
	e.stops = append(e.stops, stop)
	return r, stop
}

func (e *env) stopAll() {
	for _, stop := range e.stops {
		stop()
	}
}

// until waits for something to come true.
func (e *env) until(what string, is func() bool) {
	e.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			e.Fatalf("not in 30 s: %s", what)
		}
	}
}

// work is due work held in memory, standing in for SQL. A unit is due until it was
// done.
type work struct {
	mu    sync.Mutex
	due   []string
	begun []string               // keys in the order in which they were begun
	done  map[string]int         // how often
	tried map[string][]time.Time // when
	now   map[string]int         // how many do it at this time
	twice []string               // keys that two did at once
	calls [][]string             // of Run
}

func newWork(keys ...string) *work {
	return &work{due: keys, done: map[string]int{}, tried: map[string][]time.Time{}, now: map[string]int{}}
}

// units are n keys.
func units(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%04d", i)
	}
	return keys
}

func (w *work) add(keys ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = append(w.due, keys...)
}

func (w *work) find(_ context.Context, _ time.Time, limit int) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.due[:min(limit, len(w.due))]), nil
}

// kind is a kind of that work. Do is what is done for each call.
func (w *work) kind(name string, do func(ctx context.Context, keys []string) error) jobs.Kind {
	return jobs.Kind{Name: name, Due: w.find, Every: Every, Run: func(ctx context.Context, keys []string) error {
		w.begin(keys)
		err := do(ctx, keys)
		w.end(keys, err)
		return err
	}}
}

func (w *work) begin(keys []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, slices.Clone(keys))
	for _, key := range keys {
		w.begun = append(w.begun, key)
		w.tried[key] = append(w.tried[key], time.Now())
		if w.now[key]++; w.now[key] > 1 {
			w.twice = append(w.twice, key)
		}
	}
}

func (w *work) end(keys []string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, key := range keys {
		w.now[key]--
		if err == nil {
			w.done[key]++
			w.due = slices.DeleteFunc(w.due, func(k string) bool { return k == key })
		}
	}
}

// over says whether nothing is due any more.
func (w *work) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.due) == 0
}

func (w *work) times(key string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.tried[key])
}

// checkOnce reports units that were not done exactly once.
func (w *work) checkOnce(e *env, n int) {
	e.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.done) != n {
		e.Errorf("%d units were done, want %d", len(w.done), n)
	}
	for key, times := range w.done {
		if times != 1 {
			e.Errorf("unit %s was done %d times", key, times)
		}
	}
	if len(w.twice) > 0 {
		e.Errorf("units %v were done by two at once", w.twice)
	}
}

func quick(context.Context, []string) error { return nil }
