package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// Note is what a reader wrote for themselves on an item.
type Note struct {
	ItemID  chalkline.ItemID
	Text    string
	At      time.Time // when it was first written
	Changed time.Time // when it was last written; its version
}

const noteColumns = `item_id, text, at, changed_at`

func scanNote(r row) (Note, error) {
	var n Note
	err := r.Scan(&n.ItemID, &n.Text, stamp{&n.At}, stamp{&n.Changed})
	return n, err
}

// Notes are a reader's own notes on some items, by item; items without one are
// left out.
func (db *DB) Notes(ctx context.Context, reader chalkline.ReaderID, items []chalkline.ItemID) (map[chalkline.ItemID]Note, error) {
	notes := map[chalkline.ItemID]Note{}
	err := eachIn(items, 2, func(list string, args []any) error {
		found, err := all(ctx, db.read, scanNote, `SELECT `+noteColumns+` FROM notes WHERE reader_id = $1 AND item_id IN `+list, append([]any{reader}, args...)...)
		for _, n := range found {
			notes[n.ItemID] = n
		}
		return err
	})
	return notes, explain("read a reader's notes", err)
}

// SaveNote stores what a reader writes on an item. Changed is the version that
// they saw, zero when they saw none; At and Changed become those of what is
// stored. Without Text the note is deleted. It is a conflict when the note was
// changed since, unless it says the same.
func (db *DB) SaveNote(ctx context.Context, reader chalkline.ReaderID, note *Note) error {
	// Which item it is stays out of messages: they end up in a log.
	return db.tx(ctx, "save a note", func(ctx context.Context, tx *sql.Tx) error {
		text, now := clean(note.Text), max(db.now(), micros(note.Changed)+1)
		stored := Note{ItemID: note.ItemID, Text: text, At: note.At, Changed: fromMicros(now)}
		var n int
		var err error
		switch {
		case text == "":
			stored = Note{ItemID: note.ItemID}
			n, err = exec(ctx, tx, `DELETE FROM notes WHERE reader_id = $1 AND item_id = $2 AND changed_at = $3`, reader, note.ItemID, micros(note.Changed))
		case note.Changed.IsZero():
			stored.At = stored.Changed
			n, err = exec(ctx, tx, `INSERT INTO notes (reader_id, item_id, text, at, changed_at)
				SELECT r.id, i.id, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($4 AS BIGINT) FROM readers r, items i WHERE r.id = $1 AND i.id = $2
				ON CONFLICT (reader_id, item_id) DO NOTHING`, reader, note.ItemID, text, now)
		default:
			n, err = exec(ctx, tx, `UPDATE notes SET text = $3, changed_at = $4 WHERE reader_id = $1 AND item_id = $2 AND changed_at = $5`,
				reader, note.ItemID, text, now, micros(note.Changed))
		}
		if err != nil {
			return err
		}
		if n == 0 {
			stored, err = notSaved(ctx, tx, reader, *note, text)
		}
		if err == nil {
			*note = stored
		}
		return err
	})
}

// notSaved says why a note was not stored. It is no fault when what is stored says
// the same: the form came twice.
func notSaved(ctx context.Context, q querier, reader chalkline.ReaderID, note Note, text string) (Note, error) {
	have, err := scanNote(q.QueryRowContext(ctx, `SELECT `+noteColumns+` FROM notes WHERE reader_id = $1 AND item_id = $2`, reader, note.ItemID))
	if noRows(err) {
		have, err = Note{ItemID: note.ItemID}, nil
	}
	if err != nil {
		return have, fmt.Errorf("read it: %w", err)
	}
	if have.Text == text {
		return have, nil
	}
	if have.Text == "" && note.Changed.IsZero() {
		return have, chalkline.Errorf(chalkline.CodeNotFound, "there is no item %d", note.ItemID)
	}
	return have, chalkline.Errorf(chalkline.CodeConflict, "the note was changed elsewhere meanwhile")
}
