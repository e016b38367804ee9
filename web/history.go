package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// historyPerPage is how many items a page of the history has.
const historyPerPage = 50

// historyPage is what a reader was sent and what they said of it, by month.
type historyPage struct {
	Query   string         // text that is looked for
	Problem chalkline.Text // what of it cannot be looked for
	Kinds   []historyLink
	Months  []historyLink
	Groups  []historyMonth
	Chosen  chalkline.Text // the month that is shown, in words
	Kind    string         // of what is shown, as in an address
	Month   string
	On      bool // something is left out
	Older   string
	First   bool
}

// historyLink leads to a part of the history.
type historyLink struct {
	Label   chalkline.Text
	Address string
	Count   int // 0 when it is not counted
	On      bool
}

// historyMonth are the items of a month.
type historyMonth struct {
	Name chalkline.Text
	Rows []historyRow

	month chalkline.Month
}

// historyRow is an item with what became of it.
type historyRow struct {
	Card    cardView
	Day     chalkline.Text
	Said    []chalkline.Text // what the reader said of it
	Note    string           // the beginning of their note
	Edition int              // number of the digest that it was in; 0 for none
	Found   bool             // it was not picked: the reader found it
}

// historyAsk is what of a history an address asks for.
type historyAsk struct {
	Kind   store.PastKind
	Month  time.Time // first moment of the month, in the reader's zone; zero for all
	Text   string
	Before chalkline.ItemID
}

// pastKind is a part of a history that can be asked for.
type pastKind struct {
	kind  store.PastKind
	label chalkline.Text
}

// pastKinds are all of them, in the order in which they stand.
var pastKinds = []pastKind{
	{store.PastAll, chalkline.Textf("All")},
	{store.PastPicked, chalkline.Textf("Picked for me")},
	{store.PastAnswered, chalkline.Textf("Answered")},
	{store.PastKind(chalkline.FeedbackUseful), chalkline.Textf("Useful")},
	{store.PastKind(chalkline.FeedbackNotForMe), chalkline.Textf("Not for me")},
	{store.PastKind(chalkline.FeedbackSaved), chalkline.Textf("Saved")},
	{store.PastKind(chalkline.FeedbackHidden), chalkline.Textf("Hidden")},
	{store.PastNoted, chalkline.Textf("With my note")},
}

func historyAskOf(query url.Values, zone *time.Location) (historyAsk, error) {
	ask := historyAsk{Kind: store.PastKind(query.Get("show")), Text: strings.TrimSpace(chalkline.Cut(query.Get("q"), 200))}
	if !slices.ContainsFunc(pastKinds, func(k pastKind) bool { return k.kind == ask.Kind }) {
		return ask, chalkline.Errorf(chalkline.CodeInvalid, "Your history can be shown whole or by one of the links above it.")
	}
	var err error
	if month := query.Get("month"); month != "" {
		if ask.Month, err = time.ParseInLocation("2006-01", month, zone); err != nil {
			return ask, chalkline.Errorf(chalkline.CodeInvalid, "A month looks like 2026-09.")
		}
	}
	ask.Before, err = idParam[chalkline.ItemID](query, "before")
	return ask, err
}

// address is where that part of the history is.
func (a historyAsk) address() string {
	query := url.Values{}
	if a.Kind != "" {
		query.Set("show", string(a.Kind))
	}
	if !a.Month.IsZero() {
		query.Set("month", a.Month.Format("2006-01"))
	}
	if a.Text != "" {
		query.Set("q", a.Text)
	}
	if a.Before != 0 {
		query.Set("before", strconv.FormatInt(int64(a.Before), 10))
	}
	if len(query) == 0 {
		return "/history"
	}
	return "/history?" + query.Encode()
}

