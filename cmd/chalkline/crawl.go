package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"chalkline"
	"chalkline/crawler/schedule"
	"chalkline/jobs"
)

type crawlCmd struct {
	All bool `help:"Also ask sources that are not due yet, but none that was asked within 15 minutes."`
}

// Run is the command.
func (c crawlCmd) Run(ctx context.Context, std streams, s Settings) error {
	sources, err := s.sourceList()
	if err != nil {
		return err
	}
	if s.LogLevel == "info" {
		s.LogLevel = "warn" // the progress bar and the summary say the rest
	}
	d, err := openDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.checkLists(ctx); err != nil {
		return err
	}
	if _, err := d.db.SyncSources(ctx, sources); err != nil {
		return err
	}
	if c.All {
		now := time.Now()
		if _, err := d.db.ForcePoll(ctx, now, now.Add(-schedule.Floor)); err != nil {
			return err
		}
	}
	before, err := d.db.Counts(ctx)
	if err != nil {
		return err
	}
	hosts, err := d.db.DueHosts(ctx, time.Now(), len(sources)+1000)
	if err != nil {
		return err
	}
	if len(hosts) == 0 {
		fmt.Fprintln(std.out, "No source is due. `chalkline sources list` shows when each is next; --all asks those that were not asked within 15 minutes.")
	}
	progress := newProgress(std.err, len(hosts), "hosts")
	kinds := d.kinds("list", "crawl", "read", "appraise")
	for i, k := range kinds {
		if k.Name == "crawl" {
			kinds[i] = counting(k, progress)
		}
	}
	if err := jobs.NewRunner(kinds, time.Now, d.log).Drain(ctx); err != nil {
		return err
	}
	_ = progress.Finish()
	return d.summary(ctx, std.out, before.Items)
}

// kinds are the kinds of work with these names.
func (d *daemon) kinds(names ...string) []jobs.Kind {
	return slices.DeleteFunc(d.units.Kinds(), func(k jobs.Kind) bool { return !slices.Contains(names, k.Name) })
}

// counting makes a kind that moves a progress bar on with every unit.
func counting(k jobs.Kind, progress *progressbar.ProgressBar) jobs.Kind {
	work := k.Run
	k.Run = func(ctx context.Context, keys []string) error {
		err := work(ctx, keys)
		_ = progress.Add(len(keys))
		return err
	}
	return k
}

// newProgress is a progress bar, silent where err is not a terminal.
func newProgress(w io.Writer, total int, what string) *progressbar.ProgressBar {
	if !isTerminal(w) {
		return progressbar.DefaultSilent(int64(total))
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// summary prints what the store holds and which sources failed.
func (d *daemon) summary(ctx context.Context, w io.Writer, itemsBefore int) error {
	counts, err := d.db.Counts(ctx)
	if err != nil {
		return err
	}
	sources, err := d.db.Sources(ctx)
	if err != nil {
		return err
	}
	answered := 0
	for _, s := range sources {
		if s.Poll.State == chalkline.PollOK {
			answered++
		}
	}
	fmt.Fprintf(w, "Sources  %d answered, %d failing, %d in all\n", answered, counts.Failing, counts.Sources)
	fmt.Fprintf(w, "Items    %d new, %d in all, %d stories\n", counts.Items-itemsBefore, counts.Items, counts.Stories)
	fmt.Fprintf(w, "Grades   %s\n", gradeLine(counts.ByGrade))
	if counts.Failing == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nFailing sources:")
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	for _, s := range sources {
		if s.Poll.State == chalkline.PollFailing || s.Poll.State == chalkline.PollGone {
			fmt.Fprintf(table, "  %s\t%s\n", chalkline.Cut(s.Name, 40), s.Poll.Error)
		}
	}
	return table.Flush()
}

func gradeLine(byGrade map[chalkline.Grade]int) string {
	parts := make([]string, 0, len(chalkline.Grades))
	for _, g := range chalkline.Grades {
		name := string(g)
		if g == chalkline.GradeNone {
			name = "ungraded"
		}
		parts = append(parts, fmt.Sprintf("%s %d", name, byGrade[g]))
	}
	return strings.Join(parts, " · ")
}
