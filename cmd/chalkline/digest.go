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
	email, err := mail.Address(c.Reader)
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
		return invalid("nobody with the address %s reads here", mail.ShowAddress(email))
	}
	if err != nil {
		return err
	}
	why, err := d.noDigest(ctx, reader)
	if err != nil {
		return err
	}
	if c.Send {
		if why != "" {
			return invalid("no digest was sent: %s", why)
		}
		return d.sendNow(ctx, std, reader)
	}
	proof, ok, err := d.units.Proof(ctx, reader)
	if err != nil {
		return err
	}
	if why != "" {
		fmt.Fprintf(std.err, "No digest would be sent now: %s.\n", why)
	}
	if !ok {
		fmt.Fprintln(std.out, "There is nothing new for this reader, so no digest would be sent.")
		return nil
	}
	m, err := d.units.Preview(ctx, reader, proof)
	switch {
	case err != nil:
		return err
	case c.HTML:
		_, err = fmt.Fprintln(std.out, m.HTML)
	default:
		_, err = fmt.Fprintf(std.out, "Subject: %s\n\n%s\n", m.Subject, m.Text)
	}
	return err
}

// noDigest is why a reader gets no digest now, whatever is new; "" when they do.
func (d *daemon) noDigest(ctx context.Context, reader chalkline.Reader) (string, error) {
	breaks, err := d.db.Breaks(ctx, reader)
	if err != nil {
		return "", err
	}
	pause, paused := digest.Paused(reader.Schedule, breaks, time.Now())
	switch {
	case reader.Schedule.Every == chalkline.Never:
		return "the reader wants no mail", nil
	case !reader.MailError.IsZero():
		return "mail to the reader stopped: " + reader.MailError.English(), nil
	case paused:
		return fmt.Sprintf("the reader has paused digests (%v)", pause), nil
	}
	return "", nil
}

// sendNow composes a reader's digest and delivers it.
func (d *daemon) sendNow(ctx context.Context, std streams, reader chalkline.Reader) error {
	to := mail.ShowAddress(reader.Email)
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
	if sent.ID == 0 {
		fmt.Fprintf(std.out, "The digest to %s is being sent by another process.\n", to)
		return nil
	}
	if sent.State != chalkline.DeliverySent {
		return invalid("the digest was composed but not sent (%s): %s", sent.State, sent.Error)
	}
	where := "through " + d.settings.SMTP
	if d.settings.SMTP == "" {
		where = "into " + d.settings.outbox()
	}
	fmt.Fprintf(std.out, "Sent to %s %s.\n", to, where)
	return nil
}
