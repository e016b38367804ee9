package evidence

import (
	"strings"
	"unicode"
)

// News is about somebody, some place, some day: within its first sentences it
// names them. An essay opens with the state of the world. So a piece in the news
// that begins without a single name or number is more likely an essay. A title
// counts when it is written as a sentence is, and not With Capitals Throughout.
const (
	namesWithin  = 3   // sentences of the text
	titleCapital = 0.5 // share of the words of a title from which its capitals tell nothing
)

// nameless are words with a capital that name nobody.
var nameless = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`I I'm I've I'd AI K-12 STEM PhD PhDs DEI English American Americans Internet Generative ChatGPT GenAI Mr Ms Dr`) {
		words[word] = true
	}
	return words
}()

// names counts the names and numbers in the title and at the start of the text.
func (r *reading) names() int {
	count, body := 0, 0
	for i := range r.sentences {
		s := &r.sentences[i]
		if !s.title {
			body++
		}
		if body > namesWithin {
			break
		}
		found, words := namesIn(s.cased)
		if s.title && float64(found) >= titleCapital*float64(words) {
			continue
		}
		count += found
	}
	return count
}

// namesIn counts the names and numbers in a sentence, and its words. A capital
// after a stop or a colon names nobody.
func namesIn(sentence string) (names, words int) {
	starts := true
	for word := range strings.FieldsSeq(sentence) {
		next := strings.ContainsAny(word[len(word)-1:], `.:!?"`) || word == "-"
		word = strings.Trim(strings.TrimSuffix(word, "'s"), `.,:;!?"'()[]-`)
		if word == "" {
			starts = starts || next
			continue
		}
		words++
		first := []rune(word)[0]
		switch {
		case nameless[word]:
		case unicode.IsDigit(first), unicode.IsUpper(first) && !starts:
			names++
		}
		starts = next
	}
	return names, words
}
