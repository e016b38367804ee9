package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"chalkline"
)

// MoveSource gives a source the address to which it moved for good and records
// it. The validators of the old address are dropped; the time of the next check
// stays. Where there is a source with that address already, the two become one:
// the items of this one, who follows it and where it was before go to the other,
// whose description stays. A source that is paused takes in no other: this one
// stays where it is. It returns the source that is read from now on.
func (db *DB) MoveSource(ctx context.Context, id chalkline.SourceID, url string) (chalkline.SourceID, error) {
	kept := id
	err := db.tx(ctx, fmt.Sprintf("move source %d", id), func(ctx context.Context, tx *sql.Tx) error {
		kept = id
		was, err := sourceByID(ctx, tx, id)
		if err != nil || was.URL == url {
			return err
		}
		now := db.now()
		var other chalkline.SourceID
		var paused bool
		err = tx.QueryRowContext(ctx, `SELECT id, paused FROM sources WHERE url = $1`, url).Scan(&other, &paused)
		if errors.Is(err, sql.ErrNoRows) {
			return readdress(ctx, tx, id, was.URL, url, now)
		}
		if err != nil {
			return err
		}
		if paused {
			// Its followers would be left with a source that nobody asks. To wake the other up would be no
			// simpler, and would let a site undo what the operator decided. The old address is read for as
			// long as it leads somewhere, and the move counts afresh.
			_, err := tx.ExecContext(ctx, `UPDATE sources SET move = '' WHERE id = $1`, id)
			return err
		}
		kept = other
		return mergeSource(ctx, tx, was, other, url, now)
	})
	return kept, err
}

// readdress changes the address of a source and what hangs on it.
func readdress(ctx context.Context, tx *sql.Tx, id chalkline.SourceID, from, to string, now int64) error {
	for _, change := range []struct {
		query string
		args  []any
	}{
		{`UPDATE sources SET url = $2, host = $3, etag = '', last_modified = '', move = '', proposal = '', hints = '', push_until = 0,
			moved_from = $4, moved_at = $5 WHERE id = $1`, []any{id, to, chalkline.HostOf(to), from, now}},
		{`DELETE FROM subscriptions WHERE source_id = $1`, []any{id}},
		{`INSERT INTO source_moves (source_id, from_url, to_url, at) VALUES ($1, $2, $3, $4)`, []any{id, from, to, now}},
	} {
		if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
			return fmt.Errorf("change the address: %w", err)
		}
	}
	return nil
}

// mergeSource makes a source part of another. An item that both have stays
// twice, under another key, because it may have been picked and printed; as a
// story it is one. What was deleted from one of them only stays in the other.
func mergeSource(ctx context.Context, tx *sql.Tx, was chalkline.Source, other chalkline.SourceID, url string, now int64) error {
	from, to := strconv.FormatInt(int64(was.ID), 10), strconv.FormatInt(int64(other), 10)
	for _, change := range []struct {
		query string
		args  []any
	}{
		{`UPDATE items SET key = 'moved ' || CAST(id AS TEXT) WHERE source_id = $1
			AND key IN (SELECT key FROM items WHERE source_id = $2 UNION ALL SELECT key FROM tombstones WHERE source_id = $2)`, []any{was.ID, other}},
		{`UPDATE items SET source_id = $2 WHERE source_id = $1`, []any{was.ID, other}},
		{`INSERT INTO tombstones (source_id, key, at) SELECT CAST($2 AS BIGINT), key, at FROM tombstones t WHERE source_id = $1
			AND NOT EXISTS (SELECT 1 FROM items i WHERE i.source_id = $2 AND i.key = t.key) ON CONFLICT (source_id, key) DO NOTHING`, []any{was.ID, other}},
		{`UPDATE follows SET value = $2 WHERE kind = $3 AND value = $1 AND NOT EXISTS
			(SELECT 1 FROM follows f WHERE f.reader_id = follows.reader_id AND f.kind = $3 AND f.value = $2)`, []any{from, to, chalkline.FollowSource}},
		{`DELETE FROM follows WHERE kind = $2 AND value = $1`, []any{from, chalkline.FollowSource}},
		{`UPDATE source_moves SET source_id = $2 WHERE source_id = $1`, []any{was.ID, other}},
		{`DELETE FROM sources WHERE id = $1`, []any{was.ID}},
		{
			`UPDATE sources SET moved_from = $2, moved_at = $3, state = CASE WHEN state = 'gone' THEN 'new' ELSE state END WHERE id = $1`,
			[]any{other, was.URL, now},
		}, // it has just answered
		{`INSERT INTO source_moves (source_id, from_url, to_url, at) VALUES ($1, $2, $3, $4)`, []any{other, was.URL, url, now}},
	} {
		if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
			return fmt.Errorf("merge it into source %d: %w", other, err)
		}
	}
	return nil
}

// Moves are all moves of sources, oldest first.
func (db *DB) Moves(ctx context.Context) ([]chalkline.Moved, error) {
	out, err := moves(ctx, db.read)
	return out, explain("read the moves of sources", err)
}

func moves(ctx context.Context, q querier) ([]chalkline.Moved, error) {
	return all(ctx, q, func(r row) (chalkline.Moved, error) {
		var m chalkline.Moved
		err := r.Scan(&m.Source, &m.From, &m.To, stamp{&m.At})
		return m, err
	}, `SELECT source_id, from_url, to_url, at FROM source_moves ORDER BY id`)
}
