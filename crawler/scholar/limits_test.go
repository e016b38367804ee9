package scholar

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNoWorkTakesMoreThanItsShare(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Größe ", 10_000)
	document, err := json.Marshal(map[string]any{
		"id": "EJ1999999", "title": "x", "description": long,
		"author": slices.Repeat([]string{"Marsh, Ada"}, 400), "subject": slices.Repeat([]string{long}, 400), "publicationtype": slices.Repeat([]string{long}, 400),
	})
	if err != nil {
		t.Fatal(err)
	}
	documents, err := parseERIC(slices.Concat([]byte(`{"response":{"docs":[`), document, []byte(`]}}`)))
	if err != nil || len(documents) != 1 {
		t.Fatalf("%d documents, %v", len(documents), err)
	}
	w := documents[0].work()
	if len(w.Abstract) > maxAbstract || len(w.Abstract) < maxAbstract-10 || !utf8.ValidString(w.Abstract) {
		t.Errorf("an abstract of %d bytes, valid %v", len(w.Abstract), utf8.ValidString(w.Abstract))
	}
	if len(w.Authors) != maxAuthors || len(w.Types) != maxTerms || len(w.Descriptors) != maxTerms {
		t.Errorf("%d authors, %d types, %d descriptors", len(w.Authors), len(w.Types), len(w.Descriptors))
	}
	for _, term := range slices.Concat(w.Types, w.Descriptors) {
		if len(term) > maxTerm || !utf8.ValidString(term) {
			t.Errorf("a term of %d bytes", len(term))
		}
	}
}
