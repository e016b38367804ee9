package taste

import (
	"iter"
	"strings"
	"unicode"
)

// longestWord is the length in bytes above which something is no word: an
// address, a key, a text without spaces.
const longestWord = 40

// stopWords are in every text and say nothing of it.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(`a about after all also an and any are as at be because been before being between both but by can
		could did do does doing done down during each for from had has have having he her here hers him his how i if in into is it its just
		let may me might more most much must my no nor not now of off on once one only or other our ours out over own same she should so
		some such than that the their them then there these they this those through to too under until up upon us very was we were what
		when where which while who whom why will with within without would you your yours s t`) {
		set[word] = true
	}
	return set
}()

// wordsOf are the words of a text as features: lower case, without stop words
// and what has no letter. They are not stemmed: plurals tell readers apart.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := range spelled(text) {
			if !yield(strings.ToLower(word)) {
				return
			}
		}
	}
}

// spelled are the words of a text that count, as they stand there.
func spelled(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		apart := func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }
		for word := range strings.FieldsFuncSeq(text, apart) {
			if len(word) < 2 || len(word) > longestWord || !strings.ContainsFunc(word, unicode.IsLetter) || stopWords[strings.ToLower(word)] {
				continue
			}
			if !yield(word) {
				return
			}
		}
	}
}
