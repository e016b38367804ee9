package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"chalkline"
)

// headColumns are those of an item i without its text and links.
const headColumns = `i.id, i.source_id, i.key, i.guid, i.url, i.title, i.authors, i.categories, i.venue, i.doi, i.eric, i.language,
	COALESCE(i.story_id, 0), i.published, i.first_seen, i.changed`

func headDest(i *chalkline.Item) []any {
	return []any{
		&i.ID, &i.SourceID, &i.Key, &i.GUID, &i.URL, &i.Title, inJSON(&i.Authors), inJSON(&i.Categories), &i.Venue, &i.DOI,
		&i.ERIC, &i.Language, &i.StoryID,
		stamp{&i.Published},
		stamp{&i.FirstSeen},
		stamp{&i.Changed},
	}
}

const itemColumns = headColumns + `, i.text, i.links`

func scanItem(r row) (chalkline.Item, error) {
	var i chalkline.Item
	err := r.Scan(append(headDest(&i), &i.Text, inJSON(&i.Links))...)
	return i, err
}

// Item is the item with that id.
func (db *DB) Item(ctx context.Context, id chalkline.ItemID) (chalkline.Item, error) {
	i, err := scanItem(db.read.QueryRowContext(ctx, `SELECT `+itemColumns+` FROM items i WHERE i.id = $1`, id))
	return i, explain(fmt.Sprintf("read item %d", id), missing(err, chalkline.CodeNotFound, "there is no item %d", id))
}

// Items are the items with those ids, in the order asked; unknown ids are left
// out.
func (db *DB) Items(ctx context.Context, ids []chalkline.ItemID) ([]chalkline.Item, error) {
	found, err := allIn(ctx, db.read, ids, scanItem, `SELECT `+itemColumns+` FROM items i WHERE i.id IN %s`)
	if err != nil {
		return nil, fmt.Errorf("read %d items: %w", len(ids), err)
	}
	byID := make(map[chalkline.ItemID]chalkline.Item, len(found))
	for _, i := range found {
		byID[i.ID] = i
	}
	out := make([]chalkline.Item, 0, len(found))
	for _, id := range ids {
		if i, ok := byID[id]; ok {
			out = append(out, i)
		}
	}
	return out, nil
}

// Edits are the recorded changes of an item, oldest first.
func (db *DB) Edits(ctx context.Context, id chalkline.ItemID) ([]chalkline.Edit, error) {
	out, err := all(ctx, db.read, func(r row) (chalkline.Edit, error) {
		var e chalkline.Edit
		err := r.Scan(&e.ItemID, stamp{&e.At}, &e.Field, &e.Before, &e.After)
		return e, err
	}, `SELECT item_id, at, field, before_text, after_text FROM item_edits WHERE item_id = $1 ORDER BY id`, id)
	return out, explain(fmt.Sprintf("read the edits of item %d", id), err)
}

// DeleteItem deletes an item, its appraisal, features, feedback and picks, and
// leaves a tombstone, so that its source cannot bring it back. What was learned
// from it is learned anew without it.
func (db *DB) DeleteItem(ctx context.Context, id chalkline.ItemID) error {
	return db.tx(ctx, fmt.Sprintf("delete item %d", id), func(ctx context.Context, tx *sql.Tx) error {
		if err := db.serial(ctx, tx); err != nil {
			return err
		}
		var story chalkline.StoryID
		err := tx.QueryRowContext(ctx, `INSERT INTO tombstones (source_id, key, at)
			SELECT source_id, key, CAST($2 AS BIGINT) FROM items WHERE id = $1 RETURNING source_id`, id, db.now()).Scan(new(int64))
		if errors.Is(err, sql.ErrNoRows) {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no item %d", id)
		}
		if err != nil {
			return fmt.Errorf("leave a tombstone: %w", err)
		}
		if _, err := exec(ctx, tx, `UPDATE readers SET `+saidNow("$2")+`
			WHERE id IN (SELECT reader_id FROM feedback WHERE item_id = $1)`, id, db.now()); err != nil {
			return fmt.Errorf("have tastes learned anew: %w", err)
		}
		err = tx.QueryRowContext(ctx, `DELETE FROM items WHERE id = $1 RETURNING COALESCE(story_id, 0)`, id).Scan(&story)
		if err != nil {
			return err
		}
		_, err = dropEmptyStory(ctx, tx, story)
		return err
	})
}

// ItemsToAppraise are at most limit items that are due for appraisal, the
// longest due first.
func (db *DB) ItemsToAppraise(ctx context.Context, limit int) ([]chalkline.ItemID, error) {
	out, err := all(ctx, db.read, value[chalkline.ItemID],
		`SELECT id FROM items WHERE appraise_at > 0 ORDER BY appraise_at, id LIMIT $1`, limit)
	return out, explain("find items to appraise", err)
}

// ReappraiseAll makes every item due for appraisal that still has its text, and
// says how many there are.
func (db *DB) ReappraiseAll(ctx context.Context) (int, error) {
	n, err := exec(ctx, db.write, `UPDATE items SET appraise_at = $1, appraise_hops = 0 WHERE cut_at = 0`, db.now())
	return n, explain("make all items due for appraisal", err)
}

// ReappraiseOthers makes the items due that were judged by another version of
// the rules and says how many there are.
func (db *DB) ReappraiseOthers(ctx context.Context, model int) (int, error) {
	n, err := exec(ctx, db.write, `UPDATE items SET appraise_at = $1
		WHERE appraise_at = 0 AND cut_at = 0 AND id IN (SELECT item_id FROM appraisals WHERE model <> $2)`, db.now(), model)
	return n, explain("make items due that were judged by other rules", err)
}
