package web

import (
	"context"
	"fmt"
	"slices"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker"
)

// whyView says what an item's score for a reader is made of.
type whyView struct {
	Heading chalkline.Text
	Verdict chalkline.Text // why it was or was not picked
	Account say.Account
}

// whyPicked is what the item was picked for; nil when it was not.
func whyPicked(p chalkline.Pick) *whyView {
	if p.ID == 0 {
		return nil
	}
	return &whyView{Heading: say.WhyPicked, Verdict: say.PickedOn(p), Account: say.AccountOf(p)}
}

// whyNot works out what the item was worth to the reader, and why it is not among
// the picks.
func (s *server) whyNot(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID) (*whyView, error) {
	request, err := s.Picks.ToExplain(ctx, reader, item)
	if err != nil {
		return nil, err
	}
	pick, verdict := ranker.Explain(request, item)
	return &whyView{Heading: say.WhyNotPicked, Verdict: verdict, Account: say.AccountOf(pick)}, nil
}

// mostChoices is how many choices are worked out for pages at once. Each reads
// what came in during a fortnight, so more would only wait for each other.
const mostChoices = 2

// choosing hands on what the choice of a reader's picks depends on, when it is
// their turn. What came in during the last minute may be missing.
func (s *server) choosing(ctx context.Context, reader chalkline.ReaderID, work func(ranker.Request)) error {
	select {
	case s.choices <- struct{}{}:
		defer func() { <-s.choices }()
	case <-ctx.Done():
		return ctx.Err()
	}
	request, err := s.Picks.ToPreview(ctx, reader)
	if err == nil {
		work(request)
	}
	return err
}

// wishRow is a source or an author of an item, to be followed or never shown.
type wishRow struct {
	Kind            chalkline.FollowKind
	Value, Label    string
	What            chalkline.Text // "source" or "author"
	Followed, Muted bool
}

// mostAuthors is how many authors of an item can be followed from its card.
const mostAuthors = 8

// wishesFor are what of an item its reader may follow or mute.
func (s *server) wishesFor(ctx context.Context, reader chalkline.ReaderID, card chalkline.Card) ([]wishRow, error) {
	follows, err := s.DB.Follows(ctx, reader)
	if err != nil {
		return nil, err
	}
	rows := []wishRow{{Kind: chalkline.FollowSource, Value: fmt.Sprint(int64(card.Source.ID)), Label: say.Line(card.Source.Name), What: chalkline.Textf("source")}}
	for _, author := range card.Item.Authors[:min(len(card.Item.Authors), mostAuthors)] {
		if name := say.Line(author); name != "" && name == chalkline.Cut(name, maxName) {
			rows = append(rows, wishRow{Kind: chalkline.FollowAuthor, Value: name, Label: name, What: chalkline.Textf("author")})
		}
	}
	for i := range rows {
		asked := chalkline.Follow{Kind: rows[i].Kind, Value: rows[i].Value}
		has := func(mute bool) bool {
			return slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return f.Mute == mute && sameFollow(f, asked) })
		}
		rows[i].Followed, rows[i].Muted = has(false), has(true)
	}
	return rows, nil
}

// wishButton follows or mutes, or takes that back.
type wishButton struct {
	Name  string
	Label chalkline.Text
	Mute  int // 1 to mute
	On    bool
}

func newWishButton(row wishRow, mute bool) wishButton {
	b := wishButton{Name: row.Label}
	switch source := row.Kind == chalkline.FollowSource; {
	case mute && row.Muted:
		b.Label = chalkline.Textf("Never shown")
	case mute && source:
		b.Label = chalkline.Textf("Never show this source")
	case mute:
		b.Label = chalkline.Textf("Never show this author")
	case row.Followed:
		b.Label = chalkline.Textf("Following")
	case source:
		b.Label = chalkline.Textf("Follow this source")
	default:
		b.Label = chalkline.Textf("Follow this author")
	}
	b.On = mute && row.Muted || !mute && row.Followed
	if mute {
		b.Mute = 1
	}
	return b
}
