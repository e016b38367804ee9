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
	if d.units.Index != nil {
		if err := d.units.Index.Check(ctx); err != nil { // before an hour's work
			return err
		}
	}
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
	if d.units.Index == nil {
		return nil
	}
	return d.rebuildIndex(ctx, std, counts.Items)
}

// heldPause is between two looks whether another process has let go of the index.
const heldPause = time.Second

// rebuildIndex builds the index in Meilisearch anew. What the running daemon began is
// waited for.
func (d *daemon) rebuildIndex(ctx context.Context, std streams, items int) error {
	start := time.Now()
	if err := d.db.BuildIndex(ctx); err != nil {
		return err
	}
	progress := newProgress(std.err, items, "documents")
	sent := 0
	for {
		did, err := d.units.UpdateIndex(ctx, func(n int) {
			sent += n
			_ = progress.Add(n)
		})
		if err != nil {
			return err
		}
		state, err := d.db.Indexing(ctx)
		if err != nil {
			return err
		}
		if did || state.Built { // the daemon may have built it meanwhile
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(heldPause):
		}
	}
	_ = progress.Finish()
	fmt.Fprintf(std.out, "The index %s in Meilisearch is built anew: %d documents in %s.\n", d.settings.MeiliIndex, sent, time.Since(start).Round(time.Millisecond))
	return nil
}
