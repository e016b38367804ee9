package store_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// PostgreSQL breaks off one of two transactions that wait for each other. Here
// that is always the store's, which has to begin again.
func TestWhatADeadlockBrokeOffIsRepeated(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, change := range map[string]func(ctx context.Context, db *store.DB) error{
		"HoldHosts": func(ctx context.Context, db *store.DB) error {
			return db.HoldHosts(ctx, []string{"a.example", "b.example"}, now, 1)
		},
		"ForcePoll of all": func(ctx context.Context, db *store.DB) error {
			_, err := db.ForcePoll(ctx, now, now)
			return err
		},
		"ForcePoll of some": func(ctx context.Context, db *store.DB) error {
			_, err := db.ForcePoll(ctx, now, now, 1, 2)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := postgresSchema(t)
			db := open(t, dsn)
			for _, url := range []string{"https://a.example", "https://b.example"} {
				if err := db.AddSource(t.Context(), &chalkline.Source{Name: url, URL: url}); err != nil {
					t.Fatal(err)
				}
			}
			done := make(chan error, 1)
			crossing(t, dsn, func() { done <- change(t.Context(), db) })
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// crossing locks source 2, lets do wait for it with source 1 in hand, and then
// wants that one too. It is too patient to look for deadlocks by itself.
func crossing(t *testing.T, dsn string, do func()) {
	t.Helper()
	other, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	run := func(query string) {
		if _, err := tx.ExecContext(t.Context(), query); err != nil {
			t.Error(err)
		}
	}
	run(`SET LOCAL deadlock_timeout = '1min'`)
	run(`UPDATE sources SET busy = 0 WHERE id = 2`)
	go do()
	time.Sleep(200 * time.Millisecond) // less than PostgreSQL waits before it looks for deadlocks
	run(`UPDATE sources SET busy = 0 WHERE id = 1`)
	if err := tx.Commit(); err != nil {
		t.Error(err)
	}
}
