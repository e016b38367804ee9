package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// manual is the page about the API. It is the same for everybody.
type manual struct {
	Base    string
	Summary string
	About   []string
	Parts   []manualPart
	Errors  []manualError
}

// manualPart are the operations on one thing.
type manualPart struct {
	Name, Label, About string
	Operations         []manualOperation
}

// manualOperation is something that a program can ask.
type manualOperation struct {
	ID, Method, Path, Summary, About string
	Writes                           bool
	Parameters                       []manualParameter
	Body                             string // an example; "" for none
	Answer                           manualAnswer
}

type manualParameter struct{ Name, About, Form string }

type manualAnswer struct{ Status, Example, About string }

type manualError struct {
	Status      int
	Code, About string
}

// apiErrors say when a program gets which error.
var apiErrors = map[int]string{
	http.StatusBadRequest:            "Something sent is wrong; the message says what.",
	http.StatusUnauthorized:          "The token is missing, wrong or revoked.",
	http.StatusForbidden:             "This token, or its reader, may not do that.",
	http.StatusNotFound:              "There is no such thing, or it is not theirs to see.",
	http.StatusMethodNotAllowed:      "The address takes another method.",
	http.StatusConflict:              "It is there already, or was changed meanwhile.",
	http.StatusRequestEntityTooLarge: "The body is larger than 64 KB.",
	http.StatusUnsupportedMediaType:  "The body is not sent as application/json.",
	http.StatusTooManyRequests:       "Wait as long as Retry-After says.",
	http.StatusInternalServerError:   "Our fault; it is in the log here.",
}

// newManual makes the page out of openapi.yaml, in the order of the routes.
func newManual(base string, routes []apiRoute) (*manual, error) {
	file, err := readOpenAPI()
	if err != nil {
		return nil, err
	}
	page := &manual{Base: base, Summary: file.Info.Summary, About: strings.Split(strings.TrimSpace(file.Info.Description), "\n\n")}
	place := map[string]int{}
	for n, tag := range file.Tags {
		place[tag.Name] = n
		page.Parts = append(page.Parts, manualPart{Name: tag.Name, Label: tag.Label, About: tag.Description})
	}
	for _, route := range routes {
		o, there := file.Paths[route.path][strings.ToLower(route.method)]
		if !there || len(o.Tags) != 1 {
			return nil, fmt.Errorf("openapi.yaml lacks %s %s, or its one tag", route.method, route.path)
		}
		view, err := file.manualOperation(route.method, route.path, o)
		if err != nil {
			return nil, fmt.Errorf("openapi.yaml, %s: %w", o.ID, err)
		}
		part := &page.Parts[place[o.Tags[0]]]
		part.Operations = append(part.Operations, view)
	}
	for _, status := range slices.Sorted(maps.Keys(apiErrors)) {
		page.Errors = append(page.Errors, manualError{status, apiCodes[status], apiErrors[status]})
	}
	return page, nil
}

// manualOperation puts an operation into words.
func (f *openAPI) manualOperation(method, path string, o operation) (manualOperation, error) {
	v := manualOperation{ID: "do-" + o.ID, Method: method, Path: apiBase + path, Summary: o.Summary, About: o.Description, Writes: o.writes()}
	for _, p := range o.Parameters {
		if p.Ref != "" {
			p = f.Components.Parameters[refName(p.Ref)]
		}
		v.Parameters = append(v.Parameters, manualParameter{p.Name, p.Description, formOf(p.Schema)})
	}
	var err error
	if body := o.body(); body != nil {
		if v.Body, err = f.example(body); err != nil {
			return v, err
		}
	}
	status, answer := o.good()
	v.Answer = manualAnswer{Status: status, About: answer.Description}
	if body := answer.Content["application/json"].Schema; body != nil {
		v.Answer.Example, err = f.example(body)
	}
	return v, err
}

// formOf is what a parameter looks like.
func formOf(s *schema) string {
	var words []string
	for _, e := range s.Enum {
		words = append(words, fmt.Sprint(e))
	}
	switch {
	case len(words) > 0:
		return strings.Join(words, ", ")
	case s.Minimum != nil && s.Maximum != nil:
		text := strconv.FormatFloat(*s.Minimum, 'f', -1, 64) + " to " + strconv.FormatFloat(*s.Maximum, 'f', -1, 64)
		if s.Default != nil {
			text += fmt.Sprintf(", %v if left out", s.Default)
		}
		return text
	case len(s.Examples) > 0:
		return fmt.Sprintf("as %v", s.Examples[0])
	}
	return ""
}
