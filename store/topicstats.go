package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"chalkline"
)

// dated is when an item i counts as having appeared.
const dated = `CASE WHEN i.published > 0 THEN i.published ELSE i.first_seen END`

// TopicStory is a story that is about a topic, by the item that says most of it.
type TopicStory struct {
	Item       chalkline.ItemID
	At         time.Time // when it appeared
	Kind       chalkline.Kind
	Design     chalkline.Design
	Grade      chalkline.Grade
	Score      int
	SecondHand bool
}

// TopicStories are the graded stories about a topic, the strongest first and of
// equals the newest here. A story stands there once, with its retracted item if it
// has one, else with the strongest one at first hand, else with the strongest.
//
// Thousands of items may be about a topic, so they are read from narrow indexes
// and put in order here: a database takes twice as long for it.
func (db *DB) TopicStories(ctx context.Context, topic chalkline.TopicID) ([]TopicStory, error) {
	var stories []TopicStory
	place := map[chalkline.StoryID]int{}
	err := each(ctx, db.often, func(r row) error {
		var t TopicStory
		var story chalkline.StoryID
		err := r.Scan(&t.Item, stamp{&t.At}, &t.Kind, &t.Design, &t.Grade, &t.Score, &t.SecondHand, &story)
		if n, ok := place[story]; !ok {
			place[story] = len(stories)
			stories = append(stories, t)
		} else if tells(t, stories[n]) < 0 {
			stories[n] = t
		}
		return err
	}, `SELECT i.id, `+dated+`, a.kind, a.design, a.grade, a.score, a.second_hand, COALESCE(i.story_id, -i.id)
		FROM item_topics t JOIN `+db.narrow(`appraisals a`, `appraisals_search`)+` ON a.item_id = t.item_id
		JOIN `+db.narrow(`items i`, `items_search`)+` ON i.id = t.item_id
		WHERE t.topic = $1 AND a.grade <> '' AND a.kind <> 'off_topic'`, topic)
	if err != nil {
		return nil, explain(fmt.Sprintf("read the stories on the topic %s", topic), err)
	}
	slices.SortFunc(stories, func(a, b TopicStory) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Item, a.Item))
	})
	return stories, nil
}

// tells is negative when a rather than b stands for the story that both tell.
func tells(a, b TopicStory) int {
	after := func(late bool) int {
		if late {
			return 1
		}
		return 0
	}
	return cmp.Or(
		after(a.Grade != chalkline.GradeR)-after(b.Grade != chalkline.GradeR), after(a.SecondHand)-after(b.SecondHand),
		cmp.Compare(b.Score, a.Score), cmp.Compare(a.Item, b.Item),
	)
}

// StatedEffect is the most telling effect that an item states.
type StatedEffect struct {
	Item     chalkline.ItemID
	Title    string
	Language string
	Source   string
	At       time.Time
	Design   chalkline.Design
	Grade    chalkline.Grade
	Effect   chalkline.Effect
}

// StatingEffects are the items on a topic that state an effect: few of thousands do,
// and one index tells which.
func (db *DB) StatingEffects(ctx context.Context, topic chalkline.TopicID) (map[chalkline.ItemID]bool, error) {
	stating := make(map[chalkline.ItemID]bool)
	err := each(ctx, db.often, func(r row) error {
		var id chalkline.ItemID
		err := r.Scan(&id)
		stating[id] = true
		return err
	}, `SELECT t.item_id FROM item_topics t CROSS JOIN `+db.narrow(`appraisals a`, `appraisals_effects`)+`
		WHERE a.item_id = t.item_id AND t.topic = $1 AND a.effects <> ''`, topic)
	return stating, explain(fmt.Sprintf("find effects on the topic %s", topic), err)
}

// StatedEffects are the first effects that these items state, in the order asked.
func (db *DB) StatedEffects(ctx context.Context, ids []chalkline.ItemID) ([]StatedEffect, error) {
	byID := make(map[chalkline.ItemID]StatedEffect, len(ids))
	_, err := allIn(ctx, db.often, ids, func(r row) (struct{}, error) {
		var s StatedEffect
		var effects []chalkline.Effect
		err := r.Scan(&s.Item, &s.Title, &s.Language, &s.Source, stamp{&s.At}, &s.Design, &s.Grade, inJSON(&effects))
		if len(effects) > 0 {
			s.Effect = effects[0]
			byID[s.Item] = s
		}
		return struct{}{}, err
	}, `SELECT i.id, i.title, i.language, s.name, `+dated+`, a.design, a.grade, a.effects
		FROM appraisals a JOIN items i ON i.id = a.item_id JOIN sources s ON s.id = i.source_id WHERE a.item_id IN %s`)
	var out []StatedEffect
	for _, id := range ids {
		if s, ok := byID[id]; ok {
			out = append(out, s)
		}
	}
	return out, explain("read stated effects", err)
}
