package store

import (
	"context"
	"database/sql"
	"time"

	"chalkline"
)

// AddressChange is a mailed link that changes a reader's address. Only the link's
// hash is stored.
type AddressChange struct {
	Hash      string
	ReaderID  chalkline.ReaderID
	Email     string // the address it was mailed to, which becomes the reader's
	Back      bool   // the address was theirs before; all devices are signed out with it
	CreatedAt time.Time
	ExpiresAt time.Time
}

const changeColumns = `hash, reader_id, email, back, created_at, expires_at`

func scanChange(r row) (AddressChange, error) {
	var c AddressChange
	err := r.Scan(&c.Hash, &c.ReaderID, &c.Email, &c.Back, stamp{&c.CreatedAt}, stamp{&c.ExpiresAt})
	return c, err
}

// changeSpent is said of a link that does not work, or not any more.
const changeSpent = "this link was used already or is too old"

// AskAddress stores a link that would change a reader's address, in place of one
// that was asked for before. CreatedAt is now.
func (db *DB) AskAddress(ctx context.Context, c AddressChange) error {
	return db.tx(ctx, "ask for another address", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM address_changes WHERE reader_id = $1 AND NOT back`, c.ReaderID); err != nil {
			return err
		}
		return db.addChange(ctx, tx, c)
	})
}

func (db *DB) addChange(ctx context.Context, q querier, c AddressChange) error {
	_, err := q.ExecContext(ctx, `INSERT INTO address_changes (`+changeColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.Hash, c.ReaderID, c.Email, c.Back, db.now(), micros(c.ExpiresAt))
	return err
}

// AskedAddress is the address to which a link was mailed that would make it the
// reader's, or "" while there is none.
func (db *DB) AskedAddress(ctx context.Context, reader chalkline.ReaderID) (string, error) {
	asked, err := all(ctx, db.read, value[string],
		`SELECT email FROM address_changes WHERE reader_id = $1 AND NOT back AND expires_at > $2`, reader, db.now())
	if err != nil || len(asked) == 0 {
		return "", explain("read which address was asked for", err)
	}
	return asked[0], nil
}

// DropAddress makes a link worthless that was asked for and not used.
func (db *DB) DropAddress(ctx context.Context, reader chalkline.ReaderID) error {
	_, err := exec(ctx, db.write, `DELETE FROM address_changes WHERE reader_id = $1 AND NOT back`, reader)
	return explain("drop a change of address", err)
}

// PeekAddress is the change behind a link while it is good. It changes nothing.
func (db *DB) PeekAddress(ctx context.Context, hash string) (AddressChange, error) {
	c, err := scanChange(db.read.QueryRowContext(ctx,
		`SELECT `+changeColumns+` FROM address_changes WHERE hash = $1 AND expires_at > $2`, clean(hash), db.now()))
	return c, explain("look up a change of address", missing(err, chalkline.CodeExpired, changeSpent))
}

// ChangeAddress uses a link up: its address becomes the reader's, mail goes there
// from now on, also what waits to be sent, and the address before is returned. For
// that one a link with backHash is stored, with which it can be taken back. Mail that
// stopped goes on, unless the reader complained of it.
//
// Taking an address back is for who lost theirs to somebody else: it ends all
// sessions, passkeys, accounts elsewhere and tokens of programs, and the links of
// later changes, but not those of earlier ones. It has no way back.
func (db *DB) ChangeAddress(ctx context.Context, hash, backHash string, backUntil time.Time) (c AddressChange, before string, err error) {
	err = db.tx(ctx, "change an address", func(ctx context.Context, tx *sql.Tx) error {
		var err error
		c, err = scanChange(tx.QueryRowContext(ctx, `DELETE FROM address_changes WHERE hash = $1 AND expires_at > $2 RETURNING `+changeColumns,
			clean(hash), db.now()))
		if err != nil {
			return missing(err, chalkline.CodeExpired, changeSpent)
		}
		if err := tx.QueryRowContext(ctx, `SELECT email FROM readers WHERE id = $1`, c.ReaderID).Scan(&before); err != nil {
			return err
		}
		taken, err := all(ctx, tx, value[int64], `SELECT id FROM readers WHERE email = $1 AND id <> $2`, c.Email, c.ReaderID)
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return chalkline.Errorf(chalkline.CodeConflict, "there is another reader with the address %s", c.Email)
		}
		if err := changeReader(ctx, tx, c.ReaderID, `email = $2, mail_error = CASE WHEN mail_error LIKE $3 THEN mail_error ELSE '' END`,
			c.Email, chalkline.MailComplaint+"%"); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE deliveries SET address = $2 WHERE reader_id = $1 AND state = 'waiting'`, c.ReaderID, c.Email); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM links WHERE email = $1`, before); err != nil {
			return err
		}
		if !c.Back {
			if before == c.Email {
				return nil
			}
			return db.addChange(ctx, tx, AddressChange{Hash: backHash, ReaderID: c.ReaderID, Email: before, Back: true, ExpiresAt: backUntil})
		}
		for _, table := range []string{"sessions", "passkeys", "identities", "api_tokens"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE reader_id = $1`, c.ReaderID); err != nil { //nolint:gosec // one of four constants
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM address_changes WHERE reader_id = $1 AND (NOT back OR created_at > $2)`,
			c.ReaderID, micros(c.CreatedAt))
		return err
	})
	return c, before, err
}
