package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// What operators did is kept for a year, and no more than the latest logMost of it.
const (
	logLife = 365 * 24 * time.Hour
	logMost = 5000
)

// Logged is one thing that an operator did.
type Logged struct {
	ID     int64
	At     time.Time
	By     string // their address; "" when they have left
	Action string // what was done, as "paused the source"
	About  string // to what: a name, or a reader by number; never a reader's address
}

// Log notes what an operator did, and forgets what is older than it is kept.
func (db *DB) Log(ctx context.Context, operator chalkline.ReaderID, action, about string) error {
	return db.tx(ctx, "note what an operator did", func(ctx context.Context, tx *sql.Tx) error {
		now := db.Now()
		var id int64
		err := tx.QueryRowContext(ctx, `INSERT INTO operator_log (at, reader_id, action, about)
			SELECT CAST($1 AS BIGINT), id, CAST($3 AS TEXT), CAST($4 AS TEXT) FROM readers WHERE id = $2 RETURNING id`,
			micros(now), operator, clean(action), clean(about)).Scan(&id)
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no reader %d", operator)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM operator_log WHERE at <= $1 OR id <= $2`, micros(now.Add(-logLife)), id-logMost); err != nil {
			return fmt.Errorf("forget what is old: %w", err)
		}
		return nil
	})
}

// Logs are at most limit things that operators did before the one with that id, the
// latest first; 0 is from the latest on.
func (db *DB) Logs(ctx context.Context, before int64, limit int) ([]Logged, error) {
	out, err := all(ctx, db.read, func(r row) (Logged, error) {
		var l Logged
		err := r.Scan(&l.ID, stamp{&l.At}, &l.By, &l.Action, &l.About)
		return l, err
	}, `SELECT l.id, l.at, COALESCE(r.email, ''), l.action, l.about FROM operator_log l LEFT JOIN readers r ON r.id = l.reader_id
		WHERE l.at > $3 AND (CAST($1 AS BIGINT) = 0 OR l.id < $1) ORDER BY l.id DESC LIMIT $2`, before, limit, micros(db.Now().Add(-logLife)))
	return out, explain("read what operators did", err)
}
