package jobs

import (
	"context"
	"fmt"
	"io"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/mail/bounce"
	"chalkline/store"
)

// mailboxPause is between looks into the mailbox that bounces come to.
const mailboxPause = 30 * time.Second

// bounces is the kind of work that reads the mailbox. It needs no place in the
// database: the mailbox itself holds what is not read yet.
func (u *Units) bounces() Kind {
	box := &mailbox{path: u.BounceBox, take: func(ctx context.Context, r io.Reader) (bool, error) { return u.Returned(ctx, "", r) }, log: u.Log, now: u.Now}
	return Kind{
		Name:  "bounces",
		Every: mailboxPause,
		Due: func(context.Context, time.Time, int) ([]string, error) {
			if !box.changed() {
				return nil, nil
			}
			return []string{"mailbox"}, nil
		},
		Run: func(ctx context.Context, _ []string) error { return box.read(ctx) },
	}
}

// traced gives a digest's mail what its delivery is known by when it comes back.
func (u *Units) traced(d chalkline.DeliveryID) func(mail.Message, error) (mail.Message, error) {
	return func(m mail.Message, err error) (mail.Message, error) {
		m.ReturnPath, m.MessageID = mail.ReturnPath(u.Key, u.Bounces, d), mail.MessageID(u.Key, u.From, d)
		return m, err
	}
}

// Returned reads a mail that came in for an address that bounces and complaints
// come to, "" when that is not known, and does what it says. It reports whether
// the mail was such a report on a delivery of ours and is done with. Any other
// mail is somebody else's to read. After an error it may be handed in again.
func (u *Units) Returned(ctx context.Context, recipient string, r io.Reader) (done bool, err error) {
	report, err := bounce.Read(r)
	if err != nil {
		return false, fmt.Errorf("read a returned mail: %w", err)
	}
	if report.Kind == bounce.Other {
		return false, nil
	}
	delivery, ok := u.deliveryOf(recipient, report)
	if !ok {
		return false, nil
	}
	log := u.Log.With("delivery", delivery, "kind", string(report.Kind), "code", report.Code, "reason", mail.WithoutAddresses(report.Reason))
	if report.Kind == bounce.Ignored {
		log.Debug("a mail about a digest needs nothing done")
		return true, nil
	}
	stopped, err := u.DB.AddBounce(ctx, store.Bounce{Delivery: delivery, Kind: string(report.Kind), Code: report.Code, Reason: report.Reason},
		bounce.SoftWindow, report.Stopped)
	if err != nil {
		return false, err
	}
	u.observer().Bounced(string(report.Kind))
	log.Info("a digest came back", "stopped", stopped)
	return true, nil
}

// deliveryOf is the delivery that a report is about: only what this instance has
// signed counts.
func (u *Units) deliveryOf(recipient string, report bounce.Report) (chalkline.DeliveryID, bool) {
	for _, address := range append([]string{recipient}, report.Addresses...) {
		if delivery, ok := mail.ParseReturnPath(u.Key, u.Bounces, address); ok {
			return delivery, true
		}
	}
	for _, messageID := range report.MessageIDs {
		if delivery, ok := mail.ParseMessageID(u.Key, messageID); ok {
			return delivery, true
		}
	}
	return 0, false
}
