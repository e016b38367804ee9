package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
)

// A delivery that met a temporary refusal is tried again after retryPause, then
// twice as long each time, and given up after maxAttempts (about two days),
// shorter than the four to five days of RFC 5321 section 4.5.4.1 because a
// digest ages.
const (
	retryPause  = 5 * time.Minute
	maxAttempts = 10
)

const (
	// deliverBatch is how many deliveries one look for due ones takes.
	deliverBatch = 100
	// flight is how many of them are claimed at once, and so how many a crash can
	// leave unsure. A claim waits for the disk; four share one wait.
	flight = 4
	// serverPause is how long all mail waits when there is no session with the
	// mail server.
	serverPause = time.Minute
	// settleTime is for writing down what was sent, settleTry for each try and
	// settlePause between two.
	settleTime  = 30 * time.Second
	settleTry   = 10 * time.Second
	settlePause = 500 * time.Millisecond
)

// deliveries finds and sends what is due, in batches.
func (u *Units) deliveries() Kind {
	d := &delivering{Units: u}
	due := ids(u.DB.DueDeliveries)
	return Kind{
		Name: "deliver", Batch: deliverBatch, Every: 2 * time.Second, Run: d.run,
		Due: func(ctx context.Context, now time.Time, limit int) ([]string, error) {
			if now.Before(d.notBefore.get()) {
				return nil, nil
			}
			return due(ctx, now, limit)
		},
	}
}

// delivering is the one worker that sends deliveries.
type delivering struct {
	*Units

	notBefore moment    // the mail server is left alone until then
	next      time.Time // when Pace lets the next message go
}

// run sends a few deliveries at a time. The next ones are claimed in the
// transaction that settles the last, unless Pace sets them apart.
func (u *delivering) run(ctx context.Context, keys []string) error {
	due := make([]chalkline.DeliveryID, len(keys))
	for i, key := range keys {
		var err error
		if due[i], err = id[chalkline.DeliveryID](key); err != nil {
			return err
		}
	}
	together := flight
	if u.Pace > 0 {
		together = 1
	}
	var done []sending
	for next := range slices.Chunk(due, together) {
		if !u.wait(ctx) || u.Now().Before(u.notBefore.get()) {
			break
		}
		claimed, err := u.turn(ctx, done, next)
		if err != nil {
			// What was sent must not stay claimed for want of a new claim.
			return errors.Join(err, u.settleAll(ctx, done))
		}
		done = u.sendAll(ctx, claimed)
		if u.Pace > 0 { // the next turn is a pause away, in which a crash would leave these unsure
			if err := u.settleAll(ctx, done); err != nil {
				return err
			}
			done = nil
		}
	}
	return u.settleAll(ctx, done)
}

// settleAll settles what was sent.
func (u *delivering) settleAll(ctx context.Context, done []sending) error {
	if len(done) == 0 {
		return nil
	}
	return u.insist(ctx, func(ctx context.Context) error {
		_, err := u.turn(ctx, done, nil)
		return err
	})
}

// insist settles what is out, also while the daemon stops. While the database is
// away, as when it is started anew, it is tried again for a time: nobody could say
// afterwards whether the mail was sent.
func (u *Units) insist(ctx context.Context, settle func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	for {
		try, end := context.WithTimeout(ctx, settleTry)
		err := settle(try)
		end()
		if err == nil || !store.Away(err) || !wait(ctx, settlePause) {
			return err
		}
	}
}

// wait waits until Pace lets a message go; false means that ctx ended before.
func (u *delivering) wait(ctx context.Context) bool {
	now := u.Now()
	if pause := u.next.Sub(now); pause > 0 {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		now = u.next
	}
	u.next = now.Add(u.Pace)
	return ctx.Err() == nil
}

// sending is a claimed delivery and what came of it.
type sending struct {
	chalkline.Delivery

	err error // nil when it was sent
}

