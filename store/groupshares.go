package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"chalkline"
)

const shareColumns = `s.id, s.group_id, s.item_id, COALESCE(s.reader_id, 0), s.by_name, s.note, s.state, s.reason, s.pinned, s.position,
	s.at, s.decided_at, s.changed_at`

// sharedOrder is the order in which a group shows what was approved.
const sharedOrder = `ORDER BY s.pinned DESC, s.position, s.decided_at DESC, s.id DESC`

func scanShare(r row) (chalkline.Share, error) {
	var s chalkline.Share
	err := r.Scan(&s.ID, &s.GroupID, &s.ItemID, &s.By, &s.ByName, &s.Note, &s.State, &s.Reason, &s.Pinned, &s.Position,
		stamp{&s.At}, stamp{&s.DecidedAt}, stamp{&s.Changed})
	return s, err
}

func noRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// sharedCards reads shares s that a condition names, with their cards as nobody
// in particular sees them. There is no card without a share, nor a share without
// its item.
func (db *DB) sharedCards(ctx context.Context, where string, args ...any) ([]chalkline.SharedCard, error) {
	shares, err := all(ctx, db.read, scanShare, `SELECT `+shareColumns+` FROM shares s `+where, args...)
	if err != nil {
		return nil, err
	}
	items := make([]chalkline.ItemID, 0, len(shares))
	for _, s := range shares {
		items = append(items, s.ItemID)
	}
	cards, err := db.CardsByItem(ctx, 0, items)
	if err != nil {
		return nil, err
	}
	byItem := make(map[chalkline.ItemID]chalkline.Card, len(cards))
	for _, c := range cards {
		byItem[c.Item.ID] = c
	}
	var out []chalkline.SharedCard
	for _, s := range shares {
		if c, ok := byItem[s.ItemID]; ok { // else it was deleted a moment ago
			out = append(out, chalkline.SharedCard{Share: s, Card: c})
		}
	}
	return out, nil
}

// Shared are the approved shares of a group with their cards, in the group's
// order, limit at most after the first skip.
func (db *DB) Shared(ctx context.Context, group chalkline.GroupID, skip, limit int) ([]chalkline.SharedCard, error) {
	out, err := db.sharedCards(ctx, `WHERE s.group_id = $1 AND s.state = 'approved' `+sharedOrder+` LIMIT $2 OFFSET $3`, group, limit, skip)
	return out, explain(fmt.Sprintf("read what group %d shares", group), err)
}

// SharedByApproval are the approved shares of a group with their cards, those
// approved last first.
func (db *DB) SharedByApproval(ctx context.Context, group chalkline.GroupID, limit int) ([]chalkline.SharedCard, error) {
	out, err := db.sharedCards(ctx, `WHERE s.group_id = $1 AND s.state = 'approved' ORDER BY s.decided_at DESC, s.id DESC LIMIT $2`, group, limit)
	return out, explain(fmt.Sprintf("read the feed of group %d", group), err)
}

// Undecided are the shares of a group that a member sees besides the approved:
// all that wait when the member is a curator, else their own; and their own that
// were declined. Those put forward first come first.
func (db *DB) Undecided(ctx context.Context, m chalkline.Member) ([]chalkline.SharedCard, error) {
	out, err := db.sharedCards(ctx, `WHERE s.group_id = $1 AND ((s.state = 'waiting' AND ($2 OR s.reader_id = $3))
		OR (s.state = 'declined' AND s.reader_id = $3)) ORDER BY s.at, s.id`, m.GroupID, m.Curator(), m.ReaderID)
	return out, explain(fmt.Sprintf("read what waits in group %d", m.GroupID), err)
}

