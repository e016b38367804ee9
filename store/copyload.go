package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// loader fills an empty database within one transaction. Triggers rest
// meanwhile, because what they would write is either copied too or built anew
// at the end. So do indexes and, on PostgreSQL, references: to make them at the
// end is faster than to keep them up row by row.
type loader struct {
	db   *DB
	conn *sql.Conn
	tx   *sql.Tx

	resting []string // statements that bring back what rests, the first one last
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
	err = l.begin(ctx)
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

// What rests: its table, the statement that puts it to rest, and the one that
// brings it back, in the database's own words. It is brought back in the opposite
// order. Indexes that belong to a constraint stay, such as those of primary keys.
const (
	sqliteRests = `SELECT tbl_name, 'DROP ' || type || ' "' || name || '"', sql FROM sqlite_master
		WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY type DESC, name`
	postgresRests = `SELECT name, pause, back FROM (
		SELECT 1 AS turn, t.relname AS name, format('ALTER TABLE %I DISABLE TRIGGER USER', t.relname) AS pause,
			format('ALTER TABLE %I ENABLE TRIGGER USER', t.relname) AS back
		FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
		UNION ALL SELECT 2, t.relname, format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, k.conname),
			format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, k.conname, pg_get_constraintdef(k.oid))
		FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
		WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
		UNION ALL SELECT 3, t.relname, format('DROP INDEX %I', x.relname), pg_get_indexdef(x.oid)
		FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
		WHERE x.relnamespace = current_schema()::regnamespace
			AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype <> 'f')
	) AS rests ORDER BY turn, name, pause`
)

func (l *loader) begin(ctx context.Context) error {
	rests := sqliteRests
	if l.db.kind == kindPostgres {
		rests = postgresRests
	}
	var pauses []string
	err := each(ctx, l.tx, func(r row) error {
		var table, pause, back string
		err := r.Scan(&table, &pause, &back)
		if !notCopied(table) || table == "items_fts" {
			pauses, l.resting = append(pauses, pause), append(l.resting, back)
		}
		return err
	}, rests)
	if err != nil {
		return fmt.Errorf("read which indexes and triggers there are: %w", err)
	}
	if err := l.exec(ctx, pauses...); err != nil {
		return fmt.Errorf("let indexes and triggers rest: %w", err)
	}
	if l.db.kind == kindSQLite {
		if err := l.exec(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
	}
	return l.exec(ctx, `DELETE FROM instance`)
}

// end builds the index anew and lets numbers go on where they were.
func (l *loader) end(ctx context.Context, tables []table) error {
	if err := l.db.indexAnew(ctx, l.tx); err != nil {
		return fmt.Errorf("build the search index: %w", err)
	}
	slices.Reverse(l.resting)
	if err := l.exec(ctx, l.resting...); err != nil {
		return fmt.Errorf("bring indexes and triggers back: %w", err)
	}
	for _, t := range tables {
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
