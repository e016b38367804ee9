package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker/evidence"
	"chalkline/store"
)

// apiPicks lists the reader's picks, newest first, filtered as on their page.
func (s *server) apiPicks(r *http.Request, reader chalkline.Reader) (any, error) {
	ask, query, err := apiAskOf(r, "grade", "topic", "what", "unanswered", "free", "minutes")
	if err != nil {
		return nil, err
	}
	filter, err := s.readFilter(query)
	if err != nil {
		return nil, err
	}
	ctx, before := r.Context(), chalkline.PickID(ask.Cursor)
	var cards []chalkline.Card
	if filter.on() {
		facts, factsErr := s.DB.PickFacts(ctx, reader.ID, filter.withTopic(nil), mostFiltered)
		if factsErr != nil {
			return nil, factsErr
		}
		cards, err = s.DB.CardsByPick(ctx, reader.ID, filter.choose(facts, before, ask.Limit+1))
	} else {
		cards, err = s.DB.Cards(ctx, reader.ID, store.CardQuery{Limit: ask.Limit + 1, Before: before})
	}
	return newAPIList(cards, ask.Limit, s.cardJSONIn(localeOf(r)), func(c chalkline.Card) int64 { return int64(c.Pick.ID) }), err
}

// apiSaved lists what the reader saved, picked or not, last saved first.
func (s *server) apiSaved(r *http.Request, reader chalkline.Reader) (any, error) {
	ask, _, err := apiAskOf(r)
	if err != nil {
		return nil, err
	}
	ids, err := s.DB.SavedItems(r.Context(), reader.ID, chalkline.ItemID(ask.Cursor), ask.Limit+1)
	if err != nil {
		return nil, err
	}
	cards, err := s.DB.CardsByItem(r.Context(), reader.ID, ids)
	return newAPIList(cards, ask.Limit, s.cardJSONIn(localeOf(r)), func(c chalkline.Card) int64 { return int64(c.Item.ID) }), err
}

// searchJSON is a part of what a search found.
type searchJSON struct {
	apiList[hitJSON]

	Total int  `json:"total"`
	More  bool `json:"more"` // there are more, which were not looked at
}

// hitJSON is a card with the part of its text that has the words.
type hitJSON struct {
	cardJSON

	Snippet string `json:"snippet"`
}

// apiSearch finds items by their words and by what is known of them.
func (s *server) apiSearch(r *http.Request, reader chalkline.Reader) (any, error) {
	ask, query, err := apiAskOf(r, searchFields...)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	search, form, err := s.searchIn(ctx, query)
	if err != nil {
		return nil, err
	}
	for _, field := range searchFields {
		if problem, ok := form.Problems[field]; ok {
			return nil, &chalkline.Error{Code: chalkline.CodeInvalid, Text: chalkline.Textf("In the parameter %q: %s", field, problem)}
		}
	}
	search.Offset, search.Limit = int(ask.Cursor), ask.Limit
	found, err := s.Search.Search(ctx, search)
	if err != nil {
		return nil, err
	}
	ids := make([]chalkline.ItemID, len(found.Hits))
	snippets := map[chalkline.ItemID]string{}
	for n, hit := range found.Hits {
		ids[n] = hit.Item
		for _, span := range hit.Snippet {
			snippets[hit.Item] += span.Text
		}
	}
	cards, err := s.DB.CardsByItem(ctx, reader.ID, ids)
	if err != nil {
		return nil, err
	}
	answer := searchJSON{Total: found.Total, More: found.More}
	answer.Data = []hitJSON{}
	for _, c := range cards {
		answer.Data = append(answer.Data, hitJSON{s.newCardJSON(localeOf(r), c), snippets[c.Item.ID]})
	}
	if behind := search.Offset + len(found.Hits); behind < found.Total {
		next := strconv.Itoa(behind)
		answer.Next = &next
	}
	return answer, nil
}

// apiItem is the card of an item.
func (s *server) apiItem(r *http.Request, reader chalkline.Reader) (any, error) {
	id, err := itemID(r)
	if err != nil {
		return nil, err
	}
	card, err := s.DB.Card(r.Context(), reader.ID, id)
	if err != nil {
		return nil, err
	}
	return s.newCardJSON(localeOf(r), card), nil
}

// apiEvidence is the evidence card of an item.
func (s *server) apiEvidence(r *http.Request, reader chalkline.Reader) (any, error) {
	id, err := itemID(r)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	card, err := s.DB.Card(ctx, reader.ID, id)
	if err != nil {
		return nil, err
	}
	appraisal, err := s.DB.Appraisal(ctx, id)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil, chalkline.Errorf(chalkline.CodeNotFound, "This item is new here and has not been judged yet.")
	}
	if err != nil {
		return nil, err
	}
	answer := newEvidenceJSON(localeOf(r), id, appraisal, say.SheetOf(appraisal, evidence.Default(), reader.Class))
	own, _, err := s.DB.WorksBehind(ctx, card.Item, nil)
	if err != nil {
		return nil, err
	}
	answer.Notice = say.Notice(own).In(localeOf(r))
	citations, cited, err := s.DB.Citations(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, work := range say.Works(citations, cited) {
		answer.Works = append(answer.Works, workJSON{work.Text, work.Detail, work.URL, work.Judged, work.Grade, work.Red})
	}
	edits, err := s.DB.Edits(ctx, id)
	for _, e := range edits {
		answer.Edits = append(answer.Edits, editJSON{e.At, e.Field, e.Before, e.After})
	}
	return answer, err
}

