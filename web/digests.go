package web

import (
	"fmt"
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/digest/say"
)

// digestsPerPage is how many editions a page of the archive has.
const digestsPerPage = 20

// digestsPage is a page of a reader's editions, newest first.
type digestsPage struct {
	Rows  []digestRow
	First bool           // it is the newest page
	Older string         // address of the next page; "" on the last
	Next  chalkline.Text // when the next digest comes; zero for never
}

// digestRow is an edition in a list.
type digestRow struct {
	Number  int
	Date    chalkline.Text
	Subject chalkline.Text
	Holds   chalkline.Text // what is in it, counted
}

// getDigests shows a page of a reader's editions.
func (s *server) getDigests(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx := r.Context()
	page := digestsPage{First: true}
	before := int(^uint32(0) >> 1)
	if text := r.URL.Query().Get("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 {
			return chalkline.Errorf(chalkline.CodeInvalid, "That page of digests does not exist.")
		}
		before, page.First = int(n), false
	}
	editions, err := s.DB.EditionsBefore(ctx, reader.ID, before, digestsPerPage+1)
	if err != nil {
		return err
	}
	if len(editions) > digestsPerPage {
		editions = editions[:digestsPerPage]
		page.Older = fmt.Sprintf("/digests?before=%d", editions[digestsPerPage-1].Number)
	}
	for _, e := range editions {
		page.Rows = append(page.Rows, newDigestRow(e, reader))
	}
	breaks, err := s.DB.Breaks(ctx, reader)
	if err != nil {
		return err
	}
	page.Next = nextDigest(reader, breaks, s.Now())
	return s.render(w, r, "digests", chalkline.Textf("Your digests"), page)
}

// newDigestRow puts an edition into words.
func newDigestRow(e chalkline.Edition, reader chalkline.Reader) digestRow {
	var holds []chalkline.Text
	if n := len(e.Alerts); n > 0 {
		holds = append(holds, chalkline.Counted(n, "%s correction", "%s corrections"))
	}
	if n := len(e.Picks); n > 0 {
		holds = append(holds, chalkline.Counted(n, "%s pick", "%s picks"))
	}
	if e.CatchUp() {
		holds = append(holds, chalkline.Textf("after a pause"))
	}
	return digestRow{Number: e.Number, Date: digestDate(e, reader), Subject: e.Subject, Holds: chalkline.Joined(", ", holds...)}
}

// digestDate is the day of an edition, where its reader is.
func digestDate(e chalkline.Edition, reader chalkline.Reader) chalkline.Text {
	return chalkline.Textf("%s", chalkline.Moment{At: reader.Schedule.Here(e.At), Layout: "Monday 2 January 2006"}).Upper()
}

// digestPage is an edition: the cards of its mail, in their order.
type digestPage struct {
	digestRow

	Away     chalkline.Text // the break that it ends, in words; zero when it is no catch-up
	Alerts   []cardView
	Cards    []cardView
	Groups   []digestGroup
	Previous int // numbers of the editions beside it, 0 for none
	Next     int
}

// digestGroup is what a group had to tell.
type digestGroup struct {
	ID     chalkline.GroupID
	Name   string
	Theme  *chalkline.Theme // nil when it was not new
	Shared []digestShare
}

// digestShare is an item that was put forward.
type digestShare struct {
	Card cardView
	By   string
	Note string
}

// getDigest shows an edition of the reader's own.
func (s *server) getDigest(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx := r.Context()
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 32)
	if err != nil {
		return chalkline.Errorf(chalkline.CodeNotFound, "You have no such digest.")
	}
	e, err := s.DB.EditionByNumber(ctx, reader.ID, int(number))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return chalkline.Errorf(chalkline.CodeNotFound, "You have no such digest.")
	}
	if err != nil {
		return err
	}
	page := digestPage{digestRow: newDigestRow(e, reader), Previous: e.Number - 1}
	if e.CatchUp() {
		page.Away = e.Away.Text()
		if name := say.Line(e.Away.Name); name != "" {
			page.Away = chalkline.Joined(", ", chalkline.Verbatim(name), page.Away)
		}
	}
	newest, err := s.DB.Editions(ctx, reader.ID, 1)
	if err != nil {
		return err
	}
	if len(newest) > 0 && newest[0].Number > e.Number {
		page.Next = e.Number + 1
	}
	for _, part := range []struct {
		picks []chalkline.PickID
		into  *[]cardView
	}{{e.Alerts, &page.Alerts}, {e.Picks, &page.Cards}} {
		cards, err := s.DB.CardsByPick(ctx, reader.ID, part.picks)
		if err != nil {
			return err
		}
		for _, c := range cards {
			v := newReaderCard(c, fmt.Sprintf("/digests/%d", e.Number))
			if len(e.Alerts) > 0 { // below a heading
				v.Level = 3
			}
			*part.into = append(*part.into, v)
		}
	}
	if err := s.readyCards(r, reader, pointersTo(page.Alerts, page.Cards)...); err != nil {
		return err
	}
	if page.Groups, err = s.digestGroups(r, reader, e); err != nil {
		return err
	}
	return s.render(w, r, "digest", chalkline.Textf("Digest %d", e.Number), page)
}

// digestGroups are the groups' news of an edition.
func (s *server) digestGroups(r *http.Request, reader chalkline.Reader, e chalkline.Edition) ([]digestGroup, error) {
	if e.Since.IsZero() {
		return nil, nil // from before there were groups
	}
	news, err := s.DB.GroupNews(r.Context(), reader.ID, e.Since, reader.Schedule.Here(e.At))
	if err != nil {
		return nil, err
	}
	var groups []digestGroup
	for _, n := range news {
		g := digestGroup{ID: n.Group.ID, Name: say.Line(n.Group.Name)}
		if n.Fresh {
			g.Theme = n.Theme
		}
		for _, shared := range n.Shared {
			v := newCardView(shared.Card)
			v.Level = 3
			g.Shared = append(g.Shared, digestShare{Card: v, By: say.Line(shared.Share.ByName), Note: say.Line(shared.Share.Note)})
		}
		groups = append(groups, g)
	}
	return groups, nil
}
