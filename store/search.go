package store

import (
	"context"
	"strings"
	"unicode"

	"chalkline"
)

// Search finds items whose title or text has all the words of a query, the best
// match first. "Words in quotes" stand together, and a word after a minus sign
// must be absent. A query without any word finds nothing; none is an error.
func (db *DB) Search(ctx context.Context, query string, limit int) ([]chalkline.ItemID, error) {
	wanted, barred := parseQuery(query)
	if len(wanted) == 0 {
		return nil, nil
	}
	var out []chalkline.ItemID
	var err error
	if db.kind == kindPostgres {
		out, err = all(ctx, db.read, value[chalkline.ItemID], `SELECT f.item_id FROM items_fts f, websearch_to_tsquery('chalkline', $1) q
			WHERE f.search @@ q ORDER BY ts_rank(f.search, q) DESC, f.item_id DESC LIMIT $2`, postgresQuery(wanted, barred), limit)
	} else {
		// A word in the title weighs five times as much.
		out, err = all(ctx, db.read, value[chalkline.ItemID], `SELECT rowid FROM items_fts
			WHERE items_fts MATCH $1 ORDER BY bm25(items_fts, 5.0, 1.0), rowid DESC LIMIT $2`, sqliteQuery(wanted, barred), limit)
	}
	return out, explain("search", err) // without the words: they are a reader's
}

// maxTerms is how many words and phrases of a query count.
const maxTerms = 16

// parseQuery splits a query into words and phrases that must be there and such
// that must not. Each has a letter or digit, and no quotes.
func parseQuery(query string) (wanted, barred []string) {
	add := func(term string, bar bool) {
		term = strings.Join(strings.Fields(term), " ")
		if !strings.ContainsFunc(term, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return
		}
		if len(wanted)+len(barred) == maxTerms {
			return
		}
		if bar {
			barred = append(barred, term)
		} else {
			wanted = append(wanted, term)
		}
	}
	bar := false // the text before a quote ends with a minus sign
	for n, part := range strings.Split(clean(query), `"`) {
		if n%2 == 1 { // in quotes
			add(part, bar)
			continue
		}
		words := strings.Fields(part)
		bar = len(words) > 0 && words[len(words)-1] == "-" && strings.HasSuffix(part, "-")
		for _, w := range words {
			rest, minus := strings.CutPrefix(w, "-")
			add(rest, minus)
		}
	}
	return wanted, barred
}

// sqliteQuery writes terms in the language of FTS5, where a string in quotes
// can mean nothing else.
func sqliteQuery(wanted, barred []string) string {
	var b strings.Builder
	for n, t := range wanted {
		if n > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + t + `"`)
	}
	for _, t := range barred {
		b.WriteString(` NOT "` + t + `"`)
	}
	return b.String()
}

// postgresQuery writes terms in the language of websearch_to_tsquery.
func postgresQuery(wanted, barred []string) string {
	var b strings.Builder
	for _, t := range wanted {
		b.WriteString(`"` + t + `" `)
	}
	for _, t := range barred {
		b.WriteString(`-"` + t + `" `)
	}
	return b.String()
}
