package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"chalkline"
	"chalkline/store"
)

const (
	// picksPerPage is how many cards a page of picks has.
	picksPerPage = 20
	// mostFiltered is how many of the newest picks filters look at: a year of three
	// a day.
	mostFiltered = 1000
)

// picksPage is a page of a reader's picks, newest first.
type picksPage struct {
	Today   chalkline.Text // how many picks today has, and how long they take
	Filters filterView
	Days    []picksDay
	Older   string         // address of the next page; "" on the last
	First   bool           // this is the newest page
	Caught  bool           // what comes after it, if anything, is not of today
	Follows bool           // the reader follows something
	Next    chalkline.Text // when the next picks come
	Strong  []cardView     // what is strong and new, while there are no picks
	Feed    *tokenView

	MailError chalkline.Text     // why mail to the reader stopped; empty while it works
	Gone      []chalkline.Source // that they follow and that have closed
}

// picksDay are the picks of a day.
type picksDay struct {
	Name  chalkline.Text
	At    time.Time // somewhen on it, in the reader's zone
	Cards []cardView
}

// getPicks shows a page of picks.
func (s *server) getPicks(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx, query := r.Context(), r.URL.Query()
	switch query.Get("show") {
	case "":
	case "saved": // where it was once
		return see(w, r, "/saved")
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Picks can be shown whole or filtered. What you saved is at %s/saved.", s.Base)
	}
	filter, err := s.readFilter(query)
	if err != nil {
		return err
	}
	before, err := idParam[chalkline.PickID](query, "before")
	if err != nil {
		return err
	}
	follows, err := s.DB.Follows(ctx, reader.ID)
	if err != nil {
		return err
	}
	topics := s.followedTopics(follows)
	facts, err := s.DB.PickFacts(ctx, reader.ID, filter.withTopic(topics), mostFiltered)
	if err != nil {
		return err
	}
	cards, more, err := s.pickedCards(r, reader, filter, facts, before)
	if err != nil {
		return err
	}
	now := s.Now()
	page := picksPage{
		First: before == 0, Next: nextPicks(reader, now), MailError: reader.MailError,
		Filters: s.newFilterView(filter, facts, topics),
	}
	if page.First && !filter.on() {
		page.Today = todayLine(facts, reader, now)
	}
	if more {
		page.Older = filter.address(cards[len(cards)-1].Pick.ID)
	}
	if cards, err = s.withDone(r, reader, cards); err != nil {
		return err
	}
	if page.Days, err = s.picksDays(r, reader, cards, filter.address(before), now); err != nil {
		return err
	}
	page.Caught = !more || page.First && !sameDay(page.Days[len(page.Days)-1].At, now.In(zoneOf(reader)))
	return s.showPicks(w, r, reader, follows, page)
}

// showPicks adds to a page of picks what stands around them, and answers with it.
func (s *server) showPicks(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, follows []chalkline.Follow, page picksPage) error {
	ctx := r.Context()
	var err error
	if page.Gone, err = s.DB.FollowedGone(ctx, reader.ID); err != nil {
		return err
	}
	page.Follows = slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return !f.Mute })
	if len(page.Days) == 0 && page.First && !page.Filters.On {
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
	return s.render(w, r, "picks", chalkline.Textf("Your picks"), page)
}

// pickedCards are the cards of a page, and whether there are more.
func (s *server) pickedCards(r *http.Request, reader chalkline.Reader, filter picksFilter, facts []store.PickFacts, before chalkline.PickID) (cards []chalkline.Card, more bool, err error) {
	if filter.on() {
		cards, err = s.DB.CardsByPick(r.Context(), reader.ID, filter.choose(facts, before, picksPerPage+1))
	} else {
		cards, err = s.DB.Cards(r.Context(), reader.ID, store.CardQuery{Limit: picksPerPage + 1, Before: before})
	}
	if more = len(cards) > picksPerPage; more {
		cards = cards[:picksPerPage]
	}
	return cards, more, err
}

