package store

import (
	"context"
	"database/sql"
	"fmt"
)

// prepared runs each different statement of a transaction through one prepared
// statement. It is for loops on SQLite, where preparing costs more than running;
// the PostgreSQL driver keeps its statements by itself.
type prepared struct {
	tx         *sql.Tx
	statements map[string]*sql.Stmt
}

// looped is tx for statements that run many times. Call done at the end.
func (db *DB) looped(tx *sql.Tx) (q querier, done func()) {
	if db.kind == kindPostgres {
		return tx, func() {}
	}
	p := &prepared{tx: tx, statements: map[string]*sql.Stmt{}}
	return p, p.close
}

func (p *prepared) close() {
	for _, s := range p.statements {
		_ = s.Close() // the end of the transaction closes it anyhow
	}
}

// prepare makes sure that p.statements has the query.
func (p *prepared) prepare(ctx context.Context, query string) error {
	if _, ok := p.statements[query]; ok {
		return nil
	}
	s, err := p.tx.PrepareContext(ctx, query) //nolint:sqlclosecheck // close does it
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	p.statements[query] = s
	return nil
}

// ExecContext implements querier.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := p.prepare(ctx, query); err != nil {
		return nil, err
	}
	return p.statements[query].ExecContext(ctx, args...)
}

// QueryContext implements querier.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.prepare(ctx, query); err != nil {
		return nil, err
	}
	return p.statements[query].QueryContext(ctx, args...)
}

// QueryRowContext implements querier.
func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := p.prepare(ctx, query); err != nil {
		return p.tx.QueryRowContext(ctx, query, args...) // meets the same error, and Row can carry it
	}
	return p.statements[query].QueryRowContext(ctx, args...)
}
