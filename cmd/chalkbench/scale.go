package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/jobs"
)

// scaleCmd measures what a source, an item, a reader and a digest cost, and says
// what more readers would take.
type scaleCmd struct {
	Items    int    `default:"20000" help:"Items in the store to begin with, of ten weeks."`
	Sources  int    `default:"200" help:"Sources that are crawled, each on a host of its own."`
	Readers  []int  `default:"1000,5000,20000" help:"Readers for whom a day's picks are made, fewest first."`
	Digests  int    `default:"1000" help:"Readers at most whose digests are made and sent."`
	Database string `help:"URL of an empty PostgreSQL database; a temporary SQLite file when not given."`
}

// Help says what the figures mean.
func (scaleCmd) Help() string {
	return `On a store filled from a fixed seed, the daemon's own units of work crawl sources that another process plays, judge what they brought, make a day's picks for more and
more readers, whose follows are drawn from a distribution of Zipf, and make and send digests. cost has what one of each takes: cpu_ms of this process, database_cpu_ms of
PostgreSQL on this machine, stored_bytes of the database, and on PostgreSQL statements and database_bytes over the wire. growth has the time for picks by the number of readers. estimate is computed from these and from
assumptions that the table names: it is measured for none of its sizes.`
}

// scaleReport holds the figures.
type scaleReport struct {
	Database    string              `json:"database"`
	Items       int                 `json:"items"`
	Candidates  int                 `json:"candidates"`
	Cost        map[string]unitCost `json:"cost"`
	Growth      []scaleGrowth       `json:"growth"`
	Estimate    []estimate          `json:"estimate"`
	LoadAverage string              `json:"load_average"`
}

// unitCost is what one of something takes.
type unitCost struct {
	Units         int     `json:"units"` // how many were measured
	CPU           float64 `json:"cpu_ms"`
	DatabaseCPU   float64 `json:"database_cpu_ms"`
	Stored        float64 `json:"stored_bytes"`
	Statements    float64 `json:"statements"`
	DatabaseBytes float64 `json:"database_bytes"`
}

// scaleGrowth is what a day's picks of so many readers took.
type scaleGrowth struct {
	Readers     int     `json:"readers"`
	CPUSeconds  float64 `json:"cpu_seconds"`
	MsPerReader float64 `json:"cpu_ms_per_reader"`
	Picks       int     `json:"picks"`
	PeakRSS     float64 `json:"peak_rss_mb"`
}

// Run measures and prints.
func (c scaleCmd) Run(ctx context.Context, o output) error {
	r, err := c.measure(ctx)
	if err != nil {
		return err
	}
	return o.print(r, r.table)
}

// measure measures one part after the other on one store.
func (c scaleCmd) measure(ctx context.Context) (r scaleReport, err error) {
	w, err := newScaleWorld(ctx, c)
	if err != nil {
		return r, err
	}
	defer w.close()
	r = scaleReport{Database: w.db.Kind(), Items: c.Items, Cost: map[string]unitCost{}}
	if err := w.crawling(ctx, c, r.Cost); err != nil {
		return r, err
	}
	had := 0
	for _, readers := range c.Readers {
		cost, err := w.costOf(ctx, readers-had, func() error { return w.more(ctx, had, readers) })
		if err != nil {
			return r, err
		}
		r.Cost["reader, stored"] = cost
		had = readers
		g, cost, err := w.picking(ctx, readers)
		if err != nil {
			return r, err
		}
		r.Growth, r.Cost["reader, a day's picks"] = append(r.Growth, g), cost
	}
	if err := w.digests(ctx, min(c.Digests, had), r.Cost); err != nil {
		return r, err
	}
	candidates, err := w.db.Candidates(ctx, w.now.Add(-pickedFrom))
	if err != nil {
		return r, err
	}
	r.Candidates, r.LoadAverage = len(candidates), loadAverage()
	r.Estimate = r.estimates()
	return r, nil
}

// scaleWorld is a store on which costs are measured.
type scaleWorld struct {
	*pickStore

	counter *pgCounter // nil on SQLite
	mails   *counting
	live    *jobs.Units
}

func newScaleWorld(ctx context.Context, c scaleCmd) (*scaleWorld, error) {
	w := &scaleWorld{mails: &counting{}}
	database := c.Database
	if database != "" {
		var err error
		if w.counter, err = countPostgres(ctx, database); err != nil {
			return nil, err
		}
		database = w.counter.database
	}
	m, err := newPickStore(ctx, database, shape{items: c.Items, words: 150, wide: true, skewed: true})
	if err != nil {
		if w.counter != nil {
			w.counter.close()
		}
		return nil, fmt.Errorf("filling a store: %w", err)
	}
	w.pickStore, w.live = m, liveUnits(m.db, w.mails)
	m.units = w.live
	return w, nil
}

