package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// Identity is an account elsewhere that signs a reader in.
type Identity struct {
	ID        int64
	ReaderID  chalkline.ReaderID
	Issuer    string // who vouches for it, as an address
	Subject   string // its name there, which never changes
	CreatedAt time.Time
}

// Identities are the accounts that sign a reader in, oldest first.
func (db *DB) Identities(ctx context.Context, reader chalkline.ReaderID) ([]Identity, error) {
	out, err := all(ctx, db.read, func(r row) (Identity, error) {
		var i Identity
		err := r.Scan(&i.ID, &i.ReaderID, &i.Issuer, &i.Subject, stamp{&i.CreatedAt})
		return i, err
	}, `SELECT id, reader_id, issuer, subject, created_at FROM identities WHERE reader_id = $1 ORDER BY id`, reader)
	return out, explain(fmt.Sprintf("read the accounts of reader %d", reader), err)
}

// ReaderByIdentity is the reader whom an account signs in.
func (db *DB) ReaderByIdentity(ctx context.Context, issuer, subject string) (chalkline.Reader, error) {
	r, err := scanReader(db.read.QueryRowContext(ctx, `SELECT `+readerColumns+` FROM readers
		WHERE id = (SELECT reader_id FROM identities WHERE issuer = $1 AND subject = $2)`, clean(issuer), clean(subject)))
	return r, explain("find the reader of an account", missing(err, chalkline.CodeNotFound, "no reader has this account"))
}

// AddIdentity ties an account to a reader. A reader has one account of an issuer at
// most, and an account one reader.
func (db *DB) AddIdentity(ctx context.Context, reader chalkline.ReaderID, issuer, subject string) error {
	return db.tx(ctx, fmt.Sprintf("tie an account to reader %d", reader), func(ctx context.Context, tx *sql.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO identities (reader_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT DO NOTHING`, reader, clean(issuer), clean(subject), db.now())
		if err == nil && n == 0 {
			return chalkline.Errorf(chalkline.CodeConflict, "the reader or the account is tied to another one already")
		}
		return err
	})
}

// RemoveIdentity unties an account from a reader.
func (db *DB) RemoveIdentity(ctx context.Context, reader chalkline.ReaderID, id int64) error {
	n, err := exec(ctx, db.write, `DELETE FROM identities WHERE id = $1 AND reader_id = $2`, id, reader)
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "You have no such account here. It may have been removed before.")
	}
	return explain("remove an account", err)
}
