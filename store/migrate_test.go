package store_test

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline/store"
)

func TestBothDatabasesHaveMigrationsOfTheSameNumbers(t *testing.T) {
	t.Parallel()
	names := func(kind string) []string {
		files, err := fs.Glob(os.DirFS("migrations"), kind+"/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		return files
	}
	if diff := cmp.Diff(names("sqlite"), names("postgres")); diff != "" {
		t.Errorf("the folders differ (-sqlite +postgres):\n%s", diff)
	}
}

func TestBothDatabasesHaveTheSameTablesAndColumns(t *testing.T) {
	t.Parallel()
	server := postgresSchema(t)
	open(t, server)
	path := filepath.Join(t.TempDir(), "c.db")
	open(t, path)

	sqlite := columns(t, "sqlite", path, `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`)
	postgres := columns(t, "pgx", server,
		`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`)
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("the tables differ (-sqlite +postgres):\n%s", diff)
	}
	if len(sqlite) < 100 {
		t.Errorf("only %d columns were compared", len(sqlite))
	}
}

// columns are all table.column of a database but those of goose, of SQLite
// itself and of the full text index.
func columns(t *testing.T, driver, dsn, query string) []string {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(table, "goose_"), strings.HasPrefix(table, "sqlite_"), strings.HasPrefix(table, "items_fts"):
		default:
			out = append(out, table+"."+column)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestSeveralMachinesMayStartAtOnce(t *testing.T) {
	t.Parallel()
	server := postgresSchema(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			db, err := store.Open(t.Context(), server)
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// TestReadersAreAnsweredWhileAMigrationWaits has somebody read for long, as a backup
// does, while a newer program changes the tables that an older one works with.
func TestReadersAreAnsweredWhileAMigrationWaits(t *testing.T) {
	t.Parallel()
	server := postgresSchema(t)
	older := at(t, "postgres", server, 18) // the next one changes an index of items
	backup, err := older.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = backup.Rollback() }()
	if _, err := backup.ExecContext(t.Context(), `LOCK TABLE items IN ACCESS SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		db, err := store.Open(t.Context(), server)
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()
	count := func(query string) (n int) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := older.QueryRowContext(ctx, query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for count(`SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'items'::regclass`) == 0 {
		select {
		case err := <-opened:
			t.Fatalf("the migration did not wait: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	count(`SELECT COUNT(*) FROM items`)
	if err := backup.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}
