// Package fulldisk gives tests a disk that is small enough to be filled, to put files
// on or tables of PostgreSQL. It needs root.
package fulldisk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// New is a folder on a disk of its own with room for so many bytes. The test is
// skipped where no disk can be made.
func New(t testing.TB, size int) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "fulldisk-") //nolint:usetesting // PostgreSQL has to get there, and nobody else gets into that of the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(os.Chmod(folder, 0o755), syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", size))); err != nil { //nolint:gosec // nothing is in it yet
		t.Skip("needs root to mount a small disk")
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// Fill fills the disk of a folder up to the last byte.
func Fill(t testing.TB, folder string) (empty func()) {
	t.Helper()
	ballast := filepath.Join(folder, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for size := 1 << 16; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Error(err)
		}
	}
}

// Postgres has a PostgreSQL server on this machine put new tables on a disk with room
// for so many bytes, as long as it is asked by way of the address that setting gives.
// Make a schema for them after it. The test is skipped where the server cannot.
func Postgres(t testing.TB, server string, size int) (folder string, setting func(dsn string) string) {
	t.Helper()
	folder = New(t, size)
	own := filepath.Join(folder, "tables")
	if err := os.Mkdir(own, 0o700); err != nil {
		t.Fatal(err)
	}
	if postgres, err := user.Lookup("postgres"); err == nil { // else the server is this user's
		id, _ := strconv.Atoi(postgres.Uid)
		if err := os.Chown(own, id, -1); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Base(folder)
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ExecContext(t.Context(), fmt.Sprintf(`CREATE TABLESPACE %q LOCATION '%s'`, name, own)); err != nil {
		_ = admin.Close() // there is nothing to undo
		t.Skip("needs a PostgreSQL server on this machine whose user is a superuser:", err)
	}
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), fmt.Sprintf(`DROP TABLESPACE %q`, name))
		if err := errors.Join(err, admin.Close()); err != nil {
			t.Error(err)
		}
	})
	return folder, func(dsn string) string {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set("default_tablespace", name)
		u.RawQuery = q.Encode()
		return u.String()
	}
}
