package topics

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word is one word of a text in the form in which words are compared. Bytes
// are only valid until the next word is read.
type word struct {
	text       []byte // lower case, singular, spelt one way
	start, end int    // in the text it was read from
	capitals   bool   // written in capitals, as acronyms are
	open       bool   // followed by * (in the topic list only)
}

// A scanner reads the words of a text one by one without allocating.
//
// Hyphens part words, but for single letters ("e-learning", "A-level"). Each Han
// character is a word, so that phrases are found in a script without spaces.
// Links, addresses and hashtags are passed over: they are not what an author
// says.
type scanner struct {
	text string
	at   int
	buf  [64]byte
}

// next reads the next word; false at the end of the text.
func (r *scanner) next() (word, bool) {
	for r.at < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[r.at:])
		switch {
		case c == '#' || c == '@':
			r.skipRun()
		case isLetter(c):
			if isLink(r.text[r.at:]) {
				r.skipRun()
				continue
			}
			return r.word(), true
		default:
			r.at += size
		}
	}
	return word{}, false
}

// skipRun passes over everything up to white space.
func (r *scanner) skipRun() {
	if i := strings.IndexFunc(r.text[r.at:], unicode.IsSpace); i >= 0 {
		r.at += i
		return
	}
	r.at = len(r.text)
}

func (r *scanner) word() word {
	w := word{start: r.at, capitals: true}
	buf, letters := r.buf[:0], 0
	for r.at < len(r.text) {
		c, size := rune(r.text[r.at]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(r.text[r.at:])
		}
		if !isLetter(c) {
			if c == '\'' || c == '’' {
				if r.possessive(size) {
					break
				}
				if n, _ := utf8.DecodeRuneInString(r.text[r.at+size:]); isLetter(n) {
					r.at += size
					continue
				}
			}
			if c == '-' && letters == 1 {
				if n, _ := utf8.DecodeRuneInString(r.text[r.at+1:]); isLetter(n) && !unicode.Is(unicode.Han, n) {
					buf = append(buf, '-')
					r.at++
					letters++
					continue
				}
			}
			break
		}
		han := unicode.Is(unicode.Han, c)
		if han && letters > 0 {
			break
		}
		last := letters > 1 && c == 's' && !r.letterAfter(size) // the s of LLMs
		if !unicode.IsUpper(c) && !unicode.IsDigit(c) && !last {
			w.capitals = false
		}
		r.at += size
		letters++
		if len(buf) < len(r.buf)-utf8.UTFMax {
			buf = utf8.AppendRune(buf, unicode.ToLower(c))
		}
		if han {
			break
		}
	}
	w.end = r.at
	w.capitals = w.capitals && letters > 1
	w.text = spell(buf)
	if r.at < len(r.text) && r.text[r.at] == '*' {
		w.open = true
	}
	return w
}

// possessive passes over 's at the end of a word.
func (r *scanner) possessive(apostrophe int) bool {
	rest := r.text[r.at+apostrophe:]
	if rest == "" || (rest[0] != 's' && rest[0] != 'S') {
		return false
	}
	if n, _ := utf8.DecodeRuneInString(rest[1:]); rest[1:] != "" && isLetter(n) {
		return false
	}
	r.at += apostrophe + 1
	return true
}

func (r *scanner) letterAfter(size int) bool {
	c, _ := utf8.DecodeRuneInString(r.text[r.at+size:])
	return isLetter(c)
}

func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c))
}

func isLink(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "www.")
}

// spell makes a lower-case word singular and writes it one way where British and
// American spelling differ. It need not make a real word, only the same one each
// time, because the topic list goes through it too.
func spell(b []byte) []byte {
	if len(b) > 3 && b[len(b)-1] == 's' {
		b = singular(b)
	}
	n := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == 'z' && i > 1 && b[i-1] == 'i' && i+1 < len(b) && b[i+1] != 'z': // organize, organise; not quizzing
			c = 's'
		case c == 'u' && i > 0 && b[i-1] == 'o' && i+1 < len(b) && b[i+1] == 'r' && len(b) > 5: // behaviour, behavior
			continue
		case c == 'l' && i > 1 && b[i-1] == 'l' && b[i-2] == 'e' && i+2 < len(b) && (b[i+1] == 'i' || b[i+1] == 'e') && (b[i+2] == 'n' || b[i+2] == 'd'): // modelling, modeled
			continue
		}
		b[n] = c
		n++
	}
	b = b[:n]
	if string(b) == "programme" {
		return b[:len(b)-2]
	}
	if string(b) == "centre" {
		b[4], b[5] = 'e', 'r'
	}
	return b
}

func singular(b []byte) []byte {
	switch c := b[len(b)-2]; {
	case c == 's' || c == 'u' || (c == 'i' && len(b) > 4):
		return b // class, status, analysis
	case c == 'e' && b[len(b)-3] == 'i' && len(b) > 4:
		b = b[:len(b)-2]
		b[len(b)-1] = 'y' // studies
		return b
	case c == 'e' && len(b) > 5 && b[len(b)-3] == 'z' && b[len(b)-4] == 'z':
		return b[:len(b)-3] // quizzes
	case c == 'e' && len(b) > 4 && (b[len(b)-3] == 'x' || b[len(b)-3] == 's' && b[len(b)-4] == 's' || b[len(b)-3] == 'h' && (b[len(b)-4] == 'c' || b[len(b)-4] == 's')):
		return b[:len(b)-2] // classes, approaches
	}
	return b[:len(b)-1]
}
