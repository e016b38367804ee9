package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"chalkline/digest"
	"chalkline/store"
)

type backupCmd struct {
	File string `arg:"" help:"Where to write the copy; it must not be there yet."`
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
	if err := db.Backup(ctx, c.File); err != nil {
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

type restoreCmd struct {
	File string `arg:"" help:"A file written by chalkline backup." type:"existingfile"`
}

// Run is the command. It checks a copy of the backup before anything is
// replaced, and keeps the database that it replaces.
func (c restoreCmd) Run(ctx context.Context, std streams, s Settings) error {
	target := s.database()
	if s.onPostgres() {
		return invalid("restore puts back a SQLite file; on PostgreSQL use pg_restore")
	}
	if err := s.makeFolder(); err != nil {
		return err
	}
	fresh := target + ".restoring"
	if err := copyFile(c.File, fresh); err != nil {
		return err
	}
	defer removeDatabase(fresh)
	counts, err := checkCopy(ctx, fresh)
	if err != nil {
		return fmt.Errorf("%s cannot be restored: %w", c.File, err)
	}
	if err := store.InUse(ctx, target); err != nil {
		return err
	}
	kept, err := setAside(target)
	if err != nil {
		return err
	}
	if err := os.Rename(fresh, target); err != nil {
		return invalid("cannot put the backup at %s: %v", target, cause(err))
	}
	fmt.Fprintf(std.out, "Restored %d sources, %d items and %d readers to %s.\n", counts.Sources, counts.Items, counts.Readers, target)
	if kept != "" {
		fmt.Fprintf(std.out, "The database that was there is now %s.\n", kept)
	}
	return nil
}

// checkCopy opens the copy, which brings its schema up to date, and checks it
// from end to end. What was about to be sent when the backup was made has gone
// out since, so it is not sent again.
func checkCopy(ctx context.Context, path string) (store.Counts, error) {
	db, err := store.Open(ctx, path)
	if err != nil {
		return store.Counts{}, err
	}
	counts, err := db.Counts(ctx)
	if err == nil {
		err = holdMail(ctx, db, time.Now())
	}
	return counts, errors.Join(err, db.IntegrityCheck(ctx), db.Close())
}

// holdMail ends waiting deliveries and moves overdue digests on.
func holdMail(ctx context.Context, db *store.DB, now time.Time) error {
	if err := db.CloseAllDeliveries(ctx); err != nil {
		return err
	}
	readers, err := db.Readers(ctx)
	if err != nil {
		return err
	}
	for _, r := range readers {
		if r.DigestAt.IsZero() || r.DigestAt.After(now) {
			continue
		}
		breaks, err := db.Breaks(ctx, r)
		if err != nil {
			return err
		}
		if err := db.SetSchedule(ctx, r.ID, r.Schedule, digest.Next(r.Schedule, breaks, now)); err != nil {
			return err
		}
	}
	return nil
}

// setAside renames the database that is at path, with its log, and returns the
// new name; "" when there is none.
func setAside(path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	kept := path + ".before-" + time.Now().UTC().Format("20060102-150405")
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", invalid("cannot set %s aside: %v", path+suffix, cause(err))
		}
	}
	return kept, nil
}

func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + suffix)
	}
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return invalid("cannot read %s: %v", from, cause(err))
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return invalid("cannot write %s: %v", to, cause(err))
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		_ = os.Remove(to)
		return invalid("cannot copy %s to %s: %v", from, to, cause(err))
	}
	return nil
}
