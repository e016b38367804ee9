package stories

import (
	"slices"
	"strings"
	"unicode"
)

// plain are Latin letters without the marks that some sources leave out.
var plain = func() map[rune]rune {
	m := map[rune]rune{}
	for letter, marked := range map[rune]string{
		'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđð", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ", 'k': "ķ",
		'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų", 'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
	} {
		for _, c := range marked {
			m[c] = letter
		}
	}
	return m
}()

// unmarked is text in lower case without the marks on its Latin letters.
func unmarked(text string) string {
	return strings.Map(func(c rune) rune {
		if c < unicode.MaxASCII {
			return unicode.ToLower(c)
		}
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		c = unicode.ToLower(c)
		if letter, ok := plain[c]; ok {
			return letter
		}
		return c
	}, text)
}

const digits = "0123456789"

// alike says whether two words are one word, written another way: with another
// ending, shortened or misspelt, but for its first letter.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || a[0] != b[0] || strings.ContainsAny(a, digits) || strings.ContainsAny(b, digits) {
		return false
	}
	if len(a) >= 5 && oneEdit(a, b) {
		return true
	}
	common := 0
	for common < len(a) && a[common] == b[common] {
		common++
	}
	return common >= 4 && common >= len(a)-2 && len(b)-common <= 3
}

// oneEdit says whether one letter more, less or other makes a into b, which is
// not shorter.
func oneEdit(a, b string) bool {
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// grams are hashes of the trigrams of words without the spaces between them,
// sorted and without repeats.
func grams(words []string) []uint32 {
	n := 0
	for _, w := range words {
		n += len(w)
	}
	list := make([]uint32, 0, n+1)
	var last uint32 // the last three bytes
	for _, w := range words {
		for i := range len(w) {
			last = (last<<8 | uint32(w[i])) & 0xffffff
			list = append(list, last)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// shared counts what two sorted lists have in common.
func shared[T uint32 | uint64](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// dice is how much of two lists is in both, 0 to 1.
func dice[T uint32 | uint64](a, b []T) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(shared(a, b)) / float64(len(a)+len(b))
}

// contained is how much of the shorter list is in the longer one, 0 to 1.
func contained[T uint32 | uint64](a, b []T) float64 {
	shorter := min(len(a), len(b))
	if shorter == 0 {
		return 0
	}
	return float64(shared(a, b)) / float64(shorter)
}
