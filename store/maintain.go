package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"chalkline"
)

// IntegrityCheck says whether the database is sound. On PostgreSQL, which
// checks itself, it only asks whether it answers.
func (db *DB) IntegrityCheck(ctx context.Context) error {
	if db.kind == kindPostgres {
		return db.Ping(ctx)
	}
	faults, err := all(ctx, db.read, value[string], `PRAGMA quick_check(20)`)
	if err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if len(faults) != 1 || faults[0] != "ok" {
		return fmt.Errorf("the database is damaged: %s", strings.Join(faults, "; "))
	}
	orphans, err := all(ctx, db.read, func(r row) (string, error) {
		var table, parent string
		var id sql.NullInt64
		var key int64
		err := r.Scan(&table, &id, &parent, &key)
		return fmt.Sprintf("row %d of %s points to no row of %s", id.Int64, table, parent), err
	}, `PRAGMA foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check the database's references: %w", err)
	}
	if len(orphans) > 0 {
		return fmt.Errorf("the database is damaged: %d broken references, first %s", len(orphans), orphans[0])
	}
	return nil
}

// Reindex builds the full text index anew from the items.
func (db *DB) Reindex(ctx context.Context) error {
	return db.tx(ctx, "build the search index", db.indexAnew)
}

func (db *DB) indexAnew(ctx context.Context, tx *sql.Tx) error {
	if db.kind == kindSQLite {
		_, err := tx.ExecContext(ctx, `INSERT INTO items_fts (items_fts) VALUES ('rebuild')`)
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM items_fts`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO items_fts (item_id, search) SELECT id, items_fts_of(title, text) FROM items`)
	return err
}

// What is kept of feed addresses that were revoked, and of where a source was.
const (
	revokedLife = 365 * 24 * time.Hour
	mostMoves   = 20
)

// Sweep deletes what has expired: sessions, mailed links, counts of visits, feed
// addresses that ended long ago, and all but the latest moves of each source.
func (db *DB) Sweep(ctx context.Context) error {
	return db.tx(ctx, "sweep what has expired", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM links WHERE expires_at <= $1`, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM address_changes WHERE expires_at <= $1`, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM tokens WHERE revoked_at > 0 AND revoked_at <= $1`, micros(db.Now().Add(-revokedLife))); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM source_moves WHERE id IN (SELECT id FROM
			(SELECT id, ROW_NUMBER() OVER (PARTITION BY source_id ORDER BY id DESC) AS n FROM source_moves) AS m WHERE n > $1)`, mostMoves); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM visits WHERE day < $1`, micros(db.Now().Add(-visitLife)))
		return err
	})
}

// Extent is how many sources are read here and how many items are stored.
func (db *DB) Extent(ctx context.Context) (sources, items int, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM sources WHERE removed_at = 0), (SELECT COUNT(*) FROM items)`).Scan(&sources, &items)
	return sources, items, explain("count sources and items", err)
}

// Counts is the state of a store in numbers.
type Counts struct {
	Sources, Items, Stories, Works, Readers, Picks, Editions, Deliveries int

	Due     int                     // items that wait for appraisal
	ByGrade map[chalkline.Grade]int // appraised items
	Failing int                     // sources whose last answer was not good
}

// Counts counts what there is.
func (db *DB) Counts(ctx context.Context) (Counts, error) {
	c := Counts{ByGrade: map[chalkline.Grade]int{}}
	err := db.read.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM sources WHERE removed_at = 0), (SELECT COUNT(*) FROM items), (SELECT COUNT(*) FROM stories),
		(SELECT COUNT(*) FROM works), (SELECT COUNT(*) FROM readers), (SELECT COUNT(*) FROM picks),
		(SELECT COUNT(*) FROM editions), (SELECT COUNT(*) FROM deliveries),
		(SELECT COUNT(*) FROM items WHERE appraise_at > 0),
		(SELECT COUNT(*) FROM sources WHERE state IN ('failing', 'gone') AND removed_at = 0)`).
		Scan(&c.Sources, &c.Items, &c.Stories, &c.Works, &c.Readers, &c.Picks, &c.Editions, &c.Deliveries, &c.Due, &c.Failing)
	if err != nil {
		return Counts{}, fmt.Errorf("count everything: %w", err)
	}
	_, err = all(ctx, db.read, func(r row) (struct{}, error) {
		var grade chalkline.Grade
		var n int
		err := r.Scan(&grade, &n)
		c.ByGrade[grade] = n
		return struct{}{}, err
	}, `SELECT grade, COUNT(*) FROM appraisals GROUP BY grade`)
	return c, explain("count the grades", err)
}
