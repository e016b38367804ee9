package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"chalkline"
)

const readerColumns = `id, email, role, digest_every, digest_weekday, digest_hour, zone, created_at, pick_at, digest_at, mail_error, mail_error_parts, class,
	wants, digest_days, digest_minutes, breaks, calendar, language`

func readerDest(p *chalkline.Reader) []any {
	s := &p.Schedule
	return []any{
		&p.ID, &p.Email, &p.Role, &s.Every, &s.Weekday, &s.Hour, &s.Zone,
		stamp{&p.CreatedAt},
		stamp{&p.PickAt},
		stamp{&p.DigestAt},
		inWords(&p.MailError), inParts(&p.MailError), inJSON(&p.Class), inJSON(&p.Wants), &s.Days, &s.Minutes, inJSON(&p.Breaks), &p.Calendar, &p.Language,
	}
}

func scanReader(r row) (chalkline.Reader, error) {
	var p chalkline.Reader
	err := r.Scan(readerDest(&p)...)
	return p, err
}

// CreateReader stores a new reader and sets ID and CreatedAt. Picks are due at
// PickAt, at once when that is zero. Breaks and calendar are not stored; a new
// reader has none.
func (db *DB) CreateReader(ctx context.Context, r *chalkline.Reader) error {
	return db.tx(ctx, "create a reader", func(ctx context.Context, tx *sql.Tx) error {
		return insertReader(ctx, tx, r, db.now())
	})
}

func insertReader(ctx context.Context, tx *sql.Tx, r *chalkline.Reader, now int64) error {
	if r.Role == "" {
		r.Role = chalkline.RoleReader
	}
	if r.PickAt.IsZero() {
		r.PickAt = fromMicros(now)
	}
	s := r.Schedule
	err := tx.QueryRowContext(ctx, `INSERT INTO readers
		(email, role, digest_every, digest_weekday, digest_hour, zone, created_at, pick_at, digest_at, mail_error, mail_error_parts, class, wants, digest_days,
		digest_minutes, language, feed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0) ON CONFLICT (email) DO NOTHING RETURNING id`,
		r.Email, r.Role, s.Every, s.Weekday, s.Hour, s.Zone, now, micros(r.PickAt), micros(r.DigestAt), inWords(&r.MailError), inParts(&r.MailError),
		inJSON(&r.Class), inJSON(&r.Wants), s.Days, s.Minutes, clean(r.Language)).Scan(&r.ID)
	if err != nil {
		return missing(err, chalkline.CodeConflict, "there is a reader with the address %s already", r.Email)
	}
	r.CreatedAt = fromMicros(now)
	return nil
}

// Reader is the reader with that id.
func (db *DB) Reader(ctx context.Context, id chalkline.ReaderID) (chalkline.Reader, error) {
	r, err := scanReader(db.read.QueryRowContext(ctx, `SELECT `+readerColumns+` FROM readers WHERE id = $1`, id))
	return r, explain(fmt.Sprintf("read reader %d", id), missing(err, chalkline.CodeNotFound, "there is no reader %d", id))
}

// ReaderByEmail is the reader with that address, as chalkline.NormalEmail
// writes it.
func (db *DB) ReaderByEmail(ctx context.Context, email string) (chalkline.Reader, error) {
	r, err := scanReader(db.read.QueryRowContext(ctx, `SELECT `+readerColumns+` FROM readers WHERE email = $1`, clean(email)))
	return r, explain("find a reader by address", missing(err, chalkline.CodeNotFound, "there is no reader with the address %s", email))
}

// Readers are all readers, oldest first.
func (db *DB) Readers(ctx context.Context) ([]chalkline.Reader, error) {
	out, err := all(ctx, db.read, scanReader, `SELECT `+readerColumns+` FROM readers ORDER BY id`)
	return out, explain("read the readers", err)
}

