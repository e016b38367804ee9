package store

import "time"

// Hurry has a store wait for as long as a test wants it to.
func (db *DB) Hurry(patience, answers time.Duration) {
	db.patience = patience
	db.answers.Store(int64(answers))
}
