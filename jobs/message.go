package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// Message is the mail of a delivery; the same delivery gives the same mail. What
// no later attempt can mend is a mail.Refused: the mail is not made at all, and its
// delivery has failed.
func (u *Units) Message(ctx context.Context, d chalkline.Delivery) (mail.Message, error) {
	reader, err := u.DB.Reader(ctx, d.ReaderID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return mail.Message{}, &mail.Refused{Reason: errNoMail.Error(), Err: errNoMail}
	}
	if err != nil {
		return mail.Message{}, err
	}
	if err := unwanted(reader); err != nil {
		return mail.Message{}, &mail.Refused{Reason: err.Error(), Err: err}
	}
	reader.Email = d.Address // what was claimed is what is sent, though the reader may have changed it since
	edition, err := u.DB.Edition(ctx, d.EditionID)
	if err != nil {
		return mail.Message{}, err
	}
	alerts, err := u.DB.CardsByPick(ctx, reader.ID, edition.Alerts)
	if err != nil {
		return mail.Message{}, err
	}
	cards, err := u.DB.CardsByPick(ctx, reader.ID, edition.Picks)
	if err != nil {
		return mail.Message{}, err
	}
	next, err := u.NextDigest(ctx, reader, edition.At)
	if err != nil {
		return mail.Message{}, err
	}
	studies, err := u.studies(ctx, cards)
	if err != nil {
		return mail.Message{}, err
	}
	groups, err := u.editionGroups(ctx, reader, edition)
	if err != nil {
		return mail.Message{}, err
	}
	waiting, err := u.DB.WaitingFor(ctx, reader.ID, edition.At)
	if err != nil {
		return mail.Message{}, err
	}
	m, err := u.traced(d.ID)(mail.Digest(mail.Page{
		From:        u.From,
		Base:        u.Base,
		Key:         u.Key,
		Reader:      reader,
		Edition:     edition,
		Delivery:    d.ID,
		Alerts:      alerts,
		Cards:       cards,
		Studies:     studies,
		Groups:      groups,
		Waiting:     waiting,
		Unsubscribe: u.Base + "/unsubscribe/" + u.Key.Sign("unsubscribe", strconv.FormatInt(int64(reader.ID), 10)),
		Contact:     u.Contact,
		Next:        next,
	}))
	if err != nil {
		return mail.Message{}, &mail.Refused{Reason: err.Error(), Err: err}
	}
	return m, nil
}

// unwanted is why a reader wants no digest any more that was composed for them, or
// nil. It may have waited for days to be tried again, or have been on its way to
// the mail server when they switched it off.
func unwanted(r chalkline.Reader) error {
	switch {
	case r.Schedule.Every == chalkline.Never:
		return errors.New("the reader switched the digest off")
	case !r.MailError.IsZero():
		return fmt.Errorf("mail to the reader had stopped: %s", r.MailError.English())
	}
	return nil
}

// editionGroups is what an edition tells of its reader's groups. Editions that
// were made before there were groups tell nothing.
func (u *Units) editionGroups(ctx context.Context, r chalkline.Reader, e chalkline.Edition) ([]chalkline.GroupNews, error) {
	if e.Since.IsZero() {
		return nil, nil
	}
	return u.DB.GroupNews(ctx, r.ID, e.Since, r.Schedule.Here(e.At))
}

// studies are the studies that those of the cards speak of which are second-hand:
// of each the first that it links to.
func (u *Units) studies(ctx context.Context, cards []chalkline.Card) (map[chalkline.ItemID]say.WorkLine, error) {
	found := make(map[chalkline.ItemID]say.WorkLine)
	for _, c := range cards {
		if !c.Appraisal.SecondHand {
			continue
		}
		citations, cited, err := u.DB.Citations(ctx, c.Item.ID)
		if err != nil {
			return nil, err
		}
		lines := say.Works(citations, cited)
		if i := slices.IndexFunc(lines, func(l say.WorkLine) bool { return l.URL != "" }); i >= 0 {
			found[c.Item.ID] = lines[i]
		}
	}
	return found, nil
}
