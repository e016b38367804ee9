package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"chalkline/store"
)

// A look into the database may take scrapeWait at most, and holds for scrapeLife, so
// that several who scrape cost no more than one.
const (
	scrapeWait = 5 * time.Second
	scrapeLife = 10 * time.Second
)

// Gauges that are read when somebody scrapes.
var (
	describe = func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("chalkline_"+name, help, labels, nil)
	}
	aboutUp         = describe("database_up", "1 when the database answered this scrape in time, else 0; then nothing else is known of it.")
	aboutAnswer     = describe("database_answer_seconds", "Time that the database took for the smallest question.")
	aboutSize       = describe("database_size_bytes", "Size of the database, without the log of its last writes.")
	aboutOpen       = describe("database_connections", "Open connections of this process to the database.", "pool", "state")
	aboutLimit      = describe("database_connections_limit", "Connections that a pool opens at most.", "pool")
	aboutWaits      = describe("database_waits_total", "Waits for a free connection.", "pool")
	aboutWaited     = describe("database_wait_seconds_total", "Time of all waits for a free connection.", "pool")
	aboutDue        = describe("work_due", "Units of work that are due, by kind.", "kind")
	aboutLag        = describe("work_oldest_due_seconds", "How long the oldest unit of a kind has been due.", "kind")
	aboutTroubles   = describe("work_troubled", "Units that failed and wait to be tried again, of this process.")
	aboutSources    = describe("sources", "Sources in use, by health.", "health")
	aboutReaders    = describe("readers", "Readers.")
	aboutFree       = describe("disk_free_bytes", "Free disk where the data is.")
	aboutCert       = describe("certificate_expiry_timestamp_seconds", "When the certificate of the pages ends, in seconds since 1970.")
	everythingAbout = []*prometheus.Desc{
		aboutUp, aboutAnswer, aboutSize, aboutOpen, aboutLimit, aboutWaits, aboutWaited, aboutDue, aboutLag, aboutTroubles, aboutSources,
		aboutReaders, aboutFree, aboutCert,
	}
)

// gauges says how the daemon is when somebody asks.
type gauges struct {
	d *daemon

	mu    sync.Mutex // held while the database is asked
	known []prometheus.Metric
	at    time.Time
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, about := range everythingAbout {
		out <- about
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	for _, m := range g.pools() {
		out <- m
	}
	for _, m := range g.stored() {
		out <- m
	}
	if until := g.d.certificateEnd(); !until.IsZero() {
		out <- gauge(aboutCert, float64(until.Unix()))
	}
	if free := g.d.settings.freeDisk(); free != nil {
		if bytes, err := free(); err == nil {
			out <- gauge(aboutFree, float64(bytes))
		}
	}
	out <- gauge(aboutTroubles, float64(len(g.d.worker.Troubles())))
}

func gauge(about *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(about, prometheus.GaugeValue, value, labels...)
}

func (g *gauges) pools() []prometheus.Metric {
	var out []prometheus.Metric
	for _, pool := range g.d.db.Pools() {
		out = append(out,
			gauge(aboutOpen, float64(pool.Stats.InUse), pool.Name, "in_use"),
			gauge(aboutOpen, float64(pool.Stats.Idle), pool.Name, "idle"),
			gauge(aboutLimit, float64(pool.Stats.MaxOpenConnections), pool.Name),
			prometheus.MustNewConstMetric(aboutWaits, prometheus.CounterValue, float64(pool.Stats.WaitCount), pool.Name),
			prometheus.MustNewConstMetric(aboutWaited, prometheus.CounterValue, pool.Stats.WaitDuration.Seconds(), pool.Name))
	}
	return out
}

// stored is what the database says, at most scrapeLife old.
func (g *gauges) stored() []prometheus.Metric {
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Since(g.at) < scrapeLife {
		return g.known
	}
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWait)
	defer cancel()
	found, err := g.ask(ctx)
	if err != nil {
		g.d.log.Warn("metrics of the database are missing", "error", err)
		found = []prometheus.Metric{gauge(aboutUp, 0)}
	}
	g.known, g.at = found, time.Now()
	return found
}

func (g *gauges) ask(ctx context.Context) ([]prometheus.Metric, error) {
	db, start := g.d.db, time.Now()
	if err := db.Ping(ctx); err != nil {
		return nil, err
	}
	out := []prometheus.Metric{gauge(aboutUp, 1), gauge(aboutAnswer, time.Since(start).Seconds())}
	size, err := db.Storage(ctx, 0)
	if err != nil {
		return nil, err
	}
	readers, err := db.ReaderCount(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, gauge(aboutSize, float64(size.Bytes)), gauge(aboutReaders, float64(readers)))
	counts, err := db.SourceCounts(ctx)
	if err != nil {
		return nil, err
	}
	well := counts[store.AnySource] - counts[store.FailingSource] - counts[store.SilentSource] - counts[store.PausedSource]
	out = append(out, gauge(aboutSources, float64(well), "well"))
	for _, state := range []store.SourceState{store.FailingSource, store.SilentSource, store.PausedSource} {
		out = append(out, gauge(aboutSources, float64(counts[state]), string(state)))
	}
	backlogs, err := db.Backlogs(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	for _, b := range backlogs {
		lag := 0.0
		if b.Due > 0 && !b.Since.IsZero() {
			lag = max(0, now.Sub(b.Since).Seconds())
		}
		out = append(out, gauge(aboutDue, float64(b.Due), b.Kind), gauge(aboutLag, lag, b.Kind))
	}
	return out, nil
}
