package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"chalkline"
)

// AddFeedback stores a reader's word on an item. Useful and not_for_me replace
// each other.
func (db *DB) AddFeedback(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID, kind chalkline.FeedbackKind) error {
	if !kind.Valid() {
		return chalkline.Errorf(chalkline.CodeInvalid, "%q is not a kind of feedback", kind)
	}
	// What a reader does stays out of messages: they end up in a log.
	return db.tx(ctx, "add feedback", func(ctx context.Context, tx *sql.Tx) error {
		opposite := map[chalkline.FeedbackKind]chalkline.FeedbackKind{
			chalkline.FeedbackUseful: chalkline.FeedbackNotForMe, chalkline.FeedbackNotForMe: chalkline.FeedbackUseful,
		}[kind]
		if opposite != "" {
			if err := removeFeedback(ctx, tx, reader, item, opposite); err != nil {
				return err
			}
		}
		n, err := exec(ctx, tx, `INSERT INTO feedback (reader_id, item_id, kind, at)
			SELECT r.id, i.id, CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM readers r, items i WHERE r.id = $1 AND i.id = $2
			ON CONFLICT (reader_id, item_id, kind) DO UPDATE SET at = excluded.at`, reader, item, kind, db.now())
		if err == nil && n == 0 {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no item %d", item)
		}
		if err != nil {
			return err
		}
		return db.said(ctx, tx, reader, kind)
	})
}

// said notes that taste is to be learned anew, and that a feed has changed if
// something was hidden or came back.
func (db *DB) said(ctx context.Context, q querier, reader chalkline.ReaderID, kind chalkline.FeedbackKind) error {
	now := db.now()
	if _, err := q.ExecContext(ctx, `UPDATE readers SET `+saidNow("$2")+` WHERE id = $1`, reader, now); err != nil || kind != chalkline.FeedbackHidden {
		return err
	}
	return touchFeeds(ctx, q, now, `id = $2`, reader)
}

// RemoveFeedback takes a reader's word back; it is no fault if there was none.
func (db *DB) RemoveFeedback(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID, kind chalkline.FeedbackKind) error {
	return db.tx(ctx, "remove feedback", func(ctx context.Context, tx *sql.Tx) error {
		if err := removeFeedback(ctx, tx, reader, item, kind); err != nil {
			return err
		}
		return db.said(ctx, tx, reader, kind)
	})
}

func removeFeedback(ctx context.Context, q querier, reader chalkline.ReaderID, item chalkline.ItemID, kind chalkline.FeedbackKind) error {
	_, err := q.ExecContext(ctx, `DELETE FROM feedback WHERE reader_id = $1 AND item_id = $2 AND kind = $3`, reader, item, kind)
	return err
}

// Example is a reader's word on an item, for learning their taste.
type Example struct {
	ItemID   chalkline.ItemID
	Kind     chalkline.FeedbackKind
	At       time.Time
	Features []byte // the item's words, as package taste writes them; nil when not read yet
}

// Examples are the newest limit words of a reader, newest first. They are the
// reader's own: what is made of them stays with the reader.
func (db *DB) Examples(ctx context.Context, reader chalkline.ReaderID, limit int) ([]Example, error) {
	out, err := all(ctx, db.read, func(r row) (Example, error) {
		var x Example
		err := r.Scan(&x.ItemID, &x.Kind, stamp{&x.At}, &x.Features)
		return x, err
	}, `SELECT f.item_id, f.kind, f.at, x.data FROM feedback f LEFT JOIN item_features x ON x.item_id = f.item_id
		WHERE f.reader_id = $1 ORDER BY f.at DESC, f.item_id DESC, f.kind LIMIT $2`, reader, limit)
	return out, explain("read what a reader said", err)
}

// Libraries are the items that readers saved or found useful, at most limit of
// each reader, the newest; who the readers are is not told. Readers who want to
// stay alone are left out.
func (db *DB) Libraries(ctx context.Context, limit int) iter.Seq2[[]chalkline.ItemID, error] {
	return func(yield func([]chalkline.ItemID, error) bool) {
		alone, err := db.alone(ctx)
		if err != nil {
			yield(nil, fmt.Errorf("find readers who stay alone: %w", err))
			return
		}
		rows, err := db.read.QueryContext(ctx, `SELECT reader_id, item_id FROM feedback WHERE kind IN ('saved', 'useful')
			GROUP BY reader_id, item_id ORDER BY reader_id, MAX(at) DESC, item_id DESC`)
		if err != nil {
			yield(nil, fmt.Errorf("read what readers found useful: %w", err))
			return
		}
		defer func() { _ = rows.Close() }() // rows.Err below tells what matters
		var of chalkline.ReaderID
		var library []chalkline.ItemID
		for rows.Next() {
			var reader chalkline.ReaderID
			var item chalkline.ItemID
			if err := rows.Scan(&reader, &item); err != nil {
				yield(nil, fmt.Errorf("read what readers found useful: %w", err))
				return
			}
			if reader != of {
				if len(library) > 0 && !yield(library, nil) {
					return
				}
				of, library = reader, nil
			}
			if len(library) < limit && !alone[reader] {
				library = append(library, item)
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, fmt.Errorf("read what readers found useful: %w", err))
			return
		}
		if len(library) > 0 {
			yield(library, nil)
		}
	}
}

// alone are the readers who give others nothing.
func (db *DB) alone(ctx context.Context) (map[chalkline.ReaderID]bool, error) {
	alone := map[chalkline.ReaderID]bool{}
	_, err := all(ctx, db.read, func(r row) (struct{}, error) {
		var id chalkline.ReaderID
		var wants chalkline.Wants
		err := r.Scan(&id, inJSON(&wants))
		alone[id] = wants.Alone
		return struct{}{}, err
	}, `SELECT id, wants FROM readers WHERE wants <> ''`)
	return alone, err
}
