package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// loader fills an empty database within one transaction. Triggers rest
// meanwhile, because what they would write is either copied too or built anew
// at the end.
type loader struct {
	db   *DB
	conn *sql.Conn
	tx   *sql.Tx

	triggers []string // SQLite: the statements that make them again
}

// load fills the empty database by do, and all of it is there afterwards or
// nothing of it.
func (db *DB) load(ctx context.Context, tables []table, do func(l *loader) error) (err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	l := &loader{db: db, conn: conn, tx: tx}
	err = l.begin(ctx, tables)
	if err == nil {
		err = do(l)
	}
	if err == nil {
		err = l.end(ctx, tables)
	}
	if err != nil {
		return errors.Join(err, rollback(tx))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// rollback ends a transaction that may have ended by itself.
func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// exec runs statements one after the other.
func (l *loader) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := l.tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) begin(ctx context.Context, tables []table) error {
	if l.db.kind == kindPostgres {
		for _, t := range tables {
			if err := l.exec(ctx, `ALTER TABLE `+quoted(t.Name)+` DISABLE TRIGGER USER`); err != nil {
				return fmt.Errorf("let the triggers of %s rest: %w", t.Name, err)
			}
		}
		return l.exec(ctx, `DELETE FROM instance`)
	}
	err := each(ctx, l.tx, func(r row) error {
		var name, statement string
		err := r.Scan(&name, &statement)
		l.triggers = append(l.triggers, `DROP TRIGGER `+quoted(name), statement)
		return err
	}, `SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`)
	if err != nil {
		return fmt.Errorf("read which triggers there are: %w", err)
	}
	for n := 0; n < len(l.triggers); n += 2 {
		if err := l.exec(ctx, l.triggers[n]); err != nil {
			return fmt.Errorf("let the triggers rest: %w", err)
		}
	}
	return l.exec(ctx, `PRAGMA defer_foreign_keys = ON`, `DELETE FROM instance`)
}

// end builds the index anew and lets numbers go on where they were.
func (l *loader) end(ctx context.Context, tables []table) error {
	if err := l.db.indexAnew(ctx, l.tx); err != nil {
		return fmt.Errorf("build the search index: %w", err)
	}
	for n := 1; n < len(l.triggers); n += 2 {
		if err := l.exec(ctx, l.triggers[n]); err != nil {
			return fmt.Errorf("bring the triggers back: %w", err)
		}
	}
	for _, t := range tables {
		if l.db.kind == kindPostgres {
			if err := l.exec(ctx, `ALTER TABLE `+quoted(t.Name)+` ENABLE TRIGGER USER`); err != nil {
				return fmt.Errorf("bring the triggers of %s back: %w", t.Name, err)
			}
		}
		if t.Number != "" && t.Last > 0 {
			if err := l.number(ctx, t); err != nil {
				return fmt.Errorf("set the last number of %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

// number lets a table number its rows on after the last one that was ever given,
// so that an id names one thing for ever.
func (l *loader) number(ctx context.Context, t table) error {
	if l.db.kind == kindPostgres {
		var last int64
		return l.tx.QueryRowContext(ctx, `SELECT setval(CAST(pg_get_serial_sequence($1, $2) AS regclass), $3)`, t.Name, t.Number, t.Last).Scan(&last)
	}
	if _, err := l.tx.ExecContext(ctx, `DELETE FROM sqlite_sequence WHERE name = $1`, t.Name); err != nil {
		return err
	}
	_, err := l.tx.ExecContext(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)`, t.Name, t.Last)
	return err
}

// fill writes rows into a table.
func (l *loader) fill(ctx context.Context, t table, rows next) error {
	if l.db.kind == kindSQLite {
		return l.insert(ctx, t, rows)
	}
	columns := make([]string, len(t.Columns))
	for n, c := range t.Columns {
		columns[n] = c.Name
	}
	return l.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver is %T and cannot copy", driver)
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{t.Name}, columns, pgx.CopyFromFunc(rows))
		return err
	})
}

func (l *loader) insert(ctx context.Context, t table, rows next) error {
	places := make([]string, len(t.Columns))
	for n := range places {
		places[n] = "$" + strconv.Itoa(n+1)
	}
	statement, err := l.tx.PrepareContext(ctx, `INSERT INTO `+quoted(t.Name)+` (`+t.names()+`) VALUES (`+strings.Join(places, ", ")+`)`) //nolint:gosec // names that the schema has
	if err != nil {
		return fmt.Errorf("prepare to write %s: %w", t.Name, err)
	}
	defer statement.Close()
	for {
		r, err := rows()
		if err != nil || r == nil {
			return err
		}
		if _, err := statement.ExecContext(ctx, r...); err != nil {
			return err
		}
	}
}
