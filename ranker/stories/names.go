package stories

import (
	"slices"
	"strings"
	"unicode"
)

// families are the family names of authors in lower case. Lists of authors that
// stand in one string are taken apart.
func families(authors []string) []string {
	var names []string
	for _, entry := range authors {
		entry = unmarked(entry)
		entry = strings.ReplaceAll(strings.ReplaceAll(entry, " and ", ";"), " & ", ";")
		for _, name := range split(entry) {
			if family := familyOf(name); family != "" {
				names = append(names, family)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// split takes a list of names apart: at semicolons, and at commas unless they
// part a family name from given ones.
func split(list string) []string {
	if strings.Contains(list, ";") || strings.Count(list, ",") == 1 && len(strings.Fields(list[:strings.IndexByte(list, ',')])) == 1 {
		return strings.Split(list, ";")
	}
	return strings.Split(list, ",")
}

// familyOf is the part before a comma, else the last word that is no initial.
func familyOf(name string) string {
	if family, _, ok := strings.Cut(name, ","); ok {
		name = family
	}
	words := strings.FieldsFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && c != '\'' && c != '’' })
	for i, word := range slices.Backward(words) {
		if len(word) > 2 || len(word) > 1 && word != "jr" && i > 0 {
			return word
		}
	}
	return ""
}

// oneName says whether two family names are one, give or take a letter or what a
// wrong charset made of it.
func oneName(a, b string) bool {
	if alike(a, b) {
		return true
	}
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	head := 0
	for head < shorter && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < shorter-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return shorter >= 5 && 4*(head+tail) >= 3*longer
}

// authorsAgree is which share of the shorter list of authors is in the longer
// one; known is false when one of them has none.
func authorsAgree(a, b []string) (agreed float64, known bool) {
	if len(a) == 0 || len(b) == 0 {
		return 0, false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for _, name := range a {
		if slices.ContainsFunc(b, func(other string) bool { return oneName(name, other) }) {
			n++
		}
	}
	return float64(n) / float64(len(a)), true
}

// venueNoise are words that say nothing of which journal or conference is meant.
var venueNoise = wordSet(`the of on in and for a an to proc proceedings conference conf international int intl annual acm ieee
	st nd rd th table contents technical report journal j trans transactions hellip`)

// periodical are the words of journals.
var periodical = wordSet(`journal j transactions trans record magazine review quarterly letters`)

type venue struct {
	all, own []string // all words, and those that are no noise
	journal  bool
}

func venueOf(name string) venue {
	v := venue{all: titleWords(unmarked(name))}
	for _, word := range v.all {
		v.journal = v.journal || periodical[word]
		if !venueNoise[word] && (word[0] < '0' || word[0] > '9') {
			v.own = append(v.own, word)
		}
	}
	return v
}

// agrees says whether two venues are one, written in full, shortened or by the
// initials.
func (v venue) agrees(w venue) bool {
	return v.journal == w.journal && (v.names(w) || w.names(v))
}

func (v venue) names(w venue) bool {
	for _, word := range v.own {
		for _, other := range w.own {
			if word == other || len(word) >= 3 && len(other) >= 3 && (strings.HasPrefix(word, other) || strings.HasPrefix(other, word)) {
				return true
			}
		}
		if len(word) >= 3 && initialsIn(w.all, word) {
			return true
		}
	}
	return false
}

// initialsIn says whether the initials of three or more words in a row are word
// or its end.
func initialsIn(words []string, word string) bool {
	for i := range words {
		initials := make([]byte, 0, len(word))
		for _, w := range words[i:] {
			if len(initials) == len(word) {
				break
			}
			initials = append(initials, w[0])
			if len(initials) >= 3 && strings.HasSuffix(word, string(initials)) {
				return true
			}
		}
	}
	return false
}
