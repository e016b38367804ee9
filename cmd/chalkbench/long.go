package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// longCmd has days pass in minutes and watches what grows.
type longCmd struct {
	Sources int `default:"200" help:"Sources, which publish every hour to every other day."`
	Items   int `default:"20" help:"Items in the feed of each."`
	Readers int `default:"100" help:"Readers, who get a digest every day and say something of one pick in ten."`
	Hours   int `default:"72" help:"Hours that pass."`

	Database string `help:"URL of a PostgreSQL server; a schema of its own is made there, and dropped at the end. A temporary SQLite file when not given."`
}

// Help says what the figures mean.
func (longCmd) Help() string {
	return `All work of the daemon is done on a store of its own hour by hour by a clock that is set, on sources that another process plays on loopback. After
every hour memory is collected and counted. heap_mb and goroutines are those after a third of the time and at the end; a run has to last for two days or more for them to say much. growth_per_day is how many
rows each table gained by day since then; unbounded names tables that grew and hold neither items nor what readers got and said.

On PostgreSQL it is done through the queue. queue_done is how many jobs went through it, queue_rows how many were still in its table at the end (finished ones are removed every ten seconds, by the clock on the
wall), and queue_mb its size after a third of the time and at the end, with what it left on the disk; connections are those of this process at both times.`
}

// longReport holds the figures.
type longReport struct {
	Sources     int            `json:"sources"`
	Readers     int            `json:"readers"`
	Hours       int            `json:"hours"`
	HeapFirst   float64        `json:"heap_mb_first"`
	HeapLast    float64        `json:"heap_mb_last"`
	PeakRSS     float64        `json:"peak_rss_mb"`
	FirstMany   int            `json:"goroutines_first"`
	LastMany    int            `json:"goroutines_last"`
	Growth      map[string]int `json:"growth_per_day"`
	Rows        map[string]int `json:"rows"`
	Unbounded   []string       `json:"unbounded"`
	Queue       *queueGrowth   `json:"queue,omitempty"` // on PostgreSQL
	FileGrowth  float64        `json:"file_mb_per_day"`
	CPUSeconds  float64        `json:"cpu_seconds_per_day"`
	Requests    map[string]int `json:"requests"`
	Mails       int            `json:"mails"`
	LoadAverage string         `json:"load_average"`
}

// grows are the tables that may grow: they hold what came in, what was found out
// about it, and what readers got and said.
var grows = []string{
	"items", "item_edits", "item_topics", "item_features", "stories", "story_keys", "story_blocks", "appraisals", "works", "citations", "found_references",
	"picks", "editions", "edition_picks", "deliveries", "feedback", "visits",
	"items_fts", "items_fts_data", "items_fts_docsize", "items_fts_idx", // of the index of words
}

// Run measures and prints. It is a fault when memory or a table grows that should
// not.
func (c longCmd) Run(ctx context.Context, o output) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	r, err := c.measure(ctx, program)
	if err != nil {
		return err
	}
	if err := o.print(r, r.table); err != nil {
		return err
	}
	return r.fault()
}

var errGrows = errors.New("something grows without end")

// fault says what grew that should not have.
func (r longReport) fault() error {
	switch {
	case len(r.Unbounded) > 0:
		return fmt.Errorf("%w: tables %v", errGrows, r.Unbounded)
	case r.Queue != nil && r.Queue.Done > 5000 && r.Queue.Rows > r.Queue.Done/10: // of a shorter run most may be left
		return fmt.Errorf("%w: %d of %d jobs stay in the queue", errGrows, r.Queue.Rows, r.Queue.Done)
	case r.Queue != nil && r.Queue.LastConnections > r.Queue.FirstConnections+2:
		return fmt.Errorf("%w: from %d to %d connections", errGrows, r.Queue.FirstConnections, r.Queue.LastConnections)
	case r.LastMany > r.FirstMany+5:
		return fmt.Errorf("%w: from %d to %d goroutines", errGrows, r.FirstMany, r.LastMany)
	case r.HeapLast > 1.2*r.HeapFirst+4:
		return fmt.Errorf("%w: memory went from %.1f to %.1f MB", errGrows, r.HeapFirst, r.HeapLast)
	}
	return nil
}

