package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// chaosCmd lets several processes of the program work on one database while they
// are killed one after the other, and counts what they did.
type chaosCmd struct {
	Database   string        `required:"" help:"URL of a PostgreSQL server; a schema of its own is made there, and dropped at the end."`
	Sources    int           `default:"20000" help:"Sources that are due, two a host from 10,000 on."`
	Deliveries int           `default:"10000" help:"Digests that are due; half of them are still to be made."`
	Workers    int           `default:"3" help:"Processes that work."`
	Webs       int           `default:"2" help:"Processes that serve pages."`
	KillEvery  time.Duration `default:"3s" help:"Pause between two kills."`
	Wait       time.Duration `default:"30m" help:"How long all may take."`
	Program    string        `help:"The program; built from this folder when not given." type:"path"`
	Older      string        `help:"A program of an earlier version, by which all processes are to begin." type:"existingfile"`
}

// Help says what the figures mean.
func (chaosCmd) Help() string {
	return `Workers and processes with pages share a database. Every few seconds one of them is killed (SIGKILL) and started again, until every source was asked and no delivery waits;
a server on loopback plays the sources, with one item each, and another takes the mail. A source that a worker had begun with at a kill is cut off: it is due again a quarter of an hour later, which
is made to be now once nobody is killed any more. fetched_twice: sources asked more than once in between. lost, doubled: items that are missing in the end, or there twice.
mails_twice: addresses with more than one mail. unsure: deliveries that a kill cut off, of which unsure_arrived did arrive; they are not repeated. stopped_ms is how long all took to end when asked to (SIGTERM),
and left_claimed how many units they left claimed.

With --older all processes begin as that program, which makes the tables too. While they work and are killed, one after the other is asked to end and started again as the newer program.
side_by_side_s has the seconds for which so many older and newer processes ran, as 3+2. refused: older processes that were killed after the newer program had changed the tables, and would not start again;
they were started as the newer one. slowest_stop_ms is the longest that one of them took to end when asked to.`
}

// chaosReport holds the figures.
type chaosReport struct {
	Workers       int     `json:"workers"`
	Webs          int     `json:"webs"`
	Sources       int     `json:"sources"`
	Deliveries    int     `json:"deliveries"`
	Seconds       float64 `json:"seconds"`
	CrawledAfter  float64 `json:"crawled_after_s"`
	MailedAfter   float64 `json:"mailed_after_s"`
	Kills         int     `json:"kills"`
	Renewed       int     `json:"renewed"`
	Refused       int     `json:"refused"`
	SlowestStop   float64 `json:"slowest_stop_ms"`
	Fetched       int     `json:"fetched"`
	FetchedTwice  int     `json:"fetched_twice"`
	CutOff        int     `json:"cut_off"`
	Lost          int     `json:"lost"`
	Doubled       int     `json:"doubled"`
	Mails         int     `json:"mails"`
	MailsTwice    int     `json:"mails_twice"`
	OddSubjects   int     `json:"odd_subjects"` // not in words
	Sent          int     `json:"sent"`
	Unsure        int     `json:"unsure"`
	UnsureArrived int     `json:"unsure_arrived"`
	WrongStates   int     `json:"wrong_states"` // sent without a mail, or not settled
	Pages         int     `json:"pages"`
	PagesFailed   int     `json:"pages_failed"` // answered with an error
	Stopped       float64 `json:"stopped_ms"`
	LeftClaimed   int     `json:"left_claimed"`
	Troubles      int     `json:"troubles"` // units that failed at the end

	SideBySide map[string]float64 `json:"side_by_side_s"`
}

