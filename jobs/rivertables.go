package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"chalkline"
)

const (
	// troublesWait is how long the database has to tell what fails, for a page, and
	// mostTroubles how many are told.
	troublesWait = 3 * time.Second
	mostTroubles = 1000
	// forbidden is what PostgreSQL says when a right is missing (42501,
	// insufficient_privilege).
	forbidden = "42501"
	// longestSchema leaves room for the longest of River's channels, a dot and
	// river_leadership, in the 63 bytes that PostgreSQL gives the name of a channel.
	longestSchema = 63 - 17
)

// makeTables makes River's tables beside those of the store. It waits for other
// processes as the store's migrations do, and for those.
func (r *River) makeTables(ctx context.Context) error {
	conn, err := r.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect to the queue: %w", err)
	}
	defer conn.Release()
	var schema string
	if err := conn.QueryRow(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		return fmt.Errorf("find the schema of the queue: %w", err)
	}
	if len(schema) > longestSchema {
		return chalkline.Errorf(chalkline.CodeInvalid, "the PostgreSQL schema %s has %d bytes in its name, and the queue has room for %d; take a shorter name", schema, len(schema), longestSchema)
	}
	const key = `hashtext('chalkline ' || current_schema())`
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(`+key+`)`); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(`+key+`)`) }() // a lost connection unlocks as well
	migrator, err := rivermigrate.New(riverpgxv5.New(r.pool), &rivermigrate.Config{Logger: r.grave()})
	if err != nil {
		return fmt.Errorf("prepare the tables of the queue: %w", err)
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == forbidden {
		user := pgx.Identifier{r.pool.Config().ConnConfig.User}.Sanitize()
		return chalkline.Errorf(chalkline.CodeInvalid,
			"the database user %s may not make the tables of the queue (%s); let the owner of the database run GRANT CREATE, USAGE ON SCHEMA public TO %s, with the schema's name if it is another", user, refused.Message, user)
	}
	if err != nil {
		return fmt.Errorf("make the tables of the queue: %w", err)
	}
	return nil
}

// troubles reads what failed and is tried again, of all processes.
func (r *River) troubles(ctx context.Context) ([]chalkline.Trouble, error) {
	rows, err := r.pool.Query(ctx, `SELECT queue, args->>'key', array_length(errors, 1), errors[array_upper(errors, 1)]->>'error',
			(errors[array_upper(errors, 1)]->>'at')::timestamptz, CASE WHEN state = 'retryable' THEN scheduled_at - $1::interval ELSE scheduled_at END
		FROM river_job WHERE state IN ('retryable', 'available', 'running') AND array_length(errors, 1) > 0 ORDER BY 5 DESC, 1, 2 LIMIT $2`,
		parked, mostTroubles)
	if err != nil {
		return nil, fmt.Errorf("read what fails: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (chalkline.Trouble, error) {
		var t chalkline.Trouble
		err := row.Scan(&t.Kind, &t.Key, &t.Failures, &t.Error, &t.At, &t.Again)
		return t, err
	})
}
