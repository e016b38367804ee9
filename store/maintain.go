package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"chalkline"
)

// Backup writes a whole copy of the database to path while it is in use. The
// file appears when it is complete; one that exists is not replaced. It cannot
// back up PostgreSQL, which has its own tool for it.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.kind == kindPostgres {
		return chalkline.Errorf(chalkline.CodeInvalid, "the database is PostgreSQL; back it up with pg_dump")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return chalkline.Errorf(chalkline.CodeConflict, "the backup %s exists already; choose another name", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup %s cannot be written: %w", path, err)
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it holds addresses
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup %s cannot be written: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("make the backup %s: %w", path, err)
	}
	if err := db.vacuumInto(ctx, part); err != nil {
		return errors.Join(fmt.Errorf("back up to %s: %w", path, err), os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("name the backup %s: %w", path, err)
	}
	return nil
}

// vacuumInto copies the database by a connection of its own: the readers may not
// write anywhere, and the writer has other things to do.
func (db *DB) vacuumInto(ctx context.Context, path string) error {
	pool, err := openSQLitePool(db.path, "deferred", backupPragmas, 1)
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, `VACUUM INTO $1`, path)
	return errors.Join(err, pool.Close())
}

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
	return db.tx(ctx, "build the search index", func(ctx context.Context, tx *sql.Tx) error {
		if db.kind == kindSQLite {
			_, err := tx.ExecContext(ctx, `INSERT INTO items_fts (items_fts) VALUES ('rebuild')`)
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM items_fts`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO items_fts (item_id, search) SELECT id, items_fts_of(title, text) FROM items`)
		return err
	})
}

// Sweep deletes sessions and mailed links whose time is over.
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
		_, err := tx.ExecContext(ctx, `DELETE FROM visits WHERE day < $1`, micros(db.Now().Add(-visitLife)))
		return err
	})
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
