package web

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// faultsIn are the faults in the HTML of a page. It is stricter than the standard:
// whatever is opened must be closed, in order.
func faultsIn(page string) []string {
	v := &validator{ids: map[string]string{}, names: map[string]bool{}}
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				v.fault("cannot be read: %v", err)
			}
			v.end()
			return v.faults
		case html.DoctypeToken:
			v.doctype = true
		case html.TextToken:
			v.text(string(tokens.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(tokens.Raw())
			token := tokens.Token()
			v.twice(token.Data, raw)
			v.open(token)
		case html.EndTagToken:
			name, _ := tokens.TagName()
			v.close(string(name))
		}
	}
}

// validator goes through a page once.
type validator struct {
	stack    []element
	faults   []string
	doctype  bool
	ids      map[string]string // the element of each id
	names    map[string]bool   // elements that were met
	wanted   []reference       // what refers to an id
	headings []int
	titled   bool
	mains    int
}

// element is one that is open.
type element struct {
	name     string
	attrs    map[string]string
	children int
	words    bool // it has text
	fields   int  // a label's
}

// reference is an attribute that names an id.
type reference struct {
	from, id string
	labels   bool // what it names must be a field
}

func (v *validator) fault(format string, args ...any) {
	var path []string
	for _, e := range v.stack {
		path = append(path, e.name)
	}
	v.faults = append(v.faults, fmt.Sprintf("%s: %s", strings.Join(path, " > "), fmt.Sprintf(format, args...)))
}

// within is the nearest open element that one of the names is of.
func (v *validator) within(names ...string) *element {
	for i := len(v.stack) - 1; i >= 0; i-- {
		if slices.Contains(names, v.stack[i].name) {
			return &v.stack[i]
		}
	}
	return nil
}

// parent is the element that is open; with through, elements that take what their
// parent takes are skipped.
func (v *validator) parent(through bool) *element {
	for i := len(v.stack) - 1; i >= 0; i-- {
		if !through || !transparent[v.stack[i].name] {
			return &v.stack[i]
		}
	}
	return &element{}
}

func (v *validator) text(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if p := v.parent(false); childrenOf[p.name] != nil || p.name == "" || p.name == "head" {
		v.fault("the text %q stands where none can", strings.TrimSpace(text))
	}
	for i := range v.stack {
		v.stack[i].words = true
	}
	if v.parent(false).name == "title" {
		v.titled = true
	}
}

func (v *validator) open(token html.Token) {
	name := token.Data
	attrs := map[string]string{}
	for _, a := range token.Attr {
		attrs[a.Key] = a.Val
	}
	v.names[name] = true
	v.attributes(name, attrs)
	if v.within("svg") == nil {
		v.place(name, attrs)
	}
	if n := len(v.stack); n > 0 {
		v.stack[n-1].children++
	}
	if voids[name] || token.Type == html.SelfClosingTagToken && (name == "svg" || v.within("svg") != nil) {
		return
	}
	if token.Type == html.SelfClosingTagToken {
		v.fault("<%s/> closes nothing", name)
	}
	v.stack = append(v.stack, element{name: name, attrs: attrs})
}

var attribute = regexp.MustCompile(`[\s"']([a-zA-Z][-:a-zA-Z0-9]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?`)

// twice finds attributes that an element has twice, which the tokenizer drops.
func (v *validator) twice(name, raw string) {
	met := map[string]bool{}
	for _, a := range attribute.FindAllStringSubmatch(raw, -1) {
		if key := strings.ToLower(a[1]); met[key] {
			v.fault("<%s> has %s twice", name, key)
		} else {
			met[key] = true
		}
	}
}

func (v *validator) close(name string) {
	if voids[name] {
		v.fault("</%s> ends what has no end", name)
		return
	}
	if p := v.parent(false); p.name != name {
		v.fault("</%s> where <%s> is open", name, p.name)
		if v.within(name) == nil {
			return
		}
	}
	for {
		last := v.stack[len(v.stack)-1]
		if last.name == name {
			v.whole(last)
		}
		v.stack = v.stack[:len(v.stack)-1]
		if last.name == name {
			return
		}
	}
}

// whole looks at an element that ends.
func (v *validator) whole(e element) {
	_, labelled := e.attrs["aria-label"]
	_, named := e.attrs["aria-labelledby"]
	switch e.name {
	case "a", "button", "summary", "h1", "h2", "h3", "h4", "label", "legend", "th", "option":
		if !e.words && !labelled && !named && e.attrs["value"] == "" && e.name != "th" {
			v.fault("<%s> has no words", e.name)
		}
	case "svg":
		if e.attrs["aria-hidden"] != "true" && (e.attrs["role"] != "img" || !labelled && !named) {
			v.fault("a picture has neither a name nor aria-hidden")
		}
	case "ul", "ol", "dl", "select", "table":
		if e.children == 0 {
			v.fault("<%s> is empty", e.name)
		}
	}
}

