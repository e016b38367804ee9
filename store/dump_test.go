package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"chalkline"
	"chalkline/store"
)

// dumped is a dump of a crowded store, as it lies on the disk and unpacked.
func dumped(t *testing.T) (packed, lines []byte) {
	t.Helper()
	db, _ := source(t, "postgres")
	path := filepath.Join(t.TempDir(), "dump")
	if err := db.Backup(t.Context(), path, nil); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zstd.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if lines, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return packed, lines
}

// pack packs what a hostile backup says.
func pack(t *testing.T, lines io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, lines); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zeros gives so many zeros.
func zeros(n int64) io.Reader { return io.LimitReader(endless{}, n) }

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = '0'
	}
	return len(p), nil
}

func TestABackupThatIsNotWholeChangesNothing(t *testing.T) {
	t.Parallel()
	packed, lines := dumped(t)
	replace := func(old, by string) []byte {
		if !bytes.Contains(lines, []byte(old)) {
			t.Fatalf("the dump has no %s", old)
		}
		return pack(t, bytes.NewReader(bytes.Replace(lines, []byte(old), []byte(by), 1)))
	}
	head, rest, _ := bytes.Cut(lines, []byte("\n"))
	headWith := func(change func(head map[string]any)) []byte {
		var h map[string]any
		if err := json.Unmarshal(head, &h); err != nil {
			t.Fatal(err)
		}
		change(h)
		text, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		return pack(t, bytes.NewReader(append(append(text, '\n'), rest...)))
	}
	first := func(h map[string]any) map[string]any {
		return h["tables"].([]any)[0].(map[string]any) //nolint:forcetypeassert // a dump of our own
	}
	flipped := bytes.Clone(packed)
	flipped[len(flipped)/2] ^= 0x40
	const bomb = 1 << 27
	cases := map[string]struct {
		file []byte
		says string // "" for any sentence
	}{
		"empty":              {nil, "not a backup of Chalkline"},
		"text":               {[]byte("These are notes."), "not a backup of Chalkline"},
		"packed text":        {pack(t, strings.NewReader("These are notes.\n")), "not a backup of Chalkline"},
		"packed nothing":     {pack(t, strings.NewReader("")), "cut off or damaged"},
		"cut in half":        {packed[:len(packed)/2], "cut off or damaged"},
		"cut at the head":    {packed[:9], "cut off or damaged"},
		"a byte turned":      {flipped, ""},
		"without its end":    {pack(t, bytes.NewReader(lines[:bytes.LastIndexByte(lines[:len(lines)-1], '\n')+1])), "ends before its end"},
		"with more behind":   {pack(t, io.MultiReader(bytes.NewReader(lines), strings.NewReader("[1]\n"))), "something follows its end"},
		"another value":      {replace(`plain 0`, `plane 0`), "another checksum"},
		"a row short":        {headWith(func(h map[string]any) { first(h)["rows"] = 2 }), "cut off or damaged"},
		"absurdly many rows": {headWith(func(h map[string]any) { first(h)["rows"] = int64(1) << 60 }), "cut off or damaged"},
		"fewer than no rows": {headWith(func(h map[string]any) { first(h)["rows"] = -1 }), "no description of tables"},
		"a kind of its own": {headWith(func(h map[string]any) {
			first(h)["columns"].([]any)[0].(map[string]any)["kind"] = "program" //nolint:forcetypeassert // as above
		}), ""},
		"newer tables": {headWith(func(h map[string]any) { h["schema"] = 9999 }), "use the newer Chalkline"},
		"no version":   {headWith(func(h map[string]any) { h["schema"] = 0 }), "not a backup of Chalkline"},
		"newer form":   {headWith(func(h map[string]any) { h["version"] = 9 }), "use the newer Chalkline"},
		// A line that never ends is given up, and a row that never ends too.
		"a bomb in the head": {pack(t, io.MultiReader(strings.NewReader(`{"format":"`), zeros(bomb))), "longer than 1 MB"},
		"a bomb in a row":    {pack(t, io.MultiReader(bytes.NewReader(head), strings.NewReader("\n[\""), zeros(bomb))), "longer than 64 MB"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, "backup")
			if err := os.WriteFile(path, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := store.VerifyBackup(t.Context(), path, nil)
			refused(t, "verifying", err, c.says)
			_, err = store.Unpack(t.Context(), path, filepath.Join(folder, "unpacked.db"), nil)
			refused(t, "unpacking", err, c.says)
			left, err := os.ReadDir(folder)
			if err != nil || len(left) != 1 {
				t.Errorf("what is left: %v (%v)", left, err)
			}
		})
	}
}

