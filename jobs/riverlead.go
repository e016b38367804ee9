package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

const (
	// ahead is how many units of a kind stand in the queue at least before the
	// leader stops looking for more, and eager the pause between two looks while
	// there are more: together they bound how many units a second are done.
	ahead = 1000
	eager = 250 * time.Millisecond
)

// live are the states of jobs that keep the same unit out of the queue.
var live = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

// leader finds what is due for all, and does what one does alone.
type leader struct {
	*River

	alone  *team
	cancel context.CancelFunc
	ended  sync.WaitGroup
	absent map[string]time.Time // members that are gone, since when
}

// lead lets this process lead. The team puts units into the queue.
func (r *River) lead(ctx context.Context, m *member, all *team) (*leader, error) {
	alone, err := r.form(ctx, m.name+"-alone", slices.DeleteFunc(slices.Clone(r.kinds), func(k Kind) bool { return !k.Alone }))
	if err != nil {
		return nil, err
	}
	l := &leader{River: r, alone: alone, absent: make(map[string]time.Time)}
	ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	for _, k := range r.kinds {
		l.ended.Go(func() { l.look(ctx, k, all.client) })
	}
	l.ended.Go(func() { l.keep(ctx) })
	r.log.Info("this process looks for due work", "member", m.name)
	return l, nil
}

// stop ends looking, and what is done alone. A nil leader has nothing to end.
func (l *leader) stop(breakOff bool) {
	if l == nil {
		return
	}
	l.cancel()
	l.ended.Wait()
	l.alone.stop(breakOff)
}

// look puts due units of a kind into the queue until ctx is done.
func (l *leader) look(ctx context.Context, k Kind, queue *river.Client[pgx.Tx]) {
	for {
		more, err := l.queueDue(ctx, k, queue)
		if err != nil && ctx.Err() == nil && !l.isFull(err) {
			l.log.Error("finding due work failed", "kind", k.Name, "error", err)
		}
		pause := k.Every
		if more {
			pause = min(eager, pause)
		}
		if !wait(ctx, pause) {
			return
		}
	}
}

// standing is a job of a unit in the queue, or one that was done just now.
type standing struct {
	ID    int64
	Key   string
	State rivertype.JobState
	At    time.Time // when a job that failed is tried again, parked
}

// queueDue puts due units of a kind into the queue that are not in it, most
// urgent first, and brings those back that failed and have waited. It says
// whether there may be more of them than the queue should hold.
func (l *leader) queueDue(ctx context.Context, k Kind, queue *river.Client[pgx.Tx]) (more bool, err error) {
	now := l.now()
	// First the queue, then what is due: a unit that ends in between is not due any more.
	stands, waiting, err := l.stands(ctx, k, now)
	if err != nil {
		return false, err
	}
	room := max(ahead, 2*k.workers()*k.batch()) - waiting
	if room <= 0 {
		return true, nil
	}
	limit := room + len(stands)
	keys, err := k.Due(ctx, now, limit)
	if err != nil {
		return false, err
	}
	var (
		fresh []river.InsertManyParams
		again []int64
	)
	for _, key := range keys {
		if len(fresh)+len(again) == room {
			break
		}
		s, ok := stands[key]
		switch {
		case !ok:
			stands[key] = standing{} // Due may name a unit twice
			fresh = append(fresh, river.InsertManyParams{
				Args:       unitArgs{k.Name, key},
				InsertOpts: &river.InsertOpts{Queue: k.Name, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live}},
			})
		case s.State == rivertype.JobStateRetryable && !now.Before(s.At.Add(-parked)):
			again = append(again, s.ID)
		}
	}
	if len(again) > 0 {
		if _, err := l.pool.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE id = ANY($1) AND state = 'retryable'`, again); err != nil {
			return false, fmt.Errorf("bring %d units back that failed: %w", len(again), err)
		}
	}
	if len(fresh) > 0 {
		if _, err := queue.InsertMany(ctx, fresh); err != nil {
			return false, fmt.Errorf("put %d units into the queue: %w", len(fresh), err)
		}
	}
	return len(keys) == limit, nil
}

// stands are the units of a kind that are in the queue, or were done just now and
// rest; waiting is how many nobody has taken yet.
func (l *leader) stands(ctx context.Context, k Kind, now time.Time) (stands map[string]standing, waiting int, err error) {
	rows, err := l.pool.Query(ctx, `SELECT id, args->>'key', state, scheduled_at FROM river_job WHERE queue = $1
		AND (state IN ('available', 'pending', 'running', 'retryable', 'scheduled') OR state = 'completed' AND finalized_at > $2)`,
		k.Name, now.Add(-l.pauses.rest))
	if err != nil {
		return nil, 0, fmt.Errorf("read the queue: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[standing])
	if err != nil {
		return nil, 0, fmt.Errorf("read the queue: %w", err)
	}
	stands = make(map[string]standing, len(list))
	for _, s := range list {
		if s.State == rivertype.JobStateAvailable {
			waiting++
		}
		stands[s.Key] = s
	}
	return stands, waiting, nil
}

// keep keeps the queue tidy until ctx is done.
func (l *leader) keep(ctx context.Context) {
	var tidied time.Time
	for wait(ctx, min(beat, l.absence/2)) {
		err := l.dropOfDead(ctx)
		if now := time.Now(); err == nil && now.Sub(tidied) >= l.cleanup {
			tidied = now
			err = l.tidy(ctx)
		}
		if err != nil && ctx.Err() == nil && !l.isFull(err) {
			l.log.Error("keeping the queue failed", "error", err)
		}
	}
}

// dropOfDead throws away what those had taken who have been gone for a while. It
// is found again if it is still due.
func (l *leader) dropOfDead(ctx context.Context) error {
	rows, err := l.pool.Query(ctx, `SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running'`)
	if err != nil {
		return fmt.Errorf("find who has units: %w", err)
	}
	busy, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("find who has units: %w", err)
	}
	working, err := l.members(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	absent := make(map[string]time.Time)
	var dead []string
	for _, name := range busy {
		number, _, _ := strings.Cut(name, "-")
		if working[number] {
			continue
		}
		since, ok := l.absent[name]
		if !ok {
			since = now
		}
		absent[name] = since
		if now.Sub(since) >= l.absence {
			dead = append(dead, name)
		}
	}
	l.absent = absent
	if len(dead) == 0 {
		return nil
	}
	dropped, err := l.pool.Exec(ctx, `DELETE FROM river_job WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = ANY($1)`, dead)
	if err != nil {
		return fmt.Errorf("free what a dead process had taken: %w", err)
	}
	l.log.Warn("processes have died, what they had taken is looked for again", "members", dead, "units", dropped.RowsAffected())
	return nil
}

// tidy removes jobs that are over, and those that failed and are not due any more:
// one that is due was brought back long ago.
func (l *leader) tidy(ctx context.Context) error {
	now := l.now()
	_, err := l.pool.Exec(ctx, `DELETE FROM river_job WHERE state IN ('completed', 'cancelled', 'discarded') AND finalized_at < $1
		OR state = 'retryable' AND scheduled_at < $2`, now.Add(-l.cleanup-l.pauses.rest), now.Add(parked-l.pauses.longest))
	if err != nil {
		return fmt.Errorf("remove what is over: %w", err)
	}
	return nil
}
