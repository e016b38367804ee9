package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"chalkline"
)

// ListChange is what taking over a list about works changed.
type ListChange struct {
	Listed                  int // works that the list names
	Added, Changed, Removed int // of what is held
	Works                   int // known works that stand differently now, or were repeated otherwise
}

// listChunk is how many entries one transaction stores or removes.
const listChunk = 500

// listReader takes over one list. In memory it holds 16 bytes for each work
// named, and the entries that wait.
type listReader[T comparable] struct {
	db     *DB
	table  listTable[T]
	list   chalkline.List
	held   int  // rows before
	moved  bool // the list comes from another place than last time
	listed map[[16]byte]struct{}
	change ListChange

	// Entries that differ from what is held and are not stored yet.
	early  map[string]T // because the list may still turn out to be cut off
	milder map[string]T // because the list may still name something graver
}

func replaceList[T comparable](ctx context.Context, db *DB, table listTable[T], list chalkline.List, entries iter.Seq2[T, error]) (ListChange, error) {
	r := &listReader[T]{db: db, table: table, list: list, listed: map[[16]byte]struct{}{}, early: map[string]T{}, milder: map[string]T{}}
	err := r.begin(ctx)
	if err == nil {
		err = r.read(ctx, entries)
	}
	if err == nil {
		err = r.finish(ctx)
	}
	return r.change, explain(fmt.Sprintf("take over the list of %s", list.Name), err)
}

func (r *listReader[T]) begin(ctx context.Context) error {
	last, err := r.db.List(ctx, r.list.Name)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	r.moved = last.Location != "" && last.Location != r.list.Location
	return r.db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+r.table.name).Scan(&r.held)
}

// read stores what may be stored before the whole list was read.
func (r *listReader[T]) read(ctx context.Context, entries iter.Seq2[T, error]) error {
	chunk := make([]T, 0, listChunk)
	for entry, err := range entries {
		if err != nil {
			return fmt.Errorf("after %d works: %w", len(r.listed), err)
		}
		if entry = r.table.clean(entry); r.table.doi(entry) == "" {
			continue
		}
		if chunk = append(chunk, entry); len(chunk) < listChunk {
			continue
		}
		if err := r.take(ctx, chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
	}
	return r.take(ctx, chunk)
}

// short says whether the list, as far as it was read, is too short to be right.
func (r *listReader[T]) short() bool {
	return 2*len(r.listed) < r.held && (!r.moved || len(r.listed) == 0)
}

// take compares entries with what is held.
func (r *listReader[T]) take(ctx context.Context, chunk []T) error {
	known, err := r.known(ctx, chunk)
	if err != nil {
		return err
	}
	news := map[string]T{}
	for _, entry := range chunk {
		doi := r.table.doi(entry)
		if r.again(doi) && !r.graver(entry, known) {
			continue
		}
		delete(r.early, doi)
		delete(r.milder, doi)
		was, held := known[doi]
		switch {
		case held && was == entry:
		case held && r.table.milder(entry, was):
			r.milder[doi] = entry
		case r.short():
			r.early[doi] = entry
		default:
			news[doi] = entry
			known[doi] = entry
		}
	}
	if !r.short() && len(r.early) > 0 {
		maps.Copy(news, r.early)
		clear(r.early)
	}
	return r.storeAll(ctx, news)
}

// again says whether the list named the work before, and notes that it did.
func (r *listReader[T]) again(doi string) bool {
	sum := sha256.Sum256([]byte(doi))
	key := [16]byte(sum[:])
	_, again := r.listed[key]
	r.listed[key] = struct{}{}
	return again
}

// graver says whether an entry is worse news than what the list said of the work
// before. If that does not wait, it is what is held by now.
func (r *listReader[T]) graver(entry T, known map[string]T) bool {
	doi := r.table.doi(entry)
	said, ok := r.early[doi]
	if !ok {
		said, ok = r.milder[doi]
	}
	if !ok {
		said = known[doi]
	}
	return r.table.milder(said, entry)
}

// known is what is held of the works of a chunk.
func (r *listReader[T]) known(ctx context.Context, chunk []T) (map[string]T, error) {
	dois := make([]string, 0, len(chunk))
	for _, entry := range chunk {
		dois = append(dois, r.table.doi(entry))
	}
	found, err := allIn(ctx, r.db.read, dois, r.scan, `SELECT `+strings.Join(r.table.columns, ", ")+` FROM `+r.table.name+` WHERE doi IN %s`)
	if err != nil {
		return nil, fmt.Errorf("read what is held: %w", err)
	}
	known := make(map[string]T, len(chunk))
	for _, entry := range found {
		known[r.table.doi(entry)] = entry
	}
	return known, nil
}

func (r *listReader[T]) scan(from row) (T, error) {
	var entry T
	err := from.Scan(r.table.dest(&entry)...)
	return entry, err
}

// storeAll stores entries in short transactions.
func (r *listReader[T]) storeAll(ctx context.Context, news map[string]T) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(news)), listChunk) {
		entries := make([]T, 0, len(part))
		for _, doi := range part {
			entries = append(entries, news[doi])
		}
		if err := r.store(ctx, entries, nil, false); err != nil {
			return err
		}
	}
	return nil
}

