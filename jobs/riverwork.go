package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

const (
	// fetchPause is the least time between two fetches of one kind: with all its
	// workers free each time, a kind does as many units in it as it has workers.
	fetchPause = 10 * time.Millisecond
	// gatherPause is how long a batch waits for another unit. What is fetched
	// together starts together; a fetch that found few places free is followed by
	// another after fetchPause and what a slow database needs.
	gatherPause = fetchPause + 30*time.Millisecond
	// parked is added to the time when a failed unit is tried again, so that only
	// the leader brings it back, and only when it is still due. River takes pauses
	// of a few seconds as none.
	parked = 24 * time.Hour
)

// unitArgs name a unit in the queue. Each kind has a queue of its name, so that a
// process never takes a unit of a kind that it does not know.
type unitArgs struct {
	Unit string `json:"kind"`
	Key  string `json:"key"`
}

// Kind is the name of all jobs in River's tables.
func (unitArgs) Kind() string { return "unit" }

// team does units of some kinds out of the queue.
type team struct {
	river.WorkerDefaults[unitArgs]

	river  *River
	client *river.Client[pgx.Tx]
	kinds  map[string]Kind
	gather map[string]*gatherer // of kinds with batches
	finish context.CancelFunc   // ends the gatherers
	ended  sync.WaitGroup
}

// form lets a team begin. Its name tells whose the units are that it takes.
func (r *River) form(ctx context.Context, name string, kinds []Kind) (*team, error) {
	t := &team{river: r, kinds: make(map[string]Kind, len(kinds)), gather: make(map[string]*gatherer)}
	queues := make(map[string]river.QueueConfig, len(kinds))
	for _, k := range kinds {
		t.kinds[k.Name] = k
		places := k.workers() * k.batch()
		if k.Alone {
			places += k.batch() // the next one waits while one is done; it is nobody else's
		}
		queues[k.Name] = river.QueueConfig{MaxWorkers: places}
		if k.batch() > 1 {
			t.gather[k.Name] = newGatherer(k, r.log)
		}
	}
	if len(kinds) == 0 { // the queue is only written to
		queues = nil
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, t)
	ctx = context.WithoutCancel(ctx)
	var err error
	t.client, err = river.NewClient(riverpgxv5.New(r.pool), &river.Config{
		ID: name, Queues: queues, Workers: workers, LeaderElectionDisabled: true,
		JobTimeout: -1, MaxAttempts: mostAttempts, RetryPolicy: parking{r}, SoftStopTimeout: r.grace,
		FetchCooldown: fetchPause, FetchPollInterval: max(r.poll, fetchPause), Logger: r.grave(),
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the queue: %w", err)
	}
	gathering, finish := context.WithCancel(ctx)
	t.finish = finish
	for _, g := range t.gather {
		t.ended.Go(func() { g.run(gathering) })
	}
	if queues == nil {
		return t, nil
	}
	if err := t.client.Start(ctx); err != nil {
		finish()
		return nil, fmt.Errorf("begin to take from the queue: %w", err)
	}
	return t, nil
}

// stop takes nothing new and waits for the units under way, for a while, or not at
// all when they are to be broken off.
func (t *team) stop(breakOff bool) {
	ctx := context.Background()
	if len(t.kinds) > 0 {
		stop := t.client.Stop
		if breakOff {
			stop = t.client.StopAndCancel
		}
		_ = stop(ctx) // fails when ctx ends only
	}
	t.finish()
	t.ended.Wait()
}

// Work does a unit.
func (t *team) Work(ctx context.Context, job *river.Job[unitArgs]) error {
	k := t.kinds[job.Args.Unit]
	var err error
	if g := t.gather[k.Name]; g != nil {
		err = g.do(ctx, job.Args.Key)
	} else {
		err = k.try(ctx, t.river.log, []string{job.Args.Key})[0]
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil: // not its fault: somebody else does it
		return ctx.Err()
	}
	failures := len(job.Errors) + 1
	if !t.river.isFull(err) { // which fails all units
		logFailure(t.river.log, k, job.Args.Key, failures, t.river.pauses.after(failures), err)
	}
	return err
}

// parking is when River itself tries failed units again, which is too late.
type parking struct{ *River }

// NextRetry is when a job is tried again that just failed.
func (p parking) NextRetry(job *rivertype.JobRow) time.Time {
	return p.now().Add(p.pauses.after(len(job.Errors)+1) + parked)
}

// gatherer makes batches of units that are fetched one by one.
type gatherer struct {
	kind  Kind
	log   *slog.Logger
	calls chan call
}

// call is a unit that waits for what comes of it.
type call struct {
	ctx    context.Context //nolint:containedctx // it is a call
	key    string
	result chan error
}

func newGatherer(k Kind, log *slog.Logger) *gatherer {
	return &gatherer{kind: k, log: log, calls: make(chan call)}
}

// do does a unit in a batch with others.
func (g *gatherer) do(ctx context.Context, key string) error {
	c := call{ctx, key, make(chan error, 1)}
	select {
	case g.calls <- c:
		return <-c.result
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run makes batches until ctx is done.
func (g *gatherer) run(ctx context.Context) {
	var workers sync.WaitGroup
	defer workers.Wait()
	free := make(chan struct{}, g.kind.workers())
	for {
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return
		}
		batch := g.batch(ctx)
		if len(batch) == 0 {
			return
		}
		workers.Go(func() {
			defer func() { <-free }()
			keys := make([]string, len(batch))
			for i, c := range batch {
				keys[i] = c.key
			}
			// All calls end together, so one's context lives as long as all.
			for i, err := range g.kind.try(batch[0].ctx, g.log, keys) {
				batch[i].result <- err
			}
		})
	}
}

// batch waits for a unit and for those that start with it; none when ctx is done.
func (g *gatherer) batch(ctx context.Context) []call {
	var batch []call
	select {
	case c := <-g.calls:
		batch = append(batch, c)
	case <-ctx.Done():
		return nil
	}
	timer := time.NewTimer(gatherPause)
	defer timer.Stop()
	for len(batch) < g.kind.batch() {
		select {
		case c := <-g.calls:
			batch = append(batch, c)
			timer.Reset(gatherPause)
		case <-timer.C:
			return batch
		}
	}
	return batch
}
