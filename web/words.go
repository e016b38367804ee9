package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// wordFuncs are what templates call to say something in a language:
//
//	{{t "Your picks"}}                     a text; also of Go, as {{t .Why}}
//	{{t "since %s" .Since}}                with something put in
//	{{n .Count "%s pick" "%s picks"}}      with a number of things
//	{{links "Go [back] or [on]." "/" .On}} with links where the brackets are
//	{{quoting "Stopped: %s" .Why}}         with what others said set apart
//	{{date .At}} {{number .N}} {{lang}}
//	{{foreign .Language}}                  "" where the page is in that language
func wordFuncs(locale *say.Locale) template.FuncMap {
	return template.FuncMap{
		"t": locale.Words,
		"n": func(n int, one, many string, args ...any) string {
			return chalkline.Counted(n, one, many, args...).In(locale)
		},
		"links":   func(format string, args ...any) (template.HTML, error) { return linked(locale, format, args) },
		"quoting": func(format string, text chalkline.Text) template.HTML { return quoting(locale, format, text) },
		"date":    func(at time.Time) string { return say.Date(at).In(locale) },
		"instant": func(at time.Time) string { return instant(at).In(locale) },
		"number":  locale.Number,
		"shown":   shown,
		"lang":    func() string { return locale.Tag },
		"foreign": func(tag string) string {
			if tag == locale.Tag {
				return ""
			}
			return tag
		},
	}
}

// linked is a translated sentence with links in it: what stands in square
// brackets leads to the first args, one address a pair; the other args go into
// the verbs. Addresses are our own pages.
func linked(locale *say.Locale, format string, args []any) (template.HTML, error) {
	count := strings.Count(format, "[")
	if len(args) < count {
		return "", fmt.Errorf("%q has more links than addresses", format)
	}
	var html strings.Builder
	parts := make([]any, len(args)-count)
	for i, arg := range args[count:] {
		if text, ok := arg.(chalkline.Text); ok {
			arg = text.In(locale)
		}
		if text, ok := arg.(string); ok {
			arg = strings.NewReplacer("[", "\x01", "]", "\x02").Replace(template.HTMLEscapeString(text))
		}
		parts[i] = arg
	}
	text := template.HTMLEscapeString(locale.Format(format))
	if len(parts) > 0 {
		text = fmt.Sprintf(text, parts...)
	}
	if strings.Count(text, "[") != count || strings.Count(text, "]") != count {
		return "", fmt.Errorf("%q should have %d links in every language", format, count)
	}
	for n := range count {
		address, ok := args[n].(string)
		if !ok || !strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "#") {
			return "", fmt.Errorf("%v is no address of a page here", args[n])
		}
		before, rest, _ := strings.Cut(text, "[")
		inside, after, closed := strings.Cut(rest, "]")
		if !closed {
			return "", errors.New("a link has no end")
		}
		html.WriteString(before + `<a href="` + template.HTMLEscapeString(address) + `">` + inside + `</a>`)
		text = after
	}
	html.WriteString(text)
	return template.HTML(strings.NewReplacer("\x01", "[", "\x02", "]").Replace(html.String())), nil //nolint:gosec // everything in it was escaped above
}

// quoting is a translated sentence with a text in it, the strings of which are
// somebody else's words: they stand as they were said, marked as of no known
// language. So does a text that was stored whole and has no translation.
func quoting(locale *say.Locale, format string, text chalkline.Text) template.HTML {
	words := template.HTMLEscapeString(chalkline.Textf(format, setApart(locale, text)).In(locale))
	return template.HTML(strings.NewReplacer("\x01", `<span lang="">`, "\x02", `</span>`).Replace(words)) //nolint:gosec // everything in it was escaped above
}

// setApart puts marks around the strings of a text.
func setApart(locale *say.Locale, text chalkline.Text) chalkline.Text {
	if len(text.Args) == 0 && locale != say.English && locale.Format(text.Format) == text.Format {
		text = chalkline.Verbatim(text.Format)
	}
	text.Args = slices.Clone(text.Args)
	for i, arg := range text.Args {
		switch arg := arg.(type) {
		case string:
			text.Args[i] = "\x01" + say.Line(arg) + "\x02"
		case chalkline.Text:
			text.Args[i] = setApart(locale, arg)
		}
	}
	return text
}

// languageCookie holds the language that a visitor chose, and nothing else.
const languageCookie = "language"

// localeOf is the language to answer a request in: what its reader or visitor
// chose, else what fits the browser.
func localeOf(r *http.Request) *say.Locale {
	if reader, ok := readerOf(r); ok && reader.Language != "" {
		return say.In(reader.Language)
	}
	if cookie, err := r.Cookie(languageCookie); err == nil && say.In(cookie.Value).Tag == cookie.Value {
		return say.In(cookie.Value)
	}
	if tag, ok := r.Context().Value(languageKey).(string); ok && tag != "" {
		return say.In(tag)
	}
	return say.Accepted(r.Header.Get("Accept-Language"))
}

// writtenTo is r by somebody whom a mail to a reader led here without signing in:
// the answer is in the language of the mail, unless they chose another here.
func writtenTo(r *http.Request, reader chalkline.Reader) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), languageKey, reader.Language))
}

// localeFor is the language to write to somebody in: what they chose, else that of
// the request by which the mail is asked for. A zero reader has chosen none.
func localeFor(reader chalkline.Reader, r *http.Request) *say.Locale {
	if reader.Language != "" {
		return say.In(reader.Language)
	}
	return localeOf(r)
}

// languageChoice is a language that a page can be had in.
type languageChoice struct {
	Tag, Name string
	On        bool
}

func languages(now *say.Locale) []languageChoice {
	choices := make([]languageChoice, 0, len(say.Locales))
	for _, l := range say.Locales {
		choices = append(choices, languageChoice{Tag: l.Tag, Name: l.Name, On: l == now})
	}
	return choices
}

// postLanguage stores the language that a reader or visitor wants and leads back
// to the page it was chosen on. What comes to a reader by mail and in feeds is
// in it too.
func (s *server) postLanguage(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	locale := say.In(r.PostForm.Get("language"))
	if locale.Tag != r.PostForm.Get("language") {
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the languages at the foot of the page.")
	}
	if reader, ok := readerOf(r); ok {
		if err := s.DB.SetLanguage(r.Context(), reader.ID, locale.Tag); err != nil {
			return err
		}
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the instance is on https; it names a language and nothing else
		Name: languageCookie, Value: locale.Tag, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure,
	})
	return see(w, r, ownPage(r.PostForm.Get("back")))
}

// ownPage is an address as a path here, the front page when it is none.
func ownPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}
