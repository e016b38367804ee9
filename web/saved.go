package web

import (
	"net/http"
	"strconv"

	"chalkline"
)

// savedPerPage is how many items a page of saved ones has.
const savedPerPage = 20

// savedPage is a page of what a reader saved, last saved first, with their notes.
type savedPage struct {
	Rows  []savedRow
	First bool
	Older string // address of the next page; "" on the last
}

// savedRow is a saved item with the reader's note.
type savedRow struct {
	Card cardView
	Note noteView
}

// getSaved shows what a reader saved.
func (s *server) getSaved(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx := r.Context()
	before, err := idParam[chalkline.ItemID](r.URL.Query(), "before")
	if err != nil {
		return err
	}
	ids, err := s.DB.SavedItems(ctx, reader.ID, before, savedPerPage+1)
	if err != nil {
		return err
	}
	page, back := savedPage{First: before == 0}, "/saved"
	if before != 0 {
		back = savedAddress(before)
	}
	if len(ids) > savedPerPage {
		ids = ids[:savedPerPage]
		page.Older = savedAddress(ids[savedPerPage-1])
	}
	cards, err := s.DB.CardsByItem(ctx, reader.ID, withUnsaved(didIn(r), ids))
	if err != nil {
		return err
	}
	page.Rows = make([]savedRow, len(cards))
	views := make([]*cardView, len(cards))
	for n, c := range cards {
		page.Rows[n].Card = newReaderCard(c, back)
		views[n] = &page.Rows[n].Card
	}
	if err := s.readyCards(r, reader, views...); err != nil {
		return err
	}
	notes, err := s.noteViews(r, reader, back, cards)
	if err != nil {
		return err
	}
	for n := range page.Rows {
		page.Rows[n].Note = notes[n]
	}
	return s.render(w, r, "saved", chalkline.Textf("Saved"), page)
}

func savedAddress(before chalkline.ItemID) string {
	return "/saved?before=" + strconv.FormatInt(int64(before), 10)
}

// withUnsaved keeps an item on the page that was taken from it a moment ago, so
// that the reader sees what they did and can save it again. It leads the page: its
// old place is known no more.
func withUnsaved(d did, ids []chalkline.ItemID) []chalkline.ItemID {
	if d.What != didUndone || d.Kind != chalkline.FeedbackSaved {
		return ids
	}
	for _, id := range ids {
		if id == d.Item {
			return ids
		}
	}
	return append([]chalkline.ItemID{d.Item}, ids...)
}
