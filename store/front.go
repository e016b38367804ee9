package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// worthiest orders what a stranger sees first: a point of score weighs as much
// as 16 hours of age, so an item loses 1.5 points a day.
const worthiest = `SELECT i.id, COALESCE(i.story_id, -i.id), i.source_id FROM items i JOIN appraisals a ON a.item_id = i.id
	WHERE i.first_seen >= $1 AND a.kind <> 'off_topic' AND %s
	ORDER BY a.score * 57600000000 + CASE WHEN i.published > 0 THEN i.published ELSE i.first_seen END DESC, i.id DESC LIMIT $2`

// firstWorthy is how many items are looked at first for a few of different sources.
const firstWorthy = 100

// worthy are at most limit items first seen since then that meet a condition, the
// worthiest first. A story stands there once, with its best item, and a source with
// its best story.
func (db *DB) worthy(ctx context.Context, condition string, since time.Time, limit int) ([]chalkline.Item, error) {
	for most := firstWorthy; ; most *= 20 {
		list, err := all(ctx, db.read, scanSample, fmt.Sprintf(worthiest, condition), micros(since), most)
		if err != nil {
			return nil, err
		}
		var out []chalkline.Item
		stories, sources := map[chalkline.StoryID]bool{}, map[chalkline.SourceID]bool{}
		for _, i := range list {
			if !stories[i.StoryID] && !sources[i.SourceID] && len(out) < limit {
				out = append(out, i)
				sources[i.SourceID] = true
			}
			stories[i.StoryID] = true
		}
		if len(out) == limit || len(list) < most {
			return out, nil
		}
	}
}

const strong = `a.grade IN ('A', 'B', 'C')`

// Front are the cards of at most limit items that a stranger sees first: those
// first seen since then with grade A to C, strong and new, no two of one source
// or story, the best first.
func (db *DB) Front(ctx context.Context, since time.Time, limit int) ([]chalkline.Card, error) {
	found, err := db.worthy(ctx, strong, since, limit)
	if err != nil {
		return nil, fmt.Errorf("find the strongest items: %w", err)
	}
	items := make([]chalkline.ItemID, len(found))
	for n, i := range found {
		items[n] = i.ID
	}
	return db.CardsByItem(ctx, 0, items)
}

// samples say which items show a stranger what grades are for, in the order in
// which they stand: what is strong; what did not find what was hoped for, or leans
// on what is not so; and what a teacher tells of a lesson. It is taken where the
// first condition finds nothing, by the next.
var samples = [][]string{
	{strong + ` AND a.direction NOT IN ('null', 'negative')`, strong},
	{strong + ` AND a.direction IN ('null', 'negative')`, `a.grade IN ('A', 'B', 'C', 'D', 'E') AND a.cautions <> ''`, strong},
	{`a.grade = 'E' AND a.kind = 'practice' AND a.cautions = ''`, `a.grade IN ('D', 'E')`, strong},
}

// Samples are the cards of three items first seen since then that show a stranger
// what grades are for, no two of one story: a strong one, one with a result that was
// not hoped for or to be careful with, and one from practice. Where there is none of
// a sort, another strong one takes its place, and fewer are shown where there are no
// more.
func (db *DB) Samples(ctx context.Context, since time.Time) ([]chalkline.Card, error) {
	var items []chalkline.ItemID
	stories := map[chalkline.StoryID]bool{}
	for _, conditions := range samples {
		for n, at := 0, len(items); n < len(conditions) && len(items) == at; n++ {
			found, err := db.worthy(ctx, conditions[n], since, len(samples))
			if err != nil {
				return nil, fmt.Errorf("find items to show strangers: %w", err)
			}
			for _, i := range found {
				if len(items) == at && !stories[i.StoryID] {
					items, stories[i.StoryID] = append(items, i.ID), true
				}
			}
		}
	}
	return db.CardsByItem(ctx, 0, items)
}

func scanSample(r row) (i chalkline.Item, err error) {
	err = r.Scan(&i.ID, &i.StoryID, &i.SourceID)
	return i, err
}

// CardsByItem are the cards of items as a reader sees them, in the order asked;
// unknown items are left out. Reader 0 is somebody who is not signed in. However
// many items there are, the queries are few.
func (db *DB) CardsByItem(ctx context.Context, reader chalkline.ReaderID, ids []chalkline.ItemID) ([]chalkline.Card, error) {
	what := fmt.Sprintf("read the cards of %d items", len(ids))
	byID := make(map[chalkline.ItemID]chalkline.Card, len(ids))
	err := eachIn(ids, 2, func(list string, args []any) error {
		found, err := readCards(ctx, db.often, len(ids), `SELECT `+cardColumns+` FROM items i
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
