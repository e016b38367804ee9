package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chalkline"
)

// MostCandidates is how many items are candidates at most. An instance that sees
// more in the time for which an item may be picked has more than anybody can be
// given; of these the newest stand for all.
const MostCandidates = 20_000

// Candidates are the graded items first seen since then, but for those that are
// off topic or retracted: the newest 20,000 of them, in the order in which they
// came. They serve all readers.
func (db *DB) Candidates(ctx context.Context, since time.Time) ([]chalkline.Candidate, error) {
	out, err := db.newest(ctx, micros(since), MostCandidates)
	return out, explain("find candidates", err)
}

const pickable = `a.kind <> 'off_topic' AND a.grade IN ('A', 'B', 'C', 'D', 'E')`

func (db *DB) newest(ctx context.Context, since int64, limit int) ([]chalkline.Candidate, error) {
	out, err := all(ctx, db.read, scanCandidate, `SELECT `+candidateColumns+candidateTables+` WHERE i.first_seen >= $1 AND `+pickable+`
		ORDER BY i.first_seen DESC, i.id DESC LIMIT $2`, since, limit)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	slices.Reverse(out)
	err = each(ctx, db.read, candidateTopics(out), `SELECT `+topicColumns+` FROM items i JOIN appraisals a ON a.item_id = i.id
		JOIN item_topics t ON t.item_id = i.id WHERE i.first_seen >= $1 AND `+pickable, micros(out[0].Item.FirstSeen))
	if err != nil {
		return nil, fmt.Errorf("topics: %w", err)
	}
	return out, db.furnishCandidates(ctx, out, nil)
}

// CandidatesByItem are those items as candidates, whenever they were seen and
// whatever their grade, in the order asked; items that were not appraised are
// left out.
func (db *DB) CandidatesByItem(ctx context.Context, ids []chalkline.ItemID) ([]chalkline.Candidate, error) {
	out, err := db.byItem(ctx, ids)
	return out, explain(fmt.Sprintf("read %d items as candidates", len(ids)), err)
}

func (db *DB) byItem(ctx context.Context, ids []chalkline.ItemID) ([]chalkline.Candidate, error) {
	out, err := allIn(ctx, db.read, ids, scanCandidate, `SELECT `+candidateColumns+candidateTables+` WHERE i.id IN %s`)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	place := make(map[chalkline.ItemID]int, len(ids))
	for n, id := range ids {
		place[id] = n
	}
	slices.SortFunc(out, func(a, b chalkline.Candidate) int { return place[a.Item.ID] - place[b.Item.ID] })
	topics := candidateTopics(out)
	err = eachIn(ids, 1, func(list string, args []any) error {
		return each(ctx, db.read, topics, `SELECT `+topicColumns+` FROM item_topics t WHERE t.item_id IN `+list, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("topics: %w", err)
	}
	sources := map[chalkline.SourceID]bool{}
	for _, c := range out {
		sources[c.Item.SourceID] = true
	}
	return out, db.furnishCandidates(ctx, out, keysOf(sources))
}

const candidateColumns = `i.id, i.source_id, i.url, i.title, i.authors, i.language, COALESCE(i.story_id, 0), i.published, i.first_seen, i.minutes,
	a.kind, a.score, a.grade, a.second_hand, a.at, a.direction, a.suits, f.data`

const candidateTables = ` FROM items i JOIN appraisals a ON a.item_id = i.id LEFT JOIN item_features f ON f.item_id = i.id AND f.version > 0`

func scanCandidate(r row) (chalkline.Candidate, error) {
	var c chalkline.Candidate
	i, a := &c.Item, &c.Appraisal
	err := r.Scan(&i.ID, &i.SourceID, &i.URL, &i.Title, inJSON(&i.Authors), &i.Language, &i.StoryID, stamp{&i.Published}, stamp{&i.FirstSeen}, &c.Minutes,
		&a.Kind, &a.Score, &a.Grade, &a.SecondHand, stamp{&a.At}, &c.Direction, inJSON(&c.For), &c.Features)
	a.ItemID = i.ID
	return c, err
}

// candidateTopics scans topics into the candidates they belong to.
func candidateTopics(out []chalkline.Candidate) func(row) error {
	index := make(map[chalkline.ItemID]int, len(out))
	for n := range out {
		index[out[n].Item.ID] = n
	}
	return func(r row) error {
		id, m, err := scanTopic(r)
		if n, ok := index[id]; ok { // not, when it came between the queries
			out[n].Topics = append(out[n].Topics, m)
		}
		return err
	}
}

const topicColumns = `t.item_id, t.topic, t.weight, t.quote`

func scanTopic(r row) (chalkline.ItemID, chalkline.TopicMatch, error) {
	var id chalkline.ItemID
	var m chalkline.TopicMatch
	err := r.Scan(&id, &m.Topic, &m.Weight, &m.Quote)
	return id, m, err
}

// monthly is the time in which a source's items are counted.
const monthly = 30 * 24 * time.Hour

// furnishCandidates adds names of sources and how much these write to candidates, and puts
// the strongest topic first. They are of those sources, of any when none is named.
func (db *DB) furnishCandidates(ctx context.Context, out []chalkline.Candidate, of []chalkline.SourceID) error {
	type source struct{ name, language string }
	byID, count := map[chalkline.SourceID]source{}, map[chalkline.SourceID]int{}
	read := func(where string, args ...any) error {
		return each(ctx, db.read, func(r row) error {
			var id chalkline.SourceID
			var s source
			err := r.Scan(&id, &s.name, &s.language)
			byID[id] = s
			return err
		}, `SELECT id, name, language FROM sources`+where, args...)
	}
	since := micros(db.Now().Add(-monthly))
	counts := func(where string, args ...any) error {
		// An item counts when it appeared: the first look at a source brings years.
		return each(ctx, db.read, func(r row) error {
			var id chalkline.SourceID
			var n int
			err := r.Scan(&id, &n)
			count[id] = n
			return err
		}, `SELECT source_id, COUNT(*) FROM items WHERE first_seen >= $1 AND (published = 0 OR published >= $1)`+where+` GROUP BY source_id`,
			append([]any{since}, args...)...)
	}
	var err error
	if of == nil {
		err = errors.Join(read(``), counts(``))
	} else {
		err = errors.Join(
			eachIn(of, 1, func(list string, args []any) error { return read(` WHERE id IN `+list, args...) }),
			eachIn(of, 2, func(list string, args []any) error { return counts(` AND source_id IN `+list, args...) }),
		)
	}
	if err != nil {
		return fmt.Errorf("sources and how much they write: %w", err)
	}
	for n := range out {
		c := &out[n]
		s := byID[c.Item.SourceID]
		c.SourceName, c.SourceLanguage, c.Monthly = s.name, s.language, count[c.Item.SourceID]
		slices.SortFunc(c.Topics, func(a, b chalkline.TopicMatch) int {
			return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Topic, b.Topic))
		})
	}
	return nil
}
