package htmltext

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxLine is the cap of Line in bytes.
const maxLine = 2000

// inTitles are the elements that publishers put into titles. Anything else in
// angle brackets is taken for words, as in "What <T> means", unless it is an
// element with attributes, which nobody writes about in a title.
var inTitles = map[atom.Atom]int{
	atom.A: layoutInline, atom.Abbr: layoutInline, atom.B: layoutInline, atom.Big: layoutInline,
	atom.Cite: layoutInline, atom.Code: layoutInline, atom.Del: layoutInline, atom.Em: layoutInline,
	atom.Font: layoutInline, atom.I: layoutInline, atom.Ins: layoutInline, atom.Kbd: layoutInline,
	atom.Mark: layoutInline, atom.Q: layoutInline, atom.S: layoutInline, atom.Small: layoutInline,
	atom.Span: layoutInline, atom.Strike: layoutInline, atom.Strong: layoutInline, atom.Sub: layoutInline,
	atom.Sup: layoutInline, atom.Tt: layoutInline, atom.U: layoutInline, atom.Wbr: layoutInline,
	atom.Br: layoutSpace, atom.Div: layoutSpace, atom.Img: layoutSpace, atom.P: layoutSpace,
	atom.H1: layoutSpace, atom.H2: layoutSpace, atom.H3: layoutSpace, atom.H4: layoutSpace,
}

// Line returns the plain text of a title, a name or a category on one line:
// inline markup dropped, entities decoded, white space folded, capped.
func Line(markup string) string {
	if len(markup) > 10*maxLine {
		markup = strings.ToValidUTF8(markup[:10*maxLine], "")
	}
	var r reader
	if !strings.ContainsAny(markup, "<") {
		r.write(html.UnescapeString(markup))
		return r.oneLine()
	}
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return r.oneLine()
		case html.TextToken:
			if r.skipping == 0 {
				r.write(string(z.Text()))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			name, hasAttr := z.TagName()
			element := atom.Lookup(name)
			lies, known := inTitles[element]
			switch {
			case r.skipping > 0:
				r.end(element)
			case hasAttr && layout[element] == layoutSkip && kind == html.StartTagToken:
				r.skipped, r.skipping = element, 1
			case lies == layoutSpace:
				r.part(space)
			case !known && (!hasAttr || element == 0):
				r.write(raw)
			}
		}
	}
}

func (r *reader) oneLine() string {
	line := strings.ReplaceAll(r.text.String(), "\n", " ")
	if len(line) > maxLine {
		line = strings.ToValidUTF8(line[:maxLine], "")
	}
	return line
}
