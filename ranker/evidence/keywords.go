package evidence

import (
	"regexp"
	"strings"
)

// A list of keywords names designs without saying that any was used: "phonics;
// randomized controlled trial; reading". It is told by its marks and by the lack
// of the small words without which nothing is said.
const (
	keywordsLeast = 4   // words
	marksLeast    = 2   // marks between them
	wordsEach     = 3.5 // words to an entry, at most
)

// sayingWords are in nearly every sentence that says something.
var sayingWords = nouns(`is was are were be been has have had this that these those we i our it they to by from with as at which who how`)

// dropKeywords leaves out lists of keywords: those that say so, and a text that is
// nothing else. Within a text, prose may list things too.
func (r *reading) dropKeywords(list []sentence) []sentence {
	all := true
	for i := range list {
		all = all && (list[i].title || listsKeywords(list[i].plain))
	}
	kept := list[:0]
	for i := range list {
		if s := &list[i]; s.title || !all && !calledKeywords.MatchString(s.plain) {
			kept = append(kept, *s)
			continue
		}
		r.keywords = true
	}
	return kept
}

var calledKeywords = regexp.MustCompile(`^\W*(?:key ?words?(?: and phrases)?|subject terms|index terms|descriptors|tags) ?:`)

func listsKeywords(plain string) bool {
	if calledKeywords.MatchString(plain) {
		return true
	}
	marks := strings.Count(plain, ";") + strings.Count(plain, "|") + strings.Count(plain, "•") + strings.Count(plain, ",")
	words, saying := 0, 0
	for word := range strings.FieldsFuncSeq(plain, notLetter) {
		words++
		if sayingWords[word] {
			saying++
		}
	}
	return saying == 0 && marks >= marksLeast && words >= keywordsLeast && float64(words) <= wordsEach*float64(marks+1)
}
