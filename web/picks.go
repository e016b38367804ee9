package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/store"
)

// picksPerPage is how many cards a page of picks has.
const picksPerPage = 20

// picksPage is a page of a reader's picks, newest first.
type picksPage struct {
	Cards   []cardView
	Saved   bool       // only what was saved
	Older   string     // address of the next page; "" on the last
	First   bool       // this is the newest page
	Follows bool       // the reader follows something
	Next    string     // when the next picks come
	Strong  []cardView // what is strong and new, while there are no picks
	Feed    *tokenView

	MailError string             // why mail to the reader stopped; "" while it works
	Gone      []chalkline.Source // that they follow and that have closed
}

// getPicks shows a page of picks.
func (s *server) getPicks(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx, query := r.Context(), r.URL.Query()
	q, err := picksQuery(query)
	if err != nil {
		return err
	}
	cards, err := s.DB.Cards(ctx, reader.ID, q)
	if err != nil {
		return err
	}
	page := picksPage{Saved: q.Feedback == chalkline.FeedbackSaved, First: q.Before == 0, Next: nextPicks(reader, s.Now()), MailError: reader.MailError}
	if len(cards) > picksPerPage {
		cards = cards[:picksPerPage]
		page.Older = picksAddress(q.Feedback, cards[picksPerPage-1].Pick.ID)
	}
	if cards, err = s.withHidden(r, reader, cards); err != nil {
		return err
	}
	if page.Gone, err = s.DB.FollowedGone(ctx, reader.ID); err != nil {
		return err
	}
	back := picksAddress(q.Feedback, q.Before)
	for _, c := range cards {
		v := newReaderCard(c, back)
		v.Hidden = q.Feedback != chalkline.FeedbackHidden && slices.Contains(c.Feedback, chalkline.FeedbackHidden)
		page.Cards = append(page.Cards, v)
	}
	follows, err := s.DB.Follows(ctx, reader.ID)
	if err != nil {
		return err
	}
	page.Follows = slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return !f.Mute })
	if len(page.Cards) == 0 && page.First && !page.Saved {
		front, err := s.frontNow(ctx)
		if err != nil {
			return err
		}
		page.Strong = front.Cards
	}
	tokens, err := s.DB.Tokens(ctx, reader.ID)
	if err != nil {
		return err
	}
	if len(tokens) > 0 {
		feed := s.newTokenView(tokens[0])
		page.Feed = &feed
	}
	title := "Your picks"
	if page.Saved {
		title = "Saved"
	}
	return s.render(w, r, "picks", title, page)
}

// picksQuery reads what an address asks for; one card more than a page tells
// whether there is another.
func picksQuery(query url.Values) (q store.CardQuery, err error) {
	q = store.CardQuery{Limit: picksPerPage + 1}
	switch show := chalkline.FeedbackKind(query.Get("show")); show {
	case "":
	case chalkline.FeedbackSaved:
		q.Feedback = show
	default:
		return q, chalkline.Errorf(chalkline.CodeInvalid, "Picks can be shown whole or saved only.")
	}
	if before := query.Get("before"); before != "" {
		id, err := strconv.ParseInt(before, 10, 64)
		if err != nil || id <= 0 {
			return q, chalkline.Errorf(chalkline.CodeInvalid, "That page of picks does not exist.")
		}
		q.Before = chalkline.PickID(id)
	}
	return q, nil
}

// picksAddress is the address of a page of picks.
func picksAddress(show chalkline.FeedbackKind, before chalkline.PickID) string {
	query := url.Values{}
	if show != "" {
		query.Set("show", string(show))
	}
	if before != 0 {
		query.Set("before", strconv.FormatInt(int64(before), 10))
	}
	if len(query) == 0 {
		return "/picks"
	}
	return "/picks?" + query.Encode()
}

// withHidden puts the card that was hidden a moment ago back in its place, so
// that hiding can be undone where it happened.
func (s *server) withHidden(r *http.Request, reader chalkline.Reader, cards []chalkline.Card) ([]chalkline.Card, error) {
	id, _ := strconv.ParseInt(r.URL.Query().Get(hiddenParam), 10, 64)
	if id <= 0 {
		return cards, nil // nothing was hidden a moment ago
	}
	hidden, err := s.DB.Card(r.Context(), reader.ID, chalkline.ItemID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return cards, nil
	}
	if err != nil {
		return nil, err
	}
	if hidden.Pick.ID == 0 || slices.ContainsFunc(cards, func(c chalkline.Card) bool { return c.Item.ID == hidden.Item.ID }) {
		return cards, nil
	}
	place, _ := slices.BinarySearchFunc(cards, hidden, func(a, b chalkline.Card) int {
		return cmp.Or(b.Pick.At.Compare(a.Pick.At), cmp.Compare(b.Pick.ID, a.Pick.ID))
	})
	return slices.Insert(cards, place, hidden), nil
}

// nextPicks is when the next picks come, in the reader's own time.
func nextPicks(reader chalkline.Reader, now time.Time) string {
	if !reader.PickAt.After(now) {
		return "in a few minutes"
	}
	loc, err := reader.Schedule.Location()
	if err != nil {
		loc = time.UTC
	}
	at := reader.PickAt.In(loc)
	if at.Sub(now) > 6*24*time.Hour {
		return at.Format("Monday 2 January, 15:04")
	}
	return at.Format("Monday 15:04")
}
