package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chalkline"
)

// query is what a person looks for, in the one language of searches: words that
// must be there, in any order and form; "words in quotes" that must stand
// together; and -words and -"words in quotes" that must be absent.
type query struct{ wanted, barred []string }

// What a query may be at most.
const (
	maxTerms = 16  // words and phrases
	maxQuery = 200 // characters
)

// parseQuery reads a query. Its terms have a letter or digit each, and no quotes,
// so that they can be written in any database's language and mean nothing else.
// The error says what a person should put right; the query is good all the same.
func parseQuery(text string) (query, error) {
	var q query
	more := false
	add := func(term string, bar bool) {
		term = strings.Join(strings.Fields(term), " ")
		if !strings.ContainsFunc(term, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return
		}
		switch {
		case len(q.wanted)+len(q.barred) == maxTerms:
			more = true
		case bar:
			q.barred = append(q.barred, term)
		default:
			q.wanted = append(q.wanted, term)
		}
	}
	text = clean(text)
	parts := strings.Split(text, `"`)
	bar := false // the text before a quote ends with a minus sign
	for n, part := range parts {
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
	switch {
	case len(parts)%2 == 0:
		return q, chalkline.Errorf(chalkline.CodeInvalid, `the quotation mark before %q has no partner; put one at the end of the phrase`,
			chalkline.Cut(parts[len(parts)-1], 40))
	case len(q.wanted) == 0 && len(q.barred) > 0:
		return q, chalkline.Errorf(chalkline.CodeInvalid, "this search only says what must be absent (-%s) and would find nearly everything; add a word that must be there",
			chalkline.Cut(q.barred[0], 40))
	case len(q.wanted) == 0:
		return q, chalkline.Errorf(chalkline.CodeInvalid, "there is no word to look for in this search")
	case more:
		return q, chalkline.Errorf(chalkline.CodeInvalid, "a search has at most %d words and phrases", maxTerms)
	case utf8.RuneCountInString(text) > maxQuery:
		return q, chalkline.Errorf(chalkline.CodeInvalid, "a search has at most %d characters", maxQuery)
	}
	return q, nil
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
