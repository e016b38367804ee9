package store

import (
	"context"
	"fmt"
	"iter"

	"chalkline"
)

// saveFeatures stores the items' words for taste.
func (s *appraisalSaver) saveFeatures(ctx context.Context) error {
	var none []chalkline.ItemID
	var rows [][]any
	for _, i := range s.list {
		if len(i.Features) == 0 {
			none = append(none, i.id)
			continue
		}
		rows = append(rows, []any{i.id, i.Features[0], i.Features})
	}
	if err := eachIn(none, 1, func(list string, args []any) error {
		_, err := s.q.ExecContext(ctx, `DELETE FROM item_features WHERE item_id IN `+list, args...)
		return err
	}); err != nil {
		return err
	}
	return insertMany(ctx, s.q, `INSERT INTO item_features (item_id, version, data) VALUES`, rows,
		`ON CONFLICT (item_id) DO UPDATE SET version = excluded.version, data = excluded.data WHERE item_features.data <> excluded.data`)
}

// Features are the words of items for taste; items that have none are left out.
func (db *DB) Features(ctx context.Context, ids []chalkline.ItemID) (map[chalkline.ItemID][]byte, error) {
	out := make(map[chalkline.ItemID][]byte, len(ids))
	_, err := allIn(ctx, db.read, ids, func(r row) (struct{}, error) {
		var id chalkline.ItemID
		var data []byte
		err := r.Scan(&id, &data)
		out[id] = data
		return struct{}{}, err
	}, `SELECT item_id, data FROM item_features WHERE version > 0 AND item_id IN %s`)
	return out, explain(fmt.Sprintf("read the features of %d items", len(ids)), err)
}

// SampleFeatures are the features of that version of the newest limit items,
// newest first; those off topic are left out.
func (db *DB) SampleFeatures(ctx context.Context, version byte, limit int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		rows, err := db.read.QueryContext(ctx, `SELECT f.data FROM item_features f JOIN appraisals a ON a.item_id = f.item_id
			WHERE f.version = $1 AND a.kind <> 'off_topic' ORDER BY f.item_id DESC LIMIT $2`, version, limit)
		if err != nil {
			yield(nil, fmt.Errorf("sample features: %w", err))
			return
		}
		defer func() { _ = rows.Close() }() // rows.Err below tells what matters
		for rows.Next() {
			var data []byte
			if err := rows.Scan(&data); err != nil {
				yield(nil, fmt.Errorf("sample features: %w", err))
				return
			}
			if !yield(data, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, fmt.Errorf("sample features: %w", err))
		}
	}
}

// CountFeatures is how many items have features of that version; it counts up to
// limit.
func (db *DB) CountFeatures(ctx context.Context, version byte, limit int) (int, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT item_id FROM item_features WHERE version = $1 LIMIT $2) AS counted`,
		version, limit).Scan(&n)
	return n, explain("count features", err)
}

// RenewFeatures makes at most limit items due for appraisal whose features are of
// another version, the newest first, and says how many.
func (db *DB) RenewFeatures(ctx context.Context, version byte, limit int) (int, error) {
	return db.change(ctx, "make items due whose features are old", `UPDATE items SET appraise_at = $3 WHERE id IN (
		SELECT f.item_id FROM item_features f JOIN items i ON i.id = f.item_id
		WHERE (f.version < $1 OR f.version > $1) AND i.appraise_at = 0 AND i.cut_at = 0 ORDER BY f.item_id DESC LIMIT $2)`, version, limit, db.now())
}
