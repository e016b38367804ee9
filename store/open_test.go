package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chalkline"
	"chalkline/store"
)

func TestOpenSaysInOneSentenceWhatIsWrong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("These are notes, not a database. ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	readOnly := filepath.Join(folder, "read-only")
	if err := os.Mkdir(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ dsn, says string }{
		"no name":              {"", "has no name"},
		"a folder":             {folder, "is a folder"},
		"no such folder":       {filepath.Join(folder, "missing", "c.db"), "there is no folder"},
		"below a file":         {filepath.Join(text, "c.db"), "there is no folder"},
		"not a database":       {text, "holds something else"},
		"folder not writable":  {unwritable(readOnly), "may not write in folder"},
		"file not writable":    {unwritableFile(t, folder), "belongs to another user"},
		"no such server":       {"postgres://nobody@127.0.0.1:1/none?connect_timeout=2", "cannot be reached"},
		"URL not understood":   {"postgres://x:y:z@:::/?", "the database URL is not understood"},
		"newer than this code": {newer(t, filepath.Join(folder, "newer.db")), "run the newer Chalkline"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), c.dsn)
			if err == nil {
				_ = db.Close()
				t.Fatalf("%s was opened", c.dsn)
			}
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(chalkline.ErrorMessage(err), c.says) {
				t.Errorf("got %q, want an invalid-error that says %q", err, c.says)
			}
			if strings.ContainsAny(chalkline.ErrorMessage(err), "\n") {
				t.Errorf("%q is more than a sentence", chalkline.ErrorMessage(err))
			}
		})
	}
}

// unwritable is a path that cannot be written, also not by root on Linux.
func unwritable(readOnly string) string {
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		return "/proc/chalkline.db"
	}
	return filepath.Join(readOnly, "c.db")
}

// unwritableFile is a file that is there and cannot be written, also not by root on
// Linux.
func unwritableFile(t *testing.T, folder string) string {
	t.Helper()
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		return "/sys/kernel/uevent_seqnum"
	}
	path := filepath.Join(folder, "others.db")
	if err := os.WriteFile(path, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	return path
}

// newer is a database that a later version of the program migrated.
func newer(t *testing.T, path string) string {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	query(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	return path
}

// query runs a statement on an SQLite file behind the store's back.
func query(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestAStoreOpensAgainWithWhatWasStored(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.db", "with space & 100%?#.db"} {
		path := filepath.Join(t.TempDir(), name)
		db, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		source := chalkline.Source{Name: "S", URL: "https://s.example"}
		if err := db.AddSource(t.Context(), &source); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v: others can read addresses", name, info.Mode())
		}
		if _, err := open(t, path).Source(t.Context(), source.ID); err != nil {
			t.Error(err)
		}
	}
}

func TestADamagedDatabaseIsNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.db")
	db := open(t, path)
	source := chalkline.Source{Name: "S", URL: "https://s.example"}
	if err := db.AddSource(t.Context(), &source); err != nil {
		t.Fatal(err)
	}
	query(t, path, `INSERT INTO tombstones (source_id, key, at) VALUES (77, 'k', 1)`)
	if err := db.IntegrityCheck(t.Context()); err == nil || !strings.Contains(err.Error(), "tombstones points to no row of sources") {
		t.Errorf("a broken reference was not noticed: %v", err)
	}
}
