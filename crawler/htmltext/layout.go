package htmltext

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// How an element lies in the text around it.
const (
	layoutInline = iota
	layoutSpace  // parts words
	layoutLine   // stands on lines of its own
	layoutBreak  // breaks a line
	layoutBlock  // starts and ends a paragraph
	layoutSkip   // is left out with all that it holds
)

// layout holds the elements that are not inline.
var layout = map[atom.Atom]int{
	atom.Img: layoutSpace, atom.Td: layoutSpace, atom.Th: layoutSpace, atom.Wbr: layoutInline,
	atom.Br: layoutBreak, atom.Tr: layoutLine,

	atom.Address: layoutBlock, atom.Article: layoutBlock, atom.Aside: layoutBlock, atom.Blockquote: layoutBlock,
	atom.Caption: layoutBlock, atom.Dd: layoutBlock, atom.Details: layoutBlock, atom.Div: layoutBlock,
	atom.Dl: layoutBlock, atom.Dt: layoutBlock, atom.Fieldset: layoutBlock, atom.Figcaption: layoutBlock,
	atom.Figure: layoutBlock, atom.Footer: layoutBlock, atom.Form: layoutBlock, atom.H1: layoutBlock,
	atom.H2: layoutBlock, atom.H3: layoutBlock, atom.H4: layoutBlock, atom.H5: layoutBlock, atom.H6: layoutBlock,
	atom.Header: layoutBlock, atom.Hr: layoutBlock, atom.Li: layoutBlock, atom.Main: layoutBlock,
	atom.Nav: layoutBlock, atom.Ol: layoutBlock, atom.P: layoutBlock, atom.Pre: layoutBlock,
	atom.Section: layoutBlock, atom.Summary: layoutBlock, atom.Table: layoutBlock, atom.Ul: layoutBlock,

	atom.Audio: layoutSkip, atom.Button: layoutSkip, atom.Iframe: layoutSkip,
	atom.Noembed: layoutSkip, atom.Noframes: layoutSkip, atom.Noscript: layoutSkip,
	atom.Script: layoutSkip, atom.Select: layoutSkip, atom.Style: layoutSkip, atom.Svg: layoutSkip,
	atom.Template: layoutSkip, atom.Textarea: layoutSkip, atom.Title: layoutSkip, atom.Video: layoutSkip,
}

// hasBlocks says whether the markup parts its paragraphs by elements. Where it
// does not, empty lines part them.
func hasBlocks(markup string) bool {
	for {
		i := strings.IndexByte(markup, '<')
		if i < 0 || i+1 == len(markup) {
			return false
		}
		markup = markup[i+1:]
		name := strings.ToLower(markup[:min(len(markup), 4)])
		switch {
		case strings.HasPrefix(name, "br"), strings.HasPrefix(name, "div"), strings.HasPrefix(name, "li"),
			name == "p" || strings.HasPrefix(name, "p>") || strings.HasPrefix(name, "p "):
			return true
		}
	}
}
