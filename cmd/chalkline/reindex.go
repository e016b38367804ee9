package main

import (
	"context"
	"fmt"
	"time"

	"chalkline/jobs"
)

type reindexCmd struct{}

// Run is the command.
func (reindexCmd) Run(ctx context.Context, std streams, s Settings) error {
	d, err := openExistingDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	start := time.Now()
	if err := d.db.Reindex(ctx); err != nil {
		return err
	}
	items, err := d.db.ReappraiseAll(ctx)
	if err != nil {
		return err
	}
	progress := newProgress(std.err, items, "items")
	kinds := d.kinds("appraise")
	kinds[0] = counting(kinds[0], progress)
	if err := jobs.NewRunner(kinds, time.Now, d.log).Drain(ctx); err != nil {
		return err
	}
	_ = progress.Finish()
	counts, err := d.db.Counts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Search index rebuilt and %d items judged in %s.\nGrades   %s\n", items, time.Since(start).Round(time.Millisecond), gradeLine(counts.ByGrade))
	return nil
}
