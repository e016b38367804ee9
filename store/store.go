// Package store keeps everything Chalkline knows in SQL: sources, items,
// works, appraisals, readers, picks, editions and deliveries. The database
// holds the truth; search index, job queue and caches can be rebuilt from it.
//
// Open takes the path of an SQLite file, or a postgres:// URL, and brings the
// tables up to date. Both databases are spoken to with the same SQL text and $1
// parameters; where they cannot agree (full text search, backup) there are two
// short branches on DB.Kind. The suite in store/storetest states how a store
// behaves, and both databases pass it.
//
// How it is laid out: each file holds the queries of one idea (items.go,
// picks.go, editions.go ...). Writes go through DB.tx, so that a method is done
// whole or not at all. Times are stored as Unix microseconds in UTC, with 0 for
// the zero time; lists that are only read in Go are stored as JSON text.
//
// Errors that a person can act on are *chalkline.Error with a code; everything
// else says what was attempted and wraps the driver's error.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB is an open store. It is safe for concurrent use.
type DB struct {
	// Now is the clock. It is time.Now unless a test sets it, before use.
	Now func() time.Time

	kind  string
	path  string  // SQLite: of the file
	write *sql.DB // SQLite: one connection, so writers queue here and not in the file
	read  *sql.DB // SQLite: connections that cannot write; PostgreSQL: the same pool as write
	often querier // read, for what is asked again and again

	postgres *pgx.ConnConfig // how PostgreSQL is reached; nil for SQLite

	patience time.Duration // for a transaction that nobody waits for any more; 0 for the usual
	answers  atomic.Int64  // a time.Duration: how long PostgreSQL may be silent; 0 for ever
}

// patience is for how long a transaction goes on after its context has ended: it is
// short, and whether it happened is better known than not.
const patience = 5 * time.Second

// pingTime is how long a database has to say that it is there.
const pingTime = 3 * time.Second

// The kinds of database.
const (
	kindSQLite   = "sqlite"
	kindPostgres = "postgres"
)

// Open opens the store at dsn and migrates it to the newest schema. A dsn that
// starts with postgres:// or postgresql:// names a PostgreSQL database, any
// other is the path of an SQLite file, which is made if its folder exists.
func Open(ctx context.Context, dsn string) (*DB, error) {
	db := &DB{Now: time.Now}
	var err error
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = db.openPostgres(ctx, dsn)
	} else {
		err = db.openSQLite(ctx, dsn)
	}
	if err == nil {
		if err = db.migrate(ctx); err != nil && db.kind == kindSQLite {
			err = sqliteFault(db.path, err)
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.answers.Store(int64(answerTime)) // migrations take their time
	return db, nil
}

// Close closes the store. Nothing may use it afterwards.
func (db *DB) Close() error {
	var err error
	if db.read != nil && db.read != db.write {
		err = db.read.Close()
	}
	if db.write != nil {
		err = errors.Join(err, db.write.Close())
	}
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Kind is the kind of database: "sqlite" or "postgres".
func (db *DB) Kind() string { return db.kind }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	var one int
	if err := db.read.QueryRowContext(ctx, `SELECT 1`).Scan(&one); err != nil {
		return fmt.Errorf("ping the database: %w", err)
	}
	return nil
}

// now is the current time as it is stored.
func (db *DB) now() int64 { return micros(db.Now()) }

// attempts is how often a transaction is begun that PostgreSQL broke off
// because of another one. SQLite never does: writers queue.
const attempts = 5

// tx runs do in one transaction, which is committed when do returns nil. What
// says what is attempted and stands in front of an error without a code.
//
// Do may run more than once, so it must set what it returns, never add to it. It
// goes on for a while when ctx ends: a transaction is short, and either happens whole
// or not at all.
func (db *DB) tx(ctx context.Context, what string, do func(ctx context.Context, tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	ctx, end := db.lasting(ctx)
	defer end()
	var err error
	for range attempts {
		if err = txOnce(ctx, db.write, do); err == nil || !brokenOff(err) {
			break
		}
	}
	return explain(what, ended(ctx, err))
}

// change runs one statement in a transaction and says how many rows it changed.
func (db *DB) change(ctx context.Context, what, query string, args ...any) (int, error) {
	n := 0
	err := db.tx(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		var err error
		n, err = exec(ctx, tx, query, args...)
		return err
	})
	return n, err
}

// durably is tx for what must hold even after a power cut before anything is
// done on its strength, such as the claim on a mail. SQLite in WAL mode with
// synchronous = NORMAL may otherwise lose its last moments.
func (db *DB) durably(ctx context.Context, what string, do func(ctx context.Context, tx *sql.Tx) error) error {
	if db.kind != kindSQLite {
		return db.tx(ctx, what, do)
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer conn.Close()
	ctx, end := db.lasting(ctx)
	defer end()
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = FULL`); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	err = ended(ctx, txOnce(ctx, conn, do))
	_, pragmaErr := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`)
	return explain(what, errors.Join(err, pragmaErr))
}

// lasting is a context that ends a while after ctx. It would never end while a
// database does not answer that nobody waits for any more. Call end when it is done with.
func (db *DB) lasting(ctx context.Context) (lasting context.Context, end func()) {
	lasting, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-lasting.Done():
		case <-time.After(cmp.Or(db.patience, patience)):
			cancel(context.DeadlineExceeded)
		}
	})
	return lasting, func() {
		stop()
		cancel(nil)
	}
}

// ended says of an error in a lasting context that the time was over, if it was.
func ended(lasting context.Context, err error) error {
	if cause := context.Cause(lasting); err != nil && cause != nil {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// beginner is a database or one connection to it.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

func txOnce(ctx context.Context, db beginner, do func(ctx context.Context, tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := do(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// brokenOff says whether PostgreSQL ended a transaction because of a deadlock
// or a serialisation failure: it is as if it never was, and may be repeated.
func brokenOff(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40P01" || e.Code == "40001")
}

// serial makes transactions that change what hangs together across items
// (stories, works, due marks) wait for each other. SQLite's always do.
func (db *DB) serial(ctx context.Context, tx *sql.Tx) error {
	if db.kind == kindSQLite {
		return nil
	}
	const lock = 0x6368616c6b // "chalk"
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lock)); err != nil {
		return fmt.Errorf("wait for other changes: %w", err)
	}
	return nil
}
