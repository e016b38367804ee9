package store

import (
	"context"

	"chalkline"
)

// addSnippets adds to hits the part of their text that has the words. PostgreSQL
// looks for them at the beginning of a long text only.
func (db *DB) addSnippets(ctx context.Context, q query, hits []chalkline.Hit) error {
	place := make(map[chalkline.ItemID]*chalkline.Hit, len(hits))
	ids := make([]chalkline.ItemID, len(hits))
	for n := range hits {
		ids[n] = hits[n].Item
		place[ids[n]] = &hits[n]
	}
	asked, text := q.sqlite(), `SELECT rowid, snippet(items_fts, 1, '`+chalkline.MarkStart+`', '`+chalkline.MarkEnd+`', '', 28) FROM items_fts
		WHERE items_fts MATCH $1 AND rowid IN `
	if db.kind == kindPostgres {
		asked, text = q.either(), `SELECT id, ts_headline('chalkline', LEFT(text, 30000), websearch_to_tsquery('chalkline', $1),
			'StartSel=`+chalkline.MarkStart+`, StopSel=`+chalkline.MarkEnd+`, MaxWords=28, MinWords=14, MaxFragments=1, FragmentDelimiter=" "') FROM items WHERE id IN `
	}
	return eachIn(ids, 2, func(list string, args []any) error {
		return each(ctx, db.read, func(r row) error {
			var id chalkline.ItemID
			var marked string
			err := r.Scan(&id, &marked)
			if hit := place[id]; hit != nil {
				hit.Snippet = chalkline.ReadMarks(marked)
			}
			return err
		}, text+list, append([]any{asked}, args...)...)
	})
}
