package web

import (
	"net/http"
	"net/url"
	"strings"

	"chalkline"
)

// searchLength is how many items a search shows.
const searchLength = 20

// searchPage is what a search found.
type searchPage struct {
	Query string
	Cards []cardView
}

// getSearch finds items by their words.
func (s *server) getSearch(w http.ResponseWriter, r *http.Request) error {
	query := strings.TrimSpace(chalkline.Cut(r.URL.Query().Get("q"), 200))
	page := searchPage{Query: query}
	if query == "" {
		return s.render(w, r, "search", "Search", page)
	}
	ctx := r.Context()
	ids, err := s.Search.Search(ctx, query, searchLength)
	if err != nil {
		return err
	}
	reader, signedIn := readerOf(r)
	back := "/search?" + url.Values{"q": {query}}.Encode()
	cards, err := s.DB.CardsByItem(ctx, reader.ID, ids)
	if err != nil {
		return err
	}
	for _, card := range cards {
		if signedIn {
			page.Cards = append(page.Cards, newReaderCard(card, back))
		} else {
			page.Cards = append(page.Cards, newCardView(card))
		}
	}
	return s.render(w, r, "search", "Search: "+query, page)
}
