package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// APITokenID names an APIToken.
type APITokenID int64

// APIToken lets a program of a reader ask the API. Its secret is not stored: it is
// shown once, and found by its hash.
type APIToken struct {
	ID        APITokenID
	ReaderID  chalkline.ReaderID
	Name      string // what the reader calls it
	Hash      string // chalkline.HashSecret of the secret
	Writes    bool   // it may change things; else it only reads
	CreatedAt time.Time
	UsedOn    chalkline.Day // the last day in UTC; "" for never
}

// MostAPITokens is how many tokens a reader has at most.
const MostAPITokens = 20

const programColumns = `id, reader_id, name, hash, writes, created_at, used_on`

func scanAPIToken(r row) (APIToken, error) {
	var t APIToken
	err := r.Scan(&t.ID, &t.ReaderID, &t.Name, &t.Hash, &t.Writes, stamp{&t.CreatedAt}, &t.UsedOn)
	return t, err
}

// CreateAPIToken stores a token and sets ID and CreatedAt.
func (db *DB) CreateAPIToken(ctx context.Context, t *APIToken) error {
	return db.tx(ctx, "create an API token", func(ctx context.Context, tx *sql.Tx) error {
		// The update makes those who make tokens for one reader wait for each other.
		if err := changeReader(ctx, tx, t.ReaderID, `email = email`); err != nil {
			return err
		}
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM api_tokens WHERE reader_id = $1`, t.ReaderID).Scan(&have); err != nil {
			return fmt.Errorf("count tokens: %w", err)
		}
		if have >= MostAPITokens {
			return chalkline.Errorf(chalkline.CodeInvalid, "you have %d tokens, which is the most; revoke one first", have)
		}
		now := db.now()
		t.CreatedAt = fromMicros(now)
		return tx.QueryRowContext(ctx, `INSERT INTO api_tokens (reader_id, name, hash, writes, created_at, used_on)
			VALUES ($1, $2, $3, $4, $5, '') RETURNING id`, t.ReaderID, clean(t.Name), t.Hash, t.Writes, now).Scan(&t.ID)
	})
}

// APITokens are a reader's tokens, oldest first.
func (db *DB) APITokens(ctx context.Context, reader chalkline.ReaderID) ([]APIToken, error) {
	out, err := all(ctx, db.read, scanAPIToken, `SELECT `+programColumns+` FROM api_tokens WHERE reader_id = $1 ORDER BY id`, reader)
	return out, explain("read a reader's API tokens", err)
}

// APITokenByHash is the token with that hash.
func (db *DB) APITokenByHash(ctx context.Context, hash string) (APIToken, error) {
	t, err := scanAPIToken(db.often.QueryRowContext(ctx, `SELECT `+programColumns+` FROM api_tokens WHERE hash = $1`, hash))
	return t, explain("find an API token", missing(err, chalkline.CodeNotFound, "there is no such token"))
}

// UsedAPIToken notes the day on which a token was used. It writes once a day.
func (db *DB) UsedAPIToken(ctx context.Context, t APIToken, day chalkline.Day) error {
	if t.UsedOn == day {
		return nil
	}
	_, err := exec(ctx, db.write, `UPDATE api_tokens SET used_on = $2 WHERE id = $1`, t.ID, day)
	return explain("note the use of an API token", err)
}

// RevokeAPIToken ends a reader's token at once.
func (db *DB) RevokeAPIToken(ctx context.Context, reader chalkline.ReaderID, id APITokenID) error {
	n, err := exec(ctx, db.write, `DELETE FROM api_tokens WHERE id = $1 AND reader_id = $2`, id, reader)
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no token %d", id)
	}
	return explain("revoke an API token", err)
}
