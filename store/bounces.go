package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

// Bounce is a report that came back on a delivery.
type Bounce struct {
	Delivery chalkline.DeliveryID
	Kind     string // as package bounce has it; SoftBounce is counted
	Code     string
	Reason   string
}

// SoftBounce is the kind of a report that stops mail only with others of it.
const SoftBounce = "soft"

// bounceLife is how long reports are kept. Those on deliveries that were settled
// before are not taken any more, so that one that turns up again later, in a
// mailbox that was restored, changes nothing.
const bounceLife = 90 * 24 * time.Hour

// arrivedAfter is when mail that did not come back has arrived: a server tries
// for up to five days (RFC 5321, section 4.5.4.1), and one for the report.
const arrivedAfter = 6 * 24 * time.Hour

// AddBounce stores a report, once for each delivery and kind, puts its reason
// where the operator sees it with the delivery, and stops mail to its reader when
// stop, which is handed the number of recent deliveries that bounced softly, returns
// why. Soft bounces count within window, since the last one that stopped mail and
// the last delivery that arrived. It says whether mail stopped; that needs the
// reader to have the address that the delivery went to. Reports on deliveries that
// do not exist or are long over change nothing.
func (db *DB) AddBounce(ctx context.Context, b Bounce, window time.Duration, stop func(soft int) chalkline.Text) (stopped bool, err error) {
	err = db.durably(ctx, fmt.Sprintf("store a report on delivery %d", b.Delivery), func(ctx context.Context, tx *sql.Tx) error {
		now := db.Now()
		stopped = false // the transaction may be tried again
		var reader chalkline.ReaderID
		var address string
		err := tx.QueryRowContext(ctx, `SELECT reader_id, address FROM deliveries
			WHERE id = $1 AND (settled_at = 0 OR settled_at > $2) AND state <> 'waiting'`, b.Delivery, micros(now.Add(-bounceLife))).Scan(&reader, &address)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		// The row of the reader is taken first, so that reports that cross are counted.
		if _, err := tx.ExecContext(ctx, `UPDATE readers SET mail_error = mail_error WHERE id = $1`, reader); err != nil {
			return err
		}
		added, err := exec(ctx, tx, `INSERT INTO bounces (delivery_id, kind, reader_id, code, reason, at, stopped)
			VALUES ($1, $2, $3, $4, $5, $6, FALSE) ON CONFLICT (delivery_id, kind) DO NOTHING`,
			b.Delivery, b.Kind, reader, clean(b.Code), clean(b.Reason), micros(now))
		if err != nil || added == 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE deliveries SET error = $2 WHERE id = $1`, b.Delivery, clean(b.Reason)); err != nil {
			return err
		}
		soft, err := softBounces(ctx, tx, reader, now, window)
		if err != nil {
			return err
		}
		why := stop(soft)
		if why.IsZero() {
			return nil
		}
		if stopped, err = stopMail(ctx, tx, reader, address, why, micros(now)); err != nil || !stopped {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE bounces SET stopped = TRUE WHERE delivery_id = $1 AND kind = $2`, b.Delivery, b.Kind)
		return err
	})
	return stopped, err
}

// softBounces counts the deliveries of a reader that bounced softly.
func softBounces(ctx context.Context, tx *sql.Tx, reader chalkline.ReaderID, now time.Time, window time.Duration) (int, error) {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM bounces b WHERE b.reader_id = $1 AND b.kind = $2 AND b.at > $3
		AND b.at > (SELECT COALESCE(MAX(s.at), 0) FROM bounces s WHERE s.reader_id = $1 AND s.stopped)
		AND b.delivery_id > (SELECT COALESCE(MAX(d.id), 0) FROM deliveries d WHERE d.reader_id = $1 AND d.state = 'sent' AND d.settled_at < $4
			AND NOT EXISTS (SELECT 1 FROM bounces e WHERE e.delivery_id = d.id))`,
		reader, SoftBounce, micros(now.Add(-window)), micros(now.Add(-arrivedAfter))).Scan(&n)
	return n, err
}

// stopMail lets no more mail go to a reader whose address is still that one, and
// gives up what waits to be sent.
func stopMail(ctx context.Context, tx *sql.Tx, reader chalkline.ReaderID, address string, why chalkline.Text, now int64) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE readers SET mail_error = $3, mail_error_parts = $4 WHERE id = $1 AND email = $2 AND mail_error = ''`, reader, address, inWords(&why), inParts(&why))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE deliveries SET state = 'failed', error = $2, settled_at = $3
		WHERE reader_id = $1 AND state = 'waiting'`, reader, clean(why.English()), now)
	return err == nil, err
}

// ForgetBounces deletes reports that are older than they are kept.
func (db *DB) ForgetBounces(ctx context.Context) error {
	_, err := db.write.ExecContext(ctx, `DELETE FROM bounces WHERE at <= $1`, micros(db.Now().Add(-bounceLife)))
	return explain("forget old reports on mail", err)
}

// MailHealth is how mail goes, in numbers that say nothing of any reader.
type MailHealth struct {
	// Deliveries by state: the first two now, the others settled since then.
	Waiting, Claimed, Sent, Failed, Unsure int

	Bounced int            // deliveries that were reported on since then
	Kinds   map[string]int // reports since then by kind
	Stopped int            // addresses that mail does not go to now
}

// MailHealth counts deliveries and reports since then.
func (db *DB) MailHealth(ctx context.Context, since time.Time) (MailHealth, error) {
	h := MailHealth{Kinds: map[string]int{}}
	err := db.read.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM readers WHERE mail_error <> ''),
		(SELECT COUNT(DISTINCT delivery_id) FROM bounces WHERE at > $1)`, micros(since)).Scan(&h.Stopped, &h.Bounced)
	if err != nil {
		return MailHealth{}, explain("count how mail goes", err)
	}
	counts := map[chalkline.DeliveryState]*int{
		chalkline.DeliveryWaiting: &h.Waiting, chalkline.DeliveryClaimed: &h.Claimed, chalkline.DeliverySent: &h.Sent,
		chalkline.DeliveryFailed: &h.Failed, chalkline.DeliveryUnsure: &h.Unsure,
	}
	err = each(ctx, db.read, func(r row) error {
		var state chalkline.DeliveryState
		var n int
		err := r.Scan(&state, &n)
		if count, ok := counts[state]; ok {
			*count = n
		}
		return err
	}, `SELECT state, COUNT(*) FROM deliveries WHERE settled_at > $1 OR state IN ('waiting', 'claimed') GROUP BY state`, micros(since))
	if err == nil {
		err = each(ctx, db.read, func(r row) error {
			var kind string
			var n int
			err := r.Scan(&kind, &n)
			h.Kinds[kind] = n
			return err
		}, `SELECT kind, COUNT(*) FROM bounces WHERE at > $1 GROUP BY kind`, micros(since))
	}
	return h, explain("count how mail goes", err)
}
