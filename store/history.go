package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// History is what a reader got before, for picking.
type History struct {
	Stories map[chalkline.StoryID]bool // picked before
	Today   map[chalkline.SourceID]int // picks of each source since the day began
	Spent   int                        // minutes that these take to read
}

// ReaderToPick is a reader with all of theirs that picks depend on.
type ReaderToPick struct {
	chalkline.Reader

	Follows []chalkline.Follow
	History History
	SaidAt  time.Time // when they last said something that taste is learned from; zero for never
}

// ReadToPick are those readers in the order asked, with all that picks depend on,
// in few queries however many they are; readers who left are left out. Their day
// began when dayStart says. Their History has the stories that may come again:
// those picked, or with an item first seen, since then.
func (db *DB) ReadToPick(ctx context.Context, ids []chalkline.ReaderID, since time.Time, dayStart func(chalkline.Schedule) time.Time) ([]ReaderToPick, error) {
	out, err := db.readToPick(ctx, ids, micros(since), dayStart)
	return out, explain(fmt.Sprintf("read %d readers to pick for", len(ids)), err)
}

func (db *DB) readToPick(ctx context.Context, ids []chalkline.ReaderID, since int64, dayStart func(chalkline.Schedule) time.Time) ([]ReaderToPick, error) {
	out, err := db.readWishes(ctx, ids)
	if err != nil {
		return nil, err
	}
	days := make(map[chalkline.ReaderID]int64, len(out))
	for _, p := range out {
		days[p.ID] = micros(dayStart(p.Schedule))
	}
	histories, err := db.histories(ctx, days, since)
	if err != nil {
		return nil, fmt.Errorf("what they got: %w", err)
	}
	for n := range out {
		out[n].History = *histories[out[n].ID]
	}
	return out, nil
}

// readWishes are those readers with what they ask for, in the order asked, without
// their histories.
func (db *DB) readWishes(ctx context.Context, ids []chalkline.ReaderID) ([]ReaderToPick, error) {
	byID := make(map[chalkline.ReaderID]*ReaderToPick, len(ids))
	_, err := allIn(ctx, db.read, ids, func(r row) (struct{}, error) {
		p := &ReaderToPick{}
		err := r.Scan(append(readerDest(&p.Reader), stamp{&p.SaidAt})...)
		byID[p.ID] = p
		return struct{}{}, err
	}, `SELECT `+readerColumns+`, said_at FROM readers WHERE id IN %s`)
	if err != nil {
		return nil, err
	}
	_, err = allIn(ctx, db.read, keysOf(byID), func(r row) (struct{}, error) {
		var id chalkline.ReaderID
		var f chalkline.Follow
		err := r.Scan(&id, &f.Kind, &f.Value, &f.Weight, &f.Mute)
		byID[id].Follows = append(byID[id].Follows, f)
		return struct{}{}, err
	}, `SELECT reader_id, kind, value, weight, mute FROM follows WHERE reader_id IN %s ORDER BY reader_id, number`)
	if err != nil {
		return nil, fmt.Errorf("follows: %w", err)
	}
	out := make([]ReaderToPick, 0, len(byID))
	for _, id := range ids {
		if p, ok := byID[id]; ok {
			out = append(out, *p)
		}
	}
	return out, nil
}

// histories are the histories of readers by when their day began.
func (db *DB) histories(ctx context.Context, days map[chalkline.ReaderID]int64, since int64) (map[chalkline.ReaderID]*History, error) {
	out := make(map[chalkline.ReaderID]*History, len(days))
	first := int64(-1)
	for id, day := range days {
		out[id] = &History{Stories: map[chalkline.StoryID]bool{}, Today: map[chalkline.SourceID]int{}}
		if first < 0 || day < first {
			first = day
		}
	}
	story := func(r row) error {
		var reader chalkline.ReaderID
		var id chalkline.StoryID
		if err := r.Scan(&reader, &id); err != nil {
			return err
		}
		out[reader].Stories[id] = true
		return nil
	}
	today := func(r row) error {
		var reader chalkline.ReaderID
		var at int64
		var source chalkline.SourceID
		var minutes int
		if err := r.Scan(&reader, &at, &source, &minutes); err != nil {
			return err
		}
		if h := out[reader]; at >= days[reader] {
			h.Today[source]++
			h.Spent += minutes
		}
		return nil
	}
	again, err := db.seenAgain(ctx, since)
	if err != nil {
		return nil, err
	}
	err = eachIn(keysOf(days), 2, func(list string, args []any) error {
		if err := each(ctx, db.read, story, `SELECT reader_id, story_id FROM picks WHERE at >= $1 AND reader_id IN `+list,
			append([]any{since}, args...)...); err != nil {
			return err
		}
		return each(ctx, db.read, today, `SELECT p.reader_id, p.at, i.source_id, i.minutes FROM picks p JOIN items i ON i.id = p.item_id
			WHERE p.at >= $1 AND p.reader_id IN `+list, append([]any{first}, args...)...)
	})
	if err != nil {
		return nil, err
	}
	return out, db.oldPicks(ctx, keysOf(days), again, since, story)
}

// seenAgain are the stories with items first seen since then and before: they may
// have been picked long ago.
func (db *DB) seenAgain(ctx context.Context, since int64) ([]chalkline.StoryID, error) {
	if since <= 0 {
		return nil, nil
	}
	return all(ctx, db.read, value[chalkline.StoryID], `SELECT DISTINCT i.story_id FROM items i WHERE i.first_seen >= $1
		AND EXISTS (SELECT 1 FROM items o WHERE o.story_id = i.story_id AND o.first_seen < $1)`, since)
}

// oldPicks finds which of the stories were picked before since.
func (db *DB) oldPicks(ctx context.Context, readers []chalkline.ReaderID, stories []chalkline.StoryID, since int64, scan func(row) error) error {
	return eachIn(stories, 2, func(storyList string, storyArgs []any) error {
		return eachIn(readers, 2+len(storyArgs), func(list string, args []any) error {
			return each(ctx, db.read, scan, `SELECT reader_id, story_id FROM picks
				WHERE at < $1 AND story_id IN `+storyList+` AND reader_id IN `+list, append(append([]any{since}, storyArgs...), args...)...)
		})
	})
}
