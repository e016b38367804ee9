package store

import "database/sql"

// Pool is how one of the store's sets of connections is doing.
type Pool struct {
	Name  string // "write" and "read" of SQLite, "all" of PostgreSQL
	Stats sql.DBStats
}

// Pools are the store's sets of connections.
func (db *DB) Pools() []Pool {
	if db.read == db.write {
		return []Pool{{"all", db.write.Stats()}}
	}
	return []Pool{{"write", db.write.Stats()}, {"read", db.read.Stats()}}
}
