package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// worthiest are items in the order in which a stranger sees them: a point of score
// weighs as much as 16 hours of age, so an item loses 1.5 points a day. Tens of
// thousands may be of the time asked for, so they are put in order from narrow
// indexes, and the rows of the first alone are read.
const worthiest = `SELECT w.id, w.story, w.source_id, a.direction, a.cautions <> '' FROM (
		SELECT i.id, COALESCE(i.story_id, -i.id) AS story, i.source_id, a.score * 57600000000 + ` + dated + ` AS worth
		FROM %s CROSS JOIN %s WHERE i.id = a.item_id AND a.item_id >= $1 AND i.first_seen >= $2 AND a.kind <> 'off_topic' AND %s
		ORDER BY worth DESC, i.id DESC LIMIT $3
	) w JOIN appraisals a ON a.item_id = w.id ORDER BY w.worth DESC, w.id DESC`

// worthy is an item that a stranger may see.
type worthy struct {
	item      chalkline.ItemID
	story     chalkline.StoryID
	source    chalkline.SourceID
	direction chalkline.Direction
	cautioned bool
}

func (w worthy) every() bool { return true }

func (w worthy) uncautioned() bool { return !w.cautioned }

// hopedFor says that the result is none that nobody hoped for.
func (w worthy) hopedFor() bool {
	return w.direction != chalkline.DirectionNull && w.direction != chalkline.DirectionNegative
}

// What items are looked for among.
const (
	strong   = `a.grade IN ('A', 'B', 'C')`
	weak     = `a.grade IN ('D', 'E')`
	graded   = `a.grade IN ('A', 'B', 'C', 'D', 'E')`
	practice = `a.grade = 'E' AND a.kind = 'practice'`
)

// sample is a sort of items.
type sample struct {
	among string
	is    func(worthy) bool
}

// samples say which items show a stranger what grades are for, in the order in
// which they stand: what is strong; what did not find what was hoped for, or leans
// on what is not so; and what a teacher tells of a lesson. It is taken where the
// first sort has nothing, from the next.
var samples = [][]sample{
	{{strong, worthy.hopedFor}, {strong, worthy.every}},
	{{strong, func(w worthy) bool { return !w.hopedFor() }}, {graded, func(w worthy) bool { return w.cautioned }}, {strong, worthy.every}},
	{{practice, worthy.uncautioned}, {weak, worthy.every}, {strong, worthy.every}},
}

// firstWorthy is how many items are looked at first for a few of different sources.
const firstWorthy = 100

// ranking reads the worthiest items first seen since some time, each list once.
type ranking struct {
	db    *DB
	since int64
	first chalkline.ItemID // the first that was seen since then
	known map[string]ranked
}

// ranked are the worthiest items, as many as were asked for or there are.
type ranked struct {
	asked int
	list  []worthy
}

// most are so many of the worthiest items or more, fewer when there are no more.
func (r *ranking) most(ctx context.Context, among string, most int) ([]worthy, error) {
	if known := r.known[among]; known.asked >= most {
		return known.list, nil
	}
	list, err := all(ctx, r.db.read, func(row row) (w worthy, err error) {
		err = row.Scan(&w.item, &w.story, &w.source, &w.direction, &w.cautioned)
		return w, err
	}, fmt.Sprintf(worthiest, r.db.narrow(`appraisals a`, `appraisals_search`), r.db.narrow(`items i`, `items_search`), among), r.first, r.since, most)
	r.known[among] = ranked{most, list}
	return list, err
}

// best are at most limit items of a sort, the worthiest first. A story stands there
// once, with its best item, and a source with its best story.
func (r *ranking) best(ctx context.Context, of sample, limit int) ([]worthy, error) {
	for most := firstWorthy; ; most *= 20 {
		list, err := r.most(ctx, of.among, most)
		if err != nil {
			return nil, err
		}
		var out []worthy
		stories, sources := map[chalkline.StoryID]bool{}, map[chalkline.SourceID]bool{}
		for _, w := range list {
			if !of.is(w) {
				continue
			}
			if !stories[w.story] && !sources[w.source] && len(out) < limit {
				out = append(out, w)
				sources[w.source] = true
			}
			stories[w.story] = true
		}
		if len(out) == limit || len(list) < most {
			return out, nil
		}
	}
}

// Front are the cards that a stranger sees first, of items first seen since then.
//
// The samples are three items that show what grades are for, no two of one story: a
// strong one, one with a result that was not hoped for or to be careful with, and
// one from practice. Where there is none of a sort, another strong one takes its
// place, and fewer are shown where there are no more.
//
// The strong ones, at most limit, have grade A to C, are strong and new, no two of
// one source or story, the best first.
func (db *DB) Front(ctx context.Context, since time.Time, limit int) (shown, best []chalkline.Card, err error) {
	r := ranking{db: db, since: micros(since), known: map[string]ranked{}}
	if r.first, err = db.firstSince(ctx, since); err != nil {
		return nil, nil, explain("find the strongest items", err)
	}
	var items []chalkline.ItemID
	stories := map[chalkline.StoryID]bool{}
	for _, sorts := range samples {
		for n, at := 0, len(items); n < len(sorts) && len(items) == at; n++ {
			found, err := r.best(ctx, sorts[n], len(samples))
			if err != nil {
				return nil, nil, explain("find items to show strangers", err)
			}
			for _, w := range found {
				if len(items) == at && !stories[w.story] {
					items, stories[w.story] = append(items, w.item), true
				}
			}
		}
	}
	found, err := r.best(ctx, sample{strong, worthy.every}, limit)
	if err != nil {
		return nil, nil, explain("find the strongest items", err)
	}
	sampled := len(items)
	for _, w := range found {
		items = append(items, w.item)
	}
	if shown, err = db.CardsByItem(ctx, 0, items[:sampled]); err == nil {
		best, err = db.CardsByItem(ctx, 0, items[sampled:])
	}
	return shown, best, err
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
