package store

import (
	"context"
	"strings"

	"chalkline"
)

// Marks stand around the words that were looked for in what a database shows of a
// text. They are control characters, which no text has that came off a page.
const (
	markStart = "\x02"
	markEnd   = "\x03"
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
	asked, text := q.sqlite(), `SELECT rowid, snippet(items_fts, 1, '`+markStart+`', '`+markEnd+`', '', 28) FROM items_fts
		WHERE items_fts MATCH $1 AND rowid IN `
	if db.kind == kindPostgres {
		asked, text = q.either(), `SELECT id, ts_headline('chalkline', LEFT(text, 30000), websearch_to_tsquery('chalkline', $1),
			'StartSel=`+markStart+`, StopSel=`+markEnd+`, MaxWords=28, MinWords=14, MaxFragments=1, FragmentDelimiter=" "') FROM items WHERE id IN `
	}
	return eachIn(ids, 2, func(list string, args []any) error {
		return each(ctx, db.read, func(r row) error {
			var id chalkline.ItemID
			var marked string
			err := r.Scan(&id, &marked)
			if hit := place[id]; hit != nil {
				hit.Snippet = spans(marked)
			}
			return err
		}, text+list, append([]any{asked}, args...)...)
	})
}

// spans are the pieces of a text in which words are marked, on one line; nil when
// none is.
func spans(marked string) []chalkline.Span {
	if !strings.Contains(marked, markStart) {
		return nil
	}
	var out []chalkline.Span
	for n, part := range strings.Split(strings.Join(strings.Fields(marked), " "), markStart) {
		word, rest, ok := strings.Cut(part, markEnd)
		if !ok || n == 0 {
			word, rest = "", strings.ReplaceAll(part, markEnd, "")
		}
		if word != "" {
			out = append(out, chalkline.Span{Text: word, Marked: true})
		}
		if rest = strings.ReplaceAll(rest, markEnd, ""); rest != "" {
			out = append(out, chalkline.Span{Text: rest})
		}
	}
	return out
}
