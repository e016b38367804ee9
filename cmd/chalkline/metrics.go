package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"chalkline"
	"chalkline/crawler"
	"chalkline/search"
)

// meter counts what this process does, for who runs it. Its labels are routes,
// kinds and states of the program itself: nothing that a reader, a source or the
// internet brought ever becomes one.
type meter struct {
	registry *prometheus.Registry

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	feeds    *prometheus.CounterVec

	crawled  *prometheus.CounterVec
	received prometheus.Counter
	items    *prometheus.CounterVec

	units    *prometheus.CounterVec
	calls    *prometheus.HistogramVec
	mails    *prometheus.CounterVec
	bounces  *prometheus.CounterVec
	picks    prometheus.Counter
	editions prometheus.Counter

	searches       prometheus.Histogram
	searchFailures prometheus.Counter
	fallBacks      prometheus.Counter
}

// Bounds of histograms, in seconds: a feed that has not changed takes under a
// millisecond, a page some 10 ms; a call of work up to minutes.
var (
	pageSeconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}
	workSeconds = []float64{.01, .05, .1, .5, 1, 5, 10, 30, 60, 300}
)

func newMeter() *meter {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "chalkline_" + name, Help: help})
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "chalkline_" + name, Help: help}, labels)
	}
	histograms := func(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "chalkline_" + name, Help: help, Buckets: bounds}, labels)
	}
	m := &meter{
		registry: prometheus.NewRegistry(),
		requests: counters("http_requests_total", "Requests answered, by the pattern of their route and the class of the status.", "route", "class"),
		duration: histograms("http_request_duration_seconds", "Time from a request to the end of its answer, by the pattern of its route.", pageSeconds, "route"),
		feeds:    counters("feed_requests_total", "Requests for personal feeds: sent whole, not modified (304) or refused.", "answer"),
		crawled:  counters("crawl_sources_total", "Sources asked, by the answer: fresh, not_modified (304) or failed.", "answer"),
		received: counter("crawl_received_bytes_total", "Bytes of answers of sources, decompressed."),
		items:    counters("crawl_items_total", "Items that sources brought, new or edited.", "change"),
		units:    counters("work_units_total", "Units of work, by kind, done or failed. A batch that failed is tried unit by unit, and only those are counted.", "kind", "result"),
		calls:    histograms("work_duration_seconds", "Time of each call that does units of a kind.", workSeconds, "kind"),
		mails:    counters("deliveries_total", "Attempts to send a digest, by the state that the delivery was left in; waiting is one that is tried again.", "result"),
		bounces:  counters("bounces_total", "Reports on digests that came back, by kind.", "kind"),
		picks:    counter("picks_total", "Picks made for readers."),
		editions: counter("editions_total", "Digests composed."),
		searches: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "chalkline_search_duration_seconds", Help: "Time of each search.", Buckets: pageSeconds,
		}),
		searchFailures: counter("search_failures_total", "Searches that could not be answered."),
		fallBacks:      counter("search_fall_backs_total", "Searches that the database answered because the larger index did not."),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "chalkline_build_info", Help: "1, with the version of the program.", ConstLabels: prometheus.Labels{"version": version()},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.requests, m.duration, m.feeds, m.crawled, m.received, m.items, m.units, m.calls, m.mails, m.bounces, m.picks, m.editions,
		m.searches, m.searchFailures, m.fallBacks, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// page serves the metrics in the form that Prometheus reads.
func (m *meter) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: scrapeWait})
}

// Worked implements jobs.Observer.
func (m *meter) Worked(kind string, units int, took time.Duration, err error) {
	m.calls.WithLabelValues(kind).Observe(took.Seconds())
	switch {
	case err == nil:
		m.units.WithLabelValues(kind, "done").Add(float64(units))
	case units == 1:
		m.units.WithLabelValues(kind, "failed").Inc()
	}
}

// Crawled implements jobs.Observer.
func (m *meter) Crawled(report crawler.Report) {
	m.crawled.WithLabelValues("failed").Add(float64(report.Failed))
	m.crawled.WithLabelValues("not_modified").Add(float64(report.NotModified))
	m.crawled.WithLabelValues("fresh").Add(float64(max(0, report.Asked-report.Failed-report.NotModified)))
	m.received.Add(float64(report.Bytes))
	m.items.WithLabelValues("new").Add(float64(report.Stored.New))
	m.items.WithLabelValues("edited").Add(float64(report.Stored.Edited))
}

// Picked implements jobs.Observer.
func (m *meter) Picked(picks int) { m.picks.Add(float64(picks)) }

// Composed implements jobs.Observer.
func (m *meter) Composed() { m.editions.Inc() }

// Delivered implements jobs.Observer.
func (m *meter) Delivered(state chalkline.DeliveryState) {
	m.mails.WithLabelValues(string(state)).Inc()
}

// Bounced implements jobs.Observer.
func (m *meter) Bounced(kind string) { m.bounces.WithLabelValues(kind).Inc() }

// timedSearch is a searcher whose time is taken.
type timedSearch struct {
	search.Searcher

	meter *meter
}

// Search implements search.Searcher. That a search is not understood is the
// searching person's doing and no failure.
func (s timedSearch) Search(ctx context.Context, asked chalkline.Search) (chalkline.Found, error) {
	start := time.Now()
	found, err := s.Searcher.Search(ctx, asked)
	s.meter.searches.Observe(time.Since(start).Seconds())
	if found.Notice.Format != "" {
		s.meter.fallBacks.Inc()
	}
	if err != nil && ctx.Err() == nil && chalkline.ErrorCode(err) != chalkline.CodeInvalid {
		s.meter.searchFailures.Inc()
	}
	return found, err
}
