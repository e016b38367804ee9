package store

import (
	"context"
	"errors"
	"fmt"

	"chalkline"
)

// Moved is what a move did.
type Moved struct {
	Tables  []Copied
	Already bool // all of it was there before, and nothing was written
}

// Move copies everything into an empty database of the same version, as it is at
// one moment. On SQLite nobody else can write to the source meanwhile. What was
// written is read back before it counts, so afterwards all of it is there, or
// nothing: a move that was broken off can be made again, and one that was made
// finds that all is there.
//
// A database that holds anything else is refused.
func (db *DB) Move(ctx context.Context, to *DB, told Progress) (Moved, error) {
	var moved Moved
	begin := db.snapshot
	if db.kind == kindSQLite {
		begin = db.locked
	}
	tx, err := begin(ctx)
	if err != nil {
		return moved, explain("move the database", err)
	}
	defer func() { _ = rollback(tx) }()
	from, err := db.tables(ctx, tx)
	if err != nil {
		return moved, explain("move the database", err)
	}
	there, err := to.tables(ctx, to.write)
	if err != nil {
		return moved, explain("look at the other database", err)
	}
	if err := sameShape(from, there); err != nil {
		return moved, err
	}
	counting := told.each(2 * allRows(from))
	if !empty(there) {
		moved.Tables, err = db.alike(ctx, tx, to, from, there, counting)
		moved.Already = err == nil
		return moved, explain("compare the databases", err)
	}
	err = to.load(ctx, from, func(l *loader) error {
		moved.Tables = nil
		for _, t := range from {
			rows, done, err := rowsOf(ctx, tx, t)
			if err != nil {
				return err
			}
			s := &summing{rows: rows, told: counting}
			if err := errors.Join(l.fill(ctx, t, s.next), done()); err != nil {
				return fmt.Errorf("write %s: %w", t.Name, err)
			}
			moved.Tables = append(moved.Tables, s.copied(t))
		}
		return l.check(ctx, from, moved.Tables, counting)
	})
	return moved, explain("write the other database", err)
}

// check reads back what was written and compares it with what it should be.
func (l *loader) check(ctx context.Context, tables []table, want []Copied, told func()) error {
	for n, t := range tables {
		got, err := sumOf(ctx, l.tx, t, told)
		if err != nil {
			return fmt.Errorf("read back: %w", err)
		}
		if got != want[n] {
			return fmt.Errorf("the table %s has %d rows with the checksum %s, but %d rows with %s were written; nothing was kept",
				t.Name, got.Rows, got.Sum, want[n].Rows, want[n].Sum)
		}
	}
	return nil
}

// Empty says whether nothing is in the database, so that everything may be
// copied into it.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	tables, err := db.tables(ctx, db.read)
	return empty(tables), explain("look at the database", err)
}

// empty says whether there is nothing in a database but what opening it wrote.
func empty(tables []table) bool {
	for _, t := range tables {
		if t.Rows > 0 && t.Name != "instance" {
			return false
		}
	}
	return true
}

// alike compares two databases with rows in them and refuses one that holds
// anything else. Counts come first: they are cheap.
func (db *DB) alike(ctx context.Context, tx querier, to *DB, from, there []table, told func()) ([]Copied, error) {
	refuse := func(t table, rows int64) error {
		return chalkline.Errorf(chalkline.CodeConflict,
			"the other database holds something else (%d rows in %s, not %d, or not the same ones); name an empty one: nothing was changed", rows, t.Name, t.Rows)
	}
	rows := map[string]int64{}
	for _, t := range there {
		rows[t.Name] = t.Rows
	}
	for _, t := range from {
		if rows[t.Name] != t.Rows {
			return nil, refuse(t, rows[t.Name])
		}
	}
	var out []Copied
	for _, t := range from {
		one, err := sumOf(ctx, tx, t, told)
		if err != nil {
			return nil, err
		}
		other, err := sumOf(ctx, to.read, t, told)
		if err != nil {
			return nil, err
		}
		if one != other {
			return nil, refuse(t, other.Rows)
		}
		out = append(out, one)
	}
	return out, nil
}