func (w *scaleWorld) close() {
	w.pickStore.close()
	if w.counter != nil {
		w.counter.close()
	}
}

// costOf is what one of n units takes that do does.
func (w *scaleWorld) costOf(ctx context.Context, n int, do func() error) (c unitCost, err error) {
	before, err := w.spent(ctx)
	if err != nil {
		return c, err
	}
	if err := do(); err != nil {
		return c, err
	}
	after, err := w.spent(ctx)
	if err != nil {
		return c, err
	}
	each := func(x float64) float64 { return round(x / float64(max(1, n))) }
	return unitCost{
		Units: n, CPU: each(ms(after.cpu - before.cpu)), DatabaseCPU: each(ms(after.database - before.database)), Stored: each(float64(after.stored - before.stored)),
		Statements: each(float64(after.statements - before.statements)), DatabaseBytes: each(float64(after.bytes - before.bytes)),
	}, nil
}

// spent is what was used up so far.
type spent struct {
	cpu, database             time.Duration
	stored, statements, bytes int64
}

func (w *scaleWorld) spent(ctx context.Context) (s spent, err error) {
	storage, err := w.db.Storage(ctx, 1)
	if err != nil {
		return s, err
	}
	s = spent{cpu: cpuTime(), stored: storage.Bytes}
	if w.counter != nil {
		s.statements, s.bytes = w.counter.statements.Load(), w.counter.bytes.Load()
		s.database, err = w.counter.cpuTime(ctx)
	}
	return s, err
}

// picking makes a day's picks for all readers.
func (w *scaleWorld) picking(ctx context.Context, readers int) (g scaleGrowth, cost unitCost, err error) {
	before, err := w.db.Counts(ctx)
	if err != nil {
		return g, cost, err
	}
	cost, err = w.costOf(ctx, readers, func() error {
		picked, err := w.pickAll(ctx)
		if err == nil && picked < readers {
			err = fmt.Errorf("%w: picks were due for %d of %d readers", errNotDue, picked, readers)
		}
		return err
	})
	if err != nil {
		return g, cost, err
	}
	after, err := w.db.Counts(ctx)
	w.now = w.now.Add(24 * time.Hour)
	return scaleGrowth{
		Readers: readers, CPUSeconds: round(cost.CPU * float64(readers) / 1000), MsPerReader: cost.CPU, Picks: after.Picks - before.Picks, PeakRSS: round(peakMB()),
	}, cost, err
}

var errNotDue = errors.New("not all was due")

// more stores readers from one number to another; their picks are due.
func (w *scaleWorld) more(ctx context.Context, from, to int) error {
	for n := from; n < to; n++ {
		reader, follows := w.reader(n)
		reader.ID = 0
		if err := w.db.CreateReader(ctx, &reader); err != nil {
			return err
		}
		if err := w.db.SetFollows(ctx, reader.ID, follows); err != nil {
			return err
		}
	}
	return nil
}

// digests makes and sends digests of the first readers.
func (w *scaleWorld) digests(ctx context.Context, readers int, costs map[string]unitCost) (err error) {
	for n := range readers {
		id := chalkline.ReaderID(n + 1)
		if err := w.db.SetSchedule(ctx, id, chalkline.Schedule{Every: chalkline.EveryDay, Hour: 6, Zone: "UTC"}, w.now); err != nil {
			return err
		}
	}
	if costs["digest, made"], err = w.costOf(ctx, readers, func() error { _, err := w.do(ctx, "compose"); return err }); err != nil {
		return err
	}
	costs["digest, sent"], err = w.costOf(ctx, readers, func() error { _, err := w.do(ctx, "deliver"); return err })
	return err
}

func (r scaleReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\tunits\tprocessor\tdatabase\tstored\tstatements\ton the wire\t\n", r.Database)
	for _, name := range costNames {
		c := r.Cost[name]
		fmt.Fprintf(t, "%s\t%d\t%.3f ms\t%.3f ms\t%.0f B\t%.2f\t%.0f B\t\n", name, c.Units, c.CPU, c.DatabaseCPU, c.Stored, c.Statements, c.DatabaseBytes)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	for _, g := range r.Growth {
		fmt.Fprintf(w, "picks of %d readers among %d candidates: %.2f s of processor time, %.3f ms each, %d picks, %.0f MB at most\n",
			g.Readers, r.Candidates, g.CPUSeconds, g.MsPerReader, g.Picks, g.PeakRSS)
	}
	r.estimateTable(w)
	fmt.Fprintf(w, "load average %s\n", r.LoadAverage)
}
