package store_test

import (
	"database/sql"
	"encoding/json"
	"flag"
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

var update = flag.Bool("update", false, "write generated parts of the docs")

// lives makes at least a row in every table that holds what is a reader's: $1 is
// the reader, $2 their address.
var lives = []string{
	`INSERT INTO sources (id, kind, name, url, host, site_url, genre, topics, country, language, listed, unverified, paused, selectors, state)
		VALUES (1, 'feed', 'S', 'https://s.example/feed', 's.example', '', 'blog', '', '', '', TRUE, FALSE, FALSE, '', '')`,
	`INSERT INTO stories (id, created_at) VALUES (1, 1)`,
	`INSERT INTO items (id, source_id, key, guid, url, title, authors, categories, venue, doi, eric, language, story_id, published, first_seen,
		changed, minutes, appraise_at, read_at, text, links)
		VALUES (1, 1, 'k', '', 'https://s.example/1', 'Homework', '', '', '', '', '', 'en', 1, 5, 6, 6, 1, 0, 0, 'Text.', '')`,
	`INSERT INTO follows (reader_id, number, kind, value, weight, mute) VALUES ($1, 0, 'topic', 'spacing', 1, FALSE)`,
	`INSERT INTO feedback (reader_id, item_id, kind, at) VALUES ($1, 1, 'saved', 11)`,
	`INSERT INTO notes (reader_id, item_id, text, at, changed_at) VALUES ($1, 1, 'mine alone', 11, 12)`,
	`INSERT INTO tastes (reader_id, space, said_at, data) VALUES ($1, 1, 11, 'x')`,
	`INSERT INTO picks (id, reader_id, item_id, story_id, score, parts, reason, at, revised) VALUES (1, $1, 1, 1, 0.5, '[]', 'Because.', 12, 0)`,
	`INSERT INTO editions (id, reader_id, number, subject, at) VALUES (1, $1, 1, 'One pick', 12)`,
	`INSERT INTO edition_picks (edition_id, alert, number, pick_id) VALUES (1, FALSE, 1, 1)`,
	`INSERT INTO deliveries (id, edition_id, reader_id, address, state, attempts, next_at, claimed_at, settled_at, error)
		VALUES (1, 1, $1, $2, 'sent', 1, 0, 0, 13, '')`,
	`INSERT INTO bounces (delivery_id, kind, reader_id, code, reason, at, stopped) VALUES (1, 'hard', $1, '5.1.1', $2, 14, TRUE)`,
	`INSERT INTO tokens (id, reader_id, name, seed, hash, created_at, revoked_at) VALUES (1, $1, 'Phone', 'secret-seed', 'secret-hash', 15, 0)`,
	`INSERT INTO listeners (feed, form, token_id, callback, host, secret, until, version, changed_at, gone, pushed_at, next_at, failed_at, tries,
		asked, asked_at, asked_secret, asked_lease) VALUES ('token 1', '.atom', 1, 'https://l.example/secret', 'l.example', 'secret-key', 1, '', 0,
		FALSE, 0, 0, 0, 0, '', 0, '', 0)`,
	`INSERT INTO links (hash, purpose, email, zone, created_at, expires_at, used_at) VALUES ('secret-link', 'sign_in', $2, '', 1, 2, 0)`,
	`INSERT INTO sessions (hash, reader_id, data, expires_at, device, since, seen) VALUES ('secret-session', $1, 'x', 9999999999999999, 'Firefox', 1, 1)`,
	`INSERT INTO passkeys (reader_id, credential, handle, name, data, created_at, used, doubted_at)
		VALUES ($1, 'secret-credential', 'secret-handle', 'Laptop', 'secret-data', 1, 0, 0)`,
	`INSERT INTO identities (reader_id, issuer, subject, created_at) VALUES ($1, 'https://id.example', '7', 1)`,
	`INSERT INTO address_changes (hash, reader_id, email, back, created_at, expires_at) VALUES ('secret-change', $1, $2, TRUE, 1, 2)`,
	`INSERT INTO groups (id, name, about, public, feed_seed, feed_hash, feed_at, created_at) VALUES (1, 'Year 4', '', FALSE, '', 'secret-feed', 0, 0)`,
	`INSERT INTO groups (id, name, about, public, feed_seed, feed_hash, feed_at, created_at) VALUES (2, 'Of others', '', FALSE, '', 'other', 0, 0)`,
	`INSERT INTO readers (id, email, role, digest_every, digest_weekday, digest_hour, zone, created_at, pick_at, digest_at, mail_error, feed_at)
		VALUES (99, 'other@school.example', 'reader', 'weekly', 0, 17, 'UTC', 1, 0, 0, '', 0)`,
	`INSERT INTO members (group_id, reader_id, name, role, joined_at) VALUES (1, $1, 'Ada', 'curator', 1)`,
	`INSERT INTO members (group_id, reader_id, name, role, joined_at) VALUES (1, 99, 'Bob', 'member', 2)`,
	`INSERT INTO invitations (group_id, seed, hash, email, uses, used, created_at, expires_at, withdrawn_at) VALUES (2, '', 'secret-invitation', $2, 1, 0, 1, 2, 0)`,
	`INSERT INTO shares (group_id, item_id, reader_id, by_name, note, state, reason, pinned, position, at, decided_at, changed_at)
		VALUES (1, 1, $1, 'Ada', 'worth it', 'approved', '', FALSE, 0, 1, 1, 1)`,
	`INSERT INTO themes (id, group_id, month, title, text, questions, at, reader_id) VALUES (1, 1, '2026-11', 'Homework', '', '["Why?"]', 1, $1)`,
	`INSERT INTO api_tokens (reader_id, name, hash, writes, created_at, used_on) VALUES ($1, 'My script', 'secret-token', TRUE, 1, '')`,
	`INSERT INTO operator_log (at, reader_id, action, about) VALUES (1, $1, 'invite', '')`,
	`INSERT INTO invites (seed, hash, email, uses, used, created_at, expires_at, withdrawn_at) VALUES ('', 'secret-invite', $2, 1, 0, 1, 2, 0)`,
	`INSERT INTO answers (theme_id, question, reader_id, by_name, text, hidden, at, changed_at) VALUES (1, 0, $1, 'Ada', 'I tried it', FALSE, 1, 1)`,
	`INSERT INTO meetings (group_id, day, reader_id) VALUES (1, '2026-12-01', $1)`,
}

// notExported are tables that hold what is a reader's and are in no export, and why.
var notExported = map[string]string{
	"links":       "found by address alone; single-use secrets of 15 minutes",
	"invitations": "found by address alone; what a group asks of somebody, not what they said",
	"invites":     "found by address alone; what an operator asks of somebody, not what they said",
}

const whoLeaves = "ada.lovelace@school.example"

// lived is a store with a reader in all its tables, and the same database as SQL.
func lived(t *testing.T, kind string) (*store.DB, *sql.DB, chalkline.Reader) {
	t.Helper()
	driver, dsn := "sqlite", filepath.Join(t.TempDir(), "c.db")
	if kind == "postgres" {
		driver, dsn = "pgx", postgresSchema(t)
	}
	db := open(t, dsn)
	reader := chalkline.Reader{Email: whoLeaves, Schedule: chalkline.DefaultSchedule("UTC")}
	if err := db.CreateReader(t.Context(), &reader); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	raw.SetMaxOpenConns(1)
	for _, statement := range lives {
		statement = strings.ReplaceAll(strings.ReplaceAll(statement, "$1", fmt.Sprint(reader.ID)), "$2", "'"+whoLeaves+"'")
		if _, err := raw.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return db, raw, reader
}

// tables are the columns of all tables.
func tables(t *testing.T, kind string, raw *sql.DB) map[string][]string {
	t.Helper()
	query := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	if kind == "postgres" {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`
	}
	rows, err := raw.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out[table] = append(out[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// holding are the tables with rows that name a reader, and those with the address in
// any column.
func holding(t *testing.T, kind string, raw *sql.DB, reader chalkline.ReaderID) (naming, addressed []string) {
	t.Helper()
	count := func(query string, args ...any) int {
		var n int
		if err := raw.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	for table, names := range tables(t, kind, raw) {
		if table == "readers" || strings.HasPrefix(table, "items_fts") || strings.HasPrefix(table, "sqlite_") {
			continue
		}
		if slices.Contains(names, "reader_id") && count(`SELECT COUNT(*) FROM `+table+` WHERE reader_id = $1`, reader) > 0 {
			naming = append(naming, table)
		}
		for _, name := range names {
			if count(`SELECT COUNT(*) FROM `+table+` WHERE CAST(`+name+` AS TEXT) LIKE $1`, "%"+whoLeaves+"%") > 0 {
				addressed = append(addressed, table)
			}
		}
	}
	slices.Sort(naming)
	return naming, addressed
}

func onBoth(t *testing.T, check func(t *testing.T, kind string)) {
	t.Helper()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			check(t, kind)
		})
	}
}

func TestNothingOfAReaderIsLeftWhoLeft(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, kind string) {
		db, raw, reader := lived(t, kind)
		naming, addressed := holding(t, kind, raw, reader.ID)
		for table, columns := range tables(t, kind, raw) {
			if slices.Contains(columns, "reader_id") && !slices.Contains(naming, table) {
				t.Errorf("the table %s has a reader_id; please give it a row in lives", table)
			}
		}
		if len(addressed) == 0 {
			t.Error("the address is found nowhere, so this test looks wrongly")
		}
		if err := db.DeleteReader(t.Context(), reader.ID); err != nil {
			t.Fatal(err)
		}
		if naming, addressed = holding(t, kind, raw, reader.ID); len(naming)+len(addressed) > 0 {
			t.Errorf("rows of the reader are left in %v, and the address in %v", naming, addressed)
		}
		for _, left := range []struct {
			table string
			rows  int
		}{{"readers", 1}, {"items", 1}, {"groups", 2}, {"members", 1}, {"shares", 1}, {"listeners", 0}, {"edition_picks", 0}} {
			var n int
			if err := raw.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM `+left.table).Scan(&n); err != nil || n != left.rows {
				t.Errorf("%s has %d rows (%v), want %d", left.table, n, err, left.rows)
			}
		}
	})
}

