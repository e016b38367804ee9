package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"chalkline"
)

// configFile resolves settings from chalkline.yaml: a flat mapping from the
// name of a flag to its value.
type configFile struct {
	name   string
	values map[string]string
	lines  map[string]int
}

// usualConfig is the settings file that is read when --config names none.
const usualConfig = "chalkline.yaml"

// BeforeResolve reads the settings file: the one that --config names, else the
// usual one, which need not be there.
func (*cli) BeforeResolve(ctx *kong.Context) error {
	name := usualConfig
	for _, flag := range ctx.Flags() {
		if flag.Name == "config" {
			if given, ok := ctx.FlagValue(flag).(string); ok && given != "" {
				name = given
			}
		}
	}
	data, err := readStart(name)
	if name == usualConfig && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return invalid("cannot read the settings in %s: %v", name, cause(err))
	}
	c, err := parseConfig(name, data)
	if err != nil {
		return err
	}
	ctx.AddResolver(c)
	return nil
}

// mostConfig is how many bytes of a settings file are read.
const mostConfig = 1 << 20

func readStart(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostConfig))
}

// parseConfig reads settings from YAML. What it says of a fault shows no line of the
// file, which may hold passwords.
func parseConfig(name string, data []byte) (*configFile, error) {
	c := &configFile{name: name, values: map[string]string{}, lines: map[string]int{}}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, invalid("%s is not YAML: %s", c.name, yaml.FormatError(err, false, false))
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		mapping, ok := doc.Body.(*ast.MappingNode)
		if !ok {
			return nil, invalid("%s:%d: expected lines of the form name: value", c.name, doc.Body.GetToken().Position.Line)
		}
		for _, pair := range mapping.Values {
			key := pair.Key.String()
			c.lines[key] = pair.Key.GetToken().Position.Line
			value, err := asWritten(pair.Value)
			if err != nil {
				return nil, invalid("%s:%d: %s %w", c.name, c.lines[key], key, err)
			}
			c.values[key] = value
		}
	}
	return c, nil
}

// Validate refuses keys that are no setting.
func (c *configFile) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, flag := range app.Flags {
		known[flag.Name] = isSetting(flag)
	}
	for key, line := range c.lines {
		if known[key] {
			continue
		}
		return invalid("%s:%d: there is no setting %q%s", c.name, line, key, hint(key, known))
	}
	return nil
}

// Resolve gives a flag's value from the file, unless its variable is set, which
// comes before the file.
func (c *configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil //nolint:nilnil // kong's way to say "not resolved here"
		}
	}
	if value := c.values[flag.Name]; value != "" && isSetting(flag) {
		return value, nil
	}
	return nil, nil //nolint:nilnil // as above
}

// asWritten is a value as it stands in the file, a list with commas between. What
// YAML takes for a number stays as it was typed: a password may have zeros in front.
func asWritten(node ast.Node) (string, error) {
	switch node := node.(type) {
	case *ast.NullNode:
		return "", errors.New("is empty: leave the line out, or put a value that begins with # in quotes")
	case *ast.LiteralNode:
		return strings.TrimRight(node.Value.Value, "\n"), nil
	case *ast.SequenceNode:
		words := make([]string, len(node.Values))
		for i, v := range node.Values {
			var err error
			if words[i], err = asWritten(v); err != nil {
				return "", err
			}
		}
		return strings.Join(words, ","), nil
	case *ast.StringNode:
		return node.Value, nil
	case ast.ScalarNode:
		return node.GetToken().Value, nil
	}
	return "", errors.New("should be a value, or a list of values")
}

func hint(word string, known map[string]bool) string {
	if right := chalkline.Nearest(word, slices.Sorted(maps.Keys(known))); right != "" {
		return fmt.Sprintf("; did you mean %q?", right)
	}
	return "; chalkline --help lists them"
}