// withDone puts the card that was hidden or answered a moment ago back in its
// place when it is there no more, so that it can be undone where it was done.
func (s *server) withDone(r *http.Request, reader chalkline.Reader, cards []chalkline.Card) ([]chalkline.Card, error) {
	d := didIn(r)
	if d.Item == 0 || slices.ContainsFunc(cards, func(c chalkline.Card) bool { return c.Item.ID == d.Item }) {
		return cards, nil
	}
	card, err := s.DB.Card(r.Context(), reader.ID, d.Item)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return cards, nil
	}
	if err != nil {
		return nil, err
	}
	if card.Pick.ID == 0 || d.What != didMarked || !slices.Contains(card.Feedback, d.Kind) {
		return cards, nil
	}
	place, _ := slices.BinarySearchFunc(cards, card, func(a, b chalkline.Card) int {
		return cmp.Or(b.Pick.At.Compare(a.Pick.At), cmp.Compare(b.Pick.ID, a.Pick.ID))
	})
	return slices.Insert(cards, place, card), nil
}

// picksDays are cards under the days on which they were picked.
func (s *server) picksDays(r *http.Request, reader chalkline.Reader, cards []chalkline.Card, back string, now time.Time) ([]picksDay, error) {
	views := make([]*cardView, 0, len(cards))
	for _, c := range cards {
		v := newReaderCard(c, back)
		v.Level = 3
		views = append(views, &v)
	}
	if err := s.readyCards(r, reader, views...); err != nil {
		return nil, err
	}
	zone := zoneOf(reader)
	var days []picksDay
	for n, c := range cards {
		at := c.Pick.At.In(zone)
		if len(days) == 0 || !sameDay(days[len(days)-1].At, at) {
			days = append(days, picksDay{Name: pickedOn(at, now.In(zone)), At: at})
		}
		day := &days[len(days)-1]
		day.Cards = append(day.Cards, *views[n])
	}
	return days, nil
}

// zoneOf is the time zone of a reader.
func zoneOf(reader chalkline.Reader) *time.Location {
	zone, err := reader.Schedule.Location()
	if err != nil {
		return time.UTC
	}
	return zone
}

// pickedOn is a day as one speaks of it. Both times are of one zone.
func pickedOn(day, now time.Time) chalkline.Text {
	switch {
	case sameDay(day, now):
		return chalkline.Textf("Today")
	case sameDay(day, now.AddDate(0, 0, -1)):
		return chalkline.Textf("Yesterday")
	case day.Year() == now.Year():
		return chalkline.Textf("%s", chalkline.Moment{At: day, Layout: "Monday 2 January"}).Upper()
	}
	return chalkline.Textf("%s", chalkline.Moment{At: day, Layout: "Monday 2 January 2006"}).Upper()
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }

// todayLine says how many picks today has and how long they take to read; "" for
// who has no picks at all.
func todayLine(facts []store.PickFacts, reader chalkline.Reader, now time.Time) chalkline.Text {
	if len(facts) == 0 {
		return chalkline.Text{}
	}
	zone := zoneOf(reader)
	picks, minutes := 0, 0
	for _, f := range facts {
		if !sameDay(f.At.In(zone), now.In(zone)) {
			break
		}
		picks++
		minutes += max(1, f.Minutes)
	}
	if picks == 0 {
		return chalkline.Textf("Today: nothing new yet.")
	}
	return chalkline.Textf("Today: %s, %s.", chalkline.Counted(picks, "%s pick", "%s picks"), chalkline.Counted(minutes, "%s minute", "%s minutes"))
}

// nextPicks is when the next picks come, in the reader's own time.
func nextPicks(reader chalkline.Reader, now time.Time) chalkline.Text {
	if !reader.PickAt.After(now) {
		return chalkline.Textf("in a few minutes")
	}
	at := reader.PickAt.In(zoneOf(reader))
	if at.Sub(now) > 6*24*time.Hour {
		return chalkline.Textf("%s", chalkline.Moment{At: at, Layout: "Monday 2 January, 15:04"})
	}
	return chalkline.Textf("%s", chalkline.Moment{At: at, Layout: "Monday 15:04"})
}

// idParam is the id that a parameter of an address is; 0 when there is none.
func idParam[T ~int64](query url.Values, name string) (T, error) {
	text := query.Get(name)
	if text == "" {
		return 0, nil
	}
	id, ok := idOf(text)
	if !ok {
		return 0, chalkline.Errorf(chalkline.CodeInvalid, "There is no such page. Please start from the newest.")
	}
	return T(id), nil
}
