// Package jobs says who does what when. A Kind of work knows how to find what
// is due (in SQL, so that nothing is lost with the process) and how to do one
// unit of it. A runner does the units with bounded workers, tries failed ones
// again later and stops gracefully: Runner in this process, River together with
// all other processes on one PostgreSQL database. What both must do is stated in
// package jobstest.
//
// A unit is named by its kind and key alone and is safe to do twice: the
// claims that matter (a poll, a delivery) are taken in the database.
package jobs

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"chalkline"
	"chalkline/store"
)

// Kind is one kind of work.
type Kind struct {
	Name string
	// Due finds keys of units that are due at now, most urgent first, at most limit.
	Due func(ctx context.Context, now time.Time, limit int) ([]string, error)
	// Run does the units. When Batch is more than 1 and Run fails on several,
	// each is tried alone, so that one bad unit does not hold up the others; but not
	// when the disk is full.
	Run func(ctx context.Context, keys []string) error
	// Batch is how many units one call of Run takes; 0 means 1.
	Batch int
	// Workers is how many calls of Run go on at once; 0 means 1.
	Workers int
	// Every is the pause between looks for due work while there is none.
	Every time.Duration
	// Alone says that of all processes on one database only one does this kind,
	// the one that also looks for what is due: it keeps a pace, or else something
	// in memory that Due and Run share.
	Alone bool
}

func (k Kind) batch() int   { return max(1, k.Batch) }
func (k Kind) workers() int { return max(1, k.Workers) }

// A failed unit is left alone for firstPause, then twice as long each time, at
// most longestPause. A unit that was done but is still due waits restPause, so
// that a mistake in a Due query cannot make a worker spin.
const (
	firstPause   = 10 * time.Second
	longestPause = time.Hour
	restPause    = time.Second
)

// pauses are those that a runner makes; tests are in more of a hurry.
type pauses struct{ first, longest, rest time.Duration }

var usualPauses = pauses{firstPause, longestPause, restPause}

// after is how long a unit is left alone that has failed so many times.
func (p pauses) after(failures int) time.Duration {
	return min(p.longest, p.first<<min(failures-1, 10))
}

// Runner does the work of its kinds in this process.
type Runner struct {
	kinds  []Kind
	now    func() time.Time
	log    *slog.Logger
	pauses pauses

	mu    sync.Mutex
	units map[unit]unitState
}

type unit struct{ kind, key string }

type unitState struct {
	running   bool
	failures  int
	notBefore time.Time
	failedAt  time.Time
	failed    string // the last failure
}

// forgettable says that a state no longer holds anything back: a unit that was
// done has rested, one that failed was not found due again for a long time.
func (s unitState) forgettable(now time.Time, after time.Duration) bool {
	if s.running {
		return false
	}
	if s.failures == 0 {
		return !now.Before(s.notBefore)
	}
	return now.Sub(s.notBefore) > after
}

// NewRunner makes a runner. Kinds are drained in the order given, so list them
// the way an item goes.
func NewRunner(kinds []Kind, now func() time.Time, log *slog.Logger) *Runner {
	return &Runner{kinds: kinds, now: now, log: log, pauses: usualPauses, units: make(map[unit]unitState)}
}

// Run works until ctx is done, then waits for the units under way, whose
// context is cancelled with it.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, k := range r.kinds {
		all.Go(func() { r.serve(ctx, k) })
	}
	all.Wait()
}

// serve keeps up to k.Workers calls of Run busy while anything is due.
func (r *Runner) serve(ctx context.Context, k Kind) {
	var calls sync.WaitGroup
	defer calls.Wait()
	done := make(chan struct{}, k.workers())
	running := 0
	for {
		free := k.workers() - running
		keys := r.take(ctx, k, free*k.batch(), func(_ unit, s unitState, now time.Time) bool {
			return !now.Before(s.notBefore)
		})
		for batch := range slices.Chunk(keys, k.batch()) {
			running++
			calls.Go(func() {
				_ = r.do(ctx, k, batch) // logged and remembered there
				done <- struct{}{}
			})
		}
		tick := time.NewTimer(k.Every)
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-done:
			running--
		case <-tick.C:
		}
		tick.Stop()
	}
}

// failures are what went wrong in a Drain.
type failures struct {
	count int
	first error
}

func (f *failures) add(err error) {
	if f.count == 0 {
		f.first = err
	}
	f.count++
}

func (f *failures) err() error {
	switch f.count {
	case 0:
		return nil
	case 1:
		return f.first
	}
	return fmt.Errorf("%d pieces of work failed, the first: %w", f.count, f.first)
}

// drainTurns bounds how often Drain does one unit: a unit may become due again
// through what it stands on, but not for ever.
const drainTurns = 5

