package web

import (
	"net/http"
	"strings"
	"testing"

	"chalkline"
)

func TestLookingForATopicKeepsWhatIsTicked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("looks@school.example")
	a := b.submit("/topics/find", "find", "phon", "topic", "spacing", "level-spacing", "little", "every", "daily", "hour", "6", "day", "1", "zone", "Europe/Madrid")
	want(t, a, http.StatusOK)
	has(t, a, "Topics that fit “phon”", `value="spacing" checked`, `name="level-spacing" aria-label="How much of Spacing &amp; interleaving"><option value="follow">follow</option><option value="little" selected>`,
		`value="daily" checked`, `formaction="/topics/find"`)
	if fits, found := strings.Index(a.body, "Topics that fit"), strings.Index(a.body, `value="phonics"`); found < fits || strings.Count(a.body, `value="phonics"`) != 1 {
		t.Errorf("phonics is at %d, what fits at %d", found, fits)
	}
	part := b.do(http.MethodPost, "/topics/find", "find=phon&topic=spacing", "HX-Request", "true", "Sec-Fetch-Site", "same-origin")
	has(t, part, `<div id="chooser">`, `value="spacing" checked`, `name="level-phonics"`)
	lacks(t, part, "<html", "Also following")
	follows, err := s.db.Follows(t.Context(), reader.ID)
	ok(t, err)
	if len(follows) > 0 {
		t.Errorf("looking for a topic stored %v", follows)
	}
	has(t, b.get("/topics?q=phon"), "Topics that fit “phon”")
	want(t, s.browser().submit("/topics/find", "find", "phon"), http.StatusSeeOther)
}

func TestATopicIsFoundInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("busca@escuela.example")
	ok(t, s.db.SetLanguage(t.Context(), reader.ID, "es"))
	for typed, topic := range map[string]string{"lectoras": "reading-comprehension", "matematicas": "maths", "Matemáticas": "maths", "moviles": "screen-phones", "phonics": "phonics", "deberez": "homework"} {
		a := b.submit("/topics/find", "find", typed)
		fits := strings.Index(a.body, "Temas que encajan")
		if at := strings.Index(a.body, `name="topic" value="`+topic+`"`); fits < 0 || at < fits || at > fits+strings.Index(a.body[fits:], "</fieldset>") {
			t.Errorf("%q does not find %s", typed, topic)
		}
	}
	none := b.get("/search?q=deberez+xyz")
	has(t, none, "Aquí nada tiene estas palabras.", `<a href="/topics/homework">Deberes y estudio autónomo</a>`)
}

func TestWhoJoinsHasTheLanguageOfThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for language, test := range map[string]struct{ email, accepts, feed string }{
		"es": {"nueva@escuela.example", "es-MX,es;q=0.9,en;q=0.5", "Mi canal"},
		"en": {"neuf@ecole.example", "fr", "My feed"},
	} {
		b := s.browser()
		want(t, b.submit("/join", "email", test.email), http.StatusOK)
		a := b.do(http.MethodPost, s.post.link(t, test.email), "", "Accept-Language", test.accepts, "Sec-Fetch-Site", "same-origin")
		want(t, a, http.StatusSeeOther)
		reader, err := s.db.ReaderByEmail(t.Context(), test.email)
		ok(t, err)
		tokens, err := s.db.Tokens(t.Context(), reader.ID)
		ok(t, err)
		if reader.Language != language || len(tokens) != 1 || tokens[0].Name != test.feed {
			t.Errorf("%s: the language is %q, the feed addresses are %v", test.accepts, reader.Language, tokens)
		}
		stop := s.browser().get(s.stopOf(reader)) // from a mail, in a browser that says nothing of languages
		has(t, stop, `<html lang="`+language+`">`)
	}
}

func TestARecordIsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	g, _ := recorded(t)
	ok(t, g.db.SetLanguage(t.Context(), g.readers["Ada"].ID, "es"))
	has(t, g.curator.get("/record"), "3 textos, 3 min de lectura.", "Tema del mes fijado: «Spacing»", "Útil, con nota")
	has(t, g.curator.get("/record.md"), "# Registro: del ", "| Mes | Textos | Minutos | Guiado |", "Calificación: ")
	table := g.curator.get("/record.csv")
	if !strings.HasPrefix(table.body, "clase,fecha,mes,título,") {
		t.Errorf("the table begins with %q", chalkline.Cut(table.body, 60))
	}
	has(t, table, "\r\nreunión,", "útil, con nota")
}
