package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
	type told struct {
		TopicStory

		story chalkline.StoryID
	}
	list, err := all(ctx, db.often, func(r row) (t told, err error) {
		err = r.Scan(&t.Item, stamp{&t.At}, &t.Kind, &t.Design, &t.Grade, &t.Score, &t.SecondHand, &t.story)
		return t, err
	}, `SELECT i.id, `+dated+`, a.kind, a.design, a.grade, a.score, a.second_hand, COALESCE(i.story_id, -i.id)
		FROM item_topics t JOIN `+db.narrow(`appraisals a`, `appraisals_search`)+` ON a.item_id = t.item_id
		JOIN `+db.narrow(`items i`, `items_search`)+` ON i.id = t.item_id
		WHERE t.topic = $1 AND a.grade <> '' AND a.kind <> 'off_topic'`, topic)
	if err != nil {
		return nil, explain(fmt.Sprintf("read the stories on the topic %s", topic), err)
	}
	best := make(map[chalkline.StoryID]TopicStory, len(list))
	for _, t := range list {
		if b, ok := best[t.story]; !ok || tells(t.TopicStory, b) < 0 {
			best[t.story] = t.TopicStory
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b TopicStory) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Item, a.Item))
	}), nil
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

// effectsAtOnce is how many items are asked for effects at once. One strong study
// in five or so states one, so for twenty of them that is enough as a rule.
const effectsAtOnce = 256

// StatedEffects are the effects of the first limit of these items that state one,
// in the order asked.
func (db *DB) StatedEffects(ctx context.Context, ids []chalkline.ItemID, limit int) ([]StatedEffect, error) {
	var out []StatedEffect
	for part := range slices.Chunk(ids, effectsAtOnce) {
		byID := make(map[chalkline.ItemID]StatedEffect)
		_, err := allIn(ctx, db.often, part, func(r row) (struct{}, error) {
			var s StatedEffect
			var effects []chalkline.Effect
			err := r.Scan(&s.Item, &s.Title, &s.Language, &s.Source, stamp{&s.At}, &s.Design, &s.Grade, inJSON(&effects))
			if len(effects) > 0 {
				s.Effect = effects[0]
				byID[s.Item] = s
			}
			return struct{}{}, err
		}, `SELECT i.id, i.title, i.language, s.name, `+dated+`, a.design, a.grade, a.effects
			FROM appraisals a JOIN items i ON i.id = a.item_id JOIN sources s ON s.id = i.source_id
			WHERE a.item_id IN %s AND a.effects <> ''`)
		if err != nil {
			return nil, explain(fmt.Sprintf("read the effects of %d items", len(ids)), err)
		}
		for _, id := range part {
			if s, ok := byID[id]; ok {
				out = append(out, s)
			}
			if len(out) == limit {
				return out, nil
			}
		}
	}
	return out, nil
}
