package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

const day = 24 * time.Hour

var editionTests = []test{
	{"digests are due when readers said so and mail reaches them", func(e *env) {
		a, b, never, bounced := e.reader(), e.reader(), e.reader(), e.reader()
		b.DigestAt = start.Add(-time.Hour)
		e.ok(e.SetSchedule(e.ctx, b.ID, b.Schedule, b.DigestAt))
		e.ok(e.SetSchedule(e.ctx, never.ID, never.Schedule, time.Time{}))
		e.ok(e.SetMailError(e.ctx, bounced.ID, chalkline.Verbatim("550 no such user")))
		due := func(now time.Time) []chalkline.ReaderID {
			return must[[]chalkline.ReaderID](e)(e.ReadersToCompose(e.ctx, now, 10))
		}
		e.same(due(start), []chalkline.ReaderID{b.ID})
		e.same(due(a.DigestAt), []chalkline.ReaderID{b.ID, a.ID})
		e.ok(e.SkipEdition(e.ctx, b, a.DigestAt.Add(day)))
		e.same(due(a.DigestAt), []chalkline.ReaderID{a.ID})
		e.code(chalkline.CodeConflict, e.SkipEdition(e.ctx, b, start)) // it was moved
	}},
	{"an edition has the best picks that were never printed", func(e *env) {
		s, r := e.source(), e.reader()
		e.pick(r.ID, e.appraised(s.ID), 9) // too old
		e.pass(14*day + time.Microsecond)
		low, high := e.pick(r.ID, e.appraised(s.ID), 1), e.pick(r.ID, e.appraised(s.ID), 8)
		hidden, disliked := e.pick(r.ID, e.appraised(s.ID), 9), e.pick(r.ID, e.appraised(s.ID), 9)
		e.ok(e.AddFeedback(e.ctx, r.ID, hidden.ItemID, chalkline.FeedbackHidden))
		e.ok(e.AddFeedback(e.ctx, r.ID, disliked.ItemID, chalkline.FeedbackNotForMe))
		e.pick(e.reader().ID, e.appraised(s.ID), 9) // somebody else's
		alerts, picks := e.forEdition(r.ID)
		e.same(alerts, nil)
		e.same(picks, []chalkline.ItemID{high.ItemID, low.ItemID})

		e.printed(r, nil, []chalkline.PickID{high.ID})
		_, picks = e.forEdition(r.ID)
		e.same(picks, []chalkline.ItemID{low.ItemID})
	}},
	{"an edition is kept as it was printed", func(e *env) {
		s, r := e.source(), e.reader()
		a, b, c := e.pick(r.ID, e.appraised(s.ID), 1), e.pick(r.ID, e.appraised(s.ID), 2), e.pick(r.ID, e.appraised(s.ID), 3)
		first := e.printed(r, nil, []chalkline.PickID{b.ID, a.ID})
		second := e.printed(r, []chalkline.PickID{b.ID}, []chalkline.PickID{c.ID})
		e.same([]int{first.Number, second.Number, e.printed(e.reader(), nil, nil).Number}, []int{1, 2, 1})
		e.same(must[chalkline.Edition](e)(e.Edition(e.ctx, first.ID)), first)
		e.same(must[[]chalkline.Edition](e)(e.Editions(e.ctx, r.ID, 10)), []chalkline.Edition{second, first})
		e.same(must[[]chalkline.Edition](e)(e.Editions(e.ctx, r.ID, 1)), []chalkline.Edition{second})
		_, err := e.Edition(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"an edition keeps what it catches up on", func(e *env) {
		r := e.reader()
		edition := chalkline.Edition{Subject: chalkline.Textf("%s: %s", chalkline.Counted(2, "%s pick", "%s picks"), "quizzes"), At: e.clock(), Since: start.Add(-day), Away: chalkline.Break{From: "2026-02-20", Until: "2026-03-13", Name: "Half\x00 term"}}
		must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day)))
		edition.Away.Name = "Half term"
		e.same(must[chalkline.Edition](e)(e.Edition(e.ctx, edition.ID)), edition)
	}},
	{"after a break an edition may have picks from the whole of it", func(e *env) {
		s, r := e.source(), e.reader()
		before := e.pick(r.ID, e.appraised(s.ID), 9)
		left := e.pass(time.Hour)
		within := e.pick(r.ID, e.appraised(s.ID), 8)
		e.pass(40 * day)
		_, picks, err := e.EditionCards(e.ctx, r.ID, left)
		e.ok(err)
		e.same(ids(picks), []chalkline.ItemID{within.ItemID})
		_, picks, err = e.EditionCards(e.ctx, r.ID, start)
		e.ok(err)
		e.same(ids(picks), []chalkline.ItemID{before.ItemID, within.ItemID})
	}},
	{"editions are found by their number, and page by page", func(e *env) {
		r, other := e.reader(), e.reader()
		var all []chalkline.Edition
		for range 5 {
			all = append(all, e.printed(r, nil, nil))
		}
		e.printed(other, nil, nil)
		e.same(must[chalkline.Edition](e)(e.EditionByNumber(e.ctx, r.ID, 2)), all[1])
		for _, number := range []int{0, -1, 6} {
			_, err := e.EditionByNumber(e.ctx, r.ID, number)
			e.code(chalkline.CodeNotFound, err)
		}
		_, err := e.EditionByNumber(e.ctx, other.ID, 2)
		e.code(chalkline.CodeNotFound, err)
		e.same(must[[]chalkline.Edition](e)(e.EditionsBefore(e.ctx, r.ID, 4, 2)), []chalkline.Edition{all[2], all[1]})
		e.same(must[[]chalkline.Edition](e)(e.EditionsBefore(e.ctx, r.ID, 1, 2)), nil)
	}},
	{"an edition is composed once", func(e *env) {
		r := e.reader()
		pick := e.pick(r.ID, e.appraised(e.source().ID), 1)
		at := e.pass(time.Hour)
		won := race(e, 10, func() (bool, error) {
			edition := chalkline.Edition{Subject: chalkline.Verbatim("S"), At: at, Alerts: []chalkline.PickID{pick.ID}}
			_, err := e.CreateEdition(e.ctx, &edition, r, at.Add(7*day))
			if chalkline.ErrorCode(err) == chalkline.CodeConflict {
				return false, nil
			}
			return true, err
		})
		e.same(won, 1)
		e.same(len(must[[]chalkline.Edition](e)(e.Editions(e.ctx, r.ID, 10))), 1)
		e.same(len(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))), 1)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).DigestAt, at.Add(7*day))
	}},
	{"a pick is printed once, also when a digest is sent before its time", func(e *env) {
		r := e.reader()
		pick := e.pick(r.ID, e.appraised(e.source().ID), 1)
		e.printed(r, nil, []chalkline.PickID{pick.ID})
		r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
		edition := chalkline.Edition{At: e.pass(time.Hour), Picks: []chalkline.PickID{pick.ID}}
		_, err := e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day))
		e.code(chalkline.CodeConflict, err)
	}},
	{"a reader who switches the digest off meanwhile gets none", func(e *env) {
		r := e.reader()
		pick := e.pick(r.ID, e.appraised(e.source().ID), 1)
		off := r.Schedule
		off.Every = chalkline.Never
		e.ok(e.SetSchedule(e.ctx, r.ID, off, time.Time{}))
		edition := chalkline.Edition{At: e.clock(), Picks: []chalkline.PickID{pick.ID}}
		_, err := e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day))
		e.code(chalkline.CodeConflict, err)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).DigestAt, time.Time{})
	}},
	{"an edition with a pick that does not exist leaves nothing", func(e *env) {
		r := e.reader()
		edition := chalkline.Edition{At: r.DigestAt, Picks: []chalkline.PickID{99}}
		if _, err := e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day)); err == nil {
			e.Fatal("a pick was printed that does not exist")
		}
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).DigestAt, r.DigestAt)
		e.same(len(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))), 0)
	}},
	{"a retraction opens the next edition once", func(e *env) {
		s, r := e.source(), e.reader()
		item := e.appraised(s.ID)
		printed := e.pick(r.ID, item, 1)
		inFeed := e.pick(r.ID, e.appraised(s.ID), 1) // never printed
		e.printed(r, nil, []chalkline.PickID{printed.ID})
		grade := func(id chalkline.ItemID, g chalkline.Grade) {
			e.pass(time.Hour)
			a := graded(must[chalkline.Item](e)(e.Item(e.ctx, id)), g, 0)
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		}
		alerts := func() []chalkline.ItemID { a, _ := e.forEdition(r.ID); return a }
		e.same(alerts(), nil)
		grade(item.ID, chalkline.GradeR)
		grade(inFeed.ItemID, chalkline.GradeR)
		e.same(alerts(), []chalkline.ItemID{item.ID, inFeed.ItemID})
		_, picks := e.forEdition(r.ID)
		e.same(picks, nil) // an alert is no pick
		e.printed(r, []chalkline.PickID{printed.ID, inFeed.ID}, nil)
		e.same(alerts(), nil)
		item.Title = "RETRACTED: " + item.Title
		e.store(s.ID, item)
		grade(item.ID, chalkline.GradeR)
		e.same(alerts(), nil) // it was said
		grade(item.ID, chalkline.GradeC)
		e.same(alerts(), nil) // it was taken back
		grade(item.ID, chalkline.GradeR)
		e.same(alerts(), []chalkline.ItemID{item.ID})
	}},
	{"a retraction before the pick is no alert", func(e *env) {
		s, r := e.source(), e.reader()
		item := e.appraised(s.ID)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeR, 0)}))
		e.pass(time.Hour)
		pick := e.pick(r.ID, item, 1)
		e.printed(r, nil, []chalkline.PickID{pick.ID})
		alerts, _ := e.forEdition(r.ID)
		e.same(alerts, nil)
	}},
	{"an expression of concern is an alert, and a retraction after it is another", func(e *env) {
		s, r := e.source(), e.reader()
		item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		e.settle()
		item = must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		pick := e.pick(r.ID, item, 1)
		e.printed(r, nil, []chalkline.PickID{pick.ID})
		for _, standing := range []chalkline.Standing{chalkline.StandingConcern, chalkline.StandingRetracted} {
			e.pass(time.Hour)
			w := e.work("10.1/x")
			w.Standing = standing
			e.ok(e.SaveWork(e.ctx, w, time.Time{}))
			e.same(e.due(), []chalkline.ItemID{item.ID})
			grade := chalkline.GradeD
			if standing == chalkline.StandingRetracted {
				grade = chalkline.GradeR
			}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, grade, 10)}))
			alerts, _ := e.forEdition(r.ID)
			e.same(alerts, []chalkline.ItemID{item.ID})
			e.printed(r, []chalkline.PickID{pick.ID}, nil)
		}
	}},
}

