package meilitest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// document is one as it was given.
type document map[string]any

// index is one index.
type index struct {
	documents  map[string]document
	searchable []string
	filterable []string
	sortable   []string
	rules      []string
	typos      bool
	most       int // hits
}

func newIndex() *index {
	return &index{
		documents: map[string]document{}, searchable: []string{"*"}, typos: true, most: 1000,
		rules: []string{"words", "typo", "proximity", "attribute", "sort", "exactness"},
	}
}

func (s *Server) setSettings(r *http.Request) (int, any) {
	name := r.PathValue("index")
	var asked struct {
		SearchableAttributes, FilterableAttributes, SortableAttributes, RankingRules []string

		TypoTolerance *struct{ Enabled bool }
		Pagination    *struct{ MaxTotalHits int }
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return invalid(http.StatusBadRequest, "bad_request", "The settings cannot be read.")
	}
	return s.enqueue("settingsUpdate", name, func() *fault {
		x := s.indexOrNew(name)
		for _, list := range []struct{ has, given *[]string }{
			{&x.searchable, &asked.SearchableAttributes},
			{&x.filterable, &asked.FilterableAttributes},
			{&x.sortable, &asked.SortableAttributes},
			{&x.rules, &asked.RankingRules},
		} {
			if *list.given != nil {
				*list.has = *list.given
			}
		}
		if asked.TypoTolerance != nil {
			x.typos = asked.TypoTolerance.Enabled
		}
		if asked.Pagination != nil {
			x.most = asked.Pagination.MaxTotalHits
		}
		return nil
	})
}

// indexOrNew is the index of that name: what is written to makes it.
func (s *Server) indexOrNew(name string) *index {
	if s.indexes[name] == nil {
		s.indexes[name] = newIndex()
	}
	return s.indexes[name]
}

// idOf is the number or name of a document; "" when it has none that is valid.
func idOf(d document) string {
	switch id := d["id"].(type) {
	case float64:
		return strconv.FormatFloat(id, 'f', -1, 64)
	case string:
		if !strings.ContainsFunc(id, func(c rune) bool { return !nameable(c) }) {
			return id
		}
	}
	return ""
}

func (s *Server) addDocuments(r *http.Request) (int, any) {
	name := r.PathValue("index")
	body, err := io.ReadAll(r.Body)
	var given []document
	switch r.Header.Get("Content-Type") {
	case "application/x-ndjson":
		lines := json.NewDecoder(bytes.NewReader(body))
		for err == nil {
			var d document
			if err = lines.Decode(&d); err == nil {
				given = append(given, d)
			}
		}
		if err == io.EOF { //nolint:errorlint // as the decoder has it
			err = nil
		}
	case "application/json":
		err = json.Unmarshal(body, &given)
	default:
		return invalid(http.StatusUnsupportedMediaType, "invalid_content_type", "The Content-Type is invalid.")
	}
	if err != nil {
		return invalid(http.StatusBadRequest, "malformed_payload", "The payload is malformed.")
	}
	return s.enqueue("documentAdditionOrUpdate", name, func() *fault {
		x := s.indexOrNew(name)
		for _, d := range given {
			if idOf(d) == "" {
				return &fault{"Document doesn't have a valid `id`.", "invalid_document_id", "invalid_request"}
			}
		}
		for _, d := range given {
			x.documents[idOf(d)] = d
		}
		return nil
	})
}

func (s *Server) deleteDocuments(r *http.Request) (int, any) {
	name := r.PathValue("index")
	var ids []string
	if err := json.NewDecoder(r.Body).Decode(&ids); err != nil {
		return invalid(http.StatusBadRequest, "malformed_payload", "The payload is malformed.")
	}
	return s.enqueue("documentDeletion", name, func() *fault {
		if s.indexes[name] == nil {
			return &fault{"Index `" + name + "` not found.", "index_not_found", "invalid_request"}
		}
		for _, id := range ids {
			delete(s.indexes[name].documents, id)
		}
		return nil
	})
}

func (s *Server) getDocument(r *http.Request) (int, any) {
	x := s.indexes[r.PathValue("index")]
	if x == nil {
		return noIndex(r.PathValue("index"))
	}
	d, ok := x.documents[r.PathValue("document")]
	if !ok {
		return invalid(http.StatusNotFound, "document_not_found", "Document `"+r.PathValue("document")+"` not found.")
	}
	return http.StatusOK, d
}

func (s *Server) getDocuments(r *http.Request) (int, any) {
	x := s.indexes[r.PathValue("index")]
	if x == nil {
		return noIndex(r.PathValue("index"))
	}
	asked := struct{ Limit int }{20}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return invalid(http.StatusBadRequest, "bad_request", "The body cannot be read.")
	}
	found := []document{}
	for _, id := range slices.Sorted(maps.Keys(x.documents)) {
		if len(found) < asked.Limit {
			found = append(found, x.documents[id])
		}
	}
	return http.StatusOK, map[string]any{"results": found, "offset": 0, "limit": asked.Limit, "total": len(x.documents)}
}
