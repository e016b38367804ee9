package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// mostOpposed is how many results are looked at for one that speaks against an
// item.
const mostOpposed = 60

// Opposed are an item as a candidate and, by topic, the strongest results on these
// topics since then that did not find what was hoped for, as Against has them. The
// candidates are without their sources.
func (db *DB) Opposed(ctx context.Context, item chalkline.ItemID, topics []chalkline.TopicID, since time.Time) (chalkline.Candidate, map[chalkline.TopicID][]chalkline.Candidate, error) {
	what := fmt.Sprintf("find results against item %d", item)
	ids, known := []chalkline.ItemID{item}, map[chalkline.ItemID]bool{item: true}
	err := eachIn(topics, 3, func(in string, args []any) error {
		// The cross join keeps SQLite from looking at all that is on the topics: it goes
		// down the index of such results and stops when there are enough.
		return each(ctx, db.often, func(r row) error {
			var id chalkline.ItemID
			err := r.Scan(&id)
			if !known[id] {
				known[id] = true
				ids = append(ids, id)
			}
			return err
		}, `SELECT a.item_id FROM appraisals a CROSS JOIN item_topics t CROSS JOIN items i
			WHERE t.item_id = a.item_id AND i.id = a.item_id AND t.topic IN `+in+` AND `+against+` AND `+dated+` >= $1
			ORDER BY a.score DESC, a.item_id DESC LIMIT $2`, append([]any{micros(since), mostOpposed}, args...)...)
	})
	if err != nil {
		return chalkline.Candidate{}, nil, explain(what, err)
	}
	found, err := allIn(ctx, db.often, ids, scanCandidate, `SELECT `+candidateColumns+candidateTables+` WHERE i.id IN %s ORDER BY a.score DESC, i.id DESC`)
	if err != nil {
		return chalkline.Candidate{}, nil, explain(what, err)
	}
	matches := candidateTopics(found)
	err = eachIn(ids, 1, func(in string, args []any) error {
		return each(ctx, db.often, matches, `SELECT `+topicColumns+` FROM item_topics t WHERE t.item_id IN `+in+` ORDER BY t.item_id, t.weight DESC, t.topic`, args...)
	})
	if err != nil {
		return chalkline.Candidate{}, nil, explain(what, err)
	}
	var own chalkline.Candidate
	byTopic := map[chalkline.TopicID][]chalkline.Candidate{}
	for _, c := range found {
		if c.Item.ID == item {
			own = c
			continue
		}
		for _, m := range c.Topics {
			byTopic[m.Topic] = append(byTopic[m.Topic], c)
		}
	}
	return own, byTopic, nil
}
