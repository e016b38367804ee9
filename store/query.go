package store

import (
	"strings"

	"chalkline"
)

// query is a query as the databases are asked: each of its terms in quotes, which
// none has in it.
type query struct{ wanted, barred []string }

// parseQuery reads a query; see chalkline.ParseQuery.
func parseQuery(text string) (query, error) {
	q, err := chalkline.ParseQuery(text)
	return query{texts(q.Wanted), texts(q.Barred)}, err
}

func texts(terms []chalkline.Term) []string {
	out := make([]string, len(terms))
	for n, t := range terms {
		out[n] = t.Text
	}
	return out
}

// sqlite is the query in the language of FTS5, where a string in quotes
// can mean nothing else.
func (q query) sqlite() string {
	var b strings.Builder
	for n, t := range q.wanted {
		if n > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + t + `"`)
	}
	for _, t := range q.barred {
		b.WriteString(` NOT "` + t + `"`)
	}
	return b.String()
}

// postgres is the query in the language of websearch_to_tsquery.
func (q query) postgres() string {
	var b strings.Builder
	for _, t := range q.wanted {
		b.WriteString(`"` + t + `" `)
	}
	for _, t := range q.barred {
		b.WriteString(`-"` + t + `" `)
	}
	return b.String()
}

// either is a query of PostgreSQL for any of the words: some may stand in the
// title and others in the text.
func (q query) either() string { return `"` + strings.Join(q.wanted, `" or "`) + `"` }
