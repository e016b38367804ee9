package list

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"chalkline"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Read reads a list of sources in the form of feeds.yaml; name is what messages
// call the file. All sources come back Listed. The error is a *chalkline.Error
// with CodeInvalid whose message has one problem a line, at most 20.
func Read(name string, data []byte) (sources []chalkline.Source, err error) {
	p := &problems{name: name}
	if !readable(p, data) {
		return nil, p.err()
	}
	file, ok := parse(p, data)
	if !ok {
		return nil, p.err()
	}
	r := reader{problems: p, seen: map[string]int{}}
	sources = r.file(file)
	if err := p.err(); err != nil {
		return nil, err
	}
	return sources, nil
}

// readable refuses what the YAML parser would choke on: it needs quadratic time
// for deep nesting.
func readable(p *problems, data []byte) bool {
	if len(data) > maxYAML {
		p.add(1, 1, "the file has %d bytes; at most %d are read", len(data), maxYAML)
		return false
	}
	open, number := 0, 0
	for line := range bytes.Lines(data) {
		number++
		if len(line) > maxLine {
			p.add(number, 1, "the line has %d bytes; at most %d are read", len(line), maxLine)
			return false
		}
		open += bytes.Count(line, []byte("[")) + bytes.Count(line, []byte("{"))
		open -= bytes.Count(line, []byte("]")) + bytes.Count(line, []byte("}"))
		open = max(open, 0)
		if open > maxNesting {
			p.add(number, 1, "brackets are nested more than %d deep", maxNesting)
			return false
		}
	}
	return true
}

// parse is the file's syntax tree. The parser panics on some malformed input,
// which is a fault of the file like any other.
func parse(p *problems, data []byte) (file *ast.File, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			p.add(1, 1, "this is not YAML that can be read (%v)", r)
			file, ok = nil, false
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err == nil {
		return file, true
	}
	line, column, text := 1, 1, strings.TrimSpace(err.Error())
	if syntax, found := errors.AsType[*yaml.SyntaxError](err); found {
		text = syntax.Message
		if syntax.Token != nil && syntax.Token.Position != nil {
			line, column = syntax.Token.Position.Line, syntax.Token.Position.Column
		}
	}
	p.add(line, column, "this is not YAML: %s", text)
	return nil, false
}

// reader walks the syntax tree of one file.
type reader struct {
	*problems
	seen map[string]int // normal URL -> line
}

// at reports a problem where a node begins.
func (r *reader) at(n ast.Node, format string, args ...any) {
	line, column := position(n)
	r.add(line, column, format, args...)
}

// position is where a node begins: a mapping at its first key, not at its colon.
func position(n ast.Node) (line, column int) {
	switch m := n.(type) {
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			return position(m.Values[0])
		}
	case *ast.MappingValueNode:
		return position(m.Key)
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

func (r *reader) file(file *ast.File) []chalkline.Source {
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case body != nil:
			r.at(doc.Body, "a second document begins here; keep all sources in one, without ---")
		default:
			body = doc.Body
		}
	}
	if body == nil {
		r.add(1, 1, `there is no "sources:" in this file`)
		return nil
	}
	var sources []chalkline.Source
	found := false
	for key, value := range r.pairs(body, "the file", topKeys) {
		if key != "sources" {
			continue
		}
		found = true
		for _, entry := range r.entries(value, "sources") {
			if s, ok := r.source(entry); ok {
				sources = append(sources, s)
			}
		}
	}
	if !found && len(r.list) == 0 {
		r.at(body, `there is no "sources:" in this file`)
	}
	return sources
}

// pairs yields the known keys of a mapping with their values, each once, and
// reports the others.
func (r *reader) pairs(n ast.Node, what string, known keys) func(yield func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		m, ok := n.(*ast.MappingNode)
		if !ok {
			r.at(n, "%s should be a mapping of keys to values, not %s", what, describe(n))
			return
		}
		lines := map[string]int{}
		for _, pair := range m.Values {
			key, isText := text(pair.Key)
			line, _ := position(pair)
			before, twice := lines[key]
			switch {
			case !isText:
				r.at(pair, "a key should be a word, not %s", describe(pair.Key))
			case !known.has(key):
				r.at(pair, "unknown key %q%s", chalkline.Cut(key, 40), known.hint(key))
			case twice:
				r.at(pair, "key %q is given twice; also at line %d", key, before)
			default:
				lines[key] = line
				if !yield(key, pair.Value) {
					return
				}
			}
		}
	}
}

// entries are the elements of a list; an empty value is an empty list.
func (r *reader) entries(n ast.Node, what string) []ast.Node {
	switch v := n.(type) {
	case *ast.SequenceNode:
		return v.Values
	case *ast.NullNode:
		return nil
	}
	r.at(n, "%q should be a list, not %s", what, describe(n))
	return nil
}

// text is the text of a scalar that YAML takes for a string.
func text(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	}
	return "", false
}

// describe says what a node is, for a message.
func describe(n ast.Node) string {
	switch v := n.(type) {
	case *ast.MappingNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.NullNode:
		return "empty"
	case *ast.BoolNode:
		return fmt.Sprintf("%t", v.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor or alias; write it out"
	case *ast.MergeKeyNode:
		return "a merge; write it out"
	case *ast.TagNode:
		return "a tag"
	}
	return "this"
}