// finish stores and removes what had to wait for the end, and last the list.
func (r *listReader[T]) finish(ctx context.Context) error {
	r.change.Listed = len(r.listed)
	if r.short() {
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the list of %s at %s names %d works, less than half of the %d that are held; nothing was changed, because it is likely to be cut off. "+
				"Get the whole list; if it is right, give it another path or address", r.list.Name, r.list.Location, len(r.listed), r.held)
	}
	if err := r.storeAll(ctx, r.milder); err != nil {
		return err
	}
	if r.list.CheckedAt.IsZero() {
		r.list.CheckedAt = r.db.Now()
	}
	r.list.ReadAt, r.list.Entries, r.list.Error = r.list.CheckedAt, len(r.listed), ""
	var gone []string
	for after := ""; ; {
		page, err := all(ctx, r.db.read, value[string], `SELECT doi FROM `+r.table.name+` WHERE doi > $1 ORDER BY doi LIMIT 5000`, after)
		if err != nil {
			return fmt.Errorf("find what is no longer listed: %w", err)
		}
		if len(page) == 0 {
			return r.store(ctx, nil, gone, true)
		}
		after = page[len(page)-1]
		for _, doi := range page {
			sum := sha256.Sum256([]byte(doi))
			if _, ok := r.listed[[16]byte(sum[:])]; ok {
				continue
			}
			if gone = append(gone, doi); len(gone) == listChunk {
				if err := r.store(ctx, nil, gone, false); err != nil {
					return err
				}
				gone = gone[:0]
			}
		}
	}
}

// store stores entries and removes those of the works that are gone, and makes
// the items due that stand on a work of which something else is said now.
func (r *listReader[T]) store(ctx context.Context, entries []T, gone []string, last bool) error {
	said := make(map[string]T, len(entries)+len(gone))
	for _, entry := range entries {
		said[r.table.doi(entry)] = entry
	}
	for _, doi := range gone {
		var nothing T
		said[doi] = nothing
	}
	dois := slices.Sorted(maps.Keys(said))
	var changed []chalkline.Work
	var held int
	err := r.db.tx(ctx, "store a part of it", func(ctx context.Context, tx *sql.Tx) error {
		if err := r.db.serial(ctx, tx); err != nil {
			return err
		}
		q, done := r.db.looped(tx)
		defer done()
		works, err := allIn(ctx, q, dois, scanToldHead, `SELECT `+headTold+` FROM `+worksTold+` WHERE w.doi <> '' AND w.doi IN %s`)
		if err != nil {
			return fmt.Errorf("find the works: %w", err)
		}
		changed = nil
		for _, w := range works {
			was := w.work()
			r.table.tell(&w, said[w.record.DOI])
			if !judgedAlike(was, w.work()) {
				changed = append(changed, w.record)
			}
		}
		if held, err = r.write(ctx, q, entries, gone); err != nil {
			return err
		}
		if err := markWorks(ctx, q, changed, r.db.now()); err != nil {
			return fmt.Errorf("items that stand on them: %w", err)
		}
		if last {
			return saveList(ctx, q, r.list)
		}
		return nil
	})
	if err == nil {
		r.change.Works += len(changed)
		r.change.Changed += held
		r.change.Added += len(entries) - held
		r.change.Removed += len(gone)
	}
	return err
}

// write writes and deletes rows and says of how many entries there was one.
func (r *listReader[T]) write(ctx context.Context, q querier, entries []T, gone []string) (held int, err error) {
	rows := make([][]any, 0, len(entries))
	dois := make([]string, 0, len(entries))
	for _, entry := range entries {
		rows = append(rows, r.table.values(entry))
		dois = append(dois, r.table.doi(entry))
	}
	before, err := allIn(ctx, q, dois, value[string], `SELECT doi FROM `+r.table.name+` WHERE doi IN %s`)
	if err != nil {
		return 0, err
	}
	var set []string
	for _, column := range r.table.columns[1:] {
		set = append(set, column+" = excluded."+column)
	}
	err = insertMany(ctx, q, `INSERT INTO `+r.table.name+` (`+strings.Join(r.table.columns, ", ")+`) VALUES`, rows,
		`ON CONFLICT (doi) DO UPDATE SET `+strings.Join(set, ", "))
	if err != nil {
		return 0, err
	}
	return len(before), eachIn(gone, 1, func(list string, args []any) error {
		_, err := q.ExecContext(ctx, `DELETE FROM `+r.table.name+` WHERE doi IN `+list, args...)
		return err
	})
}
