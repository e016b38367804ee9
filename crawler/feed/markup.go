package feed

import (
	"bytes"
	"strings"
)

// The kinds of markup.
const (
	tagOther = iota // comment, processing instruction, document type, CDATA
	tagOpen
	tagClose
)

type tag struct {
	kind  int
	size  int    // in bytes, never 0
	name  []byte // of an element, as written
	empty bool   // closes itself
}

// markup reads the piece of markup that doc, which starts with '<', starts with.
func markup(doc []byte) tag {
	if len(doc) < 2 {
		return tag{kind: tagOther, size: 1}
	}
	switch doc[1] {
	case '!':
		return tag{kind: tagOther, size: declaration(doc)}
	case '?':
		return tag{kind: tagOther, size: through(doc, "?>")}
	case '/':
		size := through(doc, ">")
		return tag{kind: tagClose, size: size, name: fullName(doc[2:size])}
	}
	if !isName(doc[1]) {
		return tag{kind: tagOther, size: 1}
	}
	size := startTag(doc)
	inside := doc[1:size]
	return tag{kind: tagOpen, size: size, name: fullName(inside), empty: bytes.HasSuffix(inside, []byte("/>"))}
}

func declaration(doc []byte) int {
	switch {
	case bytes.HasPrefix(doc, []byte("<![CDATA[")):
		return through(doc, "]]>")
	case bytes.HasPrefix(doc, []byte("<!--")):
		return through(doc, "-->")
	}
	return doctype(doc)
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

// startTag is the length of a start tag; a '>' in a quoted value does not end
// it, and a '<' outside of one does.
func startTag(doc []byte) int {
	var before byte
	for i := 1; i < len(doc); i++ {
		switch c := doc[i]; {
		case c == '>':
			return i + 1
		case c == '<':
			return i
		case (c == '"' || c == '\'') && before == '=':
			end := bytes.IndexByte(doc[i+1:], c)
			if end < 0 {
				return len(doc)
			}
			i += end + 1
			before = c
		case c > ' ':
			before = c
		}
	}
	return len(doc)
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// fullName is the name at the start of a tag's inside, prefix and all.
func fullName(inside []byte) []byte {
	for i, c := range inside {
		if c <= ' ' || c == '/' || c == '>' {
			return inside[:i]
		}
	}
	return inside
}

// rootOf is the name of the outermost element without prefix, "" when there is
// none.
func rootOf(doc []byte) string {
	for {
		at := bytes.IndexByte(doc, '<')
		if at < 0 {
			return ""
		}
		doc = doc[at:]
		found := markup(doc)
		if found.kind == tagOpen {
			name := strings.ToLower(string(found.name[:min(len(found.name), 100)]))
			return name[strings.LastIndexByte(name, ':')+1:]
		}
		if bytes.HasPrefix(bytes.ToLower(doc[:min(len(doc), 14)]), []byte("<!doctype html")) {
			return "html"
		}
		doc = doc[found.size:]
	}
}
