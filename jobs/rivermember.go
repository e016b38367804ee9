package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"chalkline"
)

// Advisory locks of PostgreSQL have two numbers here. The first says what a lock
// is for in which schema, the second is the member's, 0 for the leader's.
const (
	memberLocks = `hashtext('chalkline member ' || current_schema())`
	leaderLocks = `hashtext('chalkline leader ' || current_schema())`
)

const (
	// checkWait is how long a busy database has to say that a lock still holds. It is
	// shorter than PostgreSQL takes to free the locks of a machine that is gone.
	checkWait = 10 * time.Second
	// leaveWait is how long a good-bye may take.
	leaveWait = 3 * time.Second
)

// member is a process that works. It holds a lock of its own as long as its
// connection lives, by which the leader knows that it does, and the leader's lock
// when that is free. PostgreSQL frees both at once when the process is killed, and
// a few seconds after its machine is gone.
type member struct {
	conn   *pgx.Conn
	number int32
	name   string // begins with the number
	leads  bool
}

// enter makes this process a member.
func (r *River) enter(ctx context.Context) (*member, error) {
	config := r.pool.Config().ConnConfig.Copy()
	// A machine that is gone says nothing: ask after 5 s, and every 2 s three times.
	config.RuntimeParams["tcp_keepalives_idle"] = "5"
	config.RuntimeParams["tcp_keepalives_interval"] = "2"
	config.RuntimeParams["tcp_keepalives_count"] = "3"
	ctx, cancel := context.WithTimeout(ctx, config.ConnectTimeout+checkWait)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the queue: %w", err)
	}
	m := &member{conn: conn}
	for locked := false; !locked; {
		m.number = rand.Int32() //nolint:gosec // no secret, and another one is tried when it is taken
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+memberLocks+`, $1)`, m.number).Scan(&locked); err != nil {
			m.leave()
			return nil, fmt.Errorf("take the lock of a member: %w", err)
		}
	}
	host, _ := os.Hostname() // for people to read; "" is none
	m.name = fmt.Sprintf("%d-%s-%d", m.number, chalkline.Cut(host, 60), os.Getpid())
	return m, nil
}

// check says whether this member leads; an error means that its locks are lost.
func (m *member) check(ctx context.Context) (leads bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkWait)
	defer cancel()
	if m.leads {
		err = m.conn.Ping(ctx)
	} else {
		err = m.conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+leaderLocks+`, 0)`).Scan(&m.leads)
	}
	if err != nil {
		return false, errors.Join(errLockLost, err)
	}
	return m.leads, nil
}

// alive asks whether the locks still hold.
func (m *member) alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkWait)
	defer cancel()
	return m.conn.Ping(ctx)
}

// leave gives the locks back.
func (m *member) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWait)
	defer cancel()
	_ = m.conn.Close(ctx) // closed in any case
}

// members are the numbers of all that work here.
func (r *River) members(ctx context.Context) (map[string]bool, error) {
	rows, err := r.pool.Query(ctx, `SELECT objid::bigint::text FROM pg_locks WHERE locktype = 'advisory' AND classid = `+memberLocks+`::oid AND objsubid = 2 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	if err != nil {
		return nil, fmt.Errorf("find who works: %w", err)
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find who works: %w", err)
	}
	working := make(map[string]bool, len(numbers))
	for _, n := range numbers {
		working[n] = true
	}
	return working, nil
}

// Busy says whether any process works on this database.
func (r *River) Busy(ctx context.Context) (bool, error) {
	working, err := r.members(ctx)
	return len(working) > 0, err
}
