package evidence

import (
	"iter"
	"strings"
)

// gram is a word of a sentence, or a pair of neighbouring words, as the learned
// vote reads them: letters and digits without accents, every number the same,
// 1,250 and .05 too.
type gram struct {
	hash       uint64
	start, end int // in the sentence
}

// FNV-1a over the letters, and over the hashes of two words.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

// hashTitle tells the words of a title from those of a text.
const hashTitle = 0x9e3779b97f4a7c15

// grams are the words and pairs of words of a plain sentence.
func grams(plain string) iter.Seq[gram] {
	return func(use func(gram) bool) {
		var before gram
		for at := 0; at < len(plain); {
			if !isGramByte(plain[at]) {
				at++
				continue
			}
			one := gram{hash: hashStart, start: at}
			for at < len(plain) && isGramByte(plain[at]) {
				c := plain[at]
				if at++; isDigit(c) {
					c, at = '0', numberEnd(plain, at)
				}
				one.hash = (one.hash ^ uint64(c)) * hashPrime
			}
			if one.end = at; !use(one) {
				return
			}
			if before.end > 0 && !use(gram{(before.hash ^ one.hash>>1) * hashPrime, before.start, one.end}) {
				return
			}
			before = one
		}
	}
}

// numberEnd is where a number ends that goes on at an offset.
func numberEnd(plain string, at int) int {
	for at < len(plain) && (isDigit(plain[at]) || (plain[at] == ',' || plain[at] == '.') && at+1 < len(plain) && isDigit(plain[at+1])) {
		at++
	}
	return at
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isGramByte(c byte) bool { return c >= 'a' && c <= 'z' || isDigit(c) }

// gramText is a gram as words.tsv has it: "aged 0".
func gramText(plain string) string {
	var text strings.Builder
	for at := 0; at < len(plain); {
		c := plain[at]
		at++
		switch {
		case isDigit(c):
			at = numberEnd(plain, at)
			text.WriteByte('0')
		case isGramByte(c):
			text.WriteByte(c)
		case at > 1 && isGramByte(plain[at-2]):
			text.WriteByte(' ')
		}
	}
	return text.String()
}
