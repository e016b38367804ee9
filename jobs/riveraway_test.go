package jobs_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"chalkline/jobs"
	"chalkline/jobs/jobstest"
	"chalkline/store/netfault"
)

// TestTheQueueLosesNothingWhenItsDatabaseIsAway loses the way to the queue while units
// are done whose own way holds.
func TestTheQueueLosesNothingWhenItsDatabaseIsAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for several deadlines")
	}
	const workers = 4
	for name, fault := range map[string]func(*netfault.Proxy){"cut": (*netfault.Proxy).Cut, "refused": (*netfault.Proxy).Refuse} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := postgresSchema(t)
			run(t, dsn, `CREATE TABLE work (key TEXT, done INT DEFAULT 0)`)
			run(t, dsn, `INSERT INTO work SELECT n::text FROM generate_series(1, 400) n`)
			w := openTable(t, dsn)
			behind, way := netfault.Before(t, dsn)
			r := openRiver(t, behind, []jobs.Kind{{Name: "work", Due: w.due, Run: w.do, Workers: workers, Every: jobstest.Every}})
			ctx, stop := context.WithCancel(t.Context())
			var ended sync.WaitGroup
			ended.Go(func() { r.Run(ctx) })
			defer ended.Wait()
			defer stop()
			waitFor(t, "some is done", func() bool { return w.count(t, "done > 0") > 40 })
			fault(way)
			time.Sleep(300 * time.Millisecond)
			way.Heal(t)
			healed := time.Now()
			waitFor(t, "all is done", func() bool { return w.count(t, "done = 0") == 0 })
			t.Logf("done %v after it was over", time.Since(healed).Round(time.Millisecond))
			// What was under way is called off, but a statement that was sent may
			// take effect after nobody waits for it any more, and its unit is found
			// due until then. So units are made to be safe to do twice.
			if n := w.count(t, "done > 1"); n > workers {
				t.Errorf("%d units were done twice; %d were under way", n, workers)
			}
			if n := w.count(t, "done > 2"); n > 0 {
				t.Errorf("%d units were done three times", n)
			}
		})
	}
}
