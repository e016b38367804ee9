package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// Telling is a story that is a study or points to it, by one of its items.
type Telling struct {
	Item       chalkline.ItemID
	Title      string
	Language   string
	Source     string
	At         time.Time
	Kind       chalkline.Kind
	Grade      chalkline.Grade
	SecondHand bool
	Same       bool // it is the study itself, not somebody who points to it
}

// SameStudy are at most limit stories other than the item's own that are one of
// these works or cite one, and how many there are in all: the studies themselves
// first, then the strongest, then the newest. Events and adverts are left out.
func (db *DB) SameStudy(ctx context.Context, item chalkline.Item, works []chalkline.WorkID, limit int) (list []Telling, total int, err error) {
	if len(works) == 0 {
		return nil, 0, nil
	}
	works = works[:min(len(works), maxIn)] // one question, so that a story counts once
	err = eachIn(works, 4, func(in string, args []any) error {
		list, err = all(ctx, db.often, func(r row) (t Telling, err error) {
			err = r.Scan(&t.Item, &t.Title, &t.Language, &t.Source, stamp{&t.At}, &t.Kind, &t.Grade, &t.SecondHand, &t.Same, &total)
			return t, err
		}, `SELECT id, title, language, name, at, kind, grade, second_hand, same = 1, COUNT(*) OVER () FROM (
				SELECT i.id, i.title, i.language, s.name, `+dated+` AS at, a.kind, a.grade, a.score, a.second_hand, told.same,
					ROW_NUMBER() OVER (PARTITION BY COALESCE(i.story_id, -i.id) ORDER BY told.same DESC, a.score DESC, i.id) AS place
				FROM (
					SELECT id, MAX(same) AS same FROM (
						SELECT item_id AS id, 0 AS same FROM citations WHERE work_id IN `+in+`
						UNION ALL SELECT o.id, 1 FROM works w JOIN items o ON o.doi <> '' AND o.doi = w.doi WHERE w.id IN `+in+`
						UNION ALL SELECT o.id, 1 FROM works w JOIN items o ON o.eric <> '' AND o.eric = w.eric WHERE w.id IN `+in+`
					) AS each_time GROUP BY id
				) AS told JOIN items i ON i.id = told.id JOIN sources s ON s.id = i.source_id JOIN appraisals a ON a.item_id = i.id
				WHERE i.id <> $1 AND COALESCE(i.story_id, -1) <> $2 AND a.kind NOT IN ('event', 'advert', 'off_topic')
			) AS ranked WHERE place = 1 ORDER BY same DESC, score DESC, at DESC, id DESC LIMIT $3`,
			append([]any{item.ID, item.StoryID, limit}, args...)...)
		return err
	})
	return list, total, explain(fmt.Sprintf("find what cites the same study as item %d", item.ID), err)
}
