package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

const calendarColumns = `id, url, name, etag, last_modified, days_off, checked_at, read_at, next_at, error, error_parts`

func scanCalendar(r row) (chalkline.Calendar, error) {
	var c chalkline.Calendar
	err := r.Scan(&c.ID, &c.URL, &c.Name, &c.ETag, &c.LastModified, inJSON(&c.Off), stamp{&c.CheckedAt}, stamp{&c.ReadAt}, stamp{&c.NextAt},
		inWords(&c.Error), inParts(&c.Error))
	return c, err
}

// Calendar is the calendar with that id.
func (db *DB) Calendar(ctx context.Context, id chalkline.CalendarID) (chalkline.Calendar, error) {
	c, err := scanCalendar(db.read.QueryRowContext(ctx, `SELECT `+calendarColumns+` FROM calendars WHERE id = $1`, id))
	return c, explain(fmt.Sprintf("read calendar %d", id), missing(err, chalkline.CodeNotFound, "there is no calendar %d", id))
}

// CalendarOf is the calendar that a reader names, as it was last read, with no
// more than its URL when it never was; the zero Calendar when they name none.
func (db *DB) CalendarOf(ctx context.Context, r chalkline.Reader) (chalkline.Calendar, error) {
	if r.Calendar == "" {
		return chalkline.Calendar{}, nil
	}
	c, err := scanCalendar(db.read.QueryRowContext(ctx, `SELECT `+calendarColumns+` FROM calendars WHERE url = $1`, r.Calendar))
	if errors.Is(err, sql.ErrNoRows) { // forgotten in the moment in which this reader named it
		return chalkline.Calendar{URL: r.Calendar}, nil
	}
	return c, explain(fmt.Sprintf("read the calendar of reader %d", r.ID), err)
}

// Breaks are all times in which a reader gets no digest: those they set and the
// days off of their calendar.
func (db *DB) Breaks(ctx context.Context, r chalkline.Reader) ([]chalkline.Break, error) {
	c, err := db.CalendarOf(ctx, r)
	if err != nil {
		return nil, err
	}
	breaks := append(append([]chalkline.Break(nil), r.Breaks...), c.Off...)
	chalkline.SortBreaks(breaks)
	return breaks, nil
}

// SetBreaks stores the times without a digest that a reader set, and when their
// next digest is due.
func (db *DB) SetBreaks(ctx context.Context, id chalkline.ReaderID, breaks []chalkline.Break, digestAt time.Time) error {
	return explain("set times without a digest", changeReader(ctx, db.write, id, `breaks = $2, digest_at = $3`, inJSON(&breaks), micros(digestAt)))
}

// SetCalendar stores the address of a reader's calendar, "" for none, and when
// their next digest is due. A calendar that is new here, or whose last look
// failed, is due to be asked for now. One that nobody names any more is forgotten.
func (db *DB) SetCalendar(ctx context.Context, id chalkline.ReaderID, url string, digestAt time.Time) error {
	return db.tx(ctx, "set a calendar", func(ctx context.Context, tx *sql.Tx) error {
		before, err := db.holdCalendars(ctx, tx, id, url)
		if err != nil {
			return err
		}
		if url != "" {
			if _, err := tx.ExecContext(ctx, `INSERT INTO calendars (url, name, etag, last_modified, days_off, checked_at, read_at, next_at, error)
				VALUES ($1, '', '', '', '', 0, 0, $2, '') ON CONFLICT (url) DO UPDATE SET
				next_at = CASE WHEN calendars.error <> '' THEN excluded.next_at ELSE calendars.next_at END`, url, db.now()); err != nil {
				return fmt.Errorf("keep its address: %w", err)
			}
		}
		if err := changeReader(ctx, tx, id, `calendar = $2, digest_at = $3`, url, micros(digestAt)); err != nil {
			return err
		}
		return forgetCalendar(ctx, tx, before)
	})
}

// holdCalendars locks the calendar that a reader names, and one that they will name,
// so that of those who leave one at once the last sees that nobody is left.
func (db *DB) holdCalendars(ctx context.Context, tx *sql.Tx, id chalkline.ReaderID, url string) (before string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT i.calendar FROM readers i WHERE i.id = $1`+db.forUpdate(), id).Scan(&before)
	if err != nil {
		return "", missing(err, chalkline.CodeNotFound, "there is no reader %d", id)
	}
	_, err = all(ctx, tx, value[chalkline.CalendarID], `SELECT i.id FROM calendars i WHERE i.url IN ($1, $2) ORDER BY i.url`+db.forUpdate(), before, url)
	return before, err
}

// forgetCalendar deletes a calendar if nobody names it.
func forgetCalendar(ctx context.Context, q querier, url string) error {
	_, err := q.ExecContext(ctx, `DELETE FROM calendars WHERE url = $1 AND NOT EXISTS (SELECT 1 FROM readers r WHERE r.calendar = calendars.url)`, url)
	if err != nil {
		return fmt.Errorf("forget a calendar without readers: %w", err)
	}
	return nil
}

// CalendarsDue are at most limit calendars that are due to be asked for, the
// longest due first.
func (db *DB) CalendarsDue(ctx context.Context, now time.Time, limit int) ([]chalkline.CalendarID, error) {
	out, err := all(ctx, db.read, value[chalkline.CalendarID], `SELECT id FROM calendars WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2`,
		micros(now), limit)
	return out, explain("find calendars to ask for", err)
}

// SaveCalendar stores what a look at a calendar brought. A calendar that was
// forgotten meanwhile stays so.
func (db *DB) SaveCalendar(ctx context.Context, c chalkline.Calendar) error {
	_, err := exec(ctx, db.write, `UPDATE calendars SET name = $2, etag = $3, last_modified = $4, days_off = $5, checked_at = $6, read_at = $7,
		next_at = $8, error = $9, error_parts = $10 WHERE id = $1`, c.ID, clean(c.Name), clean(c.ETag), clean(c.LastModified), inJSON(&c.Off), micros(c.CheckedAt),
		micros(c.ReadAt), micros(c.NextAt), inWords(&c.Error), inParts(&c.Error))
	return explain(fmt.Sprintf("save calendar %d", c.ID), err)
}

// CalendarReaders are the readers who name a calendar.
func (db *DB) CalendarReaders(ctx context.Context, c chalkline.Calendar) ([]chalkline.Reader, error) {
	out, err := all(ctx, db.read, scanReader, `SELECT `+readerColumns+` FROM readers WHERE calendar = $1 AND calendar <> '' ORDER BY id`, c.URL)
	return out, explain(fmt.Sprintf("find the readers of calendar %d", c.ID), err)
}
