package web

import (
	"bytes"
	"html/template"
	"net/url"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// asWritten reads a little Markdown: paragraphs, lists, *emphasis*, **strong** and
// links. It has no parser for anything else, so headings, pictures, code and raw
// HTML stay the text that they are.
var asWritten = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
		),
		parser.WithASTTransformers(util.Prioritized(tameLinks{}, 100)),
	)),
	goldmark.WithRendererOptions(html.WithHardWraps()),
)

// tameLinks makes links that lead to web pages give nothing away and vouch for
// nothing, and takes out all others, and pictures.
type tameLinks struct{}

// Transform implements parser.ASTTransformer.
func (tameLinks) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	var bad []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // walk fails only when its function does
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			bad = append(bad, n)
		case *ast.Link:
			if !leadsOut(string(n.Destination)) {
				bad = append(bad, n)
			}
			n.SetAttributeString("rel", []byte("nofollow noopener noreferrer"))
			n.Title = nil
		case *ast.AutoLink:
			if !leadsOut(string(n.URL(reader.Source()))) {
				bad = append(bad, n)
			}
			n.SetAttributeString("rel", []byte("nofollow noopener noreferrer"))
		}
		return ast.WalkContinue, nil
	})
	for _, n := range bad {
		replaceByText(n, reader.Source())
	}
}

// replaceByText puts what a link says in its place.
func replaceByText(n ast.Node, source []byte) {
	parent := n.Parent()
	if link, ok := n.(*ast.AutoLink); ok {
		parent.ReplaceChild(parent, n, ast.NewString(link.Label(source)))
		return
	}
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		parent.InsertBefore(parent, n, child)
	}
	parent.RemoveChild(parent, n)
}

// leadsOut says whether an address is that of a web page elsewhere.
func leadsOut(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// markdown is what a member wrote, ready to stand on a page.
func markdown(written string) template.HTML {
	var b bytes.Buffer
	if err := asWritten.Convert([]byte(written), &b); err != nil {
		return template.HTML("<p>" + template.HTMLEscapeString(written) + "</p>") //nolint:gosec // it was escaped
	}
	return template.HTML(b.String()) //nolint:gosec // goldmark escapes all text; only the elements named at asWritten come out
}
