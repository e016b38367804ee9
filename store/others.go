package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// against is what may stand beside a claim as the other side.
const against = `a.direction IN ('null', 'negative', 'mixed') AND a.grade IN ('A', 'B', 'C') AND a.kind <> 'off_topic'`

// Against are, by topic, the perTopic strongest items that appeared since then and
// did not find what was hoped for: graded C or better, with a null, negative or
// mixed finding, the strongest first and of equals the newest.
func (db *DB) Against(ctx context.Context, since time.Time, perTopic int) (map[chalkline.TopicID][]chalkline.Candidate, error) {
	type place struct {
		item  chalkline.ItemID
		topic chalkline.TopicID
	}
	found, err := all(ctx, db.read, func(r row) (place, error) {
		var p place
		err := r.Scan(&p.item, &p.topic)
		return p, err
	}, `SELECT id, topic FROM (
			SELECT i.id, t.topic, ROW_NUMBER() OVER (PARTITION BY t.topic ORDER BY a.score DESC, i.id DESC) AS place
			FROM appraisals a JOIN items i ON i.id = a.item_id JOIN item_topics t ON t.item_id = a.item_id
			WHERE `+against+` AND CASE WHEN i.published = 0 THEN i.first_seen ELSE i.published END >= $1
		) AS ranked WHERE place <= $2 ORDER BY topic, place`, micros(since), perTopic)
	if err != nil {
		return nil, explain("find results against", err)
	}
	var ids []chalkline.ItemID
	known := map[chalkline.ItemID]bool{}
	for _, p := range found {
		if !known[p.item] {
			known[p.item] = true
			ids = append(ids, p.item)
		}
	}
	candidates, err := db.byItem(ctx, ids)
	if err != nil {
		return nil, explain("read results against", err)
	}
	byID := make(map[chalkline.ItemID]chalkline.Candidate, len(candidates))
	for _, c := range candidates {
		byID[c.Item.ID] = c
	}
	out := map[chalkline.TopicID][]chalkline.Candidate{}
	for _, p := range found {
		if c, ok := byID[p.item]; ok { // not, when it was deleted between the queries
			out[p.topic] = append(out[p.topic], c)
		}
	}
	return out, nil
}

// addOthers adds to picks what speaks against them, unless that has been judged
// otherwise since.
func addOthers(ctx context.Context, q querier, cards []chalkline.Card) error {
	byID := map[chalkline.ItemID][]*chalkline.Card{}
	for n := range cards {
		if id := cards[n].Pick.Other; id != 0 {
			byID[id] = append(byID[id], &cards[n])
		}
	}
	_, err := allIn(ctx, q, keysOf(byID), func(r row) (struct{}, error) {
		o := &chalkline.OtherSide{}
		err := r.Scan(&o.ItemID, &o.Title, &o.URL, &o.Source, &o.Grade, &o.Score, &o.Direction)
		for _, c := range byID[o.ItemID] {
			c.Other = o
		}
		return struct{}{}, err
	}, `SELECT i.id, i.title, i.url, s.name, a.grade, a.score, a.direction FROM items i JOIN sources s ON s.id = i.source_id
		JOIN appraisals a ON a.item_id = i.id WHERE `+against+` AND i.id IN %s`)
	if err != nil {
		return fmt.Errorf("read them: %w", err)
	}
	return nil
}