// Waiting counts the shares of a group that wait for a curator.
func (db *DB) Waiting(ctx context.Context, group chalkline.GroupID) (int, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM shares WHERE group_id = $1 AND state = 'waiting'`, group).Scan(&n)
	return n, explain(fmt.Sprintf("count what waits in group %d", group), err)
}

// WaitingFor are the groups that a reader is a curator of in which something
// waited to be decided at that time, in the order in which they joined.
func (db *DB) WaitingFor(ctx context.Context, curator chalkline.ReaderID, at time.Time) ([]chalkline.GroupWaiting, error) {
	out, err := all(ctx, db.read, func(r row) (chalkline.GroupWaiting, error) {
		var w chalkline.GroupWaiting
		err := r.Scan(append(groupDest(&w.Group), &w.Waiting)...)
		return w, err
	}, `SELECT `+groupColumns+`, w.waiting FROM members m JOIN groups g ON g.id = m.group_id
		JOIN (SELECT s.group_id, COUNT(*) AS waiting FROM shares s
			WHERE s.at <= $3 AND (s.state = 'waiting' OR s.decided_at > $3) GROUP BY s.group_id) w ON w.group_id = g.id
		WHERE m.reader_id = $1 AND m.role = $2 ORDER BY m.joined_at, g.id`, curator, chalkline.MemberCurator, micros(at))
	return out, explain(fmt.Sprintf("find what waits for reader %d", curator), err)
}

// Share is a share of a group.
func (db *DB) Share(ctx context.Context, group chalkline.GroupID, id chalkline.ShareID) (chalkline.Share, error) {
	s, err := scanShare(db.read.QueryRowContext(ctx, `SELECT `+shareColumns+` FROM shares s WHERE s.group_id = $1 AND s.id = $2`, group, id))
	return s, explain(fmt.Sprintf("read share %d", id), missing(err, chalkline.CodeNotFound, "there is no share %d in this group", id))
}

// PutForward stores a new share and sets ID, At, DecidedAt and Changed. It waits
// for a curator unless State says that it is approved.
func (db *DB) PutForward(ctx context.Context, s *chalkline.Share) error {
	return db.tx(ctx, "put an item forward", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		if err := lockGroup(ctx, tx, s.GroupID); err != nil {
			return err
		}
		if s.State != chalkline.ShareApproved {
			s.State = chalkline.ShareWaiting
			var waiting int
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM shares WHERE group_id = $1 AND state = 'waiting'`, s.GroupID).Scan(&waiting); err != nil {
				return fmt.Errorf("count what waits: %w", err)
			}
			if waiting >= chalkline.MostWaiting {
				return chalkline.Errorf(chalkline.CodeInvalid, "%d items wait for a curator of this group already; put it forward when some are decided", waiting)
			}
		}
		s.At, s.Changed = fromMicros(now), fromMicros(now)
		if s.State == chalkline.ShareApproved {
			s.DecidedAt = s.At
		}
		err := tx.QueryRowContext(ctx, `INSERT INTO shares (group_id, item_id, reader_id, by_name, note, state, reason, pinned, position,
				at, decided_at, changed_at)
			SELECT m.group_id, i.id, m.reader_id, m.name, CAST($4 AS TEXT), CAST($5 AS TEXT), '', FALSE, 0,
				CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($6 AS BIGINT)
			FROM members m JOIN items i ON i.id = $3 WHERE m.group_id = $1 AND m.reader_id = $2
			ON CONFLICT (group_id, item_id) DO NOTHING RETURNING id, by_name`,
			s.GroupID, s.By, s.ItemID, clean(s.Note), s.State, now, micros(s.DecidedAt)).Scan(&s.ID, &s.ByName)
		if noRows(err) {
			return notPut(ctx, tx, *s)
		}
		if err != nil || s.State != chalkline.ShareApproved {
			return err
		}
		return touchGroups(ctx, tx, now, `id = $2`, s.GroupID)
	})
}

// notPut says why a share was not stored.
func notPut(ctx context.Context, q querier, s chalkline.Share) error {
	var name string
	var state chalkline.ShareState
	err := q.QueryRowContext(ctx, `SELECT by_name, state FROM shares WHERE group_id = $1 AND item_id = $2`, s.GroupID, s.ItemID).Scan(&name, &state)
	if noRows(err) {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no such item, or you are not in this group")
	}
	if err != nil {
		return fmt.Errorf("look who put it forward: %w", err)
	}
	switch state {
	case chalkline.ShareApproved:
		return chalkline.Errorf(chalkline.CodeConflict, "%s put this forward already; it is on the group's page", name)
	case chalkline.ShareDeclined:
		return chalkline.Errorf(chalkline.CodeConflict, "this was put forward before, and the curators decided against it; talk to one of them")
	}
	return chalkline.Errorf(chalkline.CodeConflict, "%s put this forward already; it waits for a curator", name)
}

