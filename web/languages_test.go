package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// action is what a template puts in, as opposed to what it says itself.
var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// sameEverywhere are words that stand in templates as they are: names and codes.
var sameEverywhere = regexp.MustCompile(`\b(?:RSS|Atom|JSON|Feed|OPML|API|CSV|Markdown|OpenAPI|PDF|A4|ESSA|UTC|Chalkline|example|org|https?|picks|Bearer|Authorization|curl|md|csv|name@school|holidays\.ics|school|data-\w+)\b`)

// heardAttributes are attributes that people read or hear.
var heardAttributes = map[string]bool{"title": true, "aria-label": true, "placeholder": true, "alt": true, "content": true, "aria-description": true, "label": true}

// TestTemplatesSayNothingOutsideTheCatalogue looks for words in templates that no
// language could change.
func TestTemplatesSayNothingOutsideTheCatalogue(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(templateFiles, "templates/*/*.html")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	for _, file := range append(files, "templates/layout.html") {
		data, err := fs.ReadFile(templateFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range bareWords(string(data)) {
			t.Errorf("%s says %q in English only", file, words)
		}
	}
}

// bareWords are the words of a template that stand outside of its actions.
func bareWords(template string) []string {
	tokens := html.NewTokenizer(strings.NewReader(action.ReplaceAllString(template, "\x02")))
	var found []string
	look := func(text string) {
		text = sameEverywhere.ReplaceAllString(text, "")
		if regexp.MustCompile(`[A-Za-z]{2,}`).MatchString(text) {
			found = append(found, strings.Join(strings.Fields(strings.ReplaceAll(text, "\x02", "…")), " "))
		}
	}
	skip := ""
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return found
		case html.TextToken:
			if skip == "" {
				look(string(tokens.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			for _, a := range token.Attr {
				if heardAttributes[a.Key] && !(token.Data == "meta" && a.Key == "content" && !strings.Contains(a.Val, ". ")) {
					look(a.Val)
				}
			}
			if token.Data == "code" || token.Data == "pre" || token.Data == "script" || token.Data == "style" {
				skip = token.Data
			}
		case html.EndTagToken:
			if name, _ := tokens.TagName(); string(name) == skip {
				skip = ""
			}
		}
	}
}

func TestBareWordsAreFound(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]int{
		`<p>{{t "Hello"}}</p>`:                           0,
		`<p>Hello {{.Name}}</p>`:                         1,
		`<a title="{{t "a > b"}}" aria-label="Go">x</a>`: 1,
		`<pre>curl -H x</pre><code>abc</code>`:           0,
		`<p>RSS · Atom</p>`:                              0,
	} {
		if got := bareWords(template); len(got) != want {
			t.Errorf("%s: %q", template, got)
		}
	}
}
