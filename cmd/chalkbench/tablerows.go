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

// rows counts the rows of every table, and the bytes of the file.
func (w *longWorld) rows(ctx context.Context) (tableRows, int64, error) {
	path := filepath.Join(w.dir, "long.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return nil, 0, fmt.Errorf("counting rows: %w", err)
	}
	defer db.Close()
	names, err := tableNames(ctx, db)
	if err != nil {
		return nil, 0, err
	}
	rows := tableRows{}
	for _, name := range names {
		var n int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+name+`"`).Scan(&n); err != nil {
			return nil, 0, fmt.Errorf("counting the rows of %s: %w", name, err)
		}
		rows[name] = n
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, fmt.Errorf("counting bytes: %w", err)
	}
	return rows, info.Size(), nil
}

// tableNames are the tables of a SQLite file but the index of words itself, which is
// made of some of them.
func tableNames(ctx context.Context, db *sql.DB) (names []string, err error) {
	list, err := db.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('items_fts', 'sqlite_sequence')`)
	if err != nil {
		return nil, fmt.Errorf("listing tables: %w", err)
	}
	defer list.Close()
	for list.Next() {
		var name string
		if err := list.Scan(&name); err != nil {
			return nil, fmt.Errorf("listing tables: %w", err)
		}
		names = append(names, name)
	}
	if err := list.Err(); err != nil {
		return nil, fmt.Errorf("listing tables: %w", err)
	}
	return names, nil
}
