package web

import (
	"fmt"
	"net/http"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker/evidence"
)

// evidencePage is the evidence card of one item: the grade, then every fact
// behind it with the sentence it was found in.
type evidencePage struct {
	Card   cardView
	Byline chalkline.Text // where and when it appeared
	Judged bool           // the item was appraised

	SecondHand bool           // the study that it speaks of is linked first
	Notice     chalkline.Text // when and by which notice it fell, or zero
	Reading    chalkline.Text // how long it takes
	Copies     []say.Copy
	Sheet      say.Sheet
	Effects    []effectView
	Works      []workView
	Same       *sameStudy  // what else goes with the study; nil when no study is known
	People     *peopleView // on whom it was tested; nil for what is no study
	Opposable  bool        // another side was looked for
	Edits      []chalkline.Edit
	Topics     []topicLink
	Address    string    // of this page, for those who pass it on
	Why        *whyView  // what its points for the reader are; nil for visitors
	AskWhy     string    // where to ask for them when they are not shown; "" for visitors
	Wishes     []wishRow // what of it can be followed or muted; none for visitors
	Note       *noteView // the reader's own; nil for visitors
}

// effectView is an effect in words and as a picture.
type effectView struct {
	say.EffectWords
	Plot *plot // nil when it cannot be drawn
}

// workView is a work that the item points to, with the badge of its own grade.
type workView struct {
	say.WorkLine
	Badge *badge // nil when it was not judged here
}

// getItem shows the evidence card.
func (s *server) getItem(w http.ResponseWriter, r *http.Request) error {
	id, err := itemID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	reader, signedIn := readerOf(r)
	card, err := s.DB.Card(ctx, reader.ID, id)
	if err != nil {
		return err
	}
	appraisal, err := s.DB.Appraisal(ctx, id)
	judged := chalkline.ErrorCode(err) != chalkline.CodeNotFound
	if err != nil && judged {
		return err
	}
	if judged {
		card.Appraisal = appraisal
	}
	if card.Other == nil {
		if card.Other, err = s.otherSideOf(ctx, card); err != nil {
			return err
		}
	}
	citations, cited, err := s.DB.Citations(ctx, id)
	if err != nil {
		return err
	}
	own, _, err := s.DB.WorksBehind(ctx, card.Item, nil)
	if err != nil {
		return err
	}
	page := evidencePage{
		Card: newCardView(card), Byline: say.Byline(card), Judged: judged, Notice: say.Notice(own), Copies: say.Copies(card),
		SecondHand: card.Appraisal.SecondHand, Reading: say.Minutes(card),
		Works: workViews(say.Works(citations, cited)), Address: fmt.Sprintf("%s/items/%d", s.Base, id),
	}
	if card.Minutes != 0 {
		page.Reading = chalkline.Textf("%s to read what we have of it", page.Reading)
	}
	if judged {
		page.Sheet = say.SheetOf(card.Appraisal, evidence.Default(), reader.Class)
		page.Effects = effectViews(card.Appraisal)
		page.People = peopleIn(card.Appraisal, page.Sheet.Setting, reader.Class, signedIn)
		page.Opposable = mayBeOpposed(card.Appraisal) && !page.Sheet.Setting.IsZero()
	}
	if page.Same, err = s.sameStudyAs(ctx, card, own, cited); err != nil {
		return err
	}
	if page.Edits, err = s.DB.Edits(ctx, id); err != nil {
		return err
	}
	for _, m := range card.Topics {
		if t, ok := s.Topics.Topic(m.Topic); ok {
			page.Topics = append(page.Topics, topicLink{t.ID, t.Label})
		}
	}
	if signedIn {
		page.Card = newReaderCard(card, "")
		if err := s.addReaders(r, &page, card, reader.ID); err != nil {
			return err
		}
		if err := s.addOwn(r, &page, card, reader); err != nil {
			return err
		}
	}
	page.Card.Bare = true
	if !judged {
		page.Card.Word, page.Card.Reason = chalkline.Textf("Not judged yet"), chalkline.Textf("This item is new here and has not been judged yet.")
	}
	return s.render(w, r, "item", page.Card.Title, page)
}

// addReaders adds to an evidence card what only its reader sees. Why an item was not
// picked is long, so it waits to be asked.
func (s *server) addReaders(r *http.Request, page *evidencePage, card chalkline.Card, reader chalkline.ReaderID) (err error) {
	page.Why = whyPicked(card.Pick)
	switch {
	case page.Why != nil:
	case r.URL.Query().Get("why") == "1":
		if page.Why, err = s.whyNot(r.Context(), reader, card.Item.ID); err != nil {
			return err
		}
	default:
		page.AskWhy = fmt.Sprintf("/items/%d?why=1#why", card.Item.ID)
	}
	page.Wishes, err = s.wishesFor(r.Context(), reader, card)
	return err
}

// effectViews are the effects with their pictures.
func effectViews(a chalkline.Appraisal) []effectView {
	var list []effectView
	for i, words := range say.Effects(a) {
		e := effectView{EffectWords: words, Plot: newPlot(a.Effects[i])}
		if e.Plot != nil {
			e.Plot.ID = fmt.Sprintf("plot-%d", i+1)
		}
		list = append(list, e)
	}
	return list
}

func workViews(lines []say.WorkLine) []workView {
	list := make([]workView, 0, len(lines))
	for _, line := range lines {
		v := workView{WorkLine: line}
		if line.Judged {
			b := newBadge(line.Grade)
			v.Badge = &b
		}
		list = append(list, v)
	}
	return list
}

// receipt is the sentence or the record that a value rests on.
type receipt struct {
	Label    string // of the value, for those who hear the page
	Quote    string
	From     string
	Language string // of the quote; "" when it is that of the page or not known
	Short    bool   // it is shown at once, without a tap
}

// shortQuote is how many runes of a quote are shown without a tap.
const shortQuote = 72

func newReceipt(label, quote, from, language string) receipt {
	return receipt{Label: label, Quote: quote, From: from, Language: language, Short: utf8.RuneCountInString(quote) <= shortQuote}
}

// Open is the card as other sites show a link to it: Open Graph's description.
func (p evidencePage) Open() chalkline.Text {
	if !p.Judged {
		return p.Card.Reason
	}
	return chalkline.Textf("%s. %s", p.Sheet.Label, p.Sheet.Why)
}
