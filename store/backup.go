package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chalkline"
)

// Backup writes a whole copy of the database to path while it is in use: a file
// of SQLite, or of PostgreSQL a dump (see dump.go). The file appears when it is
// complete; one that exists is not replaced.
func (db *DB) Backup(ctx context.Context, path string, told Progress) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return chalkline.Errorf(chalkline.CodeConflict, "the backup %s exists already; choose another name", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup %s cannot be written: %w", path, err)
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it holds addresses
	if err != nil {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup %s cannot be written: %w", path, err)
	}
	if db.kind == kindPostgres {
		err = db.dump(ctx, f, told)
	} else {
		err = db.vacuumInto(ctx, part)
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(backupFault(path, err), remove(part))
	}
	return syncFolder(filepath.Dir(path))
}

// backupFault says that no backup was made, and why.
func backupFault(path string, err error) error {
	if noRoom(err) {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup %s was not made: there is no room for it on that disk; nothing was left behind", path)
	}
	return fmt.Errorf("back up to %s: %w", path, err)
}

// remove removes a file with what SQLite may have put beside it.
func remove(path string) error {
	var err error
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if e := os.Remove(path + suffix); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// syncFolder makes a new name in a folder last through a power cut.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the folder %s: %w", path, err)
	}
	_ = f.Sync() // not every file system can
	return f.Close()
}

// vacuumInto copies the database by a connection of its own: the readers may not
// write anywhere, and the writer has other things to do.
func (db *DB) vacuumInto(ctx context.Context, path string) error {
	pool, err := openSQLitePool(db.path, "deferred", backupPragmas, 1)
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, `VACUUM INTO $1`, path)
	return errors.Join(err, pool.Close())
}

// BackupInfo is what a backup says of itself.
type BackupInfo struct {
	SQLite bool      // it is a file of SQLite; else a dump
	Schema int64     // version of its tables
	Made   time.Time // zero where the file does not say
	Key    string    // fingerprint of the instance key it belongs to; "" for none
	Tables []Copied
}

// Rows is how many rows a table has.
func (b BackupInfo) Rows(table string) int64 {
	for _, t := range b.Tables {
		if t.Table == table {
			return t.Rows
		}
	}
	return 0
}

// VerifyBackup reads a backup from its first to its last byte and says what is
// in it. It writes nothing, and changes nothing of the file.
func VerifyBackup(ctx context.Context, path string, told Progress) (BackupInfo, error) {
	f, sqlite, err := openBackup(path)
	if err != nil {
		return BackupInfo{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	if sqlite {
		return verifySQLite(ctx, path, told)
	}
	d, err := readDump(f)
	if err != nil {
		return BackupInfo{}, err
	}
	defer d.close()
	return d.each(ctx, told.each(allRows(d.head.Tables)), func(_ table, rows next) error {
		for {
			if r, err := rows(); err != nil || r == nil {
				return err
			}
		}
	})
}

// openBackup opens a backup and says of which form it is.
func openBackup(path string) (f *os.File, sqlite bool, err error) {
	f, err = os.Open(path)
	if err != nil {
		return nil, false, chalkline.Errorf(chalkline.CodeInvalid, "the backup cannot be read: %w", err)
	}
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, false, errors.Join(chalkline.Errorf(chalkline.CodeInvalid, "the backup cannot be read: %w", err), f.Close())
	}
	head = head[:n]
	switch {
	case bytes.Equal(head, []byte("SQLite format 3\x00")):
		sqlite = true
	case !bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}): // zstd
		return nil, false, errors.Join(chalkline.Errorf(chalkline.CodeInvalid, "this is not a backup of Chalkline: it holds something else"), f.Close())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, false, errors.Join(fmt.Errorf("read the backup: %w", err), f.Close())
	}
	return f, sqlite, nil
}

// verifySQLite checks a file of SQLite without so much as a lock.
func verifySQLite(ctx context.Context, path string, told Progress) (info BackupInfo, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return info, fmt.Errorf("find the backup: %w", err)
	}
	const readOnly = "mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)"
	db := &DB{Now: time.Now, kind: kindSQLite, path: path}
	if db.read, err = openSQLiteQuery(path, readOnly, 1); err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, db.read.Close()) }()
	info, err = db.describe(ctx, told)
	if err != nil {
		return info, sqliteFault(path, err)
	}
	return info, db.IntegrityCheck(ctx)
}

// describe says what is in a database that was not opened by this program.
func (db *DB) describe(ctx context.Context, told Progress) (BackupInfo, error) {
	info := BackupInfo{SQLite: true}
	ours, _, err := db.ours(ctx, db.read)
	if err != nil {
		return info, err
	}
	if !ours {
		return info, chalkline.Errorf(chalkline.CodeInvalid, "this is not a backup of Chalkline: it is a database of another program")
	}
	if info.Schema, err = schemaVersion(ctx, db.read); err != nil {
		return info, err
	}
	if err := known(info.Schema); err != nil {
		return info, err
	}
	if info.Key, err = fingerprint(ctx, db.read); err != nil {
		return info, err
	}
	tables, err := db.tables(ctx, db.read)
	if err != nil {
		return info, err
	}
	counting := told.each(allRows(tables))
	for _, t := range tables {
		c, err := sumOf(ctx, db.read, t, counting)
		if err != nil {
			return info, err
		}
		info.Tables = append(info.Tables, c)
	}
	return info, nil
}
