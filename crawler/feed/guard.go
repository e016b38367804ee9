package feed

import (
	"bytes"
	"fmt"
	"strings"
)

// The parser adds up the text of an unknown element piece by piece and copies
// the name spaces in scope for every element, so a small document can be built
// to cost gigabytes. guard counts that cost beforehand, in one pass.
const (
	maxDepth = 256       // of elements; real feeds stay below 40
	maxCost  = 256 << 20 // bytes that the parser would copy; real feeds stay below 1 MB
	nsCost   = 64        // bytes copied per name space in scope
)

// level is one open element.
type level struct {
	name  string
	text  int // bytes of its own text so far
	names int // name spaces in scope
}

// guard refuses documents that would cost the parser out of all proportion.
func guard(doc []byte) error {
	var (
		open = make([]level, 1, 32)
		cost int
	)
	for {
		at := bytes.IndexByte(doc, '<')
		if at < 0 {
			return nil
		}
		top := &open[len(open)-1]
		top.text += at
		cost += top.text
		doc = doc[at:]
		tag := markup(doc)
		switch tag.kind {
		case tagText:
			top.text += tag.size
		case tagOpen:
			names := top.names + tag.names
			cost += nsCost * names
			if !tag.empty && !void[tag.name] {
				open = append(open, level{name: tag.name, names: names})
			}
		case tagClose:
			open = closeTo(open, tag.name)
		case tagOther:
		}
		if len(open) > maxDepth {
			return fmt.Errorf("%w: elements more than %d deep", ErrHostile, maxDepth)
		}
		if cost > maxCost {
			return fmt.Errorf("%w: text in too many pieces", ErrHostile)
		}
		doc = doc[tag.size:]
	}
}

// closeTo closes the innermost open element of that name and all inside it; an
// end tag without a start changes nothing.
func closeTo(open []level, name string) []level {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].name == name {
			return open[:i]
		}
	}
	return open
}

// void are elements of HTML that are often left open where they should not be.
var void = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true}

// The kinds of markup.
const (
	tagOther = iota // comment, processing instruction, document type
	tagText         // CDATA
	tagOpen
	tagClose
)

type tag struct {
	kind  int
	size  int    // in bytes, never 0
	name  string // of an element, in lower case without prefix
	names int    // name spaces that it declares
	empty bool   // closes itself
}

// markup reads the piece of markup that doc, which starts with '<', starts with.
func markup(doc []byte) tag {
	switch {
	case bytes.HasPrefix(doc, []byte("<![CDATA[")):
		return tag{kind: tagText, size: through(doc, "]]>")}
	case bytes.HasPrefix(doc, []byte("<!--")):
		return tag{kind: tagOther, size: through(doc, "-->")}
	case bytes.HasPrefix(doc, []byte("<?")):
		return tag{kind: tagOther, size: through(doc, "?>")}
	case bytes.HasPrefix(doc, []byte("<!")):
		return tag{kind: tagOther, size: doctype(doc)}
	case bytes.HasPrefix(doc, []byte("</")):
		size := through(doc, ">")
		return tag{kind: tagClose, size: size, name: nameOf(doc[2:size])}
	}
	if len(doc) < 2 || !isName(doc[1]) {
		return tag{kind: tagOther, size: 1}
	}
	size := element(doc)
	inside := doc[1:size]
	return tag{
		kind:  tagOpen,
		size:  size,
		name:  nameOf(inside),
		names: bytes.Count(inside, []byte("xmlns")),
		empty: bytes.HasSuffix(inside, []byte("/>")),
	}
}

// through is the length of doc up to and with end, all of it when there is none.
func through(doc []byte, end string) int {
	if i := bytes.Index(doc, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(doc)
}

// doctype is the length of a document type declaration with its inner subset.
func doctype(doc []byte) int {
	depth := 0
	for i, c := range doc {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return len(doc)
}

// element is the length of a start tag; a '>' in a quoted value does not end it.
func element(doc []byte) int {
	var quote, before byte
	for i, c := range doc {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && before == '=':
			quote = c
		case c == '>':
			return i + 1
		}
		if c > ' ' {
			before = c
		}
	}
	return len(doc)
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// nameOf is the local name at the start of a tag's inside.
func nameOf(inside []byte) string {
	end := bytes.IndexAny(inside, " \t\r\n/>")
	if end < 0 {
		end = len(inside)
	}
	name := inside[:min(end, 100)]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	return strings.ToLower(string(name))
}

// rootOf is the name of the outermost element, "" when there is none.
func rootOf(doc []byte) string {
	for {
		at := bytes.IndexByte(doc, '<')
		if at < 0 {
			return ""
		}
		doc = doc[at:]
		found := markup(doc)
		if found.kind == tagOpen {
			return found.name
		}
		if bytes.HasPrefix(bytes.ToLower(doc[:min(len(doc), 14)]), []byte("<!doctype html")) {
			return "html"
		}
		doc = doc[found.size:]
	}
}
