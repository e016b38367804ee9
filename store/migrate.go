package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"chalkline"
)

// Migrations of both databases have the same numbers and end in the same
// tables and columns, but for the full text index.
//
//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to the newest version this program knows.
func (db *DB) migrate(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations/"+db.kind)
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	if db.kind == kindPostgres {
		dialect = goose.DialectPostgres
		unlock, err := db.lockMigrations(ctx)
		if err != nil {
			return err
		}
		defer unlock()
	}
	provider, err := goose.NewProvider(dialect, db.write, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	have, know, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if have > know {
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the database is at version %d, but this program knows versions up to %d; run the newer Chalkline that wrote it", have, know)
	}
	if have == know {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database from version %d to %d: %w", have, know, err)
	}
	return nil
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
	var v int64
	err := db.read.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied`).Scan(&v)
	return v, explain("read the version of the database", err)
}
