package feed

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// scanner finds the elements of a piece of markup from front to back. It holds
// no tree: the inside of an element is a slice of the document, which a scanner
// of its own reads. What is left open, closed twice or not declared costs
// nothing but itself, and every byte is looked at a fixed number of times.
type scanner struct {
	doc []byte
	at  int
	scope
	shared *shared
}

// scope is what elements inherit from those around them.
type scope struct {
	base     *url.URL // what relative addresses are resolved against, nil when unknown
	inFeed   *url.URL // the part of base that the document itself states, nil when it states none
	language string
	spaces   []binding
}

// shared is what all scanners of one document have in common.
type shared struct {
	entities map[string]string // declared by the document
	expanded int               // bytes that those have grown to
	searched int               // bytes looked through for ends that were not there
	flat     bool              // an item has no end
}

// binding says what a prefix stands for.
type binding struct{ prefix, space string }

// The limits of what a document may ask for.
const (
	maxDepth    = 1000      // of elements; real feeds stay below 40
	maxSearched = 16 << 20  // bytes
	maxExpanded = 1 << 20   // bytes that declared entities may add
	maxSpaces   = 64        // prefixes in scope
	maxAttrs    = 100       // of one element
	maxValue    = 256 << 10 // bytes of an attribute
)

// element is one start tag.
type element struct {
	name   string // in lower case, "dc:creator"; the feed formats' own have no prefix
	tag    []byte // the name as written
	attrs  []attr
	empty  bool // closes itself
	inside scope
}

// attr is one attribute, its name as written and in lower case.
type attr struct {
	name  string
	value string
}

// attr is the value of the first attribute of that name, "" when there is none.
func (e *element) attr(name string) string {
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return e.attrs[i].value
		}
	}
	return ""
}

// has says whether there is an attribute of that name.
func (e *element) has(name string) bool {
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return true
		}
	}
	return false
}

// next is the next start tag; ok is false at the end. End tags are left out:
// who wants the inside of an element asks for it.
func (s *scanner) next() (e element, ok bool) {
	for {
		start := bytes.IndexByte(s.doc[s.at:], '<')
		if start < 0 {
			s.at = len(s.doc)
			return element{}, false
		}
		s.at += start
		found := markup(s.doc[s.at:])
		tag := s.doc[s.at : s.at+found.size]
		s.at += found.size
		if found.kind == tagOpen {
			return s.element(tag), true
		}
	}
}

// inner is what stands between a start tag and its end tag, and moves behind
// that. Where the end is missing it is false and nothing moves. Items do not
// stand in items where that leaves an end missing.
func (s *scanner) inner(e *element) ([]byte, bool) {
	if e.empty {
		return nil, true
	}
	if s.shared.searched > maxSearched {
		return nil, false
	}
	item := e.name == "item" || e.name == "entry"
	raw, size, whole := s.until(e, item && s.shared.flat)
	if !whole && item && !s.shared.flat {
		s.shared.flat = true
		raw, size, whole = s.until(e, true)
	}
	s.at += size
	return raw, whole
}

// until looks for the end tag of an element. Flat says that its own start tag
// cannot stand in it.
func (s *scanner) until(e *element, flat bool) (raw []byte, size int, whole bool) {
	rest := s.doc[s.at:]
	open := 1
	for at := 0; ; {
		start := bytes.IndexByte(rest[at:], '<')
		if start < 0 {
			s.shared.searched += len(rest)
			return nil, 0, false
		}
		at += start
		found := markup(rest[at:])
		if found.kind >= tagOpen && bytes.EqualFold(found.name, e.tag) {
			switch {
			case found.kind == tagClose:
				open--
			case flat:
				s.shared.searched += at
				return nil, 0, false
			case !found.empty:
				open++
			}
		}
		if open == 0 {
			return rest[:at], at + found.size, true
		}
		at += found.size
	}
}

