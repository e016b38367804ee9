package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

const subscriptionColumns = `source_id, hub, topic, token, secret, active, until, next_at, tries`

func scanSubscription(r row) (chalkline.Subscription, error) {
	var s chalkline.Subscription
	err := r.Scan(&s.Source, &s.Hub, &s.Topic, &s.Token, &s.Secret, &s.Active, stamp{&s.Until}, stamp{&s.NextAt}, &s.Tries)
	return s, err
}

// Subscription is the subscription of a source at a hub.
func (db *DB) Subscription(ctx context.Context, source chalkline.SourceID) (chalkline.Subscription, error) {
	s, err := scanSubscription(db.read.QueryRowContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE source_id = $1`, source))
	return s, explain(fmt.Sprintf("read the subscription of source %d", source),
		missing(err, chalkline.CodeNotFound, "source %d has no subscription", source))
}

// SubscriptionByToken is the subscription that a hub calls by that token.
func (db *DB) SubscriptionByToken(ctx context.Context, token string) (chalkline.Subscription, error) {
	s, err := scanSubscription(db.read.QueryRowContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE token = $1`, clean(token)))
	return s, explain("read a subscription", missing(err, chalkline.CodeNotFound, "there is no such subscription"))
}

// SaveSubscription stores the subscription of a source. While it is active, the
// source counts as pushed until the end of the lease.
func (db *DB) SaveSubscription(ctx context.Context, s chalkline.Subscription) error {
	return db.tx(ctx, fmt.Sprintf("save the subscription of source %d", s.Source), func(ctx context.Context, tx *sql.Tx) error {
		until := int64(0)
		if s.Active {
			until = micros(s.Until)
		}
		n, err := exec(ctx, tx, `UPDATE sources SET push_until = $2 WHERE id = $1`, s.Source, until)
		if err == nil && n == 0 {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no source %d", s.Source)
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO subscriptions (`+subscriptionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (source_id) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, token = excluded.token, secret = excluded.secret,
				active = excluded.active, until = excluded.until, next_at = excluded.next_at, tries = excluded.tries`,
			s.Source, clean(s.Hub), clean(s.Topic), s.Token, s.Secret, s.Active, micros(s.Until), micros(s.NextAt), s.Tries)
		return err
	})
}

// DropSubscription forgets the subscription of a source, if there is one. A hub
// that goes on calling is told that there is nobody.
func (db *DB) DropSubscription(ctx context.Context, source chalkline.SourceID) error {
	return db.tx(ctx, fmt.Sprintf("drop the subscription of source %d", source), func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM subscriptions WHERE source_id = $1`, source); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE sources SET push_until = 0 WHERE id = $1`, source)
		return err
	})
}

// SubscriptionsDue are at most limit sources whose hub is due to be asked, the
// longest due first. Sources that are paused or gone let their leases end.
func (db *DB) SubscriptionsDue(ctx context.Context, now time.Time, limit int) ([]chalkline.SourceID, error) {
	out, err := all(ctx, db.read, value[chalkline.SourceID], `SELECT u.source_id FROM subscriptions u JOIN sources s ON s.id = u.source_id
		WHERE u.next_at <= $1 AND NOT s.paused AND s.state <> 'gone' ORDER BY u.next_at, u.source_id LIMIT $2`, micros(now), limit)
	return out, explain("find subscriptions that are due", err)
}