// SetSchedule stores when a reader's digest comes and when the next one is due.
// When it never comes any more, mails that wait to be sent are given up.
func (db *DB) SetSchedule(ctx context.Context, id chalkline.ReaderID, s chalkline.Schedule, digestAt time.Time) error {
	return db.tx(ctx, "set a schedule", func(ctx context.Context, tx *sql.Tx) error {
		err := changeReader(ctx, tx, id, `digest_every = $2, digest_weekday = $3, digest_hour = $4, zone = $5, digest_at = $6,
			digest_days = $7, digest_minutes = $8`, s.Every, s.Weekday, s.Hour, s.Zone, micros(digestAt), s.Days, s.Minutes)
		if err != nil || s.Every != chalkline.Never {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET state = 'failed', error = 'the reader switched the digest off', settled_at = $2
			WHERE reader_id = $1 AND state = 'waiting'`, id, db.now())
		return err
	})
}

// SetClass stores what and where a reader teaches.
func (db *DB) SetClass(ctx context.Context, id chalkline.ReaderID, class chalkline.Class) error {
	return explain("set a class", changeReader(ctx, db.write, id, `class = $2`, inJSON(&class)))
}

// SetWants stores how a reader wants picks to be made, makes them due now and
// has the reader's taste learned anew.
func (db *DB) SetWants(ctx context.Context, id chalkline.ReaderID, wants chalkline.Wants) error {
	return explain("set what a reader wants", changeReader(ctx, db.write, id, `wants = $2, pick_at = $3, `+saidNow("$3"), inJSON(&wants), db.now()))
}

// SetLanguage stores the language that a reader's pages, mails and feeds are in.
func (db *DB) SetLanguage(ctx context.Context, id chalkline.ReaderID, tag string) error {
	return db.tx(ctx, "set a language", func(ctx context.Context, tx *sql.Tx) error {
		if err := changeReader(ctx, tx, id, `language = $2`, clean(tag)); err != nil {
			return err
		}
		return touchFeeds(ctx, tx, db.now(), `id = $2`, id)
	})
}

// SetMailError stores why mail to a reader stopped; an empty text lets it go on.
func (db *DB) SetMailError(ctx context.Context, id chalkline.ReaderID, why chalkline.Text) error {
	return explain("set a mail error", changeReader(ctx, db.write, id, `mail_error = $2, mail_error_parts = $3`, inWords(&why), inParts(&why)))
}

// SetRole stores what a reader may do.
func (db *DB) SetRole(ctx context.Context, id chalkline.ReaderID, role chalkline.Role) error {
	return explain("set a role", changeReader(ctx, db.write, id, `role = $2`, role))
}

// changeReader sets columns of one reader, and no others, so that changes that
// cross do not undo each other.
func changeReader(ctx context.Context, q querier, id chalkline.ReaderID, set string, args ...any) error {
	n, err := exec(ctx, q, `UPDATE readers SET `+set+` WHERE id = $1`, append([]any{id}, args...)...)
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no reader %d", id)
	}
	return err
}

// saidNow sets said_at of a reader to now, or past what it was.
func saidNow(now string) string {
	return `said_at = CASE WHEN said_at >= ` + now + ` THEN said_at + 1 ELSE ` + now + ` END`
}

// touchFeeds gives the feeds of some readers a new version. The condition's
// numbers start at $2.
func touchFeeds(ctx context.Context, q querier, now int64, which string, args ...any) error {
	_, err := q.ExecContext(ctx, `UPDATE readers SET feed_at = CASE WHEN feed_at >= $1 THEN feed_at + 1 ELSE $1 END WHERE `+which,
		append([]any{now}, args...)...)
	return err
}

// DeleteReader deletes a reader and everything of theirs: follows, feedback,
// taste, picks, editions, deliveries, tokens, sessions, mailed links and
// invitations, and the calendar that nobody else names.
func (db *DB) DeleteReader(ctx context.Context, id chalkline.ReaderID) error {
	return db.tx(ctx, fmt.Sprintf("delete reader %d", id), func(ctx context.Context, tx *sql.Tx) error {
		if err := leaveGroups(ctx, tx, db.now(), id); err != nil {
			return err
		}
		calendar, err := db.holdCalendars(ctx, tx, id, "")
		if err != nil {
			return err
		}
		var email string
		err = tx.QueryRowContext(ctx, `DELETE FROM readers WHERE id = $1 RETURNING email`, id).Scan(&email)
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no reader %d", id)
		}
		for _, table := range []string{"links", "invitations", "invites"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE email = $1`, email); err != nil { //nolint:gosec // one of three constants
				return fmt.Errorf("what was mailed, in %s: %w", table, err)
			}
		}
		return forgetCalendar(ctx, tx, calendar)
	})
}

