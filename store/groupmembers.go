package store

import (
	"context"
	"database/sql"
	"fmt"

	"chalkline"
)

const memberColumns = `m.group_id, m.reader_id, m.name, m.role, m.joined_at`

func memberDest(m *chalkline.Member) []any {
	return []any{&m.GroupID, &m.ReaderID, &m.Name, &m.Role, stamp{&m.JoinedAt}}
}

func scanMember(r row) (chalkline.Member, error) {
	var m chalkline.Member
	err := r.Scan(memberDest(&m)...)
	return m, err
}

// lockGroup makes transactions that change one group wait for each other, and
// says whether there is such a group. SQLite's always wait.
func lockGroup(ctx context.Context, tx *sql.Tx, id chalkline.GroupID) error {
	n, err := exec(ctx, tx, `UPDATE groups SET name = name WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("wait for other changes of group %d: %w", id, err)
	}
	if n == 0 {
		return noGroup(id)
	}
	return nil
}

// noMember is the answer to a reader who is not in the group.
var noMember = chalkline.Errorf(chalkline.CodeNotFound, "there is no such member in this group")

// Member is what a reader is in a group.
func (db *DB) Member(ctx context.Context, group chalkline.GroupID, reader chalkline.ReaderID) (chalkline.Member, error) {
	m, err := scanMember(db.read.QueryRowContext(ctx, `SELECT `+memberColumns+` FROM members m WHERE m.group_id = $1 AND m.reader_id = $2`, group, reader))
	if noRows(err) {
		err = noMember
	}
	return m, explain(fmt.Sprintf("read a member of group %d", group), err)
}

// GroupZone is the time zone of the curator who has looked after a group longest,
// which stands for the group's own; "" when it has none.
func (db *DB) GroupZone(ctx context.Context, group chalkline.GroupID) (string, error) {
	zones, err := all(ctx, db.read, value[string], `SELECT r.zone FROM members m JOIN readers r ON r.id = m.reader_id
		WHERE m.group_id = $1 AND m.role = $2 ORDER BY m.joined_at, m.reader_id LIMIT 1`, group, chalkline.MemberCurator)
	if err != nil || len(zones) == 0 {
		return "", explain(fmt.Sprintf("read the time zone of group %d", group), err)
	}
	return zones[0], nil
}

// Members are the members of a group, those who joined first come first.
func (db *DB) Members(ctx context.Context, group chalkline.GroupID) ([]chalkline.Member, error) {
	out, err := all(ctx, db.read, scanMember,
		`SELECT `+memberColumns+` FROM members m WHERE m.group_id = $1 ORDER BY m.joined_at, m.reader_id`, group)
	return out, explain(fmt.Sprintf("read the members of group %d", group), err)
}

// addMember inserts a member, unless the group is full or the reader is in enough
// groups. It is no fault if the reader is a member already.
func addMember(ctx context.Context, tx *sql.Tx, m chalkline.Member) error {
	var members, groups int
	err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM members WHERE group_id = $1), (SELECT COUNT(*) FROM members WHERE reader_id = $2)`,
		m.GroupID, m.ReaderID).Scan(&members, &groups)
	switch {
	case err != nil:
		return fmt.Errorf("count members: %w", err)
	case members >= chalkline.MostMembers:
		return chalkline.Errorf(chalkline.CodeInvalid, "this group has %d members, which is the most", members)
	case groups >= chalkline.MostGroups:
		return chalkline.Errorf(chalkline.CodeInvalid, "you are in %d groups, which is the most; leave one first", groups)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO members (group_id, reader_id, name, role, joined_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (group_id, reader_id) DO NOTHING`, m.GroupID, m.ReaderID, clean(m.Name), m.Role, micros(m.JoinedAt))
	if err != nil {
		return fmt.Errorf("add a member: %w", err)
	}
	return nil
}

// SetMemberName stores how a group sees a member. What they put forward or wrote
// before keeps the name of then.
func (db *DB) SetMemberName(ctx context.Context, m chalkline.Member) error {
	n, err := db.change(ctx, "change a member's name", `UPDATE members SET name = $3 WHERE group_id = $1 AND reader_id = $2`,
		m.GroupID, m.ReaderID, clean(m.Name))
	if err == nil && n == 0 {
		return noMember
	}
	return err
}

// SetMemberRole stores what a member may do. A group keeps a curator.
func (db *DB) SetMemberRole(ctx context.Context, group chalkline.GroupID, reader chalkline.ReaderID, role chalkline.MemberRole) error {
	return db.tx(ctx, "change a member's role", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, group); err != nil {
			return err
		}
		n, err := exec(ctx, tx, `UPDATE members SET role = $3 WHERE group_id = $1 AND reader_id = $2`, group, reader, role)
		if err != nil {
			return err
		}
		if n == 0 {
			return noMember
		}
		return keepsCurator(ctx, tx, group)
	})
}

// keepsCurator says what is wrong with a group that has nobody to look after it.
func keepsCurator(ctx context.Context, q querier, group chalkline.GroupID) error {
	var curators int
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM members WHERE group_id = $1 AND role = 'curator'`, group).Scan(&curators)
	if err != nil {
		return fmt.Errorf("count curators: %w", err)
	}
	if curators == 0 {
		return chalkline.Errorf(chalkline.CodeConflict,
			"the group would have no curator; make somebody else a curator first, or close the group")
	}
	return nil
}

// RemoveMember takes a reader out of a group. What was approved of theirs stays
// under the name of then, what waits is gone; their answers go too when asked. The
// only curator cannot go.
func (db *DB) RemoveMember(ctx context.Context, group chalkline.GroupID, reader chalkline.ReaderID, answers bool) error {
	return db.tx(ctx, "take a member out of a group", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, group); err != nil {
			return err
		}
		n, err := exec(ctx, tx, `DELETE FROM members WHERE group_id = $1 AND reader_id = $2`, group, reader)
		if err != nil {
			return err
		}
		if n == 0 {
			return noMember
		}
		if err := keepsCurator(ctx, tx, group); err != nil {
			return err
		}
		what := `UPDATE answers SET reader_id = NULL`
		if answers {
			what = `DELETE FROM answers`
		}
		for _, statement := range []string{
			`DELETE FROM shares WHERE group_id = $1 AND reader_id = $2 AND state <> 'approved'`,
			`UPDATE shares SET reader_id = NULL WHERE group_id = $1 AND reader_id = $2`,
			`UPDATE meetings SET swap_id = NULL WHERE swap_id IN (SELECT id FROM meetings WHERE group_id = $1 AND reader_id = $2)`,
			`UPDATE meetings SET reader_id = NULL, swap_id = NULL WHERE group_id = $1 AND reader_id = $2`,
			what + ` WHERE theme_id IN (SELECT id FROM themes WHERE group_id = $1) AND reader_id = $2`,
		} {
			if _, err := tx.ExecContext(ctx, statement, group, reader); err != nil {
				return err
			}
		}
		return nil
	})
}

