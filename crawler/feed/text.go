package feed

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"chalkline/crawler/htmltext"
)

// Text is a piece of writing in a feed: HTML or plain text.
type Text struct {
	Value string
	HTML  bool

	base   *url.URL // of the addresses in it
	stated *url.URL // the part of base that the document itself states, nil when it states none
}

// Safe is the text in a form that can be shown: HTML without what acts, its
// addresses absolute, and plain text as it is.
func (t Text) Safe() string {
	if !t.HTML {
		return t.Value
	}
	return htmltext.Clean(t.Value, t.base)
}

func (t Text) empty() bool { return t.Value == "" }

// The media types that text may have without saying so.
const (
	plain = "text/plain"
	rich  = "text/html"
)

// text reads the inside of an element that holds text, which has the type
// untyped where the element names none. Feeds often call HTML plain, so where
// guess is set, what looks like HTML is taken for it.
func (s *scanner) text(e *element, raw []byte, untyped string, guess bool) Text {
	t := Text{base: e.inside.base, stated: e.inside.inFeed}
	kind := mediaType(e.attr("type"), untyped)
	raw = bytes.TrimSpace(raw)
	if e.attr("mode") == "base64" || encoded(kind) {
		data, err := base64.StdEncoding.AppendDecode(nil, bytes.Join(bytes.Fields(raw), nil))
		if err == nil {
			t.Value, t.HTML = strings.ToValidUTF8(string(data), "\ufffd"), kind == rich
			return t
		}
	}
	if wrapped, ok := escapedInDiv(e, raw); ok {
		raw = wrapped
	}
	if inner, inline := s.inline(raw); inline {
		t.Value, t.HTML = unwrapped(e, inner), true
		return t
	}
	t.Value = strings.TrimSpace(s.characters(raw))
	t.HTML = kind == rich || guess && looksLikeHTML(t.Value)
	return t
}

// mediaType is the type of a text: those of XML and HTML count as HTML.
func mediaType(written, untyped string) string {
	written, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(written)), ";")
	switch {
	case written == "":
		return untyped
	case written == "text":
		return plain
	case strings.Contains(written, "html"), strings.HasSuffix(written, "xml"):
		return rich
	}
	return written
}

// encoded says whether content of that type stands in base64.
func encoded(kind string) bool {
	return strings.Contains(kind, "/") && !strings.HasPrefix(kind, "text/")
}

// line is the inside of an element that holds a word or a name.
func (s *scanner) line(raw []byte) string {
	return strings.TrimSpace(s.characters(raw))
}

// address is the inside of an element that holds an address, made absolute.
func (s *scanner) address(e *element, raw []byte) string {
	return absolute(e.inside.base, s.line(raw))
}

