package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
)

// tableRows are how many rows tables have.
type tableRows map[string]int

// rows counts the rows of every table, and the bytes that they take.
func (w *longWorld) rows(ctx context.Context) (tableRows, int64, error) {
	if w.queue != nil {
		rows, err := countRows(ctx, w.queue.sql, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
		if err != nil {
			return nil, 0, err
		}
		var bytes int64
		if err := w.queue.sql.QueryRowContext(ctx, `SELECT SUM(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'`).Scan(&bytes); err != nil {
			return nil, 0, fmt.Errorf("counting bytes: %w", err)
		}
		return rows, bytes, nil
	}
	path := filepath.Join(w.dir, "long.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return nil, 0, fmt.Errorf("counting rows: %w", err)
	}
	defer db.Close()
	rows, err := countRows(ctx, db, tableNames)
	if err != nil {
		return nil, 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, fmt.Errorf("counting bytes: %w", err)
	}
	return rows, info.Size(), nil
}

// countRows counts the rows of the tables that a query names.
func countRows(ctx context.Context, db *sql.DB, tables string) (tableRows, error) {
	names, err := texts(ctx, db, tables)
	if err != nil {
		return nil, err
	}
	rows := tableRows{}
	for _, name := range names {
		var n int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+name+`"`).Scan(&n); err != nil {
			return nil, fmt.Errorf("counting the rows of %s: %w", name, err)
		}
		rows[name] = n
	}
	return rows, nil
}

// tableNames are the tables of a SQLite file but the index of words itself, which is
// made of some of them.
const tableNames = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('items_fts', 'sqlite_sequence')`

// asker is a database or a transaction in it.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// texts are the rows of a query, which have one column.
func texts(ctx context.Context, db asker, query string, args ...any) (found []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("asking the database: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("asking the database: %w", err)
		}
		found = append(found, text)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("asking the database: %w", err)
	}
	return found, nil
}
