package meilitest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// asked is a search as it comes in.
type asked struct {
	Q                string
	Filter           string
	Sort             []string
	Page             *int
	HitsPerPage      *int
	Offset           int
	Limit            *int
	MatchingStrategy string

	AttributesToRetrieve, AttributesToCrop, AttributesToHighlight []string

	CropLength                                    *int
	CropMarker, HighlightPreTag, HighlightPostTag *string
}

func (s *Server) search(r *http.Request) (int, any) {
	x := s.indexes[r.PathValue("index")]
	if x == nil {
		return noIndex(r.PathValue("index"))
	}
	var a asked
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		return invalid(http.StatusBadRequest, "bad_request", "The search cannot be read: "+err.Error())
	}
	var conditions []Condition
	if a.Filter != "" {
		var err error
		if conditions, err = ReadFilter(a.Filter); err != nil {
			return invalid(http.StatusBadRequest, "invalid_search_filter", err.Error())
		}
	}
	for _, c := range conditions {
		if !slices.Contains(x.filterable, c.Field) {
			return invalid(http.StatusBadRequest, "invalid_search_filter", "Attribute `"+c.Field+"` is not filterable.")
		}
	}
	for _, rule := range a.Sort {
		if field, _, _ := strings.Cut(rule, ":"); !slices.Contains(x.sortable, field) {
			return invalid(http.StatusBadRequest, "invalid_search_sort", "Attribute `"+field+"` is not sortable.")
		}
	}
	hits := x.find(terms(a.Q), conditions)
	slices.SortStableFunc(hits, func(a1, b1 *hit) int { return x.compare(a1, b1, a.Sort) })
	hits = hits[:min(len(hits), x.most)]
	return http.StatusOK, a.answer(hits)
}

// answer is a page of hits.
func (a *asked) answer(hits []*hit) map[string]any {
	out := map[string]any{"query": a.Q, "processingTimeMs": 0}
	from, to := a.Offset, a.Offset+20
	if a.Limit != nil {
		to = a.Offset + *a.Limit
	}
	if a.Page == nil && a.HitsPerPage == nil {
		out["estimatedTotalHits"], out["offset"], out["limit"] = len(hits), a.Offset, to-from
	} else {
		page, size := 1, 20
		if a.Page != nil {
			page = *a.Page
		}
		if a.HitsPerPage != nil {
			size = *a.HitsPerPage
		}
		from, to = max(0, page-1)*size, max(0, page-1)*size+size
		out["totalHits"], out["page"], out["hitsPerPage"], out["totalPages"] = len(hits), page, size, (len(hits)+size-1)/max(1, size)
	}
	shown := []map[string]any{}
	for _, h := range hits[min(from, len(hits)):min(to, len(hits))] {
		one := map[string]any{}
		for _, field := range a.AttributesToRetrieve {
			one[field] = h.document[field]
		}
		if len(a.AttributesToCrop)+len(a.AttributesToHighlight) > 0 {
			one["_formatted"] = a.format(h)
		}
		shown = append(shown, one)
	}
	out["hits"] = shown
	return out
}

// compare puts the better of two hits first, by the rules of the index.
func (x *index) compare(a, b *hit, sorted []string) int {
	for _, rule := range x.rules {
		by := 0
		switch rule {
		case "words": // all hits have all words
		case "typo":
			by = cmp.Compare(a.typos, b.typos)
		case "proximity":
			by = cmp.Compare(a.apart, b.apart)
		case "attribute":
			by = cmp.Compare(a.field, b.field)
		case "exactness":
			by = cmp.Compare(b.exact, a.exact)
		case "sort":
			for _, s := range sorted {
				by = cmp.Or(by, compareBy(a, b, s))
			}
		default:
			by = compareBy(a, b, rule)
		}
		if by != 0 {
			return by
		}
	}
	return strings.Compare(idOf(a.document), idOf(b.document))
}

// compareBy compares by "field:asc" or "field:desc"; who has no such field is last.
func compareBy(a, b *hit, rule string) int {
	field, way, _ := strings.Cut(rule, ":")
	va, aHas := a.document[field].(float64)
	vb, bHas := b.document[field].(float64)
	switch {
	case aHas != bHas && aHas:
		return -1
	case aHas != bHas:
		return 1
	case way == "desc":
		return cmp.Compare(vb, va)
	}
	return cmp.Compare(va, vb)
}
