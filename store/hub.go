package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"chalkline"
)

// FeedRef names a published feed without the secret of its address: by a reader's
// token, by a topic, or by a group and the hash of the secret that its address had.
type FeedRef struct {
	Token chalkline.TokenID
	Topic chalkline.TopicID
	Group chalkline.GroupID
	Hash  string // of the address of a group; "" when that is no secret
	Form  string // the end of its address, as ".atom"
}

// name is the feed in any form, as it is stored.
func (f FeedRef) name() string {
	switch {
	case f.Token != 0:
		return fmt.Sprintf("token %d", f.Token)
	case f.Group != 0:
		return fmt.Sprintf("group %d %s", f.Group, f.Hash)
	}
	return "topic " + string(f.Topic)
}

// setName reads what name wrote.
func (f *FeedRef) setName(name string) (err error) {
	if topic, ok := strings.CutPrefix(name, "topic "); ok {
		f.Topic = chalkline.TopicID(topic)
		return nil
	}
	if _, err = fmt.Sscanf(name, "token %d", &f.Token); err == nil {
		return nil
	}
	if _, err = fmt.Sscanf(name, "group %d", &f.Group); err == nil {
		f.Hash = name[strings.LastIndexByte(name, ' ')+1:]
	}
	return err
}

// ListenerID names a Listener.
type ListenerID int64

// Listener is a program that wants to be brought a feed when it changes: a
// subscriber at our WebSub hub.
type Listener struct {
	ID       ListenerID
	Feed     FeedRef
	Callback string    // where it is brought
	Secret   string    // what is brought is signed with it; "" for unsigned
	Until    time.Time // end of the lease; zero before it was confirmed
	Gone     bool      // the feed is published no more
	Changed  time.Time // when the feed did
	Pushed   time.Time // Changed of what was brought last
	NextAt   time.Time // nothing is sent before this
	FailedAt time.Time // since when the callback has failed; zero while it works
	Tries    int       // that failed, in a row
	Asked    Asked     // what is to be confirmed first
}

// Asked is what somebody asked for in the name of a listener, who has not
// confirmed it yet. It changes nothing until then.
type Asked struct {
	Mode   AskedMode // "" for nothing
	At     time.Time
	Secret string
	Lease  time.Duration
}

// AskedMode is what was asked for, as WebSub calls it.
type AskedMode string

// The modes.
const (
	AskedSubscribe   AskedMode = "subscribe"
	AskedUnsubscribe AskedMode = "unsubscribe"
)

// ListenerCaps are how many listeners there may be.
type ListenerCaps struct {
	Feed  int // to one feed in all its forms
	Host  int // at one host
	Total int
}

const listenerColumns = `l.id, l.feed, l.form, l.callback, l.secret, l.until, l.changed_at, l.gone, l.pushed_at, l.next_at, l.failed_at, l.tries,
	l.asked, l.asked_at, l.asked_secret, l.asked_lease`

func scanListener(r row) (Listener, error) {
	var l Listener
	var name string
	var lease int64
	err := r.Scan(&l.ID, &name, &l.Feed.Form, &l.Callback, &l.Secret, stamp{&l.Until}, stamp{&l.Changed}, &l.Gone, stamp{&l.Pushed}, stamp{&l.NextAt},
		stamp{&l.FailedAt}, &l.Tries, &l.Asked.Mode, stamp{&l.Asked.At}, &l.Asked.Secret, &lease)
	if err != nil {
		return l, err
	}
	l.Asked.Lease = time.Duration(lease) * time.Microsecond
	err = l.Feed.setName(name)
	return l, err
}

