package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"chalkline/jobs"
	"chalkline/jobs/jobstest"
)

var discard = slog.New(slog.DiscardHandler)

func TestRunner(t *testing.T) {
	t.Parallel()
	jobstest.Run(t, func(*testing.T) jobstest.Place {
		return jobstest.Place{New: func(kinds []jobs.Kind) jobstest.Runner {
			r := jobs.NewRunner(kinds, time.Now, discard)
			r.Hurry(jobstest.FirstPause, jobstest.LongestPause, jobstest.RestPause)
			return r
		}}
	})
}

func TestRiver(t *testing.T) {
	t.Parallel()
	postgresURL(t)
	jobstest.Run(t, func(t *testing.T) jobstest.Place {
		t.Helper()
		dsn := postgresSchema(t)
		return jobstest.Place{Many: true, New: func(kinds []jobs.Kind) jobstest.Runner { return openRiver(t, dsn, kinds) }}
	})
}

// openRiver opens a runner that is in a hurry.
func openRiver(t *testing.T, dsn string, kinds []jobs.Kind) *jobs.River {
	t.Helper()
	r, err := jobs.OpenRiver(t.Context(), dsn, kinds, time.Now, discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.Hurry(jobstest.FirstPause, jobstest.LongestPause, jobstest.RestPause, jobstest.Grace)
	return r
}

// postgresURL is the server that tests may use.
func postgresURL(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("skipped: no CHALKLINE_TEST_POSTGRES")
	}
	return dsn
}

var schemas atomic.Int64

// postgresSchema makes an empty schema that lasts for the test, and returns its URL.
func postgresSchema(t testing.TB) string {
	t.Helper()
	server := postgresURL(t)
	schema := fmt.Sprintf("jobs_%d_%d", os.Getpid(), schemas.Add(1))
	run(t, server, `CREATE SCHEMA `+schema)
	t.Cleanup(func() { run(t, server, `DROP SCHEMA `+schema+` CASCADE`) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// run runs a statement on a connection of its own.
func run(t testing.TB, dsn, statement string) {
	t.Helper()
	ctx := context.Background() // also when the test has ended
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
