package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

const sourceColumns = `id, kind, name, url, site_url, genre, topics, country, language, listed, unverified, paused, selectors,
	moved_from, moved_at, state, etag, last_modified, next_at, last_at, ok_at, item_at, poll_interval, failures, http_status, error,
	held_until, busy, forced_at, push_until, hints, arrivals, move, proposal, notice, rest, removed_at`

func scanSource(r row) (chalkline.Source, error) {
	var s chalkline.Source
	var interval, rest int64
	p := &s.Poll
	err := r.Scan(&s.ID, &s.Kind, &s.Name, &s.URL, &s.SiteURL, &s.Genre, inJSON(&s.Topics), &s.Country, &s.Language,
		&s.Listed, &s.Unverified, &s.Paused, inJSON(&s.Selectors), &s.MovedFrom, stamp{&s.MovedAt}, &p.State, &p.ETag, &p.LastModified,
		stamp{&p.NextAt}, stamp{&p.LastAt}, stamp{&p.OKAt}, stamp{&p.ItemAt}, &interval, &p.Failures, &p.HTTPStatus, &p.Error,
		stamp{&p.HeldUntil}, &p.Busy, stamp{&p.ForcedAt}, stamp{&p.PushUntil}, inJSON(&p.Hints), inJSON(&p.Arrivals), inJSON(&p.Move),
		&p.Proposal, &p.Notice, &rest, stamp{&s.RemovedAt})
	p.Interval, s.Rest = time.Duration(interval)*time.Microsecond, time.Duration(rest)*time.Microsecond
	return s, err
}

// AddSource stores a source and sets its ID. A source that nobody polled yet is
// due at Poll.NextAt, at once when that is zero, but not before its host, if
// that is held, may be asked again.
func (db *DB) AddSource(ctx context.Context, s *chalkline.Source) error {
	return db.tx(ctx, "add source "+s.URL, func(ctx context.Context, tx *sql.Tx) error {
		return insertSource(ctx, tx, s)
	})
}

func insertSource(ctx context.Context, q querier, s *chalkline.Source) error {
	if s.Poll.State == "" {
		s.Poll.State = chalkline.PollNew
	}
	err := q.QueryRowContext(ctx, `INSERT INTO sources
		(kind, name, url, host, site_url, genre, topics, country, language, listed, unverified, paused, selectors, state, next_at, rest, held_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
			COALESCE((SELECT MIN(held_until) FROM sources WHERE host = $4), 0))
		ON CONFLICT (url) DO NOTHING RETURNING id`,
		s.Kind, s.Name, s.URL, s.Host(), s.SiteURL, s.Genre, inJSON(&s.Topics), s.Country, s.Language, s.Listed, s.Unverified,
		s.Paused, inJSON(&s.Selectors), s.Poll.State, micros(s.Poll.NextAt), s.Rest.Microseconds()).Scan(&s.ID)
	return missing(err, chalkline.CodeConflict, "there is a source with the address %s already", s.URL)
}

