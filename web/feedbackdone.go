package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/digest/say"
)

// didParam tells in an address what was just done to an item on the page, so that
// showing it changes nothing.
const didParam = "did"

// What can be done to an item on a card.
const (
	didMarked  = "marked" // with Kind
	didUndone  = "undone" // Kind, or putting it forward when there is none
	didForward = "forward"
	didAlready = "already" // somebody put it forward before
	didNote    = "note"
	didNoNote  = "no-note" // the note was deleted
)

// did is what was just done to an item.
type did struct {
	What  string
	Item  chalkline.ItemID
	Kind  chalkline.FeedbackKind
	Was   chalkline.FeedbackKind // what Kind replaced
	Group chalkline.GroupID
	Share chalkline.ShareID
}

// String is how an address tells it: its parts with dots between them.
func (d did) String() string {
	return strings.TrimRight(fmt.Sprintf("%s.%d.%s.%s.%s.%s", d.What, d.Item, d.Kind, d.Was, number(int64(d.Group)), number(int64(d.Share))), ".")
}

// number is an id in digits, "" when there is none.
func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// didIn is what the address of a page tells; zero when it tells nothing, or
// nothing of ours.
func didIn(r *http.Request) did {
	parts := strings.Split(r.URL.Query().Get(didParam), ".")
	if len(parts) < 2 || len(parts) > 6 {
		return did{}
	}
	for len(parts) < 6 {
		parts = append(parts, "")
	}
	item, known := idOf(parts[1])
	d := did{What: parts[0], Item: chalkline.ItemID(item), Kind: chalkline.FeedbackKind(parts[2]), Was: chalkline.FeedbackKind(parts[3])}
	if !known || d.Kind != "" && !d.Kind.Valid() || d.Was != "" && !d.Was.Valid() {
		return did{}
	}
	group, _ := idOf(parts[4])
	share, _ := idOf(parts[5])
	d.Group, d.Share = chalkline.GroupID(group), chalkline.ShareID(share)
	return d
}

// focus is the button that a reader stands on after taking something back: the
// one that they had pressed.
func (d did) focus() chalkline.FeedbackKind {
	if d.What == didUndone {
		return d.Kind
	}
	return ""
}

// done is what was just done to a card, in a sentence, with the way back.
type done struct {
	Words chalkline.Text
	Undo  *undo // nil when there is nothing to take back
	Focus bool  // a script puts the reader on the way back
}

// Undoes says whether the way back that is told beside it takes back that kind.
func (v cardView) Undoes(kind chalkline.FeedbackKind) bool {
	return v.Done != nil && v.Done.Undo != nil && v.Done.Undo.Name == "kind" && v.Done.Undo.Value == string(kind)
}

// undo is the button that takes back what was done.
type undo struct{ Action, Name, Value string }

// markedWords say what a kind of feedback did.
var markedWords = map[chalkline.FeedbackKind]chalkline.Text{
	chalkline.FeedbackUseful:   chalkline.Textf("Marked useful. Your next picks learn from it."),
	chalkline.FeedbackNotForMe: chalkline.Textf("Noted as not for you. Your next picks learn from it."),
	chalkline.FeedbackSaved:    chalkline.Textf("Saved. You find it under Saved."),
	chalkline.FeedbackHidden:   chalkline.Textf("Hidden. It is no longer among your picks."),
}

// tellDone tells on a card what was just done to it. A hidden card folds.
func (s *server) tellDone(r *http.Request, reader chalkline.Reader, d did, v *cardView) error {
	if d.Item != v.ID {
		return nil
	}
	switch d.What {
	case didMarked:
		if !slices.ContainsFunc(v.Buttons, func(b button) bool { return b.Kind == d.Kind && b.On }) {
			return nil // it was taken back since
		}
		action := v.Action() + "?undo=1"
		if d.Was != "" {
			action += "&was=" + string(d.Was)
		}
		v.Done = &done{Words: markedWords[d.Kind], Undo: &undo{Action: action, Name: "kind", Value: string(d.Kind)}}
		v.Hidden = d.Kind == chalkline.FeedbackHidden && !v.Bare
	case didUndone:
		v.Done = &done{Words: chalkline.Textf("Taken back.")}
	case didAlready:
		v.Done = &done{Words: chalkline.Textf("It was put forward to that group before.")}
	case didForward:
		return s.tellForward(r, reader, d, v)
	}
	return nil
}

// tellForward tells on a card to which group it was put forward.
func (s *server) tellForward(r *http.Request, reader chalkline.Reader, d did, v *cardView) error {
	share, err := s.DB.Share(r.Context(), d.Group, d.Share)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && (share.By != reader.ID || share.ItemID != d.Item) {
		return nil // it was taken back since, or never was theirs
	}
	if err != nil {
		return err
	}
	group, err := s.DB.Group(r.Context(), d.Group)
	if err != nil {
		return err
	}
	words := chalkline.Textf("Put forward to %s. A curator decides on it.", say.Line(group.Name))
	if share.State == chalkline.ShareApproved {
		words = chalkline.Textf("Put forward to %s and approved.", say.Line(group.Name))
	}
	v.Done = &done{Words: words, Undo: &undo{
		Action: v.Forward() + "?undo=1", Name: "share", Value: fmt.Sprintf("%d.%d", d.Group, d.Share),
	}}
	return nil
}

// readyCards tells on the cards of a page what was just done to one of them, and
// to which groups they can be put forward.
func (s *server) readyCards(r *http.Request, reader chalkline.Reader, cards ...*cardView) error {
	if len(cards) == 0 {
		return nil
	}
	groups, err := s.forwardGroups(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	d := didIn(r)
	for _, v := range cards {
		v.Groups = groups
		if err := s.tellDone(r, reader, d, v); err != nil {
			return err
		}
	}
	return nil
}

// pointersTo are the cards of lists, to be changed in their place.
func pointersTo(lists ...[]cardView) []*cardView {
	var out []*cardView
	for _, list := range lists {
		for n := range list {
			out = append(out, &list[n])
		}
	}
	return out
}