// leaveGroups takes a reader who leaves Chalkline out of all groups. Their answers
// and what waits go; what was approved stays without their name and words. Where
// they were the only curator the member of longest standing becomes one, and a
// group without members is gone.
func leaveGroups(ctx context.Context, tx *sql.Tx, now int64, reader chalkline.ReaderID) error {
	groups, err := all(ctx, tx, value[chalkline.GroupID], `SELECT group_id FROM members WHERE reader_id = $1 ORDER BY group_id`, reader)
	if err != nil {
		return fmt.Errorf("read the groups of reader %d: %w", reader, err)
	}
	for _, id := range groups {
		if err := lockGroup(ctx, tx, id); err != nil {
			return err
		}
		if err := touchGroups(ctx, tx, now, `id = $2`, id); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`DELETE FROM shares WHERE reader_id = $1 AND state <> 'approved'`,
		`UPDATE shares SET reader_id = NULL, by_name = '` + chalkline.FormerMember + `', note = '' WHERE reader_id = $1`,
		`DELETE FROM answers WHERE reader_id = $1`,
		`UPDATE meetings SET swap_id = NULL WHERE swap_id IN (SELECT id FROM meetings WHERE reader_id = $1)`,
		`UPDATE meetings SET reader_id = NULL, swap_id = NULL WHERE reader_id = $1`,
		`DELETE FROM members WHERE reader_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, reader); err != nil {
			return fmt.Errorf("leave the groups of reader %d: %w", reader, err)
		}
	}
	for _, id := range groups {
		if _, err := tx.ExecContext(ctx, `DELETE FROM groups WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM members m WHERE m.group_id = groups.id)`, id); err != nil {
			return fmt.Errorf("close group %d: %w", id, err)
		}
		_, err := tx.ExecContext(ctx, `UPDATE members SET role = 'curator' WHERE group_id = $1
			AND NOT EXISTS (SELECT 1 FROM members c WHERE c.group_id = $1 AND c.role = 'curator')
			AND reader_id = (SELECT o.reader_id FROM members o WHERE o.group_id = $1 ORDER BY o.joined_at, o.reader_id LIMIT 1)`, id)
		if err != nil {
			return fmt.Errorf("hand group %d over: %w", id, err)
		}
	}
	return nil
}
