package web

import (
	"html/template"
	"testing"

	"chalkline/digest/say"
)

func TestAPageHasWhatItUsesAndNoMore(t *testing.T) {
	t.Parallel()
	p, err := loadPages(mustStatic(t), say.English)
	ok(t, err)
	for page, has := range map[string]map[string]bool{
		"picks":   {"layout": true, "main": true, "card": true, "badge": true, "operator-tabs": false},
		"imprint": {"layout": true, "main": true, "card": false},
	} {
		parsed, err := p.page(page)
		ok(t, err)
		for name, want := range has {
			if got := parsed.Lookup(name) != nil; got != want {
				t.Errorf("the page %s has %s: %v", page, name, got)
			}
		}
	}
}

// They are parsed when they are first asked for, which would be late for a fault.
func TestEveryPageParses(t *testing.T) {
	t.Parallel()
	p, err := loadPages(mustStatic(t), say.English)
	ok(t, err)
	for name := range p.byName {
		_, err := p.page(name)
		ok(t, err)
	}
}

func TestAPageThatUsesWhatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	shared := template.Must(template.New("").Parse(`{{define "layout"}}{{template "main"}}{{end}}`))
	for text, good := range map[string]bool{
		`{{define "main"}}{{if true}}{{else}}{{range .}}{{with .}}{{template "lost"}}{{end}}{{end}}{{end}}{{end}}`: false,
		`{{define "main"}}{{template "layout"}}{{end}}`:                                                            true, // for ever, but that is another fault
		`{{define "head"}}{{end}}`: false, // no main
	} {
		if err := gather(template.Must(template.New("").Parse(text)), shared); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