// attributes looks at the attributes of an element by themselves.
func (v *validator) attributes(name string, attrs map[string]string) {
	for key, value := range attrs {
		switch {
		case key == "style" || strings.HasPrefix(key, "on"):
			v.fault("<%s> has the attribute %s", name, key)
		case key == "tabindex" && value != "0" && value != "-1":
			v.fault("<%s> has tabindex %s", name, value)
		case key == "href" && (value == "" || strings.HasPrefix(value, "javascript:")):
			v.fault("<%s> leads to %q", name, value)
		case obsoleteAttributes[key] && v.within("svg") == nil && name != "svg":
			v.fault("<%s> has the obsolete attribute %s", name, key)
		case strings.Contains(value, "ZgotmplZ"):
			v.fault("<%s> has a value of %s that was refused", name, key)
		}
	}
	if id, ok := attrs["id"]; ok {
		if _, twice := v.ids[id]; twice || id == "" || strings.ContainsAny(id, " \t\n") {
			v.fault("the id %q is there twice, or is none", id)
		}
		v.ids[id] = name
		if attrs["type"] == "hidden" {
			v.ids[id] = "hidden"
		}
	}
	if id, ok := attrs["for"]; ok && name == "label" {
		v.wanted = append(v.wanted, reference{"a label", id, true})
	}
	for _, key := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "list", "form", "headers"} {
		for id := range strings.FieldsSeq(attrs[key]) {
			v.wanted = append(v.wanted, reference{"<" + name + "> by " + key, id, false})
		}
	}
	if href := attrs["href"]; name == "a" && strings.HasPrefix(href, "#") {
		v.wanted = append(v.wanted, reference{"a link", href[1:], false})
	}
	if _, ok := attrs["alt"]; name == "img" && !ok {
		v.fault("a picture has no alt")
	}
	if name == "html" && attrs["lang"] == "" {
		v.fault("the page does not say its language")
	}
	if kind := attrs["type"]; name == "input" && !slices.Contains(inputTypes, kind) {
		v.fault("<input> of type %q", kind)
	}
	if method := attrs["method"]; name == "form" && method != "post" && method != "get" && method != "" && (method != "dialog" || v.within("dialog") == nil) {
		v.fault("<form> with method %q", attrs["method"])
	}
}

// place looks at where an element stands.
func (v *validator) place(name string, attrs map[string]string) {
	direct, parent := v.parent(false), v.parent(true)
	switch {
	case !known[name]:
		v.fault("<%s> is no element of today", name)
	case v.within("head") != nil && !inHead[name]:
		v.fault("<%s> stands in the head", name)
	case v.within("head") == nil && (name == "style" || name == "base" || name == "title"):
		v.fault("<%s> stands in the body", name)
	case childrenOf[direct.name] != nil && !slices.Contains(childrenOf[direct.name], name):
		v.fault("<%s> stands in <%s>", name, direct.name)
	case parentsOf[name] != nil && !slices.Contains(parentsOf[name], direct.name):
		v.fault("<%s> stands in <%s>", name, direct.name)
	case wordsOnly[parent.name] && !phrasing[name] && (!headed[parent.name] || headingLevel(name) == 0):
		v.fault("<%s> stands in <%s>, which takes words only", name, parent.name)
	case (name == "summary" || name == "legend") && direct.children > 0:
		v.fault("<%s> is not the first in <%s>", name, direct.name)
	case direct.name == "details" && direct.children == 0 && name != "summary":
		v.fault("<details> begins with <%s>", name)
	}
	for _, nest := range []string{"form", "label", "a", "button", "main", "header", "footer"} {
		if name == nest && v.within(nest) != nil {
			v.fault("<%s> stands in another", name)
		}
	}
	if interacts(name, attrs) {
		if e := v.within("a", "button", "summary"); e != nil {
			v.fault("<%s> stands in <%s>", name, e.name)
		}
	}
	if isField(name, attrs) {
		if e := v.within("label"); e != nil {
			if e.fields++; e.fields > 1 {
				v.fault("a label has two fields")
			}
		}
	}
	if name == "main" {
		v.mains++
	}
	if level := headingLevel(name); level > 0 {
		last := 0
		if n := len(v.headings); n > 0 {
			last = v.headings[n-1]
		}
		if level > last+1 {
			v.fault("<%s> comes after a heading of level %d", name, last)
		}
		v.headings = append(v.headings, level)
	}
}

