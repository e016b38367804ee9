package web

import (
	"fmt"
	"slices"

	"chalkline"
	"chalkline/digest/say"
)

// cardView is a card in words, ready to be shown. The words come from package
// say, which feeds and mails use too.
type cardView struct {
	ID      chalkline.ItemID
	Title   chalkline.Text
	URL     string // of the piece itself; "" when it has none
	Badge   badge
	Word    chalkline.Text // the grade in a word, with "second-hand" where it is
	Red     chalkline.Text // the sentence of the red bar; zero when the item stands
	Why     chalkline.Text // what the reason is headed by
	Reason  chalkline.Text
	Score   string
	Caution []chalkline.Text
	Found   string
	Effect  chalkline.Text // what is to be said of the result beyond that
	Foreign string         // language of title and quotes; "" when it is not known
	ForYou  chalkline.Text
	Outside chalkline.Text  // the mark of what is outside the reader's usual, or zero
	Other   *say.OtherWords // what speaks against it; nil for none
	Minutes chalkline.Text
	Free    say.Free
	Place   chalkline.Text
	AlsoAt  []say.Also
	More    int              // places that AlsoAt leaves out
	Snippet []chalkline.Span // the part of its text that has the words that were looked for
	Topics  []topicLink

	Buttons []button               // none for visitors
	Back    string                 // where a button leads back to
	Groups  []cardGroup            // that it can be put forward to with one tap
	Done    *done                  // what was just done to it; nil for nothing
	Focus   chalkline.FeedbackKind // the button that a script puts the reader on; "" for none
	Hidden  bool                   // show only that it was hidden, and undo
	Bare    bool                   // the item's own page: no link to itself
	Level   int                    // of the heading, 2 or 3
}

// button gives or takes back one kind of feedback.
type button struct {
	Kind  chalkline.FeedbackKind
	Label chalkline.Text
	On    bool
}

// buttonLabels are the words on the buttons, in the order in which they stand.
var buttonLabels = []struct {
	kind    chalkline.FeedbackKind
	off, on chalkline.Text
}{
	{chalkline.FeedbackUseful, chalkline.Textf("Useful"), chalkline.Textf("Marked useful")},
	{chalkline.FeedbackNotForMe, chalkline.Textf("Not for me"), chalkline.Textf("Marked not for me")},
	{chalkline.FeedbackSaved, chalkline.Textf("Save"), chalkline.Textf("Saved")},
	{chalkline.FeedbackHidden, chalkline.Textf("Hide"), chalkline.Textf("Hidden")},
}

// newCardView puts a card into words for a visitor.
func newCardView(c chalkline.Card) cardView {
	v := cardView{
		ID: c.Item.ID, Title: say.Title(c), URL: c.Item.URL,
		Badge: newBadge(c.Appraisal.Grade), Word: say.GradeWord(c.Appraisal), Red: say.Alert(c.Appraisal),
		Why: say.WhyLabel(c.Appraisal), Reason: say.Why(c.Appraisal), Score: say.Score(c.Appraisal),
		Caution: say.Cautions(c.Appraisal), ForYou: say.ForYou(c), Outside: say.Outside(c), Minutes: say.Minutes(c), Free: say.FreeToRead(c), Place: say.Place(c),
		Level: 2,
	}
	v.Found, _ = say.Found(c.Appraisal)
	if other, ok := say.OtherSide(c); ok {
		v.Other = &other
	}
	v.Effect = say.EffectNote(c.Appraisal)
	v.Foreign = say.Line(c.Item.Language)
	v.AlsoAt, v.More = say.AlsoAt(c)
	v.Topics = topicLinks(c.Topics)
	return v
}

// newReaderCard puts a card into words for a reader, with buttons that lead
// back to the page they were pressed on.
func newReaderCard(c chalkline.Card, back string) cardView {
	v := newCardView(c)
	v.Back = back
	for _, b := range buttonLabels {
		on := slices.Contains(c.Feedback, b.kind)
		label := b.off
		if on {
			label = b.on
		}
		v.Buttons = append(v.Buttons, button{Kind: b.kind, Label: label, On: on})
	}
	return v
}

// Action is where the buttons post to.
func (v cardView) Action() string { return fmt.Sprintf("/items/%d/feedback", v.ID) }

// Evidence is the item's own page.
func (v cardView) Evidence() string { return fmt.Sprintf("/items/%d", v.ID) }

// Anchor names the card within a page.
func (v cardView) Anchor() string { return anchor(v.ID) }

func anchor(id chalkline.ItemID) string { return fmt.Sprintf("item-%d", id) }

// tokenView is a feed address as a reader sees it.
type tokenView struct {
	ID              chalkline.TokenID
	Name            string
	Since           chalkline.Text
	RSS, Atom, JSON string
}

// newTokenView derives the addresses, which are stored nowhere.
func (s *server) newTokenView(t chalkline.Token) tokenView {
	self := s.Base + "/feeds/" + s.Key.FeedSecret(t)
	return tokenView{
		ID: t.ID, Name: say.Line(t.Name), Since: say.Date(t.CreatedAt),
		RSS: self + ".rss", Atom: self + ".atom", JSON: self + ".json",
	}
}
