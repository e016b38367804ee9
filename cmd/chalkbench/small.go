package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/store"
)

// smallCmd measures the program as it is shipped on the smallest rented server.
type smallCmd struct {
	Sources int           `default:"200" help:"Sources, each on a host of its own."`
	Items   int           `default:"50000" help:"Items in the store to begin with."`
	Readers int           `default:"100" help:"Readers, whose picks and digests are due."`
	Memory  int64         `default:"512" help:"Memory that the program may use, in MB."`
	Idle    time.Duration `default:"60s" help:"How long it is watched while nothing is due."`
	Program string        `help:"The program to measure; built from this repository when not given." type:"path"`
}

// Help says what the figures mean.
func (smallCmd) Help() string {
	return `A data folder is filled from a fixed seed. The program is started on it under the limits of a server for some $5 a month, one core and 512 MB, held to
them by control groups or systemd. Sources are played by another process on loopback, twenty items each. start_ms is the time to the first answer of /healthz. In the first round every
source is asked once, all that is new is stored and judged, readers get their picks and digests, which are written to files; in the next one nothing has changed.
Then the program is left alone, and last its pages are asked for. cpu_seconds are user and system time of the program. image_mb is what an image from scratch
holds: the program, certificates and licences.`
}

// smallReport holds the figures.
type smallReport struct {
	Sources     int     `json:"sources"`
	Items       int     `json:"items"`
	Readers     int     `json:"readers"`
	Limits      string  `json:"limits"`
	Start       float64 `json:"start_ms"`
	StartCPU    float64 `json:"start_cpu_ms"`
	FirstCPU    float64 `json:"first_cpu_seconds"`
	FirstItems  int     `json:"first_items"`
	FirstPicks  int     `json:"first_picks"`
	FirstMails  int     `json:"first_mails"`
	AgainCPU    float64 `json:"again_cpu_seconds"`
	IdleCPU     float64 `json:"idle_cpu"` // share of a core
	PagesCPU    float64 `json:"page_cpu_ms"`
	PeakRSS     float64 `json:"peak_rss_mb"`
	SteadyRSS   float64 `json:"steady_rss_mb"`
	Binary      float64 `json:"binary_mb"`
	Image       float64 `json:"image_mb"`
	LoadAverage string  `json:"load_average"`
}

