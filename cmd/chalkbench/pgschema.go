package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// pgSchema is a schema of PostgreSQL to measure in, without tables at first.
type pgSchema struct {
	name string // of the programs too that use it
	dsn  string
	sql  *sql.DB
	drop func()
}

func newPGSchema(ctx context.Context, server, name string) (*pgSchema, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("reading the URL of the database: %w", err)
	}
	q := u.Query()
	q.Set("search_path", name)
	q.Set("application_name", name)
	u.RawQuery = q.Encode()
	s := &pgSchema{name: name, dsn: u.String()}
	if s.sql, err = sql.Open("pgx", s.dsn); err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	if _, err := s.sql.ExecContext(ctx, `CREATE SCHEMA `+name); err != nil {
		return nil, fmt.Errorf("making a schema: %w", err)
	}
	s.drop = func() {
		_, _ = s.sql.ExecContext(context.WithoutCancel(ctx), `DROP SCHEMA `+name+` CASCADE`)
		_ = s.sql.Close()
	}
	return s, nil
}
