package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"chalkline/store"
	"chalkline/store/storetest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.DB { return openSQLite(t) })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	postgresURL(t)
	schemas := usedSchemas{of: t, free: make(chan usedSchema, 1000)} // more than there are tests at a time
	storetest.Run(t, schemas.open)
}

// openSQLite opens a new store in a real file, a copy of one that was just made:
// making the tables takes a second under the race detector.
func openSQLite(t testing.TB) *store.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "chalkline.db")
	empty, err := emptySQLite()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, file)
}

// emptySQLite is the file of a store with nothing in its tables.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "chalkline-store")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "empty.db")
	db, err := store.Open(context.Background(), file)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func open(t testing.TB, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// postgresURL is the server that tests may use.
func postgresURL(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("skipped: no CHALKLINE_TEST_POSTGRES")
	}
	return dsn
}

var schemas atomic.Int64

// openPostgres opens a new store in a schema of its own.
func openPostgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, postgresSchema(t))
}

// postgresSchema makes an empty schema that lasts for the test, and returns its
// URL.
func postgresSchema(t testing.TB) string {
	t.Helper()
	server := postgresURL(t)
	schema := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	admin.SetMaxOpenConns(1)
	if _, err := admin.ExecContext(t.Context(), `CREATE SCHEMA `+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), `DROP SCHEMA `+schema+` CASCADE`); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	if !strings.HasPrefix(u.String(), "postgres") {
		t.Fatalf("%s is not the URL of a PostgreSQL server", server)
	}
	return u.String()
}
