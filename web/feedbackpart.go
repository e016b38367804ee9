package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"chalkline"
)

// partly says that a script asks, which wants only the part of a page that has
// changed.
func partly(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// renderPart answers a script with a part of a page, and with a sentence for those
// who hear the page; "" for none.
func (s *server) renderPart(w http.ResponseWriter, r *http.Request, status int, name string, data any, heard chalkline.Text) error {
	pages, err := s.pagesIn(localeOf(r))
	if err != nil {
		return err
	}
	parts, err := pages.parts()
	if err != nil {
		return fmt.Errorf("copy the shared templates: %w", err)
	}
	var part bytes.Buffer
	err = parts.ExecuteTemplate(&part, name, data)
	if err == nil && !heard.IsZero() {
		err = parts.ExecuteTemplate(&part, "heard", heard)
	}
	if err != nil {
		return fmt.Errorf("render the part %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(part.Len()))
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	if _, err := part.WriteTo(w); err != nil {
		s.Log.DebugContext(r.Context(), "answer not taken", "error", err)
	}
	return nil
}

// failPart answers a script with what went wrong, in a sentence.
func failPart(w http.ResponseWriter, status int, message string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(message)) //nolint:gosec // it is plain text
}
