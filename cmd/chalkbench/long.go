package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// longCmd has days pass in minutes and watches what grows.
type longCmd struct {
	Sources int `default:"200" help:"Sources, which publish every hour to every other day."`
	Items   int `default:"20" help:"Items in the feed of each."`
	Readers int `default:"100" help:"Readers, who get a digest every day and say something of one pick in ten."`
	Hours   int `default:"72" help:"Hours that pass."`
}

// Help says what the figures mean.
func (longCmd) Help() string {
	return `All work of the daemon is done on a store of its own (SQLite) hour by hour by a clock that is set, on sources that another process plays on loopback. After
every hour memory is collected and counted. heap_mb and goroutines are those after a third of the time and at the end; a run has to last for two days or more for them to say much. growth_per_day is how many
rows each table gained by day since then; unbounded names tables that grew and hold neither items nor what readers got and said.`
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
	"items_fts_data", "items_fts_docsize", "items_fts_idx", // of the index of words
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
		}
		r.HeapLast, r.LastMany = heap, runtime.NumGoroutine()
	}
	days := float64(c.Hours-settled) / 24
	last, file, err := w.rows(ctx)
	if err != nil {
		return r, err
	}
	r.Rows = last
	for _, table := range slices.Sorted(maps.Keys(last)) {
		if more := last[table] - first[table]; more > 0 {
			r.Growth[table] = int(float64(more) / days)
			if !slices.Contains(grows, table) {
				r.Unbounded = append(r.Unbounded, table)
			}
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

// liveUnits does all work of a daemon without a public address, as its clock db.Now
// says.
func liveUnits(db *store.DB, sender mail.Sender) *jobs.Units {
	quiet := slog.New(slog.DiscardHandler)
	return &jobs.Units{
		DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: db.Now, Log: quiet, Mail: sender, Key: chalkline.NewKey(),
		From: "chalkline@school.example", Base: "https://chalkline.example", Contact: "https://chalkline.example",
		Crawler: &crawler.Crawler{
			Store: db, Now: db.Now, Log: quiet, Seed: 1,
			Client: fetch.New(fetch.Options{UserAgent: "chalkbench", AllowPrivate: true, HostPause: -1}), // the pause is time of the clock on the wall
		},
	}
}

// longWorld is an instance with a clock that is set.
type longWorld struct {
	*worker

	dir    string
	server *playing
	runner *jobs.Runner
	mails  *counting
	random *rand.Rand
	many   int // readers
}

// counting is a sender that counts what it is given and forgets it.
type counting struct{ sent int }

// Send implements mail.Sender.
func (c *counting) Send(_ context.Context, m mail.Message) error {
	_, err := m.Bytes()
	c.sent++
	return err
}

func newLongWorld(ctx context.Context, c longCmd, start time.Time, server *playing) (w *longWorld, err error) {
	dir, err := os.MkdirTemp("", "chalkbench-long-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	db, err := store.Open(ctx, filepath.Join(dir, "long.db"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	w = &longWorld{worker: newWorker(db, start), dir: dir, server: server, mails: &counting{}, random: rand.New(rand.NewPCG(3, 4)), many: c.Readers}
	u := liveUnits(db, w.mails)
	w.runner = jobs.NewRunner(u.Kinds(), db.Now, u.Log)
	for n, s := range server.sources {
		source := chalkline.Source{Kind: chalkline.SourceFeed, Name: sourceName(n, s), URL: s.URL, Genre: chalkline.GenreBlog, Language: "en"}
		if err := db.AddSource(ctx, &source); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	m := pickStore{worker: w.worker}
	for _, topic := range topics.Default().Topics() {
		m.topics = append(m.topics, topic.ID)
	}
	if err := m.admit(ctx, c.Readers); err != nil {
		return nil, errors.Join(err, w.close())
	}
	for n := range c.Readers { // digests come in hours of their own
		s := chalkline.DefaultSchedule("UTC")
		s.Every, s.Hour = chalkline.EveryDay, 5+n%12
		if err := db.SetSchedule(ctx, chalkline.ReaderID(n+1), s, start.Add(time.Duration(n%12+2)*time.Hour)); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *longWorld) close() error { return errors.Join(w.db.Close(), os.RemoveAll(w.dir)) }

// hour lets an hour pass, does what is due and has readers say something.
func (w *longWorld) hour(ctx context.Context, hour int) error {
	w.now = w.now.Add(time.Hour)
	if err := w.server.publish(ctx, hour); err != nil {
		return err
	}
	if err := w.runner.Drain(ctx); err != nil {
		return err
	}
	kinds := []chalkline.FeedbackKind{chalkline.FeedbackUseful, chalkline.FeedbackNotForMe, chalkline.FeedbackSaved, chalkline.FeedbackHidden}
	for n := hour % 12; n < w.many; n += 12 { // each reader twice a day
		cards, err := w.db.Cards(ctx, chalkline.ReaderID(n+1), store.CardQuery{Limit: 5})
		if err != nil {
			return err
		}
		if len(cards) == 0 || w.random.IntN(2) == 0 {
			continue
		}
		card := cards[w.random.IntN(len(cards))]
		if err := w.db.AddFeedback(ctx, chalkline.ReaderID(n+1), card.Item.ID, kinds[w.random.IntN(len(kinds))]); err != nil {
			return err
		}
	}
	return nil
}

func (r longReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%d hours, %d sources, %d readers\t%d mails, answers %v\n", r.Hours, r.Sources, r.Readers, r.Mails, r.Requests)
	fmt.Fprintf(t, "memory in use, after a third and at the end\t%.1f MB, %.1f MB\n", r.HeapFirst, r.HeapLast)
	fmt.Fprintf(t, "goroutines\t%d, %d\n", r.FirstMany, r.LastMany)
	fmt.Fprintf(t, "processor time a day\t%.1f s\n", r.CPUSeconds)
	fmt.Fprintf(t, "file\t+ %.1f MB a day\n", r.FileGrowth)
	for _, table := range slices.Sorted(maps.Keys(r.Growth)) {
		fmt.Fprintf(t, "%s\t%d rows, + %d a day\n", table, r.Rows[table], r.Growth[table])
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintf(w, "load average %s\n", r.LoadAverage)
}
