package store

import (
	"context"
	"database/sql"
	"fmt"

	"chalkline"
)

const meetingColumns = `e.id, e.group_id, e.day, COALESCE(e.reader_id, 0), COALESCE(e.swap_id, 0)`

func scanMeeting(r row) (chalkline.Meeting, error) {
	var m chalkline.Meeting
	err := r.Scan(&m.ID, &m.GroupID, &m.Day, &m.Host, &m.Swap)
	return m, err
}

// Meetings are the dates of a group's rota from a day on, in their order.
func (db *DB) Meetings(ctx context.Context, group chalkline.GroupID, from chalkline.Day) ([]chalkline.Meeting, error) {
	out, err := all(ctx, db.read, scanMeeting, `SELECT `+meetingColumns+` FROM meetings e WHERE e.group_id = $1 AND e.day >= $2 ORDER BY e.day`, group, from)
	return out, explain(fmt.Sprintf("read the rota of group %d", group), err)
}

// AddMeeting adds a date to a rota and sets its ID. Host is a member, or 0.
func (db *DB) AddMeeting(ctx context.Context, m *chalkline.Meeting) error {
	return db.tx(ctx, "add a date to a rota", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, m.GroupID); err != nil {
			return err
		}
		var dates int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM meetings WHERE group_id = $1 AND day >= $2`,
			m.GroupID, chalkline.DayOf(db.Now().UTC())).Scan(&dates); err != nil {
			return fmt.Errorf("count dates: %w", err)
		}
		if dates >= chalkline.MostMeetings {
			return chalkline.Errorf(chalkline.CodeInvalid, "the rota has %d dates to come, which is the most", dates)
		}
		err := tx.QueryRowContext(ctx, `INSERT INTO meetings (group_id, day, reader_id) VALUES ($1, $2,
			(SELECT reader_id FROM members WHERE group_id = $1 AND reader_id = $3)) ON CONFLICT (group_id, day) DO NOTHING RETURNING id`,
			m.GroupID, m.Day, m.Host).Scan(&m.ID)
		return missing(err, chalkline.CodeConflict, "%s is in the rota already", m.Day)
	})
}

// RemoveMeeting takes a date out of a rota.
func (db *DB) RemoveMeeting(ctx context.Context, group chalkline.GroupID, id chalkline.MeetingID) error {
	n, err := db.change(ctx, "take a date out of a rota", `DELETE FROM meetings WHERE id = $1 AND group_id = $2`, id, group)
	if err == nil && n == 0 {
		return noMeeting
	}
	return err
}

var (
	noMeeting = chalkline.Errorf(chalkline.CodeNotFound, "there is no such date in the rota")
	moved     = chalkline.Errorf(chalkline.CodeConflict, "the rota was changed meanwhile; look at how it is now")
)

// SetHost makes a member host a date, 0 for nobody, if it is still was who hosts.
// A swap that was offered for it, or with it, is off.
func (db *DB) SetHost(ctx context.Context, group chalkline.GroupID, id chalkline.MeetingID, was, host chalkline.ReaderID) error {
	return db.onRota(ctx, group, func(ctx context.Context, tx *sql.Tx) error {
		m, err := meeting(ctx, tx, group, id)
		if err != nil {
			return err
		}
		if m.Host != was {
			return moved
		}
		n, err := exec(ctx, tx, `UPDATE meetings SET swap_id = NULL, reader_id = (SELECT reader_id FROM members WHERE group_id = $1 AND reader_id = $3)
			WHERE id = $2`, group, id, host)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE meetings SET swap_id = NULL WHERE swap_id = $1`, id)
		return err
	})
}

// OfferSwap says that the host of a date would rather have another member's; 0
// takes the offer back.
func (db *DB) OfferSwap(ctx context.Context, group chalkline.GroupID, id chalkline.MeetingID, host chalkline.ReaderID, other chalkline.MeetingID) error {
	return db.onRota(ctx, group, func(ctx context.Context, tx *sql.Tx) error {
		m, err := meeting(ctx, tx, group, id)
		if err != nil {
			return err
		}
		if m.Host != host {
			return moved
		}
		if other == 0 {
			_, err = tx.ExecContext(ctx, `UPDATE meetings SET swap_id = NULL WHERE id = $1`, id)
			return err
		}
		o, err := meeting(ctx, tx, group, other)
		if err != nil {
			return err
		}
		if o.Host == 0 || o.Host == host {
			return moved
		}
		_, err = tx.ExecContext(ctx, `UPDATE meetings SET swap_id = $2 WHERE id = $1`, id, other)
		return err
	})
}

// TakeSwap swaps the hosts of a date and of the one it was offered for, as the
// host of the latter.
func (db *DB) TakeSwap(ctx context.Context, group chalkline.GroupID, offered chalkline.MeetingID, host chalkline.ReaderID) error {
	return db.onRota(ctx, group, func(ctx context.Context, tx *sql.Tx) error {
		m, err := meeting(ctx, tx, group, offered)
		if err != nil {
			return err
		}
		o, err := meeting(ctx, tx, group, m.Swap)
		if err != nil || o.Host != host || m.Host == 0 {
			return moved
		}
		for _, set := range []struct {
			id   chalkline.MeetingID
			host chalkline.ReaderID
		}{{m.ID, o.Host}, {o.ID, m.Host}} {
			if _, err := tx.ExecContext(ctx, `UPDATE meetings SET reader_id = $2, swap_id = NULL WHERE id = $1`, set.id, set.host); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE meetings SET swap_id = NULL WHERE swap_id IN ($1, $2)`, m.ID, o.ID)
		return err
	})
}

func meeting(ctx context.Context, q querier, group chalkline.GroupID, id chalkline.MeetingID) (chalkline.Meeting, error) {
	m, err := scanMeeting(q.QueryRowContext(ctx, `SELECT `+meetingColumns+` FROM meetings e WHERE e.group_id = $1 AND e.id = $2`, group, id))
	if noRows(err) {
		err = noMeeting
	}
	return m, err
}

// onRota changes a rota that nobody else changes meanwhile.
func (db *DB) onRota(ctx context.Context, group chalkline.GroupID, do func(ctx context.Context, tx *sql.Tx) error) error {
	return db.tx(ctx, fmt.Sprintf("change the rota of group %d", group), func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, group); err != nil {
			return err
		}
		return do(ctx, tx)
	})
}
