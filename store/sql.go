package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chalkline"
)

// querier is a database or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// row is *sql.Row or *sql.Rows.
type row interface{ Scan(dest ...any) error }

// all reads every row of a query.
func all[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return out, nil
}

// each hands every row of a query to scan.
func each(ctx context.Context, q querier, scan func(row) error, query string, args ...any) error {
	_, err := all(ctx, q, func(r row) (struct{}, error) { return struct{}{}, scan(r) }, query, args...)
	return err
}

// value scans a row of one column.
func value[T any](r row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// exec runs a statement and says how many rows it changed.
func exec(ctx context.Context, q querier, query string, args ...any) (int, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// explain puts what was attempted in front of err. An Error with a code keeps
// its message, because a person reads that.
func explain(what string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*chalkline.Error](err); ok {
		return e
	}
	if Full(err) {
		disk := "the disk"
		if _, ok := errors.AsType[*pgconn.PgError](err); ok {
			disk = "the disk of the PostgreSQL server"
		}
		return fmt.Errorf("%s: %s is full: free some space, then it goes on by itself and nothing is lost: %w", what, disk, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// fullState is the SQLSTATE code with which PostgreSQL says that its disk is full.
const fullState = "53100"

// Full says whether err is that the database had no room to write: what was asked may
// be asked again when there is some.
func Full(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_FULL
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == fullState
}

// noRoom says whether a database or a file had no room to be written.
func noRoom(err error) bool {
	return Full(err) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// missing turns "no rows" into an Error with a code and a message.
func missing(err error, code chalkline.Code, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return chalkline.Errorf(code, format, args...)
	}
	return err
}

// maxIn is how many values one IN list holds. SQLite takes 32,766 parameters,
// PostgreSQL 65,535; short lists keep statements small.
const maxIn = 512

// eachIn calls do for slices of keys with an IN list such as "($2, $3)" whose
// numbers start at first, and its arguments. Lists are padded with the last key
// to a power of two, so that few different statements are prepared.
func eachIn[K any](keys []K, first int, do func(list string, args []any) error) error {
	for len(keys) > 0 {
		n := min(len(keys), maxIn)
		size := 1
		for size < n {
			size *= 2
		}
		args := make([]any, size)
		var list strings.Builder
		for i := range size {
			args[i] = keys[min(i, n-1)]
			if i > 0 {
				list.WriteString(", ")
			}
			list.WriteByte('$')
			list.WriteString(strconv.Itoa(first + i))
		}
		if err := do("("+list.String()+")", args); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// allIn reads every row of a query that has an IN list over keys in place of
// %s, numbered from $1.
func allIn[K, T any](ctx context.Context, q querier, keys []K, scan func(row) (T, error), format string) ([]T, error) {
	var out []T
	err := eachIn(keys, 1, func(list string, args []any) error {
		part, err := all(ctx, q, scan, fmt.Sprintf(format, list), args...)
		out = append(out, part...)
		return err
	})
	return out, err
}

// maxRows is how many rows one statement inserts.
const maxRows = 50

// insertMany inserts rows with few statements: head is INSERT up to VALUES, tail
// what follows them. One statement for many rows saves PostgreSQL the way there
// and back, and SQLite the flush of its full text index after each. A prepared q
// inserts them one by one, which is faster where there is neither.
func insertMany(ctx context.Context, q querier, head string, rows [][]any, tail string) error {
	size := maxRows
	if _, ok := q.(*prepared); ok {
		size = 1
	}
	for part := range slices.Chunk(rows, size) {
		var values strings.Builder
		var args []any
		for n, r := range part {
			separator := ", ("
			if n == 0 {
				separator = " ("
			}
			for _, arg := range r {
				args = append(args, arg)
				values.WriteString(separator + "$" + strconv.Itoa(len(args)))
				separator = ", "
			}
			values.WriteByte(')')
		}
		if _, err := q.ExecContext(ctx, head+values.String()+" "+tail, args...); err != nil {
			return fmt.Errorf("insert %d rows: %w", len(part), err)
		}
	}
	return nil
}

// micros is the stored form of a time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the time of its stored form.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// stamp scans a stored time into *t.
type stamp struct{ t *time.Time }

// Scan implements sql.Scanner.
func (s stamp) Scan(src any) error {
	us, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a time is stored as %T, not as an integer", src)
	}
	*s.t = fromMicros(us)
	return nil
}

// asJSON stores *v as JSON text, "" when it is empty, and scans it back.
type asJSON[T any] struct{ v *T }

func inJSON[T any](v *T) asJSON[T] { return asJSON[T]{v} }

// Value implements driver.Valuer.
func (j asJSON[T]) Value() (driver.Value, error) {
	raw, err := json.Marshal(*j.v)
	if err != nil {
		return nil, fmt.Errorf("write %T as JSON: %w", *j.v, err)
	}
	switch text := string(raw); text {
	case "null", "[]", "{}":
		return "", nil
	default:
		return text, nil
	}
}

// Scan implements sql.Scanner.
func (j asJSON[T]) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("JSON is stored as %T, not as text", src)
	}
	var v T
	if text != "" {
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return fmt.Errorf("read %T from JSON: %w", v, err)
		}
	}
	*j.v = v
	return nil
}

// clean makes text storable: PostgreSQL takes neither NUL nor invalid UTF-8.
func clean(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "")
	}
	return text
}

func cleanAll(texts []string) []string {
	out := make([]string, 0, len(texts))
	for _, t := range texts {
		out = append(out, clean(t))
	}
	return out
}

// maxKey is how long a key may be, in bytes: an index of PostgreSQL takes
// entries of up to 2,704.
const maxKey = 500

// shortKey is key, its end replaced by a hash when it is too long to be indexed.
func shortKey(key string) string {
	key = clean(key)
	if len(key) <= maxKey {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return strings.ToValidUTF8(key[:maxKey-65], "") + "#" + hex.EncodeToString(sum[:])
}

// shortID is a DOI or ERIC id, or "" when it is too long to be one.
func shortID(id string) string {
	if len(id) > maxKey {
		return ""
	}
	return clean(id)
}
