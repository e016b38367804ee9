package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"chalkline"
	"chalkline/store"
)

// old is a database as version 1 left it, with rows in it.
func old(t *testing.T, dialect goose.Dialect, driver, folder, dsn string) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	migrations, err := goose.NewProvider(dialect, db, os.DirFS(filepath.Join("migrations", folder)), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(30 * 24 * time.Hour).UnixMicro()
	for _, row := range []struct {
		statement string
		args      []any
	}{
		{`INSERT INTO sources (id, kind, name, url, host, site_url, genre, topics, country, language, listed, unverified, paused, selectors, state)
			VALUES (1, 'feed', 'S', 'https://s.example/feed', 's.example', '', 'blog', '', '', '', TRUE, FALSE, FALSE, '', '')`, nil},
		{`INSERT INTO items (id, source_id, key, guid, url, title, authors, categories, venue, doi, eric, language, published, first_seen, changed,
			minutes, appraise_at, read_at, text, links)
			VALUES (1, 1, 'k', '', 'https://s.example/1', 'Homework', '["Ada Marsh"]', '', '', '10.1/own', '', 'en', 5, 6, 6, 1, 0, 0, 'Text.', '')`, nil},
		// Asked about long ago; asked with no answer; never asked; resolved and due at once.
		{`INSERT INTO works (id, doi, eric, title, type, standing, notice_doi, notice_at, origin, resolved_at, resolve_at)
			VALUES (1, '10.1/own', 'EJ1', 'Homework', 'journal-article', 'corrected', '10.1/n', 7000000, 'crossref', 8000000, $1)`, []any{later}},
		{`INSERT INTO works (id, doi, eric, origin, resolved_at, resolve_at) VALUES (2, '10.1/unknown', '', '', 0, $1)`, []any{later}},
		{`INSERT INTO works (id, doi, eric, resolve_at) VALUES (3, '10.1/new', '', 9)`, nil},
		{`INSERT INTO works (id, doi, eric, origin, resolved_at, resolve_at) VALUES (4, '10.1/due', '', 'crossref', 8, 10)`, nil},
		{`INSERT INTO works (id, doi, eric, origin, resolved_at, resolve_at) VALUES (5, '', 'ED5', 'eric', 8, $1)`, []any{later}},
		{`INSERT INTO citations (item_id, number, work_id, kind, doi, eric, url, text) VALUES (1, 0, 5, 'id', '', 'ED5', '', '')`, nil},
		{`INSERT INTO appraisals (item_id, kind, design, probability, score, margin, grade, reason, second_hand, model, at, standing, standing_at,
			signals, cautions) VALUES (1, 'research', 'RCT', 0.5, 70, 4, 'B', 'A trial.', FALSE, 3, 6, '', 0,
			'[{"name":"participants","value":"90","origin":"text","offset":2,"weight":1},{"name":"direction","value":"null","origin":"text","offset":2,"weight":0}]', '')`, nil},
		{`INSERT INTO readers (id, email, role, digest_every, digest_weekday, digest_hour, zone, created_at, pick_at, digest_at, mail_error, feed_at)
			VALUES (1, 'a@b.example', 'reader', 'weekly', 0, 17, 'UTC', 1, 0, 0, '', 0)`, nil},
		{`INSERT INTO feedback (reader_id, item_id, kind, at) VALUES (1, 1, 'saved', 11)`, nil},
		{`INSERT INTO editions (id, reader_id, number, subject, at) VALUES (1, 1, 1, 'One pick', 12)`, nil},
	} {
		if _, err := db.ExecContext(t.Context(), row.statement, row.args...); err != nil {
			t.Fatalf("%s: %v", row.statement, err)
		}
	}
}

func TestADatabaseOfVersion1IsReadWell(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "old.db")
		old(t, goose.DialectSQLite3, "sqlite", "sqlite", "file:"+path)
		upgraded(t, open(t, path))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := postgresSchema(t)
		old(t, goose.DialectPostgres, "pgx", "postgres", server)
		upgraded(t, open(t, server))
	})
}