// takeBack deletes a share.
func (db *DB) takeBack(ctx context.Context, tx *sql.Tx, s chalkline.Share) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM shares WHERE id = $1`, s.ID); err != nil {
		return fmt.Errorf("delete it: %w", err)
	}
	if s.State != chalkline.ShareApproved {
		return nil
	}
	return touchGroups(ctx, tx, db.now(), `id = $2`, s.GroupID)
}

// WithdrawShare deletes a share as its member or a curator. By is the member;
// only a curator may withdraw others' shares.
func (db *DB) WithdrawShare(ctx context.Context, by chalkline.Member, id chalkline.ShareID) error {
	return db.tx(ctx, fmt.Sprintf("withdraw share %d", id), func(ctx context.Context, tx *sql.Tx) error {
		s, err := scanShare(tx.QueryRowContext(ctx, `SELECT `+shareColumns+` FROM shares s WHERE s.group_id = $1 AND s.id = $2`, by.GroupID, id))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no share %d in this group", id)
		}
		if s.By != by.ReaderID && !by.Curator() {
			return chalkline.Errorf(chalkline.CodeDenied, "only who put an item forward and curators may take it back")
		}
		return db.takeBack(ctx, tx, s)
	})
}

// Decision is what a curator does to a share.
type Decision string

// The decisions.
const (
	Approve Decision = "approve"
	Decline Decision = "decline"
	Pin     Decision = "pin"
	Unpin   Decision = "unpin"
	Up      Decision = "up"
	Down    Decision = "down"
)

// stale tells who decides on a share as it no longer is.
var stale = chalkline.Errorf(chalkline.CodeConflict, "somebody else has decided on this meanwhile; look at how it is now, then decide again")

// Decide changes a share of a group, as it was when seen: Changed is the time of
// the state that the curator looked at. Reason is for Decline.
func (db *DB) Decide(ctx context.Context, seen chalkline.Share, do Decision, reason string) error {
	return db.tx(ctx, fmt.Sprintf("decide on share %d", seen.ID), func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, seen.GroupID); err != nil {
			return err
		}
		s, err := scanShare(tx.QueryRowContext(ctx, `SELECT `+shareColumns+` FROM shares s WHERE s.group_id = $1 AND s.id = $2`, seen.GroupID, seen.ID))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no share %d in this group", seen.ID)
		}
		if !s.Changed.Equal(seen.Changed) {
			return stale
		}
		now := db.now()
		if now <= micros(s.Changed) {
			now = micros(s.Changed) + 1
		}
		switch approved := s.State == chalkline.ShareApproved; {
		case do == Approve && !approved:
			s.State, s.Reason, s.DecidedAt, s.Position, s.Pinned = chalkline.ShareApproved, "", fromMicros(now), 0, false
		case do == Decline:
			s.State, s.Reason, s.DecidedAt, s.Pinned = chalkline.ShareDeclined, clean(reason), fromMicros(now), false
		case do == Pin && approved:
			s.Pinned, s.Position = true, 0
		case do == Unpin && approved:
			s.Pinned, s.Position = false, 0
		case (do == Up || do == Down) && approved:
			if err := moveShare(ctx, tx, s, do, now); err != nil {
				return err
			}
			return touchGroups(ctx, tx, now, `id = $2`, s.GroupID)
		default:
			return stale
		}
		_, err = tx.ExecContext(ctx, `UPDATE shares SET state = $2, reason = $3, decided_at = $4, pinned = $5, position = $6, changed_at = $7 WHERE id = $1`,
			s.ID, s.State, s.Reason, micros(s.DecidedAt), s.Pinned, s.Position, now)
		if err != nil {
			return err
		}
		return touchGroups(ctx, tx, now, `id = $2`, s.GroupID)
	})
}

// moveShare swaps a share with the one before or after it among those that are
// pinned, or not, as it is. All of these then have a place of their own; what is
// approved later comes first again.
func moveShare(ctx context.Context, tx *sql.Tx, s chalkline.Share, do Decision, now int64) error {
	order, err := all(ctx, tx, value[chalkline.ShareID], `SELECT s.id FROM shares s WHERE s.group_id = $1 AND s.state = 'approved' AND s.pinned = $2 `+sharedOrder,
		s.GroupID, s.Pinned)
	if err != nil {
		return err
	}
	here := slices.Index(order, s.ID)
	there := here - 1
	if do == Down {
		there = here + 1
	}
	if here < 0 || there < 0 || there >= len(order) {
		return nil
	}
	order[here], order[there] = order[there], order[here]
	for n, id := range order {
		if _, err := tx.ExecContext(ctx, `UPDATE shares SET position = $2 WHERE id = $1`, id, n+1); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE shares SET changed_at = $2 WHERE id = $1`, s.ID, now)
	return err
}

// reviseShares gives the feeds of groups that share an item a new version.
func reviseShares(ctx context.Context, q querier, item chalkline.ItemID, now int64) error {
	return touchGroups(ctx, q, now, `id IN (SELECT group_id FROM shares WHERE item_id = $2 AND state = 'approved')`, item)
}
