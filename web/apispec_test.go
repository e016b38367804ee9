package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// check says where a value of JSON is not as a schema has it. A property that the
// schema does not have is a fault too, so that nothing goes out undescribed.
func (f *openAPI) check(at string, s *schema, value any) []string {
	s = f.resolve(s)
	if s == nil {
		return []string{at + " has no schema"}
	}
	if len(s.AnyOf) > 0 {
		var all []string
		for _, one := range s.AnyOf {
			faults := f.check(at, one, value)
			if len(faults) == 0 {
				return nil
			}
			all = append(all, faults...)
		}
		return all
	}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, at+" "+fmt.Sprintf(format, args...)) }
	if types := typesOf(s); len(types) > 0 && !slices.ContainsFunc(types, func(name string) bool { return isType(name, value) }) {
		fault("is %T %v, not %v", value, value, types)
		return faults
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(e any) bool { return fmt.Sprint(e) == fmt.Sprint(value) }) {
		fault("is %v, not one of %v", value, s.Enum)
	}
	switch v := value.(type) {
	case string:
		if layout := map[string]string{"date-time": time.RFC3339Nano, "date": time.DateOnly}[s.Format]; layout != "" {
			if _, err := time.Parse(layout, v); err != nil {
				fault("is no %s: %s", s.Format, v)
			}
		}
		if s.Format == "uri" && !strings.HasPrefix(v, "http") {
			fault("is no address: %s", v)
		}
		if n := len([]rune(v)); s.MinLength != nil && n < *s.MinLength || s.MaxLength != nil && n > *s.MaxLength {
			fault("has %d characters", n)
		}
	case float64:
		if s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum {
			fault("is %v, beyond its bounds", v)
		}
	case []any:
		if s.MaxItems != nil && len(v) > *s.MaxItems {
			fault("has %d items", len(v))
		}
		for n, one := range v {
			faults = append(faults, f.check(fmt.Sprintf("%s[%d]", at, n), s.Items, one)...)
		}
	case map[string]any:
		faults = append(faults, f.checkObject(at, s, v)...)
	}
	return faults
}

func (f *openAPI) checkObject(at string, s *schema, object map[string]any) []string {
	var faults []string
	names, byName := f.fields(s)
	for _, name := range f.required(s) {
		if _, there := object[name]; !there {
			faults = append(faults, fmt.Sprintf("%s lacks %q", at, name))
		}
	}
	for name, value := range object {
		switch {
		case byName[name] != nil:
			faults = append(faults, f.check(at+"."+name, byName[name], value)...)
		case len(names) > 0:
			faults = append(faults, fmt.Sprintf("%s has %q, which is not described", at, name))
		}
	}
	return faults
}

func (f *openAPI) required(s *schema) []string {
	needed := slices.Clone(s.Required)
	for _, part := range s.AllOf {
		needed = append(needed, f.required(f.resolve(part))...)
	}
	return needed
}

func typesOf(s *schema) []string {
	switch t := s.Type.(type) {
	case string:
		return []string{t}
	case []any:
		var names []string
		for _, one := range t {
			names = append(names, fmt.Sprint(one))
		}
		return names
	}
	return nil
}

func isType(name string, value any) bool {
	switch v := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}

// checkJSON says what is wrong with a text of JSON.
func (f *openAPI) checkJSON(s *schema, text string) []string {
	var value any
	if err := json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&value); err != nil {
		return []string{fmt.Sprintf("it is no JSON: %v in %.100s", err, text)}
	}
	return f.check("it", s, value)
}

func TestTheFileOfTheAPIHasEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	file, err := readOpenAPI()
	ok(t, err)
	inFile := map[string]operation{}
	for path, methods := range file.Paths {
		for method, o := range methods {
			inFile[strings.ToUpper(method)+" "+path] = o
		}
	}
	ids := map[string]bool{}
	for _, route := range (&server{}).apiRoutes() {
		name := route.method + " " + route.path
		o, there := inFile[name]
		if !there {
			t.Errorf("openapi.yaml lacks %s", name)
			continue
		}
		delete(inFile, name)
		if o.writes() != route.writes() {
			t.Errorf("%s: the file says that it writes: %v", name, o.writes())
		}
		if o.ID == "" || ids[o.ID] || o.Summary == "" || len(o.Tags) != 1 {
			t.Errorf("%s: id %q, summary %q, tags %v", name, o.ID, o.Summary, o.Tags)
		}
		ids[o.ID] = true
		if _, there := o.Responses["default"]; !there {
			t.Errorf("%s does not say what an error looks like", name)
		}
		var named []string
		for _, p := range o.Parameters {
			if p.Ref != "" {
				p = file.Components.Parameters[refName(p.Ref)]
			}
			if p.Name == "" || p.Description == "" || p.Schema == nil {
				t.Errorf("%s: a parameter is not described: %+v", name, p)
			}
			if p.In == "path" {
				named = append(named, "{"+p.Name+"}")
			}
		}
		for _, part := range strings.Split(route.path, "/") {
			if strings.HasPrefix(part, "{") != slices.Contains(named, part) {
				t.Errorf("%s: the part %s is not described", name, part)
			}
		}
	}
	for name := range inFile {
		t.Errorf("openapi.yaml has %s, which there is not", name)
	}
}

func TestTheExamplesOfTheAPIAreAsDescribed(t *testing.T) {
	t.Parallel()
	file, err := readOpenAPI()
	ok(t, err)
	for name, s := range file.Components.Schemas {
		text, err := file.example(s)
		ok(t, err)
		for _, fault := range file.checkJSON(s, text) {
			t.Errorf("the example of %s: %s", name, fault)
		}
		everyLeaf(t, file, name, s)
	}
	page, err := newManual("https://chalkline.example", (&server{}).apiRoutes())
	ok(t, err)
	n := 0
	for _, part := range page.Parts {
		n += len(part.Operations)
	}
	if n != len((&server{}).apiRoutes()) || len(page.About) < 4 {
		t.Errorf("the page tells of %d operations in %d paragraphs", n, len(page.About))
	}
}

// everyLeaf wants an example, or a choice, for everything that is no object or list.
func everyLeaf(t *testing.T, file *openAPI, at string, s *schema) {
	t.Helper()
	if s.Ref != "" {
		if file.resolve(s) == nil {
			t.Errorf("%s refers to %s, which there is not", at, s.Ref)
		}
		return
	}
	names, byName := s.Properties.names, s.Properties.byName
	for _, name := range names {
		everyLeaf(t, file, at+"."+name, byName[name])
	}
	for _, part := range slices.Concat(s.AllOf, s.AnyOf) {
		everyLeaf(t, file, at, part)
	}
	if s.Items != nil {
		if len(s.Examples) == 0 {
			everyLeaf(t, file, at+"[]", s.Items)
		}
		return
	}
	leaf := len(names) == 0 && len(s.AllOf) == 0 && len(s.AnyOf) == 0 && s.Type != "null"
	if leaf && len(s.Examples) == 0 && len(s.Enum) == 0 {
		t.Errorf("%s has no example", at)
	}
	for _, example := range s.Examples {
		text, err := json.Marshal(example)
		ok(t, err)
		for _, fault := range file.checkJSON(s, string(text)) {
			t.Errorf("%s: the example %s", at, fault)
		}
	}
}