// Run measures and prints.
func (c smallCmd) Run(ctx context.Context, o output) error {
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

// measure prepares everything and measures.
func (c smallCmd) measure(ctx context.Context, self string) (r smallReport, err error) {
	folder, err := os.MkdirTemp("", "chalkbench-small-")
	if err != nil {
		return r, fmt.Errorf("making a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	r = smallReport{Sources: c.Sources, Items: c.Items, Readers: c.Readers}
	if c.Program == "" {
		c.Program = filepath.Join(folder, "chalkline")
		if err := buildShipped(ctx, c.Program); err != nil {
			return r, err
		}
	}
	if r.Binary, r.Image, err = imageSize(ctx, c.Program); err != nil {
		return r, err
	}
	server, err := play(ctx, self, "--sources", fmt.Sprint(c.Sources), "--items", "20", "--lively", time.Now().UTC().Truncate(time.Hour).Format(time.RFC3339))
	if err != nil {
		return r, err
	}
	defer server.stop()
	data := filepath.Join(folder, "data")
	if err := c.fill(ctx, data, server); err != nil {
		return r, fmt.Errorf("filling a store: %w", err)
	}
	limits, err := confine(ctx, c.Memory<<20, 1)
	if err != nil {
		return r, err
	}
	defer limits.remove()
	r.Limits = fmt.Sprintf("1 core and %d MB by %s", c.Memory, limits.how)
	d, err := startShipped(ctx, limits, c.Program, data)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	r.Start, r.StartCPU = ms(d.started), ms(d.startCPU)
	if err := c.rounds(ctx, d, server, &r); err != nil {
		return r, err
	}
	used := d.cpuTime()
	select {
	case <-ctx.Done():
		return r, ctx.Err()
	case <-time.After(c.Idle):
	}
	r.IdleCPU = round((d.cpuTime() - used).Seconds() / c.Idle.Seconds())
	r.SteadyRSS = round(d.memory())
	if r.PagesCPU, err = d.askPages(ctx, c.Items); err != nil {
		return r, err
	}
	r.PeakRSS = round(d.peak())
	r.LoadAverage = loadAverage()
	return r, nil
}

// fill makes a data folder: a store and a list of the sources that are played.
func (c smallCmd) fill(ctx context.Context, data string, server *playing) error {
	if err := os.Mkdir(data, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	var list strings.Builder
	list.WriteString("sources:\n")
	s := shape{items: c.Items, readers: c.Readers, words: 120, recent: true} // of items with less the pages would be read
	for n, source := range server.sources {
		s.sources = append(s.sources, source.URL)
		fmt.Fprintf(&list, "  - name: Source %d\n    url: %s\n", n, source.URL)
	}
	if err := os.WriteFile(filepath.Join(data, "feeds.yaml"), []byte(list.String()), 0o600); err != nil {
		return fmt.Errorf("writing the list of sources: %w", err)
	}
	m, err := newPickStore(ctx, filepath.Join(data, "chalkline.db"), s)
	if err != nil {
		return err
	}
	defer m.close()
	for n := range c.Readers {
		reader, err := m.db.Reader(ctx, chalkline.ReaderID(n+1))
		if err == nil {
			err = m.db.SetSchedule(ctx, reader.ID, reader.Schedule, time.Now().Add(digestsAfter))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// digestsAfter is when digests are due after the store is filled: not before there
// are picks.
const digestsAfter = 20 * time.Second

// rounds waits until a first round is done, and has a second one made.
func (c smallCmd) rounds(ctx context.Context, d *shipped, server *playing, r *smallReport) error {
	db, err := store.Open(ctx, filepath.Join(d.data, "chalkline.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	before, err := db.Counts(ctx)
	if err != nil {
		return err
	}
	// A round is over when every source was asked and nothing is due any more.
	quiet := func(kind string, before map[string]int) func() (string, error) {
		return func() (string, error) {
			requests, err := server.asked(ctx)
			if err != nil {
				return "", err
			}
			if asked := requests[kind] - before[kind]; asked < c.Sources {
				return fmt.Sprintf("%d of %d sources were asked", asked, c.Sources), nil
			}
			backlog, err := db.Backlogs(ctx)
			if err != nil {
				return "", err
			}
			for _, b := range backlog {
				if b.Due > 0 {
					return fmt.Sprintf("%d units of %s are due", b.Due, b.Kind), nil
				}
			}
			return "", nil
		}
	}
	used, began := d.cpuTime(), time.Now()
	if _, err := db.ForcePoll(ctx, time.Now(), time.Now().Add(time.Minute)); err != nil {
		return err
	}
	if err := waitFor(ctx, 10*time.Minute, func() (string, error) {
		if time.Since(began) < digestsAfter+5*time.Second {
			return "digests are not due yet", nil
		}
		return quiet("200", nil)()
	}); err != nil {
		return fmt.Errorf("the first round: %w", err)
	}
	r.FirstCPU = round((d.cpuTime() - used + d.startCPU).Seconds())
	counts, err := db.Counts(ctx)
	if err != nil {
		return err
	}
	r.FirstItems, r.FirstPicks, r.FirstMails = counts.Items-before.Items, counts.Picks-before.Picks, counts.Deliveries-before.Deliveries
	asked, err := server.asked(ctx)
	if err != nil {
		return err
	}
	used = d.cpuTime()
	if _, err := db.ForcePoll(ctx, time.Now(), time.Now().Add(time.Minute)); err != nil {
		return err
	}
	if err := waitFor(ctx, 10*time.Minute, quiet("304", asked)); err != nil {
		return fmt.Errorf("the second round: %w", err)
	}
	r.AgainCPU = round((d.cpuTime() - used).Seconds())
	return nil
}

var errTooLong = errors.New("it takes too long")

// waitFor waits until nothing is left to wait for.
func waitFor(ctx context.Context, most time.Duration, left func() (string, error)) error {
	for began := time.Now(); ; {
		what, err := left()
		switch {
		case what == "" || err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Since(began) > most:
			return fmt.Errorf("%w: %s", errTooLong, what)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// shipped is the program as it is shipped, running.
type shipped struct {
	process

	cmd      *exec.Cmd
	address  string
	data     string
	started  time.Duration // until it answered
	startCPU time.Duration // that it used until then
}

// startShipped starts the program and waits until it answers.
func startShipped(ctx context.Context, l *limits, program, data string) (*shipped, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("finding a free port: %w", err)
	}
	d := &shipped{address: listener.Addr().String(), data: data}
	if err := listener.Close(); err != nil {
		return nil, fmt.Errorf("finding a free port: %w", err)
	}
	d.cmd = l.command(ctx, program, "serve", "--data", data, "--feeds", filepath.Join(data, "feeds.yaml"), "--listen", d.address,
		"--allow-private", "--crossref", "off", "--eric", "off", "--log-level", "warn")
	d.cmd.Stderr = os.Stderr
	began := time.Now()
	if err := d.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the program: %w", err)
	}
	d.process = process(d.cmd.Process.Pid)
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.address+"/healthz", http.NoBody)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("asking the program: %w", err), d.stop())
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				d.started, d.startCPU = time.Since(began), d.cpuTime()
				return d, nil
			}
		}
		if time.Since(began) > time.Minute {
			return nil, errors.Join(fmt.Errorf("starting the program: %w", errTooLong), d.stop())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (d *shipped) stop() error {
	if err := d.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stopping the program: %w", err)
	}
	if err := d.cmd.Wait(); err != nil {
		return fmt.Errorf("the program ended with a fault: %w", err)
	}
	return nil
}

// askPages asks for what visitors see and says what processor time a page took, in
// milliseconds.
func (d *shipped) askPages(ctx context.Context, items int) (float64, error) {
	conn, err := dial(ctx, d.address)
	if err != nil {
		return 0, err
	}
	defer conn.close()
	used, pages := d.cpuTime(), 0
	for n := range 100 {
		for _, path := range []string{"/", fmt.Sprintf("/items/%d", 1+n*items/101), fmt.Sprintf("/search?q=word%d", 37*n), "/topics/retrieval-practice"} {
			status, _, err := conn.ask(request(d.address, path, "Accept-Encoding: gzip"))
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("%w: %s with status %d", errPage, path, status)
			}
			if err != nil {
				return 0, err
			}
			pages++
		}
	}
	return ms((d.cpuTime() - used) / time.Duration(pages)), nil
}

func (r smallReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%d sources, %d items, %d readers\t%s\n", r.Sources, r.Items, r.Readers, r.Limits)
	fmt.Fprintf(t, "start to the first answer\t%.0f ms, %.0f ms of processor time\n", r.Start, r.StartCPU)
	fmt.Fprintf(t, "first round: %d items, %d picks, %d mails\t%.2f s of processor time\n", r.FirstItems, r.FirstPicks, r.FirstMails, r.FirstCPU)
	fmt.Fprintf(t, "again, nothing changed\t%.2f s of processor time\n", r.AgainCPU)
	fmt.Fprintf(t, "idle\t%.2f %% of a core\n", 100*r.IdleCPU)
	fmt.Fprintf(t, "a page\t%.1f ms of processor time\n", r.PagesCPU)
	fmt.Fprintf(t, "memory\t%.0f MB idle, %.0f MB at most\n", r.SteadyRSS, r.PeakRSS)
	fmt.Fprintf(t, "program, image\t%.1f MB, %.1f MB\n", r.Binary, r.Image)
	fmt.Fprintf(t, "load average\t%s\n", r.LoadAverage)
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
