package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// MaxPasskeys is how many passkeys a reader may have.
const MaxPasskeys = 10

// Passkey is a key of a reader's phone, computer or security key that signs them in.
type Passkey struct {
	ID         int64
	ReaderID   chalkline.ReaderID
	Credential string // its id, in the alphabet of base64 for addresses
	Handle     string // names the reader towards authenticators; the same for all of a reader's
	Name       string // what the reader calls it
	Data       string // the public key and what belongs to it, as JSON
	CreatedAt  time.Time
	Used       time.Time // the day it last signed the reader in, by UTC; zero for never
	DoubtedAt  time.Time // when its counter went back: it may have been copied, and is not taken any more
}

const passkeyColumns = `id, reader_id, credential, handle, name, data, created_at, used, doubted_at` //nolint:gosec // names of columns, no secret

func scanPasskey(r row) (Passkey, error) {
	var p Passkey
	err := r.Scan(&p.ID, &p.ReaderID, &p.Credential, &p.Handle, &p.Name, &p.Data, stamp{&p.CreatedAt}, stamp{&p.Used}, stamp{&p.DoubtedAt})
	return p, err
}

// Passkeys are a reader's passkeys, oldest first.
func (db *DB) Passkeys(ctx context.Context, reader chalkline.ReaderID) ([]Passkey, error) {
	out, err := all(ctx, db.read, scanPasskey, `SELECT `+passkeyColumns+` FROM passkeys WHERE reader_id = $1 ORDER BY id`, reader)
	return out, explain(fmt.Sprintf("read the passkeys of reader %d", reader), err)
}

// Passkey is the passkey with that credential.
func (db *DB) Passkey(ctx context.Context, credential string) (Passkey, error) {
	p, err := scanPasskey(db.read.QueryRowContext(ctx, `SELECT `+passkeyColumns+` FROM passkeys WHERE credential = $1`, clean(credential)))
	return p, explain("find a passkey", missing(err, chalkline.CodeNotFound, "this passkey is not known here"))
}

// AddPasskey stores a passkey and sets ID and CreatedAt.
func (db *DB) AddPasskey(ctx context.Context, p *Passkey) error {
	return db.tx(ctx, fmt.Sprintf("add a passkey of reader %d", p.ReaderID), func(ctx context.Context, tx *sql.Tx) error {
		if err := changeReader(ctx, tx, p.ReaderID, `id = id`); err != nil { // two at once would be one too many
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM passkeys WHERE reader_id = $1`, p.ReaderID).Scan(&n); err != nil {
			return err
		}
		if n >= MaxPasskeys {
			return chalkline.Errorf(chalkline.CodeInvalid, "You have %d passkeys, which is as many as there can be. Please remove one first.", n)
		}
		now := db.now()
		err := tx.QueryRowContext(ctx, `INSERT INTO passkeys (reader_id, credential, handle, name, data, created_at, used, doubted_at)
			VALUES ($1, $2, $3, $4, $5, $6, 0, 0) ON CONFLICT (credential) DO NOTHING RETURNING id`,
			p.ReaderID, p.Credential, p.Handle, clean(p.Name), p.Data, now).Scan(&p.ID)
		p.CreatedAt = fromMicros(now)
		return missing(err, chalkline.CodeConflict, "this passkey is in use already")
	})
}

// UsePasskey notes that a passkey signed its reader in, with the counter that data
// has now. It fails when the passkey is doubted or gone.
func (db *DB) UsePasskey(ctx context.Context, id int64, data string) error {
	n, err := exec(ctx, db.write, `UPDATE passkeys SET data = $2, used = $3 WHERE id = $1 AND doubted_at = 0`, id, data, day(db.Now()))
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeDenied, "this passkey is not taken any more")
	}
	return explain("note the use of a passkey", err)
}

// DoubtPasskey notes that a passkey may have been copied.
func (db *DB) DoubtPasskey(ctx context.Context, id int64) error {
	_, err := exec(ctx, db.write, `UPDATE passkeys SET doubted_at = $2 WHERE id = $1 AND doubted_at = 0`, id, db.now())
	return explain("doubt a passkey", err)
}

// RemovePasskey deletes a passkey of a reader.
func (db *DB) RemovePasskey(ctx context.Context, reader chalkline.ReaderID, id int64) error {
	n, err := exec(ctx, db.write, `DELETE FROM passkeys WHERE id = $1 AND reader_id = $2`, id, reader)
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "You have no such passkey. It may have been removed before.")
	}
	return explain("remove a passkey", err)
}