// AskListener notes what is asked for in the name of the listener at a callback.
// What changes from here on is brought: version is that of a feed without a token
// now, "" for others. Whoever is new must fit under the caps, else the error has
// CodeConflict; on PostgreSQL requests that cross may go over them by a few. To
// unsubscribe somebody who is not there is an error with CodeNotFound.
func (db *DB) AskListener(ctx context.Context, feed FeedRef, callback string, asked Asked, version string, caps ListenerCaps) error {
	return db.tx(ctx, "note a listener", func(ctx context.Context, tx *sql.Tx) error {
		now := db.now()
		callback, host := clean(callback), chalkline.HostOf(callback)
		n, err := exec(ctx, tx, `UPDATE listeners SET asked = $4, asked_at = CASE WHEN asked_at >= $5 THEN asked_at + 1 ELSE $5 END,
			asked_secret = $6, asked_lease = $7, next_at = $5, tries = 0 WHERE feed = $1 AND form = $2 AND callback = $3`,
			feed.name(), feed.Form, callback, asked.Mode, now, clean(asked.Secret), asked.Lease.Microseconds())
		if err != nil || n > 0 {
			return err
		}
		if asked.Mode == AskedUnsubscribe {
			return chalkline.Errorf(chalkline.CodeNotFound, "there is no such subscription")
		}
		var ofFeed, ofHost, total int
		err = tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN feed = $1 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN host = $2 THEN 1 ELSE 0 END), 0), COUNT(*) FROM listeners`, feed.name(), host).Scan(&ofFeed, &ofHost, &total)
		if err != nil {
			return fmt.Errorf("count the listeners: %w", err)
		}
		switch {
		case ofFeed >= caps.Feed:
			return chalkline.Errorf(chalkline.CodeConflict, "this feed has %d subscriptions, and there is no room for more", ofFeed)
		case ofHost >= caps.Host:
			return chalkline.Errorf(chalkline.CodeConflict, "%s has %d subscriptions here, and there is no room for more", host, ofHost)
		case total >= caps.Total:
			return chalkline.Errorf(chalkline.CodeConflict, "this hub has %d subscriptions, and there is no room for more", total)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO listeners (feed, form, token_id, callback, host, secret, until, version, changed_at, gone, pushed_at,
			next_at, failed_at, tries, asked, asked_at, asked_secret, asked_lease)
			SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), t.id, CAST($4 AS TEXT), CAST($5 AS TEXT), '', 0, CAST($6 AS TEXT),
				CASE WHEN t.id IS NULL THEN CAST($7 AS BIGINT) ELSE 0 END, FALSE,
				COALESCE(r.feed_at, $7), $7, 0, 0, CAST($8 AS TEXT), $7, CAST($9 AS TEXT), CAST($10 AS BIGINT)
			FROM (SELECT 1 AS one) AS one LEFT JOIN tokens t ON t.id = $3 LEFT JOIN readers r ON r.id = t.reader_id
			WHERE TRUE ON CONFLICT DO NOTHING`, feed.name(), feed.Form, feed.Token, callback, host, clean(version), now, asked.Mode, clean(asked.Secret),
			asked.Lease.Microseconds())
		return err
	})
}

// ListenersDue are at most limit listeners for whom there is something to do: to
// be asked whether they want what was asked for, to be brought a new version, to
// be told that the feed is gone, or to be forgotten. There is at most one of each
// host, so that one slow host does not hold up the others.
func (db *DB) ListenersDue(ctx context.Context, now time.Time, limit int) ([]ListenerID, error) {
	out, err := all(ctx, db.read, value[ListenerID], `SELECT MIN(l.id) FROM listeners l
		LEFT JOIN tokens t ON t.id = l.token_id LEFT JOIN readers r ON r.id = t.reader_id
		WHERE l.next_at <= $1 AND (l.asked <> '' OR l.until <= $1 OR l.gone OR t.revoked_at > 0
			OR l.changed_at > l.pushed_at OR r.feed_at > l.pushed_at)
		GROUP BY l.host ORDER BY 1 LIMIT $2`, micros(now), limit)
	return out, explain("find listeners that are due", err)
}

