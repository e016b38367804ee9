package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"chalkline"
)

// Migrations of both databases have the same numbers and end in the same
// tables and columns, but for the full text index.
//
//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to the newest version this program knows.
func (db *DB) migrate(ctx context.Context) error { return db.migrateTo(ctx, newest()) }

// newest is the newest version this program knows.
func newest() int64 {
	files, _ := fs.Glob(migrations, "migrations/"+kindSQLite+"/*.sql") // the pattern is good
	var version int64
	for _, f := range files {
		number, _ := goose.NumericComponent(f) // a test reads the names
		version = max(version, number)
	}
	return version
}

// migrateTo brings the schema up to a version.
func (db *DB) migrateTo(ctx context.Context, version int64) error {
	if err := db.refuseForeign(ctx); err != nil {
		return err
	}
	folder, err := fs.Sub(migrations, "migrations/"+db.kind)
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	dialect, pool := goose.DialectSQLite3, db.write
	if db.kind == kindPostgres {
		unlock, err := db.lockMigrations(ctx)
		if err != nil {
			return err
		}
		defer unlock()
		dialect, pool = goose.DialectPostgres, db.yielding()
		defer func() { _ = pool.Close() }() // nothing is under way in it
	}
	provider, err := goose.NewProvider(dialect, pool, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	have, know, err := provider.GetVersions(ctx)
	if err != nil {
		return rightsFault(fmt.Errorf("read the version of the database: %w", err))
	}
	if have > know {
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the database is at version %d, but this program knows versions up to %d; run the newer Chalkline that wrote it", have, know)
	}
	if have >= version {
		return nil
	}
	for {
		_, err = provider.UpTo(ctx, version)
		if !stoodAside(err) {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("migrate the database from version %d to %d: %w", have, version, ctx.Err())
		case <-time.After(asideTime):
		}
	}
	if err != nil {
		return rightsFault(fmt.Errorf("migrate the database from version %d to %d: %w", have, version, err))
	}
	return nil
}

// While a migration waits for a table that somebody reads for long, as a backup does,
// everybody else waits behind it. So it waits for lockTime only, stands aside for
// asideTime and tries again.
const (
	lockTime  = 2 * time.Second
	asideTime = time.Second
)

// yielding are connections to PostgreSQL on which no lock is waited for longer than
// lockTime.
func (db *DB) yielding() *sql.DB {
	config := db.postgres.Copy()
	config.RuntimeParams["lock_timeout"] = fmt.Sprint(lockTime.Milliseconds())
	return stdlib.OpenDB(*config)
}

// stoodAside says whether a migration was undone because others were at work on its
// tables: it waited too long, or they would have waited for each other.
func stoodAside(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "55P03" || brokenOff(err) // lock_not_available
}

// known refuses the version of a backup that this program cannot read.
func known(version int64) error {
	if version < 1 {
		return chalkline.Errorf(chalkline.CodeInvalid, "this is not a backup of Chalkline: its tables have no version")
	}
	if version > newest() {
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the backup is of version %d, but this program knows versions up to %d; use the newer Chalkline that wrote it", version, newest())
	}
	return nil
}

// ours says whether a database holds tables of Chalkline, and others whether it
// holds any that stand in their way.
func (db *DB) ours(ctx context.Context, q querier) (ours, others bool, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if db.kind == kindPostgres {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	names, err := all(ctx, q, value[string], query)
	if err != nil {
		return false, false, fmt.Errorf("look which tables there are: %w", err)
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	if has("goose_db_version") {
		version, err := schemaVersion(ctx, q)
		if err != nil || version == 0 {
			return false, false, err // somebody was about to make the tables
		}
		return has("items") && has("sources"), true, nil
	}
	if db.kind == kindPostgres { // others may have tables of theirs beside ours
		return false, has("items") || has("sources") || has("readers"), nil
	}
	return false, len(names) > 0, nil
}

// refuseForeign refuses a database that belongs to another program.
func (db *DB) refuseForeign(ctx context.Context) error {
	ours, others, err := db.ours(ctx, db.write)
	if err == nil && !ours && db.kind == kindPostgres {
		err = db.refuseMissing(ctx)
	}
	if err != nil || ours || !others {
		return err
	}
	if db.kind == kindPostgres {
		return chalkline.Errorf(chalkline.CodeInvalid, "the PostgreSQL database holds tables of another program; make one for Chalkline alone (createdb), or name a schema of its own with search_path in the URL")
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "%s is not a Chalkline database: it belongs to another program", db.path)
}

// refuseMissing refuses a search_path in the URL that names no schema.
func (db *DB) refuseMissing(ctx context.Context) error {
	var there bool
	if err := db.write.QueryRowContext(ctx, `SELECT current_schema() IS NOT NULL`).Scan(&there); err != nil {
		return fmt.Errorf("look for the schema: %w", err)
	}
	if !there {
		return chalkline.Errorf(chalkline.CodeInvalid, "the schema that search_path in the database URL names is not there, or closed to this user: make it with CREATE SCHEMA, or leave search_path out")
	}
	return nil
}

// rightsFault says in a sentence that PostgreSQL does not let us.
func rightsFault(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	switch e.Code {
	case "42501": // insufficient_privilege
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the user of the PostgreSQL database may not make or change its tables (%s); let it own the database: ALTER DATABASE name OWNER TO user", e.Message)
	case "25006": // read_only_sql_transaction
		return chalkline.Errorf(chalkline.CodeInvalid, "the PostgreSQL database cannot be written: it is read-only, as a standby is")
	}
	return err
}

// lockMigrations waits until no other process migrates this schema of
// PostgreSQL: several machines may start at once.
func (db *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to migrate: %w", err)
	}
	const key = `hashtext('chalkline ' || current_schema())`
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+key+`)`); err != nil {
		return nil, errors.Join(fmt.Errorf("wait for other migrations: %w", err), conn.Close())
	}
	return func() {
		ctx := context.WithoutCancel(ctx)
		_, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock(`+key+`)`) // a lost connection unlocks as well
		_ = conn.Close()
	}, nil
}

// SchemaVersion is the number of the last migration that was applied.
func (db *DB) SchemaVersion(ctx context.Context) (int64, error) {
	v, err := schemaVersion(ctx, db.read)
	return v, explain("read the version of the database", err)
}

func schemaVersion(ctx context.Context, q querier) (int64, error) {
	var v int64
	err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&v)
	return v, err
}
