package say_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"chalkline/digest/say"
)

// found are the texts of the program by their English, each with a place where
// it stands; one is the form for a single thing, "" where nothing is counted.
type found map[string]place

type place struct{ at, one string }

// spoken are the folders whose texts reach readers. What only the command line
// says is in English.
var spoken = []string{".", "digest", "ranker", "web", "jobs", "store", "search", "crawler/calendar"}

// unheard are files whose faults only the command line and other programs hear
// of, in English.
var unheard = regexp.MustCompile(`store/(?:open|migrate|backup|copy\w*|dump\w*|unpack|listreader|deliveries|editions|hub|feeds|subscriptions|secrets|retention\w*|clock|operate)\.go$|` +
	`jobs/\w+\.go$|search/meili/|/key\.go$|topics/read\.go$|web/(?:web|colour|hub|branding)\.go$`)

// TestEveryTextIsTranslated finds the texts of the program in its templates and
// its code, and compares them with the message files.
func TestEveryTextIsTranslated(t *testing.T) {
	t.Parallel()
	texts := textsOf(t)
	texts.listed(t)
	for _, locale := range say.Locales[1:] {
		translated := translationsOf(t, locale.Tag)
		for _, text := range slices.Sorted(maps.Keys(texts)) {
			forms, ok := translated[text]
			if !ok {
				t.Errorf("%s: %q has no translation into %s", texts[text].at, text, locale.Name)
				continue
			}
			if counted := texts[text].one != ""; counted != (len(forms) > 1) {
				t.Errorf("%s: %q: forms for one and many: %v in English, %v in %s", texts[text].at, text, counted, len(forms) > 1, locale.Name)
			}
			for form, translation := range forms {
				if got, want := shapeOf(translation), shapeOf(text); form != "one" && got != want {
					t.Errorf("%s: %q takes %s, %q takes %s", texts[text].at, text, want, translation, got)
				}
			}
		}
		for _, text := range slices.Sorted(maps.Keys(translated)) {
			if _, ok := texts[text]; !ok && worded(text) && !strings.Contains(text, "2006") && !dated(text) {
				t.Errorf("%q is translated into %s and said nowhere", text, locale.Name)
			}
		}
	}
}

// verbs of fmt, and links as the templates write them.
var verbs = regexp.MustCompile(`%(?:\[\d+\])?[+#]?(?:\.\d+)?[a-z%]|[\[\]]`)

// shapeOf are the verbs of a format by the argument they take, and its links.
func shapeOf(format string) string {
	var shape []string
	next := 1
	for _, verb := range verbs.FindAllString(format, -1) {
		switch {
		case verb == "%%":
			continue
		case strings.HasPrefix(verb, "%["):
			shape = append(shape, verb)
		case strings.HasPrefix(verb, "%"):
			shape = append(shape, fmt.Sprintf("%%[%d]%s", next, verb[1:]))
			next++
		default:
			shape = append(shape, verb)
		}
	}
	slices.Sort(shape)
	return strings.Join(slices.Compact(shape), " ")
}

func translationsOf(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	all := make(map[string]map[string]string)
	files, err := filepath.Glob("texts/*." + tag + ".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no translations: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]json.RawMessage
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for text, raw := range read {
			if _, twice := all[text]; twice {
				t.Errorf("%s: %q is translated twice", file, text)
			}
			var plain string
			forms := make(map[string]string)
			if json.Unmarshal(raw, &plain) == nil {
				forms["other"] = plain
			} else if err := json.Unmarshal(raw, &forms); err != nil || forms["other"] == "" || forms["one"] == "" {
				t.Errorf("%s: %q: a translation is a string, or an object with one and other", file, text)
			}
			all[text] = forms
		}
	}
	return all
}

