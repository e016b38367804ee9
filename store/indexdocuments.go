package store

import (
	"context"
	"fmt"

	"chalkline"
)

// documentText is how many characters of a text a document has: that is what
// PostgreSQL looks through, and more than a book chapter.
const documentText = 200_000

// documentColumns are those of a document; an item that is not appraised has no a.
var documentColumns = fmt.Sprintf(`i.id, i.source_id, i.title, i.authors, i.venue, SUBSTR(i.text, 1, %d), `+appeared+`, COALESCE(a.kind, ''),
	COALESCE(a.design, ''), COALESCE(a.grade, ''), COALESCE(a.score, 0), COALESCE(a.suits, ''),
	EXISTS (SELECT 1 FROM works w WHERE w.doi <> '' AND w.doi = i.doi AND w.open <> '')
		OR EXISTS (SELECT 1 FROM works w WHERE w.eric <> '' AND w.eric = i.eric AND w.open <> '')`, documentText)

// Documents are what an index should hold of items; of those that are no longer
// there it has none.
func (db *DB) Documents(ctx context.Context, ids []chalkline.ItemID) ([]chalkline.Document, error) {
	docs, err := allIn(ctx, db.read, ids, scanDocument, `SELECT `+documentColumns+`
		FROM items i LEFT JOIN appraisals a ON a.item_id = i.id WHERE i.id IN %s`)
	if err != nil {
		return nil, fmt.Errorf("read %d documents: %w", len(ids), err)
	}
	return docs, db.addTopics(ctx, docs)
}

// DocumentsAfter are the documents of the items behind that one, in the order of
// their ids, at most limit.
func (db *DB) DocumentsAfter(ctx context.Context, after chalkline.ItemID, limit int) ([]chalkline.Document, error) {
	docs, err := all(ctx, db.read, scanDocument, `SELECT `+documentColumns+`
		FROM items i LEFT JOIN appraisals a ON a.item_id = i.id WHERE i.id > $1 ORDER BY i.id LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the documents after item %d: %w", after, err)
	}
	return docs, db.addTopics(ctx, docs)
}

func scanDocument(r row) (chalkline.Document, error) {
	var d chalkline.Document
	var class chalkline.Class
	err := r.Scan(&d.Item, &d.Source, &d.Title, inJSON(&d.Authors), &d.Venue, &d.Text, stamp{&d.Date}, &d.Kind, &d.Design, &d.Grade, &d.Score,
		inJSON(&class), &d.Open)
	d.Phases = class.Phases
	return d, err
}

// addTopics adds the topics of the items to their documents.
func (db *DB) addTopics(ctx context.Context, docs []chalkline.Document) error {
	place := make(map[chalkline.ItemID]*chalkline.Document, len(docs))
	ids := make([]chalkline.ItemID, len(docs))
	for n := range docs {
		ids[n] = docs[n].Item
		place[ids[n]] = &docs[n]
	}
	err := eachIn(ids, 1, func(list string, args []any) error {
		return each(ctx, db.read, func(r row) error {
			var id chalkline.ItemID
			var topic chalkline.TopicID
			err := r.Scan(&id, &topic)
			if d := place[id]; d != nil {
				d.Topics = append(d.Topics, topic)
			}
			return err
		}, `SELECT item_id, topic FROM item_topics WHERE item_id IN `+list+` ORDER BY item_id, topic`, args...)
	})
	return explain("read the topics of documents", err)
}
