package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"chalkline"
	"chalkline/store"
)

// River does the work of its kinds together with all other processes on one
// PostgreSQL database, through the queue of github.com/riverqueue/river.
//
// SQL holds the truth, and the queue only says who does what now: one process
// leads, finds what is due by Kind.Due and puts it into the queue, where a unit
// stands once at most; any process takes units out and does them. What a process
// had taken that died is thrown away, and found again if it is still due.
//
// River's own leader is not used, nor what hangs on it (its retries, rescues and
// periodic jobs): a leader that was killed is missed after 15 s only, and a job
// that hangs after a fixed time, however long a unit takes. Here both are told by
// a lock that ends with the connection of the process; see member.
type River struct {
	pool  *pgxpool.Pool
	lines *lines // of the pool
	kinds []Kind
	now   func() time.Time
	log   *slog.Logger

	pauses  pauses
	grace   time.Duration // for units under way when Run is to end
	absence time.Duration // after which a process is taken for dead
	cleanup time.Duration // between two times that the queue is tidied up
	poll    time.Duration // between two looks into the queue when nobody said that something is new
	room    room
}

const (
	// riverConns is how many connections one process holds for the queue at most,
	// beside those of the store, the listener's two and its lock's.
	riverConns = 6
	// riverGrace is how long units under way may take when a process stops, before
	// their context is cancelled.
	riverGrace = 5 * time.Second
	// riverAbsence is longer than a process takes to notice that it lost its lock,
	// and to stop its units.
	riverAbsence = 5 * time.Second
	riverCleanup = 10 * time.Second
	riverPoll    = 2 * time.Second
	// beat is the time between two looks whether a process still has its lock, or
	// can take the lead.
	beat = time.Second
	// mostAttempts is what the queue has room for: 3 years of failures.
	mostAttempts = math.MaxInt16
)

// OpenRiver opens the queue in the database at dsn, and makes its tables. The
// caller closes it.
func OpenRiver(ctx context.Context, dsn string, kinds []Kind, now func() time.Time, log *slog.Logger) (*River, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "the database URL is not understood: %w", err)
	}
	store.Reach(&config.ConnConfig.Config)
	open := &lines{open: make(map[*line]bool)}
	config.ConnConfig.DialFunc = open.over(config.ConnConfig.DialFunc)
	config.MaxConns = riverConns
	if len(kinds) == 0 {
		config.MaxConns = 2 // it is only asked what fails
	}
	config.MaxConnIdleTime = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the queue: %w", err)
	}
	r := &River{
		pool: pool, lines: open, kinds: kinds, now: now, log: log,
		pauses: usualPauses, grace: riverGrace, absence: riverAbsence, cleanup: riverCleanup, poll: riverPoll,
	}
	if err := r.makeTables(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return r, nil
}

// Close gives the connections back. Run must have ended.
func (r *River) Close() { r.pool.Close() }

// Run works until ctx is done, then takes nothing new, waits a while for the
// units under way and cancels the rest. When the connection is lost, it begins
// again.
func (r *River) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := r.serve(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("work was broken off and begins again", "error", err)
			wait(ctx, beat)
		}
	}
}

// serve works as one member, until ctx is done or the lock of the member is lost.
func (r *River) serve(ctx context.Context) (err error) {
	m, err := r.enter(ctx)
	if err != nil {
		return err
	}
	defer m.leave()
	all, err := r.form(ctx, m.name, slices.DeleteFunc(slices.Clone(r.kinds), func(k Kind) bool { return k.Alone }))
	if err != nil {
		return err
	}
	var leader *leader
	defer func() {
		over, end := context.WithCancel(context.Background())
		var ending, watching sync.WaitGroup
		watching.Go(func() { r.watch(over, m, err) })
		ending.Go(func() { all.stop(err != nil) })
		leader.stop(err != nil)
		ending.Wait()
		end()
		watching.Wait()
	}()
	for {
		leads, err := m.check(ctx)
		if err != nil {
			return err
		}
		if leads && leader == nil {
			if leader, err = r.lead(ctx, m, all); err != nil {
				return err
			}
		}
		if !wait(ctx, beat) {
			return nil
		}
	}
}

// Troubles are the units of all processes that failed and are tried again, the
// latest failure first.
func (r *River) Troubles() []chalkline.Trouble {
	ctx, cancel := context.WithTimeout(context.Background(), troublesWait)
	defer cancel()
	found, err := r.troubles(ctx)
	if err != nil {
		r.log.Error("what fails cannot be told", "error", err)
	}
	return found
}

// wait waits; false means that ctx ended before.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

var errLockLost = errors.New("the lock of this process is lost")
