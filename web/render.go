package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

//go:embed templates
var templateFiles embed.FS

// internalFault is all that a reader is told of a fault of ours.
var internalFault = chalkline.Textf("Something went wrong on our side. Please try again in a minute.")

// pages are the templates by name, each with the layout and the parts it uses. They
// are parsed when they are first asked for: all together take 4 MB, and most pages of
// most instances are never opened between two starts.
type pages struct {
	byName map[string]func() (*template.Template, error)
	parts  func() (*template.Template, error) // what all pages share, for answers that are a part of one
}

// page is the template of a page.
func (p *pages) page(name string) (*template.Template, error) {
	parsed, ok := p.byName[name]
	if !ok {
		return nil, fmt.Errorf("there is no page template %q", name)
	}
	return parsed()
}

func loadPages(assets *static, locale *say.Locale) (*pages, error) {
	words := wordFuncs(locale)
	shared, err := template.New("").Funcs(funcs(assets)).Funcs(groupFuncs()).Funcs(words).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the shared templates: %w", err)
	}
	askShown(shared)
	names, err := fs.Glob(templateFiles, "templates/pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("list the page templates: %w", err)
	}
	// What is executed is changed by it, so that pages copy from what never is.
	p := &pages{byName: make(map[string]func() (*template.Template, error), len(names)), parts: sync.OnceValues(shared.Clone)}
	for _, name := range names {
		short := name[len("templates/pages/") : len(name)-len(".html")]
		p.byName[short] = sync.OnceValues(func() (*template.Template, error) {
			t, err := template.New("").Funcs(funcs(assets)).Funcs(groupFuncs()).Funcs(words).ParseFS(templateFiles, name)
			if err == nil {
				askShown(t)
				err = gather(t, shared)
			}
			if err != nil {
				return nil, fmt.Errorf("parse %s: %w", name, err)
			}
			return t, nil
		})
	}
	return p, nil
}

// pagesIn are the templates in a language. What they share is parsed when somebody
// first asks for it.
func (s *server) pagesIn(locale *say.Locale) (*pages, error) {
	s.tongues.Lock()
	defer s.tongues.Unlock()
	if p, ok := s.pages[locale]; ok {
		return p, nil
	}
	p, err := loadPages(s.static, locale)
	if err == nil {
		s.pages[locale] = p
	}
	return p, err
}

// frame is what the layout shows around every page.
type frame struct {
	Name      string // of the instance
	Title     string // of the page
	Path      string
	Query     string // what was searched for
	Reader    bool   // somebody is signed in
	Operator  bool
	Said      string           // what the last form did, in a sentence
	Coloured  bool             // the instance has a colour of its own
	Languages []languageChoice // that the page can be had in
	Here      string           // its address
	Imprint   bool             // it says who runs it
	Data      any
}

// render answers with a page.
func (s *server) render(w http.ResponseWriter, r *http.Request, name string, title chalkline.Text, data any) error {
	return s.renderStatus(w, r, http.StatusOK, name, title, data)
}

// renderStatus answers with a page under another status. The page is made
// whole before a byte of it is sent, so that a fault in it becomes a 500.
func (s *server) renderStatus(w http.ResponseWriter, r *http.Request, status int, name string, title chalkline.Text, data any) error {
	reader, signedIn := readerOf(r)
	locale := localeOf(r)
	pages, err := s.pagesIn(locale)
	if err != nil {
		return err
	}
	t, err := pages.page(name)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	err = t.ExecuteTemplate(&page, "layout", frame{
		Name: s.Name, Title: title.In(locale), Languages: languages(locale), Here: here(r), Path: r.URL.Path, Query: r.URL.Query().Get("q"),
		Reader: signedIn, Operator: reader.Role == chalkline.RoleOperator,
		Said: saidIn(r).In(locale), Coloured: s.Brand.Colour != "", Imprint: s.notices.imprint != "", Data: data,
	})
	if err != nil {
		return fmt.Errorf("render the page %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", locale.Tag)
	h.Add("Vary", "Accept-Language, Cookie")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	if signedIn {
		h.Set("Cache-Control", "private, no-store") // staff-room computers are shared
	} else if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	if _, err := page.WriteTo(w); err != nil {
		s.Log.DebugContext(r.Context(), "answer not taken", "error", err)
	}
	return nil
}

// here is the address to come back to after another language was chosen: of what
// a form answered there is none.
func here(r *http.Request) string {
	if r.Method != http.MethodGet {
		return "/"
	}
	return r.URL.RequestURI()
}

// fail answers with a page for an error.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if fault, ok := errors.AsType[*apiFault](err); ok {
		s.failWith(w, r, fault.status, fault.message)
		return
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		s.failWith(w, r, http.StatusRequestEntityTooLarge, chalkline.Textf("That form is larger than %d KB.", tooLarge.Limit>>10))
		return
	}
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // the reader is gone
		}
		s.Log.ErrorContext(r.Context(), "page failed", "method", r.Method, "route", r.Pattern, "error", err)
		if store.Away(err) {
			status = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "60")
		}
	}
	s.failWith(w, r, status, chalkline.ErrorText(err))
}

// failure is what the error page shows.
type failure struct {
	Status  int
	Heading chalkline.Text
	Message string
	Join    *joinForm // offered where a new link helps
}

// failWith answers with the error page.
func (s *server) failWith(w http.ResponseWriter, r *http.Request, status int, message chalkline.Text) {
	told := asSentence(message.In(localeOf(r)))
	if asksAPI(r) {
		failAPI(w, status, told)
		return
	}
	if partly(r) {
		failPart(w, status, told)
		return
	}
	f := failure{Status: status, Message: told, Heading: headings[status]}
	if f.Heading.IsZero() {
		f.Heading = chalkline.Verbatim(http.StatusText(status))
	}
	if _, in := readerOf(r); status == http.StatusGone && !in {
		f.Join = s.newJoinForm()
	}
	if err := s.renderStatus(w, r, status, "error", f.Heading, f); err != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", err)
		http.Error(w, internalFault.English(), http.StatusInternalServerError)
	}
}

// asSentence is text with a capital and a full stop.
func asSentence(text string) string {
	text = say.Upper(text)
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// headings say in plain words what a status means.
var headings = map[int]chalkline.Text{
	http.StatusBadRequest:            chalkline.Textf("That did not work"),
	http.StatusForbidden:             chalkline.Textf("Not for you"),
	http.StatusNotFound:              chalkline.Textf("Nothing here"),
	http.StatusMethodNotAllowed:      chalkline.Textf("Not that way"),
	http.StatusConflict:              chalkline.Textf("Changed meanwhile"),
	http.StatusGone:                  chalkline.Textf("This link is used up"),
	http.StatusRequestEntityTooLarge: chalkline.Textf("Too much at once"),
	http.StatusTooManyRequests:       chalkline.Textf("A little too often"),
	http.StatusInternalServerError:   chalkline.Textf("Our mistake"),
	http.StatusServiceUnavailable:    chalkline.Textf("Not just now"),
}

// statusOf is the HTTP status of an error's code.
func statusOf(err error) int {
	switch chalkline.ErrorCode(err) {
	case chalkline.CodeInvalid:
		return http.StatusBadRequest
	case chalkline.CodeNotFound:
		return http.StatusNotFound
	case chalkline.CodeConflict:
		return http.StatusConflict
	case chalkline.CodeDenied:
		return http.StatusForbidden
	case chalkline.CodeExpired:
		return http.StatusGone
	default:
		return http.StatusInternalServerError
	}
}
