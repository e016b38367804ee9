package store

import (
	"context"
	"database/sql"
	"errors"
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

// SetSessionReader says whose session it is, so that DeleteReader ends it. The
// session itself may be stored later in the same request; until then there is
// an empty one that nobody finds.
func (db *DB) SetSessionReader(ctx context.Context, token string, reader chalkline.ReaderID) error {
	_, err := db.write.ExecContext(ctx, `INSERT INTO sessions (hash, reader_id, data, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO UPDATE SET reader_id = excluded.reader_id`,
		chalkline.HashSecret(token), reader, []byte{}, micros(db.Now().Add(time.Hour)))
	return explain("say whose session it is", err)
}
