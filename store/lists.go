package store

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"chalkline"
)

// List is when and how a list about works was last read.
func (db *DB) List(ctx context.Context, name chalkline.ListName) (chalkline.List, error) {
	l := chalkline.List{Name: name}
	err := db.read.QueryRowContext(ctx, `SELECT location, etag, last_modified, sum, checked_at, read_at, entries, error
		FROM lists WHERE name = $1`, name).
		Scan(&l.Location, &l.ETag, &l.LastModified, &l.Sum, stamp{&l.CheckedAt}, stamp{&l.ReadAt}, &l.Entries, &l.Error)
	if err != nil {
		err = missing(err, chalkline.CodeNotFound, "the list of %s was never read", name)
		return chalkline.List{}, explain(fmt.Sprintf("read when the list of %s was read", name), err)
	}
	return l, nil
}

// SaveList stores l as it is, to note a look at a list that brought nothing new,
// or failed.
func (db *DB) SaveList(ctx context.Context, l chalkline.List) error {
	return explain(fmt.Sprintf("note a look at the list of %s", l.Name), saveList(ctx, db.write, l))
}

func saveList(ctx context.Context, q querier, l chalkline.List) error {
	_, err := q.ExecContext(ctx, `INSERT INTO lists (name, location, etag, last_modified, sum, checked_at, read_at, entries, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO UPDATE SET location = excluded.location, etag = excluded.etag,
		last_modified = excluded.last_modified, sum = excluded.sum, checked_at = excluded.checked_at, read_at = excluded.read_at,
		entries = excluded.entries, error = excluded.error`,
		l.Name, clean(l.Location), clean(l.ETag), clean(l.LastModified), clean(l.Sum), micros(l.CheckedAt), micros(l.ReadAt), l.Entries,
		clean(l.Error))
	return err
}

// ReplaceNotices takes over a list of retractions: what it says of a work, known
// here or not, in place of what it said before. Of several notices of one work
// the gravest counts. Items that are or cite a work that stands differently now
// become due for appraisal.
//
// The entries are taken as they come, in short transactions, and only what
// differs is written. What is worse news is stored at once; a notice that became
// milder, or is gone, counts only after the last entry was read without an
// error, together with list. Broken off anywhere, it can simply be run again.
//
// A list that names less than half of what is held is refused with
// chalkline.CodeInvalid, and nothing changes: it is rather cut off than right.
// One from another location than the last may be as short as it likes, but not
// empty.
func (db *DB) ReplaceNotices(ctx context.Context, list chalkline.List, entries iter.Seq2[chalkline.Notice, error]) (ListChange, error) {
	list.Name = chalkline.ListRetractions
	return replaceList(ctx, db, notices, list, entries)
}

// ReplaceReplications takes over a list of replications, as ReplaceNotices does
// one of retractions. Of several entries of one work the first counts.
func (db *DB) ReplaceReplications(ctx context.Context, list chalkline.List, entries iter.Seq2[chalkline.Replication, error]) (ListChange, error) {
	list.Name = chalkline.ListReplications
	return replaceList(ctx, db, replications, list, entries)
}

// listTable is a table that holds a list: a row for each work that it names.
type listTable[T comparable] struct {
	name    string
	columns []string // doi first
	clean   func(T) T
	doi     func(T) string
	values  func(T) []any // in the order of columns
	dest    func(*T) []any
	milder  func(a, b T) bool // a says less against a work than b
	tell    func(*told, T)
}

var notices = listTable[chalkline.Notice]{
	name:    "notices",
	columns: []string{"doi", "standing", "notice_doi", "at"},
	clean: func(n chalkline.Notice) chalkline.Notice {
		return chalkline.Notice{DOI: listedDOI(n.DOI), Standing: n.Standing, NoticeDOI: clean(n.NoticeDOI), At: fromMicros(micros(n.At))}
	},
	doi:    func(n chalkline.Notice) string { return n.DOI },
	values: func(n chalkline.Notice) []any { return []any{n.DOI, n.Standing, n.NoticeDOI, micros(n.At)} },
	dest:   noticeDest,
	milder: func(a, b chalkline.Notice) bool { return gravity[a.Standing] < gravity[b.Standing] },
	tell:   func(t *told, n chalkline.Notice) { t.notice = n },
}

var replications = listTable[chalkline.Replication]{
	name:    "replications",
	columns: []string{"doi", "succeeded", "failed", "mixed", "done_by"},
	clean: func(r chalkline.Replication) chalkline.Replication {
		r.DOI, r.By = listedDOI(r.DOI), clean(r.By)
		return r
	},
	doi:    func(r chalkline.Replication) string { return r.DOI },
	values: func(r chalkline.Replication) []any { return []any{r.DOI, r.Succeeded, r.Failed, r.Mixed, r.By} },
	dest:   replicationDest,
	milder: func(_, _ chalkline.Replication) bool { return false },
	tell:   func(t *told, r chalkline.Replication) { t.record.Replication = r },
}

// listedDOI is a DOI as works have it, "" when it cannot be one.
func listedDOI(doi string) string { return shortID(strings.ToLower(strings.TrimSpace(doi))) }

func noticeDest(n *chalkline.Notice) []any {
	return []any{&n.DOI, &n.Standing, &n.NoticeDOI, stamp{&n.At}}
}

func replicationDest(r *chalkline.Replication) []any {
	return []any{&r.DOI, &r.Succeeded, &r.Failed, &r.Mixed, &r.By}
}