// textsOf finds all texts of the program.
func textsOf(t *testing.T) found {
	t.Helper()
	texts := make(found)
	for _, folder := range spoken {
		err := filepath.WalkDir(filepath.Join("../..", folder), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "testdata" || folder == "." && path != "../.." || strings.HasSuffix(entry.Name(), "test")):
				return filepath.SkipDir
			case entry.IsDir(), strings.HasSuffix(path, "_test.go"):
			case unheard.MatchString(path):
			case strings.HasSuffix(path, ".go"):
				return texts.inGo(path)
			case strings.Contains(path, "/templates/"):
				return texts.inTemplate(path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return texts
}

// add notes a text that has letters of its own.
func (f found) add(at, text, one string) {
	if worded(text) {
		f[text] = place{at, one}
	}
}

// worded says whether a text has letters of its own. What has none may be
// translated, as quotation marks are, and need not be.
func worded(text string) bool {
	return strings.ContainsFunc(verbs.ReplaceAllString(text, ""), func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
}

// inGo finds the formats that calls of chalkline.Textf and the like name.
func (f found) inGo(path string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		at := files.Position(call.Pos()).String()
		switch name := nameOf(call.Fun); {
		case (name == "Textf" || name == "T" || name == "CheckText") && len(call.Args) > 0:
			if text, ok := literal(call.Args[0]); ok {
				f.add(at, text, "")
			}
		case name == "Errorf" && len(call.Args) > 1:
			if text, ok := literal(call.Args[1]); ok && strings.HasPrefix(nameOf(call.Args[0]), "Code") {
				f.add(at, strings.Replace(text, "%w", "%v", 1), "")
			}
		case name == "Counted" && len(call.Args) > 2:
			one, _ := literal(call.Args[1])
			if many, ok := literal(call.Args[2]); ok {
				f.add(at, many, one)
			}
		}
		return true
	})
	return nil
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// literal is a string constant, also one of several parts.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, too := literal(e.Y)
		return left + right, ok && too && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// inTemplate finds what templates say with t, n, links and quoting.
func (f found) inTemplate(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	trees := make(map[string]*parse.Tree)
	tree := parse.New(path)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(string(data), "", "", trees); err != nil {
		return err
	}
	trees[path] = tree
	for _, tree := range trees {
		f.inNode(path, tree.Root)
	}
	return nil
}

func (f found) inNode(path string, node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, inner := range n.Nodes {
				f.inNode(path, inner)
			}
		}
	case *parse.ActionNode:
		f.inNode(path, n.Pipe)
	case *parse.TemplateNode:
		f.inNode(path, n.Pipe)
	case *parse.IfNode:
		f.inBranch(path, &n.BranchNode)
	case *parse.RangeNode:
		f.inBranch(path, &n.BranchNode)
	case *parse.WithNode:
		f.inBranch(path, &n.BranchNode)
	case *parse.PipeNode:
		if n != nil {
			for _, command := range n.Cmds {
				f.inCommand(path, command)
			}
		}
	}
}

func (f found) inBranch(path string, n *parse.BranchNode) {
	f.inNode(path, n.Pipe)
	f.inNode(path, n.List)
	f.inNode(path, n.ElseList)
}

func (f found) inCommand(path string, command *parse.CommandNode) {
	texts := make([]string, 0, 2)
	for _, arg := range command.Args {
		f.inNode(path, arg)
		if text, ok := arg.(*parse.StringNode); ok {
			texts = append(texts, text.Text)
		}
	}
	name, ok := command.Args[0].(*parse.IdentifierNode)
	if !ok {
		return
	}
	at := fmt.Sprintf("%s:%d", path, command.Position())
	switch {
	case (name.Ident == "t" || name.Ident == "links" || name.Ident == "quoting") && len(texts) > 0:
		f.add(at, texts[0], "")
	case name.Ident == "n" && len(texts) > 1:
		f.add(at, texts[1], texts[0])
	}
}

// dated says whether a text is the name of a month or a day, or a layout.
func dated(text string) bool {
	return regexp.MustCompile(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?$|January|Monday|Jan|Mon 2`).MatchString(text)
}
