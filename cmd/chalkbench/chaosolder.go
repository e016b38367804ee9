package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"
)

// handDown has another program make tables of its version and puts there what is in
// this world, which is over then. An earlier version may lack columns, and none that
// it must have. The user has to be a superuser: rows come in no order.
func (w *chaosWorld) handDown(ctx context.Context, server string, tables func(dsn string) error) (*chaosWorld, error) {
	defer w.close()
	schema, err := newPGSchema(ctx, server, w.name+"_older")
	if err != nil {
		return w, err
	}
	older := &chaosWorld{pgSchema: schema}
	if err := tables(older.dsn); err != nil {
		return older, err
	}
	err = older.take(ctx, w.name)
	return older, err
}

// take copies the columns of all tables that another schema has too, in one
// transaction: processes are at work already.
func (w *chaosWorld) take(ctx context.Context, from string) error {
	tx, err := w.sql.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("copying the world: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing to undo
	copies, err := texts(ctx, tx, `SELECT format('INSERT INTO %I (%s) SELECT %2$s FROM %I.%1$I ON CONFLICT DO NOTHING', table_name, string_agg(quote_ident(column_name), ', '), $1::text)
		FROM information_schema.columns c JOIN information_schema.columns old USING (table_name, column_name)
		WHERE c.table_schema = $1 AND old.table_schema = current_schema() AND c.is_generated = 'NEVER' AND table_name <> 'goose_db_version' AND table_name NOT LIKE 'river%' GROUP BY table_name`, from)
	if err != nil {
		return err
	}
	numbers, err := texts(ctx, tx, `SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), (SELECT COALESCE(MAX(%2$I), 0) + 1 FROM %1$I))', table_name, column_name)
		FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name <> 'goose_db_version' AND table_name NOT LIKE 'river%'`)
	if err != nil {
		return err
	}
	for _, statement := range append(append([]string{`SET LOCAL session_replication_role = replica`}, copies...), numbers...) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("copying the world: %s: %w", statement, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("copying the world: %w", err)
	}
	return nil
}

// refusal is what an older program says when it finds tables of a newer one.
const refusal = "run the newer Chalkline that wrote it"

// tend looks after those that ended by themselves, and counts who is of which program.
func (f *fleet) tend(ctx context.Context, r *chaosReport) (older, newer int, err error) {
	for _, s := range f.ships {
		select {
		case err := <-s.over:
			if err := f.ended(ctx, r, s, err); err != nil {
				return 0, 0, err
			}
		default:
		}
		if s.older {
			older++
		} else {
			newer++
		}
	}
	return older, newer, nil
}

// ended starts a process as the newer program that was of the older one, was killed,
// and would not start again on tables of the newer one. No other ends by itself.
func (f *fleet) ended(ctx context.Context, r *chaosReport, s *ship, err error) error {
	if log, _ := os.ReadFile(s.log); !s.older || !bytes.Contains(log, []byte(refusal)) {
		return fmt.Errorf("a process ended by itself: %w\n%s", err, f.lastWords())
	}
	r.Refused++
	s.older = false
	return f.launch(ctx, s)
}

// renew asks a process of the older program to end and starts it as the newer one: one
// with pages first, then one that works, and so on.
func (f *fleet) renew(ctx context.Context, r *chaosReport) error {
	role := [2]string{"web", "worker"}[r.Renewed%2]
	at := slices.IndexFunc(f.ships, func(s *ship) bool { return s.older && s.role == role })
	if at < 0 {
		at = slices.IndexFunc(f.ships, func(s *ship) bool { return s.older })
	}
	if at < 0 {
		return nil // the last one was killed just now
	}
	s, began := f.ships[at], time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("asking a %s to end: %w", s.role, err)
	}
	if err := <-s.over; err != nil && s.cmd.ProcessState.Exited() { // else it was so new that it did not listen yet
		return f.ended(ctx, r, s, err)
	}
	r.SlowestStop = max(r.SlowestStop, float64(time.Since(began).Milliseconds()))
	r.Renewed++
	s.older = false
	return f.launch(ctx, s)
}
