package web

import (
	"net/http"
	"testing"
)

// TestErrorPagesKnowTheirReader looks at what goes wrong as somebody who is signed
// in: they are not shown the way in again, and are told in a sentence.
func TestErrorPagesKnowTheirReader(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rea, _ := s.signIn("rea@school.example")
	for path, c := range map[string]struct {
		status int
		says   string
	}{
		"/nowhere":       {http.StatusNotFound, "<p>There is no page at this address.</p>"},
		"/items/99999":   {http.StatusNotFound, "<p>There is no item 99999.</p>"},
		"/operator":      {http.StatusNotFound, "<p>There is no page at this address.</p>"},
		"/picks?grade=Z": {http.StatusBadRequest, "<p>Picks can be filtered by the grades A to E.</p>"},
		"/enter/made-up": {http.StatusGone, "<p>That does no harm: you are signed in.</p>"},
	} {
		page := rea.get(path)
		want(t, page, c.status)
		has(t, page, c.says, `<a href="/settings">`)
		lacks(t, page, "Join or sign in")
		stranger := s.browser().get("/nowhere")
		want(t, stranger, http.StatusNotFound)
		has(t, stranger, "Join or sign in")
	}
	if got := rea.do(http.MethodPost, "/picks", ""); got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") == "" {
		t.Errorf("a form sent to a page without one: status %d, Allow %q", got.status, got.header.Get("Allow"))
	}
}
