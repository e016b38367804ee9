package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// OnTopic is a graded item that is about a topic.
type OnTopic struct {
	Item      chalkline.ItemID
	Appraised time.Time
}

// NewestOnTopic are at most limit graded items about a topic, the newest in the
// store first. With grades, only those and what was retracted. A story stands there
// once, with the item that came first, so that none moves up when somebody else
// writes of it.
func (db *DB) NewestOnTopic(ctx context.Context, topic chalkline.TopicID, grades []chalkline.Grade, limit int) ([]OnTopic, error) {
	args := []any{topic, limit}
	where := `t.topic = $1 AND a.grade <> '' AND a.kind <> 'off_topic'`
	if len(grades) > 0 {
		in, wanted := inList(`a.grade`, grades)
		where += and(&args, `(`+in+` OR a.grade = ?)`, append(wanted, chalkline.GradeR)...)
	}
	found, err := all(ctx, db.read, func(r row) (o OnTopic, err error) {
		err = r.Scan(&o.Item, stamp{&o.Appraised})
		return o, err
	}, `SELECT t.item_id, a.at FROM item_topics t JOIN appraisals a ON a.item_id = t.item_id JOIN items i ON i.id = t.item_id
		WHERE `+where+` AND NOT EXISTS (SELECT 1 FROM items e JOIN item_topics o ON o.item_id = e.id AND o.topic = t.topic
			WHERE e.story_id = i.story_id AND e.id < i.id)
		ORDER BY t.item_id DESC LIMIT $2`, args...)
	return found, explain(fmt.Sprintf("find what is new on the topic %s", topic), err)
}
