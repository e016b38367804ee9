package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// openAPIFile describes the API for programs and their makers.
//
//go:embed openapi.yaml
var openAPIFile []byte

// openAPI is that file, as far as the page about the API needs it.
type openAPI struct {
	Info struct {
		Summary     string
		Description string
	}
	Tags []struct {
		Name        string
		Label       string `yaml:"x-label"`
		Description string
	}
	Paths      map[string]map[string]operation
	Components struct {
		Parameters map[string]parameter
		Responses  map[string]response
		Schemas    map[string]*schema
	}
}

type operation struct {
	ID          string `yaml:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Parameters  []parameter
	RequestBody struct{ Content content } `yaml:"requestBody"`
	Responses   map[string]response
	Security    []map[string][]string
}

type parameter struct {
	Ref         string `yaml:"$ref"`
	Name        string
	In          string
	Required    bool
	Description string
	Schema      *schema
}

type response struct {
	Ref         string `yaml:"$ref"`
	Description string
	Content     content
}

// content is a body by its media type.
type content map[string]struct{ Schema *schema }

// schema is a JSON Schema, as far as the file uses it.
type schema struct {
	Ref         string `yaml:"$ref"`
	Type        any    // a name or a list of names
	Format      string
	Description string
	Properties  properties
	Required    []string
	Items       *schema
	AllOf       []*schema `yaml:"allOf"`
	AnyOf       []*schema `yaml:"anyOf"`
	Enum        []any
	Examples    []any
	Minimum     *float64
	Maximum     *float64
	MinLength   *int `yaml:"minLength"`
	MaxLength   *int `yaml:"maxLength"`
	MaxItems    *int `yaml:"maxItems"`
	Default     any
	Additional  any `yaml:"additionalProperties"` // false or a schema
}

// properties are the properties of an object in the order of the file.
type properties struct {
	names  []string
	byName map[string]*schema
}

// UnmarshalYAML implements yaml.InterfaceUnmarshaler.
func (p *properties) UnmarshalYAML(unmarshal func(any) error) error {
	var order yaml.MapSlice
	if err := unmarshal(&order); err != nil {
		return err
	}
	for _, item := range order {
		p.names = append(p.names, fmt.Sprint(item.Key))
	}
	return unmarshal(&p.byName)
}

// readOpenAPI reads the file.
func readOpenAPI() (*openAPI, error) {
	var file openAPI
	if err := yaml.Unmarshal(openAPIFile, &file); err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	return &file, nil
}

// refName is the last part of a reference.
func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// resolve is the schema that another stands for.
func (f *openAPI) resolve(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = f.Components.Schemas[refName(s.Ref)]
	}
	return s
}

// writes says whether an operation needs a token that may write.
func (o operation) writes() bool {
	return slices.ContainsFunc(o.Security, func(s map[string][]string) bool { return slices.Contains(s["token"], "write") })
}

// body is the schema of what is sent; nil for none.
func (o operation) body() *schema { return o.RequestBody.Content["application/json"].Schema }

// good is the answer when all is well, with its status.
func (o operation) good() (status string, answer response) {
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if strings.HasPrefix(status, "2") {
			return status, o.Responses[status]
		}
	}
	return "", response{}
}

// example writes an example of a schema as JSON, in the order of the file.
func (f *openAPI) example(s *schema) (string, error) {
	var b, indented bytes.Buffer
	if err := f.writeExample(&b, s); err != nil {
		return "", err
	}
	err := json.Indent(&indented, b.Bytes(), "", "  ")
	return indented.String(), err
}

func (f *openAPI) writeExample(b *bytes.Buffer, s *schema) error {
	s = f.resolve(s)
	switch {
	case s == nil:
		return fmt.Errorf("openapi.yaml has a reference to nothing")
	case len(s.Examples) > 0:
		return writeValue(b, s.Examples[0])
	case len(s.Enum) > 0:
		return writeValue(b, s.Enum[0])
	case len(s.AnyOf) > 0:
		return f.writeExample(b, s.AnyOf[0])
	case s.Items != nil:
		b.WriteByte('[')
		if err := f.writeExample(b, s.Items); err != nil {
			return err
		}
		b.WriteByte(']')
		return nil
	}
	names, byName := f.fields(s)
	if names == nil {
		return writeValue(b, nil)
	}
	for n, name := range names {
		b.WriteByte("{,"[min(n, 1)])
		if err := writeValue(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := f.writeExample(b, byName[name]); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// fields are the properties of an object, with those of all that it is made of.
func (f *openAPI) fields(s *schema) (names []string, byName map[string]*schema) {
	names, byName = slices.Clone(s.Properties.names), maps.Clone(s.Properties.byName)
	for _, part := range s.AllOf {
		more, of := f.fields(f.resolve(part))
		names = append(names, more...)
		if byName == nil {
			byName = map[string]*schema{}
		}
		maps.Copy(byName, of)
	}
	return names, byName
}

func writeValue(b *bytes.Buffer, value any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

// getOpenAPI sends the file.
func (s *server) getOpenAPI(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	return writeAPI(w, r, apiFile{"application/yaml; charset=utf-8", "openapi.yaml", openAPIFile})
}
