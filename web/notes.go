package web

import (
	"fmt"
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// noteRunes is how long a reader's own note may be, in runes.
const noteRunes = 4000

// noteView is a reader's own note on an item, with the form that changes it.
type noteView struct {
	Item    chalkline.ItemID
	Title   chalkline.Text // of the item
	Text    string         // as stored; "" when there is none
	When    chalkline.Text // it was last written
	Typed   string         // what the field has
	Seen    string         // the version that the form was made from
	Back    string         // where the form leads back to
	Problem chalkline.Text // with what was typed
	Done    chalkline.Text // what was just done
	Focus   bool           // a script puts the reader on the field
}

// Action is where the form posts to.
func (v noteView) Action() string { return fmt.Sprintf("/items/%d/note", v.Item) }

// Anchor names the note within a page.
func (v noteView) Anchor() string { return fmt.Sprintf("note-%d", v.Item) }

func newNoteView(card chalkline.Card, n store.Note, back string) noteView {
	v := noteView{Item: card.Item.ID, Title: say.Title(card), Text: n.Text, Typed: n.Text, Back: back}
	if !n.Changed.IsZero() {
		v.When, v.Seen = say.Date(n.Changed), strconv.FormatInt(n.Changed.UnixMicro(), 36)
	}
	return v
}

// noteViews are a reader's notes on cards, in their order.
func (s *server) noteViews(r *http.Request, reader chalkline.Reader, back string, cards []chalkline.Card) ([]noteView, error) {
	ids := make([]chalkline.ItemID, len(cards))
	for n, c := range cards {
		ids[n] = c.Item.ID
	}
	notes, err := s.DB.Notes(r.Context(), reader.ID, ids)
	if err != nil {
		return nil, err
	}
	d := didIn(r)
	views := make([]noteView, len(cards))
	for n, c := range cards {
		views[n] = newNoteView(c, notes[c.Item.ID], back)
		if d.Item == c.Item.ID {
			views[n].Done = noteWords[d.What]
		}
	}
	return views, nil
}

// addOwn adds to an evidence card what its reader has just done, and their note.
func (s *server) addOwn(r *http.Request, page *evidencePage, card chalkline.Card, reader chalkline.Reader) error {
	page.Card.Bare = true
	if err := s.readyCards(r, reader, &page.Card); err != nil {
		return err
	}
	notes, err := s.noteViews(r, reader, page.Card.Evidence(), []chalkline.Card{card})
	if err == nil {
		page.Note = &notes[0]
	}
	return err
}

// noteWords say what a form did to a note.
var noteWords = map[string]chalkline.Text{didNote: chalkline.Textf("Your note is kept."), didNoNote: chalkline.Textf("Your note is deleted.")}

// postNote stores, changes or deletes a reader's own note.
func (s *server) postNote(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	item, err := itemID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx := r.Context()
	card, err := s.DB.Card(ctx, reader.ID, item)
	if err != nil {
		return err
	}
	back := backTo(r.PostForm.Get("back"), item)
	note := store.Note{ItemID: item, Text: written(r, "text"), Changed: stampIn(r)}
	typed := note.Text
	err = chalkline.CheckText("the note", note.Text, noteRunes, false)
	if err == nil {
		err = s.DB.SaveNote(ctx, reader.ID, &note)
	}
	switch chalkline.ErrorCode(err) {
	case "":
	case chalkline.CodeInvalid, chalkline.CodeConflict:
		return s.noteAgain(w, r, reader, card, back.String(), typed, err)
	default:
		return err
	}
	d := did{What: didNote, Item: item}
	if note.Text == "" {
		d.What = didNoNote
	}
	if !partly(r) {
		query := back.Query()
		query.Set(didParam, d.String())
		back.RawQuery, back.Fragment = query.Encode(), noteView{Item: item}.Anchor()
		return see(w, r, back.String())
	}
	v := newNoteView(card, note, back.String())
	v.Done = noteWords[d.What]
	return s.renderPart(w, r, http.StatusOK, "note", v, v.Done)
}

// noteAgain shows a note again that was not stored, with what was typed and what
// is stored now.
func (s *server) noteAgain(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, card chalkline.Card, back, typed string, fault error) error {
	notes, err := s.DB.Notes(r.Context(), reader.ID, []chalkline.ItemID{card.Item.ID})
	if err != nil {
		return err
	}
	v := newNoteView(card, notes[card.Item.ID], back)
	v.Typed, v.Problem = typed, sentenceOf(fault)
	status := http.StatusBadRequest
	if chalkline.ErrorCode(fault) == chalkline.CodeConflict {
		status = http.StatusConflict
		v.Problem = chalkline.Textf("The note was changed elsewhere meanwhile: in another window or on another device. Above is what is stored now. What you typed is here; keeping it replaces that.")
		if v.Text == "" {
			v.Problem = chalkline.Textf("The note was deleted elsewhere meanwhile. What you typed is here; keeping it stores it anew.")
		}
	} else {
		v.Seen = r.PostForm.Get("seen") // what was read is still what it is changed from
	}
	if partly(r) {
		v.Focus = true
		return s.renderPart(w, r, http.StatusUnprocessableEntity, "note", v, v.Problem)
	}
	return s.renderStatus(w, r, status, "note", chalkline.Textf("Your note"), v)
}
