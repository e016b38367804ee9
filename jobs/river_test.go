package jobs_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"chalkline"
	"chalkline/jobs"
	"chalkline/jobs/jobstest"
)

// envRiver is the database of the process that
// TestWhatADeadProcessHadIsDoneByAnother kills.
const envRiver = "CHALKLINE_TEST_RIVER"

// table is work that is due in a table, as it is in earnest: a unit is due until it
// was done.
type table struct{ *pgxpool.Pool }

func openTable(t testing.TB, dsn string) table {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return table{pool}
}

func (w table) due(ctx context.Context, _ time.Time, limit int) ([]string, error) {
	rows, err := w.Query(ctx, `SELECT key FROM work WHERE done = 0 ORDER BY key LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (w table) do(ctx context.Context, keys []string) error {
	_, err := w.Exec(ctx, `UPDATE work SET done = done + 1 WHERE key = ANY($1)`, keys)
	return err
}

func (w table) count(t testing.TB, condition string) (n int) {
	t.Helper()
	if err := w.QueryRow(t.Context(), `SELECT count(*) FROM work WHERE `+condition).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRiverProcess is that process, and nothing otherwise. It does half of what it
// takes, of batched units and of others, and hangs with the rest.
func TestRiverProcess(t *testing.T) { //nolint:paralleltest // a process of its own
	dsn := os.Getenv(envRiver)
	if dsn == "" {
		return
	}
	w := openTable(t, dsn)
	var once sync.Once
	hang := func(ctx context.Context, keys []string) error {
		if err := w.do(ctx, keys[:len(keys)/2]); err != nil {
			return err
		}
		once.Do(func() { fmt.Println("hanging") })
		select {}
	}
	openRiver(t, dsn, deadKinds(w, hang)).Run(t.Context())
}

func deadKinds(w table, do func(context.Context, []string) error) []jobs.Kind {
	return []jobs.Kind{
		{Name: "batched", Due: w.due, Run: do, Batch: 20, Every: jobstest.Every},
		{Name: "alone", Due: func(context.Context, time.Time, int) ([]string, error) { return nil, nil }, Run: do, Alone: true, Every: jobstest.Every},
	}
}

func TestWhatADeadProcessHadIsDoneByAnother(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	run(t, dsn, `CREATE TABLE work (key TEXT, done INT DEFAULT 0)`)
	run(t, dsn, `INSERT INTO work SELECT n::text FROM generate_series(100, 149) n`)
	w := openTable(t, dsn)
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRiverProcess$")
	process.Env = append(os.Environ(), envRiver+"="+dsn)
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("hanging"))
	if _, err := output.Read(line); err != nil || string(line) != "hanging" {
		t.Fatalf("the process says %q: %v", line, err)
	}
	next := openRiver(t, dsn, deadKinds(w, w.do))
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() { next.Run(ctx) })
	defer ended.Wait()
	defer stop()
	waitFor(t, "the other one does what is not taken", func() bool { return w.count(t, "done = 0") <= 10 })
	time.Sleep(500 * time.Millisecond)
	if n := w.count(t, "done = 0"); n != 10 {
		t.Errorf("%d units are not done while a process hangs with 10", n)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait()
	killed := time.Now()
	waitFor(t, "all is done", func() bool { return w.count(t, "done = 0") == 0 })
	t.Logf("done %v after the kill", time.Since(killed).Round(10*time.Millisecond))
	if n := w.count(t, "done > 1"); n > 0 {
		t.Errorf("%d units were done twice", n)
	}
}

func TestAQueueStaysSmall(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	run(t, dsn, `CREATE TABLE work (key TEXT, done INT DEFAULT 0)`)
	run(t, dsn, `INSERT INTO work SELECT n::text FROM generate_series(1, 2500) n`)
	w := openTable(t, dsn)
	r := openRiver(t, dsn, []jobs.Kind{{Name: "many", Due: w.due, Run: w.do, Workers: 16, Every: jobstest.Every}})
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() { r.Run(ctx) })
	defer ended.Wait()
	defer stop()
	waitFor(t, "all is done", func() bool { return w.count(t, "done = 0") == 0 })
	waitFor(t, "nothing is left in the queue", func() bool {
		var n int
		if err := w.QueryRow(t.Context(), `SELECT count(*) FROM river_job`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 0
	})
	if n := w.count(t, "done > 1"); n > 0 {
		t.Errorf("%d units were done twice", n)
	}
}

func TestWorkGoesOnAfterAllConnectionsWereLost(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	run(t, dsn, `CREATE TABLE work (key TEXT, done INT DEFAULT 0)`)
	w := openTable(t, dsn)
	r := openRiver(t, dsn+"&application_name=lost", []jobs.Kind{{Name: "lost", Due: w.due, Run: w.do, Every: jobstest.Every}})
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() { r.Run(ctx) })
	defer ended.Wait()
	defer stop()
	waitFor(t, "it works", func() bool {
		busy, err := r.Busy(t.Context())
		return err == nil && busy
	})
	run(t, dsn, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lost'`)
	run(t, dsn, `INSERT INTO work VALUES ('a')`)
	waitFor(t, "it works again", func() bool { return w.count(t, "done = 1") == 1 })
}

func TestTheQueueSaysWhichRightIsMissing(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	role := fmt.Sprintf("jobs_guest_%d", os.Getpid())
	run(t, dsn, `CREATE ROLE `+role+` LOGIN`)
	t.Cleanup(func() {
		run(t, dsn, `DROP OWNED BY `+role)
		run(t, dsn, `DROP ROLE `+role)
	})
	run(t, dsn, `DO $$ BEGIN EXECUTE 'GRANT USAGE ON SCHEMA ' || current_schema() || ' TO `+role+`'; END $$`)
	guest := strings.Replace(dsn, "postgres@", role+"@", 1)
	if guest == dsn {
		t.Skip("skipped: the server is not reached as postgres")
	}
	_, err := jobs.OpenRiver(t.Context(), guest, nil, time.Now, discard)
	if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(chalkline.ErrorMessage(err), "may not make the tables of the queue") {
		t.Errorf("got %v", err)
	}
}

// waitFor waits for something to come true.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in 30 s: %s", what)
		}
	}
}

func TestTheQueueRefusesASchemaWithTooLongAName(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	name := strings.Repeat("s", 47)
	run(t, dsn, `CREATE SCHEMA IF NOT EXISTS `+name)
	t.Cleanup(func() { run(t, dsn, `DROP SCHEMA `+name+` CASCADE`) })
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := at.Query()
	query.Set("search_path", name)
	at.RawQuery = query.Encode()
	_, err = jobs.OpenRiver(t.Context(), at.String(), nil, time.Now, discard)
	if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(chalkline.ErrorMessage(err), "take a shorter name") {
		t.Errorf("got %v", err)
	}
}
