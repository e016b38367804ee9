package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"chalkline"
)

// Past is an item in a reader's history.
type Past struct {
	ItemID  chalkline.ItemID
	At      time.Time // when it was picked; else when they first said or wrote something
	Edition int       // number of the digest that it was in; 0 for none
}

// PastKind says which part of a reader's history is wanted.
type PastKind string

// The parts of a history. Each kind of feedback is one too.
const (
	PastAll      PastKind = ""
	PastPicked   PastKind = "picked"
	PastAnswered PastKind = "answered" // with any feedback
	PastNoted    PastKind = "noted"    // with a note of their own
)

// HistoryQuery says what of a reader's history is wanted.
type HistoryQuery struct {
	Kind         PastKind
	Since, Until time.Time        // from the first on, before the second; zero for no bound
	Text         string           // a search, as Search takes it; "" for everything
	Before       chalkline.ItemID // what comes after this one; 0 for the beginning
	Limit        int
}

// past are all items of a reader's history with their time.
const past = `past AS (
	SELECT p.item_id, p.at FROM picks p WHERE p.reader_id = $1
	UNION ALL SELECT s.item_id, MIN(s.at) FROM (
		SELECT f.item_id, f.at FROM feedback f WHERE f.reader_id = $1 UNION ALL SELECT n.item_id, n.at FROM notes n WHERE n.reader_id = $1
	) s WHERE NOT EXISTS (SELECT 1 FROM picks p WHERE p.reader_id = $1 AND p.item_id = s.item_id) GROUP BY s.item_id
)`

// History is what was picked for a reader and what they said or wrote something
// on, the newest first. A text without any word to look for finds nothing.
func (db *DB) History(ctx context.Context, reader chalkline.ReaderID, q HistoryQuery) ([]Past, error) {
	const what = "read a reader's history"
	args := []any{reader, q.Limit}
	next := func(arg any) string {
		args = append(args, arg)
		return fmt.Sprintf("$%d", len(args))
	}
	where := ``
	switch q.Kind {
	case PastAll:
	case PastPicked:
		where += ` AND EXISTS (SELECT 1 FROM picks p WHERE p.reader_id = $1 AND p.item_id = h.item_id)`
	case PastAnswered:
		where += ` AND EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = $1 AND f.item_id = h.item_id)`
	case PastNoted:
		where += ` AND EXISTS (SELECT 1 FROM notes n WHERE n.reader_id = $1 AND n.item_id = h.item_id)`
	default:
		where += ` AND EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = $1 AND f.item_id = h.item_id AND f.kind = ` + next(string(q.Kind)) + `)`
	}
	if !q.Since.IsZero() {
		where += ` AND h.at >= ` + next(micros(q.Since))
	}
	if !q.Until.IsZero() {
		where += ` AND h.at < ` + next(micros(q.Until))
	}
	if q.Before != 0 {
		where += ` AND (h.at, h.item_id) < (SELECT b.at, b.item_id FROM past b WHERE b.item_id = ` + next(q.Before) + `)`
	}
	if q.Text != "" {
		words, _ := parseQuery(q.Text) // what is wrong with it is told by CheckQuery
		if len(words.wanted) == 0 {
			return nil, nil
		}
		if db.kind == kindPostgres {
			where += ` AND h.item_id IN (SELECT t.item_id FROM items_fts t WHERE t.search @@ websearch_to_tsquery('chalkline', ` + next(words.postgres()) + `))`
		} else {
			// A common word is in far more items than a history has, so the short list is kept and not the long one; the plus has
			// the index of words read once instead of being asked for each.
			where += ` AND h.item_id IN (SELECT t.rowid FROM items_fts t WHERE t.items_fts MATCH ` + next(words.sqlite()) + ` AND +t.rowid IN (SELECT item_id FROM past))`
		}
	}
	out, err := all(ctx, db.read, func(r row) (Past, error) {
		var p Past
		err := r.Scan(&p.ItemID, stamp{&p.At})
		return p, err
	}, `WITH `+past+` SELECT h.item_id, h.at FROM past h WHERE TRUE`+where+` ORDER BY h.at DESC, h.item_id DESC LIMIT $2`, args...)
	if err != nil {
		return nil, explain(what, err)
	}
	return out, explain(what, db.addEditions(ctx, reader, out))
}

// addEditions adds the digests that items were in.
func (db *DB) addEditions(ctx context.Context, reader chalkline.ReaderID, list []Past) error {
	place := make(map[chalkline.ItemID]*Past, len(list))
	for n := range list {
		place[list[n].ItemID] = &list[n]
	}
	return eachIn(keysOf(place), 2, func(in string, args []any) error {
		return each(ctx, db.read, func(r row) error {
			var item chalkline.ItemID
			var number int
			err := r.Scan(&item, &number)
			if p := place[item]; p != nil {
				p.Edition = number
			}
			return err
		}, `SELECT p.item_id, e.number FROM picks p JOIN edition_picks ep ON ep.pick_id = p.id AND NOT ep.alert JOIN editions e ON e.id = ep.edition_id
			WHERE p.reader_id = $1 AND p.item_id IN `+in, append([]any{reader}, args...)...)
	})
}

// HistoryTimes are when the items of a reader's history came to it, newest first.
func (db *DB) HistoryTimes(ctx context.Context, reader chalkline.ReaderID) ([]time.Time, error) {
	stamps, err := all(ctx, db.read, value[int64], `WITH `+past+` SELECT h.at FROM past h`, reader)
	slices.SortFunc(stamps, func(a, b int64) int { return cmp.Compare(b, a) })
	out := make([]time.Time, len(stamps))
	for n, us := range stamps {
		out[n] = fromMicros(us)
	}
	return out, explain("read when a reader's history was", err)
}