// feedbackIn is the item and the kind of feedback that an address names.
func feedbackIn(r *http.Request) (chalkline.ItemID, chalkline.FeedbackKind, error) {
	id, err := itemID(r)
	if err != nil {
		return 0, "", err
	}
	kind := chalkline.FeedbackKind(r.PathValue("kind"))
	if !kind.Valid() {
		return 0, "", chalkline.Errorf(chalkline.CodeInvalid, "Feedback is useful, not_for_me, saved or hidden, not %q.", chalkline.Cut(string(kind), 40))
	}
	return id, kind, nil
}

// apiSetFeedback stores what the reader says of an item.
func (s *server) apiSetFeedback(r *http.Request, reader chalkline.Reader) (any, error) {
	id, kind, err := feedbackIn(r)
	if err != nil {
		return nil, err
	}
	return nil, s.DB.AddFeedback(r.Context(), reader.ID, id, kind)
}

// apiRemoveFeedback takes it back.
func (s *server) apiRemoveFeedback(r *http.Request, reader chalkline.Reader) (any, error) {
	id, kind, err := feedbackIn(r)
	if err != nil {
		return nil, err
	}
	return nil, s.DB.RemoveFeedback(r.Context(), reader.ID, id, kind)
}

// noteJSON is a reader's own note.
type noteJSON struct {
	Item    chalkline.ItemID `json:"item"`
	Text    string           `json:"text"` // "" when there is none
	At      *time.Time       `json:"at"`
	Changed *time.Time       `json:"changed"` // its version
}

// noteSentJSON is what is sent to write one. Seen is the version that it is made
// from, left out for a new one.
type noteSentJSON struct {
	Text string     `json:"text"`
	Seen *time.Time `json:"seen"`
}

func newNoteJSON(n store.Note) noteJSON {
	return noteJSON{n.ItemID, n.Text, apiTime(n.At), apiTime(n.Changed)}
}

// apiNotes lists the reader's notes, the pieces that came last first.
func (s *server) apiNotes(r *http.Request, reader chalkline.Reader) (any, error) {
	ask, _, err := apiAskOf(r)
	if err != nil {
		return nil, err
	}
	past, err := s.DB.History(r.Context(), reader.ID, store.HistoryQuery{Kind: store.PastNoted, Before: chalkline.ItemID(ask.Cursor), Limit: ask.Limit + 1})
	if err != nil {
		return nil, err
	}
	ids := make([]chalkline.ItemID, len(past))
	for n, p := range past {
		ids[n] = p.ItemID
	}
	notes, err := s.DB.Notes(r.Context(), reader.ID, ids)
	ids = slices.DeleteFunc(ids, func(id chalkline.ItemID) bool { _, there := notes[id]; return !there })
	return newAPIList(ids, ask.Limit, func(id chalkline.ItemID) noteJSON { return newNoteJSON(notes[id]) }, func(id chalkline.ItemID) int64 { return int64(id) }), err
}

// apiNote is the reader's note on an item.
func (s *server) apiNote(r *http.Request, reader chalkline.Reader) (any, error) {
	id, err := itemID(r)
	if err != nil {
		return nil, err
	}
	notes, err := s.DB.Notes(r.Context(), reader.ID, []chalkline.ItemID{id})
	if err != nil {
		return nil, err
	}
	note, there := notes[id]
	if !there {
		return nil, chalkline.Errorf(chalkline.CodeNotFound, "There is no note on this item.")
	}
	return newNoteJSON(note), nil
}

// apiSetNote writes or changes a note.
func (s *server) apiSetNote(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent noteSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	sent.Text = linesOf(sent.Text)
	if err := chalkline.CheckText("the note", sent.Text, noteRunes, true); err != nil {
		return nil, err
	}
	id, err := itemID(r)
	if err != nil {
		return nil, err
	}
	note := store.Note{ItemID: id, Text: sent.Text}
	if sent.Seen != nil {
		note.Changed = chalkline.Time(*sent.Seen)
	}
	if err := s.DB.SaveNote(r.Context(), reader.ID, &note); err != nil {
		return nil, err
	}
	return newNoteJSON(note), nil
}

// apiRemoveNote deletes a note, whatever it says.
func (s *server) apiRemoveNote(r *http.Request, reader chalkline.Reader) (any, error) {
	id, err := itemID(r)
	if err != nil {
		return nil, err
	}
	notes, err := s.DB.Notes(r.Context(), reader.ID, []chalkline.ItemID{id})
	if err != nil {
		return nil, err
	}
	note, there := notes[id]
	if !there {
		return nil, nil //nolint:nilnil // it is gone already, and nil is an answer without a body
	}
	note.Text = ""
	return nil, s.DB.SaveNote(r.Context(), reader.ID, &note)
}
