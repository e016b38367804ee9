package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"chalkline/store"
)

type moveCmd struct {
	To string `required:"" placeholder:"URL|PATH" help:"Empty database to copy everything into, as postgres://chalkline@db.example.org/chalkline."`
}

// Help is shown below the flags.
func (moveCmd) Help() string {
	return `Copies every table of the database (--database, or chalkline.db in the data folder) into an empty one, as from SQLite to PostgreSQL or back. Stop the daemon first.

What was written is read back and compared before it counts: afterwards everything is there, or nothing. A move that was broken off is made by the same command again; one that was made says that all is there. A database that holds anything else is refused. The source is left as it is.`
}

// Run is the command.
func (c moveCmd) Run(ctx context.Context, std streams, s Settings) (err error) {
	to := s
	to.Database = c.To
	if c.To == s.database() {
		return invalid("--to names the database that is there already; name an empty one")
	}
	if !s.onPostgres() {
		if err := store.InUse(ctx, s.database()); err != nil {
			return err
		}
	}
	from, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	target, err := store.Open(ctx, c.To)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	start := time.Now()
	told, finish := rowProgress(std.err)
	moved, err := from.Move(ctx, target, told)
	finish()
	if err != nil {
		return err
	}
	took := time.Since(start)
	rows := printTables(std.out, moved.Tables)
	if moved.Already {
		fmt.Fprintf(std.out, "All %d rows of %s are in %s already, with the same checksums. Nothing was written.\n", rows, s.databaseShown(), to.databaseShown())
	} else {
		fmt.Fprintf(std.out, "Moved %d rows in %s (%.0f a second) from %s to %s, read back with the same checksums.\n",
			rows, took.Round(time.Millisecond), float64(rows)/took.Seconds(), s.databaseShown(), to.databaseShown())
	}
	fmt.Fprintf(std.out, `
Next:
1. Set CHALKLINE_DATABASE (or database in chalkline.yaml) to the new one.
2. The instance key stays at %s; on another machine put a copy of it there.
3. chalkline doctor, then start the daemon.
4. Keep the old database until you have seen that all is well. It is not used any more.
`, s.keyFile())
	return nil
}

// rowProgress is a progress bar over rows, silent where err is not a terminal.
func rowProgress(err io.Writer) (told store.Progress, finish func()) {
	var bar *progressbar.ProgressBar
	told = func(done, all int64) {
		if bar == nil {
			bar = newProgress(err, int(all), "rows")
		}
		_ = bar.Set64(done)
	}
	return told, func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}

// printTables prints the tables that have rows, and returns how many rows there
// are.
func printTables(w io.Writer, tables []store.Copied) int64 {
	out := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(out, "Table\tRows\tChecksum")
	var rows int64
	empty := 0
	for _, t := range tables {
		rows += t.Rows
		if t.Rows == 0 {
			empty++
			continue
		}
		fmt.Fprintf(out, "%s\t%d\t%s\n", t.Table, t.Rows, t.Sum)
	}
	_ = out.Flush()
	fmt.Fprintf(w, "%d other tables are empty.\n\n", empty)
	return rows
}
