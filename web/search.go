package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chalkline"
	"chalkline/store"
)

const (
	// searchLength is how many items a page of a search shows.
	searchLength = 20
	// mostQuery is how many characters of a query are looked at.
	mostQuery = 200
)

// searchPage is what a search found.
type searchPage struct {
	Form    searchForm
	Asked   bool           // something was looked for
	CanSave bool           // a reader is signed in who may keep the words
	Saved   bool           // the reader follows them
	Back    string         // this page
	Feed    *topicFeedLink // of the topic that was searched for, if it is one
	Sum     chalkline.Text // how much was found
	Hits    []cardView
	Pages   searchPages
	None    *searchNone // what to try instead, where nothing was found
}

// searchPages lead to the other pages; "" where there is none.
type searchPages struct {
	Number, Last   int
	Before, Behind string
}

// getSearch finds items by their words and by what is known of them.
func (s *server) getSearch(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	values := r.URL.Query()
	search, form, err := s.searchIn(ctx, values)
	if err != nil {
		return err
	}
	page := searchPage{Form: form, Asked: search.Words != "" || search.Narrowed(), Feed: s.topicFeedLink(search.Words, localeOf(r))}
	if !page.Asked {
		return s.render(w, r, "search", chalkline.Textf("Search"), page)
	}
	page.Pages.Number = max(1, wholeNumber(values.Get("page"), 1, store.MostFound/searchLength))
	search.Offset, search.Limit = (page.Pages.Number-1)*searchLength, searchLength
	found, err := s.Search.Search(ctx, search)
	if err != nil {
		return err
	}
	reader, signedIn := readerOf(r)
	page.Back = searchAddress(values, "page", strconv.Itoa(page.Pages.Number))
	if signedIn && !form.Problems.Has("q") && search.Words != "" {
		follows, err := s.DB.Follows(ctx, reader.ID)
		if err != nil {
			return err
		}
		asked := chalkline.Follow{Kind: chalkline.FollowQuery, Value: search.Words}
		page.CanSave = true
		page.Saved = slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return !f.Mute && sameFollow(f, asked) })
	}
	if page.Hits, err = s.searchHits(r, found.Hits, page.Back); err != nil {
		return err
	}
	page.Sum = chalkline.Joined(" ", sumOfSearch(found), found.Notice)
	page.Pages.Last = (found.Total + searchLength - 1) / searchLength
	if page.Pages.Number > 1 {
		page.Pages.Before = searchAddress(values, "page", strconv.Itoa(min(page.Pages.Number-1, max(1, page.Pages.Last))))
	}
	if page.Pages.Number < page.Pages.Last {
		page.Pages.Behind = searchAddress(values, "page", strconv.Itoa(page.Pages.Number+1))
	}
	if found.Total == 0 {
		if page.None, err = s.searchNone(ctx, search, values, localeOf(r)); err != nil {
			return err
		}
	}
	title := chalkline.Textf("Search")
	if search.Words != "" {
		title = chalkline.Textf("Search: %s", search.Words)
	}
	return s.render(w, r, "search", title, page)
}

// searchHits are the cards of what was found, in its order.
func (s *server) searchHits(r *http.Request, found []chalkline.Hit, back string) ([]cardView, error) {
	reader, signedIn := readerOf(r)
	ids := make([]chalkline.ItemID, len(found))
	snippets := make(map[chalkline.ItemID][]chalkline.Span, len(found))
	for n, hit := range found {
		ids[n] = hit.Item
		snippets[hit.Item] = hit.Snippet
	}
	cards, err := s.DB.CardsByItem(r.Context(), reader.ID, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]cardView, len(cards))
	for n, card := range cards {
		if hits[n] = newCardView(card); signedIn {
			hits[n] = newReaderCard(card, back)
		}
		hits[n].Snippet = snippets[card.Item.ID]
	}
	if signedIn {
		return hits, s.readyCards(r, reader, pointersTo(hits)...)
	}
	return hits, nil
}

func sumOfSearch(found chalkline.Found) chalkline.Text {
	switch {
	case found.More:
		return chalkline.Counted(found.Total, "More than %[1]s piece. This is one of them; more words, or a filter, reach the others.",
			"More than %[1]s pieces. These are %[1]s of them; more words, or a filter, reach the others.")
	case found.Total == 0:
		return chalkline.Text{}
	}
	return chalkline.Counted(found.Total, "%s piece.", "%s pieces.")
}

// searchAddress is the address of a search with one of its values set, or left
// out when it is "".
func searchAddress(values url.Values, name, value string) string {
	u := url.Values{}
	for _, field := range searchFields {
		if v := values.Get(field); v != "" && utf8.ValidString(v) {
			u.Set(field, chalkline.Cut(v, mostQuery))
		}
	}
	u.Del(name)
	if value != "" && (name != "page" || value != "1") {
		u.Set(name, value)
	}
	return strings.TrimSuffix("/search?"+u.Encode(), "?")
}

// wholeNumber is a whole number that was typed, 0 when it is none from least to most.
func wholeNumber(typed string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < least || n > most {
		return 0
	}
	return n
}
