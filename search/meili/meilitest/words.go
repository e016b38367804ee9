package meilitest

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var nan = math.NaN()

// token is a word of a text and where it stands.
type token struct {
	word       string // lower case, without accents
	start, end int    // in bytes
}

func tokens(text string) []token {
	var out []token
	start := -1
	for i, c := range text + " " {
		part := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c)
		switch {
		case part && start < 0:
			start = i
		case !part && start >= 0:
			out = append(out, token{plain(text[start:i]), start, i})
			start = -1
		}
	}
	return out
}

func plain(word string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsMark(c) {
			return -1
		}
		return unicode.ToLower(c)
	}, norm.NFKD.String(word))
}

// term is a part of a query: a word, or the words of a phrase.
type term struct {
	words  []string
	phrase bool
	barred bool
	prefix bool // the last word, which may be unfinished
}

// mostTerms is how many words of a query are looked for.
const mostTerms = 10

// terms are those of a query.
func terms(q string) []term {
	var out []term
	add := func(text string, phrase, barred bool) {
		var words []string
		for _, t := range tokens(text) {
			words = append(words, t.word)
		}
		switch {
		case len(words) == 0:
		case phrase:
			out = append(out, term{words: words, phrase: true, barred: barred})
		default:
			for _, w := range words {
				out = append(out, term{words: []string{w}, barred: barred})
			}
		}
	}
	parts := strings.Split(q, `"`)
	for n, part := range parts {
		if n%2 == 1 {
			add(part, true, strings.HasSuffix(parts[n-1], "-"))
			continue
		}
		for _, word := range strings.Fields(part) {
			rest, barred := strings.CutPrefix(word, "-")
			add(rest, false, barred)
		}
	}
	out = out[:min(len(out), mostTerms)]
	if n := len(out); n > 0 && !out[n-1].phrase && !out[n-1].barred && !strings.HasSuffix(q, " ") {
		out[n-1].prefix = true
	}
	return out
}

// allowed is how many typing mistakes a word may have.
func allowed(word string) int {
	switch n := len([]rune(word)); {
	case strings.ContainsFunc(word, unicode.IsDigit), n < 5:
		return 0
	case n < 9:
		return 1
	}
	return 2
}

// mistakes are those between two words, one more for another first letter; more
// than most are not counted.
func mistakes(asked, word []rune, most int) int {
	if len(asked)-len(word) > most || len(word)-len(asked) > most {
		return most + 1
	}
	before := make([]int, len(word)+1)
	for j := range before {
		before[j] = j
	}
	for i, a := range asked {
		row := make([]int, len(word)+1)
		row[0] = i + 1
		for j, b := range word {
			cost := 1
			if a == b {
				cost = 0
			}
			row[j+1] = min(before[j]+cost, before[j+1]+1, row[j]+1)
		}
		before = row
	}
	n := before[len(word)]
	if len(asked) > 0 && len(word) > 0 && asked[0] != word[0] {
		n++
	}
	return n
}
