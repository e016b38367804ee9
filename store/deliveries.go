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
// sends it, to the address that its reader has now. False means that there is nothing to do: somebody else has it, or it
// is over.
func (db *DB) ClaimDelivery(ctx context.Context, id chalkline.DeliveryID) (chalkline.Delivery, bool, error) {
	claimed, _, err := db.TurnDeliveries(ctx, nil, []chalkline.DeliveryID{id})
	if err != nil || len(claimed) == 0 {
		return chalkline.Delivery{}, false, err
	}
	return claimed[0], true, nil
}

// SettleDelivery stores what became of a claimed delivery: d.State is sent,
// failed or unsure, or waiting to be tried again at NextAt. It is a CodeConflict
// when the delivery is not claimed any more.
func (db *DB) SettleDelivery(ctx context.Context, d chalkline.Delivery) error {
	settled, err := db.settleDelivery(ctx, db.write, d)
	if err == nil && !settled {
		return chalkline.Errorf(chalkline.CodeConflict, "delivery %d is not claimed any more", d.ID)
	}
	return explain(fmt.Sprintf("settle delivery %d", d.ID), err)
}

// TurnDeliveries settles deliveries and claims the next ones in one transaction,
// which costs one wait for the disk instead of one for each. Claimed are those
// of next that ClaimDelivery would give. Lost are those of done that are not
// claimed any more; they stay as they are.
func (db *DB) TurnDeliveries(ctx context.Context, done []chalkline.Delivery, next []chalkline.DeliveryID) (claimed []chalkline.Delivery, lost []chalkline.DeliveryID, err error) {
	err = db.durably(ctx, fmt.Sprintf("settle %d deliveries and claim %d", len(done), len(next)), func(ctx context.Context, tx *sql.Tx) error {
		claimed, lost = nil, nil
		for _, d := range done {
			settled, err := db.settleDelivery(ctx, tx, d)
			if err != nil {
				return fmt.Errorf("delivery %d: %w", d.ID, err)
			}
			if !settled {
				lost = append(lost, d.ID)
			}
		}
		for _, id := range next {
			d, err := scanDelivery(tx.QueryRowContext(ctx, `UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, claimed_at = $2, error = '',
				address = (SELECT r.email FROM readers r WHERE r.id = deliveries.reader_id)
				WHERE id = $1 AND state = 'waiting' AND next_at <= $2 RETURNING `+deliveryColumns, id, db.now()))
			switch {
			case errors.Is(err, sql.ErrNoRows):
			case err != nil:
				return fmt.Errorf("delivery %d: %w", id, err)
			default:
				claimed = append(claimed, d)
			}
		}
		return nil
	})
	return claimed, lost, err
}

// settleDelivery says whether the delivery was claimed until now. A report that
// came back before that has said in error what is wrong, and success does not
// undo it.
func (db *DB) settleDelivery(ctx context.Context, q querier, d chalkline.Delivery) (bool, error) {
	settled := d.SettledAt
	switch {
	case d.State == chalkline.DeliveryClaimed:
		return false, chalkline.Errorf(chalkline.CodeInvalid, "delivery %d cannot be settled as claimed", d.ID)
	case d.State == chalkline.DeliveryWaiting:
		settled = time.Time{}
	case settled.IsZero():
		settled = db.Now()
	}
	n, err := exec(ctx, q, `UPDATE deliveries SET state = $2, next_at = $3, settled_at = $4, error = CASE WHEN $5 = '' THEN error ELSE $5 END
		WHERE id = $1 AND state = 'claimed'`, d.ID, d.State, micros(d.NextAt), micros(settled), clean(d.Error))
	return n > 0, err
}

// StopMail lets no more mail go to the reader of a delivery whose address the mail
// server does not know, and gives up what waits to be sent; unless the reader has
// left, or has another address by now.
func (db *DB) StopMail(ctx context.Context, d chalkline.Delivery, why chalkline.Text) error {
	return db.tx(ctx, fmt.Sprintf("stop mail after delivery %d", d.ID), func(ctx context.Context, tx *sql.Tx) error {
		_, err := stopMail(ctx, tx, d.ReaderID, d.Address, why, db.now())
		return err
	})
}

// CloseStaleClaims ends deliveries that were claimed before then and never
// settled: a crash cut them off. They may have been sent, so they are not
// repeated but reported as unsure. It says how many there were.
func (db *DB) CloseStaleClaims(ctx context.Context, before time.Time) (int, error) {
	n, err := exec(ctx, db.write, `UPDATE deliveries SET state = 'unsure', settled_at = $2,
		error = CASE WHEN error = '' THEN 'cut off on its way to the mail server; it may have been sent' ELSE error END
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
