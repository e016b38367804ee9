package store

import (
	"context"
	"database/sql"
	"sync"
)

// mostKept is how many statements are kept prepared.
const mostKept = 100

// kept asks the pool of readers and keeps its statements prepared. It is for what
// published feeds and pages ask for again and again: for SQLite, to prepare such a
// statement takes about as long as to run it. The PostgreSQL driver keeps its
// statements by itself.
type kept struct {
	*sql.DB

	mu         sync.Mutex
	statements map[string]*sql.Stmt
}

// keeping is a pool that keeps its statements. They are closed with the pool.
func keeping(pool *sql.DB) querier { return &kept{DB: pool, statements: map[string]*sql.Stmt{}} }

// statement is the prepared form of a query; nil when enough are kept, or when it
// cannot be prepared and the pool may say why.
func (k *kept) statement(ctx context.Context, query string) *sql.Stmt {
	k.mu.Lock()
	s, full := k.statements[query], len(k.statements) >= mostKept
	k.mu.Unlock()
	if s != nil || full {
		return s
	}
	// Without the lock: it may have to wait for a connection.
	s, err := k.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if other := k.statements[query]; other != nil {
		_ = s.Close() //nolint:sqlclosecheck // somebody else was quicker
		return other
	}
	k.statements[query] = s
	return s
}

// QueryContext implements querier.
func (k *kept) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := k.statement(ctx, query); s != nil { //nolint:sqlclosecheck // it is kept
		return s.QueryContext(ctx, args...)
	}
	return k.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext implements querier.
func (k *kept) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := k.statement(ctx, query); s != nil { //nolint:sqlclosecheck // it is kept
		return s.QueryRowContext(ctx, args...)
	}
	return k.DB.QueryRowContext(ctx, query, args...)
}
