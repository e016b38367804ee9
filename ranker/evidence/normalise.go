package evidence

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much is read for design and facts, in bytes. A study says how it was done
// near its start; further on stand the studies of others, comments and
// references. Whatever a source sends, an item costs no more than this.
const (
	readLimit  = 16 << 10
	titleLimit = sentenceLimit
)

// clip is the start of a text, not cut inside a character.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// sentence is one sentence of an item, or its title.
type sentence struct {
	start, end int    // in the item's text, or in its title
	plain      string // lower case, entities decoded, one kind of hyphen and quote
	cased      string // as plain, with its capitals
	title      bool
	found      found // what a first pass brought
	cited      bool  // it speaks of somebody else's study
}

// abbreviations end in a full stop that does not end a sentence.
var abbreviations = map[string]bool{
	"al": true, "e.g": true, "i.e": true, "vs": true, "dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "st": true,
	"no": true, "vol": true, "fig": true, "cf": true, "approx": true, "ca": true, "etc": true, "jr": true, "u.s": true, "u.k": true, "pp": true, "ed": true, "eds": true,
}

// sentences splits title and text.
func sentences(title, text string) []sentence {
	list := make([]sentence, 0, 16)
	if start, end := trimmed(title, 0, len(title)); end > start {
		list = append(list, newSentence(title, 0, len(title), true))
	}
	from := 0
	for from < len(text) {
		to := sentenceEnd(text, from)
		start, end := trimmed(text, from, to)
		if end > start {
			list = append(list, newSentence(text, start, end, false))
		}
		from = to
	}
	return list
}

// sentenceEnd is the offset just after the sentence that begins at from.
func sentenceEnd(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '\n':
			if i > from && startsLine(text[i+1:]) {
				return i + 1
			}
		case '!', '?', '.':
			if endsSentence(text, from, i) {
				return i + 1
			}
		case 0xe3: // the ideographic full stop
			if strings.HasPrefix(text[i:], "。") {
				return i + len("。")
			}
		}
	}
	return len(text)
}

// startsLine says whether a line begins a sentence: lines that were merely
// wrapped go on with a small letter.
func startsLine(rest string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t"))
	return !unicode.IsLower(first)
}

// endsSentence says whether the mark at i ends the sentence that began at from:
// white space and then a capital, a digit or a bracket must follow.
func endsSentence(text string, from, i int) bool {
	next := i + 1
	for next < len(text) && strings.IndexByte(`"')]`, text[next]) >= 0 {
		next++
	}
	if next >= len(text) {
		return true
	}
	if text[next] != ' ' && text[next] != '\n' && text[next] != '\t' {
		return false
	}
	after := strings.TrimLeft(text[next:], " \n\t")
	if after == "" {
		return true
	}
	first, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(first) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	word := text[from:i]
	if space := strings.LastIndexAny(word, " \n\t("); space >= 0 {
		word = word[space+1:]
	}
	return !abbreviations[strings.ToLower(word)] && !isInitial(word)
}

// isInitial says whether a word is one capital letter, as in "J. Smith".
func isInitial(word string) bool {
	return len(word) == 1 && word[0] >= 'A' && word[0] <= 'Z'
}

func trimmed(text string, from, to int) (int, int) {
	part := text[from:to]
	start := from + len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	end := from + len(strings.TrimRightFunc(part, unicode.IsSpace))
	return start, max(start, end)
}

// sentenceLimit keeps a list without full stops from costing more than it is
// worth, in bytes.
const sentenceLimit = 1500

func newSentence(text string, start, end int, title bool) sentence {
	cased := fold(strings.ToValidUTF8(clip(text[start:end], sentenceLimit), ""))
	return sentence{start: start, end: end, cased: cased, plain: strings.ToLower(cased), title: title}
}

var folder = strings.NewReplacer(
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", " - ", "\u2212", "-", "\u00ad", "",
	"\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`, "\u00a0", " ", "\u2009", " ", "\u202f", " ",
	"\ufb01", "fi", "\ufb02", "fl", "\n", " ", "\t", " ", "\r", " ",
	"<sup>", "", "</sup>", "", "<italic>", "", "</italic>", "", "<i>", "", "</i>", "",
	// marks without a width: direction of writing, joiners, byte order
	"\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "",
	"\u2060", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\ufeff", "", "\x00", "",
)

// Markup that was left in a text: scripts with what is in them, then single tags.
// A bare "<", as in "p < .05", is none.
var (
	hidden = regexp.MustCompile(`(?is)<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\z)|<!--.*?(?:-->|\z)`)
	tag    = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,500}>`)
	inline = regexp.MustCompile(`^</?(?:sup|i|italic)>$`)
	block  = regexp.MustCompile(`^(?i)</?(?:p|div|br|li|ul|ol|tr|td|h[1-6]|blockquote|section|jats:p|jats:title|jats:sec)\b`)
)

// unmarked is a text of the same length with white space for markup and control
// characters, so that offsets stay true.
func unmarked(text string) string {
	if strings.IndexByte(text, '<') >= 0 {
		text = hidden.ReplaceAllStringFunc(text, blank)
		text = tag.ReplaceAllStringFunc(text, func(found string) string {
			switch {
			case inline.MatchString(found): // inside a word; see folder
				return found
			case block.MatchString(found):
				return "\n" + blank(found[1:])
			}
			return blank(found)
		})
	}
	if strings.IndexFunc(text, isControl) < 0 {
		return text
	}
	bytes := []byte(text)
	for i, b := range bytes {
		if isControl(rune(b)) {
			bytes[i] = ' '
		}
	}
	return string(bytes)
}

func blank(found string) string { return strings.Repeat(" ", len(found)) }

// isControl says whether a character is a control character of one byte other
// than white space.
func isControl(c rune) bool {
	return c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f
}

// Thin and fixed spaces part thousands in much of Europe: 14 920 pupils.
var spacedThousands = regexp.MustCompile(`\b(\d{1,3})[\x{00a0}\x{2009}\x{202f}](\d{3})\b`)

// fold gives a sentence one form: entities decoded, one kind of hyphen, quote
// and space.
func fold(text string) string {
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(text)
	}
	if strings.Contains(text, "\u2009") || strings.Contains(text, "\u202f") || strings.Contains(text, "\u00a0") {
		text = spacedThousands.ReplaceAllString(text, "$1,$2")
	}
	text = folder.Replace(text)
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return text
}

// quoteLimit is how long a quoted sentence may be, in bytes.
const quoteLimit = 400

// quote is the sentence as the item has it, so that the offset points at it; but
// for what no database takes: broken characters and NUL.
func (s sentence) quote(title, text string) string {
	from := text
	if s.title {
		from = title
	}
	part := clip(from[s.start:s.end], quoteLimit)
	return strings.ReplaceAll(strings.ToValidUTF8(part, ""), "\x00", "")
}
