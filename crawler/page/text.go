package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	minText  = 200 // letters below which the strict reading is taken to have failed
	minProse = 60  // letters of a paragraph that needs no full stop
)

// mainText is the markup of the main text of a page, in the few elements that
// paragraphs, lists, tables and links need. Title is left out of it.
func mainText(root *html.Node, title string) string {
	top := boxesOf(root, true)
	best := choose(top)
	w := writer{title: letters(title)}
	if best != nil {
		w.write(best)
	}
	if w.prose < minText {
		loose := boxesOf(root, false)
		v := writer{title: letters(title)}
		v.write(choose(loose))
		if v.prose > 2*w.prose {
			return v.out.String()
		}
	}
	return w.out.String()
}

// good says whether a paragraph reads as prose.
func (b *box) good() bool {
	if b.words == nil || b.links*2 > b.chars || heading(b.tag) {
		return false
	}
	return b.chars >= minProse || b.chars >= 12 && sentence(b.words.plain.String())
}

func sentence(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), `"'”’»)]`)
	if s == "" {
		return false
	}
	return strings.ContainsAny(s[len(s)-1:], ".!?:;") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "。")
}

func heading(tag atom.Atom) bool {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// weigh adds up a box and what is in it.
func (b *box) weigh() {
	if b.words != nil {
		if b.good() {
			b.prose = b.chars
		}
		return
	}
	b.chars, b.links, b.prose = 0, 0, 0
	for _, kid := range b.kids {
		kid.weigh()
		b.chars += kid.chars
		b.links += kid.links
		b.prose += kid.prose
	}
}

// settle takes the prose of what is set aside away, unless it is most of all.
func (b *box) settle(all int) int {
	if b.words != nil {
		return b.prose
	}
	if b.role == aside && b.prose*2 > all {
		b.role = plain
	}
	if b.role == aside {
		b.prose = 0
		return 0
	}
	sum := 0
	b.inner = 0
	for _, kid := range b.kids {
		sum += kid.settle(all)
		b.inner += kid.inner
	}
	b.prose = sum
	if b.role == body {
		b.inner = sum
	}
	return sum
}

// choose finds the box that holds the text.
func choose(top *box) *box {
	top.weigh()
	all := top.settle(top.prose)
	at := top
	if top.inner*3 >= all && top.inner > 0 {
		at = top.holder()
	} else if found := top.best(story); found != nil && found.prose*2 >= all {
		at = found
	}
	for {
		next := at.main()
		if next == nil || next.words != nil || next.prose*10 < at.prose*9 {
			return at
		}
		at = next
	}
}

// holder is the innermost box with nearly all that stands in boxes whose role
// is body: a text may be spread over several.
func (b *box) holder() *box {
	for _, kid := range b.kids {
		if b.role != body && kid.inner*10 >= b.inner*9 {
			return kid.holder()
		}
	}
	return b
}

// main is the kid with the most prose.
func (b *box) main() *box {
	var best *box
	for _, kid := range b.kids {
		if kid.role != aside && (best == nil || kid.prose > best.prose) {
			best = kid
		}
	}
	return best
}

// best is the box of a role with the most prose, of two alike the inner one.
func (b *box) best(want role) *box {
	var best *box
	if b.role == want {
		best = b
	}
	for _, kid := range b.kids {
		if kid.words != nil || kid.role == aside {
			continue
		}
		if found := kid.best(want); found != nil && (best == nil || found.prose*10 >= best.prose*9) {
			best = found
		}
	}
	return best
}

// writer writes the paragraphs that are part of the text.
type writer struct {
	out   strings.Builder
	title string
	prose int
	held  []*box // headings and short lines that wait for prose to follow
}

func (w *writer) write(b *box) {
	for _, kid := range b.kids {
		switch {
		case kid.role == aside:
		case kid.words != nil:
			w.paragraph(kid)
		case kid.boilerplate():
		default:
			w.write(kid)
		}
	}
}

// boilerplate says whether a box is a list of links or the like.
func (b *box) boilerplate() bool {
	return b.links*2 > b.chars && b.chars < 10*minText && b.prose*3 < b.chars || b.prose == 0 && b.links*3 > b.chars
}

var noise = regexp.MustCompile(`(?i)^\W*(advertisements?|read (more|also|next)\b.{0,120}|see also|also read|related( (articles|stories|content|posts))?|` +
	`share (this|on|via|article)\b.{0,60}|follow (us|me)\b.{0,80}|sign up\b.{0,120}|subscribe\b.{0,100}|click here\b.{0,60}|photo(graph)?s?( by| credit)?:.{0,80}|` +
	`image( source| credit)?:.{0,80}|(copyright|©).{0,160}|all rights reserved.{0,80}|loading\W*|continue reading\b.{0,80}|more from\b.{0,60}|` +
	`(e-?mail|print|facebook|twitter|whatsapp|comments?( \(\d+\))?|tags?:.{0,200}|topics?:.{0,120}|categor(y|ies):.{0,120}|filed under.{0,120}))\W*$`)

func (w *writer) paragraph(b *box) {
	plainText := strings.Join(strings.Fields(b.words.plain.String()), " ")
	switch {
	case letters(plainText) == w.title, len(plainText) < 250 && noise.MatchString(plainText):
		return
	case b.tag == atom.H1:
		// What stands before the title is not the text.
		if w.prose < minText {
			w.held = nil
		}
		return
	case b.links*10 > b.chars*9 && b.chars < minText && b.tag != atom.P && b.tag != atom.Td:
		return
	}
	if !b.good() && !(w.prose > 0 && b.tag == atom.Li && b.links == 0) {
		w.held = append(w.held, b)
		return
	}
	started := w.prose > 0
	w.prose += b.chars
	for _, held := range w.held {
		if started || held.tag == atom.P {
			w.put(held)
		}
	}
	w.held = nil
	w.put(b)
}

func (w *writer) put(b *box) {
	w.out.WriteString("<p>")
	w.out.WriteString(b.words.markup.String())
	w.out.WriteString("</p>\n")
}

// letters are the letters and digits of a text in lower case, to compare.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c != 0xa0 && !strings.ContainsRune(`.,;:!?'"-–—’‘“”|`, c) {
			return c
		}
		return -1
	}, strings.ToLower(s))
}
