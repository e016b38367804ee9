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
		for name, want := range has {
			if got := p.byName[page].Lookup(name) != nil; got != want {
				t.Errorf("the page %s has %s: %v", page, name, got)
			}
		}
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
