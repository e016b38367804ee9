package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chalkline"
)

// table is a table as it is copied from one database to another. All tables of
// a schema are copied but those that notCopied names.
type table struct {
	Name    string   `json:"name"`
	Columns []column `json:"columns"`          // by name, so that both databases have them in the same order
	Rows    int64    `json:"rows"`             // how many there are
	Number  string   `json:"number,omitempty"` // column that the database numbers new rows in; "" for none
	Last    int64    `json:"last,omitempty"`   // the last number that was ever given

	after []string // tables that its rows point to
}

// column is a column and what it holds.
type column struct {
	Name string `json:"name"`
	Kind kind   `json:"kind"`
}

// kind is what a column holds, by the words of neither database.
type kind string

const (
	isInteger kind = "integer"
	isReal    kind = "real"
	isText    kind = "text"
	isTruth   kind = "truth"
	isBytes   kind = "bytes"
)

// kinds are the types that columns are declared with.
var kinds = map[string]kind{
	"integer": isInteger, "bigint": isInteger, "double precision": isReal, "text": isText, "boolean": isTruth, "blob": isBytes, "bytea": isBytes,
}

// notCopied says which tables are left out of copies, by the beginning of their
// names: the version is that of the copy anyway, the index is built anew, SQLite
// keeps its own, and what is in the queue is found again in SQL.
func notCopied(name string) bool {
	for _, head := range []string{"goose_", "items_fts", "sqlite_", "river_"} {
		if strings.HasPrefix(name, head) {
			return true
		}
	}
	return false
}

const (
	sqliteColumns = `SELECT m.name, c.name, lower(c.type), c.pk = 1 AND m.sql LIKE '%AUTOINCREMENT%'
		FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	postgresColumns = `SELECT c.table_name, c.column_name, c.data_type, c.is_identity = 'YES' FROM information_schema.columns c
		JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'`
	sqliteReferences   = `SELECT m.name, k."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'`
	postgresReferences = `SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`
	sqliteLast   = `SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = $1 AND $2 <> ''), 0)`
	postgresLast = `SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence($1, $2) AS regclass)), 0)`
)

// tables are the tables of this database that are copied, each after those that
// its rows point to, with the number of their rows and their last ids.
func (db *DB) tables(ctx context.Context, q querier) ([]table, error) {
	columns, references, last := sqliteColumns, sqliteReferences, sqliteLast
	if db.kind == kindPostgres {
		columns, references, last = postgresColumns, postgresReferences, postgresLast
	}
	byName := map[string]*table{}
	err := each(ctx, q, func(r row) error {
		var name, of, declared string
		var numbered bool
		if err := r.Scan(&name, &of, &declared, &numbered); err != nil || notCopied(name) {
			return err
		}
		holds, ok := kinds[declared]
		if !ok {
			return fmt.Errorf("column %s of table %s is declared as %s, which cannot be copied", of, name, declared)
		}
		if byName[name] == nil {
			byName[name] = &table{Name: name}
		}
		byName[name].Columns = append(byName[name].Columns, column{of, holds})
		if numbered {
			byName[name].Number = of
		}
		return nil
	}, columns)
	if err != nil {
		return nil, fmt.Errorf("read which tables there are: %w", err)
	}
	err = each(ctx, q, func(r row) error {
		var name, other string
		err := r.Scan(&name, &other)
		if t := byName[name]; t != nil && other != name {
			t.after = append(t.after, other)
		}
		return err
	}, references)
	if err != nil {
		return nil, fmt.Errorf("read how tables point to each other: %w", err)
	}
	for _, t := range byName {
		slices.SortFunc(t.Columns, func(a, b column) int { return strings.Compare(a.Name, b.Name) })
		if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+quoted(t.Name)).Scan(&t.Rows); err != nil {
			return nil, fmt.Errorf("count the rows of %s: %w", t.Name, err)
		}
		if t.Number == "" {
			continue
		}
		var most int64
		if err := q.QueryRowContext(ctx, last, t.Name, t.Number).Scan(&t.Last); err != nil {
			return nil, fmt.Errorf("read the last number of %s: %w", t.Name, err)
		}
		if err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(`+quoted(t.Number)+`), 0) FROM `+quoted(t.Name)).Scan(&most); err != nil {
			return nil, fmt.Errorf("read the highest number of %s: %w", t.Name, err)
		}
		t.Last = max(t.Last, most)
	}
	return inOrder(byName)
}

// inOrder sorts tables by name, each after those that its rows point to.
func inOrder(byName map[string]*table) ([]table, error) {
	var out []table
	done := map[string]bool{}
	for len(out) < len(byName) {
		before := len(out)
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			t := byName[name]
			if !done[name] && !slices.ContainsFunc(t.after, func(other string) bool { return !done[other] }) {
				done[name] = true
				out = append(out, *t)
			}
		}
		if len(out) == before {
			return nil, errors.New("tables point to each other in a circle, so there is no order to copy them in")
		}
	}
	return out, nil
}

// names are the columns as they stand in SQL.
func (t *table) names() string {
	list := make([]string, len(t.Columns))
	for n, c := range t.Columns {
		list[n] = quoted(c.Name)
	}
	return strings.Join(list, ", ")
}

// quoted is a name as it stands in SQL, whatever it is.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// sameShape says in a sentence where the tables of two databases differ.
func sameShape(from, to []table) error {
	shape := func(tables []table) map[string]string {
		out := make(map[string]string, len(tables))
		for _, t := range tables {
			out[t.Name] = fmt.Sprint(t.Number, t.Columns)
		}
		return out
	}
	here, there := shape(from), shape(to)
	for name := range here {
		if there[name] != here[name] {
			return chalkline.Errorf(chalkline.CodeInvalid, "the table %s is not the same in both: they were not written by the same version of Chalkline", chalkline.Cut(name, 40))
		}
	}
	for name := range there {
		if _, ok := here[name]; !ok {
			return chalkline.Errorf(chalkline.CodeInvalid, "the table %s is missing in what is to be copied: it was not written by the same version of Chalkline", name)
		}
	}
	return nil
}
