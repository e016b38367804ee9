package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// SilentAfter is how long a source that answers brings nothing new before it is
// called silent. Many blogs write once a term.
const SilentAfter = 120 * 24 * time.Hour

// SourceState is how sources are doing, as the operator looks for them.
type SourceState string

// The states that the operator looks for. A source can be in one of them only,
// but for AnySource, which is every source in use.
const (
	AnySource     SourceState = ""
	FailingSource SourceState = "failing" // asked, and did not answer well; or gone for good
	SilentSource  SourceState = "silent"  // answers, and brought nothing new for SilentAfter
	PausedSource  SourceState = "paused"
	RemovedSource SourceState = "removed"
)

// inState are the conditions of the states, at a time $1 before which a source that
// is not silent brought something new.
var inState = map[SourceState]string{
	AnySource:     `removed_at = 0 AND CAST($1 AS BIGINT) >= 0`,
	FailingSource: `removed_at = 0 AND NOT paused AND state IN ('failing', 'gone') AND CAST($1 AS BIGINT) >= 0`,
	SilentSource:  `removed_at = 0 AND NOT paused AND state = 'ok' AND item_at <= $1 AND last_at > 0`,
	PausedSource:  `removed_at = 0 AND paused AND CAST($1 AS BIGINT) >= 0`,
	RemovedSource: `removed_at > 0 AND CAST($1 AS BIGINT) >= 0`,
}

// ListedSource is a source with the number of its items.
type ListedSource struct {
	chalkline.Source

	Items int
}

// SourcesIn are the sources in a state by name, those that fail first, from the
// offset on.
func (db *DB) SourcesIn(ctx context.Context, state SourceState, offset, limit int) ([]ListedSource, error) {
	condition, known := inState[state]
	if !known {
		return nil, chalkline.Errorf(chalkline.CodeNotFound, "sources are failing, silent, paused or removed, not %q", chalkline.Cut(string(state), 20))
	}
	found, err := all(ctx, db.read, scanSource, `SELECT `+sourceColumns+` FROM sources WHERE `+condition+`
		ORDER BY CASE WHEN NOT paused AND state IN ('failing', 'gone') THEN 0 ELSE 1 END, LOWER(name), id LIMIT $2 OFFSET $3`,
		db.silent(), limit, offset)
	if err != nil {
		return nil, explain("read the sources", err)
	}
	out := make([]ListedSource, len(found))
	at := make(map[chalkline.SourceID]int, len(found))
	keys := make([]chalkline.SourceID, len(found))
	for n, s := range found {
		out[n].Source, at[s.ID], keys[n] = s, n, s.ID
	}
	_, err = allIn(ctx, db.read, keys, func(r row) (struct{}, error) {
		var id chalkline.SourceID
		var items int
		err := r.Scan(&id, &items)
		out[at[id]].Items = items
		return struct{}{}, err
	}, `SELECT source_id, COUNT(*) FROM items WHERE source_id IN %s GROUP BY source_id`)
	return out, explain("count the items of sources", err)
}

func (db *DB) silent() int64 { return micros(db.Now().Add(-SilentAfter)) }

// SourceCounts says how many sources there are in each state.
func (db *DB) SourceCounts(ctx context.Context) (map[SourceState]int, error) {
	counts := make(map[SourceState]int, len(inState))
	var everything, failing, silent, paused, removed int
	query := `SELECT `
	for n, state := range []SourceState{AnySource, FailingSource, SilentSource, PausedSource, RemovedSource} {
		if n > 0 {
			query += `, `
		}
		query += `COALESCE(SUM(CASE WHEN ` + inState[state] + ` THEN 1 ELSE 0 END), 0)`
	}
	err := db.read.QueryRowContext(ctx, query+` FROM sources`, db.silent()).Scan(&everything, &failing, &silent, &paused, &removed)
	counts[AnySource], counts[FailingSource], counts[SilentSource], counts[PausedSource], counts[RemovedSource] = everything, failing, silent, paused, removed
	return counts, explain("count the sources", err)
}

// SourceByURL is the source with that address, also one that was removed.
func (db *DB) SourceByURL(ctx context.Context, url string) (chalkline.Source, error) {
	s, err := scanSource(db.read.QueryRowContext(ctx, `SELECT `+sourceColumns+` FROM sources WHERE url = $1`, clean(url)))
	return s, explain("find a source by address", missing(err, chalkline.CodeNotFound, "there is no source with the address %s", url))
}

