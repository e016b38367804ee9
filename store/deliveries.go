package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

const deliveryColumns = `id, edition_id, reader_id, address, state, attempts, next_at, claimed_at, settled_at, error`

func scanDelivery(r row) (chalkline.Delivery, error) {
	var d chalkline.Delivery
	err := r.Scan(&d.ID, &d.EditionID, &d.ReaderID, &d.Address, &d.State, &d.Attempts, stamp{&d.NextAt}, stamp{&d.ClaimedAt},
		stamp{&d.SettledAt}, &d.Error)
	return d, err
}

// DueDeliveries are at most limit deliveries that wait and are due, the longest
// due first.
func (db *DB) DueDeliveries(ctx context.Context, now time.Time, limit int) ([]chalkline.DeliveryID, error) {
	out, err := all(ctx, db.read, value[chalkline.DeliveryID],
		`SELECT id FROM deliveries WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, micros(now), limit)
	return out, explain("find due deliveries", err)
}

// ClaimDelivery takes a delivery that waits and is due, so that nobody else
// sends it. False means that there is nothing to do: somebody else has it, or it
// is over.
func (db *DB) ClaimDelivery(ctx context.Context, id chalkline.DeliveryID) (chalkline.Delivery, bool, error) {
	var d chalkline.Delivery
	var claimed bool
	err := db.durably(ctx, fmt.Sprintf("claim delivery %d", id), func(ctx context.Context, tx *sql.Tx) error {
		var err error
		d, err = scanDelivery(tx.QueryRowContext(ctx, `UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, claimed_at = $2
			WHERE id = $1 AND state = 'waiting' AND next_at <= $2 RETURNING `+deliveryColumns, id, db.now()))
		claimed = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return d, claimed, err
}

// SettleDelivery stores what became of a claimed delivery: d.State is sent,
// failed or unsure, or waiting to be tried again at NextAt. It is a CodeConflict
// when the delivery is not claimed any more.
func (db *DB) SettleDelivery(ctx context.Context, d chalkline.Delivery) error {
	settled := d.SettledAt
	switch d.State {
	case chalkline.DeliveryWaiting:
		settled = time.Time{}
	case chalkline.DeliverySent, chalkline.DeliveryFailed, chalkline.DeliveryUnsure:
		if settled.IsZero() {
			settled = db.Now()
		}
	case chalkline.DeliveryClaimed:
		return chalkline.Errorf(chalkline.CodeInvalid, "delivery %d cannot be settled as claimed", d.ID)
	}
	n, err := exec(ctx, db.write, `UPDATE deliveries SET state = $2, next_at = $3, settled_at = $4, error = $5
		WHERE id = $1 AND state = 'claimed'`, d.ID, d.State, micros(d.NextAt), micros(settled), clean(d.Error))
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeConflict, "delivery %d is not claimed any more", d.ID)
	}
	return explain(fmt.Sprintf("settle delivery %d", d.ID), err)
}

// CloseStaleClaims ends deliveries that were claimed before then and never
// settled: a crash cut them off. They may have been sent, so they are not
// repeated but reported as unsure. It says how many there were.
func (db *DB) CloseStaleClaims(ctx context.Context, before time.Time) (int, error) {
	n, err := exec(ctx, db.write, `UPDATE deliveries SET state = 'unsure', settled_at = $2
		WHERE state = 'claimed' AND claimed_at < $1`, micros(before), db.now())
	return n, explain("close stale claims of deliveries", err)
}

// CloseAllDeliveries ends every delivery that is not over as unsure: this
// database was restored, and what it was about to send may be long out.
func (db *DB) CloseAllDeliveries(ctx context.Context) error {
	_, err := exec(ctx, db.write, `UPDATE deliveries SET state = 'unsure', error = 'restored from a backup', settled_at = $1
		WHERE state IN ('waiting', 'claimed')`, db.now())
	return explain("close all deliveries", err)
}

// Deliveries are the newest deliveries of all readers, for the operator.
func (db *DB) Deliveries(ctx context.Context, limit int) ([]chalkline.Delivery, error) {
	out, err := all(ctx, db.read, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries ORDER BY id DESC LIMIT $1`, limit)
	return out, explain("read the deliveries", err)
}
