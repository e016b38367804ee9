package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"

	"chalkline"
)

// Examination is what an operator should know of the database itself.
type Examination struct {
	Version   string // as "SQLite 3.51.0" or "PostgreSQL 17.6"
	Major     int    // of PostgreSQL, as 17; 0 for SQLite
	Encoding  string // of texts; "UTF8" is right for PostgreSQL, SQLite has "UTF-8"
	MayCreate bool   // this user may make the tables that a new version brings
	LogBytes  int64  // SQLite: of the log of writes that are not yet in the file
	InUse     int    // PostgreSQL: connections of everybody
	Most      int    // PostgreSQL: connections that ordinary users may have; 0 for SQLite
}

// Examine looks at the database itself and not at what is in it.
func (db *DB) Examine(ctx context.Context) (Examination, error) {
	e := Examination{MayCreate: true}
	if db.kind == kindSQLite {
		if info, err := os.Stat(db.path + "-wal"); err == nil {
			e.LogBytes = info.Size()
		}
		err := db.read.QueryRowContext(ctx, `SELECT 'SQLite ' || sqlite_version(), e.encoding FROM pragma_encoding() e`).Scan(&e.Version, &e.Encoding)
		return e, explain("examine the database", err)
	}
	var number int
	err := db.read.QueryRowContext(ctx, `SELECT 'PostgreSQL ' || current_setting('server_version'), current_setting('server_version_num')::INT,
			current_setting('server_encoding'), has_schema_privilege(current_schema(), 'CREATE'),
			(SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
			current_setting('max_connections')::INT - current_setting('superuser_reserved_connections')::INT`).
		Scan(&e.Version, &number, &e.Encoding, &e.MayCreate, &e.InUse, &e.Most)
	e.Major = number / 10000
	return e, explain("examine the database", err)
}

// written is how many bytes TryWrite writes: more than the tables have to spare in
// pages that they have already.
const written = 64 << 10

var errTakenBack = errors.New("it was only tried")

// TryWrite says whether the database takes what is written to it: it writes a little
// and takes that back. It finds no want of room on SQLite, which writes when a
// transaction is over.
func (db *DB) TryWrite(ctx context.Context) error {
	var text strings.Builder // that does not become smaller by packing
	for text.Len() < written {
		text.WriteString(chalkline.NewSecret())
	}
	err := db.tx(ctx, "write to the database", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO instance (name, value) VALUES ('tried', $1)`, text.String()); err != nil {
			return err
		}
		return errTakenBack
	})
	if errors.Is(err, errTakenBack) {
		return nil
	}
	return err
}
