package store

import (
	"context"
	"database/sql"
	"fmt"

	"chalkline"
)

// MostInvites is how many invitations into the instance are open at a time.
const MostInvites = 200

// inviteColumns are those of an invitation into the instance, in the form of one
// into a group.
const inviteColumns = `i.id, 0, i.seed, i.hash, i.email, i.uses, i.used, i.created_at, i.expires_at, i.withdrawn_at`

// CreateInvite stores an invitation into the instance and sets its ID. What nobody
// can take up any more and is as old again is forgotten with it.
func (db *DB) CreateInvite(ctx context.Context, i *chalkline.Invitation) error {
	return db.tx(ctx, "create an invitation", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		if _, err := tx.ExecContext(ctx, `DELETE FROM invites WHERE expires_at < $1`, now-chalkline.InvitationLife.Microseconds()); err != nil {
			return fmt.Errorf("forget old invitations: %w", err)
		}
		var open int
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM invites i WHERE `+openInvite, now).Scan(&open)
		if err != nil {
			return fmt.Errorf("count invitations: %w", err)
		}
		if open >= MostInvites {
			return chalkline.Errorf(chalkline.CodeInvalid, "%d invitations are open, which is the most; withdraw some, or wait until they are taken up", open)
		}
		return tx.QueryRowContext(ctx, `INSERT INTO invites (seed, hash, email, uses, used, created_at, expires_at, withdrawn_at)
			VALUES ($1, $2, $3, $4, 0, $5, $6, 0) RETURNING id`,
			i.Seed, i.Hash, clean(i.Email), i.Uses, micros(i.CreatedAt), micros(i.ExpiresAt)).Scan(&i.ID)
	})
}

// openInvite is true of invitations i that let somebody in at the time $1.
const openInvite = `i.withdrawn_at = 0 AND i.expires_at > $1 AND (i.uses = 0 OR i.used < i.uses)`

// Invites are the invitations into the instance that let somebody in, the newest
// first.
func (db *DB) Invites(ctx context.Context) ([]chalkline.Invitation, error) {
	out, err := all(ctx, db.read, scanInvitation, `SELECT `+inviteColumns+` FROM invites i WHERE `+openInvite+` ORDER BY i.id DESC`, db.now())
	return out, explain("read the invitations", err)
}

// InviteByHash is the invitation into the instance with that hash, whether it
// still lets somebody in or not.
func (db *DB) InviteByHash(ctx context.Context, hash string) (chalkline.Invitation, error) {
	i, err := scanInvitation(db.read.QueryRowContext(ctx, `SELECT `+inviteColumns+` FROM invites i WHERE i.hash = $1`, clean(hash)))
	return i, explain("find an invitation", missing(err, chalkline.CodeNotFound, "there is no such invitation"))
}

// WithdrawInvite makes an invitation into the instance let nobody in any more.
func (db *DB) WithdrawInvite(ctx context.Context, id chalkline.InvitationID) error {
	n, err := db.change(ctx, "withdraw an invitation", `UPDATE invites SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at = 0`, id, db.now())
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no such invitation; it may have been withdrawn before")
	}
	return err
}

// CreateInvitedReader is CreateReader for somebody who joins by the invitation with
// that hash, into the instance or into a group, which then lets in one fewer. One
// that was mailed lets in its address only.
func (db *DB) CreateInvitedReader(ctx context.Context, hash string, r *chalkline.Reader) error {
	return db.tx(ctx, "create a reader who was invited", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		for _, use := range []string{
			`UPDATE invites SET used = used + 1 WHERE hash = $1 AND withdrawn_at = 0 AND expires_at > $2
				AND (uses = 0 OR used < uses) AND (email = '' OR email = $3)`,
			`UPDATE invitations SET joined = joined + 1 WHERE hash = $1 AND withdrawn_at = 0 AND expires_at > $2
				AND (uses = 0 OR joined < uses) AND (email = '' OR email = $3)`,
		} {
			n, err := exec(ctx, tx, use, clean(hash), now, r.Email)
			if err != nil {
				return fmt.Errorf("use the invitation: %w", err)
			}
			if n > 0 {
				return insertReader(ctx, tx, r, now)
			}
		}
		return chalkline.Errorf(chalkline.CodeExpired, "this invitation lets nobody in any more")
	})
}