// UpdateSource stores what a person may change of a source; what is known from
// polling it stays. A changed URL is another place: its validators, error and
// state are dropped, it is due at once, and where it was before is recorded.
func (db *DB) UpdateSource(ctx context.Context, s chalkline.Source) error {
	return db.tx(ctx, fmt.Sprintf("update source %d", s.ID), func(ctx context.Context, tx *sql.Tx) error {
		was, err := sourceByID(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		if was.URL == s.URL {
			return writeSource(ctx, tx, s)
		}
		var other chalkline.SourceID
		err = tx.QueryRowContext(ctx, `SELECT id FROM sources WHERE url = $1`, s.URL).Scan(&other)
		if err == nil {
			return chalkline.Errorf(chalkline.CodeConflict, "there is a source with the address %s already", s.URL)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := writeSource(ctx, tx, s); err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `UPDATE sources SET state = $2, next_at = 0, failures = 0, http_status = 0, error = '',
			held_until = 0, busy = 0, notice = '' WHERE id = $1`, s.ID, chalkline.PollNew); err != nil {
			return err
		}
		return readdress(ctx, tx, s.ID, was.URL, s.URL, db.now())
	})
}

// writeSource stores all but the URL and the poll. Whoever writes a source that
// had been retired takes it over; one that is written as not paused is in use.
func writeSource(ctx context.Context, q querier, s chalkline.Source) error {
	_, err := q.ExecContext(ctx, `UPDATE sources SET kind = $2, name = $3, site_url = $4, genre = $5, topics = $6,
		country = $7, language = $8, listed = $9, unverified = $10, paused = $11, selectors = $12, retired = FALSE,
		rest = $13, removed_at = CASE WHEN $11 THEN removed_at ELSE 0 END WHERE id = $1`,
		s.ID, s.Kind, s.Name, s.SiteURL, s.Genre, inJSON(&s.Topics), s.Country, s.Language, s.Listed, s.Unverified, s.Paused,
		inJSON(&s.Selectors), s.Rest.Microseconds())
	return err
}

func sourceByID(ctx context.Context, q querier, id chalkline.SourceID) (chalkline.Source, error) {
	s, err := scanSource(q.QueryRowContext(ctx, `SELECT `+sourceColumns+` FROM sources WHERE id = $1`, id))
	return s, missing(err, chalkline.CodeNotFound, "there is no source %d", id)
}

// Source is the source with that id.
func (db *DB) Source(ctx context.Context, id chalkline.SourceID) (chalkline.Source, error) {
	s, err := sourceByID(ctx, db.read, id)
	return s, explain(fmt.Sprintf("read source %d", id), err)
}

// Sources are all sources, by name.
func (db *DB) Sources(ctx context.Context) ([]chalkline.Source, error) {
	out, err := all(ctx, db.read, scanSource, `SELECT `+sourceColumns+` FROM sources ORDER BY LOWER(name), id`)
	return out, explain("read the sources", err)
}

// SourcesByID are the sources with those ids; unknown ids are left out.
func (db *DB) SourcesByID(ctx context.Context, ids []chalkline.SourceID) (map[chalkline.SourceID]chalkline.Source, error) {
	found, err := allIn(ctx, db.read, ids, scanSource, `SELECT `+sourceColumns+` FROM sources WHERE id IN %s`)
	if err != nil {
		return nil, fmt.Errorf("read %d sources: %w", len(ids), err)
	}
	byID := make(map[chalkline.SourceID]chalkline.Source, len(found))
	for _, s := range found {
		byID[s.ID] = s
	}
	return byID, nil
}

// ItemCounts says how many items each source brought. Sources without any are
// left out.
func (db *DB) ItemCounts(ctx context.Context) (map[chalkline.SourceID]int, error) {
	counts := map[chalkline.SourceID]int{}
	_, err := all(ctx, db.read, func(r row) (struct{}, error) {
		var id chalkline.SourceID
		var n int
		err := r.Scan(&id, &n)
		counts[id] = n
		return struct{}{}, err
	}, `SELECT source_id, COUNT(*) FROM items GROUP BY source_id`)
	return counts, explain("count items by source", err)
}

// due is the condition under which a source may be polled at time $1.
const due = `NOT paused AND state <> 'gone' AND next_at <= $1 AND held_until <= $1`

// DueHosts are at most limit hosts with a source that is due, the longest
// overdue first. One host is one unit of work, so that nobody meets there.
func (db *DB) DueHosts(ctx context.Context, now time.Time, limit int) ([]string, error) {
	out, err := all(ctx, db.read, value[string], `SELECT host FROM sources WHERE `+due+`
		GROUP BY host ORDER BY MIN(next_at), host LIMIT $2`, micros(now), limit)
	return out, explain("find hosts that are due", err)
}

// DueSources are the sources of a host that are due, the longest overdue first.
func (db *DB) DueSources(ctx context.Context, host string, now time.Time) ([]chalkline.Source, error) {
	out, err := all(ctx, db.read, scanSource, `SELECT `+sourceColumns+` FROM sources WHERE `+due+` AND host = $2
		ORDER BY next_at, id`, micros(now), host)
	return out, explain("find due sources of "+host, err)
}

// BeginPoll claims a source for one poll: it moves the next check from a time
// that has come to next. False means that somebody else has it, or that it is
// not due any more. The next check is stored before the request, so a daemon
// that crashes again and again cannot hammer a source.
func (db *DB) BeginPoll(ctx context.Context, id chalkline.SourceID, now, next time.Time) (bool, error) {
	n, err := db.change(ctx, fmt.Sprintf("begin to poll source %d", id), `UPDATE sources SET next_at = $2, last_at = $1 WHERE `+due+` AND id = $3`,
		micros(now), micros(next), id)
	return n == 1, err
}

// ForcePoll makes sources due now, those named or else all, and says how many
// that are. Left out are those that are paused or gone, that were asked after
// the given time, or that asked themselves to be left alone for a while (429
// and 503).
func (db *DB) ForcePoll(ctx context.Context, now, after time.Time, only ...chalkline.SourceID) (int, error) {
	const force = `UPDATE sources SET next_at = $1
		WHERE NOT paused AND state <> 'gone' AND last_at <= $2 AND held_until <= $1`
	if len(only) == 0 {
		return db.change(ctx, "make all sources due", force, micros(now), micros(after))
	}
	total := 0
	err := db.tx(ctx, "make sources due", func(ctx context.Context, tx *sql.Tx) error {
		total = 0
		return eachIn(only, 3, func(list string, args []any) error {
			n, err := exec(ctx, tx, force+` AND id IN `+list, append([]any{micros(now), micros(after)}, args...)...)
			total += n
			return err
		})
	})
	return total, err
}

// Hosts are the hosts of all sources.
func (db *DB) Hosts(ctx context.Context) ([]string, error) {
	out, err := all(ctx, db.read, value[string], `SELECT DISTINCT host FROM sources ORDER BY host`)
	return out, explain("list the hosts", err)
}

// HoldHosts leaves hosts alone with all their sources until a time, because one
// of them asked for fewer requests, busy times in a row. Nothing else about the
// sources changes.
func (db *DB) HoldHosts(ctx context.Context, hosts []string, until time.Time, busy int) error {
	return db.tx(ctx, "hold hosts", func(ctx context.Context, tx *sql.Tx) error {
		return eachIn(hosts, 3, func(list string, args []any) error {
			// Locked in the order of their ids, so that two who hold the same hosts wait for each other.
			_, err := exec(ctx, tx, `UPDATE sources SET busy = CASE WHEN busy < $2 THEN $2 ELSE busy END,
				held_until = CASE WHEN held_until < $1 THEN $1 ELSE held_until END,
				next_at = CASE WHEN next_at < $1 THEN $1 ELSE next_at END
				WHERE id IN (SELECT i.id FROM sources i WHERE i.host IN `+list+` ORDER BY i.id`+db.forUpdate()+`)`,
				append([]any{micros(until), busy}, args...)...)
			return err
		})
	})
}

// SpreadOverdue gives every source that was asked before, and should have been
// asked again before the given time, the time of its next check that at says;
// of is how many there are. After a long pause of the daemon they would
// otherwise all be asked at once.
func (db *DB) SpreadOverdue(ctx context.Context, before time.Time, at func(id chalkline.SourceID, of int) time.Time) (int, error) {
	moved := 0
	err := db.tx(ctx, "spread what is overdue", func(ctx context.Context, tx *sql.Tx) error {
		overdue, err := all(ctx, tx, value[chalkline.SourceID], `SELECT id FROM sources WHERE `+due+` AND last_at > 0 ORDER BY id`, micros(before))
		if err != nil {
			return err
		}
		q, done := db.looped(tx)
		defer done()
		for _, id := range overdue {
			if _, err := q.ExecContext(ctx, `UPDATE sources SET next_at = $2 WHERE id = $1`, id, micros(at(id, len(overdue)))); err != nil {
				return err
			}
		}
		moved = len(overdue)
		return nil
	})
	return moved, err
}

// FollowedGone are the sources that a reader follows by name and that said
// themselves that they are gone for good.
func (db *DB) FollowedGone(ctx context.Context, reader chalkline.ReaderID) ([]chalkline.Source, error) {
	out, err := all(ctx, db.read, scanSource, `SELECT `+sourceColumns+` FROM sources WHERE state = $1 AND CAST(id AS TEXT) IN
		(SELECT value FROM follows WHERE reader_id = $2 AND kind = $3 AND NOT mute) ORDER BY LOWER(name), id`,
		chalkline.PollGone, reader, chalkline.FollowSource)
	return out, explain(fmt.Sprintf("find what reader %d follows and is gone", reader), err)
}