// RemoveSource takes a source out of use: it is not asked any more, the list of
// sources no longer says anything of it, and readers who follow it get nothing new
// from it. Its items stay where readers have them. UpdateSource brings it back.
func (db *DB) RemoveSource(ctx context.Context, id chalkline.SourceID) error {
	return db.tx(ctx, fmt.Sprintf("remove source %d", id), func(ctx context.Context, tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE sources SET removed_at = $2, paused = TRUE, listed = FALSE, retired = FALSE, push_until = 0
			WHERE id = $1 AND removed_at = 0`, id, db.now())
		if err != nil {
			return err
		}
		if n == 0 {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no source %d, or it was removed before", id)
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM subscriptions WHERE source_id = $1`, id)
		return err
	})
}

// Backlog is what of one kind of work is due.
type Backlog struct {
	Kind  string // as the kinds of package jobs are called
	Due   int
	Since time.Time // when the first of it became due; zero when nothing is, or it never was done
}

// Backlogs are what is due of each kind of work that the database knows of, in the
// order in which an item goes through them.
func (db *DB) Backlogs(ctx context.Context) ([]Backlog, error) {
	out, err := all(ctx, db.read, func(r row) (Backlog, error) {
		var b Backlog
		err := r.Scan(&b.Kind, &b.Due, stamp{&b.Since})
		return b, err
	}, `SELECT 'crawl', COUNT(*), COALESCE(MIN(CASE WHEN next_at > held_until THEN next_at ELSE held_until END), 0) FROM sources WHERE `+due+`
		UNION ALL SELECT 'read', COUNT(*), COALESCE(MIN(i.read_at), 0) FROM items i JOIN sources s ON s.id = i.source_id
			WHERE i.read_at > 0 AND i.read_at <= $1 AND NOT s.paused AND s.state <> 'gone' AND s.held_until <= $1
		UNION ALL SELECT 'appraise', COUNT(*), COALESCE(MIN(appraise_at), 0) FROM items WHERE appraise_at > 0
		UNION ALL SELECT 'resolve', COUNT(*), COALESCE(MIN(resolve_at), 0) FROM works WHERE resolve_at > 0 AND resolve_at <= $1
		UNION ALL SELECT 'find', COUNT(*), COALESCE(MIN(find_at), 0) FROM found_references WHERE find_at > 0 AND find_at <= $1
		UNION ALL SELECT 'subscribe', COUNT(*), COALESCE(MIN(u.next_at), 0) FROM subscriptions u JOIN sources s ON s.id = u.source_id
			WHERE u.next_at <= $1 AND NOT s.paused AND s.state <> 'gone'
		UNION ALL SELECT 'pick', COUNT(*), COALESCE(MIN(pick_at), 0) FROM readers WHERE pick_at > 0 AND pick_at <= $1
		UNION ALL SELECT 'calendar', COUNT(*), COALESCE(MIN(next_at), 0) FROM calendars WHERE next_at <= $1
		UNION ALL SELECT 'compose', COUNT(*), COALESCE(MIN(digest_at), 0) FROM readers WHERE digest_at > 0 AND digest_at <= $1 AND mail_error = ''
		UNION ALL SELECT 'deliver', COUNT(*), COALESCE(MIN(next_at), 0) FROM deliveries WHERE state = 'waiting' AND next_at <= $1`, db.now())
	return out, explain("count what is due", err)
}

// Storage is what the database takes.
type Storage struct {
	Bytes  int64 // of the database, without the log of SQLite's last writes
	Months []MonthOfItems
}

// MonthOfItems is how many items came in a month.
type MonthOfItems struct {
	Month chalkline.Month
	Items int
}

// Storage measures the database, and counts the items that came in the last months,
// this one first.
func (db *DB) Storage(ctx context.Context, months int) (Storage, error) {
	var s Storage
	size := `SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s`
	if db.kind == kindPostgres {
		size = `SELECT pg_database_size(current_database())`
	}
	if err := db.read.QueryRowContext(ctx, size).Scan(&s.Bytes); err != nil {
		return s, explain("measure the database", err)
	}
	now := db.Now().UTC()
	from := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(0, 1, 0)
	for range months {
		m := MonthOfItems{Month: chalkline.MonthOf(from)}
		err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM items WHERE first_seen >= $1 AND first_seen < $2`, micros(from), micros(until)).Scan(&m.Items)
		if err != nil {
			return s, explain("count the items of a month", err)
		}
		s.Months = append(s.Months, m)
		from, until = from.AddDate(0, -1, 0), from
	}
	return s, nil
}

// ItemCount is how many items a source brought.
func (db *DB) ItemCount(ctx context.Context, id chalkline.SourceID) (int, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM items WHERE source_id = $1`, id).Scan(&n)
	return n, explain(fmt.Sprintf("count the items of source %d", id), err)
}
