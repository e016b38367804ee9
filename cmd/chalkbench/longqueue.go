package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"chalkline/jobs"
)

const (
	// longEvery is how often due work is looked for: an hour passes in seconds.
	longEvery = 50 * time.Millisecond
	// longCalm is for how long nothing new may come into the queue before all that is
	// due counts as done.
	longCalm = 400 * time.Millisecond
)

// longQueue does the work of hours that pass through River's queue in a schema of its
// own. A nil one is that of an instance on SQLite, which has none.
type longQueue struct {
	*pgSchema

	river *jobs.River
	works sync.WaitGroup
	end   context.CancelFunc
}

// queueGrowth is what the queue holds, after a third of the time and at the end.
type queueGrowth struct {
	Done             int     `json:"queue_done"`
	Rows             int     `json:"queue_rows"`
	FirstMB          float64 `json:"queue_mb_first"`
	LastMB           float64 `json:"queue_mb_last"`
	FirstConnections int     `json:"connections_first"`
	LastConnections  int     `json:"connections_last"`
}

func newLongQueue(ctx context.Context, server string) (*longQueue, error) {
	schema, err := newPGSchema(ctx, server, fmt.Sprintf("long_%d", os.Getpid()))
	return &longQueue{pgSchema: schema}, err
}

// start begins to do the work of kinds.
func (q *longQueue) start(ctx context.Context, kinds []jobs.Kind, now func() time.Time) (err error) {
	kinds = slices.Clone(kinds)
	for i := range kinds {
		kinds[i].Every = min(kinds[i].Every, longEvery)
	}
	if q.river, err = jobs.OpenRiver(ctx, q.dsn, kinds, now, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	ctx, q.end = context.WithCancel(ctx)
	q.works.Go(func() { q.river.Run(ctx) })
	return nil
}

// stop ends the work.
func (q *longQueue) stop() {
	if q == nil || q.river == nil {
		return
	}
	q.end()
	q.works.Wait()
	q.river.Close()
}

// close drops the schema.
func (q *longQueue) close() {
	if q != nil {
		q.drop()
	}
}

// drain waits until all that is due was done.
func (q *longQueue) drain(ctx context.Context) error {
	last, since := -1, time.Now()
	for time.Since(since) < longCalm {
		var newest, open int
		err := q.sql.QueryRowContext(ctx, `SELECT last_value, (SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'pending', 'running')) FROM river_job_id_seq`).Scan(&newest, &open)
		if err != nil {
			return fmt.Errorf("reading the queue: %w", err)
		}
		if newest != last || open > 0 {
			last, since = newest, time.Now()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(longEvery):
		}
	}
	var failed []error
	for _, t := range q.river.Troubles() {
		failed = append(failed, fmt.Errorf("%s %s: %w: %s", t.Kind, t.Key, errUnitFailed, t.Error))
	}
	return errors.Join(failed...)
}

var errUnitFailed = errors.New("failed")

// look sees what the queue holds now: its size, and how many connections this process
// has to the database.
func (q *longQueue) look(ctx context.Context) (done int, mb float64, connections int, err error) {
	err = q.sql.QueryRowContext(ctx, `SELECT last_value, pg_total_relation_size('river_job') / 1e6, (SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid())
		FROM river_job_id_seq`, q.name).Scan(&done, &mb, &connections)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("looking at the queue: %w", err)
	}
	return done, round(mb), connections, nil
}
