package store_test

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shapeOf is the shape of a database in its own words: tables, indexes, references
// and triggers, also whether these rest.
func shapeOf(t *testing.T, kind string, raw *sql.DB) []string {
	t.Helper()
	query := `SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1`
	if kind == "postgres" {
		query = `SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
			UNION ALL SELECT c.conrelid::regclass || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) || c.convalidated::text
				FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace
			UNION ALL SELECT pg_get_triggerdef(g.oid) || g.tgenabled::text FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
				WHERE c.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal ORDER BY 1`
	}
	rows, err := raw.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAMoveLeavesTheShapeOfTheDatabaseAsItWas(t *testing.T) {
	t.Parallel()
	from, _ := source(t, "sqlite")
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			to, raw := target(t, kind)
			before := shapeOf(t, kind, raw)
			if _, err := from.Move(t.Context(), to, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, shapeOf(t, kind, raw)); diff != "" || len(before) < 100 {
				t.Errorf("of %d parts (-before +after):\n%s", len(before), diff)
			}
		})
	}
}
