package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"chalkline"
)

// ReadersToCompose are at most limit readers whose digest is due, the longest
// due first. Those to whom mail stopped are left out.
func (db *DB) ReadersToCompose(ctx context.Context, now time.Time, limit int) ([]chalkline.ReaderID, error) {
	out, err := all(ctx, db.read, value[chalkline.ReaderID], `SELECT id FROM readers
		WHERE digest_at > 0 AND digest_at <= $1 AND mail_error = '' ORDER BY digest_at, id LIMIT $2`, micros(now), limit)
	return out, explain("find readers to compose for", err)
}

// editionPicks is how many picks at most are handed over for one edition; a
// digest prints fewer.
const editionPicks = 50

// EditionCards are what a reader's next edition may be made of. Alerts are picks
// that were retracted, or got an expression of concern, after the reader had
// them, in an edition or in the feed, unless an edition said so since. Picks were
// never printed, are not older than oldest, and neither hidden nor not_for_me; the best
// score comes first.
func (db *DB) EditionCards(ctx context.Context, reader chalkline.ReaderID, oldest time.Time) (alerts, picks []chalkline.Card, err error) {
	alerts, err = db.pickCards(ctx, reader, `WHERE p.reader_id = $1 AND a.standing <> ''
		AND p.at < a.standing_at
		AND NOT EXISTS (SELECT 1 FROM edition_picks ep JOIN editions e ON e.id = ep.edition_id
			WHERE ep.pick_id = p.id AND e.at >= a.standing_at)
		ORDER BY a.standing_at, p.id`, reader)
	if err != nil {
		return nil, nil, fmt.Errorf("find alerts for reader %d: %w", reader, err)
	}
	picks, err = db.pickCards(ctx, reader, `WHERE p.reader_id = $1 AND p.at >= $2
		AND (COALESCE(a.standing, '') = '' OR p.at >= a.standing_at)
		AND NOT EXISTS (SELECT 1 FROM edition_picks ep WHERE ep.pick_id = p.id)
		AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = p.reader_id AND f.item_id = p.item_id
			AND f.kind IN ('hidden', 'not_for_me'))
		ORDER BY p.score DESC, p.id LIMIT $3`, reader, micros(oldest), editionPicks)
	if err != nil {
		return nil, nil, fmt.Errorf("find unprinted picks of reader %d: %w", reader, err)
	}
	return alerts, picks, nil
}

// CreateEdition stores an edition for a reader with its alerts and picks, a
// delivery of it that is due now, and when the reader's digest is due next. It
// sets ID, ReaderID, Number and, if it is zero, At. It is a CodeConflict when
// somebody else composed it or the reader changed the schedule: when the
// reader's DigestAt is no longer what it was, or a pick was printed already.
func (db *DB) CreateEdition(ctx context.Context, e *chalkline.Edition, r chalkline.Reader, next time.Time) (chalkline.DeliveryID, error) {
	e.ReaderID = r.ID
	var delivery chalkline.DeliveryID
	err := db.tx(ctx, fmt.Sprintf("create an edition for reader %d", e.ReaderID), func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		if e.At.IsZero() {
			e.At = fromMicros(now)
		}
		at := micros(e.At)
		if err := moveDigest(ctx, tx, r, next); err != nil {
			return err
		}
		err := tx.QueryRowContext(ctx, `INSERT INTO editions (reader_id, number, subject, subject_parts, at, since, away_from, away_until, away_name)
			SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT),
			CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT)
			FROM editions WHERE reader_id = $1 RETURNING id, number`,
			e.ReaderID, inWords(&e.Subject), inParts(&e.Subject), at, micros(e.Since), e.Away.From, e.Away.Until, clean(e.Away.Name)).Scan(&e.ID, &e.Number)
		if err != nil {
			return fmt.Errorf("number it: %w", err)
		}
		if err := printPicks(ctx, tx, e.ID, true, e.Alerts); err != nil {
			return err
		}
		if err := printPicks(ctx, tx, e.ID, false, e.Picks); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `INSERT INTO deliveries
			(edition_id, reader_id, address, state, attempts, next_at, claimed_at, settled_at, error)
			VALUES ($1, $2, $3, $4, 0, $5, 0, 0, '') RETURNING id`,
			e.ID, e.ReaderID, r.Email, chalkline.DeliveryWaiting, at).Scan(&delivery)
	})
	return delivery, err
}

