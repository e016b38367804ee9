package store

import (
	"context"
	"database/sql"
	"time"
)

// LastAsked is when a source was asked last, the newest of all; zero when none ever
// was. A clock that is behind it was set back.
func (db *DB) LastAsked(ctx context.Context) (time.Time, error) {
	var at time.Time
	err := db.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(last_at), 0) FROM sources`).Scan(stamp{&at})
	return at, explain("find when a source was asked last", err)
}

// TakeClock takes back what was stored by a clock that was ahead: sources that were
// asked in the future were asked now, and are due. Items keep their times.
func (db *DB) TakeClock(ctx context.Context) error {
	return db.tx(ctx, "take the clock as it is", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sources SET last_at = $1, next_at = $1, held_until = 0 WHERE last_at > $1`, db.now())
		return err
	})
}
