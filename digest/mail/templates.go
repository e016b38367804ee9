package mail

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"sync"
	texttemplate "text/template"
	"unicode/utf8"

	"chalkline/digest/say"
)

//go:embed templates
var templateFiles embed.FS

// templates write the two parts of a mail in a language.
type templates struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

// byLocale are the templates by language, each read when it is first asked for.
var byLocale = func() map[*say.Locale]func() templates {
	all := make(map[*say.Locale]func() templates, len(say.Locales))
	for _, locale := range say.Locales {
		all[locale] = sync.OnceValue(func() templates { return templatesIn(locale) })
	}
	return all
}()

func written(locale *say.Locale) templates { return byLocale[locale]() }

func templatesIn(locale *say.Locale) templates {
	words := map[string]any{
		"t":    locale.Words,
		"lang": func() string { return locale.Tag },
		"wrap": wrap,
		"links": func(format, url, inside string) (htmltemplate.HTML, error) {
			return linked(locale, format, url, inside)
		},
	}
	return templates{
		text: texttemplate.Must(texttemplate.New("text").Funcs(words).ParseFS(templateFiles, "templates/*.txt")),
		html: htmltemplate.Must(htmltemplate.New("html").Funcs(words).ParseFS(templateFiles, "templates/*.html")),
	}
}

// linked is a translated sentence with inside put in, in which what stands in
// square brackets leads to url.
func linked(locale *say.Locale, format, url, inside string) (htmltemplate.HTML, error) {
	before, rest, opened := strings.Cut(locale.Format(format), "[")
	label, after, closed := strings.Cut(rest, "]")
	if !opened || !closed {
		return "", fmt.Errorf("%q should have a link in every language", format)
	}
	parts := []*string{&before, &label, &after}
	for _, part := range parts {
		if strings.Contains(*part, "%s") {
			*part = fmt.Sprintf(*part, inside)
		}
		*part = htmltemplate.HTMLEscapeString(*part)
	}
	return htmltemplate.HTML(before + `<a class="link" href="` + htmltemplate.HTMLEscapeString(url) + `" style="color:#1d4e79;">` + label + `</a>` + after), nil //nolint:gosec // everything in it was escaped
}

// render runs the templates of that name for text and HTML: both parts, or none.
func (t templates) render(name string, view any) (text, html string, err error) {
	var plain, marked strings.Builder
	if err := t.text.ExecuteTemplate(&plain, name+".txt", view); err != nil {
		return "", "", err
	}
	if err := t.html.ExecuteTemplate(&marked, name+".html", view); err != nil {
		return "", "", err
	}
	return plain.String(), marked.String(), nil
}

// textWidth is where the lines of a text part end, as mail programs that quote
// expect.
const textWidth = 72

// wrap breaks text that stands at column indent into lines of at most textWidth
// runes, and indents them. A longer word is broken, but a URL has a line of its
// own.
func wrap(indent int, text string) string {
	var b strings.Builder
	column := indent
	put := func(word string) {
		width := utf8.RuneCountInString(word)
		switch {
		case column == indent:
		case column+1+width > textWidth:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	for word := range strings.FieldsSeq(text) {
		if room := textWidth - indent; utf8.RuneCountInString(word) > room && !strings.Contains(word, "://") {
			runes := []rune(word)
			for ; len(runes) > room; runes = runes[room:] {
				put(string(runes[:room]))
			}
			word = string(runes)
		}
		put(word)
	}
	return b.String()
}
