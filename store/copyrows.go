package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// next gives the rows of a table one after the other, and nil after the last.
// A row holds until the next one is asked for.
type next func() ([]any, error)

// rowsOf reads all rows of a table as they stand in any database.
func rowsOf(ctx context.Context, q querier, t table) (next, func() error, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+t.names()+` FROM `+quoted(t.Name)) //nolint:rowserrcheck,sqlclosecheck // read and rows.Close do
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", t.Name, err)
	}
	values := make([]any, len(t.Columns))
	places := make([]any, len(values))
	for n := range values {
		places[n] = &values[n]
	}
	read := func() ([]any, error) {
		if !rows.Next() {
			if err := rows.Err(); err != nil {
				return nil, fmt.Errorf("read %s: %w", t.Name, err)
			}
			return nil, nil // no more rows, as pgx.CopyFromFunc has it
		}
		if err := rows.Scan(places...); err != nil {
			return nil, fmt.Errorf("read %s: %w", t.Name, err)
		}
		for n, c := range t.Columns {
			plain, err := normal(c.Kind, values[n])
			if err != nil {
				return nil, fmt.Errorf("read column %s of %s: %w", c.Name, t.Name, err)
			}
			values[n] = plain
		}
		return values, nil
	}
	return read, rows.Close, nil
}

// normal is a value in the one form that it has for its kind of column: nil,
// int64, float64, string, bool or []byte. Text is such that any database takes it.
func normal(k kind, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil //nolint:nilnil // NULL
	case int64:
		switch k {
		case isInteger:
			return v, nil
		case isTruth:
			return v != 0, nil
		case isReal:
			return float64(v), nil
		}
	case float64:
		if k == isReal {
			return v, nil
		}
	case bool:
		if k == isTruth {
			return v, nil
		}
	case string:
		switch k {
		case isText:
			return clean(v), nil
		case isBytes:
			return []byte(v), nil
		}
	case []byte:
		switch k {
		case isText:
			return clean(string(v)), nil
		case isBytes:
			return append([]byte{}, v...), nil // never nil, which would be NULL
		}
	}
	return nil, fmt.Errorf("a value of kind %s is stored as %T", k, value)
}

// sum is a checksum of a table that does not depend on the order of its rows:
// the first 128 bits of the SHA-256 of each row, added up. It finds accidents; it
// is no signature.
type sum struct{ high, low uint64 }

// String is the sum as 32 hexadecimal digits.
func (s sum) String() string { return fmt.Sprintf("%016x%016x", s.high, s.low) }

// summing is rows with what they add up to.
type summing struct {
	rows  next
	count int64
	sum   sum
	told  func()
	buf   []byte
}

// next gives the next row and adds it.
func (s *summing) next() ([]any, error) {
	r, err := s.rows()
	if err != nil || r == nil {
		return nil, err
	}
	s.buf = s.buf[:0]
	for _, v := range r {
		s.buf = appendValue(s.buf, v)
	}
	hash := sha256.Sum256(s.buf)
	var carry uint64
	s.sum.low, carry = bits.Add64(s.sum.low, binary.BigEndian.Uint64(hash[8:16]), 0)
	s.sum.high, _ = bits.Add64(s.sum.high, binary.BigEndian.Uint64(hash[:8]), carry)
	s.count++
	s.told()
	return r, nil
}

// copied is what was added up of a table.
func (s *summing) copied(t table) Copied { return Copied{t.Name, s.count, s.sum.String()} }

// appendValue appends a value so that different rows never look alike: its kind,
// its length where that varies, and itself.
func appendValue(buf []byte, value any) []byte {
	switch v := value.(type) {
	case int64:
		return binary.BigEndian.AppendUint64(append(buf, 'i'), uint64(v)) //nolint:gosec // the same bits
	case float64:
		return binary.BigEndian.AppendUint64(append(buf, 'r'), math.Float64bits(v))
	case string:
		return append(binary.BigEndian.AppendUint64(append(buf, 't'), uint64(len(v))), v...)
	case []byte:
		return append(binary.BigEndian.AppendUint64(append(buf, 'b'), uint64(len(v))), v...)
	case bool:
		if v {
			return append(buf, 'y')
		}
		return append(buf, 'n')
	default:
		return append(buf, '0')
	}
}

// sumOf reads a table to its end and adds it up.
func sumOf(ctx context.Context, q querier, t table, told func()) (Copied, error) {
	rows, done, err := rowsOf(ctx, q, t)
	if err != nil {
		return Copied{}, err
	}
	s := &summing{rows: rows, told: told}
	for {
		r, err := s.next()
		if err != nil {
			_ = done()
			return Copied{}, err
		}
		if r == nil {
			return s.copied(t), done()
		}
	}
}

// Copied is a table that was copied, or compared.
type Copied struct {
	Table string
	Rows  int64
	Sum   string // of all rows, in whatever order
}

// Progress is told how many rows are done of how many.
type Progress func(done, all int64)

// each is told of each row, and tells every so many of them how far it is.
func (told Progress) each(all int64) func() {
	const every = 500
	var done int64
	return func() {
		if done++; told != nil && (done%every == 0 || done == all) {
			told(done, all)
		}
	}
}

// allRows is how many rows tables have together.
func allRows(tables []table) int64 {
	var n int64
	for _, t := range tables {
		n += t.Rows
	}
	return n
}

// snapshot begins a transaction that sees one moment of the database and writes
// nothing.
func (db *DB) snapshot(ctx context.Context) (*sql.Tx, error) {
	options := &sql.TxOptions{ReadOnly: true}
	if db.kind == kindPostgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.read.BeginTx(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("begin to read the database: %w", err)
	}
	return tx, nil
}

// locked is a snapshot of SQLite that keeps everybody else from writing.
func (db *DB) locked(ctx context.Context) (*sql.Tx, error) {
	tx, err := db.write.BeginTx(ctx, nil) // the writer begins by taking the lock
	if err != nil {
		return nil, fmt.Errorf("begin to read the database: %w", err)
	}
	return tx, nil
}
