package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

// Sessions keeps web sessions for github.com/alexedwards/scs (its CtxStore). A
// session's token is stored as a hash, so a copy of the database signs nobody in.
type Sessions struct{ db *DB }

// Sessions is the store of web sessions.
func (db *DB) Sessions() *Sessions { return &Sessions{db} }

// FindCtx is the data of a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.read.QueryRowContext(ctx, `SELECT data FROM sessions WHERE hash = $1 AND expires_at > $2`,
		chalkline.HashSecret(token), s.db.now()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, len(data) > 0, explain("find a session", err)
}

// CommitCtx stores the data of a session.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.db.write.ExecContext(ctx, `INSERT INTO sessions (hash, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		chalkline.HashSecret(token), data, micros(expiry))
	return explain("store a session", err)
}

// DeleteCtx ends a session; it is no fault if there is none.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.db.write.ExecContext(ctx, `DELETE FROM sessions WHERE hash = $1`, chalkline.HashSecret(token))
	return explain("delete a session", err)
}

// Find is FindCtx for callers without a context; scs does not use it.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context; scs does not use it.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context; scs does not use it.
func (s *Sessions) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

// Session is a device on which a reader is signed in.
type Session struct {
	Hash   string    // of its token
	Device string    // in words, as "Firefox on Android"; "" when it did not say
	Since  time.Time // the day of signing in, by UTC; zero when not known
	Seen   time.Time // the day it was last seen, by UTC; zero when not known
}

// day is the day of a time by UTC, as it is stored.
func day(t time.Time) int64 { return micros(t.UTC().Truncate(24 * time.Hour)) }

// SetSessionReader says whose session it is and on which device. The session's
// data may be stored later in the same request; until then there is an empty one
// that nobody finds. A session without a reader is nobody's, whatever its data say.
func (db *DB) SetSessionReader(ctx context.Context, token string, reader chalkline.ReaderID, device string) error {
	_, err := db.write.ExecContext(ctx, `INSERT INTO sessions (hash, reader_id, data, expires_at, device, since, seen)
		VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (hash) DO UPDATE SET reader_id = excluded.reader_id, device = excluded.device,
		since = excluded.since, seen = excluded.seen`,
		chalkline.HashSecret(token), reader, []byte{}, micros(db.Now().Add(time.Hour)), clean(device), day(db.Now()))
	return explain("say whose session it is", err)
}

// SessionReader is whoever is signed in with a session.
func (db *DB) SessionReader(ctx context.Context, token string) (chalkline.Reader, error) {
	r, err := scanReader(db.read.QueryRowContext(ctx, `SELECT `+readerColumns+` FROM readers
		WHERE id = (SELECT reader_id FROM sessions WHERE hash = $1 AND expires_at > $2)`, chalkline.HashSecret(token), db.now()))
	return r, explain("read whose session it is", missing(err, chalkline.CodeNotFound, "nobody is signed in with this session"))
}

// SeeSession notes the day on which a session is used, and on which device.
func (db *DB) SeeSession(ctx context.Context, token, device string) error {
	_, err := db.write.ExecContext(ctx, `UPDATE sessions SET seen = $2, device = $3 WHERE hash = $1`,
		chalkline.HashSecret(token), day(db.Now()), clean(device))
	return explain("note that a session is used", err)
}

// ReaderSessions are the devices on which a reader is signed in, the one last seen
// first.
func (db *DB) ReaderSessions(ctx context.Context, reader chalkline.ReaderID) ([]Session, error) {
	out, err := all(ctx, db.read, func(r row) (Session, error) {
		var s Session
		err := r.Scan(&s.Hash, &s.Device, stamp{&s.Since}, stamp{&s.Seen})
		return s, err
	}, `SELECT hash, device, since, seen FROM sessions WHERE reader_id = $1 AND expires_at > $2 ORDER BY seen DESC, since DESC, hash`,
		reader, db.now())
	return out, explain(fmt.Sprintf("read the sessions of reader %d", reader), err)
}

// EndSession ends a session of a reader by the hash of its token.
func (db *DB) EndSession(ctx context.Context, reader chalkline.ReaderID, hash string) error {
	n, err := exec(ctx, db.write, `DELETE FROM sessions WHERE hash = $1 AND reader_id = $2`, clean(hash), reader)
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeNotFound, "this device is not signed in any more")
	}
	return explain(fmt.Sprintf("end a session of reader %d", reader), err)
}

// EndSessions ends all sessions of a reader but the one with that token; "" ends
// all. It says how many they were.
func (db *DB) EndSessions(ctx context.Context, reader chalkline.ReaderID, but string) (int, error) {
	n, err := exec(ctx, db.write, `DELETE FROM sessions WHERE reader_id = $1 AND hash <> $2`, reader, chalkline.HashSecret(but))
	return n, explain(fmt.Sprintf("end the sessions of reader %d", reader), err)
}
