package main

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/digest/mail"
)

type digestCmd struct {
	Reader string `arg:"" help:"The reader's mail address."`
	HTML   bool   `name:"html" help:"Show the HTML part instead of the text."`
	Send   bool   `help:"Compose and send it now instead of showing it."`
}

// Run is the command.
func (c digestCmd) Run(ctx context.Context, std streams, s Settings) error {
	email, err := chalkline.NormalEmail(c.Reader)
	if err != nil {
		return err
	}
	d, err := openExistingDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	reader, err := d.db.ReaderByEmail(ctx, email)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return invalid("nobody with the address %s reads here", email)
	}
	if err != nil {
		return err
	}
	if c.Send {
		return d.sendNow(ctx, std, reader)
	}
	m, ok, err := d.preview(ctx, reader)
	switch {
	case err != nil:
		return err
	case !ok:
		fmt.Fprintln(std.out, "There is nothing new for this reader, so no digest would be sent.")
		return nil
	case c.HTML:
		_, err = fmt.Fprintln(std.out, m.HTML)
	default:
		_, err = fmt.Fprintf(std.out, "Subject: %s\n\n%s\n", m.Subject, m.Text)
	}
	return err
}

// preview is the digest that would be composed now; nothing is stored.
func (d *daemon) preview(ctx context.Context, reader chalkline.Reader) (mail.Message, bool, error) {
	alerts, picks, err := d.db.EditionCards(ctx, reader.ID)
	if err != nil {
		return mail.Message{}, false, err
	}
	draft, ok := digest.Compose(alerts, picks)
	if !ok {
		return mail.Message{}, false, nil
	}
	now := time.Now()
	m, err := mail.Digest(mail.Page{
		From:        d.settings.MailFrom,
		Base:        d.settings.BaseURL,
		Reader:      reader,
		Edition:     chalkline.Edition{ReaderID: reader.ID, Subject: draft.Subject, At: now},
		Alerts:      chosen(alerts, draft.Alerts),
		Cards:       chosen(picks, draft.Picks),
		Unsubscribe: d.settings.BaseURL + "/unsubscribe/preview",
		Next:        digest.Next(reader.Schedule, now),
	})
	return m, true, err
}

// chosen are the cards with these picks, in their order.
func chosen(cards []chalkline.Card, picks []chalkline.PickID) []chalkline.Card {
	byPick := make(map[chalkline.PickID]chalkline.Card, len(cards))
	for _, c := range cards {
		byPick[c.Pick.ID] = c
	}
	out := make([]chalkline.Card, len(picks))
	for i, id := range picks {
		out[i] = byPick[id]
	}
	return out
}

// sendNow composes a reader's digest and delivers it.
func (d *daemon) sendNow(ctx context.Context, std streams, reader chalkline.Reader) error {
	delivery, err := d.units.Compose(ctx, reader)
	if err != nil {
		return err
	}
	if delivery == 0 {
		fmt.Fprintln(std.out, "There is nothing new for this reader, so no digest was sent.")
		return nil
	}
	sent, err := d.units.Deliver(ctx, delivery)
	if err != nil {
		return err
	}
	if sent.State != chalkline.DeliverySent {
		return invalid("the digest was composed but not sent (%s): %s", sent.State, sent.Error)
	}
	where := "through " + d.settings.SMTP
	if d.settings.SMTP == "" {
		where = "into " + d.settings.outbox()
	}
	fmt.Fprintf(std.out, "Sent to %s %s.\n", reader.Email, where)
	return nil
}
