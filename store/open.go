package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // also the driver "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chalkline"
)

// pragma is a setting of an SQLite connection, and the value it must read back
// as: a setting with a typing error is silently ignored.
type pragma struct{ name, set, want string }

var (
	writerPragmas = []pragma{
		{"journal_mode", "WAL", "wal"},
		{"busy_timeout", "10000", "10000"}, // ms; only other programs make us wait
		{"synchronous", "NORMAL", "1"},     // safe with WAL; a power cut may undo the last moments, never corrupt
		{"foreign_keys", "1", "1"},
	}
	readerPragmas = []pragma{
		{"busy_timeout", "10000", "10000"},
		{"cache_size", "-512", "-512"}, // KB a connection, not SQLite's 2,000: the system keeps the file at hand for all of them
		{"foreign_keys", "1", "1"},
		{"query_only", "1", "1"},
	}
	backupPragmas = []pragma{{"busy_timeout", "10000", "10000"}}
)

func (db *DB) openSQLite(ctx context.Context, path string) error {
	db.kind = kindSQLite
	path, err := ownFile(path)
	if err != nil {
		return err
	}
	db.path = path
	if db.write, err = openSQLitePool(path, "immediate", writerPragmas, 1); err != nil {
		return err
	}
	if err := checkPragmas(ctx, db.write, writerPragmas); err != nil {
		return sqliteFault(path, err)
	}
	if db.read, err = openSQLitePool(path, "deferred", readerPragmas, max(4, 2*runtime.GOMAXPROCS(0))); err != nil {
		return err
	}
	if err := checkPragmas(ctx, db.read, readerPragmas); err != nil {
		return sqliteFault(path, err)
	}
	db.often = keeping(db.read)
	return nil
}

// ownFile makes sure that path can be a database and that nobody but its owner
// can read it, and returns it as an absolute path.
func ownFile(path string) (string, error) {
	if path == "" {
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database has no name; give the path of a file or a postgres:// URL")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the database %s: %w", path, err)
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database %s cannot be made: there is no folder %s", path, folder)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database %s is a folder; give the path of a file in it", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrPermission) && isThere(path):
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database %s cannot be written: it belongs to another user; change its owner (chown) to the one that runs Chalkline", path)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist):
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database %s cannot be written: this user may not write in folder %s", path, folder)
	case err != nil:
		return "", chalkline.Errorf(chalkline.CodeInvalid, "the database %s cannot be written: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("make the database %s: %w", path, err)
	}
	return path, nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func openSQLitePool(path, lock string, pragmas []pragma, size int) (*sql.DB, error) {
	query := url.Values{"_txlock": {lock}}
	for _, p := range pragmas {
		query.Add("_pragma", p.name+"("+p.set+")")
	}
	return openSQLiteQuery(path, query.Encode(), size)
}

// openSQLiteQuery opens a file with parameters of the driver. The path is made
// absolute, because a URL takes the first part of another one for a host.
func openSQLiteQuery(path, query string, size int) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the database %s: %w", path, err)
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query}
	pool, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

func checkPragmas(ctx context.Context, pool *sql.DB, pragmas []pragma) error {
	for _, p := range pragmas {
		var got string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return fmt.Errorf("read back pragma %s: %w", p.name, err)
		}
		if got != p.want {
			return chalkline.Errorf(chalkline.CodeInvalid,
				"SQLite does not accept %s = %s here (it stays %s); the data folder must be on a local disk", p.name, p.set, got)
		}
	}
	return nil
}

// InUse says that another program has the SQLite file open, so that it must not
// be replaced. No file is no fault.
func InUse(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	pool, err := openSQLitePool(path, "exclusive", []pragma{{"locking_mode", "EXCLUSIVE", ""}, {"busy_timeout", "0", ""}}, 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	tx, err := pool.BeginTx(ctx, nil)
	if err == nil {
		return tx.Rollback()
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return fmt.Errorf("look whether %s is in use: %w", path, err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY:
		return chalkline.Errorf(chalkline.CodeConflict, "the database %s is in use: stop the daemon first", path)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return nil // nothing that could be in use
	}
	return sqliteFault(path, err)
}

// sqliteFault puts what SQLite found wrong with a file into a sentence.
func sqliteFault(path string, err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff { // the low byte; the others tell details
	case sqlite3.SQLITE_NOTADB:
		return chalkline.Errorf(chalkline.CodeInvalid, "%s is not a Chalkline database: the file holds something else", path)
	case sqlite3.SQLITE_CORRUPT:
		return chalkline.Errorf(chalkline.CodeInvalid, "the database %s is damaged; restore it from a backup", path)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return chalkline.Errorf(chalkline.CodeInvalid, "the database %s cannot be written: the disk is full or failing (%w)", path, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the database %s cannot be written: this user may not write in folder %s", path, filepath.Dir(path))
	}
	return fmt.Errorf("open the database %s: %w", path, err)
}

// postgresConns is how many connections one process holds. A PostgreSQL server
// accepts 100 unless told otherwise, and several machines share it.
const postgresConns = 16

func (db *DB) openPostgres(ctx context.Context, dsn string) error {
	db.kind = kindPostgres
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "the database URL is not understood: %w", err)
	}
	reachAnswers(&config.Config, &db.answers)
	db.postgres = config
	pool := stdlib.OpenDB(*config, stdlib.OptionShouldPing(dead))
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.write, db.read, db.often = pool, pool, pool
	if err := pool.PingContext(ctx); err != nil {
		advice := chalkline.Textf("check that the server runs and that the URL is right")
		if e, ok := errors.AsType[*pgconn.PgError](err); ok && (e.Code == fullState || strings.HasPrefix(e.Code, "XX")) { // XX000, internal_error: what a full disk does to it at a start
			advice = chalkline.Textf("the server is in trouble itself, most often because its disk is full: its log says more")
		}
		return &chalkline.Error{Code: chalkline.CodeInvalid, Text: chalkline.Textf("the PostgreSQL database cannot be reached: %s; %s", unreached(err), advice), Err: err}
	}
	return nil
}

// unreached is why a server was not reached, on one line. The driver tries with
// encryption and without, and says the same of both.
func unreached(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}