// measure has the hours pass.
func (c longCmd) measure(ctx context.Context, program string) (r longReport, err error) {
	start := time.Date(2026, time.January, 5, 5, 0, 0, 0, time.UTC)
	if c.Database != "" { // the queue has times of the clock on the wall too, which must not be later
		start = time.Now().UTC().Truncate(24 * time.Hour).Add(29 * time.Hour)
	}
	server, err := play(ctx, program, "--sources", fmt.Sprint(c.Sources), "--items", fmt.Sprint(c.Items), "--lively", start.Format(time.RFC3339))
	if err != nil {
		return r, err
	}
	defer server.stop()
	w, err := newLongWorld(ctx, c, start, server)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	r = longReport{Sources: c.Sources, Readers: c.Readers, Hours: c.Hours, Growth: map[string]int{}}
	var first tableRows
	var firstFile int64
	settled, used := c.Hours/3, time.Duration(0)
	for hour := 1; hour <= c.Hours; hour++ {
		if err := w.hour(ctx, hour); err != nil {
			return r, fmt.Errorf("hour %d: %w", hour, err)
		}
		heap := heapMB()
		if hour == settled {
			r.HeapFirst, r.FirstMany, used = heap, runtime.NumGoroutine(), cpuTime()
			if first, firstFile, err = w.rows(ctx); err != nil {
				return r, err
			}
			if w.queue != nil {
				r.Queue = &queueGrowth{}
				if _, r.Queue.FirstMB, r.Queue.FirstConnections, err = w.queue.look(ctx); err != nil {
					return r, err
				}
			}
		}
		r.HeapLast, r.LastMany = heap, runtime.NumGoroutine()
	}
	days := float64(c.Hours-settled) / 24
	last, file, err := w.rows(ctx)
	if err != nil {
		return r, err
	}
	if w.queue != nil {
		r.Queue.Rows = last["river_job"]
		if r.Queue.Done, r.Queue.LastMB, r.Queue.LastConnections, err = w.queue.look(ctx); err != nil {
			return r, err
		}
	}
	r.Rows = last
	for _, table := range slices.Sorted(maps.Keys(last)) {
		more := last[table] - first[table]
		if more <= 0 || table == "river_job" { // whose rows come and go; see fault
			continue
		}
		r.Growth[table] = int(float64(more) / days)
		if !slices.Contains(grows, table) && (table != "tastes" || last[table] > c.Readers) { // of which each reader has one
			r.Unbounded = append(r.Unbounded, table)
		}
	}
	r.FileGrowth = round(float64(file-firstFile) / 1e6 / days)
	r.CPUSeconds = round((cpuTime() - used).Seconds() / days)
	r.PeakRSS, r.Mails, r.LoadAverage = round(peakMB()), w.mails.sent, loadAverage()
	r.Requests, err = server.asked(ctx)
	return r, err
}

// heapMB is the memory that is in use after what can be given back was.
func heapMB() float64 {
	runtime.GC()
	runtime.GC() // what pools kept goes the second time
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return round(float64(m.HeapAlloc) / 1e6)
}

func (r longReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%d hours, %d sources, %d readers\t%d mails, answers %v\n", r.Hours, r.Sources, r.Readers, r.Mails, r.Requests)
	fmt.Fprintf(t, "memory in use, after a third and at the end\t%.1f MB, %.1f MB\n", r.HeapFirst, r.HeapLast)
	fmt.Fprintf(t, "goroutines\t%d, %d\n", r.FirstMany, r.LastMany)
	fmt.Fprintf(t, "processor time a day\t%.1f s\n", r.CPUSeconds)
	fmt.Fprintf(t, "file\t+ %.1f MB a day\n", r.FileGrowth)
	if q := r.Queue; q != nil {
		fmt.Fprintf(t, "queue\t%d jobs, %d still there; %.1f MB, %.1f MB\n", q.Done, q.Rows, q.FirstMB, q.LastMB)
		fmt.Fprintf(t, "connections\t%d, %d\n", q.FirstConnections, q.LastConnections)
	}
	for _, table := range slices.Sorted(maps.Keys(r.Growth)) {
		fmt.Fprintf(t, "%s\t%d rows, + %d a day\n", table, r.Rows[table], r.Growth[table])
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintf(w, "load average %s\n", r.LoadAverage)
}
