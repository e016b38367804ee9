package store_test

import (
	"context"
	"database/sql"
	"testing"

	"chalkline/store"
)

// usedSchemas are schemas that tests have left, with nothing in their tables again:
// making the tables takes ten times as long as emptying them, and there are hundreds
// of tests.
type usedSchemas struct {
	of   *testing.T // who has them in the end
	free chan usedSchema
}

type usedSchema struct {
	dsn   string
	admin *sql.DB
}

// emptySchema empties all tables of a schema but that of the migrations, and begins to
// number anew.
const emptySchema = `DO $$ DECLARE tables RECORD; BEGIN
	SET LOCAL session_replication_role = replica;
	FOR tables IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'goose%' LOOP
		EXECUTE format('DELETE FROM %I', tables.name);
	END LOOP;
	PERFORM setval(oid, 1, FALSE) FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'goose%';
END $$`

// open opens an empty store in a schema of its own for a test.
func (u usedSchemas) open(t *testing.T) *store.DB {
	t.Helper()
	var s usedSchema
	select {
	case s = <-u.free:
	default:
		s.dsn = postgresSchema(u.of)
		var err error
		if s.admin, err = sql.Open("pgx", s.dsn); err != nil {
			t.Fatal(err)
		}
		s.admin.SetMaxOpenConns(1)
		u.of.Cleanup(func() { _ = s.admin.Close() })
	}
	t.Cleanup(func() {
		if _, err := s.admin.ExecContext(context.Background(), emptySchema); err != nil {
			t.Errorf("empty a schema: %v", err)
			return
		}
		u.free <- s
	})
	return open(t, s.dsn)
}
