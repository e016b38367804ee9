package page

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The parser opens every formatting element that was never closed again in each
// paragraph that follows, so a small page can be built to cost gigabytes. What
// is parsed is therefore cut where the parser would have built maxNodes
// elements and texts; real pages stay below 60,000.
const (
	maxNodes  = 300_000
	lookBack  = 64 // open elements among which an end tag finds its start
	sameAtOne = 3  // formatting elements that are all alike and open again
)

// formatting are the elements that the parser opens again.
var formatting = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true,
	atom.Nobr: true, atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// empty are elements without an end tag.
var empty = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

type opened struct {
	tag atom.Atom
	raw string // of a formatting element: its start tag
}

// sane cuts a page where it has become absurd.
func sane(doc []byte) []byte {
	z := html.NewTokenizer(bytes.NewReader(doc))
	s := scan{alike: make(map[string]int)}
	nodes, read := 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return doc
		}
		size := len(z.Raw())
		switch kind {
		case html.StartTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			s.start(atom.Lookup(name), raw)
			nodes += 1 + s.reopened
		case html.EndTagToken:
			name, _ := z.TagName()
			s.end(atom.Lookup(name))
			nodes++ // </p> alone makes an element
		default:
			nodes += 1 + s.reopened
		}
		if nodes > maxNodes {
			return doc[:read]
		}
		read += size
	}
}

// scan keeps count of the formatting elements that may be open again. It never
// counts too few: an end tag closes one only where it stands next to it.
type scan struct {
	stack    []opened
	alike    map[string]int
	reopened int
}

func (s *scan) start(tag atom.Atom, raw string) {
	if empty[tag] {
		return
	}
	if !formatting[tag] {
		s.stack = append(s.stack, opened{tag: tag})
		return
	}
	limit := sameAtOne
	if tag == atom.A {
		raw, limit = "a", 1 // a link ends the one before
	}
	s.stack = append(s.stack, opened{tag, raw})
	if s.alike[raw]++; s.alike[raw] <= limit {
		s.reopened++
	}
}

func (s *scan) end(tag atom.Atom) {
	for i := len(s.stack) - 1; i >= max(0, len(s.stack)-lookBack); i-- {
		top := s.stack[i]
		if top.tag != tag {
			if top.raw != "" {
				return
			}
			continue
		}
		s.stack = s.stack[:i]
		if top.raw == "" {
			return
		}
		limit := sameAtOne
		if tag == atom.A {
			limit = 1
		}
		if s.alike[top.raw]--; s.alike[top.raw] < limit {
			s.reopened--
		}
		return
	}
}
