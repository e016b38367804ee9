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
	for _, named := range []string{path, fromHere(t, path)} {
		if err := store.InUse(t.Context(), named); chalkline.ErrorCode(err) != chalkline.CodeConflict {
			t.Errorf("%s, open elsewhere: %v, want a conflict", named, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.InUse(t.Context(), path); err != nil {
		t.Errorf("closed: %v", err)
	}
}

// fromHere is a path as it is named from the folder of the test.
func fromHere(t *testing.T, path string) string {
	t.Helper()
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(here, path)
	if err != nil {
		t.Fatal(err)
	}
	return relative
}
