package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"chalkline"
)

// Brand is what an instance shows of whoever runs it, beside its name.
type Brand struct {
	Colour     string // of links and buttons by day, as #1c5b45; "" for ours
	ColourDark string // the same by night; "" for a lighter Colour
	Imprint    string // who runs it, in Markdown; "" for none
	Privacy    string // what they add to the page on privacy, in Markdown; "" for nothing
}

// Validate says what is wrong with the colours.
func (b Brand) Validate() error {
	_, err := b.sheet()
	return err
}

// notices are the texts of the brand, ready to stand on a page.
type notices struct{ imprint, privacy template.HTML }

// brandSheet is the name of the style sheet with the instance's colour.
const brandSheet = "brand.css"

// brand makes the style sheet and the texts of the brand.
func (s *server) brand() error {
	sheet, err := s.Brand.sheet()
	if err != nil {
		return err
	}
	if sheet != "" {
		if err := s.static.add(brandSheet, []byte(sheet)); err != nil {
			return fmt.Errorf("make the style sheet of the instance's colour: %w", err)
		}
	}
	if s.notices.imprint, err = notice(s.Brand.Imprint, 1); err != nil {
		return err
	}
	s.notices.privacy, err = notice(s.Brand.Privacy, 2)
	return err
}

// getImprint says who runs the instance.
func (s *server) getImprint(w http.ResponseWriter, r *http.Request) error {
	if s.notices.imprint == "" {
		return chalkline.Errorf(chalkline.CodeNotFound, "Whoever runs this instance has not said who they are here.")
	}
	return s.render(w, r, "imprint", chalkline.Textf("Who runs this"), s.notices.imprint)
}

// notice is Markdown as HTML, its headings smaller by as many levels. HTML in it is text, and pictures are their texts: pages load nothing from elsewhere.
func notice(markdown string, level int) (template.HTML, error) {
	if markdown == "" {
		return "", nil
	}
	var b bytes.Buffer
	converter := goldmark.New(goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(sober(level), 100)),
	)))
	if err := converter.Convert([]byte(markdown), &b); err != nil {
		return "", fmt.Errorf("read Markdown: %w", err)
	}
	return template.HTML(b.String()), nil //nolint:gosec // goldmark escapes all text; only the elements named above come out
}

// sober makes headings smaller by as many levels, and turns pictures into text.
type sober int

// Transform implements parser.ASTTransformer.
func (s sober) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	var pictures []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // walk fails only when its function does
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(6, n.Level+int(s))
		case *ast.Image:
			pictures = append(pictures, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range pictures {
		replaceByText(n, reader.Source())
	}
}
