package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

type backupCmd struct {
	File string `arg:"" help:"Where to write the copy; it must not be there yet."`
}

// Help is shown below the flags.
func (backupCmd) Help() string {
	return `Writes one consistent copy of everything in the database, also while the daemon runs: of SQLite a file of SQLite, of PostgreSQL all tables in one packed file. Either is put back by chalkline restore, into either kind of database, and checked by chalkline restore --verify. The file appears when it is complete. The instance key is not in it.`
}

// Run is the command.
func (c backupCmd) Run(ctx context.Context, std streams, s Settings) error {
	if _, err := os.Stat(c.File); err == nil {
		return invalid("%s is there already; choose another name or remove it first", c.File)
	}
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	start := time.Now()
	told, finish := rowProgress(std.err)
	err = db.Backup(ctx, c.File, told)
	finish()
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return fmt.Errorf("looking at the backup: %w", err)
	}
	fmt.Fprintf(std.out, "Wrote %s (%d KB) in %s.\nKeep secret.key of the data folder with it, in another place: without the key readers' feed addresses cannot be shown again.\n",
		c.File, info.Size()>>10, time.Since(start).Round(time.Millisecond))
	return nil
}