// HasOperator says whether there is a reader who is the operator.
func (db *DB) HasOperator(ctx context.Context) (bool, error) {
	var has bool
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM readers WHERE role = $1`, chalkline.RoleOperator).Scan(&has)
	return has, explain("look for an operator", err)
}

// Follows are what a reader follows, in the order in which they were set.
func (db *DB) Follows(ctx context.Context, id chalkline.ReaderID) ([]chalkline.Follow, error) {
	out, err := follows(ctx, db.read, id)
	return out, explain(fmt.Sprintf("read the follows of reader %d", id), err)
}

func follows(ctx context.Context, q querier, id chalkline.ReaderID) ([]chalkline.Follow, error) {
	return all(ctx, q, func(r row) (chalkline.Follow, error) {
		var f chalkline.Follow
		err := r.Scan(&f.Kind, &f.Value, &f.Weight, &f.Mute)
		return f, err
	}, `SELECT kind, value, weight, mute FROM follows WHERE reader_id = $1 ORDER BY number`, id)
}

// SetFollows replaces all follows of a reader and makes their picks due now.
func (db *DB) SetFollows(ctx context.Context, id chalkline.ReaderID, follows []chalkline.Follow) error {
	return db.tx(ctx, fmt.Sprintf("set the follows of reader %d", id), func(ctx context.Context, tx *sql.Tx) error {
		return db.setFollows(ctx, tx, id, follows)
	})
}

// ChangeFollows replaces the follows of a reader by what change makes of those that
// there are, which nobody else changes meanwhile; it may be called more than once.
// Picks are due now unless nothing changes.
func (db *DB) ChangeFollows(ctx context.Context, id chalkline.ReaderID, change func(now []chalkline.Follow) []chalkline.Follow) error {
	return db.tx(ctx, fmt.Sprintf("change the follows of reader %d", id), func(ctx context.Context, tx *sql.Tx) error {
		// The update makes those who change the follows of one reader wait for each other.
		if err := changeReader(ctx, tx, id, `email = email`); err != nil {
			return err
		}
		before, err := follows(ctx, tx, id)
		if err != nil {
			return err
		}
		after := change(slices.Clone(before))
		if slices.Equal(before, after) {
			return nil
		}
		return db.setFollows(ctx, tx, id, after)
	})
}

func (db *DB) setFollows(ctx context.Context, tx *sql.Tx, id chalkline.ReaderID, follows []chalkline.Follow) error {
	if err := changeReader(ctx, tx, id, `pick_at = $2, `+saidNow("$2"), db.now()); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM follows WHERE reader_id = $1`, id); err != nil {
		return err
	}
	q, done := db.looped(tx)
	defer done()
	for i, f := range follows {
		if _, err := q.ExecContext(ctx, `INSERT INTO follows (reader_id, number, kind, value, weight, mute)
			VALUES ($1, $2, $3, $4, $5, $6)`, id, i, f.Kind, clean(f.Value), f.Weight, f.Mute); err != nil {
			return fmt.Errorf("store follow %d: %w", i, err) // what it is stays out of messages: they end up in a log
		}
	}
	return nil
}