// end looks at the page as a whole.
func (v *validator) end() {
	for _, e := range v.stack {
		v.faults = append(v.faults, fmt.Sprintf("<%s> has no end", e.name))
	}
	v.stack = nil
	for _, r := range v.wanted {
		element, ok := v.ids[r.id]
		if !ok {
			v.fault("%s names the id %q, which is nowhere", r.from, r.id)
		} else if r.labels && !fields[element] {
			v.fault("%s names %q, which is no field but a <%s>", r.from, r.id, element)
		}
	}
	if ones := slices.DeleteFunc(v.headings, func(l int) bool { return l != 1 }); len(ones) != 1 {
		v.fault("there are %d headings of level 1", len(ones))
	}
	if !v.doctype || !v.titled || v.mains != 1 || !v.names["html"] || !v.names["body"] {
		v.fault("it lacks a doctype, a title, <html>, <body> or its one <main>")
	}
}

func headingLevel(name string) int {
	if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
		return int(name[1] - '0')
	}
	return 0
}

// interacts says whether an element is one to press or to fill in.
func interacts(name string, attrs map[string]string) bool {
	_, leads := attrs["href"]
	_, focused := attrs["tabindex"]
	return isField(name, attrs) || name == "a" && leads || name == "details" || name == "label" || focused
}

func isField(name string, attrs map[string]string) bool {
	return fields[name] && attrs["type"] != "hidden"
}

func TestTheGateSeesFaultsInHTML(t *testing.T) {
	t.Parallel()
	page := func(main string) string {
		return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body><main>` + main + `</main></body></html>`
	}
	if faults := faultsIn(page(`<h1>x</h1><svg aria-hidden="true"><path d="M0 0"/></svg><p>a<br>b &amp; <a href="/">c</a></p><details><summary>s</summary><p>x</p></details>
		<form method="post"><label for="i">l</label><input id="i"><label><input type="checkbox"> w</label><input type="hidden" name="x"></form><dl><div><dt>t</dt><dd><p>d</p></dd></div></dl>`)); faults != nil {
		t.Errorf("a page without faults has %q", faults)
	}
	for main, fault := range map[string]string{
		`<p>x`:                                "</main> where <p> is open",
		`<b><i>x</b></i>`:                     "</b> where <i> is open",
		`<p><div>x</div></p>`:                 "<div> stands in <p>, which takes words only",
		`<p><a href="/"><h2>x</h2></a></p>`:   "<h2> stands in <p>",
		`<br></br>`:                           "ends what has no end",
		`<div/>`:                              "<div/> closes nothing",
		`<ul>x</ul>`:                          "stands where none can",
		`<ul><p>x</p></ul>`:                   "<p> stands in <ul>",
		`<li>x</li>`:                          "<li> stands in <main>",
		`<table><tr><p>x</p></tr></table>`:    "<p> stands in <tr>",
		`<p id="a">x</p><p id="a">y</p>`:      `the id "a" is there twice`,
		`<p class="a" class="b">x</p>`:        "has class twice",
		`<img src="/x.png">`:                  "has no alt",
		`<label for="b">x</label>`:            `names the id "b", which is nowhere`,
		`<label for="b">x</label><p id="b">`:  "which is no field",
		`<input aria-describedby="no">`:       "by aria-describedby names",
		`<a href="#no">x</a>`:                 `a link names the id "no"`,
		`<center>x</center>`:                  "no element of today",
		`<table border="1"><tr></tr></table>`: "obsolete attribute border",
		`<a href="/"><button>x</button></a>`:  "<button> stands in <a>",
		`<form><form></form></form>`:          "<form> stands in another",
		`<label>x<input><input></label>`:      "a label has two fields",
		`<h3>x</h3>`:                          "after a heading of level 1",
		`<h1>x</h1>`:                          "2 headings of level 1",
		`<p style="color:red">x</p>`:          "attribute style",
		`<button onclick="x()">x</button>`:    "attribute onclick",
		`<p tabindex="2">x</p>`:               "tabindex 2",
		`<button type="submit"></button>`:     "<button> has no words",
		`<svg><path/></svg>`:                  "neither a name nor aria-hidden",
		`<details><p>x</p></details>`:         "<details> begins with <p>",
		`<fieldset><p></p><legend>x</legend>`: "<legend> is not the first",
		`<style>x</style>`:                    "<style> stands in the body",
		`<main></main>`:                       "<main> stands in another",
		`<select><p>x</p></select>`:           "<p> stands in <select>",
		`<input type="datetime">`:             `of type "datetime"`,
		`<a href="javascript:alert(1)">x</a>`: "leads to",
	} {
		if faults := strings.Join(faultsIn(page(`<h1>x</h1>`+main)), "\n"); !strings.Contains(faults, fault) {
			t.Errorf("%s: %q, want %q", main, faults, fault)
		}
	}
	if faults := faultsIn("<p>x</p>"); len(faults) < 2 {
		t.Errorf("half a page has the faults %q", faults)
	}
}
