package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"chalkline"
)

// ReadersToPick are at most limit readers whose picks are due, the longest due
// first.
func (db *DB) ReadersToPick(ctx context.Context, now time.Time, limit int) ([]chalkline.ReaderID, error) {
	out, err := all(ctx, db.read, value[chalkline.ReaderID],
		`SELECT id FROM readers WHERE pick_at > 0 AND pick_at <= $1 ORDER BY pick_at, id LIMIT $2`, micros(now), limit)
	return out, explain("find readers to pick for", err)
}

// Chosen are the picks made for one reader.
type Chosen struct {
	Reader chalkline.ReaderID
	Picks  []chalkline.Pick
	Next   time.Time // when picks are due next
}

// SavePicks is SaveChosen for one reader, who must be there.
func (db *DB) SavePicks(ctx context.Context, reader chalkline.ReaderID, picks []chalkline.Pick, read, next time.Time) (int, error) {
	if _, err := db.Reader(ctx, reader); err != nil {
		return 0, err
	}
	return db.SaveChosen(ctx, []Chosen{{reader, picks, next}}, read)
}

// SaveChosen stores picks of readers and when picks are due next, all of it or
// nothing, and says how many picks were new. An item or story that was picked
// before is left out, so it is safe to run twice; so is a reader who left. What
// the readers follow was read at the time read: if that changed since, picks stay
// due. However many readers there are, PostgreSQL is asked few times.
func (db *DB) SaveChosen(ctx context.Context, list []Chosen, read time.Time) (int, error) {
	var added int
	err := db.tx(ctx, fmt.Sprintf("save the picks of %d readers", len(list)), func(ctx context.Context, tx *sql.Tx) error {
		added = 0
		q, done := db.looped(tx)
		defer done()
		if err := setNext(ctx, q, list, micros(read)); err != nil {
			return fmt.Errorf("when picks are due next: %w", err)
		}
		now := db.now()
		readers := map[chalkline.ReaderID]bool{}
		for rows := range slices.Chunk(pickRows(list, now), maxRows) {
			found, err := insertPicks(ctx, q, rows)
			if err != nil {
				return err
			}
			added += len(found)
			for _, id := range found {
				readers[id] = true
			}
		}
		return eachIn(keysOf(readers), 2, func(list string, args []any) error {
			return touchFeeds(ctx, q, now, `id IN `+list, args...)
		})
	})
	return added, err
}

// setNext stores when picks are due next, with one statement for all readers of
// one time.
func setNext(ctx context.Context, q querier, list []Chosen, read int64) error {
	times := map[int64][]chalkline.ReaderID{}
	for _, c := range list {
		next := micros(c.Next)
		times[next] = append(times[next], c.Reader)
	}
	for _, next := range keysOf(times) {
		err := eachIn(times[next], 3, func(list string, args []any) error {
			_, err := q.ExecContext(ctx, `UPDATE readers SET pick_at = $1 WHERE pick_at <= $2 AND id IN `+list, append([]any{next, read}, args...)...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pickRows are picks as they are inserted.
func pickRows(list []Chosen, now int64) (rows [][]any) {
	for _, c := range list {
		for _, p := range c.Picks {
			rows = append(rows, []any{
				c.Reader, p.ItemID, p.Score, inJSON(&p.Parts), inText(&p.Reason), p.Outside, p.Other, cmp.Or(micros(p.At), now), len(rows),
			})
		}
	}
	return rows
}

// insertPicks inserts picks in the order given and returns the reader of each that
// was new. The story is the item's by now: it may have been joined to another one.
func insertPicks(ctx context.Context, q querier, rows [][]any) ([]chalkline.ReaderID, error) {
	var values strings.Builder
	var args []any
	for n, row := range rows {
		if n > 0 {
			values.WriteString(", ")
		}
		for m, kind := range []string{"BIGINT", "BIGINT", "DOUBLE PRECISION", "TEXT", "TEXT", "BOOLEAN", "BIGINT", "BIGINT", "INTEGER"} {
			separator := ", "
			if m == 0 {
				separator = "("
			}
			args = append(args, row[m])
			fmt.Fprintf(&values, "%sCAST($%d AS %s)", separator, len(args), kind)
		}
		values.WriteByte(')')
	}
	found, err := all(ctx, q, value[chalkline.ReaderID], `INSERT INTO picks
		(reader_id, item_id, story_id, score, parts, reason, outside, other_item, at, revised)
		SELECT r.id, i.id, i.story_id, v.column3, v.column4, v.column5, v.column6, o.id, v.column8, 0
		FROM (VALUES `+values.String()+`) AS v JOIN readers r ON r.id = v.column1 JOIN items i ON i.id = v.column2
		LEFT JOIN items o ON o.id = v.column7
		WHERE i.story_id IS NOT NULL ORDER BY v.column9 ON CONFLICT DO NOTHING RETURNING reader_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("insert %d picks: %w", len(rows), err)
	}
	return found, nil
}

// FeedVersion is when a reader's feed last changed: a new pick, an item revised
// or hidden. It is zero when there never was a pick, and only ever grows. It is
// one look-up, because it answers most requests for a feed.
func (db *DB) FeedVersion(ctx context.Context, reader chalkline.ReaderID) (time.Time, error) {
	var at int64
	err := db.read.QueryRowContext(ctx, `SELECT feed_at FROM readers WHERE id = $1`, reader).Scan(&at)
	return fromMicros(at), explain(fmt.Sprintf("read the version of the feed of reader %d", reader),
		missing(err, chalkline.CodeNotFound, "there is no reader %d", reader))
}

// revisePicks marks the picks of an item as revised, and the feeds of readers and
// groups that it is in.
func revisePicks(ctx context.Context, q querier, item chalkline.ItemID, now int64) error {
	n, err := exec(ctx, q, `UPDATE picks SET revised = $2 WHERE item_id = $1`, item, now)
	if err == nil && n > 0 {
		err = touchFeeds(ctx, q, now, `id IN (SELECT reader_id FROM picks WHERE item_id = $2)`, item)
	}
	if err != nil {
		return fmt.Errorf("revise picks of item %d: %w", item, err)
	}
	return reviseShares(ctx, q, item, now)
}
