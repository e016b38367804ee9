package sample

import (
	"bytes"
	"fmt"
	"html/template"
	"time"
)

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"day": func(t time.Time) string { return t.Format("2 January 2006") },
	"iso": func(t time.Time) string { return t.Format(time.DateOnly) },
}).ParseFS(templateFiles, "templates/*.html"))

// htmlPage is what a page template shows; the index has no site, a site's own
// page no item.
type htmlPage struct {
	Sites     []*site
	Site      *site
	Feed      string // address of the site's feed, "" when it has none
	Entries   []entry
	Item      *item
	URL       string
	Published time.Time
	Body      template.HTML
}

func (w *web) indexPage() []byte { return show("index.html", htmlPage{Sites: sites()}) }

func (w *web) sitePage(number int, s *site) []byte {
	page := htmlPage{Site: s}
	if len(s.Items) > 0 {
		f := w.feedPage(number, s)
		page.Feed, page.Entries = f.Self, f.Entries
	}
	return show("site.html", page)
}

func (w *web) itemPage(number int, s *site, i *item) []byte {
	return show("item.html", htmlPage{
		Site: s, Item: i, URL: w.itemURL(number, s, i), Published: i.published(w.now),
		Body: template.HTML(markup(i.Text, w.href)), //nolint:gosec // markup escapes; its input is a part of the program
	})
}

func show(name string, page htmlPage) []byte {
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, page); err != nil {
		panic(fmt.Sprintf("sample: page %s: %v", name, err)) // a test shows them all
	}
	return b.Bytes()
}
