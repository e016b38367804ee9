package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// pagesCmd measures every page that can be asked for.
type pagesCmd struct {
	Readers  int    `default:"1000" help:"Readers in the store."`
	Items    int    `default:"100000" help:"Items in the store, of ten weeks."`
	Times    int    `default:"30" help:"How often each page is asked for."`
	Database string `help:"URL of an empty PostgreSQL database; a temporary SQLite file when not given."`
	Profile  string `help:"File for a processor profile of the server." type:"path"`
}

// Help says what the figures mean.
func (pagesCmd) Help() string {
	return `A store is filled from a fixed seed: items of 200 words, one word that all of them have, a topic that a tenth of them is about, a reader with two
thousand picks and three hundred words on them, a group, an operator. A process of its own serves it on loopback, and one client asks for every page of the
site, one after the other, over a connection that it keeps. first_ms is the first time, for pages that are kept for a while one that has to be made; p50_ms and p99_ms are of the times after it.
bytes are those of the page as a browser asks for it, compressed with gzip. cpu_ms is the processor time of the server for
one answer, first_cpu_ms that of the first: a machine with other work to do changes it less than the time that passes, so over_50_ms counts the pages of which either is over 50 ms.`
}

// pagesReport holds the figures.
type pagesReport struct {
	Readers int          `json:"readers"`
	Items   int          `json:"items"`
	Pages   []pageFigure `json:"pages"`
	Over    int          `json:"over_50_ms"`
	Slowest float64      `json:"slowest_cpu_ms"`
	Memory  float64      `json:"rss_mb"`
}

// pageFigure is what a page costs.
type pageFigure struct {
	Path   string  `json:"path"`
	As     string  `json:"as"`
	Status int     `json:"status"`
	CPU    float64 `json:"cpu_ms"`
	Made   float64 `json:"first_cpu_ms"`
	First  float64 `json:"first_ms"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
	Bytes  int64   `json:"bytes"`
}

// slowPage is the time that no page is to take at the server, in milliseconds.
const slowPage = 50

// Run measures and prints.
func (c pagesCmd) Run(ctx context.Context, o output) error {
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

// measure fills a store, serves it and asks for every page.
func (c pagesCmd) measure(ctx context.Context, program string) (r pagesReport, err error) {
	served, err := newServedStore(ctx, c.Database, shape{items: c.Items, readers: c.Readers, words: 200, wide: true, recent: true}, 2)
	if err != nil {
		return r, fmt.Errorf("filling a store: %w", err)
	}
	defer served.remove()
	house, err := furnish(ctx, served)
	if err != nil {
		return r, fmt.Errorf("filling a store: %w", err)
	}
	server, err := startServer(ctx, program, served, c.Profile)
	if err != nil {
		return r, err
	}
	defer server.stop()
	asks, err := house.pages(ctx, server.address)
	if err != nil {
		return r, err
	}
	r = pagesReport{Readers: c.Readers, Items: c.Items}
	for _, a := range asks {
		f, err := a.measure(ctx, server, c.Times)
		if err != nil {
			return r, err
		}
		r.Pages = append(r.Pages, f)
		r.Slowest = max(r.Slowest, f.CPU)
		if max(f.Made, f.CPU) > slowPage {
			r.Over++
		}
	}
	slices.SortStableFunc(r.Pages, func(a, b pageFigure) int { return int(1000 * (b.CPU - a.CPU)) })
	r.Memory = round(server.peakMB())
	return r, nil
}

// pageAsk is a page that somebody asks for.
type pageAsk struct {
	path, as string
	request  []byte
}

// measure asks for the page once and then as often as told.
func (a pageAsk) measure(ctx context.Context, server *benchServer, times int) (f pageFigure, err error) {
	f = pageFigure{Path: a.path, As: a.as}
	answers := make([]time.Duration, 0, times)
	conn, err := dial(ctx, server.address)
	if err != nil {
		return f, err
	}
	defer conn.close()
	for n := range 1 + times {
		began, used := time.Now(), server.cpuTime()
		status, size, err := conn.ask(a.request)
		took := time.Since(began)
		used = server.cpuTime() - used
		switch {
		case err != nil:
			return f, fmt.Errorf("asking for %s: %w", a.path, err)
		case status >= 400:
			return f, fmt.Errorf("%w: %s as %s with status %d", errPage, a.path, a.as, status)
		case n == 0:
			f.Status, f.Bytes, f.First, f.Made = status, size, ms(took), ms(used)
		default:
			answers = append(answers, took)
			f.CPU += ms(used) / float64(times)
		}
	}
	slices.Sort(answers)
	m := measure{answers: answers}
	f.P50, f.P99 = ms(m.share(0.5)), ms(m.share(0.99))
	return f, nil
}

func (r pagesReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "page\tas\tstatus\tprocessor\tfirst\ttime: first\tp50\tp99\tbytes")
	for _, f := range r.Pages {
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f ms\t%.2f ms\t%.2f ms\t%.2f ms\t%.2f ms\t%d\n", f.Path, f.As, f.Status, f.CPU, f.Made, f.First, f.P50, f.P99, f.Bytes)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintf(w, "%d readers, %d items, %d pages: %d over %d ms; memory %.0f MB at most\n", r.Readers, r.Items, len(r.Pages), r.Over, slowPage, r.Memory)
}
