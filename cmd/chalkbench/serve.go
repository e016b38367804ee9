package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"
)

// serveCmd measures what pages and published feeds cost, asked by programs that
// keep their connections.
type serveCmd struct {
	Readers  int     `default:"1000" help:"Readers in the store."`
	Items    int     `default:"100000" help:"Items in the store, of ten weeks."`
	Days     int     `default:"8" help:"Days of picks that readers have."`
	Clients  int     `default:"2" help:"Clients that ask at once, where the time of an answer is measured."`
	Seconds  float64 `default:"4" help:"Length of each measure."`
	Database string  `help:"URL of an empty PostgreSQL database; a temporary SQLite file when not given."`
	Profile  string  `help:"File for a processor profile of the server." type:"path"`
}

// Help says what the figures mean.
func (serveCmd) Help() string {
	return `A store is filled with items, readers and their picks made up from a fixed seed. The pages are served by a process of their own on loopback, and asked by
clients that keep their connections, each for one thing after the other. 304: feeds that have not changed, asked by eight times as many clients. 200: feeds in the three formats in turn, compressed with gzip,
of one reader after the other. page: in turn a reader's picks and an item. search: words of which some are rare and some frequent. cpu_us is the processor time
of the server for one answer, which a machine that has other work to do changes less than the time that passes; rss_mb is the most memory the server has had.`
}

// serveReport holds the figures.
type serveReport struct {
	Readers     int     `json:"readers"`
	Items       int     `json:"items"`
	Feed304Rate float64 `json:"feed_304_per_s"`
	Feed200P50  float64 `json:"feed_200_p50_ms"`
	Feed200P99  float64 `json:"feed_200_p99_ms"`
	PageP99     float64 `json:"page_p99_ms"`
	SearchP99   float64 `json:"search_p99_ms"`
	Memory      float64 `json:"rss_mb"`
	CPU         struct {
		Feed304 float64 `json:"feed_304"`
		Feed200 float64 `json:"feed_200"`
		Page    float64 `json:"page"`
		Search  float64 `json:"search"`
	} `json:"cpu_us"`

	measures []measure
	idle     float64 // memory before the first request, in MB
}

// Run measures and prints.
func (c serveCmd) Run(ctx context.Context, o output) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	r, err := c.measure(ctx, program)
	if err != nil {
		return err
	}
	return o.print(r, r.table)
}

// measure fills a store, serves it and asks.
func (c serveCmd) measure(ctx context.Context, program string) (r serveReport, err error) {
	served, err := newServedStore(ctx, c.Database, shape{items: c.Items, readers: c.Readers}, c.Days)
	if err != nil {
		return r, fmt.Errorf("filling a store: %w", err)
	}
	defer served.remove()
	server, err := startServer(ctx, program, served, c.Profile)
	if err != nil {
		return r, err
	}
	defer server.stop()
	r = serveReport{Readers: c.Readers, Items: c.Items, idle: server.peakMB()}
	asks, err := served.asks(ctx, server.address)
	if err != nil {
		return r, err
	}
	length := time.Duration(c.Seconds * float64(time.Second))
	run := func(name string, clients int, status int, requests [][]byte) (measure, error) {
		m, err := server.ask(ctx, clients, status, length, requests)
		m.name, m.peak = name, server.peakMB()
		r.measures = append(r.measures, m)
		return m, err
	}
	feeds, err := run("feed, 200", c.Clients, 200, asks.feeds)
	if err != nil {
		return r, err
	}
	unchanged, err := run("feed, 304", 8*c.Clients, 304, asks.unchanged)
	if err != nil {
		return r, err
	}
	pages, err := run("page", c.Clients, 200, asks.pages)
	if err != nil {
		return r, err
	}
	searches, err := run("search", c.Clients, 200, asks.searches)
	if err != nil {
		return r, err
	}
	r.Feed304Rate, r.CPU.Feed304 = round(unchanged.rate()), round(unchanged.cpu())
	r.Feed200P50, r.Feed200P99, r.CPU.Feed200 = ms(feeds.share(0.5)), ms(feeds.share(0.99)), round(feeds.cpu())
	r.PageP99, r.CPU.Page = ms(pages.share(0.99)), round(pages.cpu())
	r.SearchP99, r.CPU.Search = ms(searches.share(0.99)), round(searches.cpu())
	r.Memory = round(server.peakMB())
	return r, nil
}

// ms is a time in milliseconds.
func ms(d time.Duration) float64 { return round(float64(d.Nanoseconds()) / 1e6) }

func (r serveReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tanswers/s\tp50\tp99\tprocessor\tsize\tmemory so far\t")
	for _, m := range r.measures {
		fmt.Fprintf(t, "%s\t%.0f\t%v ms\t%v ms\t%.0f µs\t%.1f KB\t%.0f MB\t\n", m.name, m.rate(), ms(m.share(0.5)), ms(m.share(0.99)), m.cpu(), m.size()/1024, m.peak)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintf(w, "%d readers, %d items; memory %.0f MB at the start, %.0f MB at most\n", r.Readers, r.Items, r.idle, r.Memory)
}
