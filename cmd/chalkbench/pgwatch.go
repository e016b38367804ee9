package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// pgWatch looks again and again at the processes of a PostgreSQL server on this
// machine that work for one database: they end with their connections, and what they
// used would be lost.
type pgWatch struct {
	db   *sql.DB
	stop context.CancelFunc
	over sync.WaitGroup

	mu   sync.Mutex
	used map[process]time.Duration
	most float64 // memory that they had for themselves at once, in MB
}

// watchPostgres starts to look; a database "" has no processes.
func watchPostgres(ctx context.Context, database string) (*pgWatch, error) {
	ctx, stop := context.WithCancel(ctx)
	w := &pgWatch{stop: stop, used: map[process]time.Duration{}}
	if database == "" {
		return w, nil
	}
	var err error
	if w.db, err = sql.Open("pgx", database); err != nil {
		stop()
		return nil, fmt.Errorf("asking the database: %w", err)
	}
	w.over.Go(func() {
		for ctx.Err() == nil {
			_ = w.look(ctx) // the next look makes up for one that failed
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	return w, nil
}

func (w *pgWatch) look(ctx context.Context) error {
	rows, err := w.db.QueryContext(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'watch' AND pid <> pg_backend_pid()`)
	if err != nil {
		return err
	}
	defer rows.Close()
	memory := 0.0
	for rows.Next() {
		var pid process
		if err := rows.Scan(&pid); err != nil {
			return err
		}
		memory += pid.status("RssAnon")
		w.mu.Lock()
		w.used[pid] = max(w.used[pid], pid.cpuTime())
		w.mu.Unlock()
	}
	w.mu.Lock()
	w.most = max(w.most, memory)
	w.mu.Unlock()
	return rows.Err()
}

// total is what all of them used so far, and the most memory that they had for
// themselves, in MB: what they share with all others is not counted.
func (w *pgWatch) total() (used time.Duration, memory float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.used {
		used += t
	}
	return used, w.most
}

func (w *pgWatch) close() {
	w.stop()
	w.over.Wait()
	if w.db != nil {
		_ = w.db.Close()
	}
}
