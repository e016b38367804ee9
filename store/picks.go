package store

import (
	"context"
	"database/sql"
	"fmt"
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

// Candidates are the appraised items first seen since then, but for those that
// are off topic, in the order in which they came. They serve all readers.
func (db *DB) Candidates(ctx context.Context, since time.Time) ([]chalkline.Candidate, error) {
	out, err := db.candidates(ctx, micros(since))
	return out, explain("find candidates", err)
}

func (db *DB) candidates(ctx context.Context, since int64) ([]chalkline.Candidate, error) {
	sources, err := all(ctx, db.read, scanSource, `SELECT `+sourceColumns+` FROM sources`)
	if err != nil {
		return nil, err
	}
	sourceByID := make(map[chalkline.SourceID]chalkline.Source, len(sources))
	for _, s := range sources {
		sourceByID[s.ID] = s
	}
	const which = ` FROM items i JOIN appraisals a ON a.item_id = i.id`
	const where = ` WHERE i.first_seen >= $1 AND a.kind <> 'off_topic'`
	out, err := all(ctx, db.read, func(r row) (chalkline.Candidate, error) {
		var c chalkline.Candidate
		err := r.Scan(append(append(headDest(&c.Item), &c.Minutes), appraisalDest(&c.Appraisal)...)...)
		c.Appraisal.ItemID = c.Item.ID
		c.Source = sourceByID[c.Item.SourceID]
		return c, err
	}, `SELECT `+headColumns+`, i.minutes, `+appraisalColumns+which+where+` ORDER BY i.first_seen, i.id`, since)
	if err != nil {
		return nil, err
	}
	index := make(map[chalkline.ItemID]int, len(out))
	for n, c := range out {
		index[c.Item.ID] = n
	}
	_, err = all(ctx, db.read, func(r row) (struct{}, error) {
		id, m, err := scanTopic(r)
		if n, ok := index[id]; ok { // not, when it came between the two queries
			out[n].Topics = append(out[n].Topics, m)
		}
		return struct{}{}, err
	}, `SELECT `+topicColumns+which+` JOIN item_topics t ON t.item_id = i.id`+where+` ORDER BY i.first_seen, i.id, t.weight DESC, t.topic`, since)
	return out, err
}

const topicColumns = `t.item_id, t.topic, t.weight, t.quote`

func scanTopic(r row) (chalkline.ItemID, chalkline.TopicMatch, error) {
	var id chalkline.ItemID
	var m chalkline.TopicMatch
	err := r.Scan(&id, &m.Topic, &m.Weight, &m.Quote)
	return id, m, err
}

// History is what a reader got before, for picking.
type History struct {
	Stories map[chalkline.StoryID]bool // ever picked
	Today   map[chalkline.SourceID]int // picks of each source since the day began
}

// PickHistory is a reader's History; their day began at dayStart.
func (db *DB) PickHistory(ctx context.Context, reader chalkline.ReaderID, dayStart time.Time) (History, error) {
	h := History{Stories: map[chalkline.StoryID]bool{}, Today: map[chalkline.SourceID]int{}}
	stories, err := all(ctx, db.read, value[chalkline.StoryID], `SELECT story_id FROM picks WHERE reader_id = $1`, reader)
	if err != nil {
		return History{}, fmt.Errorf("read the stories picked for reader %d: %w", reader, err)
	}
	for _, id := range stories {
		h.Stories[id] = true
	}
	_, err = all(ctx, db.read, func(r row) (struct{}, error) {
		var id chalkline.SourceID
		var n int
		err := r.Scan(&id, &n)
		h.Today[id] = n
		return struct{}{}, err
	}, `SELECT i.source_id, COUNT(*) FROM picks p JOIN items i ON i.id = p.item_id
		WHERE p.reader_id = $1 AND p.at >= $2 GROUP BY i.source_id`, reader, micros(dayStart))
	return h, explain(fmt.Sprintf("count today's picks of reader %d", reader), err)
}

// SavePicks stores picks of a reader and when picks are due next, and says how
// many were new. An item or story that was picked before is left out, so it is
// safe to run twice. What the reader follows was read at the time read: if that
// changed since, picks stay due.
func (db *DB) SavePicks(ctx context.Context, reader chalkline.ReaderID, picks []chalkline.Pick, read, next time.Time) (int, error) {
	var added int
	err := db.tx(ctx, fmt.Sprintf("save %d picks of reader %d", len(picks), reader), func(ctx context.Context, tx *sql.Tx) error {
		added = 0
		n, err := exec(ctx, tx, `UPDATE readers SET pick_at = CASE WHEN pick_at <= $3 THEN $2 ELSE pick_at END WHERE id = $1`,
			reader, micros(next), micros(read))
		if err != nil {
			return err
		}
		if n == 0 {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no reader %d", reader)
		}
		q, done := db.looped(tx)
		defer done()
		now := db.now()
		for _, p := range picks {
			at := micros(p.At)
			if at == 0 {
				at = now
			}
			// The story is the item's by now: it may have been joined to another one.
			n, err := exec(ctx, q, `INSERT INTO picks (reader_id, item_id, story_id, score, parts, reason, at, revised)
				SELECT CAST($1 AS BIGINT), i.id, i.story_id, CAST($3 AS DOUBLE PRECISION), CAST($4 AS TEXT), CAST($5 AS TEXT),
					CAST($6 AS BIGINT), 0
				FROM items i WHERE i.id = $2 AND i.story_id IS NOT NULL ON CONFLICT DO NOTHING`,
				reader, p.ItemID, p.Score, inJSON(&p.Parts), clean(p.Reason), at)
			if err != nil {
				return fmt.Errorf("pick item %d: %w", p.ItemID, err)
			}
			added += n
		}
		if added == 0 {
			return nil
		}
		return touchFeeds(ctx, tx, now, `id = $2`, reader)
	})
	return added, err
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

// revisePicks marks the picks of an item as revised, and the feeds they are in.
func revisePicks(ctx context.Context, q querier, item chalkline.ItemID, now int64) error {
	n, err := exec(ctx, q, `UPDATE picks SET revised = $2 WHERE item_id = $1`, item, now)
	if err == nil && n > 0 {
		err = touchFeeds(ctx, q, now, `id IN (SELECT reader_id FROM picks WHERE item_id = $2)`, item)
	}
	if err != nil {
		return fmt.Errorf("revise picks of item %d: %w", item, err)
	}
	return nil
}
