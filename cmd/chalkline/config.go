package main

import (
	"fmt"
	"io"
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
	values map[string]any
	lines  map[string]int
}

// loadConfig is the kong.ConfigurationLoader for YAML.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	c := &configFile{name: "chalkline.yaml", values: map[string]any{}, lines: map[string]int{}}
	if f, ok := r.(*os.File); ok {
		c.name = f.Name()
	}
	data, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", c.name, err)
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, invalid("%s is not YAML: %s", c.name, yaml.FormatError(err, false, true))
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
			var value any
			if err := yaml.NodeToValue(pair.Value, &value); err != nil {
				return nil, invalid("%s:%d: %s: %v", c.name, c.lines[key], key, err)
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
		known[flag.Name] = true
	}
	for key, line := range c.lines {
		if known[key] && key != "config" && key != "help" {
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
	value, ok := c.values[flag.Name]
	if !ok {
		return nil, nil //nolint:nilnil // as above
	}
	if list, isList := value.([]any); isList {
		words := make([]string, len(list))
		for i, v := range list {
			words[i] = fmt.Sprint(v)
		}
		return strings.Join(words, ","), nil
	}
	return fmt.Sprint(value), nil
}

func hint(word string, known map[string]bool) string {
	if right := chalkline.Nearest(word, slices.Sorted(maps.Keys(known))); right != "" {
		return fmt.Sprintf("; did you mean %q?", right)
	}
	return "; chalkline --help lists them"
}
