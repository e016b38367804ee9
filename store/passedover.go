package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// LastPicks are the items that were picked for a reader when picks were last made,
// and when that was; zero when none ever were.
func (db *DB) LastPicks(ctx context.Context, reader chalkline.ReaderID) (items []chalkline.ItemID, at time.Time, err error) {
	items, err = all(ctx, db.read, func(r row) (item chalkline.ItemID, err error) {
		err = r.Scan(&item, stamp{&at})
		return item, err
	}, `SELECT item_id, at FROM picks WHERE reader_id = $1 AND at = (SELECT MAX(at) FROM picks WHERE reader_id = $1) ORDER BY id`, reader)
	return items, at, explain(fmt.Sprintf("read the last picks of reader %d", reader), err)
}

// ReaderAsOf is a reader with what picks depend on, with the History of these
// stories alone as it was at a time: their day had begun when dayStart says.
func (db *DB) ReaderAsOf(ctx context.Context, id chalkline.ReaderID, stories []chalkline.StoryID, at time.Time, dayStart func(chalkline.Schedule) time.Time) (ReaderToPick, error) {
	found, err := db.readWishes(ctx, []chalkline.ReaderID{id})
	if err == nil && len(found) == 0 {
		err = chalkline.Errorf(chalkline.CodeNotFound, "there is no reader %d", id)
	}
	if err != nil {
		return ReaderToPick{}, err
	}
	reader := found[0]
	reader.History = History{Stories: map[chalkline.StoryID]bool{}, Today: map[chalkline.SourceID]int{}}
	err = eachIn(stories, 3, func(list string, args []any) error {
		return each(ctx, db.read, func(r row) error {
			var story chalkline.StoryID
			err := r.Scan(&story)
			reader.History.Stories[story] = true
			return err
		}, `SELECT story_id FROM picks WHERE reader_id = $1 AND at < $2 AND story_id IN `+list, append([]any{id, micros(at)}, args...)...)
	})
	if err != nil {
		return ReaderToPick{}, fmt.Errorf("read what reader %d was given before: %w", id, err)
	}
	err = each(ctx, db.read, func(r row) error {
		var source chalkline.SourceID
		var minutes int
		err := r.Scan(&source, &minutes)
		reader.History.Today[source]++
		reader.History.Spent += minutes
		return err
	}, `SELECT i.source_id, i.minutes FROM picks p JOIN items i ON i.id = p.item_id WHERE p.reader_id = $1 AND p.at >= $2 AND p.at < $3`,
		id, micros(dayStart(reader.Schedule)), micros(at))
	if err != nil {
		return ReaderToPick{}, fmt.Errorf("read what reader %d was given that day: %w", id, err)
	}
	return reader, nil
}

// Crowded says that so many graded items came after an item that it is not among
// the newest.
func (db *DB) Crowded(ctx context.Context, item chalkline.Item, newest int) (bool, error) {
	count := func(newer string, args ...any) (n int, err error) {
		err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM items i `+newer+`) AS newer`, args...).Scan(&n)
		return n, explain("count what came after an item", err)
	}
	// Most often there are not that many items at all, which one index tells.
	since := micros(item.FirstSeen)
	n, err := count(`WHERE i.first_seen >= $1 LIMIT $2`, since, newest)
	if err == nil && n == newest {
		n, err = count(`JOIN appraisals a ON a.item_id = i.id WHERE i.first_seen >= $1 AND (i.first_seen, i.id) > ($1, $2) AND `+pickable+` LIMIT $3`, since, item.ID, newest)
	}
	return n == newest, err
}
