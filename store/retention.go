package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"chalkline"
)

// spent says which items i have a text that nobody needs any more: opinions, news
// and what was not graded, that no reader was sent and nobody answered, noted or
// put forward, neither themselves nor as the same story, nor beside a pick as the
// other side. What cites or is a work keeps its text, because a retraction may
// have it judged again.
const spent = `i.cut_at = 0 AND i.appraise_at = 0 AND i.doi = '' AND i.eric = '' AND (i.text <> '' OR i.feed_text <> '')
	AND EXISTS (SELECT 1 FROM appraisals a WHERE a.item_id = i.id AND a.grade IN ('E', ''))
	AND NOT EXISTS (SELECT 1 FROM citations c WHERE c.item_id = i.id)
	AND NOT EXISTS (SELECT 1 FROM picks p WHERE p.item_id = i.id)
	AND NOT EXISTS (SELECT 1 FROM picks p WHERE p.story_id = i.story_id)
	AND NOT EXISTS (SELECT 1 FROM picks p WHERE p.other_item IS NOT NULL AND p.other_item = i.id)
	AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.item_id = i.id)
	AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.item_id = i.id)
	AND NOT EXISTS (SELECT 1 FROM shares s WHERE s.item_id = i.id)`

// CutItems removes the texts of items that were first seen before that time and
// that nobody needs; see spent. It looks at most at limit items after the one
// with that id, and returns the last one it looked at, 0 when there are no more.
//
// A cut item stays, with its title, link, grade and reason, so nothing moves in
// any feed; what its source says of it later is not taken, and it is not judged
// again.
func (db *DB) CutItems(ctx context.Context, before time.Time, after chalkline.ItemID, limit int) (last chalkline.ItemID, cut int, err error) {
	err = db.tx(ctx, "remove the texts of old items", func(ctx context.Context, tx *sql.Tx) error {
		last, cut = 0, 0
		err := tx.QueryRowContext(ctx, `SELECT id FROM items WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2`, after, limit-1).Scan(&last)
		upTo := last
		if errors.Is(err, sql.ErrNoRows) { // fewer are left
			err = tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) FROM items`).Scan(&upTo)
		}
		if err != nil {
			return err
		}
		ids, err := all(ctx, tx, value[chalkline.ItemID], `SELECT i.id FROM items i WHERE i.id > $1 AND i.id <= $2 AND i.first_seen < $3 AND `+spent,
			after, upTo, micros(before))
		if err != nil {
			return err
		}
		cut = len(ids)
		now := db.now()
		return eachIn(ids, 2, func(list string, args []any) error {
			if _, err := exec(ctx, tx, `UPDATE items SET text = '', feed_text = '', links = '', read_at = 0, cut_at = $1 WHERE id IN `+list,
				append([]any{now}, args...)...); err != nil {
				return err
			}
			_, err := exec(ctx, tx, `DELETE FROM item_edits WHERE at < $1 AND field = 'text' AND item_id IN `+list, append([]any{now}, args...)...)
			return err
		})
	})
	return last, cut, err
}
