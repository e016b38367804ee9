package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chalkline"
)

// Indexing is how far an index outside the database is. It is built from
// documents once, and then told of what changed since.
type Indexing struct {
	Mark     string           // by which the index knows whose it is
	Build    string           // names the build under way or, when there is none, the last one
	Built    bool             // the last build was finished
	Position chalkline.ItemID // the last item that is in the build under way
	Turn     int64            // counts the changes the index was told of since it was built
}

// FollowIndex notes from now on what changes of items, for an index outside the
// database, and says how far that is. One that was not followed until now must be
// built.
func (db *DB) FollowIndex(ctx context.Context) (Indexing, error) {
	state, following, err := db.indexing(ctx)
	if err != nil || following {
		return state, err
	}
	err = db.tx(ctx, "follow an index", func(ctx context.Context, tx *sql.Tx) error {
		if db.kind == kindPostgres { // who began to change an item before has ended, and is seen when the index is built
			if _, err := tx.ExecContext(ctx, `LOCK TABLE items, appraisals, works IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO indexing (id, mark, following, build, built, position, turn, holder, held_until)
			VALUES (1, $1, TRUE, $2, FALSE, 0, 0, '', 0)
			ON CONFLICT (id) DO UPDATE SET following = TRUE, build = excluded.build, built = FALSE, position = 0, turn = 0`,
			chalkline.NewSecret(), chalkline.NewSecret())
		return err
	})
	if err != nil {
		return Indexing{}, err
	}
	state, _, err = db.indexing(ctx)
	return state, err
}

// UnfollowIndex ends what FollowIndex began. Whose the index is stays known.
func (db *DB) UnfollowIndex(ctx context.Context) error {
	if _, following, err := db.indexing(ctx); err != nil || !following {
		return err
	}
	return db.tx(ctx, "follow no index", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE indexing SET following = FALSE, built = FALSE`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM index_changes`)
		return err
	})
}

// Indexing is how far the index is; see FollowIndex.
func (db *DB) Indexing(ctx context.Context) (Indexing, error) {
	state, _, err := db.indexing(ctx)
	return state, err
}

func (db *DB) indexing(ctx context.Context) (state Indexing, following bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT mark, following, build, built, position, turn FROM indexing`).
		Scan(&state.Mark, &following, &state.Build, &state.Built, &state.Position, &state.Turn)
	if errors.Is(err, sql.ErrNoRows) {
		return Indexing{}, false, nil
	}
	return state, following, explain("read how far the index is", err)
}

// BuildIndex has the index built anew: under a new name, from the first item on.
// What changed until now need not be told of.
func (db *DB) BuildIndex(ctx context.Context) error {
	return db.tx(ctx, "have the index built", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE indexing SET build = $1, built = FALSE, position = 0, turn = 0`, chalkline.NewSecret()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM index_changes`)
		return err
	})
}

// IndexBegun says that the build with that name has nothing yet. What changed until
// now it will have.
func (db *DB) IndexBegun(ctx context.Context, build string) error {
	return db.tx(ctx, "begin to build the index", func(ctx context.Context, tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE indexing SET position = 0 WHERE build = $1`, build)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM index_changes`)
		return err
	})
}

// IndexFilled says that the build with that name has the items up to that one.
func (db *DB) IndexFilled(ctx context.Context, build string, upTo chalkline.ItemID) error {
	_, err := exec(ctx, db.write, `UPDATE indexing SET position = $2 WHERE build = $1`, build, upTo)
	return explain("note how far the index is built", err)
}

// IndexBuilt says that the build with that name is finished.
func (db *DB) IndexBuilt(ctx context.Context, build string) error {
	_, err := exec(ctx, db.write, `UPDATE indexing SET built = TRUE WHERE build = $1`, build)
	return explain("note that the index is built", err)
}

// NextIndexTurn is the number of the next change the index is told of.
func (db *DB) NextIndexTurn(ctx context.Context) (int64, error) {
	var turn int64
	err := db.write.QueryRowContext(ctx, `UPDATE indexing SET turn = turn + 1 RETURNING turn`).Scan(&turn)
	return turn, explain("count a change of the index", err)
}

// HoldIndex has the index to one holder alone until then, and says whether the
// holder has it. With a time in the past the holder lets go.
func (db *DB) HoldIndex(ctx context.Context, holder string, until time.Time) (bool, error) {
	n, err := exec(ctx, db.write, `UPDATE indexing SET holder = $1, held_until = $2 WHERE holder = $1 OR held_until <= $3`,
		holder, micros(until), db.now())
	return n > 0, explain("hold the index", err)
}

// IndexChange is a note that something changed of an item.
type IndexChange struct {
	Number int64
	Item   chalkline.ItemID
}

// IndexChanges are the first notes of what changed, at most limit.
func (db *DB) IndexChanges(ctx context.Context, limit int) ([]IndexChange, error) {
	out, err := all(ctx, db.read, func(r row) (IndexChange, error) {
		var c IndexChange
		err := r.Scan(&c.Number, &c.Item)
		return c, err
	}, `SELECT number, item_id FROM index_changes ORDER BY number LIMIT $1`, limit)
	return out, explain("find what changed for the index", err)
}

// IndexBehind is how many changes the index was not told of yet, or somewhat more.
func (db *DB) IndexBehind(ctx context.Context) (int64, error) {
	var n int64
	err := db.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(number) - MIN(number) + 1, 0) FROM index_changes`).Scan(&n)
	return n, explain("count what changed for the index", err)
}

// ForgetIndexChanges forgets notes the index was told of. Later notes of the same
// items stay.
func (db *DB) ForgetIndexChanges(ctx context.Context, told []IndexChange) error {
	numbers := make([]int64, len(told))
	for n, c := range told {
		numbers[n] = c.Number
	}
	return db.tx(ctx, fmt.Sprintf("forget %d changes", len(told)), func(ctx context.Context, tx *sql.Tx) error {
		return eachIn(numbers, 1, func(list string, args []any) error {
			_, err := exec(ctx, tx, `DELETE FROM index_changes WHERE number IN `+list, args...)
			return err
		})
	})
}