func TestAnExportHasAllThatIsAReaders(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, kind string) {
		db, raw, reader := lived(t, kind)
		known := store.ExportedTables()
		for table, columns := range tables(t, kind, raw) {
			if (slices.Contains(columns, "reader_id") || slices.Contains(columns, "email")) && !slices.Contains(known, table) && notExported[table] == "" {
				t.Errorf("the table %s holds what is a reader's: add it to the parts of an export, or to notExported with a reason", table)
			}
		}
		var all strings.Builder
		err := db.Export(t.Context(), reader.ID, func(p store.ExportPart) error {
			if len(p.Rows) == 0 || p.One && len(p.Rows) != 1 {
				t.Errorf("the part %s has %d records", p.Name, len(p.Rows))
			}
			for _, r := range p.Rows {
				var fields map[string]any
				if err := json.Unmarshal(r, &fields); err != nil {
					t.Errorf("%s: %v: %s", p.Name, err, r)
				}
				all.Write(r)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		text := all.String()
		for _, want := range []string{whoLeaves, "mine alone", "Because.", "worth it", "I tried it", `"1970-01-01"`, `"1970-01-01T00:00:00Z"`, `"stopped":null`, `"never":false`} {
			if !strings.Contains(text, want) {
				t.Errorf("the export lacks %s", want)
			}
		}
		if strings.Contains(text, "secret") || strings.Contains(text, "other@school.example") {
			t.Errorf("the export has what it should not: %s", text)
		}
		err = db.Export(t.Context(), 1234, func(store.ExportPart) error { return nil })
		if chalkline.ErrorCode(err) != chalkline.CodeNotFound {
			t.Errorf("the export of nobody: %v", err)
		}
	})
}

// TestTheFormatOfAnExportIsWrittenDown keeps docs/your-data.md the same as the
// export. go test ./store -run Format -update rewrites it.
func TestTheFormatOfAnExportIsWrittenDown(t *testing.T) {
	t.Parallel()
	const path = "../docs/your-data.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), "<!-- parts -->\n")
	_, tail, closed := strings.Cut(rest, "<!-- /parts -->")
	if !found || !closed || !strings.Contains(head, fmt.Sprintf(`"version": %d`, store.ExportVersion)) {
		t.Fatalf("%s has no place for the parts, or names another version", path)
	}
	want := head + "<!-- parts -->\n" + store.ExportTable() + "<!-- /parts -->" + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("%s is not what an export has; run go test ./store -run Format -update\n%s", path, diff)
	}
}
