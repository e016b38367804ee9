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

// Space is what was learned of all items, in which tastes are told.
type Space struct {
	ID    int64 // grows; 0 for none
	At    time.Time
	Items int // from how many it was made
	Data  []byte
}

// Space is the newest space, the zero Space when there is none yet.
func (db *DB) Space(ctx context.Context) (Space, error) {
	var s Space
	err := db.read.QueryRowContext(ctx, `SELECT id, at, items, data FROM spaces ORDER BY id DESC LIMIT 1`).
		Scan(&s.ID, stamp{&s.At}, &s.Items, &s.Data)
	if errors.Is(err, sql.ErrNoRows) {
		return Space{}, nil
	}
	return s, explain("read the space of tastes", err)
}

// SpaceID is the ID of the newest space, 0 when there is none yet.
func (db *DB) SpaceID(ctx context.Context) (int64, error) {
	var id int64
	err := db.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) FROM spaces`).Scan(&id)
	return id, explain("find the space of tastes", err)
}

// SaveSpace stores a space in place of the one before, and sets its ID.
func (db *DB) SaveSpace(ctx context.Context, s *Space) error {
	return db.tx(ctx, "save the space of tastes", func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `INSERT INTO spaces (at, items, data) VALUES ($1, $2, $3) RETURNING id`,
			micros(s.At), s.Items, s.Data).Scan(&s.ID)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM spaces WHERE id < $1`, s.ID)
		return err
	})
}

// Taste is what was learned of a reader.
type Taste struct {
	Reader chalkline.ReaderID
	Space  int64     // the ID of the Space in which it is told
	SaidAt time.Time // what the reader had said by then: see ReaderToPick.SaidAt
	Data   []byte
}

const tasteColumns = `reader_id, space, said_at, data`

func scanTaste(r row) (Taste, error) {
	var t Taste
	err := r.Scan(&t.Reader, &t.Space, stamp{&t.SaidAt}, &t.Data)
	return t, err
}

// Taste is what was learned of a reader, the zero Taste when nothing was.
func (db *DB) Taste(ctx context.Context, reader chalkline.ReaderID) (Taste, error) {
	t, err := scanTaste(db.read.QueryRowContext(ctx, `SELECT `+tasteColumns+` FROM tastes WHERE reader_id = $1`, reader))
	if errors.Is(err, sql.ErrNoRows) {
		return Taste{}, nil
	}
	return t, explain(fmt.Sprintf("read the taste of reader %d", reader), err)
}

// Tastes are what was learned of those readers; of whom nothing was, there is
// none.
func (db *DB) Tastes(ctx context.Context, readers []chalkline.ReaderID) (map[chalkline.ReaderID]Taste, error) {
	found, err := allIn(ctx, db.read, readers, scanTaste, `SELECT `+tasteColumns+` FROM tastes WHERE reader_id IN %s`)
	out := make(map[chalkline.ReaderID]Taste, len(found))
	for _, t := range found {
		out[t.Reader] = t
	}
	return out, explain(fmt.Sprintf("read the tastes of %d readers", len(readers)), err)
}

// SaveTastes stores what was learned of readers, in place of what was before.
// Readers who left meanwhile are left out.
func (db *DB) SaveTastes(ctx context.Context, tastes []Taste) error {
	if len(tastes) == 0 {
		return nil
	}
	return db.tx(ctx, fmt.Sprintf("save %d tastes", len(tastes)), func(ctx context.Context, tx *sql.Tx) error {
		ids := make([]chalkline.ReaderID, 0, len(tastes))
		for _, t := range tastes {
			ids = append(ids, t.Reader)
		}
		found, err := allIn(ctx, tx, ids, value[chalkline.ReaderID], `SELECT id FROM readers WHERE id IN %s`)
		if err != nil {
			return err
		}
		q, done := db.looped(tx)
		defer done()
		for _, t := range tastes {
			if !slices.Contains(found, t.Reader) {
				continue
			}
			if t.Data == nil {
				t.Data = []byte{} // that there is nothing to learn is something to keep
			}
			if _, err := q.ExecContext(ctx, `INSERT INTO tastes (reader_id, space, said_at, data) VALUES ($1, $2, $3, $4)
				ON CONFLICT (reader_id) DO UPDATE SET space = excluded.space, said_at = excluded.said_at, data = excluded.data`,
				t.Reader, t.Space, micros(t.SaidAt), t.Data); err != nil {
				return fmt.Errorf("of reader %d: %w", t.Reader, err)
			}
		}
		return nil
	})
}
