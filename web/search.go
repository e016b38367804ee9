package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// searchLength is how many items a search shows.
const searchLength = 20

// searchPage is what a search found.
type searchPage struct {
	Query   string
	Problem string // what of the query cannot be searched; "" when all can
	CanSave bool   // a reader is signed in who may keep it
	Saved   bool   // the reader follows it
	Back    string
	Cards   []cardView
}

// getSearch finds items by their words.
func (s *server) getSearch(w http.ResponseWriter, r *http.Request) error {
	query := strings.TrimSpace(chalkline.Cut(r.URL.Query().Get("q"), 200))
	page := searchPage{Query: query}
	if query == "" {
		return s.render(w, r, "search", "Search", page)
	}
	ctx := r.Context()
	if err := store.CheckQuery(query); err != nil {
		page.Problem = say.Upper(chalkline.ErrorMessage(err)) + "."
	}
	ids, err := s.Search.Search(ctx, query, searchLength)
	if err != nil {
		return err
	}
	reader, signedIn := readerOf(r)
	back := "/search?" + url.Values{"q": {query}}.Encode()
	if signedIn && page.Problem == "" {
		follows, err := s.DB.Follows(ctx, reader.ID)
		if err != nil {
			return err
		}
		asked := chalkline.Follow{Kind: chalkline.FollowQuery, Value: query}
		page.CanSave, page.Back = true, back
		page.Saved = slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return !f.Mute && sameFollow(f, asked) })
	}
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