// turn settles what was sent and claims what is next. The mail is out, so a shutdown
// does not cut it off.
func (u *delivering) turn(ctx context.Context, done []sending, next []chalkline.DeliveryID) ([]chalkline.Delivery, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTry)
	defer cancel()
	settled := make([]chalkline.Delivery, len(done))
	for i, s := range done {
		settled[i] = s.Delivery
	}
	claimed, lost, err := u.DB.TurnDeliveries(ctx, settled, next)
	if err != nil {
		return nil, err
	}
	for _, s := range done {
		if slices.Contains(lost, s.ID) {
			u.Log.Warn("a delivery was given up as unsure while it was being sent", "delivery", s.ID, "state", string(s.State))
			continue
		}
		if err := u.tell(ctx, s); err != nil {
			u.Log.Error("mail to an address that is not there was not stopped", "reader", s.ReaderID, "error", err)
		}
	}
	return claimed, nil
}

// sendAll sends deliveries side by side: one is written while another is on its
// way.
func (u *delivering) sendAll(ctx context.Context, claimed []chalkline.Delivery) []sending {
	done := make([]sending, len(claimed))
	var all sync.WaitGroup
	for i, d := range claimed {
		all.Go(func() { done[i] = u.send(ctx, d) })
	}
	all.Wait()
	for _, s := range done {
		if refused, ok := errors.AsType[*mail.Refused](s.err); ok && refused.NoServer {
			u.notBefore.set(u.Now().Add(serverPause))
		}
	}
	return done
}

// Deliver sends one delivery and returns it as settled. It is claimed before
// and settled after, so that it is sent at most once whatever happens in
// between; the zero Delivery means that somebody else has it.
func (u *Units) Deliver(ctx context.Context, deliveryID chalkline.DeliveryID) (chalkline.Delivery, error) {
	d, mine, err := u.DB.ClaimDelivery(ctx, deliveryID)
	if err != nil || !mine {
		return chalkline.Delivery{}, err
	}
	s := u.send(ctx, d)
	err = u.insist(ctx, func(ctx context.Context) error { return u.DB.SettleDelivery(ctx, s.Delivery) })
	if err != nil {
		return s.Delivery, err
	}
	return s.Delivery, u.tell(context.WithoutCancel(ctx), s)
}

// send writes and sends the mail of a delivery. A panic must end neither the
// daemon nor leave it open whether the mail is out.
func (u *Units) send(ctx context.Context, d chalkline.Delivery) (s sending) {
	written := false
	defer func() {
		if p := recover(); p != nil {
			u.Log.Error("delivery panicked", "delivery", d.ID, "panic", p, "stack", string(debug.Stack()))
			s.err = fmt.Errorf("panic: %v", p)
			if written {
				s.err = &mail.Refused{Unsure: true, Reason: s.err.Error(), Err: s.err}
			}
		}
		d.SettledAt = u.Now()
		settle(&d, s.err)
		s.Delivery = d
	}()
	m, err := u.Message(ctx, d)
	if err != nil {
		return sending{err: err}
	}
	written = true
	return sending{err: u.Mail.Send(ctx, m)}
}

// tell logs what came of a delivery, and stops mail to an address that is not
// there.
func (u *Units) tell(ctx context.Context, s sending) error {
	u.observer().Delivered(s.State)
	log := u.Log.With("delivery", s.ID, "state", string(s.State), "attempts", s.Attempts)
	if s.err == nil {
		log.Info("digest sent")
		return nil
	}
	log.Warn("digest not sent", "error", mail.WithoutAddresses(s.err.Error()))
	if refused, ok := errors.AsType[*mail.Refused](s.err); ok && refused.Address {
		// Not asked again until its reader has seen to it.
		return u.DB.StopMail(ctx, s.Delivery, refused.Stopped())
	}
	return nil
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
	case isRefusal && !refused.Temporary, d.Attempts >= maxAttempts:
		d.State = chalkline.DeliveryFailed
	default:
		d.State = chalkline.DeliveryWaiting
		d.NextAt = d.SettledAt.Add(retryPause << (d.Attempts - 1))
	}
	d.Error = chalkline.Cut(err.Error(), 500)
}
