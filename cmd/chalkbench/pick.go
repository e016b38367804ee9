package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/jobs"
	"chalkline/ranker"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// pickCmd measures what a day's picks cost, or what comes of them in a month.
type pickCmd struct {
	Readers  int    `default:"1000" help:"Readers in the store."`
	Items    int    `default:"100000" help:"Items in the store, of ten weeks."`
	Most     int    `default:"100000" help:"Readers at the end of the growth."`
	Database string `help:"URL of an empty PostgreSQL database; a temporary SQLite file when not given."`
	Month    bool   `help:"Instead, what five kinds of reader get in 30 days, from the news and records in the data folder."`
}

// Help says what the figures mean.
func (pickCmd) Help() string {
	return `A store on disk is filled with items and readers made up from a fixed seed; a fifth of the items is in the two weeks that picks are
made from. ms_per_reader is the time that the daemon's own unit of work takes for the second day's picks of all readers, reading
and storing, by the number of readers. growth is the time to choose for the first so many of simulated readers who share the candidates, in memory.`
}

// pickReport holds the figures; what has no JSON name is for the table.
type pickReport struct {
	Readers     int      `json:"readers"`
	Items       int      `json:"items"`
	MsPerReader float64  `json:"ms_per_reader"`
	Growth      []growth `json:"growth"`

	built           time.Duration
	picks, pool     int
	reading, choose time.Duration
}

type growth struct {
	Readers int     `json:"readers"`
	Seconds float64 `json:"seconds"`
}

// Run measures and prints.
func (c pickCmd) Run(ctx context.Context, o output) error {
	if c.Month {
		r, err := measureMonth(ctx, o.Data)
		if err != nil {
			return err
		}
		return o.print(r, r.table)
	}
	began := time.Now()
	m, err := newPickStore(ctx, c.Database, shape{items: c.Items, readers: c.Readers})
	if err != nil {
		return fmt.Errorf("filling a store: %w", err)
	}
	defer m.close()
	r := pickReport{Readers: c.Readers, Items: c.Items, built: time.Since(began)}
	if _, err := m.pickAll(ctx); err != nil { // so that there is a history
		return err
	}
	m.now = m.now.Add(24 * time.Hour)
	began = time.Now()
	picked, err := m.pickAll(ctx)
	if err != nil {
		return err
	}
	if picked != c.Readers {
		return fmt.Errorf("picks were due for %d of %d readers", picked, c.Readers)
	}
	r.MsPerReader = round(float64(time.Since(began).Microseconds()) / 1000 / float64(max(1, c.Readers)))
	return r.grow(ctx, m, c.Most, o)
}

// grow measures choosing for more and more readers, and prints.
func (r pickReport) grow(ctx context.Context, m *pickStore, most int, o output) error {
	began := time.Now()
	candidates, err := m.db.Candidates(ctx, m.now.Add(-pickedFrom))
	if err != nil {
		return err
	}
	against, err := m.db.Against(ctx, ranker.OtherSideSince(m.now), 20)
	if err != nil {
		return err
	}
	request := ranker.Request{Pool: ranker.Prepare(candidates, m.now), Against: against, Topics: m.label, Now: m.now}
	r.pool, r.reading = len(candidates), time.Since(began)
	began = time.Now()
	for n := range most {
		request.Reader, request.Follows = m.reader(n)
		r.picks += len(ranker.Pick(request))
		switch done := n + 1; {
		case done == most, slices.Contains([]int{1000, 3000, 10_000, 30_000}, done):
			r.Growth = append(r.Growth, growth{done, round(time.Since(began).Seconds())})
		}
	}
	r.choose = time.Since(began)
	return o.print(r, func(w io.Writer) { r.table(w, most) })
}

func (r pickReport) table(w io.Writer, most int) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "store of %d items and %d readers filled in\t%.0f s\n", r.Items, r.Readers, r.built.Seconds())
	_, _ = fmt.Fprintf(t, "a day's picks, read and stored\t%v ms a reader\n", r.MsPerReader)
	_, _ = fmt.Fprintf(t, "%d candidates read and prepared in\t%.0f ms\n", r.pool, float64(r.reading.Milliseconds()))
	for _, g := range r.Growth {
		_, _ = fmt.Fprintf(t, "chosen for %d readers in\t%.2f s, %.3f ms each\n", g.Readers, g.Seconds, 1000*g.Seconds/float64(g.Readers))
	}
	_, _ = fmt.Fprintf(t, "picks a reader\t%.2f\n", float64(r.picks)/float64(max(1, most)))
	_ = t.Flush() // a table that cannot be written has nobody to tell
}

// worker does the daemon's units of work that picks depend on.
type worker struct {
	db    *store.DB
	now   time.Time
	units *jobs.Units
}

func newWorker(db *store.DB, now time.Time) *worker {
	w := &worker{db: db, now: now}
	db.Now = func() time.Time { return w.now }
	w.units = &jobs.Units{
		DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: db.Now, Log: slog.New(slog.DiscardHandler),
	}
	return w
}

// do does all that is due of a kind of work, and says how many units that were.
func (w *worker) do(ctx context.Context, name string) (int, error) {
	all := w.units.Kinds()
	kind := all[slices.IndexFunc(all, func(k jobs.Kind) bool { return k.Name == name })]
	done := 0
	for {
		keys, err := kind.Due(ctx, w.now, 10*max(1, kind.Batch))
		if err != nil {
			return done, err
		}
		if len(keys) == 0 {
			return done, nil
		}
		for batch := range slices.Chunk(keys, max(1, kind.Batch)) {
			if err := kind.Run(ctx, batch); err != nil {
				return done, fmt.Errorf("%s: %w", name, err)
			}
			done += len(batch)
		}
	}
}

// label is the label of a topic.
func (w *worker) label(id chalkline.TopicID) string {
	topic, _ := w.units.Topics.Topic(id)
	return topic.Label
}
