package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

const groupColumns = `g.id, g.name, g.about, g.public, g.feed_seed, g.feed_at, g.created_at`

func groupDest(g *chalkline.Group) []any {
	return []any{&g.ID, &g.Name, &g.About, &g.Public, &g.FeedSeed, stamp{&g.FeedAt}, stamp{&g.CreatedAt}}
}

func scanGroup(r row) (chalkline.Group, error) {
	var g chalkline.Group
	err := r.Scan(groupDest(&g)...)
	return g, err
}

// noGroup is the answer to a group that there is not, or that is not theirs.
func noGroup(id chalkline.GroupID) *chalkline.Error {
	return chalkline.Errorf(chalkline.CodeNotFound, "there is no group %d", id)
}

// CreateGroup stores a new group with its first member, who is its curator, and
// sets ID, FeedAt and CreatedAt. Hash is that of the secret that belongs to
// FeedSeed.
func (db *DB) CreateGroup(ctx context.Context, g *chalkline.Group, hash string, first chalkline.ReaderID, name string) error {
	return db.tx(ctx, "create a group", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		err := tx.QueryRowContext(ctx, `INSERT INTO groups (name, about, public, feed_seed, feed_hash, feed_at, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id`,
			clean(g.Name), clean(g.About), g.Public, g.FeedSeed, hash, now).Scan(&g.ID)
		if err != nil {
			return fmt.Errorf("insert it: %w", err)
		}
		g.FeedAt, g.CreatedAt = fromMicros(now), fromMicros(now)
		return addMember(ctx, tx, chalkline.Member{
			GroupID: g.ID, ReaderID: first, Name: name, Role: chalkline.MemberCurator, JoinedAt: g.CreatedAt,
		})
	})
}

// Group is the group with that id.
func (db *DB) Group(ctx context.Context, id chalkline.GroupID) (chalkline.Group, error) {
	g, err := scanGroup(db.read.QueryRowContext(ctx, `SELECT `+groupColumns+` FROM groups g WHERE g.id = $1`, id))
	if noRows(err) {
		err = noGroup(id)
	}
	return g, explain(fmt.Sprintf("read group %d", id), err)
}

// GroupByFeed is the group whose feed has the secret address with that hash.
func (db *DB) GroupByFeed(ctx context.Context, hash string) (chalkline.Group, error) {
	g, err := scanGroup(db.read.QueryRowContext(ctx, `SELECT `+groupColumns+` FROM groups g WHERE g.feed_hash = $1`, clean(hash)))
	return g, explain("find a group by its feed", missing(err, chalkline.CodeNotFound, "there is no such feed address"))
}

// Belonging is a group with what a reader is in it.
type Belonging struct {
	Group   chalkline.Group
	Member  chalkline.Member
	Members int // how many it has
	Waiting int // shares that wait for a curator
}

// GroupsOf are the groups of a reader, in the order in which they joined.
func (db *DB) GroupsOf(ctx context.Context, reader chalkline.ReaderID) ([]Belonging, error) {
	out, err := all(ctx, db.read, func(r row) (Belonging, error) {
		var b Belonging
		err := r.Scan(append(append(groupDest(&b.Group), memberDest(&b.Member)...), &b.Members, &b.Waiting)...)
		return b, err
	}, `SELECT `+groupColumns+`, `+memberColumns+`, (SELECT COUNT(*) FROM members o WHERE o.group_id = g.id),
		(SELECT COUNT(*) FROM shares s WHERE s.group_id = g.id AND s.state = 'waiting')
		FROM members m JOIN groups g ON g.id = m.group_id WHERE m.reader_id = $1 ORDER BY m.joined_at, g.id`, reader)
	return out, explain(fmt.Sprintf("read the groups of reader %d", reader), err)
}

// SetGroup stores a group's name, what it is about and whether it is public.
func (db *DB) SetGroup(ctx context.Context, g chalkline.Group) error {
	return db.tx(ctx, fmt.Sprintf("change group %d", g.ID), func(ctx context.Context, tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE groups SET name = $2, about = $3, public = $4 WHERE id = $1`,
			g.ID, clean(g.Name), clean(g.About), g.Public)
		if err != nil {
			return err
		}
		if n == 0 {
			return noGroup(g.ID)
		}
		return touchGroups(ctx, tx, db.now(), `id = $2`, g.ID)
	})
}

// SetGroupFeed gives a group's feed another secret address; the old one answers
// no more.
func (db *DB) SetGroupFeed(ctx context.Context, id chalkline.GroupID, seed, hash string) error {
	n, err := db.change(ctx, "change the address of a group's feed",
		`UPDATE groups SET feed_seed = $2, feed_hash = $3 WHERE id = $1`, id, seed, hash)
	if err == nil && n == 0 {
		return noGroup(id)
	}
	return err
}

// DeleteGroup deletes a group and all that it has.
func (db *DB) DeleteGroup(ctx context.Context, id chalkline.GroupID) error {
	n, err := db.change(ctx, fmt.Sprintf("delete group %d", id), `DELETE FROM groups WHERE id = $1`, id)
	if err == nil && n == 0 {
		return noGroup(id)
	}
	return err
}

// touchGroups gives the feeds of some groups a new version. The condition's
// numbers start at $2.
func touchGroups(ctx context.Context, q querier, now int64, which string, args ...any) error {
	_, err := q.ExecContext(ctx, `UPDATE groups SET feed_at = CASE WHEN feed_at >= $1 THEN feed_at + 1 ELSE $1 END WHERE `+which,
		append([]any{now}, args...)...)
	if err != nil {
		return fmt.Errorf("give groups' feeds a new version: %w", err)
	}
	return nil
}

// mostNews is how many shares of one group are news at a time.
const mostNews = 20

// GroupNews is what the groups of a reader have to tell: what was approved after
// since and not after until, and the theme of until's month, in until's zone.
// Groups with nothing new are left out.
func (db *DB) GroupNews(ctx context.Context, reader chalkline.ReaderID, since, until time.Time) ([]chalkline.GroupNews, error) {
	what := fmt.Sprintf("read the news of the groups of reader %d", reader)
	groups, err := all(ctx, db.read, scanGroup, `SELECT `+groupColumns+` FROM members m JOIN groups g ON g.id = m.group_id
		WHERE m.reader_id = $1 ORDER BY m.joined_at, g.id`, reader)
	if err != nil {
		return nil, explain(what, err)
	}
	var out []chalkline.GroupNews
	for _, g := range groups {
		news := chalkline.GroupNews{Group: g}
		news.Shared, err = db.sharedCards(ctx, `WHERE s.group_id = $1 AND s.state = 'approved' AND s.decided_at > $2 AND s.decided_at <= $3
			`+sharedOrder+` LIMIT $4`, g.ID, micros(since), micros(until), mostNews)
		if err != nil {
			return nil, explain(what, err)
		}
		theme, err := db.ThemeOf(ctx, g.ID, chalkline.MonthOf(until))
		switch {
		case err == nil:
			news.Theme = &theme
			news.Fresh = theme.At.After(since) && !theme.At.After(until)
		case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
			return nil, explain(what, err)
		}
		if news.Fresh || len(news.Shared) > 0 {
			out = append(out, news)
		}
	}
	return out, nil
}
