package scholar

import (
	"strings"
	"unicode/utf8"

	"chalkline"
)

// How much is kept of what a service says of one work. An honest abstract has
// some 300 words, and no reader is shown a longer list.
const (
	maxAbstract = 20_000 // bytes
	maxAuthors  = 50
	maxTerms    = 30  // designs, types and descriptors, of each
	maxTerm     = 200 // bytes of one of them, or of a name
)

// limited is the work with its texts and lists cut to size.
func limited(w chalkline.Work) chalkline.Work {
	w.Abstract = cut(w.Abstract, maxAbstract)
	w.Authors = terms(w.Authors, maxAuthors)
	w.Designs = terms(w.Designs, maxTerms)
	w.Types = terms(w.Types, maxTerms)
	w.Descriptors = terms(w.Descriptors, maxTerms)
	return w
}

// terms are the first most of all, each cut to size.
func terms(all []string, most int) []string {
	all = all[:min(len(all), most)]
	for i, term := range all {
		all[i] = cut(term, maxTerm)
	}
	return all
}

// cut is text, or as many whole characters of it as most bytes hold.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return strings.TrimSpace(text[:most])
}
