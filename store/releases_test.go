package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"chalkline"
	"chalkline/store"
)

// Each file in testdata/releases is a small store, with rows in nearly every
// table, at the version of the schema that names the file: the first one, those at
// which the program gained much, and the newest. Before a release,
//
//	go test ./store -run Release -update
//
// writes that of the newest version; the others are never written again.
const releases = "testdata/releases"

// also adds to lives what is no reader's.
var also = []string{
	`INSERT INTO readers (id, email, role, digest_every, digest_weekday, digest_hour, zone, created_at, pick_at, digest_at, mail_error, feed_at)
		VALUES ($1, $2, 'operator', 'weekly', 3, 17, 'Europe/London', 1, 0, 0, '', 16)`,
	`INSERT INTO works (id, doi, eric, title, type, standing, notice_doi, notice_at, origin, resolved_at, resolve_at)
		VALUES (1, '10.1/own', 'EJ1', 'Homework', 'journal-article', 'corrected', '10.1/n', 7000000, 'crossref', 8000000, 9000000)`,
	`INSERT INTO source_moves (id, source_id, from_url, to_url, at) VALUES (1, 1, 'http://s.example/feed', 'https://s.example/feed', 1)`,
	`INSERT INTO visits (host, day, asked, not_modified, failed, denied, bytes) VALUES ('s.example', 1, 2, 1, 0, 0, 300)`,
	`INSERT INTO subscriptions (source_id, hub, topic, token, secret, active, until, next_at, tries) VALUES (1, 'https://hub.example', 't', 'k', 's', TRUE, 5, 4, 0)`,
	`INSERT INTO story_keys (key, story_id) VALUES ('homework', 1)`,
	`INSERT INTO item_edits (id, item_id, at, field, before_text, after_text) VALUES (1, 1, 6, 'title', 'Homewrok', 'Homework')`,
	`INSERT INTO tombstones (source_id, key, at) VALUES (1, 'gone', 3)`,
	`INSERT INTO citations (item_id, number, work_id, kind, doi, eric, url, text) VALUES (1, 0, 1, 'id', '10.1/own', '', '', '')`,
	`INSERT INTO appraisals (item_id, kind, design, probability, score, margin, grade, reason, second_hand, model, at, standing, standing_at, signals, cautions)
		VALUES (1, 'research', 'RCT', 0.5, 70, 4, 'B', 'A trial.', FALSE, 3, 6, '', 0,
		'[{"name":"participants","value":"90","origin":"text","offset":2,"weight":1}]', '')`,
	`INSERT INTO found_references (text, doi, find_at) VALUES ('Marsh, A. (2019). It''s homework; again.', '10.1/own', 0)`,
	`INSERT INTO story_blocks (block, item_id) VALUES (-42, 1)`,
	`INSERT INTO item_topics (item_id, topic, weight, quote) VALUES (1, 'homework', 0.25, 'Homework')`,
	`INSERT INTO instance (name, value) VALUES ('key_fingerprint', 'f')`,
	`INSERT INTO notices (doi, standing, notice_doi, at) VALUES ('10.1/bad', 'retracted', '10.1/why', 4)`,
	`INSERT INTO replications (doi, succeeded, failed, mixed, done_by) VALUES ('10.1/own', 1, 2, 0, 'others')`,
	`INSERT INTO lists (name, location, etag, last_modified, sum, checked_at, read_at, entries, error) VALUES ('retractions', 'r.csv', '', '', 's', 2, 2, 1, '')`,
	`INSERT INTO item_features (item_id, version, data) VALUES (1, 1, 'x')`,
	`INSERT INTO spaces (id, at, items, data) VALUES (1, 2, 3, 'x')`,
	`INSERT INTO calendars (id, url, name, etag, last_modified, days_off, checked_at, read_at, next_at, error)
		VALUES (1, 'https://school.example/holidays.ics', 'Holidays', '', '', '', 1, 1, 2, '')`,
}

// notThereYet says that a row is of a later version.
var notThereYet = regexp.MustCompile(`no such table|has no column`)

