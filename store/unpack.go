package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"chalkline"
)

// Unpack makes a new file of SQLite out of a backup: a copy of one, or a dump in
// tables of the version that it was written with. Either way the file is then
// opened like any store, which brings it up to date. Nothing is left of it when
// the backup is not whole.
func Unpack(ctx context.Context, backup, path string, told Progress) (BackupInfo, error) {
	if err := remove(path); err != nil {
		return BackupInfo{}, fmt.Errorf("clear away %s: %w", path, err)
	}
	f, sqlite, err := openBackup(backup)
	if err != nil {
		return BackupInfo{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	var info BackupInfo
	if sqlite {
		if err = copyTo(path, f); err == nil {
			info, err = verifySQLite(ctx, path, told)
		}
	} else {
		info, err = unpackDump(ctx, f, path, told)
	}
	if noRoom(err) {
		err = chalkline.Errorf(chalkline.CodeInvalid, "there is no room for what is in the backup on the disk of %s; nothing was changed", path)
	}
	if err != nil {
		return info, errors.Join(err, remove(path))
	}
	return info, nil
}

func copyTo(path string, from *os.File) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it holds addresses
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "%s cannot be written: %w", path, err)
	}
	_, err = to.ReadFrom(from)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return fmt.Errorf("copy the backup to %s: %w", path, err)
	}
	return nil
}

func unpackDump(ctx context.Context, from *os.File, path string, told Progress) (info BackupInfo, err error) {
	d, err := readDump(from)
	if err != nil {
		return info, err
	}
	defer d.close()
	db := &DB{Now: time.Now}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.openSQLite(ctx, path); err != nil {
		return info, err
	}
	if err := db.migrateTo(ctx, d.head.Schema); err != nil {
		return info, err
	}
	tables, err := db.tables(ctx, db.read)
	if err != nil {
		return info, err
	}
	if err := sameShape(d.head.Tables, tables); err != nil {
		return info, err
	}
	counting := told.each(2 * allRows(d.head.Tables))
	err = db.load(ctx, d.head.Tables, func(l *loader) error {
		info, err = d.each(ctx, counting, func(t table, rows next) error { return l.fill(ctx, t, rows) })
		if err != nil {
			return err
		}
		return l.check(ctx, d.head.Tables, info.Tables, counting)
	})
	return info, explain("unpack the backup", err)
}
