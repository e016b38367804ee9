package store

import (
	"context"
	"fmt"
	"time"
)

// Visits are what a host was asked in some time.
type Visits struct {
	Host        string
	Asked       int       // requests for sources
	NotModified int       // of them, those answered with "nothing new"
	Failed      int       // of them, those without a good answer
	Denied      int       // pages that its robots.txt kept us from
	Bytes       int64     // of decoded answers
	HeldUntil   time.Time // when it may be asked again, where it asked to be left alone
}

// visitLife is how long visits are kept.
const visitLife = 30 * 24 * time.Hour

// AddVisits counts what a host was asked just now.
func (db *DB) AddVisits(ctx context.Context, v Visits) error {
	day := db.Now().UTC().Truncate(24 * time.Hour)
	_, err := exec(ctx, db.write, `INSERT INTO visits (host, day, asked, not_modified, failed, denied, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (host, day) DO UPDATE SET asked = visits.asked + excluded.asked,
		not_modified = visits.not_modified + excluded.not_modified, failed = visits.failed + excluded.failed,
		denied = visits.denied + excluded.denied, bytes = visits.bytes + excluded.bytes`, clean(v.Host), micros(day), v.Asked, v.NotModified, v.Failed, v.Denied, v.Bytes)
	return explain(fmt.Sprintf("count the visits to %s", v.Host), err)
}

// Neighbours are what hosts were asked in the last 30 days, the most asked
// first.
func (db *DB) Neighbours(ctx context.Context) ([]Visits, error) {
	out, err := all(ctx, db.read, func(r row) (Visits, error) {
		var v Visits
		err := r.Scan(&v.Host, &v.Asked, &v.NotModified, &v.Failed, &v.Denied, &v.Bytes, stamp{&v.HeldUntil})
		return v, err
	}, `SELECT v.host, CAST(SUM(v.asked) AS BIGINT), CAST(SUM(v.not_modified) AS BIGINT), CAST(SUM(v.failed) AS BIGINT), CAST(SUM(v.denied) AS BIGINT),
			CAST(SUM(v.bytes) AS BIGINT), COALESCE((SELECT MAX(s.held_until) FROM sources s WHERE s.host = v.host AND s.held_until > $2), 0)
		FROM visits v WHERE v.day >= $1 GROUP BY v.host ORDER BY 2 DESC, 1`, micros(db.Now().Add(-visitLife)), db.now())
	return out, explain("read the visits to hosts", err)
}
