package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhatBoundsEveryTableIsWrittenDown keeps the table in docs/operating.md
// complete: nothing may grow without anybody having thought of it.
func TestWhatBoundsEveryTableIsWrittenDown(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "<!-- tables -->")
	list, _, closed := strings.Cut(rest, "<!-- /tables -->")
	if !found || !closed {
		t.Fatal("docs/operating.md has no list of tables")
	}
	told := map[string]bool{}
	for line := range strings.Lines(list) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.TrimSpace(cells[2]) == "" {
			continue
		}
		for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(cells[1], -1) {
			told[name[1]] = true
		}
	}
	path := filepath.Join(t.TempDir(), "c.db")
	open(t, path)
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	there := ownTables(t, "sqlite", raw)
	for _, name := range sorted(there) {
		if !told[name] {
			t.Errorf("docs/operating.md does not say what bounds the table %s", name)
		}
	}
	for _, name := range sorted(told) {
		if there[name] == nil {
			t.Errorf("docs/operating.md names a table %s that is not there", name)
		}
	}
}