func (r chaosReport) table(w io.Writer) {
	fmt.Fprintf(w, "%d workers and %d processes with pages, %d killed in %.0f s\n", r.Workers, r.Webs, r.Kills, r.Seconds)
	if r.Renewed > 0 {
		fmt.Fprintf(w, "renewed     %d when asked to, the slowest in %.0f ms; %d would not start again as the older; seconds as older+newer: %v\n", r.Renewed, r.SlowestStop, r.Refused, r.SideBySide)
	}
	fmt.Fprintf(w, "sources     %d: all asked after %.0f s, %d requests, %d twice; %d cut off by a kill; in the end %d items lost, %d twice\n",
		r.Sources, r.CrawledAfter, r.Fetched, r.FetchedTwice, r.CutOff, r.Lost, r.Doubled)
	fmt.Fprintf(w, "deliveries  %d: over after %.0f s, %d mails, %d twice, %d with an odd subject; %d sent, %d unsure (%d of them arrived), %d in a wrong state\n",
		r.Deliveries, r.MailedAfter, r.Mails, r.MailsTwice, r.OddSubjects, r.Sent, r.Unsure, r.UnsureArrived, r.WrongStates)
	fmt.Fprintf(w, "pages       %d answered, %d with an error; stopping took %.0f ms and left %d units claimed, %d in trouble\n", r.Pages, r.PagesFailed, r.Stopped, r.LeftClaimed, r.Troubles)
}

// faults are the promises that were broken.
func (r chaosReport) faults() error {
	var broken []error
	for _, one := range []struct {
		n    int
		what string
	}{
		{r.FetchedTwice, "sources were asked twice"},
		{r.Lost, "items are lost"},
		{r.Doubled, "items are there twice"},
		{r.MailsTwice, "addresses have more than one mail"},
		{r.OddSubjects, "mails have a subject that is not in words"},
		{r.WrongStates, "deliveries are in a wrong state"},
		{r.LeftClaimed, "units were left claimed by nobody"},
	} {
		if one.n > 0 {
			broken = append(broken, fmt.Errorf("%d %s", one.n, one.what))
		}
	}
	return errors.Join(broken...)
}

// Run is the command.
func (c chaosCmd) Run(ctx context.Context, o output) error {
	r, err := c.measure(ctx)
	if err != nil {
		return err
	}
	return errors.Join(o.print(r, r.table), r.faults())
}

// measure builds a world, lets chaos loose and counts.
func (c chaosCmd) measure(ctx context.Context) (r chaosReport, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.Wait)
	defer cancel()
	r = chaosReport{Workers: c.Workers, Webs: c.Webs, Sources: c.Sources, Deliveries: c.Deliveries}
	folder, err := os.MkdirTemp("", "chalkbench-chaos-")
	if err != nil {
		return r, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	program := c.Program
	if program == "" {
		program = filepath.Join(folder, "chalkline")
		if err := buildProgram(ctx, program); err != nil {
			return r, err
		}
	}
	web, err := startChaosSources(c.Sources)
	if err != nil {
		return r, err
	}
	defer web.close()
	post, err := startChaosPost()
	if err != nil {
		return r, err
	}
	defer post.close()
	world, err := newChaosWorld(ctx, c.Database)
	if err != nil {
		return r, err
	}
	defer func() { world.close() }()
	if err := errors.Join(world.addSources(ctx, web.addresses), world.addDeliveries(ctx, c.Deliveries)); err != nil {
		return r, err
	}
	fleet := newFleet(program, folder, post.address)
	defer fleet.kill()
	if c.Older == "" {
		err = fleet.start(ctx, world.dsn, c.Workers, c.Webs)
	} else {
		fleet.older = c.Older
		world, err = world.handDown(ctx, c.Database, func(dsn string) error {
			return errors.Join(fleet.start(ctx, dsn, c.Workers, c.Webs), fleet.ready(ctx))
		})
	}
	if err != nil {
		return r, err
	}
	if err := c.rage(ctx, &r, world, fleet); err != nil {
		return r, err
	}
	r.Fetched, r.FetchedTwice = web.count()
	// Nobody is killed from here on: what was cut off is done.
	if r.CutOff, err = world.healSources(ctx); err != nil {
		return r, err
	}
	if err := errors.Join(world.settleDown(ctx), fleet.ready(ctx)); err != nil {
		return r, err
	}
	r.Pages, r.PagesFailed = fleet.pages()
	began := time.Now()
	if err := fleet.stop(); err != nil {
		return r, err
	}
	r.Stopped = float64(time.Since(began).Milliseconds())
	err = world.judge(ctx, &r, post, fleet.pattern())
	return r, err
}

// buildProgram builds the program from this folder.
func buildProgram(ctx context.Context, path string) error {
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "chalkline/cmd/chalkline").CombinedOutput(); err != nil {
		return fmt.Errorf("building the program: %w: %s", err, out)
	}
	return nil
}