func printPicks(ctx context.Context, q querier, edition chalkline.EditionID, alert bool, picks []chalkline.PickID) error {
	for n, id := range picks {
		printed, err := exec(ctx, q, `INSERT INTO edition_picks (edition_id, alert, number, pick_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (pick_id) WHERE NOT alert DO NOTHING`, edition, alert, n, id)
		if err != nil {
			return fmt.Errorf("print pick %d: %w", id, err)
		}
		if printed == 0 {
			return chalkline.Errorf(chalkline.CodeConflict, "pick %d was printed in an edition already", id)
		}
	}
	return nil
}

// SkipEdition moves a reader's digest to next without an edition. It is a
// CodeConflict like CreateEdition.
func (db *DB) SkipEdition(ctx context.Context, r chalkline.Reader, next time.Time) error {
	return explain(fmt.Sprintf("skip an edition of reader %d", r.ID), moveDigest(ctx, db.write, r, next))
}

// moveDigest claims a reader's due digest by moving it on; only one can.
func moveDigest(ctx context.Context, q querier, r chalkline.Reader, next time.Time) error {
	n, err := exec(ctx, q, `UPDATE readers SET digest_at = $2 WHERE id = $1 AND digest_at = $3`, r.ID, micros(next), micros(r.DigestAt))
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeConflict, "the digest of reader %d was composed already, or its schedule changed", r.ID)
	}
	return err
}

const editionColumns = `id, reader_id, number, subject, subject_parts, at, since, away_from, away_until, away_name`

func scanEdition(r row) (chalkline.Edition, error) {
	var e chalkline.Edition
	err := r.Scan(&e.ID, &e.ReaderID, &e.Number, inWords(&e.Subject), inParts(&e.Subject), stamp{&e.At}, stamp{&e.Since}, &e.Away.From, &e.Away.Until, &e.Away.Name)
	return e, err
}

// Edition is the edition with that id.
func (db *DB) Edition(ctx context.Context, id chalkline.EditionID) (chalkline.Edition, error) {
	e, err := db.edition(ctx, `id = $1`, id)
	return e, explain(fmt.Sprintf("read edition %d", id), missing(err, chalkline.CodeNotFound, "there is no edition %d", id))
}

// EditionByNumber is a reader's edition with that number.
func (db *DB) EditionByNumber(ctx context.Context, reader chalkline.ReaderID, number int) (chalkline.Edition, error) {
	e, err := db.edition(ctx, `reader_id = $1 AND number = $2`, reader, number)
	return e, explain(fmt.Sprintf("read edition %d of reader %d", number, reader),
		missing(err, chalkline.CodeNotFound, "there is no edition %d of reader %d", number, reader))
}

func (db *DB) edition(ctx context.Context, which string, args ...any) (chalkline.Edition, error) {
	e, err := scanEdition(db.read.QueryRowContext(ctx, `SELECT `+editionColumns+` FROM editions WHERE `+which, args...))
	if err != nil {
		return e, err
	}
	list := []chalkline.Edition{e}
	err = addPrinted(ctx, db.read, list)
	return list[0], err
}

// Editions are a reader's editions, newest first.
func (db *DB) Editions(ctx context.Context, reader chalkline.ReaderID, limit int) ([]chalkline.Edition, error) {
	return db.EditionsBefore(ctx, reader, math.MaxInt32, limit)
}

// EditionsBefore are a reader's editions with a lower number than before, newest
// first.
func (db *DB) EditionsBefore(ctx context.Context, reader chalkline.ReaderID, before, limit int) ([]chalkline.Edition, error) {
	list, err := all(ctx, db.read, scanEdition,
		`SELECT `+editionColumns+` FROM editions WHERE reader_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3`, reader, before, limit)
	if err == nil {
		err = addPrinted(ctx, db.read, list)
	}
	return list, explain(fmt.Sprintf("read the editions of reader %d", reader), err)
}

// addPrinted adds what editions print.
func addPrinted(ctx context.Context, q querier, list []chalkline.Edition) error {
	byID := make(map[chalkline.EditionID]*chalkline.Edition, len(list))
	for n := range list {
		byID[list[n].ID] = &list[n]
	}
	_, err := allIn(ctx, q, keysOf(byID), func(r row) (struct{}, error) {
		var edition chalkline.EditionID
		var alert bool
		var pick chalkline.PickID
		err := r.Scan(&edition, &alert, &pick)
		if e, ok := byID[edition]; ok && alert {
			e.Alerts = append(e.Alerts, pick)
		} else if ok {
			e.Picks = append(e.Picks, pick)
		}
		return struct{}{}, err
	}, `SELECT edition_id, alert, pick_id FROM edition_picks WHERE edition_id IN %s ORDER BY edition_id, number`)
	return err
}