// getHistory shows what a reader was sent and what they said of it.
func (s *server) getHistory(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx, zone := r.Context(), zoneOf(reader)
	ask, err := historyAskOf(r.URL.Query(), zone)
	if err != nil {
		return err
	}
	page := historyPage{Query: ask.Text, First: ask.Before == 0, Kind: string(ask.Kind), On: ask.Kind != "" || ask.Text != "" || !ask.Month.IsZero()}
	q := store.HistoryQuery{Kind: ask.Kind, Text: ask.Text, Before: ask.Before, Limit: historyPerPage + 1}
	if !ask.Month.IsZero() {
		q.Since, q.Until = ask.Month, ask.Month.AddDate(0, 1, 0)
		page.Chosen, page.Month = chalkline.MonthOf(ask.Month).Text().Upper(), ask.Month.Format("2006-01")
	}
	if ask.Text != "" {
		if err := store.CheckQuery(ask.Text); err != nil {
			page.Problem = sentenceOf(err)
		}
	}
	past, err := s.DB.History(ctx, reader.ID, q)
	if err != nil {
		return err
	}
	if len(past) > historyPerPage {
		past = past[:historyPerPage]
		next := ask
		next.Before = past[historyPerPage-1].ItemID
		page.Older = next.address()
	}
	if page.Groups, err = s.historyMonths(r, reader, past, zone); err != nil {
		return err
	}
	times, err := s.DB.HistoryTimes(ctx, reader.ID)
	if err != nil {
		return err
	}
	page.Months = monthLinks(ask, times, zone)
	for _, k := range pastKinds {
		to := historyAsk{Kind: k.kind, Month: ask.Month, Text: ask.Text}
		page.Kinds = append(page.Kinds, historyLink{Label: k.label, Address: to.address(), On: k.kind == ask.Kind})
	}
	return s.render(w, r, "history", chalkline.Textf("Your history"), page)
}

// monthLinks lead to the months of a history, the newest first.
func monthLinks(ask historyAsk, times []time.Time, zone *time.Location) []historyLink {
	var links []historyLink
	for _, at := range times {
		at = at.In(zone)
		month := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, zone)
		to := historyAsk{Kind: ask.Kind, Month: month, Text: ask.Text}
		if address := to.address(); len(links) == 0 || links[len(links)-1].Address != address {
			links = append(links, historyLink{Label: chalkline.MonthOf(month).Text().Upper(), Address: address, On: month.Equal(ask.Month)})
		}
		links[len(links)-1].Count++
	}
	return links
}

// historyMonths are rows under their months.
func (s *server) historyMonths(r *http.Request, reader chalkline.Reader, past []store.Past, zone *time.Location) ([]historyMonth, error) {
	ids := make([]chalkline.ItemID, len(past))
	byItem := make(map[chalkline.ItemID]store.Past, len(past))
	for n, p := range past {
		ids[n], byItem[p.ItemID] = p.ItemID, p
	}
	cards, err := s.DB.CardsByItem(r.Context(), reader.ID, ids)
	if err != nil {
		return nil, err
	}
	notes, err := s.DB.Notes(r.Context(), reader.ID, ids)
	if err != nil {
		return nil, err
	}
	var months []historyMonth
	for _, c := range cards {
		p := byItem[c.Item.ID]
		at := p.At.In(zone)
		if month := chalkline.MonthOf(at); len(months) == 0 || months[len(months)-1].month != month {
			months = append(months, historyMonth{Name: month.Text().Upper(), month: month})
		}
		row := historyRow{Card: newCardView(c), Day: chalkline.Textf("%s", chalkline.Moment{At: at, Layout: "Mon 2"}).Upper(), Note: chalkline.Cut(say.Line(notes[c.Item.ID].Text), 120), Edition: p.Edition, Found: c.Pick.ID == 0}
		for _, b := range buttonLabels {
			if slices.Contains(c.Feedback, b.kind) {
				row.Said = append(row.Said, saidLabels[b.kind])
			}
		}
		month := &months[len(months)-1]
		month.Rows = append(month.Rows, row)
	}
	return months, nil
}

// saidLabels are what a reader said, in a word.
var saidLabels = map[chalkline.FeedbackKind]chalkline.Text{
	chalkline.FeedbackUseful:   chalkline.Textf("useful"),
	chalkline.FeedbackNotForMe: chalkline.Textf("not for me"),
	chalkline.FeedbackSaved:    chalkline.Textf("saved"),
	chalkline.FeedbackHidden:   chalkline.Textf("hidden"),
}