func TestReleasesAreWritten(t *testing.T) {
	t.Parallel()
	if !*update {
		return
	}
	for _, version := range []int64{1, 3, 4, 15, newestVersion(t)} {
		path := filepath.Join(releases, fmt.Sprintf("%05d.sql", version))
		if _, err := os.Stat(path); err == nil {
			continue // as it was released
		}
		if err := os.WriteFile(path, []byte(written(t, version)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func newestVersion(t *testing.T) int64 {
	t.Helper()
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	version, err := goose.NumericComponent(slices.Max(files))
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// written is a store at a version as SQL that both databases take.
func written(t *testing.T, version int64) string {
	t.Helper()
	raw := at(t, "sqlite", filepath.Join(t.TempDir(), "old.db"), version)
	if _, err := raw.ExecContext(t.Context(), `PRAGMA foreign_keys = OFF`); err != nil {
		t.Fatal(err)
	}
	for _, statement := range slices.Concat(also[:1], lives, also[1:]) {
		statement = strings.ReplaceAll(strings.ReplaceAll(statement, "$1", "1"), "$2", "'"+whoLeaves+"'")
		if _, err := raw.ExecContext(t.Context(), statement); err != nil && !notThereYet.MatchString(err.Error()) {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	own := ownTables(t, "sqlite", raw)
	var out strings.Builder
	for _, table := range sorted(own) {
		rows := valuesOf(t, raw, table, own[table])
		names := make([]string, len(own[table]))
		for n, f := range own[table] {
			names[n] = f.name
		}
		for _, r := range rows {
			fmt.Fprintf(&out, "INSERT INTO %s (%s) VALUES (%s);\n", table, strings.Join(names, ", "), strings.Join(r, ", "))
		}
	}
	return out.String()
}

// valuesOf are the rows of a table as they stand in SQL.
func valuesOf(t *testing.T, raw *sql.DB, table string, fields []field) [][]string {
	t.Helper()
	names := make([]string, len(fields))
	for n, f := range fields {
		names[n] = `"` + f.name + `"`
	}
	rows, err := raw.QueryContext(t.Context(), `SELECT `+strings.Join(names, ", ")+` FROM "`+table+`"`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out [][]string
	for rows.Next() {
		values := make([]any, len(fields))
		places := make([]any, len(fields))
		for n := range values {
			places[n] = &values[n]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for n, v := range values {
			texts[n] = literal(v, fields[n])
		}
		out = append(out, texts)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// literal is a value as both databases read it.
func literal(value any, f field) string {
	if number, ok := value.(int64); ok && f.declared == "boolean" {
		value = number != 0
	}
	switch v := value.(type) {
	case nil:
		return "NULL"
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case []byte:
		return "'" + string(v) + "'"
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	default:
		return fmt.Sprint(v)
	}
}

// at is an empty database at a version.
func at(t *testing.T, kind, dsn string, version int64) *sql.DB {
	t.Helper()
	dialect, driver := goose.DialectSQLite3, "sqlite"
	if kind == "postgres" {
		dialect, driver = goose.DialectPostgres, "pgx"
	}
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	migrations, err := goose.NewProvider(dialect, raw, os.DirFS(filepath.Join("migrations", kind)), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return raw
}

// changed are the values that a migration changes on purpose, and why.
var changed = map[string]string{
	"works.resolve_at": "all works are asked about again when there is room for what else their records say",
}

func TestEveryReleaseIsUpgradedAndMeansTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(releases + "/*.sql")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d releases are kept (%v)", len(files), err)
	}
	for _, file := range files {
		version, err := strconv.ParseInt(strings.TrimSuffix(filepath.Base(file), ".sql"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"sqlite", "postgres"} {
			t.Run(fmt.Sprintf("%d on %s", version, kind), func(t *testing.T) {
				t.Parallel()
				dsn := filepath.Join(t.TempDir(), "old.db")
				if kind == "postgres" {
					dsn = postgresSchema(t)
				}
				raw := at(t, kind, dsn, version)
				restore(t.Context(), t, kind, raw, string(text))
				own := ownTables(t, kind, raw)
				before := map[string][][]string{}
				for table, fields := range own {
					before[table] = valuesOf(t, raw, table, fields)
				}
				db := open(t, dsn)
				for table, fields := range own {
					after := valuesOf(t, raw, table, fields)
					for _, rows := range [][][]string{before[table], after} {
						for n, f := range fields {
							if changed[table+"."+f.name] != "" {
								for _, r := range rows {
									r[n] = "changed"
								}
							}
						}
						slices.SortFunc(rows, slices.Compare[[]string])
					}
					if diff := cmp.Diff(before[table], after); diff != "" {
						t.Errorf("%s changed (-before +after):\n%s", table, diff)
					}
				}
				meansTheSame(t, db)
			})
		}
	}
}

// restore runs the statements of a release, whatever order its tables are in.
func restore(ctx context.Context, t *testing.T, kind string, raw *sql.DB, text string) {
	t.Helper()
	statements := strings.Split(strings.TrimSuffix(text, ";\n"), ";\n")
	if kind == "postgres" {
		raw.SetMaxOpenConns(1)
	}
	for round := 0; len(statements) > 0; round++ {
		var refused []string
		for _, s := range statements {
			if _, err := raw.ExecContext(ctx, s); err != nil {
				refused = append(refused, s) // it points to a row that comes later
				if round > 20 {
					t.Fatalf("%s: %v", s, err)
				}
			}
		}
		statements = refused
	}
	if kind != "postgres" {
		return
	}
	// Rows that brought their ids did not count them.
	rows, err := raw.QueryContext(ctx, `SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND is_identity = 'YES'`)
	if err != nil {
		t.Fatal(err)
	}
	var counts []string
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		counts = append(counts, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%s', '%s'), MAX(%s)) FROM %s`, table, column, column, table))
	}
	if err := errorsOf(rows); err != nil {
		t.Fatal(err)
	}
	for _, count := range counts {
		if _, err := raw.ExecContext(ctx, count); err != nil {
			t.Fatal(err)
		}
	}
}

// meansTheSame reads the rows as the program does.
func meansTheSame(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	same := func(got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("not as wanted (-want +got):\n%s", diff)
		}
	}
	r, err := db.Reader(ctx, 1)
	ok(err)
	same([]any{r.Email, r.Role, r.Schedule.Every, r.Schedule.Weekday, r.Schedule.Hour, r.Schedule.Zone},
		[]any{whoLeaves, chalkline.RoleOperator, chalkline.EveryWeek, time.Wednesday, 17, "Europe/London"})
	follows, err := db.Follows(ctx, 1)
	ok(err)
	same(follows, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1}})
	card, err := db.Card(ctx, 1, 1)
	ok(err)
	same([]any{card.Item.Title, card.Source.URL, card.Appraisal.Grade, card.Appraisal.Score, card.Appraisal.Signals[0].Value, card.Pick.Score},
		[]any{"Homework", "https://s.example/feed", chalkline.GradeB, 70, "90", 0.5})
	if !strings.Contains(fmt.Sprint(card.Pick.Reason), "Because.") || !strings.Contains(fmt.Sprint(card.Appraisal.Reason), "A trial.") {
		t.Errorf("the reasons are %v and %v", card.Pick.Reason, card.Appraisal.Reason)
	}
	saved, err := db.Cards(ctx, 1, store.CardQuery{Feedback: chalkline.FeedbackSaved})
	ok(err)
	same(len(saved), 1)
	token, _, err := db.FeedToken(ctx, "secret-hash")
	ok(err)
	same(token.ReaderID, chalkline.ReaderID(1))
	edition, err := db.EditionByNumber(ctx, 1, 1)
	ok(err)
	same(edition.Subject.English(), "One pick")
	deliveries, err := db.Deliveries(ctx, 10)
	ok(err)
	same([]any{len(deliveries), deliveries[0].State}, []any{1, chalkline.DeliverySent})
	work, err := db.Work(ctx, 1)
	ok(err)
	same([]any{work.DOI, work.Standing}, []any{"10.1/own", chalkline.StandingCorrected})
	stored, err := db.StoreBatch(ctx, chalkline.Batch{Source: 1, Items: []chalkline.Item{{Key: "gone", Title: "Buried"}, {Key: "new", Title: "New"}}})
	ok(err)
	same(stored, chalkline.Stored{New: 1, Buried: 1})
	ok(db.IntegrityCheck(ctx))
}
