package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"chalkline"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// queue is due work held in memory, standing in for SQL.
type queue struct {
	mu   sync.Mutex
	keys []string
	runs map[string]int
}

func newQueue(n int) *queue {
	q := &queue{runs: make(map[string]int)}
	for i := range n {
		q.keys = append(q.keys, strconv.Itoa(i))
	}
	return q
}

func (q *queue) due(_ context.Context, _ time.Time, limit int) ([]string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.keys[:min(limit, len(q.keys))]), nil
}

func (q *queue) done(keys ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, key := range keys {
		q.runs[key]++
		q.keys = slices.DeleteFunc(q.keys, func(k string) bool { return k == key })
	}
}

var discard = slog.New(slog.DiscardHandler)

func TestDrainDoesEveryDueUnitOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name           string
		batch, workers int
	}{
		{"one at a time", 0, 0},
		{"many workers", 1, 8},
		{"batches", 7, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(100)
			k := Kind{Name: "count", Due: q.due, Batch: tc.batch, Workers: tc.workers, Run: func(_ context.Context, keys []string) error {
				if len(keys) > max(1, tc.batch) {
					t.Errorf("a batch of %d units, want at most %d", len(keys), tc.batch)
				}
				q.done(keys...)
				return nil
			}}
			if err := NewRunner([]Kind{k}, time.Now, discard).Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			for key, n := range q.runs {
				if n != 1 {
					t.Errorf("unit %s done %d times, want once", key, n)
				}
			}
			if len(q.runs) != 100 {
				t.Errorf("%d units done, want 100", len(q.runs))
			}
		})
	}
}

func TestDrainGoesOnWhileWorkMakesWork(t *testing.T) {
	t.Parallel()
	first, second := newQueue(3), newQueue(0)
	kinds := []Kind{
		{Name: "second", Due: second.due, Run: func(_ context.Context, keys []string) error { second.done(keys...); return nil }},
		{Name: "first", Due: first.due, Run: func(_ context.Context, keys []string) error {
			first.done(keys...)
			second.mu.Lock()
			second.keys = append(second.keys, keys...)
			second.mu.Unlock()
			return nil
		}},
	}
	if err := NewRunner(kinds, time.Now, discard).Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(second.runs) != 3 {
		t.Errorf("%d units made by other units were done, want 3", len(second.runs))
	}
}

func TestDrainEndsWhenAUnitStaysDue(t *testing.T) {
	t.Parallel()
	q := newQueue(1)
	runs := 0
	k := Kind{Name: "stuck", Due: q.due, Run: func(context.Context, []string) error { runs++; return nil }}
	if err := NewRunner([]Kind{k}, time.Now, discard).Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if runs != drainTurns {
		t.Errorf("done %d times, want %d", runs, drainTurns)
	}
}

func TestABadUnitDoesNotHoldUpItsBatch(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("no") },
		"panic": func() error { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(10)
			k := Kind{Name: "batch", Due: q.due, Batch: 10, Run: func(_ context.Context, keys []string) error {
				if slices.Contains(keys, "4") {
					return fail()
				}
				q.done(keys...)
				return nil
			}}
			err := NewRunner([]Kind{k}, time.Now, discard).Drain(t.Context())
			if err == nil {
				t.Error("Drain hid the failure")
			}
			if len(q.runs) != 9 {
				t.Errorf("%d units done, want the 9 good ones", len(q.runs))
			}
		})
	}
}

func TestRunTriesFailedUnitsAgainWithGrowingPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		var at []time.Duration
		start := time.Now()
		k := Kind{Name: "flaky", Due: q.due, Every: time.Second, Run: func(_ context.Context, keys []string) error {
			at = append(at, time.Since(start).Round(time.Second))
			if len(at) < 4 {
				return errors.New("not yet")
			}
			q.done(keys...)
			return nil
		}}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { NewRunner([]Kind{k}, time.Now, discard).Run(ctx) })
		time.Sleep(10 * time.Minute)
		cancel()
		wg.Wait()
		want := []time.Duration{0, 10 * time.Second, 30 * time.Second, 70 * time.Second}
		if !slices.Equal(at, want) {
			t.Errorf("tried at %v, want %v", at, want)
		}
	})
}

func TestRunNeverDoesOneUnitTwiceAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(4)
		var now, most atomic.Int32
		k := Kind{Name: "slow", Due: q.due, Workers: 2, Every: time.Second, Run: func(_ context.Context, keys []string) error {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Minute)
			now.Add(-1)
			q.done(keys...)
			return nil
		}}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { NewRunner([]Kind{k}, time.Now, discard).Run(ctx) })
		time.Sleep(10 * time.Minute)
		cancel()
		wg.Wait()
		if len(q.runs) != 4 || most.Load() != 2 {
			t.Errorf("did %v with %d at once, want each of 4 once with 2 at once", q.runs, most.Load())
		}
		for key, n := range q.runs {
			if n != 1 {
				t.Errorf("unit %s done %d times", key, n)
			}
		}
	})
}

func TestRunStopsOnlyWhenUnitsUnderWayHaveEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		ended := false
		k := Kind{Name: "cancelled", Due: q.due, Every: time.Second, Run: func(ctx context.Context, _ []string) error {
			<-ctx.Done()
			time.Sleep(time.Second) // tidies up
			ended = true
			return ctx.Err()
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		NewRunner([]Kind{k}, time.Now, discard).Run(ctx)
		if !ended {
			t.Error("Run returned before its unit had ended")
		}
	})
}

func TestTroublesAreWhatFailedAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	k := Kind{
		Name: "crawl",
		Due:  func(context.Context, time.Time, int) ([]string, error) { return []string{"good", "bad"}, nil },
		Run: func(_ context.Context, keys []string) error {
			if keys[0] == "bad" {
				return errors.New("no room")
			}
			return nil
		},
	}
	r := NewRunner([]Kind{k}, func() time.Time { return at }, discard)
	if got := r.Troubles(); len(got) != 0 {
		t.Errorf("before anything was done: %+v", got)
	}
	if err := r.Drain(t.Context()); err == nil {
		t.Fatal("nothing failed")
	}
	want := chalkline.Trouble{Kind: "crawl", Key: "bad", Failures: 1, At: at, Again: at.Add(firstPause), Error: "crawl [bad]: no room"}
	if got := r.Troubles(); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
