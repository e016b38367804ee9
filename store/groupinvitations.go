package store

import (
	"context"
	"database/sql"
	"fmt"

	"chalkline"
)

const invitationColumns = `i.id, i.group_id, i.seed, i.hash, i.email, i.uses, i.used, i.created_at, i.expires_at, i.withdrawn_at`

func scanInvitation(r row) (chalkline.Invitation, error) {
	var i chalkline.Invitation
	err := r.Scan(&i.ID, &i.GroupID, &i.Seed, &i.Hash, &i.Email, &i.Uses, &i.Used,
		stamp{&i.CreatedAt}, stamp{&i.ExpiresAt}, stamp{&i.WithdrawnAt})
	return i, err
}

// openInvitation is true of invitations i that let somebody in at the time $2.
const openInvitation = `i.withdrawn_at = 0 AND i.expires_at > $2 AND (i.uses = 0 OR i.used < i.uses)`

// CreateInvitation stores an invitation and sets its ID. What nobody can take up
// any more and is as old again is forgotten with it.
func (db *DB) CreateInvitation(ctx context.Context, i *chalkline.Invitation) error {
	return db.tx(ctx, "create an invitation", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, i.GroupID); err != nil {
			return err
		}
		now := db.now()
		if _, err := tx.ExecContext(ctx, `DELETE FROM invitations WHERE group_id = $1 AND expires_at < $2`, i.GroupID,
			now-chalkline.InvitationLife.Microseconds()); err != nil {
			return fmt.Errorf("forget old invitations: %w", err)
		}
		var open int
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM invitations i WHERE i.group_id = $1 AND `+openInvitation, i.GroupID, now).Scan(&open)
		if err != nil {
			return fmt.Errorf("count invitations: %w", err)
		}
		if open >= chalkline.MostInvitations {
			return chalkline.Errorf(chalkline.CodeInvalid, "%d invitations are open, which is the most; withdraw some, or wait until they are taken up", open)
		}
		return tx.QueryRowContext(ctx, `INSERT INTO invitations (group_id, seed, hash, email, uses, used, created_at, expires_at, withdrawn_at)
			VALUES ($1, $2, $3, $4, $5, 0, $6, $7, 0) RETURNING id`,
			i.GroupID, i.Seed, i.Hash, clean(i.Email), i.Uses, micros(i.CreatedAt), micros(i.ExpiresAt)).Scan(&i.ID)
	})
}

// Invitations are the invitations into a group that let somebody in, the newest
// first.
func (db *DB) Invitations(ctx context.Context, group chalkline.GroupID) ([]chalkline.Invitation, error) {
	out, err := all(ctx, db.read, scanInvitation, `SELECT `+invitationColumns+` FROM invitations i WHERE i.group_id = $1 AND `+openInvitation+`
		ORDER BY i.id DESC`, group, db.now())
	return out, explain(fmt.Sprintf("read the invitations of group %d", group), err)
}

// InvitationByHash is the invitation with that hash, whether it still lets
// somebody in or not.
func (db *DB) InvitationByHash(ctx context.Context, hash string) (chalkline.Invitation, error) {
	i, err := scanInvitation(db.read.QueryRowContext(ctx, `SELECT `+invitationColumns+` FROM invitations i WHERE i.hash = $1`, clean(hash)))
	return i, explain("find an invitation", missing(err, chalkline.CodeNotFound, "there is no such invitation"))
}

// WithdrawInvitation makes an invitation let nobody in any more.
func (db *DB) WithdrawInvitation(ctx context.Context, group chalkline.GroupID, id chalkline.InvitationID) error {
	n, err := db.change(ctx, "withdraw an invitation", `UPDATE invitations SET withdrawn_at = $3 WHERE id = $1 AND group_id = $2 AND withdrawn_at = 0`,
		id, group, db.now())
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "there is no such invitation; it may have been withdrawn before")
	}
	return err
}

// TakeUp lets a reader into a group by the invitation with that hash, under a
// name. One that is mailed is for its address only. Who is in the group already
// uses nothing up.
func (db *DB) TakeUp(ctx context.Context, hash string, reader chalkline.Reader, name string) (chalkline.GroupID, error) {
	var group chalkline.GroupID
	err := db.tx(ctx, "take up an invitation", func(ctx context.Context, tx *sql.Tx) error {
		i, err := scanInvitation(tx.QueryRowContext(ctx, `SELECT `+invitationColumns+` FROM invitations i WHERE i.hash = $1`, clean(hash)))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no such invitation")
		}
		group = i.GroupID
		if err := lockGroup(ctx, tx, group); err != nil {
			return err
		}
		var member bool
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM members WHERE group_id = $1 AND reader_id = $2`, group, reader.ID).Scan(&member); err != nil {
			return fmt.Errorf("look who is a member: %w", err)
		}
		if member {
			return nil
		}
		if i.Email != "" && i.Email != reader.Email {
			return chalkline.Errorf(chalkline.CodeDenied, "this invitation was mailed to another address than yours")
		}
		now := db.now()
		n, err := exec(ctx, tx, `UPDATE invitations SET used = used + 1 WHERE id = $1 AND withdrawn_at = 0 AND expires_at > $2
			AND (uses = 0 OR used < uses)`, i.ID, now)
		if err != nil {
			return fmt.Errorf("use it: %w", err)
		}
		if n == 0 {
			return chalkline.Errorf(chalkline.CodeExpired, "this invitation lets nobody in any more")
		}
		return addMember(ctx, tx, chalkline.Member{
			GroupID: group, ReaderID: reader.ID, Name: name, Role: chalkline.MemberPlain, JoinedAt: fromMicros(now),
		})
	})
	return group, err
}
