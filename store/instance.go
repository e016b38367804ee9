package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// nameOfKey is the row of the key's fingerprint.
const nameOfKey = "key_fingerprint"

// fingerprint is that of the instance key a database is used with, or "".
func fingerprint(ctx context.Context, q querier) (string, error) {
	var known string
	err := q.QueryRowContext(ctx, `SELECT value FROM instance WHERE name = $1`, nameOfKey).Scan(&known)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read the fingerprint of the key: %w", err)
	}
	return known, nil
}

// Keyed says whether the database is used with an instance key.
func (db *DB) Keyed(ctx context.Context) (bool, error) {
	known, err := fingerprint(ctx, db.read)
	return known != "", err
}

// Fingerprint is that of the instance key this database is used with: the first
// one that it was told, until it is forgotten.
func (db *DB) Fingerprint(ctx context.Context, of string) (string, error) {
	_, err := exec(ctx, db.write, `INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, nameOfKey, of)
	if err != nil {
		return "", explain("store the fingerprint of the key", err)
	}
	return fingerprint(ctx, db.read)
}

// ForgetKey lets the database be used with another key. Feed addresses of the
// old one end, because they could not be shown any more.
func (db *DB) ForgetKey(ctx context.Context) error {
	if _, err := exec(ctx, db.write, `UPDATE tokens SET revoked_at = $1 WHERE revoked_at = 0`, db.now()); err != nil {
		return explain("end the feed addresses", err)
	}
	_, err := exec(ctx, db.write, `DELETE FROM instance WHERE name = $1`, nameOfKey)
	return explain("forget the key", err)
}
