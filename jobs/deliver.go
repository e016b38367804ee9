package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/digest/mail"
)

// compose puts a reader's new picks into an edition, unless there are none: an
// empty digest is not sent.
func (u *Units) compose(ctx context.Context, key string) error {
	readerID, err := id[chalkline.ReaderID](key)
	if err != nil {
		return err
	}
	reader, err := u.DB.Reader(ctx, readerID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil // left meanwhile
	}
	if err != nil {
		return err
	}
	_, err = u.Compose(ctx, reader)
	return err
}

// Compose makes a reader's next edition now and returns its delivery, 0 when
// there was nothing to send.
func (u *Units) Compose(ctx context.Context, reader chalkline.Reader) (chalkline.DeliveryID, error) {
	now := u.Now()
	next := digest.Next(reader.Schedule, now)
	if reader.MailError != "" || reader.Schedule.Every == chalkline.Never {
		return 0, u.skip(ctx, reader, next)
	}
	alerts, picks, err := u.DB.EditionCards(ctx, reader.ID)
	if err != nil {
		return 0, err
	}
	draft, ok := digest.Compose(alerts, picks)
	if !ok {
		return 0, u.skip(ctx, reader, next)
	}
	edition := chalkline.Edition{Subject: draft.Subject, At: now, Alerts: draft.Alerts, Picks: draft.Picks}
	delivery, err := u.DB.CreateEdition(ctx, &edition, reader, next)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return 0, nil // somebody else composed it, or the schedule changed
	}
	if err != nil {
		return 0, fmt.Errorf("composing for reader %d: %w", reader.ID, err)
	}
	u.Log.Info("edition composed", "edition", edition.ID, "picks", len(draft.Picks), "alerts", len(draft.Alerts))
	return delivery, nil
}

// skip moves a reader's digest on without an edition, unless somebody else did.
func (u *Units) skip(ctx context.Context, reader chalkline.Reader, next time.Time) error {
	err := u.DB.SkipEdition(ctx, reader, next)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return nil
	}
	return err
}

// A delivery that met a temporary refusal is tried again after retryPause, then
// twice as long each time, and given up after maxAttempts (about two days),
// shorter than the four to five days of RFC 5321 section 4.5.4.1 because a
// digest ages.
const (
	retryPause  = 5 * time.Minute
	maxAttempts = 10
)

// deliver is the unit of Deliver.
func (u *Units) deliver(ctx context.Context, key string) error {
	deliveryID, err := id[chalkline.DeliveryID](key)
	if err != nil {
		return err
	}
	_, err = u.Deliver(ctx, deliveryID)
	return err
}

// Deliver sends one delivery and returns it as settled. It is claimed before
// and settled after, so that it is sent at most once whatever happens in
// between; the zero Delivery means that somebody else has it.
func (u *Units) Deliver(ctx context.Context, deliveryID chalkline.DeliveryID) (chalkline.Delivery, error) {
	d, mine, err := u.DB.ClaimDelivery(ctx, deliveryID)
	if err != nil || !mine {
		return chalkline.Delivery{}, err
	}
	sendErr := u.send(ctx, d)
	d.SettledAt = u.Now()
	settle(&d, sendErr)
	// The mail may be out: settling must not be cut off by a shutdown.
	ctx = context.WithoutCancel(ctx)
	if err := u.DB.SettleDelivery(ctx, d); err != nil {
		return d, err
	}
	log := u.Log.With("delivery", d.ID, "state", string(d.State), "attempts", d.Attempts)
	if sendErr == nil {
		log.Info("digest sent")
		return d, nil
	}
	log.Warn("digest not sent", "error", sendErr)
	if refused, ok := errors.AsType[*mail.Refused](sendErr); ok && refused.Address {
		// Not asked again until its reader has seen to it.
		return d, u.DB.SetMailError(ctx, d.ReaderID, d.Error)
	}
	return d, nil
}

// settle sets the state that err leads to. Only a refusal may mean that the
// mail is out, or never will be; with any other error nothing was sent.
func settle(d *chalkline.Delivery, err error) {
	refused, isRefusal := errors.AsType[*mail.Refused](err)
	switch {
	case err == nil:
		d.State, d.Error = chalkline.DeliverySent, ""
		return
	case isRefusal && refused.Unsure:
		d.State = chalkline.DeliveryUnsure
	case refusedForGood(err), d.Attempts >= maxAttempts:
		d.State = chalkline.DeliveryFailed
	default:
		d.State = chalkline.DeliveryWaiting
		d.NextAt = d.SettledAt.Add(retryPause << (d.Attempts - 1))
	}
	d.Error = chalkline.Cut(err.Error(), 500)
}

func refusedForGood(err error) bool {
	refused, ok := errors.AsType[*mail.Refused](err)
	return ok && !refused.Temporary && !refused.Unsure
}

func (u *Units) send(ctx context.Context, d chalkline.Delivery) error {
	m, err := u.Message(ctx, d)
	if err != nil {
		return err
	}
	return u.Mail.Send(ctx, m)
}

// Message is the mail of a delivery; the same delivery gives the same mail.
func (u *Units) Message(ctx context.Context, d chalkline.Delivery) (mail.Message, error) {
	reader, err := u.DB.Reader(ctx, d.ReaderID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return mail.Message{}, errNoMail
	}
	if err != nil {
		return mail.Message{}, err
	}
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
	return mail.Digest(mail.Page{
		From:        u.From,
		Base:        u.Base,
		Reader:      reader,
		Edition:     edition,
		Delivery:    d.ID,
		Alerts:      alerts,
		Cards:       cards,
		Unsubscribe: u.Base + "/unsubscribe/" + u.Key.Sign("unsubscribe", strconv.FormatInt(int64(reader.ID), 10)),
		Next:        digest.Next(reader.Schedule, edition.At),
	})
}
