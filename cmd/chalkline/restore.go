package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/store"
)

type restoreCmd struct {
	File   string `arg:"" help:"A file written by chalkline backup." type:"existingfile"`
	Verify bool   `help:"Only read the backup from end to end and say what is in it; nothing is changed."`
}

// Help is shown below the flags.
func (restoreCmd) Help() string {
	return `Puts back what chalkline backup wrote, from either kind of database into either. Stop the daemon first. The backup is unpacked into a file beside the database, checked and brought up to date before anything is replaced. A SQLite database that is there is set aside under a new name; a PostgreSQL database must be empty. Mail that was waiting when the backup was made is not sent again.`
}

// Run is the command.
func (c restoreCmd) Run(ctx context.Context, std streams, s Settings) error {
	if c.Verify {
		return c.verify(ctx, std, s)
	}
	if err := s.makeFolder(); err != nil {
		return err
	}
	fresh := s.database() + ".restoring"
	ready := func() error { return store.InUse(ctx, s.database()) }
	put := func() (string, error) { return replace(s.database(), fresh) }
	if s.onPostgres() {
		fresh = filepath.Join(s.Data, "restoring.db")
		ready = func() error { return emptyDatabase(ctx, s) }
		put = func() (string, error) { return "", pour(ctx, std, fresh, s.database()) }
	}
	if err := ready(); err != nil {
		return err
	}
	told, finish := rowProgress(std.err)
	info, err := store.Unpack(ctx, c.File, fresh, told)
	finish()
	defer removeDatabase(fresh)
	if err != nil {
		return fmt.Errorf("%s cannot be restored: %w", c.File, err)
	}
	counts, err := checkCopy(ctx, fresh)
	if err != nil {
		return fmt.Errorf("%s cannot be restored: %w", c.File, err)
	}
	if err := ready(); err != nil { // it may have taken a while
		return err
	}
	kept, err := put()
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Restored %d sources, %d items and %d readers to %s.\n", counts.Sources, counts.Items, counts.Readers, s.databaseShown())
	if kept != "" {
		fmt.Fprintf(std.out, "The database that was there is now %s.\n", kept)
	}
	fmt.Fprintln(std.out, keyAdvice(s, info.Key))
	return nil
}

// verify says whether a backup is whole, and what is in it.
func (c restoreCmd) verify(ctx context.Context, std streams, s Settings) error {
	told, finish := rowProgress(std.err)
	info, err := store.VerifyBackup(ctx, c.File, told)
	finish()
	if err != nil {
		return fmt.Errorf("%s is no good backup: %w", c.File, err)
	}
	form := "a file of SQLite"
	if !info.SQLite {
		form = "a dump of PostgreSQL, made " + info.Made.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	rows := printTables(std.out, info.Tables)
	fmt.Fprintf(std.out, "%s is whole: %s, version %d, %d rows, among them %d sources, %d items and %d readers.\n%s\nNothing was changed.\n",
		c.File, form, info.Schema, rows, info.Rows("sources"), info.Rows("items"), info.Rows("readers"), keyAdvice(s, info.Key))
	return nil
}

// keyAdvice says whether the instance key that is there belongs to a database
// with that fingerprint.
func keyAdvice(s Settings, fingerprint string) string {
	if fingerprint == "" {
		return "It was never used with an instance key."
	}
	text, err := os.ReadFile(s.keyFile())
	if err != nil {
		return fmt.Sprintf("There is no instance key at %s: put the secret.key of that instance there before you start the daemon.", s.keyFile())
	}
	key, err := chalkline.ParseKey(string(text))
	if err != nil || fingerprintOf(key) != fingerprint {
		return fmt.Sprintf("The instance key at %s is not the one it was used with: put the secret.key of that instance there before you start the daemon.", s.keyFile())
	}
	return fmt.Sprintf("The instance key at %s belongs to it.", s.keyFile())
}

// emptyDatabase refuses a PostgreSQL database that holds anything.
func emptyDatabase(ctx context.Context, s Settings) error {
	db, err := store.Open(ctx, s.database())
	if err != nil {
		return err
	}
	empty, err := db.Empty(ctx)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if !empty {
		return invalid("the database %s holds something, and restoring replaces nothing there: make an empty one (createdb) and name it with --database", s.databaseShown())
	}
	return nil
}

// pour copies an unpacked backup into an empty database.
func pour(ctx context.Context, std streams, fresh, database string) (err error) {
	from, err := store.Open(ctx, fresh)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := store.Open(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	told, finish := rowProgress(std.err)
	defer finish()
	_, err = from.Move(ctx, to, told)
	return err
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
	if err == nil {
		err = db.UnfollowIndex(ctx) // an index outside has what came later: it is built anew
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

// replace puts a file in the place of the database, and returns where that one
// is kept; "" when there was none.
func replace(target, fresh string) (string, error) {
	kept, err := setAside(target)
	if err != nil {
		return "", err
	}
	if err := os.Rename(fresh, target); err != nil {
		return "", invalid("cannot put the backup at %s: %v", target, cause(err))
	}
	return kept, nil
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
