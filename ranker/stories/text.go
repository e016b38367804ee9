package stories

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// What of a text is compared.
const (
	mostWords  = 300  // from the beginning
	leastCopy  = 10   // words below which even a copy says nothing
	leastText  = 25   // words below which a text says nothing else
	longText   = 100  // words from which a text stands for a piece by itself
	shingle    = 3    // words
	textIsCopy = 0.95 // share of all that is in both
	hashOffset = 14695981039346656037
	hashPrime  = 1099511628211
)

// wording is what of a text is compared.
type wording struct {
	runs  []uint64 // hashes of the runs of words, sorted and without repeats
	words int      // how many were looked at
	bytes int      // of the whole text
}

func wordingOf(text string) wording {
	w := wording{runs: make([]uint64, 0, min(mostWords, len(text)/5)), bytes: len(text)}
	var run [shingle]uint64 // the hashes of the last words
	hash, inWord := uint64(hashOffset), false
	endWord := func() {
		copy(run[:], run[1:])
		run[shingle-1] = hash
		hash, inWord = hashOffset, false
		if w.words++; w.words >= shingle {
			sum := uint64(hashOffset)
			for _, word := range run {
				sum = mixed(sum ^ word)
			}
			w.runs = append(w.runs, sum)
		}
	}
	for i := 0; i < len(text) && w.words < mostWords; {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		i += size
		switch {
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			hash, inWord = (hash^uint64(unicode.ToLower(c)))*hashPrime, true //nolint:gosec // a rune is never negative
		case c == '\'' || c == '’' || c == '\u00ad':
		case inWord:
			endWord()
		}
	}
	if inWord {
		endWord()
	}
	slices.Sort(w.runs)
	w.runs = slices.Compact(w.runs)
	return w
}

// mixed spreads what differs in x over all bits.
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// texts is what two texts have in common.
type texts struct {
	copied    bool    // they are one text, if a short one
	known     bool    // both are long enough to say something
	long      bool    // both are long enough to stand for themselves
	alike     float64 // share of all that is in both
	contained float64 // share of the shorter one that is in the longer
}

func compareTexts(a, b wording) texts {
	shorter := min(a.words, b.words)
	if shorter < leastCopy {
		return texts{}
	}
	t := texts{known: shorter >= leastText, long: shorter >= longText}
	t.alike, t.contained = dice(a.runs, b.runs), contained(a.runs, b.runs)
	t.copied = t.alike >= textIsCopy
	return t
}
