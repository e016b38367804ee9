package storetest

import (
	"time"

	"chalkline"
)

var turnTests = []test{
	{"what was sent is settled and what is next is claimed in one", func(e *env) {
		first, second := e.claimed(), e.delivery()
		first.State, first.SettledAt = chalkline.DeliverySent, e.pass(time.Minute)
		claimed, lost, err := e.TurnDeliveries(e.ctx, []chalkline.Delivery{first}, []chalkline.DeliveryID{second})
		e.ok(err)
		e.same(lost, nil)
		e.same(len(claimed), 1)
		e.same([]any{claimed[0].ID, claimed[0].State, claimed[0].Attempts, claimed[0].ClaimedAt}, []any{second, chalkline.DeliveryClaimed, 1, e.clock()})
		e.same(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10)), []chalkline.Delivery{claimed[0], first})
	}},
	{"only what waits and is due is claimed", func(e *env) {
		sent, held, later, due := e.claimed(), e.claimed(), e.claimed(), e.delivery()
		sent.State = chalkline.DeliverySent
		later.State, later.NextAt = chalkline.DeliveryWaiting, e.clock().Add(time.Hour)
		claimed, lost, err := e.TurnDeliveries(e.ctx, []chalkline.Delivery{sent, later}, []chalkline.DeliveryID{sent.ID, held.ID, later.ID, due, 999})
		e.ok(err)
		e.same(lost, nil)
		e.same(len(claimed), 1)
		e.same(claimed[0].ID, due)
	}},
	{"what was given up meanwhile stays so and keeps nothing else from being settled", func(e *env) {
		late := e.claimed()
		must[int](e)(e.CloseStaleClaims(e.ctx, e.pass(time.Hour)))
		good := e.claimed()
		late.State, good.State = chalkline.DeliverySent, chalkline.DeliverySent
		claimed, lost, err := e.TurnDeliveries(e.ctx, []chalkline.Delivery{late, good}, nil)
		e.ok(err)
		e.same(claimed, nil)
		e.same(lost, []chalkline.DeliveryID{late.ID})
		all := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))
		e.same([]any{all[0].State, all[1].State}, []any{chalkline.DeliverySent, chalkline.DeliveryUnsure})
	}},
	{"nothing is claimed when something cannot be settled", func(e *env) {
		held, due := e.claimed(), e.delivery()
		_, _, err := e.TurnDeliveries(e.ctx, []chalkline.Delivery{held}, []chalkline.DeliveryID{due})
		e.code(chalkline.CodeInvalid, err)
		e.same(must[[]chalkline.DeliveryID](e)(e.DueDeliveries(e.ctx, e.clock(), 10)), []chalkline.DeliveryID{due})
	}},
	{"many turns at once claim each delivery once", func(e *env) {
		var due []chalkline.DeliveryID
		for range 5 {
			due = append(due, e.delivery())
		}
		e.same(race(e, 20, func() (bool, error) {
			claimed, _, err := e.TurnDeliveries(e.ctx, nil, due)
			if err == nil && len(claimed) != 0 && len(claimed) != len(due) {
				e.Errorf("a turn claimed %d of %d", len(claimed), len(due))
			}
			return len(claimed) > 0, err
		}), 1)
	}},
}
