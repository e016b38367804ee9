package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline/jobs"
	"chalkline/jobs/jobstest"
	"chalkline/store/fulldisk"
)

// TestTheQueueSaysOnceThatItsDiskIsFullAndGoesOn fills the disk of PostgreSQL while
// units are done, each of which writes something too.
func TestTheQueueSaysOnceThatItsDiskIsFullAndGoesOn(t *testing.T) {
	t.Parallel()
	disk, onDisk := fulldisk.Postgres(t, postgresURL(t), 8<<20)
	dsn := onDisk(postgresSchema(t))
	run(t, dsn, `CREATE TABLE work (key TEXT, done INT DEFAULT 0, more TEXT)`)
	run(t, dsn, `INSERT INTO work SELECT n::text FROM generate_series(1, 500) n`)
	w := openTable(t, dsn)
	do := func(ctx context.Context, keys []string) error {
		_, err := w.Exec(ctx, `UPDATE work SET done = done + 1, more = repeat('x', 500) WHERE key = ANY($1)`, keys)
		return err
	}
	var said safeBuffer
	kinds := []jobs.Kind{{Name: "work", Due: w.due, Run: do, Workers: 4, Every: jobstest.Every}}
	r, err := jobs.OpenRiver(t.Context(), dsn, kinds, time.Now, slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.Hurry(jobstest.FirstPause, jobstest.LongestPause, jobstest.RestPause, jobstest.Grace)
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() { r.Run(ctx) })
	defer ended.Wait()
	defer stop()
	waitFor(t, "some is done", func() bool { return w.count(t, "done > 0") > 20 })
	empty := fulldisk.Fill(t, disk)
	waitFor(t, "the disk is full", r.Full)
	time.Sleep(300 * time.Millisecond)
	empty()
	waitFor(t, "all is done", func() bool { return w.count(t, "done = 0") == 0 })
	if n := w.count(t, "done > 1"); n > 0 {
		t.Errorf("%d units were done twice", n)
	}
	const sentence = "the disk of the PostgreSQL server is full: free some space there"
	if log := said.String(); strings.Count(log, "level=ERROR") != 1 || strings.Count(log, sentence) != 1 {
		t.Errorf("the log says:\n%s", log)
	}
}

// safeBuffer is a log that many write to.
type safeBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// String is all that was written.
func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}
