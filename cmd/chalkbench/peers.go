package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/store"
)

// peersCmd crawls the same sources with this program and with another feed reader.
type peersCmd struct {
	Sources  int    `default:"500" help:"Made sources, each on a host of its own."`
	Items    int    `default:"20" help:"Items of each."`
	Postgres string `help:"URL of an empty PostgreSQL database for Chalkline; it is measured on SQLite alone when not given."`
	Miniflux string `help:"The program of Miniflux; left out when not given." type:"path"`
	Theirs   string `help:"URL of an empty PostgreSQL database for Miniflux."`
}

// Help says what the figures mean.
func (peersCmd) Help() string {
	return `One process plays the sources on loopback; the programs crawl them one after the other. Of Chalkline it is
the daemon's own crawling in a process of its own, started anew for each round; nothing is judged, as no other reader does. Miniflux is driven
by its interface for programs: sources are imported as OPML, and sixteen clients ask it to refresh one source after the other, because as many hosts are crawled at once by Chalkline; its own schedule is switched off. first is the
crawl of sources that were never asked, again one in which nothing has changed. cpu_seconds are user and system time of the program, database_cpu_seconds those of the PostgreSQL processes that work for it; peak_rss_mb and
database_mb are memory, of PostgreSQL without what its processes share.`
}

// peersReport holds the figures.
type peersReport struct {
	Sources     int         `json:"sources"`
	Items       int         `json:"items"`
	Rounds      []peerRound `json:"rounds"`
	LoadAverage string      `json:"load_average"`
}

// peerRound is a crawl of all sources by one program.
type peerRound struct {
	Program     string         `json:"program"`
	Round       string         `json:"round"`
	Stored      int            `json:"items_stored"`
	Seconds     float64        `json:"seconds"`
	CPU         float64        `json:"cpu_seconds"`
	DatabaseCPU float64        `json:"database_cpu_seconds"`
	PeakRSS     float64        `json:"peak_rss_mb"`
	DatabaseMB  float64        `json:"database_mb"`
	Requests    map[string]int `json:"requests"`
}

var errNoPeerDatabase = errors.New("Miniflux needs a database of its own: name it by --theirs") //nolint:staticcheck // a name

// Run measures and prints.
func (c peersCmd) Run(ctx context.Context, o output) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	r, err := c.measure(ctx, self)
	if err != nil {
		return err
	}
	return o.print(r, r.table)
}