// ClaimListener is a listener that is due, for the one caller who gets it: until
// the time given nobody else does. When that is over before the listener is
// settled, it is due again.
func (db *DB) ClaimListener(ctx context.Context, id ListenerID, until time.Time) (l Listener, mine bool, err error) {
	err = db.tx(ctx, fmt.Sprintf("claim listener %d", id), func(ctx context.Context, tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE listeners SET next_at = $2 WHERE id = $1 AND next_at <= $3`, id, micros(until), db.now())
		if mine = n > 0; err != nil || !mine {
			return err
		}
		if l, err = scanListener(tx.QueryRowContext(ctx, `SELECT `+listenerColumns+` FROM listeners l WHERE l.id = $1`, id)); err != nil {
			return err
		}
		if l.Feed.Token == 0 {
			return nil
		}
		return tx.QueryRowContext(ctx, `SELECT t.revoked_at > 0, r.feed_at FROM tokens t JOIN readers r ON r.id = t.reader_id WHERE t.id = $1`,
			l.Feed.Token).Scan(&l.Gone, stamp{&l.Changed})
	})
	return l, mine, err
}

// SettleListener stores what became of a listener that was claimed. What was
// asked for in its name since then stays as it is, and is due at once.
func (db *DB) SettleListener(ctx context.Context, l Listener) error {
	_, err := db.change(ctx, fmt.Sprintf("settle listener %d", l.ID), `UPDATE listeners SET secret = $3, until = $4, pushed_at = $5, failed_at = $6,
		asked = CASE WHEN asked_at = $2 THEN $7 ELSE asked END, tries = CASE WHEN asked_at = $2 THEN $8 ELSE 0 END,
		next_at = CASE WHEN asked_at = $2 THEN $9 ELSE asked_at END WHERE id = $1`,
		l.ID, micros(l.Asked.At), l.Secret, micros(l.Until), micros(l.Pushed), micros(l.FailedAt), l.Asked.Mode, l.Tries, micros(l.NextAt))
	return err
}

// EndListener forgets a listener that was claimed, unless something was asked for
// in its name since then.
func (db *DB) EndListener(ctx context.Context, l Listener) error {
	_, err := db.change(ctx, fmt.Sprintf("end listener %d", l.ID), `DELETE FROM listeners WHERE id = $1 AND asked_at = $2`, l.ID, micros(l.Asked.At))
	return err
}

// FeedsHeard are the feeds without a token that have listeners, whatever
// their form.
func (db *DB) FeedsHeard(ctx context.Context) ([]FeedRef, error) {
	out, err := all(ctx, db.read, func(r row) (FeedRef, error) {
		var f FeedRef
		var name string
		err := r.Scan(&name)
		if err == nil {
			err = f.setName(name)
		}
		return f, err
	}, `SELECT DISTINCT feed FROM listeners WHERE token_id IS NULL ORDER BY feed`)
	return out, explain("find public feeds with listeners", err)
}

// NoteFeed notes the version of a feed without a token, and whether it is
// gone, for its listeners. They are due when it is another one than before.
func (db *DB) NoteFeed(ctx context.Context, feed FeedRef, version string, gone bool) error {
	_, err := db.change(ctx, "note the version of a feed", `UPDATE listeners SET version = $2, gone = $3,
		changed_at = CASE WHEN changed_at >= $4 THEN changed_at + 1 ELSE $4 END WHERE feed = $1 AND (version <> $2 OR gone <> $3)`,
		feed.name(), clean(version), gone, db.now())
	return err
}

// TokenByID is a token, also one that was revoked.
func (db *DB) TokenByID(ctx context.Context, id chalkline.TokenID) (chalkline.Token, error) {
	t, err := scanToken(db.read.QueryRowContext(ctx, `SELECT `+addressColumns+` FROM tokens WHERE id = $1`, id))
	return t, explain("find a token", missing(err, chalkline.CodeNotFound, "there is no such feed address"))
}