// refused checks that an error is one sentence for a person.
func refused(t *testing.T, what string, err error, says string) {
	t.Helper()
	if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(fmt.Sprint(err), says) || strings.Contains(fmt.Sprint(err), "\n") {
		t.Errorf("%s: %v, want a sentence that says %q", what, err, says)
	}
}

// TestNamesInABackupReachNothing states why a backup cannot write where it should
// not: it has no paths in it, and its tables and columns must be exactly those
// that this program made itself.
func TestNamesInABackupReachNothing(t *testing.T) {
	t.Parallel()
	_, lines := dumped(t)
	for _, name := range []string{`../../etc/passwd`, `sqlite_master`, `goose_db_version`, `stories\"; DROP TABLE readers; --`} {
		folder := t.TempDir()
		path := filepath.Join(folder, "backup")
		hostile := bytes.Replace(lines, []byte(`"name":"stories"`), []byte(`"name":"`+name+`"`), 1)
		if err := os.WriteFile(path, pack(t, bytes.NewReader(hostile)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Unpack(t.Context(), path, filepath.Join(folder, "unpacked.db"), nil)
		refused(t, name, err, "not written by the same version of Chalkline")
		left, err := os.ReadDir(folder)
		if err != nil || len(left) != 1 {
			t.Errorf("%s: what is left: %v (%v)", name, left, err)
		}
	}
}

func TestAFileOfAnotherProgramIsNoBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	other := filepath.Join(folder, "other.db")
	query(t, other, `CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, url TEXT)`)
	_, err := store.VerifyBackup(t.Context(), other, nil)
	refused(t, "verifying", err, "a database of another program")
	_, err = store.Unpack(t.Context(), other, filepath.Join(folder, "unpacked.db"), nil)
	refused(t, "unpacking", err, "a database of another program")
	_, err = store.Open(t.Context(), other)
	refused(t, "opening", err, "belongs to another program")

	later := newer(t, filepath.Join(folder, "newer.db"))
	_, err = store.VerifyBackup(t.Context(), later, nil)
	refused(t, "verifying", err, "use the newer Chalkline")
}

func TestADamagedFileOfSQLiteIsNoBackup(t *testing.T) {
	t.Parallel()
	db, _ := source(t, "sqlite")
	folder := t.TempDir()
	path := filepath.Join(folder, "backup.db")
	if err := db.Backup(t.Context(), path, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := store.VerifyBackup(t.Context(), path, nil)
	if err != nil || info.Rows("items") != 3 {
		t.Fatalf("the backup has %d items: %v", info.Rows("items"), err)
	}
	scribbled := bytes.Clone(whole)
	for n := 8192; n < len(scribbled); n += 4096 {
		copy(scribbled[n:], bytes.Repeat([]byte{0xff}, 64))
	}
	for name, file := range map[string][]byte{"cut": whole[:len(whole)/3], "cut in its first page": whole[:50], "scribbled over": scribbled} {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.VerifyBackup(t.Context(), path, nil); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want a sentence", name, err)
		} else {
			t.Log(name, err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
			t.Errorf("%s: verifying left something: %v (%v)", name, left, err)
		}
	}
}
