package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"chalkline"
)

// MostFound is how many items a search looks at, the newest first.
const MostFound = chalkline.MostFound

// Search finds items whose title or text has all the words, and which are as the
// search is narrowed; see query for the language. The best match comes first: a
// word in the title counts five times as much. Without words the newest come
// first. Words that cannot be looked for find nothing, and what is wrong with a
// query otherwise is passed over: none is an error.
func (db *DB) Search(ctx context.Context, s chalkline.Search) (chalkline.Found, error) {
	q, _ := parseQuery(s.Words) // a search in passing finds what it can
	words := len(q.wanted) > 0
	s.Design, s.Topic, s.Kind = chalkline.Design(clean(string(s.Design))), chalkline.TopicID(clean(string(s.Topic))), chalkline.Kind(clean(string(s.Kind)))
	unknown := s.Phase != "" && !slices.Contains(chalkline.Phases, s.Phase) // it goes into a pattern
	if unknown || !words && (strings.TrimSpace(s.Words) != "" || !s.Narrowed()) {
		return chalkline.Found{}, nil
	}
	text, args, err := db.finding(ctx, s, q)
	if err != nil {
		return chalkline.Found{}, explain("search", err)
	}
	ids, err := all(ctx, db.read, value[chalkline.ItemID], text, args...)
	if err != nil {
		return chalkline.Found{}, explain("search", err) // without the words: they are a reader's
	}
	found := chalkline.Found{Total: min(len(ids), MostFound), More: len(ids) > MostFound}
	ids = ids[:found.Total]
	ids = ids[min(max(0, s.Offset), len(ids)):]
	ids = ids[:min(max(0, s.Limit), len(ids))]
	for _, id := range ids {
		found.Hits = append(found.Hits, chalkline.Hit{Item: id})
	}
	if words {
		err = db.addSnippets(ctx, q, found.Hits)
	}
	return found, explain("show where words stand", err)
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

// MatchesAmong are, for each of several queries, which of these items match it. A
// query that CheckQuery finds something wrong with matches nothing.
func (db *DB) MatchesAmong(ctx context.Context, texts []string, items []chalkline.ItemID) (map[string]map[chalkline.ItemID]bool, error) {
	out := make(map[string]map[chalkline.ItemID]bool, len(texts))
	for _, text := range texts {
		out[text] = map[chalkline.ItemID]bool{}
		q, err := parseQuery(text)
		if err != nil {
			continue
		}
		find, words := `SELECT rowid FROM items_fts WHERE items_fts MATCH $1 AND rowid IN `, q.sqlite()
		if db.kind == kindPostgres {
			find, words = `SELECT item_id FROM items_fts WHERE search @@ websearch_to_tsquery('chalkline', $1) AND item_id IN `, q.postgres()
		}
		err = eachIn(items, 2, func(list string, args []any) error {
			return each(ctx, db.read, func(r row) error {
				var item chalkline.ItemID
				err := r.Scan(&item)
				out[text][item] = true
				return err
			}, find+list, append([]any{words}, args...)...)
		})
		if err != nil {
			return nil, explain("find what matches a search", err) // without the words: they are a reader's
		}
	}
	return out, nil
}

// Breadth is, for each of several queries, how many of the 100 newest items match
// it; nothing where there are no 100 items. A query that CheckQuery finds something
// wrong with is left out.
func (db *DB) Breadth(ctx context.Context, texts []string) (map[string]int, error) {
	out := make(map[string]int, len(texts))
	for _, text := range texts {
		q, err := parseQuery(text)
		if err != nil {
			continue
		}
		find, words := `SELECT COUNT(*) FROM items_fts WHERE items_fts MATCH $1 AND rowid >= `, q.sqlite()
		if db.kind == kindPostgres {
			find, words = `SELECT COUNT(*) FROM items_fts WHERE search @@ websearch_to_tsquery('chalkline', $1) AND item_id >= `, q.postgres()
		}
		var n int
		if err := db.read.QueryRowContext(ctx, find+`(SELECT id FROM items ORDER BY id DESC LIMIT 1 OFFSET 99)`, words).Scan(&n); err != nil {
			return nil, explain("find how much matches a search", err) // without the words: they are a reader's
		}
		out[text] = n
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
