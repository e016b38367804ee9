package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// strongest orders what a stranger sees first: a point of score weighs as much
// as 16 hours of age, so an item loses 1.5 points a day. A story stands there
// once, with its best item, and a source with its best story.
const strongest = `SELECT id FROM (
	SELECT id, worth, ROW_NUMBER() OVER (PARTITION BY source_id ORDER BY worth DESC, id DESC) AS place FROM (
		SELECT id, source_id, worth, ROW_NUMBER() OVER (PARTITION BY story ORDER BY worth DESC, id DESC) AS appearance FROM (
			SELECT i.id, i.source_id, COALESCE(i.story_id, -i.id) AS story,
				a.score * 57600000000 + CASE WHEN i.published > 0 THEN i.published ELSE i.first_seen END AS worth
			FROM items i JOIN appraisals a ON a.item_id = i.id
			WHERE i.first_seen >= $1 AND a.grade IN ('A', 'B', 'C') AND a.kind <> 'off_topic'
		) AS strong
	) AS stories WHERE appearance = 1
) AS sources WHERE place = 1 ORDER BY worth DESC, id DESC LIMIT $2`

// Front are the cards of at most limit items that a stranger sees first: those
// first seen since then with grade A to C, strong and new, no two of one source
// or story, the best first.
func (db *DB) Front(ctx context.Context, since time.Time, limit int) ([]chalkline.Card, error) {
	items, err := all(ctx, db.read, value[chalkline.ItemID], strongest, micros(since), limit)
	if err != nil {
		return nil, fmt.Errorf("find the strongest items: %w", err)
	}
	return db.CardsByItem(ctx, 0, items)
}

// CardsByItem are the cards of items as a reader sees them, in the order asked;
// unknown items are left out. Reader 0 is somebody who is not signed in. However
// many items there are, the queries are few.
func (db *DB) CardsByItem(ctx context.Context, reader chalkline.ReaderID, ids []chalkline.ItemID) ([]chalkline.Card, error) {
	what := fmt.Sprintf("read the cards of %d items", len(ids))
	byID := make(map[chalkline.ItemID]chalkline.Card, len(ids))
	err := eachIn(ids, 2, func(list string, args []any) error {
		found, err := all(ctx, db.read, scanCard, `SELECT `+cardColumns+` FROM items i
			LEFT JOIN appraisals a ON a.item_id = i.id
			LEFT JOIN picks p ON p.item_id = i.id AND p.reader_id = $1 WHERE i.id IN `+list, append([]any{reader}, args...)...)
		for _, c := range found {
			byID[c.Item.ID] = c
		}
		return err
	})
	if err != nil {
		return nil, explain(what, err)
	}
	cards := make([]chalkline.Card, 0, len(byID))
	for _, id := range ids {
		if c, ok := byID[id]; ok {
			cards = append(cards, c)
			delete(byID, id)
		}
	}
	return cards, explain(what, db.furnish(ctx, reader, cards))
}
