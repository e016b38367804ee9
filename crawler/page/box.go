package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// box is a block of a page: a paragraph with its words, or an element that
// holds other boxes. Inline elements have none.
type box struct {
	tag   atom.Atom // of the element; of a paragraph, the element it stands in
	role  role
	name  string // class and id, to know what is alike
	kids  []*box
	words *run // of a paragraph

	chars int // letters of the paragraphs in it
	links int // those of them in links
	prose int // those in good paragraphs, outside what is set aside
	inner int // those of prose in boxes whose role is body
}

// run is the inline content of one paragraph.
type run struct {
	markup strings.Builder // escaped, with links and line breaks
	plain  strings.Builder
	chars  int
	links  int
}

// boxesOf reads the blocks of a page.
func boxesOf(root *html.Node, strict bool) *box {
	b := boxer{strict: strict}
	top := &box{tag: atom.Body}
	b.inside(root, top)
	b.flush(top)
	return top
}

type boxer struct {
	strict bool // leave out what is hidden or named as no part of the text
	run    *run
	link   int // depth of links
}

func (b *boxer) inside(n *html.Node, parent *box) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			b.text(c.Data)
		case html.ElementNode:
			b.element(c, parent)
		case html.DocumentNode:
			b.inside(c, parent)
		}
	}
}

func (b *boxer) element(n *html.Node, parent *box) {
	switch kind := flow[n.DataAtom]; {
	case kind == flowNever, b.strict && (kind == flowAside || hidden(n)):
		if blocks[n.DataAtom] {
			b.flush(parent)
		}
	case n.DataAtom == atom.Br:
		b.open().markup.WriteString("<br>")
		b.open().plain.WriteByte('\n')
	case blocks[n.DataAtom]:
		b.flush(parent)
		kid := &box{tag: n.DataAtom, name: attr(n, "class") + " " + attr(n, "id")}
		if kid.role = roleOf(n, kid.name); kid.role == aside && !b.strict {
			kid.role = plain
		}
		b.inside(n, kid)
		b.flush(kid)
		if len(kid.kids) > 0 {
			parent.kids = append(parent.kids, kid)
		}
	case n.DataAtom == atom.A && attr(n, "href") != "":
		r := b.open()
		r.markup.WriteString(`<a href="` + html.EscapeString(attr(n, "href")) + `">`)
		b.link++
		b.inside(n, parent)
		b.link--
		if b.run == r {
			r.markup.WriteString("</a>")
		}
	default:
		b.inside(n, parent)
	}
}

func (b *boxer) open() *run {
	if b.run == nil {
		b.run = new(run)
	}
	return b.run
}

func (b *boxer) text(s string) {
	r := b.open()
	r.markup.WriteString(html.EscapeString(s))
	r.plain.WriteString(s)
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			r.chars++
			if b.link > 0 {
				r.links++
			}
		}
	}
}

// flush ends the paragraph that is being read.
func (b *boxer) flush(parent *box) {
	r := b.run
	b.run = nil
	if r == nil || r.chars == 0 {
		return
	}
	parent.kids = append(parent.kids, &box{tag: parent.tag, words: r, chars: r.chars, links: r.links})
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// hidden says whether a reader does not see an element.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		}
	}
	return false
}
