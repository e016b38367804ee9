package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// Entry is what the operator sees of a reader: who they are, and whether mail
// reaches them. What they follow, get and say is nobody else's.
type Entry struct {
	ID        chalkline.ReaderID
	Email     string
	Role      chalkline.Role
	Joined    time.Time
	MailError chalkline.Text // why mail stopped; empty while it works
	Schedule  chalkline.Schedule
}

const entryColumns = `id, email, role, created_at, mail_error, mail_error_parts, digest_every, digest_weekday, digest_hour, zone, digest_days`

func scanEntry(r row) (Entry, error) {
	var e Entry
	s := &e.Schedule
	err := r.Scan(&e.ID, &e.Email, &e.Role, stamp{&e.Joined}, inWords(&e.MailError), inParts(&e.MailError), &s.Every, &s.Weekday, &s.Hour, &s.Zone, &s.Days)
	return e, err
}

// Entries are at most limit readers who joined after the one with that id, oldest
// first.
func (db *DB) Entries(ctx context.Context, after chalkline.ReaderID, limit int) ([]Entry, error) {
	out, err := all(ctx, db.read, scanEntry, `SELECT `+entryColumns+` FROM readers WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
	return out, explain("read who reads here", err)
}

// Entry is what the operator sees of one reader.
func (db *DB) Entry(ctx context.Context, id chalkline.ReaderID) (Entry, error) {
	e, err := scanEntry(db.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM readers WHERE id = $1`, id))
	return e, explain(fmt.Sprintf("read reader %d", id), missing(err, chalkline.CodeNotFound, "there is no reader %d", id))
}

// ResumeMail lets mail to a reader go on that stopped for that reason. After a
// complaint only their own word does, and what stopped for another reason meanwhile
// stays so.
func (db *DB) ResumeMail(ctx context.Context, id chalkline.ReaderID, why chalkline.Text) error {
	if (chalkline.Reader{MailError: why}).Complained() {
		return chalkline.Errorf(chalkline.CodeDenied, "the reader's mail provider passed on a complaint, so only the reader can let mail go on")
	}
	n, err := db.change(ctx, "let mail go on", `UPDATE readers SET mail_error = '' WHERE id = $1 AND mail_error = $2 AND mail_error <> ''`, id, inWords(&why))
	if err == nil && n == 0 {
		return chalkline.Errorf(chalkline.CodeConflict, "mail to this reader goes, or stopped for another reason meanwhile")
	}
	return err
}

// SetOperator makes a reader an operator, or takes that back. There is always one.
func (db *DB) SetOperator(ctx context.Context, id chalkline.ReaderID, operator bool) error {
	role := chalkline.RoleReader
	if operator {
		role = chalkline.RoleOperator
	}
	return db.tx(ctx, "set a role", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockOperators(ctx, tx); err != nil {
			return err
		}
		if err := changeReader(ctx, tx, id, `role = $2`, role); err != nil {
			return err
		}
		return keepsOperator(ctx, tx)
	})
}

// lockOperators makes transactions wait for each other that could leave nobody to
// run the instance.
func lockOperators(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE readers SET role = role WHERE role = $1`, chalkline.RoleOperator)
	return err
}

// keepsOperator says what is wrong with an instance that nobody runs.
func keepsOperator(ctx context.Context, q querier) error {
	var operators int
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM readers WHERE role = $1`, chalkline.RoleOperator).Scan(&operators); err != nil {
		return fmt.Errorf("count operators: %w", err)
	}
	if operators == 0 {
		return chalkline.Errorf(chalkline.CodeConflict, "nobody would run this instance; make somebody else an operator first")
	}
	return nil
}

// ReaderCount is how many readers there are.
func (db *DB) ReaderCount(ctx context.Context) (int, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM readers`).Scan(&n)
	return n, explain("count the readers", err)
}
