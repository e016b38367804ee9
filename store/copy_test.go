package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/store"
)

// left are the tables that are not copied, and why.
var left = map[string]string{
	"goose_db_version": "both databases have their own; versions are compared",
	"items_fts":        "the index is built anew",
}

// crowded is a store with rows in every table there is, made from nothing but
// the shape of the tables: whoever adds a table has it tested too.
func crowded(t *testing.T, dsn string) (*store.DB, *sql.DB) {
	t.Helper()
	db := open(t, dsn)
	kind, driver := db.Kind(), "sqlite"
	if kind == "postgres" {
		driver = "pgx"
	}
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	raw.SetMaxOpenConns(1)
	if kind == "sqlite" {
		if _, err := raw.ExecContext(t.Context(), `PRAGMA foreign_keys = OFF`); err != nil {
			t.Fatal(err)
		}
	}
	waiting := ownTables(t, kind, raw)
	for round := 0; len(waiting) > 0; round++ {
		before := len(waiting)
		for _, name := range sorted(waiting) {
			if err := fillTable(t.Context(), raw, name, waiting[name]); err == nil {
				delete(waiting, name)
			} else if round > 20 {
				t.Fatalf("%s cannot be filled: %v", name, err)
			}
		}
		if len(waiting) == before {
			round = max(round, 20)
		}
	}
	return db, raw
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// field is a column as it was declared.
type field struct{ name, declared string }

// ownTables are all tables that should be copied.
func ownTables(t *testing.T, kind string, raw *sql.DB) map[string][]field {
	t.Helper()
	query := `SELECT m.name, c.name, lower(c.type) FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	if kind == "postgres" {
		query = `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema()`
	}
	rows, err := raw.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]field{}
	for rows.Next() {
		var table string
		var f field
		if err := rows.Scan(&table, &f.name, &f.declared); err != nil {
			t.Fatal(err)
		}
		if left[table] == "" && !strings.HasPrefix(table, "items_fts_") && !strings.HasPrefix(table, "sqlite_") {
			out[table] = append(out[table], f)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// awkward are texts that a careless copy breaks.
var awkward = []string{"plain", "\\N \t \\. \"quoted\" \\x", "Ünïcode – 日本 🎓\r\n<&>\u2028"}

// fillTable puts three rows into a table, or as many of them as it takes.
func fillTable(ctx context.Context, raw *sql.DB, table string, fields []field) error {
	var taken int
	var refusal error
	for n := range 3 {
		var names, places []string
		var values []any
		for _, f := range fields {
			var v any
			switch f.declared {
			case "text":
				v = fmt.Sprintf("%s %d", awkward[n], n)
			case "boolean":
				v = n == 1
			case "double precision":
				v = []float64{0.1, -1e300, 1.0 / 3}[n]
			case "blob", "bytea":
				v = [][]byte{{}, {0, 255, '\n'}, bytes.Repeat([]byte{7}, 100_000)}[n]
			default:
				v = n + 1
			}
			names, places, values = append(names, `"`+f.name+`"`), append(places, fmt.Sprintf("$%d", len(names)+1)), append(values, v)
		}
		_, err := raw.ExecContext(ctx, `INSERT INTO "`+table+`" (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`, values...)
		if err == nil {
			taken++
		} else {
			refusal = err
		}
	}
	if taken > 0 {
		return nil
	}
	return refusal
}

// dataOf is all that a database holds, as text, table by table.
func dataOf(t *testing.T, kind string, raw *sql.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for table, fields := range ownTables(t, kind, raw) {
		slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
		names := make([]string, len(fields))
		for n, f := range fields {
			names[n] = `"` + f.name + `"`
		}
		rows, err := raw.QueryContext(t.Context(), `SELECT `+strings.Join(names, ", ")+` FROM "`+table+`"`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(fields))
			places := make([]any, len(fields))
			for n := range values {
				places[n] = &values[n]
			}
			if err := rows.Scan(places...); err != nil {
				t.Fatal(err)
			}
			for n, f := range fields {
				if number, ok := values[n].(int64); ok && f.declared == "boolean" {
					values[n] = number != 0
				}
			}
			out[table] = append(out[table], fmt.Sprintf("%+v", values))
		}
		if err := errorsOf(rows); err != nil {
			t.Fatal(err)
		}
		slices.Sort(out[table])
	}
	return out
}

func errorsOf(rows *sql.Rows) error {
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

// target is an empty store of a kind, and the same as SQL.
func target(t *testing.T, kind string) (*store.DB, *sql.DB) {
	t.Helper()
	dsn, driver := filepath.Join(t.TempDir(), "target.db"), "sqlite"
	if kind == "postgres" {
		dsn, driver = postgresSchema(t), "pgx"
	}
	db := open(t, dsn)
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	raw.SetMaxOpenConns(1)
	return db, raw
}

// source is a crowded store of a kind.
func source(t *testing.T, kind string) (*store.DB, *sql.DB) {
	t.Helper()
	if kind == "postgres" {
		return crowded(t, postgresSchema(t))
	}
	return crowded(t, filepath.Join(t.TempDir(), "source.db"))
}

func TestAMoveTakesEveryTableAlong(t *testing.T) {
	t.Parallel()
	for _, way := range [][2]string{{"sqlite", "postgres"}, {"postgres", "sqlite"}, {"sqlite", "sqlite"}} {
		t.Run(way[0]+" to "+way[1], func(t *testing.T) {
			t.Parallel()
			from, rawFrom := source(t, way[0])
			to, rawTo := target(t, way[1])
			moved, err := from.Move(t.Context(), to, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := dataOf(t, way[0], rawFrom)
			if len(moved.Tables) != len(want) || len(want) < 40 || moved.Already {
				t.Errorf("%d tables were moved (already there: %v), want %d", len(moved.Tables), moved.Already, len(want))
			}
			if diff := cmp.Diff(want, dataOf(t, way[1], rawTo)); diff != "" {
				t.Errorf("the databases differ (-from +to):\n%s", diff)
			}
			// What is made next does not take an id that was given before.
			next := chalkline.Source{Name: "New", URL: "https://new.example/feed"}
			if err := to.AddSource(t.Context(), &next); err != nil || next.ID != 4 {
				t.Errorf("the next source has the id %d (%v), want 4", next.ID, err)
			}
			// Triggers are back: what is stored now is found.
			var found int
			query := `SELECT COUNT(*) FROM items_fts WHERE items_fts MATCH 'unicode'`
			change := `UPDATE items SET text = 'Unicode once more.' WHERE id = 1`
			if way[1] == "postgres" {
				query = `SELECT COUNT(*) FROM items_fts WHERE search @@ websearch_to_tsquery('chalkline', 'unicode')`
				change = strings.Replace(change, "Unicode", "unicode", 1)
			}
			if _, err := rawTo.ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			if err := rawTo.QueryRowContext(t.Context(), query).Scan(&found); err != nil || found < 1 {
				t.Errorf("%d items are found (%v)", found, err)
			}
		})
	}
}

func TestAMoveMadeTwiceFindsAllThere(t *testing.T) {
	t.Parallel()
	from, rawFrom := source(t, "sqlite")
	to, rawTo := target(t, "postgres")
	first, err := from.Move(t.Context(), to, nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := from.Move(t.Context(), to, nil)
	if err != nil || !second.Already {
		t.Errorf("the second move: already there %v, %v", second.Already, err)
	}
	if diff := cmp.Diff(first.Tables, second.Tables); diff != "" {
		t.Error(diff)
	}
	for what, change := range map[string]string{
		"another row":   `DELETE FROM notices WHERE doi = (SELECT MIN(doi) FROM notices)`,
		"another value": `UPDATE readers SET zone = 'Europe/Paris' WHERE id = 2`,
	} {
		if _, err := rawFrom.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		before := dataOf(t, "postgres", rawTo)
		_, err := from.Move(t.Context(), to, nil)
		if chalkline.ErrorCode(err) != chalkline.CodeConflict || !strings.Contains(fmt.Sprint(err), "holds something else") {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
		if diff := cmp.Diff(before, dataOf(t, "postgres", rawTo)); diff != "" {
			t.Errorf("%s: the other database was changed:\n%s", what, diff)
		}
	}
}

func TestAMoveThatIsBrokenOffLeavesNothingAndCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			from, rawFrom := source(t, "sqlite")
			to, rawTo := target(t, kind)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := 0
			// The rows are too few for the progress to be told of before the end, where
			// nothing has been committed yet.
			_, err := from.Move(ctx, to, func(int64, int64) { done++; cancel() })
			if err == nil || done == 0 {
				t.Fatalf("the move was not broken off: %v, told %d times", err, done)
			}
			for table, rows := range dataOf(t, kind, rawTo) {
				t.Errorf("%s has %d rows", table, len(rows))
			}
			if _, err := from.Move(t.Context(), to, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(dataOf(t, "sqlite", rawFrom), dataOf(t, kind, rawTo)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNobodyWritesToAFileWhileItIsMoved(t *testing.T) {
	t.Parallel()
	from, raw := source(t, "sqlite")
	to, _ := target(t, "sqlite")
	if _, err := raw.ExecContext(t.Context(), `PRAGMA busy_timeout = 0`); err != nil {
		t.Fatal(err)
	}
	var during error
	if _, err := from.Move(t.Context(), to, func(int64, int64) {
		_, during = raw.ExecContext(context.Background(), `DELETE FROM links`)
	}); err != nil {
		t.Fatal(err)
	}
	if during == nil || !strings.Contains(during.Error(), "locked") {
		t.Errorf("a write during the move: %v", during)
	}
}

func TestADumpIsTheSameInBothDatabases(t *testing.T) {
	t.Parallel()
	from, rawFrom := source(t, "postgres")
	folder := t.TempDir()
	dump, file := filepath.Join(folder, "dump"), filepath.Join(folder, "unpacked.db")
	if err := from.Backup(t.Context(), dump, nil); err != nil {
		t.Fatal(err)
	}
	verified, err := store.VerifyBackup(t.Context(), dump, nil)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := store.Unpack(t.Context(), dump, file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(verified, unpacked); diff != "" {
		t.Error(diff)
	}
	raw, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	want := dataOf(t, "postgres", rawFrom)
	if diff := cmp.Diff(want, dataOf(t, "sqlite", raw)); diff != "" {
		t.Errorf("the databases differ (-dumped +unpacked):\n%s", diff)
	}
	info, err := os.Stat(dump)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v, %v", info.Mode(), err)
	}
}
