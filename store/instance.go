package store

import (
	"context"
	"fmt"
)

// Fingerprint is that of the instance key this database is used with: the first
// one that it was told, until it is forgotten.
func (db *DB) Fingerprint(ctx context.Context, of string) (string, error) {
	const name = "key_fingerprint"
	_, err := exec(ctx, db.write, `INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, of)
	if err != nil {
		return "", explain("store the fingerprint of the key", err)
	}
	var known string
	if err := db.read.QueryRowContext(ctx, `SELECT value FROM instance WHERE name = $1`, name).Scan(&known); err != nil {
		return "", fmt.Errorf("read the fingerprint of the key: %w", err)
	}
	return known, nil
}

// ForgetKey lets the database be used with another key. Feed addresses of the
// old one end, because they could not be shown any more.
func (db *DB) ForgetKey(ctx context.Context) error {
	if _, err := exec(ctx, db.write, `UPDATE tokens SET revoked_at = $1 WHERE revoked_at = 0`, db.now()); err != nil {
		return explain("end the feed addresses", err)
	}
	_, err := exec(ctx, db.write, `DELETE FROM instance WHERE name = 'key_fingerprint'`)
	return explain("forget the key", err)
}
