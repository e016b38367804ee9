package store

import (
	"context"
	"time"

	"chalkline"
)

// PickFacts are what a pick can be chosen by among a reader's picks.
type PickFacts struct {
	Pick     chalkline.PickID
	Item     chalkline.ItemID
	At       time.Time
	Grade    chalkline.Grade
	Kind     chalkline.Kind
	Design   chalkline.Design
	Minutes  int  // 0 when not known
	Answered bool // the reader called it useful or not for them, or saved it
	Free     bool // a copy is known that is free to read
	Topics   []chalkline.TopicID
}

// PickFacts are the facts of a reader's newest picks that are not hidden, at most
// limit, newest first. Of their topics only those asked for are told.
func (db *DB) PickFacts(ctx context.Context, reader chalkline.ReaderID, topics []chalkline.TopicID, limit int) ([]PickFacts, error) {
	const what = "read the facts of a reader's picks"
	// The length in bytes is known without reading the text itself.
	facts, err := all(ctx, db.often, scanPickFacts, `SELECT p.id, p.item_id, p.at, COALESCE(a.grade, ''), COALESCE(a.kind, ''), COALESCE(a.design, ''),
			CASE WHEN OCTET_LENGTH(i.text) > 0 THEN i.minutes ELSE 0 END,
			EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = $1 AND f.item_id = p.item_id),
			COALESCE(a.grade, '') <> 'R' AND (
				i.doi <> '' AND EXISTS (SELECT 1 FROM works w WHERE w.doi <> '' AND w.doi = i.doi AND w.open LIKE 'http%')
				OR i.eric <> '' AND EXISTS (SELECT 1 FROM works w WHERE w.eric <> '' AND w.eric = i.eric AND w.open LIKE 'http%'))
		FROM picks p JOIN items i ON i.id = p.item_id LEFT JOIN appraisals a ON a.item_id = i.id
		WHERE p.reader_id = $1 AND p.item_id NOT IN (SELECT f.item_id FROM feedback f WHERE f.reader_id = $1 AND f.kind = 'hidden')
		ORDER BY p.at DESC, p.id DESC LIMIT $2`, reader, limit)
	if err != nil || len(facts) == 0 || len(topics) == 0 {
		return facts, explain(what, err)
	}
	place := make(map[chalkline.ItemID]*PickFacts, len(facts))
	for n := range facts {
		place[facts[n].Item] = &facts[n]
	}
	err = eachIn(topics, 3, func(list string, args []any) error {
		return each(ctx, db.often, func(r row) error {
			var item chalkline.ItemID
			var topic chalkline.TopicID
			err := r.Scan(&item, &topic)
			if f := place[item]; f != nil {
				f.Topics = append(f.Topics, topic)
			}
			return err
		}, `SELECT t.item_id, t.topic FROM picks p JOIN item_topics t ON t.item_id = p.item_id
			WHERE p.reader_id = $1 AND p.at >= $2 AND t.topic IN `+list, append([]any{reader, micros(facts[len(facts)-1].At)}, args...)...)
	})
	return facts, explain(what, err)
}

func scanPickFacts(r row) (PickFacts, error) {
	var f PickFacts
	err := r.Scan(&f.Pick, &f.Item, stamp{&f.At}, &f.Grade, &f.Kind, &f.Design, &f.Minutes, &f.Answered, &f.Free)
	return f, err
}

// SavedItems are the items that a reader saved, picked or not, those saved last
// first; before is the last one of the page before, 0 for the first page.
func (db *DB) SavedItems(ctx context.Context, reader chalkline.ReaderID, before chalkline.ItemID, limit int) ([]chalkline.ItemID, error) {
	where, args := ``, []any{reader, limit}
	if before != 0 {
		where = ` AND (f.at, f.item_id) < (SELECT b.at, b.item_id FROM feedback b WHERE b.reader_id = $1 AND b.kind = 'saved' AND b.item_id = $3)`
		args = append(args, before)
	}
	out, err := all(ctx, db.read, value[chalkline.ItemID], `SELECT f.item_id FROM feedback f WHERE f.reader_id = $1 AND f.kind = 'saved'`+where+`
		ORDER BY f.at DESC, f.item_id DESC LIMIT $2`, args...)
	return out, explain("read what a reader saved", err)
}
