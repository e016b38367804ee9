package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"chalkline/store"
)

// renewals is how many kills there are for each process that is started again as the
// newer program: long enough for both to work side by side.
const renewals = 2

// rage kills processes until every source was asked, no delivery waits and every
// process is of the newer program. Between two kills something is done, so that a slow
// machine comes to an end too. A database that is away is waited for.
func (c chaosCmd) rage(ctx context.Context, r *chaosReport, world *chaosWorld, fleet *fleet) error {
	lot := rand.New(rand.NewPCG(2026, 11))
	began := time.Now()
	seen, next, renewal := began, began.Add(c.KillEvery), began.Add(c.KillEvery*3/2)
	due := c.Sources + c.Deliveries // at the last kill
	r.SideBySide = map[string]float64{}
	for {
		sources, deliveries, err := world.waiting(ctx)
		if err != nil && !store.Away(errors.Unwrap(err)) {
			return err
		}
		away := err != nil
		since := time.Since(began).Seconds()
		if !away && sources == 0 && r.CrawledAfter == 0 {
			r.CrawledAfter = since
		}
		if !away && deliveries == 0 && r.MailedAfter == 0 {
			r.MailedAfter = since
		}
		older, newer, err := fleet.tend(ctx, r)
		if err != nil {
			return err
		}
		if now := time.Now(); fleet.older != "" {
			r.SideBySide[fmt.Sprintf("%d+%d", older, newer)] += now.Sub(seen).Seconds()
			seen = now
		}
		if r.Seconds = since; !away && sources+deliveries+older == 0 {
			return nil
		}
		if left := sources + deliveries; !away && left < due && time.Now().After(next) {
			if err := fleet.strike(ctx, r, lot); err != nil {
				return err
			}
			due, next = left, time.Now().Add(c.KillEvery)
		}
		if older > 0 && time.Now().After(renewal) {
			if err := fleet.renew(ctx, r); err != nil {
				return err
			}
			renewal = time.Now().Add(renewals * c.KillEvery)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d sources and %d deliveries are still due: %w\n%s", sources, deliveries, ctx.Err(), fleet.lastWords())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
