package chalkline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Query is what a person looks for, in the one language of searches: words that
// must be there, in any order and form; "words in quotes" that must stand
// together; and -words and -"words in quotes" that must be absent.
type Query struct{ Wanted, Barred []Term }

// Term is a word, or a phrase: words that must stand together. It has a letter or
// digit, and no quotation mark, so that it can be written in quotes in any
// index's language and mean nothing else.
type Term struct {
	Text   string
	Phrase bool // it was in quotes
}

// What a query may be at most.
const (
	maxTerms = 16  // words and phrases
	maxQuery = 200 // characters
)

// straightQuotes makes one of the quotation marks that telephones and languages
// put in its place.
var straightQuotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

// ParseQuery reads a query. The error, a CodeInvalid, says what a person should
// put right; the query is good all the same.
func ParseQuery(text string) (Query, error) {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
	parts := strings.Split(straightQuotes.Replace(text), `"`)
	var q Query
	more := false
	add := func(t Term, bar bool) {
		t.Text = strings.Join(strings.Fields(t.Text), " ")
		if !strings.ContainsFunc(t.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return
		}
		switch {
		case len(q.Wanted)+len(q.Barred) == maxTerms:
			more = true
		case bar:
			q.Barred = append(q.Barred, t)
		default:
			q.Wanted = append(q.Wanted, t)
		}
	}
	bar := false // the text before a quote ends with a minus sign
	for n, part := range parts {
		if n%2 == 1 { // in quotes
			add(Term{part, true}, bar)
			continue
		}
		words := strings.Fields(part)
		bar = len(words) > 0 && words[len(words)-1] == "-" && strings.HasSuffix(part, "-")
		for _, w := range words {
			rest, minus := strings.CutPrefix(w, "-")
			add(Term{rest, false}, minus)
		}
	}
	switch {
	case len(parts)%2 == 0:
		return q, Errorf(CodeInvalid, `the quotation mark before %q has no partner; put one at the end of the phrase`, Cut(parts[len(parts)-1], 40))
	case len(q.Wanted) == 0 && len(q.Barred) > 0:
		return q, Errorf(CodeInvalid, "this search only says what must be absent (-%s) and would find nearly everything; add a word that must be there",
			Cut(q.Barred[0].Text, 40))
	case len(q.Wanted) == 0:
		return q, Errorf(CodeInvalid, "there is no word to look for in this search")
	case more:
		return q, Errorf(CodeInvalid, "a search has at most %d words and phrases", maxTerms)
	case utf8.RuneCountInString(text) > maxQuery:
		return q, Errorf(CodeInvalid, "a search has at most %d characters", maxQuery)
	}
	return q, nil
}