// Drain does what is due, kind after kind, until nothing is: units that fail
// are tried once. It returns how many failed, and the first failure.
func (r *Runner) Drain(ctx context.Context) error {
	var failed failures
	turns := make(map[unit]int)
	ready := func(u unit, s unitState, now time.Time) bool {
		if turns[u] == drainTurns || s.failures > 0 && now.Before(s.notBefore) {
			return false
		}
		turns[u]++
		return true
	}
	for {
		worked := false
		for _, k := range r.kinds {
			for {
				keys := r.take(ctx, k, 4*k.workers()*k.batch(), ready)
				if len(keys) == 0 {
					break
				}
				worked = true
				r.doAll(ctx, k, keys, &failed)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !worked {
			return failed.err()
		}
	}
}

// doAll does keys with at most k.Workers calls at once and waits for them.
func (r *Runner) doAll(ctx context.Context, k Kind, keys []string, failed *failures) {
	var (
		calls sync.WaitGroup
		mu    sync.Mutex
		slots = make(chan struct{}, k.workers())
	)
	for batch := range slices.Chunk(keys, k.batch()) {
		slots <- struct{}{}
		calls.Go(func() {
			defer func() { <-slots }()
			if err := r.do(ctx, k, batch); err != nil {
				mu.Lock()
				failed.add(err)
				mu.Unlock()
			}
		})
	}
	calls.Wait()
}

// take finds due units that are not running and are ready, and marks them as
// running.
func (r *Runner) take(ctx context.Context, k Kind, limit int, ready func(unit, unitState, time.Time) bool) []string {
	if limit <= 0 || ctx.Err() != nil {
		return nil
	}
	now := r.now()
	r.mu.Lock()
	held := 0
	for u, s := range r.units {
		if u.kind != k.Name {
			continue
		}
		if s.forgettable(now, r.pauses.longest) {
			delete(r.units, u)
			continue
		}
		held++
	}
	r.mu.Unlock()

	keys, err := k.Due(ctx, now, limit+held)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("finding due work failed", "kind", k.Name, "error", err)
		}
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := make([]string, 0, min(limit, len(keys)))
	for _, key := range keys {
		u := unit{k.Name, key}
		s := r.units[u]
		if len(taken) == limit || s.running || !ready(u, s, now) {
			continue
		}
		s.running = true
		r.units[u] = s
		taken = append(taken, key)
	}
	return taken
}

// do runs one batch and remembers the outcome of each unit.
func (r *Runner) do(ctx context.Context, k Kind, keys []string) error {
	var failed failures
	for i, err := range k.try(ctx, r.log, keys) {
		times, pause := r.settle(k, keys[i], err)
		if err == nil {
			continue
		}
		if ctx.Err() == nil && (failed.count == 0 || !store.Full(err)) { // all of a batch fail for want of room
			logFailure(r.log, k, keys[i], times, pause, err)
		}
		failed.add(err)
	}
	return failed.err()
}

// try runs one batch, and unit by unit when the whole fails, unless the disk is
// full: then each would fail by itself. It returns what each unit failed with.
func (k Kind) try(ctx context.Context, log *slog.Logger, keys []string) []error {
	failed := make([]error, len(keys))
	err := k.guard(ctx, log, keys)
	switch {
	case err == nil:
	case len(keys) == 1 || ctx.Err() != nil || store.Full(err):
		for i := range failed {
			failed[i] = err
		}
	default:
		for i := range keys {
			failed[i] = k.guard(ctx, log, keys[i:i+1])
		}
	}
	return failed
}

// guard turns a panic in a unit into its failure: hostile input must not end
// the daemon.
func (k Kind) guard(ctx context.Context, log *slog.Logger, keys []string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("unit panicked", "kind", k.Name, "keys", keys, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%s %v: panic: %v", k.Name, keys, p)
		}
	}()
	if err := k.Run(ctx, keys); err != nil {
		return fmt.Errorf("%s %v: %w", k.Name, keys, err)
	}
	return nil
}

// settle notes what came of a unit. It returns how often it failed in a row, and
// for how long it is left alone.
func (r *Runner) settle(k Kind, key string, err error) (times int, pause time.Duration) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	u := unit{k.Name, key}
	if err == nil {
		r.units[u] = unitState{notBefore: now.Add(r.pauses.rest)}
		return 0, r.pauses.rest
	}
	s := r.units[u]
	s.running = false
	s.failures++
	pause = r.pauses.after(s.failures)
	s.notBefore = now.Add(pause)
	s.failedAt, s.failed = now, err.Error()
	r.units[u] = s
	return s.failures, pause
}

func logFailure(log *slog.Logger, k Kind, key string, failures int, pause time.Duration, err error) {
	log.Warn("unit failed, will be tried again", "kind", k.Name, "key", key, "failures", failures, "pause", pause, "error", err)
}

// Troubles are the units that failed and are tried again, the latest failure
// first.
func (r *Runner) Troubles() []chalkline.Trouble {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []chalkline.Trouble
	for u, s := range r.units {
		if s.failures > 0 {
			out = append(out, chalkline.Trouble{Kind: u.kind, Key: u.key, Failures: s.failures, At: s.failedAt, Again: s.notBefore, Error: s.failed})
		}
	}
	slices.SortFunc(out, func(a, b chalkline.Trouble) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return out
}
