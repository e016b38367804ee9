package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"chalkline"
	"chalkline/store"
)

// chalk runs a command on a data folder and returns what it printed and whether
// it went well.
func chalk(t *testing.T, data string, args ...string) (out string, ok bool) {
	t.Helper()
	var printed bytes.Buffer
	code := run(t.Context(), append(args, "--data", data), streams{in: strings.NewReader(""), out: &printed, err: &printed})
	return printed.String(), code == 0
}

// postgresDatabase makes an empty schema that lasts for the test, and returns its
// address.
func postgresDatabase(t *testing.T, name string) string {
	t.Helper()
	server := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("skipped: no CHALKLINE_TEST_POSTGRES")
	}
	schema := fmt.Sprintf("keep_%s_%d", name, os.Getpid())
	onPostgres(t, server, `CREATE SCHEMA `+schema)
	t.Cleanup(func() { onPostgres(t, server, `DROP SCHEMA `+schema+` CASCADE`) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func onPostgres(t *testing.T, dsn, statements string) {
	t.Helper()
	ctx := context.Background() // also when the test has ended
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statements); err != nil {
		t.Fatal(err)
	}
}

// waiting is a store with a reader whose digest is about to be sent.
func waiting(t *testing.T, db *store.DB) {
	t.Helper()
	r := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("UTC")}
	r.DigestAt = time.Now().Add(-time.Hour)
	if err := db.CreateReader(t.Context(), &r); err != nil {
		t.Fatal(err)
	}
	edition := chalkline.Edition{At: time.Now()}
	if _, err := db.CreateEdition(t.Context(), &edition, r, r.DigestAt.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	source := chalkline.Source{Name: "S", URL: "https://s.example/feed"}
	if err := db.AddSource(t.Context(), &source); err != nil {
		t.Fatal(err)
	}
}

func TestAnInstanceMovesToPostgreSQLAndBack(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	one, two := filepath.Join(folder, "one"), filepath.Join(folder, "two")
	first, second := postgresDatabase(t, "first"), postgresDatabase(t, "second")
	if out, ok := chalk(t, one, "sources", "add", "https://other.example/feed"); !ok {
		t.Fatal(out)
	}
	file := filepath.Join(one, "chalkline.db")
	db := openStore(t, file)
	waiting(t, db)
	said := func(wanted bool, says string, data string, args ...string) {
		t.Helper()
		out, ok := chalk(t, data, args...)
		if ok != wanted || !strings.Contains(out, says) {
			t.Errorf("chalkline %s: went well %v, said\n%s", strings.Join(args, " "), ok, out)
		}
		if !wanted && strings.Count(out, "\n") != 1 {
			t.Errorf("chalkline %s: not one sentence:\n%s", strings.Join(args, " "), out)
		}
	}
	said(false, "is in use: stop the daemon first", one, "move", "--to", first)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	said(true, "read back with the same checksums", one, "move", "--to", first)
	said(true, "are in postgres", one, "move", "--to", first)
	said(true, "already, with the same checksums. Nothing was written", one, "move", "--to", first)

	dump := filepath.Join(folder, "dump")
	said(true, "Wrote "+dump, two, "backup", dump, "--database", first)
	said(true, "is whole: a dump of PostgreSQL", two, "restore", "--verify", dump)
	if _, err := os.Stat(two); err == nil {
		t.Error("verifying made a data folder")
	}
	said(false, "holds something, and restoring replaces nothing there", two, "restore", dump, "--database", first)
	said(true, "Restored 2 sources, 0 items and 1 readers", two, "restore", dump, "--database", second)
	said(true, "Restored 2 sources, 0 items and 1 readers", two, "restore", dump)
	said(false, "holds something else", one, "move", "--to", second)

	// Whatever is sent next is new.
	for _, dsn := range []string{second, filepath.Join(two, "chalkline.db")} {
		db := openStore(t, dsn)
		due, err := db.DueDeliveries(t.Context(), time.Now().AddDate(0, 0, 7), 10)
		if err != nil || len(due) != 0 {
			t.Errorf("%d deliveries would be sent again (%v)", len(due), err)
		}
		compose, err := db.ReadersToCompose(t.Context(), time.Now(), 10)
		if err != nil || len(compose) != 0 {
			t.Errorf("%d digests would be made at once (%v)", len(compose), err)
		}
	}
	left, err := os.ReadDir(two)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if strings.Contains(f.Name(), "restoring") {
			t.Errorf("%s was left behind", f.Name())
		}
	}
}

// TestADatabaseThatCannotBeUsedIsToldInASentence starts the daemon on databases
// that it must not touch.
func TestADatabaseThatCannotBeUsedIsToldInASentence(t *testing.T) {
	t.Parallel()
	foreign, newer, closed := postgresDatabase(t, "foreign"), postgresDatabase(t, "newer"), postgresDatabase(t, "closed")
	onPostgres(t, foreign, `CREATE TABLE items (id BIGINT, what TEXT)`)
	if err := openStore(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	onPostgres(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`)
	user := fmt.Sprintf("keep_guest_%d", os.Getpid())
	onPostgres(t, closed, `CREATE ROLE `+user+` LOGIN PASSWORD 'guest'; GRANT USAGE ON SCHEMA `+schemaOf(t, closed)+` TO `+user)
	t.Cleanup(func() { onPostgres(t, closed, `DROP OWNED BY `+user+`; DROP ROLE `+user) })
	guest, err := url.Parse(closed)
	if err != nil {
		t.Fatal(err)
	}
	guest.User = url.UserPassword(user, "guest")
	for name, c := range map[string]struct{ database, says string }{
		"tables of another program": {foreign, "holds tables of another program"},
		"newer tables":              {newer, "run the newer Chalkline that wrote it"},
		"no rights":                 {guest.String(), "may not make or change its tables"},
		"no such schema":            {strings.Replace(closed, "search_path="+schemaOf(t, closed), "search_path=nowhere", 1), "make it with CREATE SCHEMA"},
		"nobody listens":            {"postgres://chalkline:geheim@127.0.0.1:1/chalkline?connect_timeout=2", "cannot be reached"},
		"no such database":          {strings.Replace(closed, "/postgres?", "/nothing_here?", 1), "cannot be reached"},
		"not an address":            {"postgres://x:y:z@:::/?", "cannot parse"},
	} {
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"move", "--to", "other.db"}, {"backup", filepath.Join(t.TempDir(), "b")}} {
			out, ok := chalk(t, t.TempDir(), append(command, "--database", c.database)...)
			if ok || !strings.Contains(out, c.says) || strings.Count(out, "\n") != 1 || strings.Contains(out, "geheim") {
				t.Errorf("%s: %s said\n%s", name, command[0], out)
			}
		}
	}
}

func schemaOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("search_path")
}