func (c peersCmd) measure(ctx context.Context, self string) (r peersReport, err error) {
	if c.Miniflux != "" && c.Theirs == "" {
		return r, errNoPeerDatabase
	}
	folder, err := os.MkdirTemp("", "chalkbench-peers-")
	if err != nil {
		return r, fmt.Errorf("making a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	server, err := play(ctx, self, "--sources", fmt.Sprint(c.Sources), "--items", fmt.Sprint(c.Items))
	if err != nil {
		return r, err
	}
	defer server.stop()
	r = peersReport{Sources: c.Sources, Items: c.Items}
	crawlers := []roundMaker{&ourCrawl{program: self, database: filepath.Join(folder, "chalkline.db")}}
	if c.Postgres != "" {
		crawlers = append(crawlers, &ourCrawl{program: self, database: c.Postgres, postgres: true})
	}
	if c.Miniflux != "" {
		crawlers = append(crawlers, &miniflux{program: c.Miniflux, database: c.Theirs})
	}
	for _, crawler := range crawlers {
		rounds, err := measurePeer(ctx, crawler, server)
		if err != nil {
			return r, err
		}
		r.Rounds = append(r.Rounds, rounds...)
	}
	r.LoadAverage = loadAverage()
	return r, nil
}

// roundMaker is a program that crawls all sources once.
type roundMaker interface {
	prepare(ctx context.Context, server *playing) error
	// round crawls and sets what it took of the program itself.
	round(ctx context.Context, r *peerRound) error
	stored(ctx context.Context) (int, error)
	name() string
	usedDatabase() string // "" for none
	close() error
}

func measurePeer(ctx context.Context, c roundMaker, server *playing) (rounds []peerRound, err error) {
	if err := c.prepare(ctx, server); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing %s: %w", c.name(), err), c.close())
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for _, name := range []string{"first", "again"} {
		r := peerRound{Program: c.name(), Round: name}
		before, err := server.asked(ctx)
		if err != nil {
			return nil, err
		}
		watch, err := watchPostgres(ctx, c.usedDatabase())
		if err != nil {
			return nil, err
		}
		if c.usedDatabase() != "" {
			time.Sleep(300 * time.Millisecond) // until it has looked for the first time
		}
		used, _ := watch.total()
		began := time.Now()
		err = c.round(ctx, &r)
		r.Seconds = round(time.Since(began).Seconds())
		watch.close()
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", c.name(), name, err)
		}
		total, memory := watch.total()
		r.DatabaseCPU, r.DatabaseMB = round((total - used).Seconds()), round(memory)
		if r.Requests, err = server.asked(ctx); err != nil {
			return nil, err
		}
		for kind, n := range before {
			r.Requests[kind] -= n
		}
		maps.DeleteFunc(r.Requests, func(_ string, n int) bool { return n == 0 })
		if r.Stored, err = c.stored(ctx); err != nil {
			return nil, err
		}
		rounds = append(rounds, r)
	}
	return rounds, nil
}

// ourCrawl is the crawling of Chalkline.
type ourCrawl struct {
	program, database string
	postgres          bool
}

func (c *ourCrawl) name() string {
	if c.postgres {
		return "Chalkline, PostgreSQL"
	}
	return "Chalkline, SQLite"
}

func (c *ourCrawl) usedDatabase() string {
	if c.postgres {
		return c.database
	}
	return ""
}

func (c *ourCrawl) close() error { return nil }

// prepare makes a store that knows the sources.
func (c *ourCrawl) prepare(ctx context.Context, server *playing) error {
	db, err := store.Open(ctx, c.database)
	if err != nil {
		return err
	}
	for n := 0; err == nil && n < len(server.sources); n++ {
		source := chalkline.Source{Kind: chalkline.SourceFeed, Name: sourceName(n, server.sources[n]), URL: server.sources[n].URL, Genre: chalkline.GenreBlog}
		err = db.AddSource(ctx, &source)
	}
	return errors.Join(err, db.Close())
}

// round makes every source due and crawls.
func (c *ourCrawl) round(ctx context.Context, r *peerRound) error {
	db, err := store.Open(ctx, c.database)
	if err != nil {
		return err
	}
	_, err = db.ForcePoll(ctx, time.Now(), time.Now().Add(time.Minute))
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, c.program, "crawl-round", "--database", c.database)
	cmd.Args[0] = "chalkbench" // so that a test binary knows what it is to be
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the program: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		for p := process(cmd.Process.Pid); ; {
			r.PeakRSS = max(r.PeakRSS, round(p.peak()))
			select {
			case <-ended:
				ended <- struct{}{}
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	err = cmd.Wait()
	ended <- struct{}{}
	<-ended
	if err != nil {
		return fmt.Errorf("crawling: %w", err)
	}
	r.CPU = round((cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	return nil
}

func (c *ourCrawl) stored(ctx context.Context) (int, error) {
	db, err := store.Open(ctx, c.database)
	if err != nil {
		return 0, err
	}
	counts, err := db.Counts(ctx)
	return counts.Items, errors.Join(err, db.Close())
}

func (r peersReport) table(w io.Writer) {
	fmt.Fprintf(w, "%d sources of %d items\n", r.Sources, r.Items)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "program\tround\tstored\ttime\tprocessor\tdatabase\tmemory\tof the database\tanswers")
	for _, p := range r.Rounds {
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f s\t%.2f s\t%.2f s\t%.0f MB\t%.0f MB\t%v\n",
			p.Program, p.Round, p.Stored, p.Seconds, p.CPU, p.DatabaseCPU, p.PeakRSS, p.DatabaseMB, p.Requests)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintf(w, "load average %s\n", r.LoadAverage)
}
