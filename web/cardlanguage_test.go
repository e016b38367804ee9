package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestCardsFeedsMailsAndTheAPIAreInTheReadersLanguage asks as a visitor, joins in
// Spanish, and looks at all that the reader gets then.
func TestCardsFeedsMailsAndTheAPIAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	stored := fill(t, s.db, s.clock.now())
	visitor := s.browser()
	for _, item := range stored.all {
		page := visitor.get(fmt.Sprintf("/items/%d", item), "Accept-Language", "es")
		want(t, page, http.StatusOK)
		has(t, page, `<html lang="es">`, "Ficha de evidencia")
		lacks(t, page, "Evidence card", "map[", "{%s", "%!")
	}
	has(t, visitor.get("/grades", "Accept-Language", "es"), "Cómo recibe una pieza su calificación", "Alguna")

	asked := visitor.do(http.MethodPost, "/join", "email=nueva%40school.example&zone=Europe%2FMadrid", "Accept-Language", "es", "Sec-Fetch-Site", "same-origin")
	want(t, asked, http.StatusOK)
	if s.post.count(); !strings.Contains(s.post.sent[len(s.post.sent)-1].Subject, "Confirma tu dirección") {
		t.Errorf("the mail that was asked for in Spanish is %q", s.post.sent[len(s.post.sent)-1].Subject)
	}

	path, reader := s.feedOf("lee@school.example", stored)
	before := visitor.get(path + ".atom")
	has(t, before, `xml:lang="en"`)
	ok(t, s.db.SetLanguage(t.Context(), reader.ID, "es"))
	after := visitor.get(path+".atom", "If-None-Match", before.header.Get("ETag"))
	want(t, after, http.StatusOK)
	has(t, after, `xml:lang="es"`, "mis selecciones", "Por qué", "Ficha de evidencia<")

	want(t, visitor.submit("/join", "email", "lee@school.example"), http.StatusOK)
	if s.post.count(); s.post.sent[len(s.post.sent)-1].Subject != "Entra en Chalkline" {
		t.Errorf("a reader of Spanish is mailed %q", s.post.sent[len(s.post.sent)-1].Subject)
	}
	card := s.program(reader.ID, false).ask(http.StatusOK, http.MethodGet, fmt.Sprintf("/items/%d", stored.all[0]), "")
	if grade := part(card, "grade"); grade["word"] != "Buena" && grade["word"] != "Sólida" {
		t.Errorf("the API says %v", grade["word"])
	}
}
