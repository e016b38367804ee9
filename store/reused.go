package store

import (
	"strings"
	"time"

	"chalkline"
)

// A known identity stands for another article when nothing of the two is alike:
// the link, nearly all words of the title and of the text, and the date, which
// is later by more than a correction takes. Anything less is an edit.
const (
	reusedAfter = 24 * time.Hour
	alike       = 0.2 // share of words in common from which on titles or texts are
)

func anotherArticle(known knownItem, item chalkline.Item) bool {
	was := known.item
	if was.URL == "" || item.URL == "" || was.URL == item.URL || was.DOI != "" && was.DOI == item.DOI {
		return false
	}
	if was.Published.IsZero() || item.Published.Sub(was.Published) < reusedAfter {
		return false
	}
	text := was.Text
	if known.read {
		text = known.feedText
	}
	return inCommon(was.Title, item.Title) < alike && (known.cut || inCommon(text, item.Text) < alike)
}

// inCommon is the share of the words of the shorter list that stand in both;
// words of up to three letters do not count. Nothing has everything in common
// with nothing.
func inCommon(a, b string) float64 {
	first, second := wordsOf(a), wordsOf(b)
	if len(first) > len(second) {
		first, second = second, first
	}
	if len(first) == 0 {
		if len(second) == 0 {
			return 0
		}
		return 1
	}
	both := 0
	for w := range first {
		if second[w] {
			both++
		}
	}
	return float64(both) / float64(len(first))
}

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80 }) {
		if len(w) > 3 {
			words[w] = true
		}
	}
	return words
}
