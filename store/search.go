package store

import (
	"context"
	"time"

	"chalkline"
)

// Search finds items whose title or text has all the words of a query, the best
// match first; see query for the language. A query without any word finds
// nothing, and what is wrong with one otherwise is passed over: none is an error.
func (db *DB) Search(ctx context.Context, text string, limit int) ([]chalkline.ItemID, error) {
	q, _ := parseQuery(text) // a search in passing finds what it can
	if len(q.wanted) == 0 {
		return nil, nil
	}
	var out []chalkline.ItemID
	var err error
	if db.kind == kindPostgres {
		out, err = all(ctx, db.read, value[chalkline.ItemID], `SELECT f.item_id FROM items_fts f, websearch_to_tsquery('chalkline', $1) q
			WHERE f.search @@ q ORDER BY ts_rank(f.search, q) DESC, f.item_id DESC LIMIT $2`, q.postgres(), limit)
	} else {
		// A word in the title weighs five times as much.
		out, err = all(ctx, db.read, value[chalkline.ItemID], `SELECT rowid FROM items_fts
			WHERE items_fts MATCH $1 ORDER BY bm25(items_fts, 5.0, 1.0), rowid DESC LIMIT $2`, q.sqlite(), limit)
	}
	return out, explain("search", err) // without the words: they are a reader's
}

// CheckQuery says what is wrong with a query that is to be kept, as CodeInvalid.
func CheckQuery(text string) error {
	_, err := parseQuery(text)
	return err
}

// Matches are, for each of several queries, the items first seen since then that
// match it, at most limit of each, the newest. A query that CheckQuery finds
// something wrong with matches nothing.
func (db *DB) Matches(ctx context.Context, texts []string, since time.Time, limit int) (map[string]map[chalkline.ItemID]bool, error) {
	out := make(map[string]map[chalkline.ItemID]bool, len(texts))
	if len(texts) == 0 {
		return out, nil
	}
	first, err := db.firstSince(ctx, since)
	if err != nil {
		return nil, explain("find what matches searches", err)
	}
	for _, text := range texts {
		if out[text] != nil {
			continue
		}
		matches := map[chalkline.ItemID]bool{}
		out[text] = matches
		q, err := parseQuery(text)
		if err != nil {
			continue
		}
		found, err := db.searchSince(ctx, q, micros(since), first, limit)
		if err != nil {
			return nil, explain("find what matches a search", err)
		}
		for _, id := range found {
			matches[id] = true
		}
	}
	return out, nil
}

// firstSince is the lowest id of the items first seen since then: the index of
// words knows ids only.
func (db *DB) firstSince(ctx context.Context, since time.Time) (chalkline.ItemID, error) {
	var id chalkline.ItemID
	err := db.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(id), 0) FROM items WHERE first_seen >= $1`, micros(since)).Scan(&id)
	return id, err
}

func (db *DB) searchSince(ctx context.Context, q query, since int64, first chalkline.ItemID, limit int) ([]chalkline.ItemID, error) {
	if db.kind == kindPostgres {
		// Materialized: a plan that is made before the words are known would read the newest items one by one.
		return all(ctx, db.read, value[chalkline.ItemID], `WITH f AS MATERIALIZED (
				SELECT item_id FROM items_fts WHERE search @@ websearch_to_tsquery('chalkline', $1)
			) SELECT f.item_id FROM f JOIN items i ON i.id = f.item_id WHERE i.first_seen >= $2 AND f.item_id >= $3
			ORDER BY f.item_id DESC LIMIT $4`, q.postgres(), since, first, limit)
	}
	return all(ctx, db.read, value[chalkline.ItemID], `SELECT f.rowid FROM items_fts f CROSS JOIN items i ON i.id = f.rowid
		WHERE items_fts MATCH $1 AND i.first_seen >= $2 AND f.rowid >= $3 ORDER BY f.rowid DESC LIMIT $4`, q.sqlite(), since, first, limit)
}