func upgraded(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := t.Context()
	same := func(got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("not as wanted (-want +got):\n%s", diff)
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	own := chalkline.Work{
		ID: 1, DOI: "10.1/own", ERIC: "EJ1", Title: "Homework", Type: "journal-article", Standing: chalkline.StandingCorrected,
		NoticeDOI: "10.1/n", NoticeAt: time.Unix(7, 0).UTC(), Origin: "crossref", ResolvedAt: time.Unix(8, 0).UTC(),
	}
	got, err := db.Work(ctx, 1)
	ok(err)
	same(got, own)
	item, err := db.Item(ctx, 1)
	ok(err)
	got, _, err = db.WorksBehind(ctx, item, nil)
	ok(err)
	same(got, own)
	_, cited, err := db.Citations(ctx, 1)
	ok(err)
	same([]any{len(cited), cited[0].Work.ERIC}, []any{1, "ED5"})
	want := chalkline.Appraisal{
		ItemID: 1, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Probability: 0.5, Score: 70, Margin: 4, Grade: chalkline.GradeB,
		Reason: chalkline.Textf("A trial."), Signals: []chalkline.Signal{{Name: "participants", Value: "90", Origin: "text", Offset: 2, Weight: 1}, {Name: "direction", Value: "null", Origin: "text", Offset: 2}},
		Model: 3, At: time.UnixMicro(6).UTC(),
	}
	appraisal, err := db.Appraisal(ctx, 1)
	ok(err)
	same(appraisal, want)
	card, err := db.Card(ctx, 0, 1)
	ok(err)
	same(card.Appraisal, want)

	// What a finding says is known at once, the words for taste are read bit by bit.
	candidates, err := db.CandidatesByItem(ctx, []chalkline.ItemID{1})
	ok(err)
	same([]any{candidates[0].Direction, candidates[0].Features}, []any{chalkline.DirectionNull, []byte(nil)})
	n, err := db.RenewFeatures(ctx, 1, 10)
	ok(err)
	same(n, 1)
	readers, err := db.ReadToPick(ctx, []chalkline.ReaderID{1}, time.Time{}, func(chalkline.Schedule) time.Time { return time.Time{} })
	ok(err)
	same(readers[0].SaidAt, time.UnixMicro(11).UTC())

	// Digests come as they did, and those of old catch up on nothing.
	same(readers[0].Schedule, chalkline.DefaultSchedule(""))
	breaks, err := db.Breaks(ctx, readers[0].Reader)
	ok(err)
	same(len(breaks), 0)
	edition, err := db.EditionByNumber(ctx, 1, 1)
	ok(err)
	same(edition, chalkline.Edition{ID: 1, ReaderID: 1, Number: 1, Subject: chalkline.Textf("One pick"), At: time.UnixMicro(12).UTC()})

	// Works with a record are asked about within the week, a minute apart, and
	// later than those that were due already; without one they have time.
	due := func(in time.Duration) []chalkline.WorkID {
		t.Helper()
		found, err := db.WorksToResolve(ctx, time.Now().Add(in), 10)
		ok(err)
		slices.Sort(found)
		return found
	}
	same(due(0), []chalkline.WorkID{3, 4})
	same(due(90*time.Second), []chalkline.WorkID{3, 4, 5})
	same(due(7*24*time.Hour), []chalkline.WorkID{1, 3, 4, 5})

	own.Abstract, own.Standing = "Forty schools took part.", chalkline.StandingRetracted
	ok(db.SaveWork(ctx, own, time.Now().Add(time.Hour)))
	items, err := db.ItemsToAppraise(ctx, 10)
	ok(err)
	same(items, []chalkline.ItemID{1})
	_, err = db.ReplaceNotices(ctx, chalkline.List{}, func(yield func(chalkline.Notice, error) bool) {
		yield(chalkline.Notice{DOI: "10.1/own", Standing: chalkline.StandingConcern}, nil)
	})
	ok(err)
	ok(db.IntegrityCheck(ctx))
}
