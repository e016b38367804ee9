package scholar

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// reference is a reference string taken apart as far as finding its work needs.
type reference struct {
	words []word
	has   map[string]bool // the words
	years []int
}

// word is a word of a reference in the spelling of fold. Titles begin and end
// where sentences do, so those places are known.
type word struct {
	text   string
	begins bool // first, or after a full stop, a quotation mark or the year
	ends   bool // before a full stop, a question mark, a bracket, or last
	colon  bool // before a colon or a dash, where a subtitle may follow
}

var yearShape = regexp.MustCompile(`\b(?:18|19|20)\d\d\b`)

// maxReference is the length in bytes to which a reference is read.
const maxReference = 2000

func parseReference(text string) reference {
	text = strings.ToValidUTF8(text[:min(len(text), maxReference)], "")
	var r reference
	for _, year := range yearShape.FindAllString(text, 8) {
		n, err := strconv.Atoi(year)
		if err == nil && !slices.Contains(r.years, n) {
			r.years = append(r.years, n)
		}
	}
	r.words = split(text)
	r.has = make(map[string]bool, len(r.words))
	for _, w := range r.words {
		r.has[w.text] = true
	}
	return r
}

// split takes text apart into words.
func split(text string) []word {
	var s splitter
	for _, c := range text {
		s.next(c)
	}
	s.end()
	if n := len(s.words); n > 0 {
		s.words[n-1].ends = true
	}
	return s.words
}

// splitter is a split on its way.
type splitter struct {
	words  []word
	run    strings.Builder
	quoted bool // the run ended with a single quotation mark
	ended  bool // before what comes next
}

func (s *splitter) next(c rune) {
	if unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsNumber(c) || isApostrophe(c) {
		s.run.WriteRune(c)
		return
	}
	s.end()
	if len(s.words) == 0 {
		return
	}
	last := &s.words[len(s.words)-1]
	switch c {
	case '.', '?', '!', '"', '“', '”', '‘', '(', ')', '[', ']', ';':
		last.ends, s.ended = true, true
	case ':', '—', '–':
		last.colon = true
	case ',':
		last.ends = last.ends || s.quoted
	}
}

// end ends the word that is being read.
func (s *splitter) end() {
	run := s.run.String()
	s.run.Reset()
	if run == "" {
		return
	}
	runes := []rune(run)
	begins := s.ended || len(s.words) == 0 || isApostrophe(runes[0])
	for _, part := range fold(run) {
		s.words = append(s.words, word{text: part, begins: begins})
		begins = false
	}
	s.ended = yearShape.MatchString(run)
	s.quoted = isApostrophe(runes[len(runes)-1])
}

func isApostrophe(c rune) bool { return c == '\'' || c == '’' }

// fold is the words of text in lower case and without accents, "&" and
// apostrophes apart: what two ways of writing one title have in common.
func fold(text string) []string {
	var out strings.Builder
	for _, c := range norm.NFKD.String(text) {
		switch {
		case unicode.IsMark(c), c == '\'', c == '’', c == '\u00ad':
		case unicode.IsLetter(c), unicode.IsNumber(c):
			out.WriteRune(unicode.ToLower(c))
		default:
			out.WriteByte(' ')
		}
	}
	return strings.Fields(out.String())
}

// The least that a reference must hold to be looked for.
const (
	leastWords = 6 // a name, a year, and a title of a few words
	leastRunes = 25
)

// findable reports whether the reference may hold a title.
func (r reference) findable() bool {
	runes := 0
	for _, w := range r.words {
		runes += len(w.text)
	}
	return len(r.words) >= leastWords && runes >= leastRunes && len(r.years) > 0
}
