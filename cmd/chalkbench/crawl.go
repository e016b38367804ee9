package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/jobs"
	"chalkline/store"
)

// crawlCmd measures a first crawl of made sources and a second one in which
// nothing has changed, takes the corpus of real feeds the whole way, polls
// servers that mean harm, and plays the scenarios of good manners.
type crawlCmd struct {
	Sources int `default:"500" help:"Made sources."`
	Items   int `default:"20" help:"Items of each."`
}

// crawlReport is the JSON of the command.
type crawlReport struct {
	First     crawlRound        `json:"first"`
	Again     crawlRound        `json:"again"`
	Hostile   hostileReport     `json:"hostile"`
	Scenarios map[string]string `json:"scenarios"`
	Corpus    corpusReport      `json:"corpus"`

	played scenarioReport
}

// crawlRound is one crawl of all sources.
type crawlRound struct {
	Sources       int            `json:"sources"`
	ItemsExpected int            `json:"items_expected"`
	ItemsStored   int            `json:"items_stored"`
	Seconds       float64        `json:"seconds"`
	CPUSeconds    float64        `json:"cpu_seconds"`
	PeakRSS       float64        `json:"peak_rss_mb"`
	Requests      map[string]int `json:"requests"`
}

// Run is the command.
func (c crawlCmd) Run(ctx context.Context, o output) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	var report crawlReport
	if report.First, report.Again, err = c.rounds(ctx, program); err != nil {
		return err
	}
	if report.Hostile, err = crawlHostile(ctx, program); err != nil {
		return err
	}
	if report.played, err = playScenarios(ctx); err != nil {
		return err
	}
	report.Scenarios = report.played.outcome
	if report.Corpus, err = crawlCorpus(ctx, program, filepath.Join(o.Data, "corpus", "feeds-real")); err != nil {
		return err
	}
	return o.print(report, func(w io.Writer) { report.table(w) })
}

func (r crawlReport) table(w io.Writer) {
	for _, round := range []struct {
		name string
		crawlRound
	}{{"first", r.First}, {"again", r.Again}} {
		fmt.Fprintf(w, "%s  %d sources, %d of %d items, %.2f s, %.2f s CPU, peak %.0f MB, answers %v\n",
			round.name, round.Sources, round.ItemsStored, round.ItemsExpected, round.Seconds, round.CPUSeconds, round.PeakRSS, round.Requests)
	}
	r.Hostile.table(w)
	r.played.table(w)
	r.Corpus.table(w)
}

// rounds crawls made sources into an empty store, then again.
func (c crawlCmd) rounds(ctx context.Context, program string) (first, again crawlRound, err error) {
	server, err := play(ctx, program, "--sources", fmt.Sprint(c.Sources), "--items", fmt.Sprint(c.Items))
	if err != nil {
		return first, again, err
	}
	defer server.stop()
	folder, err := os.MkdirTemp("", "chalkbench")
	if err != nil {
		return first, again, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	bench, err := newCrawlBench(ctx, filepath.Join(folder, "crawl.db"), server)
	if err != nil {
		return first, again, err
	}
	defer bench.db.Close()
	if first, err = bench.round(ctx); err != nil {
		return first, again, err
	}
	time.Sleep(hostPause) // between two requests to a host: it is not the crawler's time
	again, err = bench.round(ctx)
	return first, again, err
}

// hostPause is the pause between two requests to a host: the client's default.
const hostPause = time.Second

// crawlBench is a store and a crawler pointed at a feed server.
type crawlBench struct {
	db     *store.DB
	server *playing
	units  *jobs.Units
	now    func() time.Time
	rounds int
}

func newCrawlBench(ctx context.Context, path string, server *playing) (*crawlBench, error) {
	db, err := store.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	b := &crawlBench{db: db, server: server}
	// Each round is a day later, so that every source is due again.
	b.now = func() time.Time { return time.Now().AddDate(0, 0, b.rounds) }
	db.Now = b.now
	sources := make([]chalkline.Source, len(server.sources))
	for i, s := range server.sources {
		sources[i] = chalkline.Source{Kind: chalkline.SourceFeed, Name: sourceName(i, s), URL: s.URL, Genre: chalkline.GenreBlog}
	}
	if _, err := db.SyncSources(ctx, sources); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	client := fetch.New(fetch.Options{UserAgent: "chalkbench", AllowPrivate: true})
	b.units = &jobs.Units{
		DB:      db,
		Crawler: &crawler.Crawler{Store: db, Client: client, Now: b.now, Log: slog.New(slog.DiscardHandler), Seed: 1},
		Now:     b.now,
		Log:     slog.New(slog.DiscardHandler),
	}
	return b, nil
}

func sourceName(i int, s playedSource) string {
	if s.File != "" {
		return s.File
	}
	return fmt.Sprintf("Made source %d", i)
}

// round crawls everything that is due once and measures it.
func (b *crawlBench) round(ctx context.Context) (crawlRound, error) {
	r := crawlRound{Sources: len(b.server.sources)}
	for _, s := range b.server.sources {
		r.ItemsExpected += s.Items
	}
	asked, err := b.server.asked(ctx)
	if err != nil {
		return r, err
	}
	if _, err := b.db.ForcePoll(ctx, b.now(), b.now()); err != nil {
		return r, err
	}
	kinds := only(b.units.Kinds(), "crawl")
	cpu, start := cpuTime(), time.Now()
	if err := jobs.NewRunner(kinds, b.now, b.units.Log).Drain(ctx); err != nil {
		return r, err
	}
	r.Seconds, r.CPUSeconds, r.PeakRSS = time.Since(start).Seconds(), (cpuTime() - cpu).Seconds(), peakMB()
	counts, err := b.db.Counts(ctx)
	if err != nil {
		return r, err
	}
	r.ItemsStored = counts.Items
	if r.Requests, err = b.server.asked(ctx); err != nil {
		return r, err
	}
	for kind, n := range asked {
		r.Requests[kind] -= n
	}
	maps.DeleteFunc(r.Requests, func(_ string, n int) bool { return n == 0 })
	b.rounds++
	return r, nil
}

// only are the kinds of that name.
func only(kinds []jobs.Kind, name string) []jobs.Kind {
	return slices.DeleteFunc(kinds, func(k jobs.Kind) bool { return k.Name != name })
}

// cpuTime is the processor time that this process has used.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// peakMB is the most memory this process has had resident, in MB.
func peakMB() float64 { return process(os.Getpid()).peak() }

// gradeCounts is byGrade with "ungraded" for no grade, as JSON wants a key.
func gradeCounts(byGrade map[chalkline.Grade]int) map[string]int {
	out := make(map[string]int, len(byGrade))
	for g, n := range byGrade {
		if g == chalkline.GradeNone {
			out["ungraded"] = n
			continue
		}
		out[string(g)] = n
	}
	return out
}
