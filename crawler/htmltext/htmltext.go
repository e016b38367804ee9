// Package htmltext turns HTML into plain text and the links in it.
//
// Chalkline stores no markup. Read is the one door through which the content of
// a feed, a page or an abstract becomes the Text and Links of an item: one pass
// over the tokens, in linear time, with both results capped. Line does the same
// for what belongs on one line, such as a title.
package htmltext

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The caps of what Read returns.
const (
	MaxText  = 100 << 10 // bytes
	MaxLinks = 100
	maxLink  = 2000 // bytes of one link
)

// Read returns the plain text of a piece of HTML, its paragraphs parted by an
// empty line, and the absolute http and https addresses that it links to,
// each once and without its fragment. Relative links are resolved against base,
// and dropped when base is nil.
func Read(markup string, base *url.URL) (text string, links []string) {
	r := reader{base: base, blankLines: !hasBlocks(markup)}
	if !strings.Contains(markup, "<") {
		r.text.Grow(min(len(markup), MaxText))
		r.write(html.UnescapeString(markup))
		return r.result(), nil
	}
	r.text.Grow(min(len(markup)/2, MaxText))
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return r.result(), r.links
		case html.TextToken:
			if r.skipping == 0 {
				r.write(string(z.Text()))
			}
		case html.StartTagToken:
			r.start(z, false)
		case html.SelfClosingTagToken:
			r.start(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(atom.Lookup(name))
		}
	}
}

// Plain returns text that is not HTML in the form in which Read returns text:
// white space folded, paragraphs parted by an empty line, capped.
func Plain(text string) string {
	r := reader{blankLines: true}
	r.text.Grow(min(len(text), MaxText))
	r.write(text)
	return r.result()
}

// The ways in which two words may be parted; the strongest wins.
const (
	together = iota
	space
	newLine
	paragraph
)

type reader struct {
	text       strings.Builder
	gap        int  // what parts the next word from the text so far
	blankLines bool // an empty line in the markup parts paragraphs
	pre        int  // depth of <pre>
	skipped    atom.Atom
	skipping   int // depth of elements named skipped
	full       bool
	base       *url.URL
	links      []string
	seen       map[string]struct{}
}

func (r *reader) part(gap int) { r.gap = max(r.gap, gap) }

func (r *reader) start(z *html.Tokenizer, selfClosing bool) {
	name, hasAttr := z.TagName()
	tag := atom.Lookup(name)
	if r.skipping > 0 {
		if tag == r.skipped && !selfClosing {
			r.skipping++
		}
		return
	}
	switch layout[tag] {
	case layoutSkip:
		if !selfClosing {
			r.skipped, r.skipping = tag, 1
		}
		r.part(space)
	case layoutBlock:
		r.part(paragraph)
	case layoutLine:
		r.part(newLine)
	case layoutBreak:
		r.lineBreak()
	case layoutSpace:
		r.part(space)
	case layoutInline:
	}
	switch tag {
	case atom.Pre:
		r.pre++
	case atom.A:
		for hasAttr {
			var key, value []byte
			if key, value, hasAttr = z.TagAttr(); string(key) == "href" {
				r.link(string(value))
			}
		}
	}
}

func (r *reader) end(tag atom.Atom) {
	if r.skipping > 0 {
		if tag == r.skipped {
			r.skipping--
		}
		return
	}
	switch layout[tag] {
	case layoutBlock:
		r.part(paragraph)
	case layoutLine:
		r.part(newLine)
	}
	if tag == atom.Pre && r.pre > 0 {
		r.pre--
	}
}

// lineBreak starts a new line; the second in a row, of <br><br>, a paragraph.
func (r *reader) lineBreak() {
	if r.gap >= newLine {
		r.gap = paragraph
		return
	}
	r.gap = newLine
}

// write adds words to the text with their white space folded.
func (r *reader) write(words string) {
	for i := 0; i < len(words); {
		c, size := utf8.DecodeRuneInString(words[i:])
		switch {
		case unicode.IsSpace(c):
			width, breaks := whiteSpace(words[i:])
			r.white(breaks)
			i += width
		case invisible(c) || c == utf8.RuneError && size == 1:
			i += size
		default:
			width := wordLen(words[i:])
			r.word(words[i : i+width])
			i += width
		}
	}
}

func (r *reader) white(breaks int) {
	switch {
	case breaks > 1 && (r.blankLines || r.pre > 0):
		r.part(paragraph)
	case breaks > 0 && r.pre > 0:
		r.part(newLine)
	default:
		r.part(space)
	}
}

var gaps = [...]string{together: "", space: " ", newLine: "\n", paragraph: "\n\n"}

func (r *reader) word(word string) {
	if r.full {
		return
	}
	gap := gaps[r.gap]
	r.gap = together
	if r.text.Len() == 0 {
		gap = ""
	}
	if room := MaxText - r.text.Len() - len(gap); len(word) > room {
		r.full = true
		if gap != "" || r.text.Len() > 0 {
			return
		}
		word = strings.ToValidUTF8(word[:room], "")
	}
	r.text.WriteString(gap)
	r.text.WriteString(word)
}

func (r *reader) result() string { return r.text.String() }

// link keeps an address if it is one that a person could open and a new one.
func (r *reader) link(href string) {
	if len(r.links) >= MaxLinks || !r.isNew(href) {
		return
	}
	address, _, _ := strings.Cut(Resolve(r.base, href), "#")
	if address != "" && (address == href || r.isNew(address)) {
		r.links = append(r.links, address)
	}
}

func (r *reader) isNew(address string) bool {
	if _, known := r.seen[address]; known {
		return false
	}
	if r.seen == nil {
		r.seen = make(map[string]struct{})
	}
	r.seen[address] = struct{}{}
	return true
}

// Resolve returns href as an absolute http or https address, or "" when it is
// none even against base, which may be nil. An href that is only a fragment
// leads nowhere new and gives "".
func Resolve(base *url.URL, href string) string {
	href = strings.TrimSpace(href)
	if href == "" || href[0] == '#' || len(href) > maxLink {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	if base != nil && !u.IsAbs() {
		u = base.ResolveReference(u)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}

// whiteSpace is the length of the white space at the start of s and the
// number of line breaks in it.
func whiteSpace(s string) (width, breaks int) {
	for width < len(s) {
		c, size := utf8.DecodeRuneInString(s[width:])
		if !unicode.IsSpace(c) {
			break
		}
		if c == '\n' {
			breaks++
		}
		width += size
	}
	return width, breaks
}

// wordLen is the length of s up to the first white space or character that is
// not to be kept.
func wordLen(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c <= ' ' || c == 0x7f {
				return i
			}
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(c) || invisible(c) || c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(s)
}

// invisible says whether a character is left out: controls, soft hyphens,
// zero-width spaces and marks that turn the direction of text, with which a
// title can be made to read as another one. The joiners that Indic scripts and
// emoji need are kept.
func invisible(c rune) bool {
	switch {
	case c < 0x20, c >= 0x7f && c < 0xa0, c == 0xad, c == 0x200b, c == 0x2060, c == 0xfeff,
		c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
		return true
	}
	return false
}
