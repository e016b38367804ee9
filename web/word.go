package web

import (
	"context"
	"fmt"
	"net/http"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// wordPage is where a link in a mail leads by which a reader says what they think
// of an item, without signing in. It does not tell what they said before: a mail
// that was forwarded would tell that too.
type wordPage struct {
	Title    chalkline.Text
	Language string         // of the title; "" when it is not known
	Red      chalkline.Text // that the item fell; zero while it stands
	Address  string         // of the buttons, each a kind of feedback below it
	Evidence string
	Asked    button
	Others   []button
	Done     chalkline.Text // what was just done, in a sentence; zero before
	Undo     bool           // Asked was just said and can be taken back

	reader chalkline.Reader
}

// getWord shows the button that was chosen in the mail: programs that check mail
// for harm open every link in it.
func (s *server) getWord(w http.ResponseWriter, r *http.Request) error {
	_, page, err := s.word(r, chalkline.FeedbackKind(r.PathValue("kind")))
	if err != nil {
		return err
	}
	return s.renderWord(w, r, page)
}

// postWord stores what a reader says by a link in a mail, or takes it back.
func (s *server) postWord(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	kind := chalkline.FeedbackKind(r.PathValue("kind"))
	word, page, err := s.word(r, kind)
	if err != nil {
		return err
	}
	if r.PostForm.Get("undo") == "1" {
		page.Done = chalkline.Textf("Taken back. Nothing is noted.")
		err = s.DB.RemoveFeedback(r.Context(), word.Reader, word.Item, kind)
	} else {
		page.Done, page.Undo = wordDone[kind], true
		err = s.DB.AddFeedback(r.Context(), word.Reader, word.Item, kind)
	}
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return errNoWord // the reader left, or the item was deleted, a moment ago
	}
	if err != nil {
		return err
	}
	return s.renderWord(w, r, page)
}

// wordDone says what a button did.
var wordDone = map[chalkline.FeedbackKind]chalkline.Text{
	chalkline.FeedbackUseful:   chalkline.Textf("Noted as useful. Your next picks learn from it."),
	chalkline.FeedbackNotForMe: chalkline.Textf("Noted as not for you. Your next picks learn from it."),
	chalkline.FeedbackSaved:    chalkline.Textf("Saved. You find it under Saved."),
}

// errNoWord answers every address that is not, or is no longer, a reader's.
var errNoWord = chalkline.Errorf(chalkline.CodeNotFound, "This address is not complete. Please use the link in the mail as it is.")

// word reads the token in the address: who says something of what. Tokens that
// nobody made and those of readers who left get the same answer.
func (s *server) word(r *http.Request, kind chalkline.FeedbackKind) (mail.Word, wordPage, error) {
	token := r.PathValue("token")
	word, ok := mail.ParseWord(s.Key, token)
	if !ok || wordDone[kind].IsZero() {
		return word, wordPage{}, errNoWord
	}
	if s.Now().After(word.Until) {
		return word, wordPage{}, chalkline.Errorf(chalkline.CodeExpired, "The buttons of a mail work for 90 days. Sign in, and say it on the item's page.")
	}
	reader, card, err := s.wordCard(r.Context(), word)
	if err != nil {
		return word, wordPage{}, err
	}
	page := wordPage{reader: reader, Title: say.Title(card), Red: say.Alert(card.Appraisal), Address: "/word/" + token, Evidence: fmt.Sprintf("/items/%d", word.Item)}
	page.Language = say.Line(card.Item.Language)
	for _, b := range buttonLabels {
		switch {
		case b.kind == kind:
			page.Asked = button{Kind: b.kind, Label: b.off}
		case !wordDone[b.kind].IsZero():
			page.Others = append(page.Others, button{Kind: b.kind, Label: b.off})
		}
	}
	return word, page, nil
}

// wordCard is the item of a word with who says it, while both are here.
func (s *server) wordCard(ctx context.Context, word mail.Word) (reader chalkline.Reader, card chalkline.Card, err error) {
	reader, err = s.DB.Reader(ctx, word.Reader)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return reader, card, errNoWord
	}
	if err != nil {
		return reader, card, err
	}
	cards, err := s.DB.CardsByItem(ctx, 0, []chalkline.ItemID{word.Item}) // as anybody sees it, without what the reader said
	if err != nil {
		return reader, card, err
	}
	if len(cards) == 0 {
		return reader, card, errNoWord
	}
	return reader, cards[0], nil
}

func (s *server) renderWord(w http.ResponseWriter, r *http.Request, page wordPage) error {
	w.Header().Set("Cache-Control", "private, no-store")
	return s.render(w, writtenTo(r, page.reader), "word", chalkline.Textf("What you think of it"), page)
}
