package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"chalkline"
)

// Recorded is a piece that a reader said something of: called useful, saved, noted
// something on or put forward. What they opened or read is not known to anybody.
type Recorded struct {
	Item       chalkline.Item // without Text and Links
	Minutes    int            // 0 when no text is known
	Source     string
	Grade      chalkline.Grade
	SecondHand bool
	Topic      chalkline.TopicID // the one it is most about, "" for none
	At         time.Time         // when they first said something of it
	Useful     bool
	Saved      bool
	Forward    bool
	Note       string // their own, "" for none
}

// Recorded are the pieces that a reader first said something of from a time on and
// before another, the oldest first. Each is in exactly one such span of time.
func (db *DB) Recorded(ctx context.Context, reader chalkline.ReaderID, from, before time.Time) ([]Recorded, error) {
	const what = "read a reader's record"
	found := map[chalkline.ItemID]*Recorded{}
	err := each(ctx, db.read, func(r row) error {
		var item chalkline.ItemID
		var at time.Time
		var useful, saved, forward bool
		if err := r.Scan(&item, stamp{&at}, &useful, &saved, &forward); err != nil {
			return err
		}
		found[item] = &Recorded{At: at, Useful: useful, Saved: saved, Forward: forward}
		return nil
	}, `SELECT w.item_id, MIN(w.at), MAX(w.useful) > 0, MAX(w.saved) > 0, MAX(w.forward) > 0 FROM (
			SELECT f.item_id, f.at, CASE WHEN f.kind = 'useful' THEN 1 ELSE 0 END AS useful, CASE WHEN f.kind = 'saved' THEN 1 ELSE 0 END AS saved, 0 AS forward
				FROM feedback f WHERE f.reader_id = $1 AND f.kind IN ('useful', 'saved')
			UNION ALL SELECT n.item_id, n.at, 0, 0, 0 FROM notes n WHERE n.reader_id = $1
			UNION ALL SELECT s.item_id, s.at, 0, 0, 1 FROM shares s WHERE s.reader_id = $1
		) w GROUP BY w.item_id HAVING MIN(w.at) >= $2 AND MIN(w.at) < $3`, reader, micros(from), micros(before))
	if err != nil {
		return nil, explain(what, err)
	}
	if err := db.furnishRecord(ctx, reader, found); err != nil {
		return nil, explain(what, err)
	}
	out := make([]Recorded, 0, len(found))
	for _, r := range found {
		if r.Item.ID != 0 { // else it was deleted a moment ago
			out = append(out, *r)
		}
	}
	slices.SortFunc(out, func(a, b Recorded) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Item.ID, b.Item.ID)) })
	return out, nil
}

// furnishRecord adds what is shown of the items.
func (db *DB) furnishRecord(ctx context.Context, reader chalkline.ReaderID, found map[chalkline.ItemID]*Recorded) error {
	_, err := allIn(ctx, db.read, keysOf(found), func(r row) (struct{}, error) {
		var one Recorded
		var known bool
		err := r.Scan(append(headDest(&one.Item), &one.Minutes, &known, &one.Source, &one.Grade, &one.SecondHand)...)
		if f := found[one.Item.ID]; f != nil {
			f.Item, f.Source, f.Grade, f.SecondHand = one.Item, one.Source, one.Grade, one.SecondHand
			if known {
				f.Minutes = one.Minutes
			}
		}
		return struct{}{}, err
	}, `SELECT `+headColumns+`, i.minutes, OCTET_LENGTH(i.text) > 0, s.name, COALESCE(a.grade, ''), COALESCE(a.second_hand, FALSE)
		FROM items i JOIN sources s ON s.id = i.source_id LEFT JOIN appraisals a ON a.item_id = i.id WHERE i.id IN %s`)
	if err != nil {
		return err
	}
	_, err = allIn(ctx, db.read, keysOf(found), func(r row) (struct{}, error) {
		item, topic, err := scanTopic(r)
		if f := found[item]; f != nil && f.Topic == "" {
			f.Topic = topic.Topic
		}
		return struct{}{}, err
	}, `SELECT `+topicColumns+` FROM item_topics t WHERE t.item_id IN %s ORDER BY t.item_id, t.weight DESC, t.topic`)
	if err != nil {
		return err
	}
	notes, err := db.Notes(ctx, reader, keysOf(found))
	for item, note := range notes {
		if f := found[item]; f != nil {
			f.Note = note.Text
		}
	}
	return err
}

// LedKind says what a reader did for a group.
type LedKind string

// What a reader does for a group.
const (
	LedTheme   LedKind = "theme"   // set a theme
	LedShare   LedKind = "share"   // put a piece forward
	LedMeeting LedKind = "meeting" // was the host
)

// Led is one thing that a reader did for a group that they are in.
type Led struct {
	Kind  LedKind
	Day   chalkline.Day
	Group string
	What  string           // title of the theme or the item; "" for a meeting
	Item  chalkline.ItemID // of a share
}

// Led is what a reader did for their groups on the days from one to another, the
// earliest first. A theme counts on the first day of its month. Zone is where a
// share's time is a day.
func (db *DB) Led(ctx context.Context, reader chalkline.ReaderID, from, until chalkline.Day, zone *time.Location) ([]Led, error) {
	out, err := all(ctx, db.read, func(r row) (Led, error) {
		var l Led
		var at time.Time
		err := r.Scan(&l.Kind, &l.Day, stamp{&at}, &l.Group, &l.What, &l.Item)
		if !at.IsZero() {
			l.Day = chalkline.DayOf(at.In(zone))
		}
		return l, err
	}, `SELECT 'theme', t.month || '-01', CAST(0 AS BIGINT), g.name, t.title, CAST(0 AS BIGINT) FROM themes t
			JOIN groups g ON g.id = t.group_id JOIN members m ON m.group_id = t.group_id AND m.reader_id = t.reader_id WHERE t.reader_id = $1
		UNION ALL SELECT 'meeting', e.day, CAST(0 AS BIGINT), g.name, '', CAST(0 AS BIGINT) FROM meetings e JOIN groups g ON g.id = e.group_id WHERE e.reader_id = $1
		UNION ALL SELECT 'share', '', s.at, g.name, i.title, i.id FROM shares s JOIN groups g ON g.id = s.group_id JOIN items i ON i.id = s.item_id
			WHERE s.reader_id = $1`, reader)
	if err != nil {
		return nil, explain("read what a reader led", err)
	}
	out = slices.DeleteFunc(out, func(l Led) bool { return l.Day < from || l.Day > until })
	slices.SortFunc(out, func(a, b Led) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Group, b.Group), cmp.Compare(a.What, b.What))
	})
	return out, nil
}
