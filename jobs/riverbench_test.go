package jobs_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"chalkline/jobs"
)

// BenchmarkUnits compares both runners on one PostgreSQL database: a unit changes
// one row, as the least unit does.
func BenchmarkUnits(b *testing.B) {
	for _, shape := range []struct {
		name           string
		workers, batch int
	}{{"one by one", 16, 1}, {"batches of 100", 1, 100}} {
		for _, processes := range []int{0, 1, 3} {
			name := map[int]string{0: "in process", 1: "River", 3: "River in three"}[processes]
			b.Run(shape.name+"/"+name, func(b *testing.B) { benchmarkUnits(b, processes, shape.workers, shape.batch) })
		}
	}
}

// benchmarkUnits does 20,000 units in so many processes, 0 for the runner that
// works alone.
func benchmarkUnits(b *testing.B, processes, workers, batch int) {
	const units = 20_000
	dsn := postgresSchema(b)
	run(b, dsn, `CREATE TABLE work (key TEXT PRIMARY KEY, done INT DEFAULT 0)`)
	run(b, dsn, `CREATE INDEX ON work (key) WHERE done = 0`)
	w := openTable(b, dsn)
	kind := jobs.Kind{Name: "bench", Due: w.due, Run: w.do, Workers: workers, Batch: batch, Every: time.Second}
	var took time.Duration
	for range b.N {
		run(b, dsn, `TRUNCATE work; INSERT INTO work SELECT n::text FROM generate_series(1, 20000) n; ANALYZE work`)
		ctx, stop := context.WithCancel(b.Context())
		var ended sync.WaitGroup
		began := time.Now()
		if processes == 0 {
			ended.Go(func() { jobs.NewRunner([]jobs.Kind{kind}, time.Now, discard).Run(ctx) })
		}
		for range processes {
			r, err := jobs.OpenRiver(ctx, dsn, []jobs.Kind{kind}, time.Now, discard)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(r.Close)
			ended.Go(func() { r.Run(ctx) })
		}
		for w.count(b, "done = 0") > 0 {
			time.Sleep(5 * time.Millisecond)
		}
		took += time.Since(began)
		if n := w.count(b, "done > 1"); n > 0 {
			b.Errorf("%d units were done twice", n)
		}
		stop()
		ended.Wait()
	}
	b.ReportMetric(units*float64(b.N)/took.Seconds(), "units/s")
}
