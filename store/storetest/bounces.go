package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

var bounceTests = []test{
	{"a report that is final stops mail and what waits to be sent", func(e *env) {
		r := e.reader()
		sent := e.sentTo(r)
		waiting := e.deliveryTo(r)
		e.same(e.bounce(sent, "hard", "550 no such user"), true)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).MailError.English(), "550 no such user")
		all := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))
		e.same([]any{all[0].ID, all[0].State, all[0].Error}, []any{waiting, chalkline.DeliveryFailed, "550 no such user"})
		e.same([]any{all[1].ID, all[1].State, all[1].Error}, []any{sent, chalkline.DeliverySent, "what the server said"})
	}},
	{"a report counts once", func(e *env) {
		r := e.reader()
		sent := e.sentTo(r)
		e.same(e.bounce(sent, "hard", "gone"), true)
		e.ok(e.SetMailError(e.ctx, r.ID, chalkline.Text{})) // the reader tries again
		e.same(e.bounce(sent, "hard", "gone"), false)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).MailError, chalkline.Text{})
		e.same(e.bounce(sent, "complaint", "complaint"), true)
		e.same(must[store.MailHealth](e)(e.MailHealth(e.ctx, start.Add(-day))).Kinds, map[string]int{"hard": 1, "complaint": 1})
	}},
	{"a report on a delivery that is not there changes nothing", func(e *env) {
		r := e.reader()
		sent := e.sentTo(r)
		e.ok(e.DeleteReader(e.ctx, r.ID))
		e.same(e.bounce(sent, "hard", "gone"), false)
		e.same(e.bounce(99, "hard", "gone"), false)
		e.same(must[store.MailHealth](e)(e.MailHealth(e.ctx, time.Time{})).Bounced, 0)
	}},
	{"a report on a delivery that was not sent yet changes nothing", func(e *env) {
		r := e.reader()
		e.same(e.bounce(e.deliveryTo(r), "hard", "gone"), false)
	}},
	{"what a report says stays when its mail is settled only then", func(e *env) {
		d := e.claimed()
		e.same(e.bounce(d.ID, "hard", "gone"), true)
		d.State = chalkline.DeliverySent
		e.ok(e.SettleDelivery(e.ctx, d))
		now := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 1))[0]
		e.same([]any{now.State, now.Error}, []any{chalkline.DeliverySent, "what the server said"})
	}},
	{"soft bounces are counted by delivery", func(e *env) {
		r := e.reader()
		e.sentTo(e.reader())
		for want := 1; want < 4; want++ {
			d := e.sentTo(r)
			e.pass(time.Hour)
			e.same(e.softly(d), want)
			e.same(e.softly(d), -1) // said twice
			e.pass(day)
		}
	}},
	{"a delivery that arrived ends the count of soft bounces", func(e *env) {
		r := e.reader()
		e.same(e.softly(e.sentTo(r)), 1)
		e.sentTo(r)
		e.pass(day)
		e.same(e.softly(e.sentTo(r)), 2) // who knows yet whether the one between arrived
		e.pass(6 * day)
		e.same(e.softly(e.sentTo(r)), 2) // it did; this one and the last count
	}},
	{"soft bounces are forgotten in time", func(e *env) {
		r := e.reader()
		first := e.sentTo(r)
		e.pass(10 * day)
		e.same(e.softly(first), 1)
		last := e.sentTo(r)
		e.pass(35 * day)
		e.same(e.softly(last), 1)
	}},
	{"the count begins anew when a reader tries again", func(e *env) {
		r := e.reader()
		e.same(e.softly(e.sentTo(r)), 1)
		e.pass(time.Hour)
		e.same(e.bounce(e.sentTo(r), "soft", "full"), true)
		e.ok(e.SetMailError(e.ctx, r.ID, chalkline.Text{}))
		e.pass(time.Hour)
		e.same(e.softly(e.sentTo(r)), 1)
	}},
	{"reports that cross are all counted", func(e *env) {
		r := e.reader()
		deliveries := make(chan chalkline.DeliveryID, 8)
		for range 8 {
			deliveries <- e.sentTo(r)
		}
		e.pass(time.Hour)
		e.same(race(e, 8, func() (bool, error) {
			return e.AddBounce(e.ctx, store.Bounce{Delivery: <-deliveries, Kind: store.SoftBounce}, 35*day, func(soft int) chalkline.Text {
				if soft < 5 {
					return chalkline.Text{}
				}
				return chalkline.Textf("too often")
			})
		}), 1)
	}},
	{"reports are kept for 90 days and then believed no more", func(e *env) {
		r := e.reader()
		sent := e.sentTo(r)
		e.same(e.bounce(sent, "refused", ""), false)
		count := func() int { return must[store.MailHealth](e)(e.MailHealth(e.ctx, time.Time{})).Bounced }
		e.pass(90*day - time.Hour)
		e.ok(e.ForgetBounces(e.ctx))
		e.same(count(), 1)
		e.pass(2 * time.Hour)
		e.ok(e.ForgetBounces(e.ctx))
		e.same(count(), 0)
		e.same(e.bounce(sent, "hard", "gone"), false)
	}},
	{"the health of mail is counts", func(e *env) {
		long := e.reader()
		e.sentTo(long)
		e.pass(day)
		since := e.clock()
		e.pass(time.Hour)
		r := e.reader()
		e.bounce(e.sentTo(r), "refused", "")
		e.bounce(e.sentTo(r), "hard", "gone")
		e.deliveryTo(e.reader())
		e.claimed()
		e.same(must[store.MailHealth](e)(e.MailHealth(e.ctx, since)), store.MailHealth{
			Waiting: 1, Claimed: 1, Sent: 2, Bounced: 2, Kinds: map[string]int{"refused": 1, "hard": 1}, Stopped: 1,
		})
	}},
}

// bounce hands in a report that stops mail unless its kind is refused.
func (e *env) bounce(d chalkline.DeliveryID, kind, why string) bool {
	e.Helper()
	b := store.Bounce{Delivery: d, Kind: kind, Code: "5.1.1", Reason: "what the server said"}
	return must[bool](e)(e.AddBounce(e.ctx, b, 35*day, func(int) chalkline.Text { return chalkline.Verbatim(why) }))
}

// softly hands in a soft bounce that stops nothing and returns how many count, -1
// when this one was not new.
func (e *env) softly(d chalkline.DeliveryID) int {
	e.Helper()
	counted := -1
	must[bool](e)(e.AddBounce(e.ctx, store.Bounce{Delivery: d, Kind: store.SoftBounce}, 35*day, func(soft int) chalkline.Text {
		counted = soft
		return chalkline.Text{}
	}))
	return counted
}

// deliveryTo makes a delivery to a reader that is due.
func (e *env) deliveryTo(r chalkline.Reader) chalkline.DeliveryID {
	e.Helper()
	r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
	edition := chalkline.Edition{At: e.clock()}
	return must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day)))
}

// sentTo makes a delivery to a reader and sends it.
func (e *env) sentTo(r chalkline.Reader) chalkline.DeliveryID {
	e.Helper()
	d, ok, err := e.ClaimDelivery(e.ctx, e.deliveryTo(r))
	e.ok(err)
	if !ok {
		e.Fatal("a due delivery could not be claimed")
	}
	d.State = chalkline.DeliverySent
	e.ok(e.SettleDelivery(e.ctx, d))
	return d.ID
}