// within reads the inside of an element.
func (s *scanner) within(e *element, raw []byte) *scanner {
	return &scanner{doc: raw, scope: e.inside, shared: s.shared}
}

// element reads a start tag.
func (s *scanner) element(tag []byte) element {
	inside := bytes.TrimSuffix(tag[1:], []byte(">"))
	e := element{inside: s.scope}
	if bytes.HasSuffix(inside, []byte("/")) {
		e.empty = true
		inside = inside[:len(inside)-1]
	}
	e.tag = fullName(inside)
	inside = inside[len(e.tag):]
	if len(bytes.TrimSpace(inside)) > 0 {
		s.attrs(&e, inside)
	}
	e.name = e.inside.canonical(e.tag)
	return e
}

func (s *scanner) attrs(e *element, inside []byte) {
	e.attrs = make([]attr, 0, 4)
	for len(e.attrs) < maxAttrs {
		inside = bytes.TrimLeft(inside, " \t\r\n/")
		end := bytes.IndexAny(inside, "= \t\r\n")
		if len(inside) == 0 || end == 0 {
			break
		}
		if end < 0 {
			end = len(inside)
		}
		name := strings.ToLower(string(inside[:min(end, 100)]))
		inside = bytes.TrimLeft(inside[end:], " \t\r\n")
		var value []byte
		if len(inside) > 0 && inside[0] == '=' {
			value, inside = valueOf(bytes.TrimLeft(inside[1:], " \t\r\n"))
		}
		s.keep(e, name, s.shared.decode(value[:min(len(value), maxValue)]))
	}
}

// keep adds an attribute to an element, and what it says to its inside.
func (s *scanner) keep(e *element, name, value string) {
	switch {
	case name == "xmlns" || strings.HasPrefix(name, "xmlns:"):
		if len(e.inside.spaces) < maxSpaces {
			prefix := strings.TrimPrefix(strings.TrimPrefix(name, "xmlns"), ":")
			e.inside.spaces = append(slices.Clip(e.inside.spaces), binding{prefix, spaceOf(prefix, value)})
		}
		return
	case name == "xml:base":
		e.inside.base = resolve(s.base, value)
		if stated := resolve(s.inFeed, value); stated != nil && stated.IsAbs() {
			e.inside.inFeed = stated
		}
	case name == "xml:lang":
		e.inside.language = strings.TrimSpace(value)
	}
	e.attrs = append(e.attrs, attr{name, value})
}

// valueOf is the value at the start of text, in quotes or not, and the rest.
func valueOf(text []byte) (value, rest []byte) {
	if len(text) == 0 {
		return nil, nil
	}
	if quote := text[0]; quote == '"' || quote == '\'' {
		end := bytes.IndexByte(text[1:], quote)
		if end < 0 {
			return text[1:], nil
		}
		return text[1 : 1+end], text[2+end:]
	}
	end := bytes.IndexAny(text, " \t\r\n")
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:]
}

// resolve is address against base, and base where it is none.
func resolve(base *url.URL, address string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return base
	case base != nil:
		return base.ResolveReference(u)
	}
	return u
}

// guard refuses documents whose elements stand deeper in each other than those
// of any honest feed.
func guard(doc []byte) error {
	depth := 0
	for {
		at := bytes.IndexByte(doc, '<')
		if at < 0 {
			return nil
		}
		found := markup(doc[at:])
		switch {
		case found.kind == tagClose:
			depth = max(0, depth-1)
		case found.kind == tagOpen && !found.empty && !void[strings.ToLower(string(found.name[:min(len(found.name), 8)]))]:
			depth++
		}
		if depth > maxDepth {
			return fmt.Errorf("%w: elements more than %d deep", ErrHostile, maxDepth)
		}
		doc = doc[at+found.size:]
	}
}

// void are elements of HTML that are often left open where they should not be.
var void = map[string]bool{"p": true, "br": true, "hr": true, "img": true, "li": true, "input": true, "wbr": true}
