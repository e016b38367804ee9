package store_test

import (
	"path/filepath"
	"testing"

	"chalkline"
	"chalkline/store"
)

func TestADatabaseInUseIsNotReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "chalkline.db")
	if err := store.InUse(t.Context(), path); err != nil {
		t.Errorf("no file: %v", err)
	}
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.InUse(t.Context(), path); chalkline.ErrorCode(err) != chalkline.CodeConflict {
		t.Errorf("open elsewhere: %v, want a conflict", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.InUse(t.Context(), path); err != nil {
		t.Errorf("closed: %v", err)
	}
}
