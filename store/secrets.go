package store

import (
	"context"
	"database/sql"
	"fmt"

	"chalkline"
)

const addressColumns = `id, reader_id, name, seed, hash, created_at, revoked_at`

func scanToken(r row) (chalkline.Token, error) {
	var t chalkline.Token
	err := r.Scan(&t.ID, &t.ReaderID, &t.Name, &t.Seed, &t.Hash, stamp{&t.CreatedAt}, stamp{&t.RevokedAt})
	return t, err
}

// CreateToken stores a feed token and sets ID and CreatedAt.
func (db *DB) CreateToken(ctx context.Context, t *chalkline.Token) error {
	return db.tx(ctx, fmt.Sprintf("create a token of reader %d", t.ReaderID), func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		err := tx.QueryRowContext(ctx, `INSERT INTO tokens (reader_id, name, seed, hash, created_at, revoked_at)
			SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), 0 FROM readers WHERE id = $1
			RETURNING id`, t.ReaderID, clean(t.Name), t.Seed, t.Hash, now).Scan(&t.ID)
		t.CreatedAt = fromMicros(now)
		return missing(err, chalkline.CodeNotFound, "there is no reader %d", t.ReaderID)
	})
}

// Tokens are a reader's tokens that are not revoked, oldest first.
func (db *DB) Tokens(ctx context.Context, id chalkline.ReaderID) ([]chalkline.Token, error) {
	out, err := all(ctx, db.read, scanToken,
		`SELECT `+addressColumns+` FROM tokens WHERE reader_id = $1 AND revoked_at = 0 ORDER BY id`, id)
	return out, explain(fmt.Sprintf("read the tokens of reader %d", id), err)
}

// RevokeToken ends a reader's token: its feed answers no more.
func (db *DB) RevokeToken(ctx context.Context, reader chalkline.ReaderID, id chalkline.TokenID) error {
	n, err := exec(ctx, db.write, `UPDATE tokens SET revoked_at = $3 WHERE id = $1 AND reader_id = $2 AND revoked_at = 0`,
		id, reader, db.now())
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no feed address %d", id)
	}
	return explain(fmt.Sprintf("revoke token %d", id), err)
}

// TokenByHash is the token with that hash, unless it was revoked.
func (db *DB) TokenByHash(ctx context.Context, hash string) (chalkline.Token, error) {
	t, err := scanToken(db.read.QueryRowContext(ctx,
		`SELECT `+addressColumns+` FROM tokens WHERE hash = $1 AND revoked_at = 0`, clean(hash)))
	return t, explain("find a token", missing(err, chalkline.CodeNotFound, "there is no such feed address"))
}

const linkColumns = `hash, purpose, email, zone, invite, created_at, expires_at`

func scanLink(r row) (chalkline.Link, error) {
	var l chalkline.Link
	err := r.Scan(&l.Hash, &l.Purpose, &l.Email, &l.Zone, &l.Invite, stamp{&l.CreatedAt}, stamp{&l.ExpiresAt})
	return l, err
}

// CreateLink stores a mailed link. CreatedAt is now if it is zero, ExpiresAt
// chalkline.LinkLife after that.
func (db *DB) CreateLink(ctx context.Context, l chalkline.Link) error {
	if l.CreatedAt.IsZero() {
		l.CreatedAt = db.Now()
	}
	if l.ExpiresAt.IsZero() {
		l.ExpiresAt = l.CreatedAt.Add(chalkline.LinkLife)
	}
	_, err := db.write.ExecContext(ctx, `INSERT INTO links (hash, purpose, email, zone, invite, created_at, expires_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`, l.Hash, l.Purpose, l.Email, clean(l.Zone), l.Invite, micros(l.CreatedAt), micros(l.ExpiresAt))
	return explain("create a link", err)
}

// PeekLink is the link with that hash while it is good. It changes nothing:
// mail scanners open every link.
func (db *DB) PeekLink(ctx context.Context, hash string) (chalkline.Link, error) {
	l, err := scanLink(db.read.QueryRowContext(ctx,
		`SELECT `+linkColumns+` FROM links WHERE hash = $1 AND used_at = 0 AND expires_at > $2`, clean(hash), db.now()))
	return l, explain("look up a link", missing(err, chalkline.CodeExpired, "this link was used already or is too old; ask for a new one"))
}

// UseLink is PeekLink for the one caller that uses the link up.
func (db *DB) UseLink(ctx context.Context, hash string) (chalkline.Link, error) {
	var l chalkline.Link
	err := db.tx(ctx, "use a link", func(ctx context.Context, tx *sql.Tx) error {
		var err error
		l, err = scanLink(tx.QueryRowContext(ctx, `UPDATE links SET used_at = $2
			WHERE hash = $1 AND used_at = 0 AND expires_at > $2 RETURNING `+linkColumns, clean(hash), db.now()))
		return missing(err, chalkline.CodeExpired, "this link was used already or is too old; ask for a new one")
	})
	return l, err
}