// forEdition are the items of what a reader's next edition may be made of.
func (e *env) forEdition(reader chalkline.ReaderID) (alerts, picks []chalkline.ItemID) {
	e.Helper()
	a, p, err := e.EditionCards(e.ctx, reader, e.clock().Add(-14*day))
	e.ok(err)
	return ids(a), ids(p)
}

// printed makes the reader's next edition an hour later.
func (e *env) printed(r chalkline.Reader, alerts, picks []chalkline.PickID) chalkline.Edition {
	e.Helper()
	at := e.pass(time.Hour)
	r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)) // as it is after the last edition
	edition := chalkline.Edition{Subject: chalkline.Verbatim("Edition"), At: at, Alerts: alerts, Picks: picks}
	must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, at))
	return edition
}

var deliveryTests = []test{
	{"a delivery is claimed once", func(e *env) {
		id := e.delivery()
		e.same(must[[]chalkline.DeliveryID](e)(e.DueDeliveries(e.ctx, e.clock(), 10)), []chalkline.DeliveryID{id})
		e.same(race(e, 20, func() (bool, error) {
			_, ok, err := e.ClaimDelivery(e.ctx, id)
			return ok, err
		}), 1)
		e.same(must[[]chalkline.DeliveryID](e)(e.DueDeliveries(e.ctx, e.clock(), 10)), nil)
		d := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))[0]
		e.same([]any{d.State, d.Attempts, d.ClaimedAt}, []any{chalkline.DeliveryClaimed, 1, e.clock()})
	}},
	{"a delivery that was put off is tried again when it is due", func(e *env) {
		d := e.claimed()
		d.State, d.NextAt, d.Error = chalkline.DeliveryWaiting, e.clock().Add(time.Hour), "451 later"
		e.ok(e.SettleDelivery(e.ctx, d))
		_, ok, err := e.ClaimDelivery(e.ctx, d.ID)
		e.ok(err)
		e.same(ok, false)
		d.ClaimedAt, d.State, d.Attempts, d.Error = e.pass(time.Hour), chalkline.DeliveryClaimed, 2, "" // what went wrong last time is over
		again, ok, err := e.ClaimDelivery(e.ctx, d.ID)
		e.ok(err)
		e.same(ok, true)
		e.same(again, d)
	}},
	{"a settled delivery is never claimed again", func(e *env) {
		for _, state := range []chalkline.DeliveryState{chalkline.DeliverySent, chalkline.DeliveryFailed, chalkline.DeliveryUnsure} {
			d := e.claimed()
			d.State = state
			e.ok(e.SettleDelivery(e.ctx, d))
			e.code(chalkline.CodeConflict, e.SettleDelivery(e.ctx, d))
			_, ok, err := e.ClaimDelivery(e.ctx, d.ID)
			e.ok(err)
			e.same(ok, false)
			d.SettledAt = e.clock()
			e.same(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 1)), []chalkline.Delivery{d})
		}
	}},
	{"a delivery that is tried again goes to the address that its reader has then", func(e *env) {
		d := e.claimed()
		e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: "link", ReaderID: d.ReaderID, Email: "new@school.example", ExpiresAt: e.clock().Add(time.Hour)}))
		_, _, err := e.ChangeAddress(e.ctx, "link", "back", e.clock().Add(time.Hour))
		e.ok(err)
		d.State = chalkline.DeliveryWaiting
		e.ok(e.SettleDelivery(e.ctx, d))
		again, ok, err := e.ClaimDelivery(e.ctx, d.ID)
		e.ok(err)
		e.same([]any{ok, again.Address}, []any{true, "new@school.example"})
	}},
	{"mail that an address refuses stops for who still has it", func(e *env) {
		r := e.reader()
		refused, _, err := e.ClaimDelivery(e.ctx, e.deliveryTo(r))
		e.ok(err)
		waiting := e.deliveryTo(r)
		refused.State, refused.Error = chalkline.DeliveryFailed, "550 no such user"
		why := chalkline.Textf("the mail server refused the address: “%s”", "550 no such user")
		e.ok(e.SettleDelivery(e.ctx, refused))
		other := refused
		other.Address = "before@school.example"
		e.ok(e.StopMail(e.ctx, other, why))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).MailError, chalkline.Text{})
		e.ok(e.StopMail(e.ctx, refused, why))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).MailError, why)
		latest := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 1))[0]
		e.same([]any{latest.ID, latest.State, latest.Error}, []any{waiting, chalkline.DeliveryFailed, why.English()})
		e.ok(e.DeleteReader(e.ctx, r.ID))
		e.ok(e.StopMail(e.ctx, refused, why))
	}},
	{"a delivery cannot be settled as claimed", func(e *env) {
		e.code(chalkline.CodeInvalid, e.SettleDelivery(e.ctx, e.claimed()))
	}},
	{"a claim that a crash cut off is closed as unsure and never repeated", func(e *env) {
		stale := e.claimed()
		restarted := e.pass(time.Minute)
		fresh := e.claimed()
		e.same(must[int](e)(e.CloseStaleClaims(e.ctx, restarted)), 1)
		all := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))
		e.same([]any{all[0].ID, all[0].State, all[1].ID, all[1].State, all[1].SettledAt},
			[]any{fresh.ID, chalkline.DeliveryClaimed, stale.ID, chalkline.DeliveryUnsure, restarted})
		if all[1].Error == "" {
			e.Error("the operator is not told why it is unsure")
		}
		_, ok, err := e.ClaimDelivery(e.ctx, stale.ID)
		e.ok(err)
		e.same(ok, false)
	}},
}

// delivery is a delivery that is due.
func (e *env) delivery() chalkline.DeliveryID {
	e.Helper()
	r := e.reader()
	edition := chalkline.Edition{At: e.clock()}
	return must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day)))
}

// claimed is a delivery that this test has claimed.
func (e *env) claimed() chalkline.Delivery {
	e.Helper()
	d, ok, err := e.ClaimDelivery(e.ctx, e.delivery())
	e.ok(err)
	if !ok {
		e.Fatal("a due delivery could not be claimed")
	}
	return d
}