// absolute is an address against base, as it was where that is not possible.
func absolute(base *url.URL, address string) string {
	address = strings.TrimSpace(address)
	if address == "" || base == nil {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() {
		return address
	}
	return base.ResolveReference(u).String()
}

var openCDATA, closeCDATA = []byte("<![CDATA["), []byte("]]>")

// characters is character data as it was meant: sections word for word, the
// rest with its references replaced, comments dropped.
func (s *scanner) characters(raw []byte) string {
	start := bytes.IndexByte(raw, '<')
	if start < 0 {
		return s.shared.decode(raw)
	}
	if start == 0 && bytes.HasPrefix(raw, openCDATA) && bytes.Index(raw, closeCDATA) == len(raw)-len(closeCDATA) {
		return string(raw[len(openCDATA) : len(raw)-len(closeCDATA)])
	}
	var out strings.Builder
	out.Grow(len(raw))
	for start >= 0 {
		out.WriteString(s.shared.decode(raw[:start]))
		raw = raw[start:]
		size := markup(raw).size
		piece := raw[:size]
		switch {
		case bytes.HasPrefix(piece, openCDATA):
			out.Write(bytes.TrimSuffix(piece[len(openCDATA):], closeCDATA))
		case size == 1:
			out.WriteByte('<')
		}
		raw = raw[size:]
		start = bytes.IndexByte(raw, '<')
	}
	out.WriteString(s.shared.decode(raw))
	return out.String()
}

// inline is markup that stands in an element as such and not as its text, with
// its sections escaped and without prefixes of XHTML.
func (s *scanner) inline(raw []byte) (string, bool) {
	if !holdsElements(raw) {
		return "", false
	}
	names := scanner{scope: s.scope, shared: s.shared}
	var out strings.Builder
	out.Grow(len(raw))
	for {
		start := bytes.IndexByte(raw, '<')
		if start < 0 {
			out.WriteString(s.shared.declaredOnly(raw))
			return strings.TrimSpace(out.String()), true
		}
		out.WriteString(s.shared.declaredOnly(raw[:start]))
		found := markup(raw[start:])
		piece := raw[start : start+found.size]
		switch {
		case found.kind == tagOpen:
			e := names.element(piece)
			names.spaces = e.inside.spaces
			out.WriteString(unprefixed(piece, found.name, e.name, 1))
		case found.kind == tagClose:
			out.WriteString(unprefixed(piece, found.name, names.canonical(found.name), 2))
		case bytes.HasPrefix(piece, openCDATA):
			out.WriteString(html.EscapeString(string(bytes.TrimSuffix(piece[len(openCDATA):], closeCDATA))))
		case found.size == 1:
			out.WriteString("&lt;")
		}
		raw = raw[start+found.size:]
	}
}

// declaredOnly replaces the entities that the document declares; HTML knows the rest.
func (s *shared) declaredOnly(raw []byte) string {
	if len(s.entities) == 0 {
		return string(raw)
	}
	return html.EscapeString(s.decode(raw))
}

// markupSpaces are the name spaces whose elements HTML knows without a prefix.
var markupSpaces = map[string]bool{"xhtml": true, "svg": true, "math": true, "mathml": true, "m": true, "html": true, "h": true}

// unprefixed is a tag without the prefix of XHTML, SVG or MathML. The name
// starts after lead bytes.
func unprefixed(piece, written []byte, name string, lead int) string {
	colon := bytes.IndexByte(written, ':')
	space, _, _ := strings.Cut(name, ":")
	if colon < 0 || !markupSpaces[space] {
		return string(piece)
	}
	return string(piece[:lead]) + string(piece[lead+colon+1:])
}

func holdsElements(raw []byte) bool {
	for {
		start := bytes.IndexByte(raw, '<')
		if start < 0 {
			return false
		}
		found := markup(raw[start:])
		if found.kind == tagOpen {
			return true
		}
		raw = raw[start+found.size:]
	}
}

// unwrapped drops the <div> that Atom asks for around XHTML.
func unwrapped(e *element, inner string) string {
	if e.attr("type") != "xhtml" || !strings.HasPrefix(inner, "<div") || !strings.HasSuffix(inner, "</div>") {
		return inner
	}
	doc := []byte(inner)
	first := markup(doc)
	if string(first.name) != "div" || first.empty {
		return inner
	}
	depth := 1
	for at := first.size; at < len(doc); {
		start := bytes.IndexByte(doc[at:], '<')
		if start < 0 {
			break
		}
		at += start
		found := markup(doc[at:])
		switch {
		case string(found.name) != "div":
		case found.kind == tagOpen && !found.empty:
			depth++
		case found.kind == tagClose:
			depth--
		}
		if depth == 0 {
			if at+found.size == len(doc) {
				return strings.TrimSpace(inner[first.size:at])
			}
			return inner
		}
		at += found.size
	}
	return inner
}

// escapedInDiv is the inside of the one <div> that some publishers put around
// HTML that they escape.
func escapedInDiv(e *element, raw []byte) ([]byte, bool) {
	if e.attr("type") != "html" || !bytes.HasPrefix(raw, []byte("<div")) || !bytes.HasSuffix(raw, []byte("</div>")) {
		return nil, false
	}
	inside := raw[markup(raw).size : len(raw)-len("</div>")]
	return inside, !holdsElements(inside)
}

// looksLikeHTML says whether text that is not said to be HTML is: it closes an
// element or refers to a character, and all its elements are ones of HTML.
func looksLikeHTML(text string) bool {
	if !strings.Contains(text, "</") && !strings.Contains(text, "/>") && !strings.Contains(text, "<br") &&
		!strings.Contains(text, "<img") && html.UnescapeString(text) == text {
		return false
	}
	return htmltext.Known(text)
}
